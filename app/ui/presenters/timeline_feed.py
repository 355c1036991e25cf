"""Fills the timeline of a file from everything that was found in it. No Qt."""

from __future__ import annotations

import numpy as np

from app.player.history import Results, Run
from app.player.state import AnalysedFrame
from app.ui.presenters.timeline_model import TimelineModel
from core.card import CheckpointInfo
from core.types import Frame

_AT_ONCE = 150  # results that are entered in one go: some milliseconds
_NO_PICTURE = np.zeros((0, 0, 3), np.uint8)


class TimelineFeed:
    """Enters the results of all runs over a file into its timeline, a few at a time: those of a file that is played
    again, and those of an analysis beside what is being played.
    """

    def __init__(self, timeline: TimelineModel) -> None:
        self._timeline = timeline
        self.results: Results | None = None  # those of the file that is played
        self._network = ""
        self._entered: dict[int, int] = {}  # by number of the run: how many of its results the timeline has

    def begin(self, results: Results | None, duration: float | None) -> None:
        """Another source, with an empty timeline; ``results`` are None for a live one."""
        self.results = results
        self._entered.clear()
        self._timeline.reset(duration)

    def feed(self, cards: dict[str, CheckpointInfo], network: str, uri: str, followed: int | None) -> bool:
        """Enters what is new, at most a few milliseconds' worth. True where there was anything.

        Args:
            cards: of all networks whose labels are known, by name.
            network: the one in use. Its runs come last, so that they stand where several saw the same moments.
        """
        if self.results is None:
            return False
        self._timeline.use(network)
        if network != self._network:
            self._network = network
            self._entered = dict.fromkeys(self._entered, 0)
        left = _AT_ONCE
        for run in sorted(self.results.runs(), key=lambda run: (run.network == network, run.number)):
            card = cards.get(run.network)
            if card is not None:
                left -= self._enter(run, card, left, uri, followed)
            if left <= 0:
                break
        return left < _AT_ONCE

    def _enter(self, run: Run, card: CheckpointInfo, most: int, uri: str, followed: int | None) -> int:
        first = self._entered.get(run.number, 0)
        last = min(len(run), first + most)
        for place in range(first, last):
            result = run.recall(place, Frame(-1, run.time(place), _NO_PICTURE), gates=True)
            self._timeline.enter(AnalysedFrame(result, card, uri, run.number), followed)
        self._entered[run.number] = last
        return last - first
