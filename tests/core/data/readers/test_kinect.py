"""NW-UCLA and SBU: folders of small files, made in their form."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.data.readers.nw_ucla import CLASSES, list_nw_ucla
from core.data.readers.sbu import CLASSES as SBU_CLASSES
from core.data.readers.sbu import FOLDS, list_sbu
from core.errors import UserError


def write_nw_ucla(folder: Path, name: str, label: int, frames: int = 3) -> Path:
    k = np.arange(20)
    joints = np.stack((0.1 * k, 1 - 0.05 * k, np.full(20, 2.5)), axis=1)
    joints[7] = 0
    path = folder / "all_sqe" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"file_name": name, "skeletons": [joints.tolist()] * frames, "label": label}))
    return path


def test_nw_ucla_camera_3_tests(tmp_path: Path) -> None:
    for camera, label in ((1, 1), (2, 10), (3, 7)):
        write_nw_ucla(tmp_path, f"a0{camera}_s04_e01_v0{camera}", label)
    data = list_nw_ucla(tmp_path)
    first, second, third = "a01_s04_e01_v01", "a02_s04_e01_v02", "a03_s04_e01_v03"
    assert data.splits == {
        "camera 3": {"train": {first, second}, "test": {third}},
        "camera 2": {"train": {first, third}, "test": {second}},
        "camera 1": {"train": {second, third}, "test": {first}},
    }
    assert next(iter(data.splits)) == "camera 3"  # the usual one, where none is named
    clips = list(data.clips())
    assert [(clip.label, clip.camera, clip.subject) for clip in clips] == [(0, 1, "04"), (9, 2, "04"), (6, 3, "04")]
    assert CLASSES[clips[2].label] == "donning"
    assert clips[0].joints.shape == (4, 3, 20, 1)
    np.testing.assert_allclose(clips[0].joints[:, 1, 4, 0], [-0.4, -0.8, 2.5, 1], rtol=1e-6)
    assert not clips[0].joints[:, :, 7].any()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"label": 1', '"label": 11', "label 11"),
        ('"skeletons"', '"bones"', "'skeletons' is missing"),
        ("[[", "[", r"line 1 column"),
        ("2.5]", "2.5, 1]", "shape"),
        ("2.5]", '"x"]', "could not convert"),
    ],
)
def test_damaged_nw_ucla_names_the_file(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = write_nw_ucla(tmp_path, "a01_s01_e00_v01", 1)
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(UserError, match=rf"a01_s01_e00_v01\.json is not an NW-UCLA clip .*{message}"):
        next(list_nw_ucla(tmp_path).clips())


def test_nw_ucla_without_frames(tmp_path: Path) -> None:
    write_nw_ucla(tmp_path, "a01_s01_e00_v01", 1, frames=0)
    with pytest.raises(UserError, match=r"a01_s01_e00_v01\.json"):
        next(list_nw_ucla(tmp_path).clips())


def write_sbu(folder: Path, name: str, frames: int = 4) -> Path:
    path = folder / name / "skeleton_pos.txt"
    path.parent.mkdir(parents=True)
    person = np.array([[0.25 + 0.01 * k, 0.5, 2.0] for k in range(15)])
    pair = np.stack((person, person + (0.5, 0, 0)))
    path.write_text("".join(f"{55 + t}," + ",".join(f"{v:.5g}" for v in pair.ravel()) + "\n" for t in range(frames)))
    return path


def test_sbu_has_two_people_in_metres_and_five_folds(tmp_path: Path) -> None:
    for fold in FOLDS:
        for pair in fold:
            write_sbu(tmp_path, f"{pair}/06/001")
    data = list_sbu(tmp_path)
    assert len(data.items) == 21
    assert [len(parts["test"]) for parts in data.splits.values()] == [4, 4, 4, 4, 5]
    for parts in data.splits.values():
        assert len(parts["train"] | parts["test"]) == 21
        assert not parts["train"] & parts["test"]
    clip = next(data.clips())
    assert (clip.id, SBU_CLASSES[clip.label], clip.subject) == ("s01s02/06/001", "hugging", "s01s02")
    assert clip.joints.shape == (4, 4, 15, 2)
    np.testing.assert_allclose(clip.joints[:, 0, 0, 0], [0.25 * 2.56 - 1.28, 0, 2.56, 1], atol=1e-6)
    np.testing.assert_allclose(clip.joints[0, :, :, 1] - clip.joints[0, :, :, 0], 1.28, rtol=1e-5)
    np.testing.assert_allclose(clip.times, np.arange(4) / 15)


def test_damaged_sbu_names_the_line(tmp_path: Path) -> None:
    path = write_sbu(tmp_path, "s01s02/01/001")
    lines = path.read_text().splitlines()
    for line, text, message in (
        (1, lines[1][:300], "line 2, is not a frame number and .* numbers, not 91"),
        (2, lines[2].replace("2,", "two,"), "line 3, is not a frame number"),
        (3, lines[1], "line 4: the frame numbers do not rise"),
    ):
        path.write_text("\n".join([*lines[:line], text, *lines[line + 1 :]]))
        with pytest.raises(UserError, match=rf"skeleton_pos\.txt, {message}"):
            next(list_sbu(tmp_path).clips())
    path.write_text("\n")
    with pytest.raises(UserError, match=r"skeleton_pos\.txt holds no frames"):
        next(list_sbu(tmp_path).clips())
    write_sbu(tmp_path / "other", "s01s02/09/001")
    with pytest.raises(UserError, match="a class CC of 01 to 08"):
        next(list_sbu(tmp_path / "other").clips())
