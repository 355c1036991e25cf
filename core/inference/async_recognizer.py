"""Recognition beside pose estimation: a live picture never waits for a network."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor

from core.inference.recognizer import Recognizer
from core.types import People, Prediction

DEADLINE = 0.25
"""Seconds after which a prediction is too old to be called live."""

_SHARE = 0.5  # of one core that recognition may take as long as the deadline holds


def choose_hop(cost: float, natural: float, deadline: float = DEADLINE) -> float:
    """Seconds between two runs of a network that takes ``cost`` seconds and whose frames lie ``natural`` seconds apart.

    No more often than the network has frames to look at, and with half a core to spare; but so often that what is
    shown is never older than the deadline (a run starts a hop after the last one, and ends ``cost`` later), unless the
    network alone takes longer.
    """
    wanted = max(natural, cost / _SHARE)
    return max(min(wanted, deadline - cost), cost)


class AsyncRecognizer:
    """Asks a recogniser in a thread of its own; whoever pushes gets the latest predictions at once.

    While the networks are busy nothing queues: the next request is about the newest window. So what is said depends
    on how fast the computer is; for results that must not, push to the recogniser itself.

    Args:
        recognizer: not to be pushed to by anybody else meanwhile. It stays as it is: the hop that its networks allow
            here and now is kept in ``hop``, since the same recogniser may judge a file next.
    """

    def __init__(self, recognizer: Recognizer) -> None:
        self.recognizer = recognizer
        self.hop = recognizer.hop
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recognition")
        self._asked: Future[tuple[Prediction, ...]] | None = None
        self._costs: deque[float] = deque(maxlen=9)

    def push(
        self, people: People, time: float, size: tuple[int, int] | None = None, leaving: Collection[int] = ()
    ) -> tuple[Prediction, ...]:
        """As `Recognizer.push`, but for people not yet judged the prediction has no scores yet."""
        self.recognizer.observe(people, time)
        if self._asked is not None and self._asked.done():
            self._settle(self._asked.result())
        if self._asked is None:
            request = self.recognizer.collect(people.ids, time, size, leaving, self.hop)
            if request is not None:
                self._asked = self._thread.submit(self.recognizer.infer, request)
        return self.recognizer.latest(people.ids)

    def _settle(self, predictions: tuple[Prediction, ...]) -> None:
        self._asked = None
        self.recognizer.store(predictions)
        self._costs.append(predictions[0].latency)
        cost = sorted(self._costs)[len(self._costs) // 2]
        self.hop = choose_hop(cost, self.recognizer.natural_hop)

    def wait(self) -> None:
        """Until nothing is being asked: the next push returns what was asked before."""
        if self._asked is not None:
            self._asked.exception()

    def reset(self) -> None:
        """Forgets everyone: after a seek, or at the start of another source."""
        self.wait()  # what comes back must not be taken for somebody new with the same number
        self._asked = None
        self.recognizer.reset()

    def close(self) -> None:
        """Ends the thread, after the request that is being answered."""
        self._thread.shutdown()
