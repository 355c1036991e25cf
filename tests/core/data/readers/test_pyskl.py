import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.readers.pyskl import list_pyskl
from core.errors import UserError
from tests.core.data.readers.fakes import pyskl_annotation, write_pyskl


def test_pixels_and_scores_of_two_people(tmp_path: Path) -> None:
    data = write_pyskl(
        tmp_path, [pyskl_annotation("S001C003P007R001A013", 12)], {"xsub_train": ["S001C003P007R001A013"]}
    )
    (clip,) = data.clips()
    assert (clip.id, clip.label, clip.subject, clip.camera) == ("S001C003P007R001A013", 12, "P007", 3)
    assert (clip.layout, data.layout, clip.joints.shape) == ("coco17", "coco17", (3, 4, 17, 2))
    # person 1, frame 2, joint 5: the numbers count on over (M, T, V, C)
    first = ((1 * 4 + 2) * 17 + 5) * 2
    np.testing.assert_allclose(clip.joints[:, 2, 5, 1], [first / 4 + 1, (first + 1) / 4 + 1, 0.5])
    np.testing.assert_allclose(clip.times, np.arange(4) / 30)
    assert not data.problems.lines()


def test_splits_by_their_names(tmp_path: Path) -> None:
    lists = {
        "xsub_train": ["a"], "xsub_val": ["b", "gone"], "train1": ["a"], "test1": ["b"], "train": ["a"], "val": ["b"],
    }  # fmt: skip
    data = write_pyskl(tmp_path, [pyskl_annotation("a"), pyskl_annotation("b")], lists)
    assert data.splits == {
        "xsub": {"train": {"a"}, "test": {"b"}},
        "1": {"train": {"a"}, "test": {"b"}},
        "official": {"train": {"a"}, "test": {"b"}},
    }
    assert data.problems.lines() == ["1 x name in a split of which there is no clip (xsub test)"]


def test_kinect_joints_are_metres_seen_by_the_camera(tmp_path: Path) -> None:
    keypoint = np.tile(np.array([0.1, 0.2, 3.0], np.float32), (1, 5, 25, 1))
    keypoint[0, 1] = 0
    (clip,) = write_pyskl(
        tmp_path, [pyskl_annotation("a", keypoint=keypoint, keypoint_score=None, total_frames=5)]
    ).clips()
    assert clip.layout == "ntu25"
    np.testing.assert_allclose(clip.joints[:, 0, 3, 0], [-0.1, -0.2, 3, 1], rtol=1e-6)
    assert not clip.joints[:, 1].any()


def test_scores_in_the_third_channel_and_scores_of_zero(tmp_path: Path) -> None:
    keypoint = np.tile(np.array([10.0, 20.0, 0.25]), (1, 4, 17, 1))
    zero = pyskl_annotation("b", people=1, keypoint_score=np.zeros((1, 4, 17)), total_frames=9)
    data = write_pyskl(tmp_path, [pyskl_annotation("a", keypoint=keypoint, keypoint_score=None), zero])
    first, second = data.clips()
    np.testing.assert_array_equal(first.joints[:, 0, 0, 0], [10, 20, 0.25])
    assert (second.joints[2] == 1).all()
    assert data.problems.lines() == [
        "4 x person in a frame whose scores are all 0 although the pose is there, taken as seen (b)",
        "1 x clip whose total_frames differs from its keypoints (b)",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"keypoint": np.zeros((2, 4, 16, 2))}, r"keypoint of shape \(2, 4, 16, 2\)"),
        ({"keypoint_score": np.zeros((2, 3, 17))}, r"keypoint_score of shape \(2, 3, 17\)"),
        ({"keypoint": np.zeros((0, 4, 17, 2)), "keypoint_score": None}, "holds no people or no frames"),
        ({"label": "clap"}, "invalid literal"),
        ({"keypoint": [[1, 2], [3]]}, "inhomogeneous"),
    ],
)
def test_damage_names_the_annotation(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    data = write_pyskl(tmp_path, [pyskl_annotation("a"), pyskl_annotation("b", **change)])
    with pytest.raises(UserError, match=rf"x\.pkl, annotation 1 \(b\) .*{message}"):
        list(data.clips())
    assert [clip.id for clip in data.clips(skip_bad=True)] == ["a"]


def test_keypoints_kept_elsewhere(tmp_path: Path) -> None:
    raw = pyskl_annotation("a", raw_file="kpfiles/a.pkl")
    del raw["keypoint"]
    with pytest.raises(UserError, match=r"annotation 0 \(a\) holds no keypoints"):
        next(write_pyskl(tmp_path, [raw]).clips())


def test_what_is_no_pyskl_pickle(tmp_path: Path) -> None:
    for content, message in (
        ([1], "is not a pyskl pickle"),
        ({"split": {}}, "'annotations' is missing"),
        ({"annotations": []}, "holds no annotations"),
        ({"annotations": [{}]}, "annotation 0 is not .*'frame_dir' is missing"),
        ({"annotations": [pyskl_annotation("a"), pyskl_annotation("a")]}, "annotation 1: the clip a was there before"),
        ({"annotations": [pyskl_annotation("a"), pyskl_annotation("b", joints=25)]}, "mixes clips of 17 and 25 joints"),
    ):
        (tmp_path / "x.pkl").write_bytes(pickle.dumps(content))
        with pytest.raises(UserError, match=message):
            list_pyskl(tmp_path / "x.pkl")
