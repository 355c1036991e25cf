from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import Problems
from core.data.readers.ntu import CLASSES, list_ntu, official_splits
from core.data.readers.recognise import read_dataset
from core.errors import UserError
from tests.core.data.readers.fakes import NTU_NAME, ntu_body, write_skeleton


def test_a_clip_of_one_body(tmp_path: Path) -> None:
    path = write_skeleton(tmp_path / NTU_NAME, [{"72": ntu_body()}, {}, {"72": ntu_body(0.5)}])
    (clip,) = list_ntu(path).clips()
    assert (clip.id, clip.label, clip.subject, clip.camera) == ("S001C002P003R002A013", 12, "P003", 2)
    assert CLASSES[clip.label] == "tear up paper"
    assert clip.joints.shape == (4, 3, 25, 1)
    np.testing.assert_allclose(clip.joints[:, 0, 4, 0], [-0.4, -0.96, 3, 1], rtol=1e-6)  # x right, y down
    np.testing.assert_allclose(clip.joints[:, 2, 4, 0], [-0.9, -0.96, 3, 1], rtol=1e-6)
    assert not clip.joints[:, 1].any()
    np.testing.assert_allclose(clip.times, [0, 1 / 30, 2 / 30])


def test_of_three_bodies_the_two_that_move_most_are_kept(tmp_path: Path) -> None:
    frames = [{"still": ntu_body(), "fast": ntu_body(t), "slow": ntu_body(5 + 0.1 * t)} for t in range(4)]
    data = list_ntu(write_skeleton(tmp_path / NTU_NAME, frames))
    (clip,) = data.clips()
    np.testing.assert_allclose(clip.joints[0, :, 0], [[-t, -5 - 0.1 * t] for t in range(4)], atol=1e-6)
    assert "more than 2 bodies" in data.problems.lines()[0]


def test_two_bodies_that_come_and_go(tmp_path: Path) -> None:
    frames = [{"a": ntu_body()}, {"a": ntu_body(1), "b": ntu_body(3)}, {"b": ntu_body(3.1)}]
    (clip,) = list_ntu(write_skeleton(tmp_path / NTU_NAME, frames)).clips()
    assert clip.joints[3].any(axis=1).tolist() == [[True, False], [True, True], [False, True]]


def test_untracked_joints_and_wild_values_are_missing(tmp_path: Path) -> None:
    wild = ntu_body()
    wild[3] = 2.1e9
    data = list_ntu(write_skeleton(tmp_path / NTU_NAME, [{"a": wild}], state=1))
    (clip,) = data.clips()
    assert not clip.joints[:, 0, 3].any()
    assert clip.joints[3, 0, 4, 0] == 0.5  # inferred
    assert data.problems.lines() == ["1 x joint with an impossible coordinate, taken as missing (S001C002P003R002A013)"]
    data = list_ntu(write_skeleton(tmp_path / NTU_NAME, [{"a": ntu_body()}], state=0))
    assert not next(data.clips()).joints.any()


def test_the_four_official_splits() -> None:
    names = [
        "S001C001P001R001A001",
        "S001C002P003R001A060",
        "S017C003P038R001A010",
        "S018C001P045R001A061",
        "S019C002P044R001A005",
    ]
    splits = official_splits([*names, "no clip"])
    train = {name: sorted(names.index(key) for key in parts["train"]) for name, parts in splits.items()}
    test = {name: sorted(names.index(key) for key in parts["test"]) for name, parts in splits.items()}
    assert train == {"xsub": [0, 2], "xview": [1, 2], "xsub120": [0, 2, 3], "xsetup120": [3]}
    assert test == {"xsub": [1], "xview": [0], "xsub120": [1, 4], "xsetup120": [0, 1, 2, 4]}


def test_splits_have_the_published_numbers_of_subjects() -> None:
    names = [f"S001C001P{subject:03d}R001A001" for subject in range(1, 107)]
    splits = official_splits(names)
    assert (len(splits["xsub"]["train"]), len(splits["xsub120"]["train"])) == (20, 53)
    assert (len(CLASSES), len(set(CLASSES))) == (120, 120)


def test_the_exclusion_list_is_a_file_with_a_heading(tmp_path: Path) -> None:
    for action in (1, 2, 3):
        write_skeleton(tmp_path / f"S001C001P001R001A{action:03d}.skeleton", [{"a": ntu_body()}])
    (tmp_path / "missing.txt").write_text(
        "# of one camera\nmissing skeletons:\n\nS001C001P001R001A002  # empty\nS009C001P001R001A002.skeleton\n"
    )
    data = read_dataset(tmp_path, exclude=tmp_path / "missing.txt")
    assert [clip.label for clip in data.clips()] == [0, 2]
    assert data.splits["xsub"]["train"] == {"S001C001P001R001A001", "S001C001P001R001A003"}
    assert data.problems.lines() == [
        "1 x clip left out as the exclusion list says (missing.txt)",
        "2 x line of the exclusion list that names no clip here (missing.txt)",
    ]
    with pytest.raises(UserError, match=r"none\.txt cannot be read"):
        read_dataset(tmp_path, exclude=tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("line", "text", "message"),
    [
        (0, "x", "line 1: expected the number of frames, found 'x'"),
        (0, "9000000", "line 1: 9000000 frames are announced"),
        (0, "3", "ends after line 57, where the number of bodies should follow; it is cut off"),
        (0, "1", "line 30: more than the 1 frames announced"),
        (2, "72 0 1", "line 3: expected a body's 10 fields, found '72 0 1'"),
        (3, "20", "line 4: 20 joints, not 25"),
        (10, "1 2 3", "line 11: expected a joint's 12 fields, found '1 2 3'"),
        (10, "1 2 x 4 5 6 7 8 9 10 11 2", "line 11, is not a joint's 12 numbers"),
        (10, "1 2 3 4 5 6 7 8 9 10 11 7", "line 11, is not a joint's 12 numbers"),
    ],
)
def test_damage_names_the_line(tmp_path: Path, line: int, text: str, message: str) -> None:
    path = write_skeleton(tmp_path / NTU_NAME, [{"72": ntu_body()}, {"72": ntu_body()}])
    lines = path.read_text().splitlines()
    lines[line] = text
    path.write_text("\n".join(lines))
    with pytest.raises(UserError, match=f"A013.skeleton,? {message}"):
        list_ntu(path).items[0].load(Problems())


def test_clips_without_bodies_or_names(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no body in any frame"):
        next(list_ntu(write_skeleton(tmp_path / NTU_NAME, [{}, {}])).clips())
    with pytest.raises(UserError, match=r"x\.skeleton is not named like an NTU clip"):
        next(list_ntu(write_skeleton(tmp_path / "x.skeleton", [{"a": ntu_body()}])).clips())
    (tmp_path / NTU_NAME).write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match=r"A013\.skeleton is not a text file"):
        next(list_ntu(tmp_path / NTU_NAME).clips())
