"""Counts in a thread of its own, so that a live picture never waits for it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from core.counting.live import PeopleCounter
from core.types import LiveCount, People


class AsyncCounter:
    """Shows a counter every frame in a thread of its own; whoever asks gets the latest counts at once.

    Every two seconds a counter looks at everything anew, which takes as long as a frame lasts. All frames are counted,
    in order; what is told is as a rule one frame old.

    Args:
        counter: not to be called by anybody else meanwhile.
    """

    def __init__(self, counter: PeopleCounter) -> None:
        self._counter = counter
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="counting")
        self._latest: dict[int, LiveCount] = {}
        self._asked: Future[None] | None = None

    def __call__(self, people: People, time: float) -> tuple[LiveCount, ...]:
        """As `PeopleCounter`, of a frame or two before; of people not counted yet nothing."""
        self._asked = self._thread.submit(self._count, people, time, self._latest)
        return tuple(self._latest.get(person, LiveCount()) for person in people.ids)

    def _count(self, people: People, time: float, latest: dict[int, LiveCount]) -> None:
        latest.update(zip(people.ids, self._counter(people, time), strict=True))

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
