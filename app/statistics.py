"""How fast the stages run."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]


class Rate:
    """Events a second over the last ``window`` seconds. May be used from several threads."""

    def __init__(self, clock: Clock = time.monotonic, window: float = 2.0) -> None:
        self._clock = clock
        self._window = window
        self._times: deque[float] = deque()
        self._lock = threading.Lock()

    def tick(self) -> None:
        """One event, now."""
        with self._lock:
            self._times.append(self._clock())

    def per_second(self) -> float:
        """Mean rate over the window; 0 with fewer than two events in it."""
        with self._lock:
            now = self._clock()
            while self._times and self._times[0] < now - self._window:
                self._times.popleft()
            if len(self._times) < 2:
                return 0.0
            return (len(self._times) - 1) / max(self._times[-1] - self._times[0], 1e-6)

    def clear(self) -> None:
        """Forget all events."""
        with self._lock:
            self._times.clear()


@dataclass(frozen=True)
class Statistics:
    """What the status bar shows.

    Attributes:
        capture, pose, action: frames a second that were read, searched for people, and judged by the network.
        latency: seconds from reading a frame to handing its result to the window, smoothed.
        dropped: frames of this source that were replaced before anybody looked at them.
        dropping: frames were dropped within the last two seconds.
    """

    capture: float = 0.0
    pose: float = 0.0
    action: float = 0.0
    latency: float = 0.0
    dropped: int = 0
    dropping: bool = False
