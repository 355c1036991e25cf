"""MediaPipe on drawn people whose joints are known, and on the demo clip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.errors import UserError
from core.paths import assets_dir
from core.pose.backend import USAGE_NOTICE, PoseBackend, open_pose, usage_notice
from core.pose.mediapipe import MediaPipePose
from core.sources import open_source
from core.synthetic.camera import SyntheticCamera
from core.synthetic.motion import load_motions
from core.types import Frame

# The torso and the legs; arms before the trunk are harder to see on a flat figure.
_SURE = [1, 2, 5, 8, 9, 10, 11, 12, 13]


@pytest.fixture(scope="module")
def pose() -> Iterator[PoseBackend]:
    backend = open_pose(max_people=2, backend="mediapipe")
    yield backend
    backend.close()


def torso(joints: np.ndarray) -> float:
    return float(np.linalg.norm(joints[1, :2] - (joints[8, :2] + joints[11, :2]) / 2))


def errors(found: np.ndarray, truth: np.ndarray, length: float) -> np.ndarray:
    """Distances of one person's joints from the truth in torso lengths; missing joints are nan."""
    distances = np.linalg.norm(found[:, :2] - truth[:, :2], axis=1) / length
    distances[found[:, 2] == 0] = np.nan
    return distances


def test_one_person_is_found_in_every_frame_where_they_are(pose: PoseBackend) -> None:
    camera = SyntheticCamera(frames=40)
    pose.reset()
    length = np.median([torso(camera.truth(i)[0]) for i in range(40)])
    distances = []
    while (frame := camera.read()) is not None:
        joints = pose.detect(frame)
        assert joints.shape == (1, 18, 3)
        assert joints.dtype == np.float32
        assert (joints[joints[..., 2] == 0] == 0).all()
        distances.append(errors(joints[0], camera.truth(frame.index)[0], length))
    assert np.nanmedian(distances) < 0.06
    assert np.nanmax(np.nanmedian(np.array(distances)[:, _SURE], axis=0)) < 0.08


def test_two_people_are_found(pose: PoseBackend) -> None:
    camera = SyntheticCamera(people=2, frames=12, action=load_motions()[0].action)
    pose.reset()
    distances = []
    while (frame := camera.read()) is not None:
        joints = pose.detect(frame)
        truth = camera.truth(frame.index)
        assert joints.shape == (2, 18, 3)
        from_left = joints[np.argsort(joints[:, 8, 0])]
        distances.append([errors(from_left[person], truth[person], torso(truth[person])) for person in range(2)])
    assert np.nanmedian(distances, axis=(0, 2)).max() < 0.1


def test_reset_forgets(pose: PoseBackend) -> None:
    camera = SyntheticCamera(frames=3)
    runs = []
    for _ in range(2):
        pose.reset()
        camera.seek(0)
        runs.append([pose.detect(frame) for frame in iter(camera.read, None)])
    for first, second in zip(*runs, strict=True):
        np.testing.assert_array_equal(first, second)


def test_nobody(pose: PoseBackend) -> None:
    pose.reset()
    assert pose.detect(Frame(0, 0.0, np.full((240, 320, 3), 128, np.uint8))).shape == (0, 18, 3)


def test_every_action_of_the_demo_clip_is_followed(pose: PoseBackend) -> None:
    source, truth = open_source(assets_dir() / "demo.mp4"), SyntheticCamera()
    assert (source.frame_count, source.size, source.fps) == (truth.frame_count, truth.size, truth.fps)
    assert source.frame_count is not None
    assert 300 <= source.frame_count <= 600
    for motion in load_motions():
        start = truth.actions.index(motion.action) + 25
        source.seek(start / truth.fps)
        pose.reset()
        distances = []
        for index in range(start, start + 8):
            frame = source.read()
            assert frame is not None
            assert frame.index == index
            joints = pose.detect(frame)
            assert len(joints) == 1
            distances.append(errors(joints[0], truth.truth(index)[0], truth.size[1] * 0.205))
        assert np.nanmedian(distances) < 0.1


def test_file_that_is_not_a_model(tmp_path: Path) -> None:
    path = tmp_path / "bad.task"
    path.write_bytes(b"PK not really")
    with pytest.raises(UserError, match="does not accept the pose model"):
        MediaPipePose(path)


def test_at_least_one_person(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="at least 1 person"):
        MediaPipePose(tmp_path / "any.task", max_people=0)


def test_usage_notice_is_given_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path / "cache"))
    assert usage_notice("mediapipe") == USAGE_NOTICE
    assert usage_notice("mediapipe") is None
