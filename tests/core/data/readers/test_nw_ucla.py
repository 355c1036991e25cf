from pathlib import Path

import numpy as np
import pytest

from core.data.readers.nw_ucla import CLASSES, list_nw_ucla
from core.errors import UserError
from tests.core.data.readers.fakes import write_nw_ucla


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
