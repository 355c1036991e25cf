"""What is counted where actions are taught beside a bundled network's: names are compared, not numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.benchmark import beside
from core.data.pack import Pack
from core.errors import UserError
from core.teaching import fit
from core.teaching.fitting import pack_clips
from tests.core.teaching.figures import ACTIONS, drawn, examples


def shown(actions: list[str], classes: tuple[str, ...]) -> Pack:
    clips = [drawn(action, 90 + number) for number, action in enumerate(actions)]
    return replace(pack_clips(clips, [number % len(classes) for number in range(len(clips))], 25), classes=classes)


def test_actions_that_share_a_word_are_left_out() -> None:
    pack = shown(["bow"] * 8, ("golf_swing", "wave", "jumping_jacks", "arm curl"))
    left = beside.unlike(pack, ("golf", "swing_baseball", "wave", "jump"))
    assert sorted({pack.classes[label] for label in left.labels}) == ["arm curl", "jumping_jacks"]
    with pytest.raises(UserError, match="fewer than two actions"):
        beside.unlike(pack, ("golf", "wave", "arm"))


def test_what_is_taken_and_what_is_recognised() -> None:
    network = fit(*examples(3, ACTIONS[:2]), fps=25, beside="stfnet-joint")
    asked = shown([*ACTIONS[:2]] * 2, ACTIONS[:2])
    taken = shown(["raise left"] * 4, ("walk", "wave"))  # a taught action, named as if the bundled network knew it
    took, known, alone, taught, certain = beside.one(network, asked, taken)
    assert (took, known, alone, taught, certain) == (1, 0, 1, 1, 1)
    swapped = replace(asked, labels=1 - asked.labels)
    assert beside.one(network, swapped, taken)[2:4] == (0, 0)
