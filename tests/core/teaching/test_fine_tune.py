"""Fine-tuning: progress step by step, recordings held out, a fair verdict, and nothing written when it is cancelled."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.checkpoint import load_checkpoint
from core.data.pack import Pack
from core.errors import UserError
from core.teaching import SOMETHING_ELSE, fit_pack
from core.teaching import fine_tune as module
from core.teaching.fine_tune import FineTuned, Progress, fine_tune
from core.teaching.fitting import pack_clips
from tests.core.teaching.figures import ACTIONS, examples


def many(count: int = 6, actions: tuple[str, ...] = ACTIONS) -> Pack:
    clips, labels = examples(count, actions)
    names = sorted(set(labels))
    pack = pack_clips(clips, [names.index(label) for label in labels], 25)
    return replace(pack, classes=tuple(names))


def finished(steps: int, pack: Pack) -> tuple[list[Progress], FineTuned]:
    run, seen = fine_tune(pack, steps=steps), []
    while True:
        try:
            seen.append(next(run))
        except StopIteration as end:
            return seen, end.value


@pytest.fixture(scope="module", autouse=True)
def _few_windows_a_step() -> Iterator[None]:
    """Seconds instead of minutes."""
    with pytest.MonkeyPatch.context() as small:
        small.setattr(module, "_BATCH", 6)
        small.setattr(module, "_OTHERS", 2)
        yield


@pytest.fixture(scope="module")
def run(_few_windows_a_step: None) -> tuple[list[Progress], FineTuned]:
    return finished(16, many())


def test_every_step_is_told(run: tuple[list[Progress], FineTuned]) -> None:
    seen, tuned = run
    assert [each.step for each in seen] == list(range(1, 17))
    assert {each.steps for each in seen} == {16}
    assert not math.isnan(seen[0].accuracy)  # every step, of so few
    assert np.mean([each.loss for each in seen[-5:]]) < 0.7 * np.mean([each.loss for each in seen[:5]])
    assert seen[-1].remaining == 0 < seen[0].remaining
    assert seen[-1].accuracy == tuned.right / tuned.held_out


def test_it_learns_and_is_compared_with_the_closed_form(run: tuple[list[Progress], FineTuned], tmp_path: Path) -> None:
    _, tuned = run
    assert tuned.held_out >= 4
    assert tuned.right_closed_form == tuned.held_out  # drawn people are easy for it
    assert tuned.right >= 0.5 * tuned.held_out  # a fourth would be chance
    assert not tuned.kept
    assert tuned.sentence.endswith("the network taught in closed form is kept")
    assert f"recognises {tuned.right} and" in tuned.sentence
    assert tuned.info.labels == (*sorted(ACTIONS), SOMETHING_ELSE)
    path = tuned.save(tmp_path / "tuned.safetensors")
    x = torch.rand(2, 3, 25, 18, 1)
    torch.testing.assert_close(load_checkpoint(path).model(x), tuned.model(x))


def test_the_verdict() -> None:
    model = torch.nn.Identity()
    card = load_checkpoint("stfnet-joint").info
    assert FineTuned(model, card, 10, 9, 8).kept
    assert FineTuned(model, card, 10, 9, 8).sentence == (
        "of 10 clips held out, the fine-tuned network recognises 9 and the one taught in closed form 8: the fine-tuned "
        "network is kept"
    )
    assert not FineTuned(model, card, 10, 8, 8).kept  # as good is not better


def test_recordings_are_held_out_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = []
    split = module.validation_split
    monkeypatch.setattr(module, "validation_split", lambda *given: parts.append(split(*given)) or parts[-1])
    pack = replace(many(), subjects=tuple(f"recording {index // 2 % 6}" for index in range(24)))
    run = fine_tune(pack, steps=40)
    next(run)
    run.close()  # cancelled
    shown, asked = parts[0]
    assert len(asked)
    assert not set(shown.subjects) & set(asked.subjects)


def test_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"needs 20 examples or more.* there are 8 examples of 8 recordings"):
        next(fine_tune(many(2)))
    path = fit_pack(many(2)).save(tmp_path / "mine")
    with pytest.raises(UserError, match=r"mine is no network that was trained; .* such as stfnet-joint"):
        next(fine_tune(many(), path))
