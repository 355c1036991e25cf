from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.player.corrections import Correction, corrected, keep_corrections, kept_corrections
from core.paths import corrections_dir
from core.types import People


def test_a_merge_gives_the_other_one_the_first_number_unless_both_are_there() -> None:
    merge = Correction("merge", 1, 4)
    assert merge.renumbered((2, 4), 0.0) == (2, 1)
    assert merge.renumbered((1, 2), 9.0) == (1, 2)
    assert merge.renumbered((1, 4), 9.0) == (1, 4)


def test_a_swap_begins_at_its_moment_and_undoes_itself() -> None:
    swap = Correction("swap", 1, 3, 2.0)
    assert swap.renumbered((1, 2, 3), 1.9) == (1, 2, 3)
    assert swap.renumbered((1, 2, 3), 2.0) == (3, 2, 1)
    assert swap.renumbered(swap.renumbered((1, 2), 5.0), 5.0) == (1, 2)


FOUND_BY = "skelapp 1; a back end; 2 people"
MADE = (Correction("merge", 1, 4), Correction("swap", 1, 3, 2.5))


def test_corrections_are_kept_for_the_same_video_and_the_same_way_to_find_people(tmp_path: Path) -> None:
    video = tmp_path / "a.mp4"
    video.write_bytes(b"pictures")
    assert kept_corrections(str(video), FOUND_BY) == ()
    keep_corrections(str(video), FOUND_BY, MADE)
    assert kept_corrections(str(video), FOUND_BY) == MADE
    assert kept_corrections(str(video), FOUND_BY.replace("2", "3")) == ()
    assert kept_corrections(str(tmp_path / "b.mp4"), FOUND_BY) == ()
    video.write_bytes(b"other pictures")
    assert kept_corrections(str(video), FOUND_BY) == ()
    video.write_bytes(b"pictures")
    keep_corrections(str(video), FOUND_BY, MADE[:1])
    assert kept_corrections(str(video), FOUND_BY) == MADE[:1]
    keep_corrections(str(video), FOUND_BY, ())
    assert list(corrections_dir().iterdir()) == []


def test_of_what_is_no_file_nothing_is_kept(tmp_path: Path) -> None:
    keep_corrections("synthetic:people=2", FOUND_BY, MADE)
    keep_corrections(str(tmp_path), FOUND_BY, MADE)
    assert not corrections_dir().exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"merge"', '"split"'),
        lambda text: text.replace('"corrections": [', '"corrections": [7, '),
        lambda text: "[" * 100_000,
        lambda text: text + " " * (1 << 20),
    ],
)
def test_damaged_corrections_are_none(tmp_path: Path, damage: Callable[[str], str]) -> None:
    video = tmp_path / "a.mp4"
    video.write_bytes(b"pictures")
    keep_corrections(str(video), FOUND_BY, MADE)
    (place,) = corrections_dir().iterdir()
    place.write_text(damage(place.read_text()))
    assert kept_corrections(str(video), FOUND_BY) == ()


def test_people_are_corrected_one_after_the_other_and_stay_in_the_order_of_their_numbers() -> None:
    joints = np.arange(3, dtype=np.float32)[:, None, None] * np.ones((3, 18, 3), np.float32)
    people = corrected(People(joints, (2, 3, 4)), MADE, 3.0)  # 4 is 1, and from 2.5 s on 1 and 3 are each other
    assert people.ids == (1, 2, 3)
    assert people.joints[:, 0, 0].tolist() == [1, 0, 2]
    assert corrected(People(joints, (2, 3, 4)), MADE, 2.0).joints[:, 0, 0].tolist() == [2, 0, 1]
