"""The results of the last seconds, so that stepping back shows them again instead of starting anew."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from core.types import Frame, FrameResult

_RESULTS = 300
_NEAR = 0.2  # seconds within which a result is shown on a frame that was skipped
_GAP = 1.0  # seconds that may be left out without starting anew


class Memory:
    """Results in order of time, without their pictures."""

    def __init__(self) -> None:
        self._results: deque[FrameResult] = deque(maxlen=_RESULTS)
        self._last: float | None = None

    def add(self, result: FrameResult) -> None:
        """Keep the newest result."""
        picture = result.frame.image[:0]
        self._results.append(replace(result, frame=replace(result.frame, image=picture.copy())))
        self._last = result.frame.time

    def forget(self) -> None:
        """Another network: the results no longer hold, but the time goes on."""
        self._results.clear()

    def restart(self) -> None:
        """Time starts anew."""
        self._results.clear()
        self._last = None

    def is_behind(self, time: float) -> bool:
        """Something at or after this time was analysed already."""
        return self._last is not None and time <= self._last

    def can_follow(self, time: float) -> bool:
        """Analysis can go on at this time."""
        return self._last is None or 0 < time - self._last <= _GAP

    def recall(self, frame: Frame) -> FrameResult | None:
        """The result of a frame, or of the one before it if that is near; with the frame's own picture."""
        for result in reversed(self._results):
            age = frame.time - result.frame.time
            if age >= 0:
                return replace(result, frame=frame) if age <= _NEAR else None
        return None
