"""Frames become samples, live: steady in time, without drift, along components that are learned on the way."""

from __future__ import annotations

from collections import deque

import numpy as np

from core.counting.search import RATE
from core.counting.views import VIEWS, WIDTH, Array, body_length, look
from core.counting.whole import COMPONENTS, DRIFT_SECONDS
from core.skeleton import Joints

_WINDOW = 0.2  # seconds of frames whose median is a sample
_SIZE_MEMORY = 24.0  # seconds over which the body's length is averaged
_AXES_MEMORY = 8.0  # seconds over which the components of each view are learned
_EARLY = (5, 10, 20)  # samples after which the components are found anew, and then
_EVERY = 20  # samples


class Sampler:
    """Samples of one person's motion at `RATE`.

    Args:
        memory: how many samples are kept.

    Attributes:
        history: the last samples ``(views, WIDTH)``, in body lengths, without drift.
        axes: ``(views, WIDTH, COMPONENTS)``, the weakest component first.
        count: samples so far.
    """

    def __init__(self, memory: int) -> None:
        self.history: deque[Array] = deque(maxlen=memory)
        self.axes = np.zeros((len(VIEWS), WIDTH, COMPONENTS))
        self.count = 0
        self.start = 0.0
        self._frames: deque[tuple[float, Array]] = deque()
        self._points = np.zeros((18, 2))
        self._size = 0.0
        self._centre = np.zeros((len(VIEWS), WIDTH))
        self._spread = np.zeros((len(VIEWS), WIDTH, WIDTH))

    def observe(self, time: float, joints: Joints) -> int:
        """The next frame of joints ``(18, 3)``, not all missing; returns how many samples are due, see `sample`."""
        present = joints[:, 2] > 0
        self._points[present] = joints[present, :2]  # a joint that is lost stays where it was
        self._frames.append((time, self._points.copy()))
        while self._frames[0][0] < time - _WINDOW - 1e-9:
            self._frames.popleft()
        length = float(body_length(np.asarray(joints)[None])[0])
        if np.isfinite(length):
            share = 1.0 if self._size == 0 else max(1 / _SIZE_MEMORY, 1 / (self.count + 2)) / 3
            self._size += (length - self._size) * share
        if self.count == 0 and len(self._frames) == 1:
            self.start = time
        due = int((time - self.start) * RATE + 1e-6) + 1 - self.count
        return due if self._size > 0 else 0

    def sample(self) -> bool:
        """Takes a sample of the last frames; says whether `axes` changed."""
        points = np.median([points for _, points in self._frames], axis=0) / self._size
        seen = look(points[None])[0]
        if self.count == 0:
            self._centre = seen.copy()
        self.count += 1
        self._centre += (seen - self._centre) / min(self.count, DRIFT_SECONDS * RATE)
        moved = seen - self._centre
        self.history.append(moved)
        self._spread += (moved[:, :, None] * moved[:, None, :] - self._spread) / min(self.count, _AXES_MEMORY * RATE)
        if self.count not in _EARLY and self.count % _EVERY:
            return False
        self.axes = np.linalg.eigh(self._spread)[1][..., -COMPONENTS:]
        return True

    def relearn(self, last: int) -> None:
        """Another exercise began so many samples ago: `axes` from these alone."""
        rows = np.array(self.history)[-last:]
        self._spread = np.asarray(np.einsum("nvd,nve->vde", rows, rows) / len(rows))
        self.axes = np.linalg.eigh(self._spread)[1][..., -COMPONENTS:]

    def along_axes(self, last: int) -> Array:
        """The last samples along the axes, ``(n, views, COMPONENTS)``, at most ``last`` and what memory holds."""
        rows = np.array(self.history)[-last:] if last > 1 else np.array([self.history[-1]])
        return np.asarray((rows[:, :, None] @ self.axes)[:, :, 0])
