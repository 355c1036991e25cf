from pathlib import Path

import numpy as np
import pytest

from core.data.readers.penn_action import CLASSES, list_penn_action
from core.errors import UserError
from tests.core.data.readers.fakes import write_penn


def test_pixels_labels_and_the_official_split(tmp_path: Path) -> None:
    write_penn(tmp_path, 1)
    write_penn(tmp_path, 2, "squat", train=-1)
    data = list_penn_action(tmp_path)
    assert data.splits == {"official": {"train": {"0001"}, "test": {"0002"}}}
    first, second = data.clips()
    assert (CLASSES[first.label], CLASSES[second.label]) == ("bowl", "squat")
    assert first.joints.shape == (3, 3, 13, 1)
    assert first.joints[:, 1, 5, 0].tolist() == [150, 75, 1]
    assert (first.layout, first.subject) == ("penn13", "0001")


def test_hidden_joints_are_half_sure_and_those_in_the_very_corner_missing(tmp_path: Path) -> None:
    x, y, visibility = np.full((1, 13), 200.0), np.full((1, 13), 100.0), np.ones((1, 13), np.uint8)
    visibility[0, :4] = 0
    x[0, :3] = y[0, :3] = (1, 0.75, 1.5)  # not annotated, in clips of three scales
    x[0, 12], y[0, 12] = 500, 100  # beyond the picture's 480
    write_penn(tmp_path, 1, x=x, y=y, visibility=visibility)
    data = list_penn_action(tmp_path)
    (clip,) = data.clips()
    assert clip.joints[2, 0, :, 0].tolist() == [0, 0, 0, 0.5] + [1] * 9
    assert not clip.joints[:, :, :3].any()
    assert clip.joints[0, 0, 12, 0] == 500
    assert data.problems.lines() == [
        "3 x joint not annotated (in the very corner), taken as missing (0001)",
        "1 x joint outside the picture, kept (0001)",
    ]


def test_a_part_without_its_sum_is_whole_and_a_part_broken_off_is_not(tmp_path: Path) -> None:
    path = write_penn(tmp_path, 1)
    content = path.read_bytes()
    parts = [(start, size) for start, size in _parts(content) if size > 60]
    start, size = parts[-1]

    def without(count: int) -> bytes:
        shorter = content[start : start + 4] + (size - count).to_bytes(4, "little")
        return content[:start] + shorter + content[start + 8 : start + 8 + size - count] + content[start + 8 + size :]

    path.write_bytes(without(4))  # the sum stands at the end
    assert len(list(list_penn_action(tmp_path).clips())) == 1
    path.write_bytes(without(30))
    with pytest.raises(UserError, match=r"0001\.mat is not a Penn Action label file.*breaks off in the part at byte"):
        list(list_penn_action(tmp_path).clips())


def _parts(content: bytes) -> list[tuple[int, int]]:
    """Where the parts of a MATLAB 5 file begin, and how long they are."""
    found, start = [], 128
    while start < len(content):
        found.append((start, int.from_bytes(content[start + 4 : start + 8], "little")))
        start += 8 + found[-1][1]
    return found


def test_damage_names_the_file(tmp_path: Path) -> None:
    path = write_penn(tmp_path, 1, action="juggle")
    with pytest.raises(UserError, match=r"0001\.mat: unknown action 'juggle'"):
        next(list_penn_action(tmp_path).clips())
    write_penn(tmp_path, 1, y=np.ones((2, 13)))
    with pytest.raises(UserError, match=r"0001\.mat is not a Penn Action label file .*y \(2, 13\)"):
        next(list_penn_action(tmp_path).clips())
    write_penn(tmp_path, 1, visibility=None)
    with pytest.raises(UserError, match=r"0001\.mat .*visibility missing"):
        next(list_penn_action(tmp_path).clips())
    whole = path.read_bytes()
    torn = bytearray(whole)
    torn[200] ^= 255  # inside a compressed part
    for content in (b"", b"MATLAB 5.0 MAT-file", whole[:-100], bytes(torn)):
        path.write_bytes(content)
        with pytest.raises(UserError, match=r"0001\.mat"):
            next(list_penn_action(tmp_path).clips())


def test_a_damaged_file_does_not_keep_the_rest_from_being_read(tmp_path: Path) -> None:
    write_penn(tmp_path, 1).write_bytes(b"torn")
    write_penn(tmp_path, 2, train=-1)
    data = list_penn_action(tmp_path)
    assert data.splits == {"official": {"train": frozenset(), "test": {"0002"}}}
    assert [clip.id for clip in data.clips(skip_bad=True)] == ["0002"]
    assert data.problems.lines()[0].startswith("1 x clip left out: ")
