"""Runs recognition in its own thread beside pose estimation, so that a live picture never waits for a network."""

from __future__ import annotations

import time as clock
from collections import deque
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from core.inference.recognizer import InferenceRequest, Recognizer
from core.priority import give_way
from core.types import People, Prediction

DEADLINE = 0.25
"""Seconds after which a prediction is too old to be called live."""

_SHARE = 0.5  # of one core that recognition may take as long as the deadline holds

EVIDENCE_HOP = 0.25
"""Seconds after which evidence is looked for again at the soonest: often enough to be followed with the eye."""

_EVIDENCE_SHARE = 0.08  # of the processor time of the whole program


def choose_hop(cost: float, natural: float, deadline: float = DEADLINE) -> float:
    """Seconds between two runs of a network that takes ``cost`` seconds and whose frames lie ``natural`` seconds apart.

    No more often than the network has frames to look at, and with half a core to spare; but so often that what is
    shown is never older than the deadline (a run starts a hop after the last one, and ends ``cost`` later), unless the
    network alone takes longer.
    """
    wanted = max(natural, cost / _SHARE)
    return max(min(wanted, deadline - cost), cost)


def may_weigh(cost: float, waited: float, spent: float) -> bool:
    """Whether it is time for a look for evidence, which takes ``cost`` seconds.

    Args:
        waited: seconds since the last look. spent: seconds of processor time that the whole program took meanwhile.
    """
    return waited >= EVIDENCE_HOP - 1e-6 and cost <= _EVIDENCE_SHARE * spent


def _median(costs: deque[float]) -> float:
    return sorted(costs)[len(costs) // 2]


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
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recognition", initializer=give_way)
        self._asked: Future[tuple[Prediction, ...]] | None = None
        self._costs: deque[float] = deque(maxlen=9)
        self._weighings: deque[float] = deque(maxlen=9)
        self._weighed_at = self._spent_at = float("-inf")  # seconds of the source, and of processor time

    def push(
        self, people: People, time: float, size: tuple[int, int] | None = None, leaving: Collection[int] = ()
    ) -> tuple[Prediction, ...]:
        """As `Recognizer.push`, but for people not yet judged the prediction has no scores yet."""
        self.recognizer.observe(people, time)
        if self._asked is not None and self._asked.done():
            asked, self._asked = self._asked, None  # whatever comes of it: the next one may succeed
            self._settle(asked.result())
        if self._asked is None:
            request = self.recognizer.collect(people.ids, time, size, leaving, self.hop)
            if request is not None:
                request = self._paced(request, time)
                self._asked = self._thread.submit(self.recognizer.infer, request)
        return self.recognizer.latest(people.ids)

    def _paced(self, request: InferenceRequest, time: float) -> InferenceRequest:
        """Evidence for one person at a time, so that nobody's prediction waits for several, and not too often."""
        if request.evidence_hop is None:
            return request
        spent, cost = clock.process_time(), _median(self._weighings) if self._weighings else 0.0
        may = may_weigh(cost, time - self._weighed_at, spent - self._spent_at)
        if may:
            self._weighed_at, self._spent_at = time, spent
        return replace(request, evidence_hop=EVIDENCE_HOP, evidence_people=int(may))

    def _settle(self, predictions: tuple[Prediction, ...]) -> None:
        self.recognizer.store(predictions)
        if not predictions:  # whoever was asked about has left again
            return
        self._costs.append(predictions[0].latency)
        self.hop = choose_hop(_median(self._costs), self.recognizer.natural_hop)
        self._weighings.extend(each.evidence_latency for each in predictions if each.evidence_latency)

    def wait(self) -> None:
        """Until nothing is being asked: the next push returns what was asked before."""
        if self._asked is not None:
            self._asked.exception()

    def reset(self) -> None:
        """Forgets everyone: after a seek, or at the start of another source."""
        self.wait()  # what comes back must not be taken for somebody new with the same number
        self._asked = None
        self._weighed_at = float("-inf")
        self.recognizer.reset()

    def close(self) -> None:
        """Ends the thread, after the request that is being answered."""
        self._thread.shutdown()
