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
        self._pose = pose

    def detect(self, frame: Frame) -> Joints:
        """The joints ``(M, 18, 3)`` of the M people found, in pixels of the picture as it is."""
        joints = mirror(self._pose.detect(replace(frame, image=np.ascontiguousarray(frame.image[:, ::-1]))))
        joints[..., 0] += np.where(joints[..., 2] > 0, frame.image.shape[1], 0)
        return joints

    def reset(self) -> None:
        """Forget what was seen."""
        self._pose.reset()

    def close(self) -> None:
        """Give everything back."""
        self._pose.close()
