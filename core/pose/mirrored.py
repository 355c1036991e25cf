"""Looking at pictures in a mirror, for recordings: an estimator errs differently there, which makes it another look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.pose.backend import PoseBackend
from core.skeleton import Joints, mirror
from core.types import Frame


class MirroredPose:
    """An estimator that is shown mirror images; what it finds is mirrored back.

    Args:
        pose: the estimator; it is closed with this one.
    """

    def __init__(self, pose: PoseBackend) -> None:
        self.name = pose.name
        self.pose = pose

    def detect(self, frame: Frame) -> Joints:
        """The joints ``(M, 18, 3)`` of the M people found, in pixels of the picture as it is."""
        return mirrored_back(self.pose.detect(mirror_image(frame)), frame)

    def reset(self) -> None:
        """Forget what was seen."""
        self.pose.reset()

    def close(self) -> None:
        """Give everything back."""
        self.pose.close()


def mirror_image(frame: Frame) -> Frame:
    """The frame with its picture's left and right swapped."""
    return replace(frame, image=np.ascontiguousarray(frame.image[:, ::-1]))


def mirrored_back(joints: Joints, frame: Frame) -> Joints:
    """Joints ``(M, 18, 3)`` found in a frame's mirror image, in pixels of the picture as it is."""
    joints = mirror(joints)
    joints[..., 0] += np.where(joints[..., 2] > 0, frame.image.shape[1], 0)
    return joints
