from dataclasses import replace

import numpy as np
import pytest

from core.data.clips import Clip
from core.data.pack import Pack
from core.data.selection import choose_clips, choose_split, clip_digest, same_clips, without_repeats
from core.errors import UserError

JHMDB_LIKE = {f"split {number}": {"train": frozenset("a"), "test": frozenset("b")} for number in (1, 2, 3)}


def pack(*fills: float, splits: dict[str, dict[str, frozenset[str]]] | None = None) -> Pack:
    clips = [
        Clip(f"clip{number}", 0, np.full((3, 4, 18, 1), fill, np.float32), np.arange(4) / 30, "s")
        for number, fill in enumerate(fills)
    ]
    return replace(Pack.of(clips), splits=splits or {}, title="Made up")


@pytest.mark.parametrize(
    ("split", "part", "meant"),
    [
        (None, None, ("split 1", "test")),
        ("2", None, ("split 2", "test")),
        ("split 3", "train", ("split 3", "train")),
        ("all", None, ("all", "")),
    ],
)
def test_splits_are_found_by_name_or_by_their_end(split: str | None, part: str | None, meant: tuple[str, str]) -> None:
    assert choose_split(pack(1.0, splits=JHMDB_LIKE), split, part) == meant


def test_without_splits_every_clip_is_meant() -> None:
    assert choose_split(pack(1.0), None, None) == ("all", "")


def test_the_part_that_tests_may_have_another_name() -> None:
    parts = {"train": frozenset("a"), "val": frozenset("b")}
    assert choose_split(pack(1.0, splits={"official": parts}), None, None) == ("official", "val")


def test_an_unknown_split_is_a_plain_error() -> None:
    with pytest.raises(UserError, match=r"Made up has no split '4'; there are: split 1, split 2, split 3; all takes"):
        choose_split(pack(1.0, splits=JHMDB_LIKE), "4", None)


def test_clips_that_others_have_too_are_left_out() -> None:
    kept = without_repeats(pack(1.0, 2.0, 3.0), pack(2.0, 5.0))
    assert kept.ids == ("clip0", "clip2")


def test_the_digest_of_a_clip_changes_with_any_number() -> None:
    first, second = pack(1.0), pack(1.0)
    assert clip_digest(first, 0) == clip_digest(second, 0)
    second.track.joints[3, 17, 1] += 1e-3
    assert clip_digest(first, 0) != clip_digest(second, 0)


def test_the_same_clips_are_found_in_another_extraction() -> None:
    clips = replace(pack(1.0, 2.0), ids=("run/b", "run/a.b"))
    elsewhere = replace(pack(7.0, 8.0, 9.0), ids=("run/a.b.avi", "run/c.avi", "run/b.avi"))
    found = same_clips(clips, elsewhere)
    assert found.ids == ("run/b.avi", "run/a.b.avi")
    assert [found.track.joints[found.rows[row, 0, 0], 0, 0] for row in (0, 1)] == [9, 7]
    with pytest.raises(UserError, match=r"Made up lacks 2 of the 3 clips, run/a\.b\.avi among them"):
        same_clips(elsewhere, replace(pack(9.0), ids=("run/b",)))
    with pytest.raises(UserError, match="other classes"):
        same_clips(clips, replace(elsewhere, classes=("walk",)))


def test_the_clips_of_a_split_or_all() -> None:
    parts = {"train": frozenset(("clip0", "clip2")), "test": frozenset(("clip1",))}
    everything = pack(1.0, 2.0, 3.0, splits={"split 1": parts})
    clips, split, part = choose_clips(everything, "all", None)
    assert (clips is everything, split, part) == (True, "all", "")
    clips, split, part = choose_clips(everything, "1", "train")
    assert (clips.ids, split, part) == (("clip0", "clip2"), "split 1", "train")
