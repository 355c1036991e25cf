"""Counting while a person moves: frame by frame, in constant time and memory."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from core.counting.result import Cycle
from core.counting.search import RATE, CycleSearch
from core.counting.views import VIEWS, WIDTH, Array, body_length, look
from core.counting.whole import COMPONENTS, DRIFT_SECONDS
from core.skeleton import Joints

_WINDOW = 0.2  # seconds of frames whose median is a sample
_AXES_MEMORY = 8.0  # seconds over which the principal components of each view are learned
_FIRST_LOOKS = (5, 10, 20)  # samples after which the components are found anew, and then
_LOOK_EVERY = 20  # samples
_PAUSE = 3.0  # seconds without a cycle, and
_PAUSE_CYCLES = 1.5  # cycles without one, after which an exercise is over or pauses
_GONE = 2.0  # seconds out of sight after which someone comes back as if new
_SAME = 0.3  # resemblance to the last cycle before a pause from which on an exercise is the same one
_RECENT = 12  # cycles whose boundaries are told


@dataclass(frozen=True)
class LiveCount:
    """What is known at one frame.

    Attributes:
        count: repetitions of the present exercise, or, in a pause, of the one before it.
        total: of all exercises since the counter began.
        exercise: number of the present exercise, from 0; a change starts a new count.
        active: cycles are coming; False before the second one and in a pause.
        phase: 0 to 1, how far the present cycle has come; 0 in a pause.
        period: seconds of the last cycles, their median; 0 before any.
        confidence: 0 to 1, resemblance of the last cycles, their mean.
        height: the place along the main component of the part that repeats, in body lengths: the curve to draw.
        cycles: the last ones of this exercise, at most 12, in order of time.
    """

    count: int = 0
    total: int = 0
    exercise: int = 0
    active: bool = False
    phase: float = 0.0
    period: float = 0.0
    confidence: float = 0.0
    height: float = 0.0
    cycles: tuple[Cycle, ...] = ()


class LiveCounter:
    """Counts one person's repetitions live. A cycle counts at its end; the first is known when it has a second."""

    def __init__(self) -> None:
        self._begin()
        self._past = 0  # cycles of exercises that are over
        self._exercise = 0
        self._last = LiveCount()

    def _begin(self) -> None:
        self._search = CycleSearch(len(VIEWS), COMPONENTS, memory=round(60 * RATE))
        self._frames: deque[tuple[float, Array]] = deque()
        self._points = np.zeros((18, 2))
        self._known = np.zeros(18, bool)
        self._start: float | None = None
        self._seen_at = -np.inf
        self._size = 0.0
        self._centre = np.zeros((len(VIEWS), WIDTH))
        self._spread = np.zeros((len(VIEWS), WIDTH, WIDTH))
        self._axes = np.zeros((len(VIEWS), WIDTH, COMPONENTS))
        self._history: deque[Array] = deque(maxlen=self._search.ring)
        self._before = 0  # cycles of this exercise before its last pause
        self._shape: tuple[int, Array] | None = None  # the view and course of the last cycle before a pause

    def reset(self) -> None:
        """Back to zero: all counts, and whatever was seen."""
        self._begin()
        self._past = self._exercise = 0
        self._last = LiveCount()

    def __call__(self, time: float, joints: Joints) -> LiveCount:
        """The next frame.

        Args:
            time: seconds, greater than before.
            joints: ``(18, 3)`` kinetics18: x, y in pixels, confidence; missing joints all zero, also all of them.
        """
        present = joints[:, 2] > 0
        if not present.any():
            if self._last.active and time - self._seen_at > _GONE:
                self._pause()
            return self._last
        if time - self._seen_at > _GONE and self._start is not None:
            self._pause()
            past, exercise, last = self._past + self._before, self._exercise, self._last
            self._begin()
            self._past, self._exercise, self._last = past, exercise + (last.count > 0), last
        self._seen_at = time
        self._observe(time, np.asarray(joints, np.float64), present)
        return self._last

    def _observe(self, time: float, joints: Array, present: Array) -> None:
        self._points[present] = joints[present, :2]
        new = present.astype(bool) & ~self._known
        self._known |= new
        self._frames.append((time, self._points.copy()))
        while self._frames[0][0] < time - _WINDOW - 1e-9:
            self._frames.popleft()
        length = float(body_length(joints[None])[0])
        if np.isfinite(length):
            share = 1 / min(self._search.time + 2, _AXES_MEMORY * RATE)
            self._size += (length - self._size) * (1.0 if self._size == 0 else share / 3)
        if self._start is None:
            self._start = time
        while self._size > 0 and self._start + (self._search.time + 1) / RATE <= time + 1e-9:
            self._sample()
            self._tell()

    def _sample(self) -> None:
        """One sample of the last frames' median goes to the search."""
        points = np.median([points for _, points in self._frames], axis=0) / self._size
        seen = look(points[None])[0]
        number = self._search.time + 1
        if number == 0:
            self._centre = seen.copy()
        self._centre += (seen - self._centre) / min(number + 1, DRIFT_SECONDS * RATE)
        moved = seen - self._centre
        self._history.append(moved)
        self._spread += (moved[:, :, None] * moved[:, None, :] - self._spread) / min(number + 1, _AXES_MEMORY * RATE)
        if number in _FIRST_LOOKS or number % _LOOK_EVERY == 0:
            self._axes = np.linalg.eigh(self._spread)[1][..., -COMPONENTS:]
            if number:
                self._search.repaint((np.array(self._history)[:-1, :, None] @ self._axes)[:, :, 0])
        self._search.step((moved[:, None] @ self._axes)[:, 0])

    def _tell(self) -> None:
        search = self._search
        now = (self._start or 0.0) + search.time / RATE
        view = self._elected()
        links = [link for chain in search.chains(view, _RECENT) for link in chain][-_RECENT:]
        height = float(search.newest[view, -1])
        if not links:
            self._last = _with(self._last, height=height, active=False, phase=0.0)
            return
        period = float(np.median([link.end - link.start for link in links])) / RATE
        idle = (search.time - links[-1].end) / RATE
        if idle > max(_PAUSE, _PAUSE_CYCLES * period):
            self._pause()
            self._last = _with(self._last, height=height)
            return
        start = self._start or 0.0
        sure = np.array([link.likeness for link in links])
        sure = np.clip(np.where(np.isnan(sure), np.nanmean(sure) if len(sure) > 1 else 0.0, sure), 0, 1)
        cycles = tuple(
            Cycle(start + link.start / RATE, start + link.end / RATE, float(likeness), view, self._exercise)
            for link, likeness in zip(links, sure, strict=True)
        )
        count = self._before + int(search.counts[view])
        self._last = LiveCount(
            count,
            self._past + count,
            self._exercise,
            True,
            float(min(1.0, (now - cycles[-1].end) / period)),
            period,
            float(sure.mean()),
            height,
            cycles,
        )

    def _elected(self) -> int:
        """As `core.counting.whole.elected`, from counts alone."""
        scores, counts = np.maximum(self._search.scores, 0.0), self._search.counts
        order = np.argsort(counts, kind="stable")
        votes = np.cumsum(scores[order] ** 2)
        if votes[-1] <= 0:
            return 0
        count = counts[order[np.searchsorted(votes, votes[-1] / 2)]]
        return int(np.where(counts == count, scores, -1.0).argmax())

    def _pause(self) -> None:
        """No more cycles come: what was counted stands, and the search begins anew."""
        last = self._last
        if last.active:
            self._before = last.count
        self._last = _with(last, active=False, phase=0.0)
        self._search.restart()


def _with(last: LiveCount, height: float | None = None, active: bool | None = None, phase: float | None = None) -> LiveCount:
    return LiveCount(
        last.count,
        last.total,
        last.exercise,
        last.active if active is None else active,
        last.phase if phase is None else phase,
        last.period,
        last.confidence,
        last.height if height is None else height,
        last.cycles,
    )
