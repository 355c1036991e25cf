"""From joints in memory to a network: it knows what it was shown, and is a network like any other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.checkpoint import load_checkpoint
from core.errors import UserError
from core.inference.recognizer import Recognizer
from core.teaching import SOMETHING_ELSE, TaughtActions, fit, fit_pack, usable
from core.teaching.fitting import cut_long, durations, pack_clips
from core.types import People
from tests.core.teaching.figures import ACTIONS, drawn, examples


@pytest.fixture(scope="module")
def taught() -> TaughtActions:
    return fit(*examples(3), fps=25)


def test_it_knows_other_people_doing_the_same(taught: TaughtActions) -> None:
    clips, labels = examples(5, seed=1)
    assert taught.predict(clips, fps=25) == labels
    scores = taught.scores(clips, fps=25)
    assert scores.shape == (20, 4)
    assert taught.labels == tuple(sorted(ACTIONS))
    assert (scores.sum(axis=1) <= 1 + 1e-6).all()
    assert taught.info.scores["left out top-1"] == 1


def test_left_and_right_are_not_the_same(taught: TaughtActions) -> None:
    assert taught.predict([drawn("raise left", 77), drawn("raise right", 77)]) == ["raise left", "raise right"]


def test_rate_place_and_size_do_not_matter(taught: TaughtActions) -> None:
    clip = drawn("squat", 5)
    moved = clip.copy()
    moved[..., :2] = 3 * moved[..., :2] + (100, -50)
    one, other = taught.scores([clip, moved], fps=[25, 25])
    np.testing.assert_allclose(one, other, atol=2e-3)
    np.testing.assert_allclose(taught.scores([clip[::2]], fps=12.5), taught.scores([clip], fps=25), atol=0.1)
    times = [np.arange(len(clip)) / 25]
    np.testing.assert_array_equal(taught.scores([clip], times=times), taught.scores([clip], fps=25))


def test_an_action_never_shown_is_something_else() -> None:
    shown = tuple(action for action in ACTIONS if action != "squat")
    three = fit(*examples(4, shown), fps=25)
    clips, _ = examples(4, ("squat",), seed=2)
    known, labels = examples(4, shown, seed=2)
    assert three.predict(clips, fps=25, reject=True).count(SOMETHING_ELSE) >= 3
    assert sum(a == b for a, b in zip(three.predict(known, fps=25, reject=True), labels, strict=True)) >= 11


def test_the_same_examples_give_the_same_network(taught: TaughtActions) -> None:
    again = fit(*examples(3), fps=25)
    for one, other in zip(again.model.state_dict().values(), taught.model.state_dict().values(), strict=True):
        assert torch.equal(one, other)


def test_labels_come_back_as_they_were_given() -> None:
    clips, labels = examples(2, ACTIONS[:2])
    taught = fit(clips, [int(label == "raise left") for label in labels], fps=25)
    assert taught.labels == (0, 1)
    assert taught.predict(clips[:1] + clips[-1:], fps=25) == [0, 1]
    assert taught.info.labels == ("0", "1", SOMETHING_ELSE)


def test_one_action_is_told_from_something_else() -> None:
    clips, labels = examples(3, ("raise right",))
    assert fit(clips, labels, fps=25).info.labels == ("raise right", SOMETHING_ELSE)
    clips, labels = examples(5, ("raise right",))
    other, _ = examples(5, ("squat", "bow"), seed=3)
    own = fit([*clips, *other], [*labels, *["something else"] * 10], fps=25, something_else=False)
    assert own.labels == ("raise right",)
    assert own.info.labels == ("raise right", SOMETHING_ELSE)
    asked = [drawn("raise right", 50), drawn("squat", 51), drawn("bow", 52)]
    assert own.predict(asked, fps=25, reject=True) == ["raise right", SOMETHING_ELSE, SOMETHING_ELSE]


def test_weights_work_everywhere(taught: TaughtActions, tmp_path: Path) -> None:
    path = taught.save(tmp_path / "mine")
    assert path == tmp_path / "mine.safetensors"
    loaded = load_checkpoint(path)
    assert loaded.info.name == "mine"
    assert loaded.info.seconds == pytest.approx(taught.info.seconds)
    x = torch.rand(2, 3, 30, 18, 1)
    torch.testing.assert_close(loaded.model(x), taught.model(x))
    fused = Recognizer.from_weights(f"{path}*0.6+{path}*0.4", device="cpu", hop=0.4, explain=False)
    alone = Recognizer.from_weights(path, device="cpu", hop=0.4)
    clip = drawn("raise right", 9, frames=60)
    for index, joints in enumerate(clip):
        (said,) = alone.push(People(joints[None], (1,)), index / 25)
        (together,) = fused.push(People(joints[None], (1,)), index / 25)
    assert alone.labels[said.top(1)[0][0]] == "raise right"
    np.testing.assert_allclose(said.scores, together.scores, atol=1e-6)
    assert said.state == "ok"
    arm = [2, 3, 4]
    assert said.focus is not None
    assert int(said.focus.argmax()) in arm
    assert said.feature_map is not None
    assert said.feature_map.shape == (48, 18)


def test_two_people() -> None:
    clips, labels = examples(3, ACTIONS[:3])
    pairs = [np.stack((clip, clip + np.array((300, 0, 0), np.float32))) for clip in clips]
    taught = fit(pairs, labels, fps=25)
    assert taught.info.people == 2
    assert len(taught.model.examples) == 18 + 252  # and the background
    asked, expected = examples(2, ACTIONS[:3], seed=4)
    assert taught.predict([np.stack((clip, clip)) for clip in asked], fps=25) == expected
    assert taught.predict(asked, fps=25) == expected


def test_long_recordings_are_judged_by_windows_and_taught_in_pieces(taught: TaughtActions) -> None:
    long = np.concatenate([drawn("squat", 30)] * 8)
    assert taught.predict([long], fps=25) == ["squat"]
    pack = pack_clips([long, drawn("bow", 1)], [0, 1], 25)
    pieces, owner = cut_long(pack, 8, 4)
    assert len(pieces) == len(owner) == int(durations(pack)[0] / 4) + 1
    assert owner.tolist() == [0] * (len(owner) - 1) + [1]
    sightings = int((pieces.rows[:, 0, 1] - pieces.rows[:, 0, 0]).sum())
    assert len(pack.track.times) <= sightings < len(pack.track.times) + len(pieces)  # those at the cuts count twice
    both = fit([long, np.concatenate([drawn("bow", 31)] * 8)], ["squat", "bow"], fps=25)
    assert both.longest < 8
    assert both.predict([drawn("bow", 3), drawn("squat", 3)], fps=25) == ["bow", "squat"]


def test_wrong_input() -> None:
    clips, labels = examples(1)
    with pytest.raises(ValueError, match=r"clip 1 has the shape \(18, 3, 40\)"):
        fit([clips[0], np.zeros((18, 3, 40), np.float32)], labels[:2])
    with pytest.raises(ValueError, match="4 clips need as many labels"):
        fit(clips, labels[:3])
    with pytest.raises(ValueError, match="as many values of fps"):
        fit(clips, labels, fps=[25, 25])
    with pytest.raises(ValueError, match="clip 0: fps is to be positive"):
        fit(clips, labels, fps=0)
    with pytest.raises(ValueError, match=r"clip 0: .* increasing"):
        fit(clips, labels, times=[np.zeros(len(clip)) for clip in clips])
    bad = clips[0].copy()
    bad[3, 4] = np.nan
    with pytest.raises(ValueError, match="clip 0 holds values that are not finite"):
        fit([bad, *clips[1:]], labels)
    with pytest.raises(ValueError, match="no clips"):
        fit([], [])
    with pytest.raises(UserError, match="nothing to tell apart"):
        fit(clips[:1], labels[:1], something_else=False)
    with pytest.raises(UserError, match="clip 1: nobody is seen in it; leave this example out"):
        fit([clips[0], np.zeros((9, 18, 3), np.float32), *clips[2:]], labels)


def test_unusable_clips_are_named() -> None:
    pack = pack_clips([drawn("bow", 1), np.zeros((9, 18, 3), np.float32)], [0, 0])
    kept, why = usable(pack)
    assert kept.ids == ("clip 0",)
    assert why == {"clip 1": "nobody is seen in it"}
    with pytest.raises(UserError, match="has 2D ntu25 skeletons; teaching needs 2D kinetics18"):
        fit_pack(replace(pack, layout="ntu25"))
