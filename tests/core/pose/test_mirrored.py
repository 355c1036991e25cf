"""Looking at pictures in a mirror."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.pose import extraction
from core.pose.extraction import PoseSettings
from core.pose.mirrored import MirroredPose
from core.skeleton import KINETICS18, Joints
from core.types import Frame


class Brightest:
    """Says that the right wrist is at the brightest column, in row 3, and sees nothing else."""

    name = "brightest"

    def __init__(self) -> None:
        self.calls: list[str] = []

    def detect(self, frame: Frame) -> Joints:
        assert frame.image.flags.c_contiguous
        joints = np.zeros((1, 18, 3), np.float32)
        joints[0, 4] = frame.image[..., 0].sum(axis=0).argmax() + 0.5, 3, 0.8
        return joints

    def reset(self) -> None:
        self.calls.append("reset")

    def close(self) -> None:
        self.calls.append("close")


def test_what_is_right_in_the_mirror_is_left_in_the_picture_at_its_own_place() -> None:
    image = np.zeros((6, 10, 3), np.uint8)
    image[:, 2] = 255
    (joints,) = MirroredPose(Brightest()).detect(Frame(0, 0.0, image))
    left_wrist = KINETICS18.joints.index("l wrist")
    np.testing.assert_allclose(joints[left_wrist], [2.5, 3, 0.8])
    assert not np.delete(joints, left_wrist, axis=0).any()  # a missing joint is not moved off the origin


def test_nobody_found_is_nobody() -> None:
    class Nobody(Brightest):
        def detect(self, frame: Frame) -> Joints:
            return np.zeros((0, 18, 3), np.float32)

    assert MirroredPose(Nobody()).detect(Frame(0, 0.0, np.zeros((4, 4, 3), np.uint8))).shape == (0, 18, 3)


def test_reset_and_close_are_the_estimators_own() -> None:
    pose = Brightest()
    mirrored = MirroredPose(pose)
    mirrored.reset()
    mirrored.close()
    assert (mirrored.name, pose.calls) == ("brightest", ["reset", "close"])


def test_a_data_set_that_is_extracted_in_a_mirror_is_shown_mirror_images(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model = tmp_path / "pose.task"
    model.touch()
    monkeypatch.setattr(extraction, "find_pose_model", lambda _: model)
    monkeypatch.setattr(extraction, "open_pose", lambda *args, **options: Brightest())
    assert isinstance(extraction.open_same_pose(PoseSettings()), Brightest)
    assert isinstance(extraction.open_same_pose(PoseSettings(mirrored=True)), MirroredPose)
