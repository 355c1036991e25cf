"""Counts in a thread of its own, so that a live picture never waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from core.counting.live import PeopleCounter
from core.types import LiveCount, People

_BREATH = 0.003  # seconds: three times as long as what is done between two of them


class AsyncCounter:
    """Shows a counter every frame in a thread of its own; whoever asks gets the latest counts at once.

    Every two seconds a counter looks at everything anew, which takes as long as a frame lasts; here it gives way to the
    other threads meanwhile. All frames are counted, in order; what is told is as a rule one frame old.
    """

    def __init__(self, breathe: Callable[[], object] = lambda: time.sleep(_BREATH)) -> None:
        self._counter = PeopleCounter(breathe)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="counting")
        self._latest: dict[int, LiveCount] = {}
        self._asked: Future[None] | None = None

    def __call__(self, people: People, at: float) -> tuple[LiveCount, ...]:
        """As `PeopleCounter`, of a frame or two before; of people not counted yet nothing."""
        self._asked = self._thread.submit(self._count, people, at, self._latest)
        return tuple(self._latest.get(person, LiveCount()) for person in people.ids)

    def _count(self, people: People, at: float, latest: dict[int, LiveCount]) -> None:
        latest.update(zip(people.ids, self._counter(people, at), strict=True))

    def wait(self) -> None:
        """Until all frames are counted."""
        if self._asked is not None:
            self._asked.result()

    def reset(self) -> None:
        """Forgets everyone: after a seek, or at the start of another source."""
        self._latest = {}  # what is still being counted goes into the old one
        self._asked = self._thread.submit(self._counter.reset)

    def close(self) -> None:
        """Ends the thread, after the frames that wait."""
        self._thread.shutdown()
