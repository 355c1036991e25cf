"""Everything that was shown is on disk at once, as an ordinary data set, and every change can be taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from core.data.pack import load_pack
from core.errors import UserError
from core.examples.files import Motion
from core.examples.store import SOMETHING_ELSE, ExampleSet
from core.teaching import fitting
from tests.core.examples.motions import motion_of

NOON = datetime(2026, 11, 24, 12, 0, 5)


@pytest.fixture
def examples(tmp_path: Path) -> ExampleSet:
    out = ExampleSet(tmp_path / "mine")
    for shift, action in enumerate(("hop", "hop", "jump")):
        out.add(action, motion_of(1.0 + shift / 10, shift), "Ada", "monday", "camera 0", NOON)
    return out


def again(examples: ExampleSet) -> ExampleSet:
    return ExampleSet(examples.folder)


def ids(examples: ExampleSet) -> list[str]:
    return [each.id for each in examples.examples()]


def test_what_was_added_is_there_after_a_restart(examples: ExampleSet) -> None:
    read = again(examples)
    assert ids(read) == ["hop/monday-01", "hop/monday-02", "jump/monday-01"]
    first = read["hop/monday-01"]
    assert (first.who, first.when, first.recording, first.source) == (
        "Ada",
        "2026-11-24T12:00:05",
        "monday",
        "camera 0",
    )
    assert read.actions == ("hop", "jump", SOMETHING_ELSE)
    assert np.allclose(read.motion("hop/monday-02").joints, motion_of(1.1, 1).joints)


def test_it_is_an_ordinary_data_set(examples: ExampleSet) -> None:
    examples.add(SOMETHING_ELSE, motion_of(), "", "")
    examples.remove(["hop/monday-01"])
    examples.trim("jump/monday-01", 0.2, 1.0)
    pack = load_pack(examples.folder)
    assert pack.classes == ("hop", "jump", SOMETHING_ELSE)
    assert pack.ids[:2] == ("hop/monday-02", "jump/monday-01")
    assert pack.subjects[:2] == ("Ada monday", "Ada monday")
    assert pack.rows[1, 0, 1] - pack.rows[1, 0, 0] == 9
    assert SOMETHING_ELSE == fitting.SOMETHING_ELSE


def test_a_crash_between_two_files_loses_nothing(examples: ExampleSet) -> None:
    (examples.folder / "hop" / ".monday-03.jsonl.partial").write_text("{half")
    (examples.folder / "manifest.json").write_text("{half")
    read = again(examples)
    assert ids(read) == ["hop/monday-01", "hop/monday-02", "jump/monday-01"]
    assert read["hop/monday-01"].recording == "monday"
    assert not list(examples.folder.rglob("*.partial"))
    with (examples.folder / "manifest.json").open("wb") as file:
        file.truncate(65 << 20)  # damaged too, and nobody reads 65 MB to find out
    assert len(ids(again(examples))) == 3


def test_deleting_can_be_taken_back_also_after_a_restart(examples: ExampleSet) -> None:
    examples.remove(["hop/monday-01", "hop/monday-02"])
    assert ids(again(examples)) == ["jump/monday-01"]
    examples.undo()
    assert len(ids(again(examples))) == 3
    assert again(examples)["hop/monday-02"].who == "Ada"
    examples.remove(["hop/monday-02"])
    later = again(examples)
    assert later.can_undo
    later.undo()
    assert not later.can_undo
    assert ids(later) == ids(again(later)) == ["hop/monday-01", "hop/monday-02", "jump/monday-01"]
    assert len(later.motion("hop/monday-02").times) == 12


def test_a_number_in_the_bin_is_not_given_again(examples: ExampleSet) -> None:
    examples.remove(["hop/monday-02"])
    assert examples.add("hop", motion_of(), "Ada", "monday").id == "hop/monday-03"


def test_undo_takes_back_one_change_after_the_other(examples: ExampleSet) -> None:
    examples.relabel(["hop/monday-01"], "jump")
    examples.rename_action("jump", "leap")
    examples.trim("leap/monday-01", 0.1, 0.6)
    examples.remove_action("leap")
    assert again(examples).actions == ("hop", SOMETHING_ELSE)
    for _ in range(4):
        examples.undo()
    assert ids(examples) == ids(again(examples)) == ["hop/monday-01", "hop/monday-02", "jump/monday-01"]
    assert again(examples)["jump/monday-01"].trim is None
    assert not [path for path in (examples.folder / "jump").iterdir() if path.name.startswith(".")]
    for _ in range(3):
        examples.undo()
    assert ids(examples) == []
    assert not examples.can_undo


def test_an_example_gets_another_action(examples: ExampleSet) -> None:
    examples.trim("hop/monday-01", 0.0, 0.5)
    assert examples.relabel(["hop/monday-01", "jump/monday-01"], "Jump") == ["jump/monday-01-01"]
    read = again(examples)
    assert ids(read) == ["hop/monday-02", "jump/monday-01", "jump/monday-01-01"]
    assert read["jump/monday-01-01"].trim == (0.0, 0.5)
    assert len(read.whole("jump/monday-01-01").times) == 11


def test_trimming_keeps_all_frames(examples: ExampleSet) -> None:
    examples.trim("hop/monday-01", 0.2, 0.7)
    read = again(examples)
    assert read["hop/monday-01"].trim == (0.2, 0.7)
    assert read.motion("hop/monday-01").times.tolist() == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert len(read.whole("hop/monday-01").times) == 11
    read.trim("hop/monday-01", 0.0, 0.3)  # of all frames, not of what was left
    assert read.motion("hop/monday-01").joints[0, 0, 0] == pytest.approx(1.0)
    with pytest.raises(UserError, match="nobody is seen"):
        read.trim("hop/monday-01", 0.5, 0.5)


def test_actions_are_added_and_renamed(examples: ExampleSet) -> None:
    assert examples.add_action("  sit  down ") == "sit down"
    assert "sit down" in again(examples).actions
    examples.rename_action("hop", "Hop")  # capitals alone
    read = again(examples)
    assert ids(read)[:2] == ["Hop/monday-01", "Hop/monday-02"]
    assert read["Hop/monday-01"].who == "Ada"
    for old, new in (("jump", "hop"), ("jump", SOMETHING_ELSE), (SOMETHING_ELSE, "x")):
        with pytest.raises(UserError):
            examples.rename_action(old, new)
    with pytest.raises(UserError, match="already"):
        examples.add_action("JUMP")


def test_nobody_is_no_example(examples: ExampleSet) -> None:
    motion = motion_of()
    with pytest.raises(UserError, match="nobody"):
        examples.add("hop", Motion(motion.times, np.zeros_like(motion.joints)))
