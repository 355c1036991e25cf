"""Frame rates, latency and dropped frames of the player's stages."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]


class Rate:
    """Events per second over the last ``window`` seconds. May be used from several threads."""

    def __init__(self, clock: Clock = time.monotonic, window: float = 2.0) -> None:
        self._clock = clock
        self._window = window
        self._times: deque[float] = deque()
        self._lock = threading.Lock()

    def tick(self) -> None:
        """Records an event at this moment."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            self._times.append(now)

    def per_second(self) -> float:
        """Mean rate over the window; 0 with fewer than two events in it."""
        with self._lock:
            self._forget(self._clock())
            if len(self._times) < 2:
                return 0.0
            return (len(self._times) - 1) / max(self._times[-1] - self._times[0], 1e-6)

    def _forget(self, now: float) -> None:
        """Events that are too old, and those from before the clock was set back."""
        while self._times and not now - self._window <= self._times[0] <= now:
            self._times.popleft()

    def clear(self) -> None:
        """Forget all events."""
        with self._lock:
            self._times.clear()


@dataclass(frozen=True)
class Statistics:
    """What the status bar shows.

    Attributes:
        capture, pose, action: frames per second that were read, went through pose estimation, and were classified.
        latency: seconds from reading a frame to handing its result to the window, smoothed.
        dropped: frames of this source that were replaced before they were analysed.
        dropping: frames were dropped within the last two seconds.
    """

    capture: float = 0.0
    pose: float = 0.0
    action: float = 0.0
    latency: float = 0.0
    dropped: int = 0
    dropping: bool = False


class Meter:
    """Counts what happens to the frames of one source. May be used from several threads."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._capture = Rate(clock)
        self._pose = Rate(clock)
        self._action = Rate(clock)
        self._drops = Rate(clock)
        self._dropped = 0
        self._latency = 0.0
        self._last_read = 0.0

    def clear(self) -> None:
        """Another source."""
        for rate in (self._capture, self._pose, self._action, self._drops):
            rate.clear()
        self._dropped = 0
        self._latency = 0.0

    def read_now(self) -> None:
        """The source is there; a frame will follow."""
        self._last_read = self._clock()

    def read(self, dropped: bool) -> None:
        """A frame was read. It may have replaced one that was never analysed."""
        self._last_read = self._clock()
        self._capture.tick()
        if dropped:
            self._dropped += 1
            self._drops.tick()

    def analysed(self, judged: bool) -> None:
        """Pose estimation of a frame is done, and perhaps recognition too."""
        self._pose.tick()
        if judged:
            self._action.tick()

    def arrived(self, latency: float) -> None:
        """A result is ready, seconds after its frame was due."""
        self._latency = latency if self._latency == 0 else 0.9 * self._latency + 0.1 * latency

    def since_read(self) -> float:
        """Seconds since a frame was read."""
        return self._clock() - self._last_read

    def statistics(self) -> Statistics:
        """What the status bar shows."""
        return Statistics(
            capture=self._capture.per_second(),
            pose=self._pose.per_second(),
            action=self._action.per_second(),
            latency=self._latency,
            dropped=self._dropped,
            dropping=self._drops.per_second() > 0,
        )


@dataclass(frozen=True)
class Progress:
    """Progress of an analysis.

    Attributes:
        share: in 0..1. rate: frames per second. remaining: seconds, None if it is not known yet.
        done: it came to the end.
    """

    share: float
    rate: float
    remaining: float | None
    done: bool = False
