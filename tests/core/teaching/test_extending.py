"""Own actions beside those of a bundled network: both are recognised, and the weights work everywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.checkpoint import load_checkpoint
from core.errors import UserError
from core.export import difference, export_onnx
from core.inference.recognizer import Recognizer
from core.teaching import TaughtActions, fit
from core.teaching.background import background
from core.types import People
from tests.core.teaching.figures import ACTIONS, drawn, examples


@pytest.fixture(scope="module")
def extended() -> TaughtActions:
    return fit(*examples(3), fps=25, beside="stfnet-joint", name="mine")


def test_both_are_recognised_on_one_scale(extended: TaughtActions) -> None:
    trained = load_checkpoint("stfnet-joint")
    assert extended.info.labels == (*sorted(ACTIONS), *trained.info.labels)
    assert (extended.info.frames, extended.info.rate) == (40, 25.0)  # 1.6 s, as the bundled one
    assert extended.info.energy_threshold == trained.info.energy_threshold
    clips, labels = examples(5, seed=1)
    assert extended.predict(clips, fps=25, reject=True) == labels
    at = torch.linspace(0, 39, 34).round().long()  # 1.33 s of the background, at the end of a window
    windows = torch.zeros(84, 3, 40, 18, 1)
    windows[:, :, 6:, :, 0] = background()[::3, :, at]
    with torch.inference_mode():
        said = (extended.model(windows) / extended.info.temperature).softmax(1)
        alone = (trained.model(extended.model._recent(windows)) / trained.info.temperature).softmax(1)
    assert float((said.argmax(1) >= 4).float().mean()) > 0.97
    torch.testing.assert_close(said[:, 4:].sum(1) + said[:, :4].sum(1), torch.ones(84))
    kept = said.argmax(1) >= 4
    assert torch.equal(said.argmax(1)[kept] - 4, alone.argmax(1)[kept])


def test_the_weights_work_live_and_exported(extended: TaughtActions, tmp_path: Path) -> None:
    path = extended.save(tmp_path / "mine")
    loaded = load_checkpoint(path)
    x = torch.rand(2, 3, 40, 18, 1)
    torch.testing.assert_close(loaded.model(x), extended.model(x))
    assert loaded.info == replace(extended.info, model_args=loaded.info.model_args)
    live = Recognizer.from_weights(path, device="cpu", hop=0.4)
    for index, joints in enumerate(drawn("raise right", 9, frames=60)):
        (said,) = live.push(People(joints[None], (1,)), index / 25)
    assert live.labels[said.top(1)[0][0]] == "raise right"
    assert said.state == "ok"
    assert said.focus is not None
    assert int(said.focus.argmax()) in (2, 3, 4)  # the arm
    assert said.feature_map is not None
    assert said.feature_map.shape == (40, 18)
    export_onnx(loaded.model, tmp_path / "mine.onnx", x[:1])
    assert difference(loaded.model, tmp_path / "mine.onnx", x) < 1e-3


def test_what_cannot_be_taught_beside_what() -> None:
    clips, labels = examples(2, ACTIONS[:2])
    with pytest.raises(UserError, match=r"knows walk already; give your own another name"):
        fit(clips, ["walk" if label == ACTIONS[0] else label for label in labels], fps=25, beside="stfnet-joint")
    with pytest.raises(UserError, match="stbln-bone: actions are taught beside a trained network that sees one"):
        fit(clips, labels, fps=25, beside="stbln-bone")
    with pytest.raises(UserError, match="against the background"):
        fit(clips, labels, fps=25, beside="stfnet-joint", something_else=False)
    with pytest.raises(UserError, match="no model named 'nothing'"):
        fit(clips, labels, fps=25, beside="nothing")


def test_clips_are_judged_by_windows(extended: TaughtActions) -> None:
    long = np.concatenate([drawn("squat", 30)] * 4)
    assert extended.predict([long], fps=25, reject=True) == ["squat"]
