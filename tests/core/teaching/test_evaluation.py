"""What is said of a taught network: measured on what was left out, with advice that names the actions."""

import numpy as np
import pytest
import torch

from core.teaching import TaughtActions, fit_pack, report
from core.teaching.closed_form import HeldOut
from core.teaching.fitting import pack_clips
from tests.core.teaching.figures import ACTIONS, drawn, examples

CLIPS, LABELS = examples(3, ACTIONS[:2])


def taught_with(said: list[list[float]], claims: list[float] | None = None) -> TaughtActions:
    """Six clips of two actions, of which a network is made to say other things."""
    pack = pack_clips(CLIPS, [0, 0, 0, 1, 1, 1], 25)
    taught = fit_pack(pack, something_else=False)
    held = HeldOut(
        torch.tensor(said).log(), torch.tensor(claims or [float("nan")] * 6), torch.tensor([0.1, 0.9] if claims else [])
    )
    return TaughtActions(**{**vars(taught), "held_out": held})


def test_accuracy_confusions_and_doubtful_clips() -> None:
    taught = taught_with(
        [[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.1, 0.9], [0.4, 0.6], [0.6, 0.4]], [0.9, 0.8, 0.7, 0.9, 0.2, 0.6]
    )
    said = report(taught, pack_clips(CLIPS, [0, 0, 0, 1, 1, 1], 25))
    assert (said.clips, said.right) == (6, 3)
    assert said.accuracy == 0.5
    assert said.by_action == {"class 0": (1, 3), "class 1": (2, 3)}
    assert said.confusions == (("class 0", "class 1", 2), ("class 1", "class 0", 1))
    assert said.kept == pytest.approx(5 / 6)
    assert said.background_rejected == 0.5
    assert said.doubtful == {
        "clip 1": "looks like class 1",
        "clip 2": "looks like class 1",
        "clip 5": "looks like class 0",
    }
    assert said.advice[0].startswith("class 0 and class 1 are confused (3 times): show 3 more of each")
    lines = "\n".join(said.lines())
    assert "3 of 6 clips recognised (50.0%)" in lines
    assert "class 0 taken for class 1: 2" in lines


def test_what_cannot_be_measured_is_not() -> None:
    taught = fit_pack(pack_clips([CLIPS[0], CLIPS[-1]], [0, 1], 25))
    said = report(taught, pack_clips([CLIPS[0], CLIPS[-1]], [0, 1], 25))
    assert said.clips == 0
    assert np.isnan(said.accuracy)
    assert np.isnan(said.kept)
    assert said.lines()[0] == "no action has a second recording: nothing can be measured"
    assert "record at least two more" in said.lines()[1]


def test_a_much_shorter_clip_is_doubtful() -> None:
    clips = [*CLIPS[:2], CLIPS[2][:8], *CLIPS[3:]]
    pack = pack_clips(clips, [0, 0, 0, 1, 1, 1], 25)
    said = report(fit_pack(pack), pack)
    assert "0.3 s long" in said.doubtful["clip 2"]


def test_one_person_is_said() -> None:
    clips = [drawn("bow", 1), drawn("bow", 2), drawn("squat", 3)]
    pack = pack_clips(clips, [0, 0, 1], 25, subjects=["ann"] * 3)
    said = report(fit_pack(pack), pack)
    assert any("other people may not be recognised" in sentence for sentence in said.advice)
