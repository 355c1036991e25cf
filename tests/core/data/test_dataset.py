from pathlib import Path

import numpy as np
import pytest

from core.data.clips import Clip
from core.data.dataset import Item, Problems, SkeletonDataset, camera_view, clean, find, reading, seen_or_score
from core.errors import UserError


def dataset(*bad: str) -> SkeletonDataset:
    def load(name: str, problems: Problems) -> Clip:
        if name in bad:
            raise UserError(f"{name}.txt, line 3, is torn")
        return Clip(name, 0, np.ones((3, 2, 18, 1), np.float32), np.arange(2) / 30, name)

    items = tuple(Item(name, lambda problems, name=name: load(name, problems)) for name in "abcd")
    splits = {"official": {"train": frozenset("abc"), "test": frozenset("d")}}
    return SkeletonDataset("toy", "kinetics18", ("x",), items, splits, Problems())


def test_skipping_goes_on_and_lists_what_was_left_out() -> None:
    with pytest.raises(UserError, match=r"b\.txt, line 3"):
        list(dataset("b").clips())
    toy = dataset("b", "d")
    assert [clip.id for clip in toy.clips(skip_bad=True)] == ["a", "c"]
    assert toy.problems.lines() == [
        "1 x clip left out: b.txt, line 3, is torn (b)",
        "1 x clip left out: d.txt, line 3, is torn (d)",
    ]


def test_parts_of_splits() -> None:
    assert [item.id for item in dataset().part("official", "train").items] == ["a", "b", "c"]
    smaller = dataset().only("ad")
    assert smaller.splits == {"official": {"train": frozenset("a"), "test": frozenset("d")}}
    with pytest.raises(UserError, match="toy has no split xsub train; there are: official train, official test"):
        dataset().part("xsub", "train")


def test_the_same_fault_is_one_line() -> None:
    problems = Problems()
    problems.add("hole", "a", 1)
    problems.add("hole", "a", 1)
    problems.add("hole", "b", 3)
    problems.add("never", "b", 0)
    assert problems.lines() == ["5 x hole (a and 1 more)"]


def test_clean_takes_impossible_values_as_missing() -> None:
    joints = np.full((3, 1, 6, 1), 0.5)
    joints[0, 0, 0] = 2.1e9
    joints[1, 0, 1] = np.nan
    joints[2, 0, 2] = 0
    joints[2, 0, 3] = 1.5
    joints[2, 0, 4] = -0.2
    problems = Problems()
    out = clean(joints, "here", problems)
    assert out.dtype == np.float32
    assert not out[:, 0, [0, 1, 2, 4]].any()
    np.testing.assert_array_equal(out[:, 0, [3, 5], 0], [[0.5, 0.5], [0.5, 0.5], [1, 0.5]])
    assert problems.lines() == [
        "2 x joint with an impossible coordinate, taken as missing (here)",
        "2 x confidence outside 0..1, clipped (here)",
    ]


def test_a_pose_without_any_score_counts_where_joints_are_placed() -> None:
    position = np.array([[[1.0, 2], [0, 0], [3, 0]], [[1, 2], [3, 4], [5, 6]], [[0, 0], [0, 0], [0, 0]]])
    score = np.array([[0.0, 0, 0], [0.5, 0, 0.25], [0, 0, 0]])
    problems = Problems()
    np.testing.assert_array_equal(
        seen_or_score(position, score, "here", problems), [[1, 0, 1], [0.5, 0, 0.25], [0, 0, 0]]
    )
    assert problems.lines()[0].startswith("1 x person in a frame whose scores are all 0")


def test_camera_view_is_a_rotation() -> None:
    matrix = camera_view(np.eye(3))
    assert np.linalg.det(matrix) == 1
    np.testing.assert_array_equal(matrix, np.diag([-1, -1, 1]))


def test_what_goes_wrong_inside_names_the_place() -> None:
    with (
        pytest.raises(UserError, match=r"^x\.json, row 3 is not a clip \('pose' is missing\)$"),
        reading("x.json, row 3", "a clip"),
    ):
        raise KeyError("pose")
    with pytest.raises(UserError, match="cannot be read"), reading("x", "a clip"):
        raise FileNotFoundError(2, "No such file or directory")


def test_hidden_files_are_passed_by(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("sub/b.txt", "a.txt", "._a.txt", ".DS_Store"):
        (tmp_path / name).touch()
    assert find(tmp_path, "*.txt") == [tmp_path / "a.txt", tmp_path / "sub" / "b.txt"]
    assert find(tmp_path / "a.txt", "*") == [tmp_path / "a.txt"]
