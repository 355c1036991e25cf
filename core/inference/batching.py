"""Shares one set of networks among recognisers in several threads: simultaneous requests form one batch."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from core.card import CheckpointInfo
from core.inference.ensemble import Classifier, Scored
from core.inference.evidence import Evidence
from core.skeleton import Joints


class _Request:
    """Windows of one caller; the answer, or the error, once it is there."""

    def __init__(self, windows: Sequence[Joints]) -> None:
        self.windows = windows
        self.scored: Scored | None = None
        self.error: Exception | None = None


class Batcher:
    """Stands between recognisers and their networks and asks them for everyone who waits, at once.

    It has no thread of its own: callers queue for the networks, and the first in the queue answers for all who came
    while the networks were busy. So nobody waits for more than the batch that runs and the next one, whoever asks how
    often, and a lone caller waits for nobody.

    Args:
        classifier: the networks.
    """

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._busy = threading.Lock()
        self._queue = threading.Lock()
        self._waiting: list[_Request] = []

    @property
    def info(self) -> CheckpointInfo:
        """As the networks'."""
        return self._classifier.info

    @property
    def cards(self) -> tuple[CheckpointInfo, ...]:
        """As the networks'."""
        return self._classifier.cards

    @property
    def device(self) -> torch.device:
        """As the networks'."""
        return self._classifier.device

    def classify(self, windows: Sequence[Joints]) -> Scored:
        """As `core.inference.ensemble.Networks.classify`; called from any thread."""
        request = _Request(windows)
        with self._queue:
            self._waiting.append(request)
        with self._busy:
            if request.scored is None and request.error is None:
                with self._queue:
                    batch, self._waiting = self._waiting, []
                self._answer(batch)
        if request.error is not None:
            raise request.error
        assert request.scored is not None
        return request.scored

    def weigh(self, windows: Sequence[Joints], labels: NDArray[np.int64]) -> Evidence:
        """As `core.inference.ensemble.Networks.weigh`; called from any thread. It is a batch of its own already."""
        with self._busy:
            return self._classifier.weigh(windows, labels)

    def _answer(self, batch: list[_Request]) -> None:
        stops = np.cumsum([len(request.windows[0]) for request in batch]).tolist()
        try:
            together = [np.concatenate(each) for each in zip(*(request.windows for request in batch), strict=True)]
            scored = self._classifier.classify(together)
        except Exception as error:  # each caller raises it in its own thread
            for request in batch:
                request.error = error
            return
        for request, start, stop in zip(batch, [0, *stops[:-1]], stops, strict=True):
            request.scored = scored.rows(start, stop)
