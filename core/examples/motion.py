"""How much one person moves, frame by frame: what tells a movement from standing still."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from core.counting.views import body_length
from core.skeleton import Joints

Pose = NDArray[np.floating]  # (18, 3): x, y in pixels, confidence

_NOW = 0.1  # seconds whose mean is where a joint is now, and
_BEFORE = 0.15  # seconds earlier, where it was
_FASTEST = 3  # joints that count: a wave is one arm
_SIZE_SHARE = 0.05  # of a frame in the body's usual length


class MotionMeter:
    """Measures one person's movement in body lengths (the longer side of the box around the body).

    Attributes:
        energy: speed of the fastest joints, body lengths a second; 0 before two sightings.
        pose: ``(18, 3)`` where the joints are now, averaged over a tenth of a second; confidence 0 where not seen.
        length: of the body in pixels; 0 before anybody was seen.
    """

    def __init__(self) -> None:
        self.energy = 0.0
        self.length = 0.0
        self.pose: Pose = np.zeros((18, 3))
        self._frames: deque[tuple[float, Joints]] = deque()

    def reset(self) -> None:
        """Somebody else, or somebody who comes back."""
        self.energy = 0.0
        self._frames.clear()

    def __call__(self, time: float, joints: Joints) -> float:
        """The energy with the next frame of joints ``(18, 3)``, some of them seen, at ``time`` seconds."""
        length = float(body_length(joints[None])[0])
        if np.isfinite(length):
            self.length = length if self.length <= 0 else self.length + _SIZE_SHARE * (length - self.length)
        self._frames.append((time, joints))
        while self._frames[0][0] < time - _NOW - _BEFORE - 1e-6:
            self._frames.popleft()
        self.pose, now = self._mean(time - _NOW, time)
        last, before = self._mean(time - _NOW - _BEFORE, time - _BEFORE)
        if now > before and self.length > 0:
            self.energy = way(self.pose, last) / self.length / (now - before)
        return self.energy

    def _mean(self, start: float, end: float) -> tuple[Pose, float]:
        """Mean places ``(18, 3)`` of the joints over the frames of a stretch, and the mean time; of the nearest frame
        where the stretch has none."""
        inside = [frame for frame in self._frames if start - 1e-6 <= frame[0] <= end + 1e-6]
        inside = inside or [min(self._frames, key=lambda frame: abs(frame[0] - end))]
        joints = np.array([frame[1] for frame in inside], np.float64)
        seen = joints[..., 2:] > 0
        mean = (joints * seen).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
        return mean, float(np.mean([frame[0] for frame in inside]))


def way(pose: Pose, other: Pose) -> float:
    """How far apart two poses ``(18, 3)`` are, in pixels: the mean over the joints that moved farthest, of those seen
    in both; 0 where none is."""
    both = (pose[:, 2] > 0) & (other[:, 2] > 0)
    if not both.any():
        return 0.0
    apart = np.hypot(*(pose[both, :2] - other[both, :2]).T)
    return float(np.sort(apart)[-_FASTEST:].mean())
