"""Frames become samples, live: steady in time, without drift, along components that are learned on the way."""

from __future__ import annotations

from collections import deque

import numpy as np

from core.counting.search import PLACE, RATE
from core.counting.views import SURE, VIEWS, WIDTH, Array, look, moves, stance
from core.counting.whole import COMPONENTS, DRIFT_SECONDS
from core.skeleton import Joints

_WINDOW = 0.2  # seconds of frames whose median is a sample
_SIZE_MEMORY = 24.0  # seconds over which the body's length is averaged
_AXES_MEMORY = 8.0  # seconds over which the components of each view are learned
_EARLY = (5, 10, 20)  # samples after which the components are found anew, and then
_EVERY = 20  # samples
_ENOUGH = 0.95  # of the variance that the best axes hold: the old ones stay


class Sampler:
    """Samples of one person's motion at `RATE`.

    Args:
        memory: how many samples are kept.

    Attributes:
        history: the last samples ``(views, WIDTH)``, in body lengths, without drift.
        places: where the person was at these samples ``(3,)``, in body lengths, see `core.counting.views.moves`.
        axes: ``(views, WIDTH, COMPONENTS)``, the weakest component first.
        count: samples so far.
    """

    def __init__(self, memory: int) -> None:
        self.history: deque[Array] = deque(maxlen=memory)
        self.places: deque[Array] = deque(maxlen=memory)
        self._stance: Array | None = None
        self.axes = np.zeros((len(VIEWS), WIDTH, COMPONENTS))
        self.count = 0
        self.start = 0.0
        self._frames: deque[tuple[float, Array]] = deque()
        self._points = np.zeros((18, 2))
        self._present = np.zeros(18, bool)
        self._size = 0.0
        self._centre = np.zeros((len(VIEWS), WIDTH))
        self._spread = np.zeros((len(VIEWS), WIDTH, WIDTH))

    def observe(self, time: float, joints: Joints) -> int:
        """The next frame of joints ``(18, 3)``, some of them there; returns how many samples are due, see `sample`."""
        present = joints[:, 2] > SURE
        self._points[present] = joints[present, :2]  # a joint that is lost stays where it was
        self._frames.append((time, self._points.copy()))
        while self._frames[0][0] < time - _WINDOW - 1e-9:
            self._frames.popleft()
        self._present = present
        if self.count == 0 and len(self._frames) == 1:
            self.start = time
        return int((time - self.start) * RATE + 1e-6) + 1 - self.count

    def sample(self) -> bool:
        """Takes a sample of the last frames; says whether `axes` changed."""
        self._measure()
        points = np.median([points for _, points in self._frames], axis=0)
        self._move(stance(points[None])[0])
        seen = look(points[None] / self._size)[0]
        if self.count == 0:
            self._centre = seen.copy()
        self.count += 1
        self._centre += (seen - self._centre) / min(self.count, DRIFT_SECONDS * RATE)
        moved = seen - self._centre
        self.history.append(moved)
        self._spread += (moved[:, :, None] * moved[:, None, :] - self._spread) / min(self.count, _AXES_MEMORY * RATE)
        return (self.count in _EARLY or self.count % _EVERY == 0) and self._learn()

    def _move(self, now: Array) -> None:
        """Keeps where the person is."""
        way = np.zeros(PLACE) if self._stance is None else moves(self._stance, now)
        self.places.append(self.places[-1] + way if self.places else way)
        self._stance = now

    def _measure(self) -> None:
        """The body's length, averaged over time."""
        points = self._points[self._present]
        length = float((points.max(axis=0) - points.min(axis=0)).max())
        share = 1.0 if self._size <= 0 else 1 / min(self.count + 2, _SIZE_MEMORY * RATE)
        self._size = max(self._size + (length - self._size) * share, 1e-6)

    def _learn(self) -> bool:
        """New axes, where the old ones show clearly less of the motion."""
        strength, axes = np.linalg.eigh(self._spread)
        best = strength[:, -COMPONENTS:].sum(axis=1)
        old = np.einsum("vdc,vde,vec->v", self.axes, self._spread, self.axes, optimize=True)
        if (old >= _ENOUGH * best).all():
            return False
        self.axes = axes[..., -COMPONENTS:]
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
