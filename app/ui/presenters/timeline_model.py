"""What was recognised when: the lanes and the strip of the timeline. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.player.state import AnalysedFrame
from app.ui.presenters.people import title
from core.types import LiveCount

LIVE_SPAN = 30.0  # seconds of a live source that are kept
BINS = 15.0  # of the strip, per second
_MAX_BINS = 3000  # of long files; more than pixels anyway
_SAME_CYCLE = 0.1  # seconds by which a cycle's end may be told differently
_GAP = 0.5  # seconds that may lie between two results of one segment


@dataclass
class Segment:
    """One person doing one thing, in seconds of the source; an empty label means that the network was not certain."""

    start: float
    end: float
    label: str


@dataclass
class TimelineModel:
    """Lanes of segments per person, and the temporal gate of the followed person over time.

    Attributes:
        duration: of the source in seconds; None for live ones, of which the last `LIVE_SPAN` are kept.
        marks: seconds at which each person's cycles ended, see `core.counting`.
        position: seconds of the source; None before there is a result.
    """

    duration: float | None = None
    lanes: dict[int, list[Segment]] = field(default_factory=dict)
    marks: dict[int, list[float]] = field(default_factory=dict)
    position: float | None = None
    _rate: float = BINS  # bins per second
    _run: int = 0
    _origin: int = 0  # bin number of the strip's first entry
    _strip: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))

    def reset(self, duration: float | None) -> None:
        """Another source."""
        self.duration = duration
        self.lanes.clear()
        self.marks.clear()
        self.position = None
        self._run = 0
        self._origin = 0
        span = duration or LIVE_SPAN
        self._rate = min(BINS, _MAX_BINS / span)
        self._strip = np.full(int(span * self._rate) + 1, np.nan, np.float32)

    @property
    def span(self) -> tuple[float, float]:
        """First and last second shown."""
        if self.duration is not None:
            return 0.0, self.duration
        return self._origin / self._rate, self._origin / self._rate + LIVE_SPAN

    @property
    def strip(self) -> NDArray[np.float32]:
        """Mean gate per bin over `span`; NaN where nothing is known."""
        return self._strip

    def update(self, analysed: AnalysedFrame, followed: int | None) -> None:
        """Enter a result."""
        now = analysed.result.frame.time
        self.position = now
        if analysed.recalled:
            return
        if analysed.run != self._run:
            self._forget_from(now)
            self._run = analysed.run
        if self.duration is None:
            self._scroll(now)
        labels = analysed.info.labels if analysed.info else ()
        for prediction in analysed.result.predictions:
            if prediction.state != "warming_up":
                label = title(prediction, labels) if prediction.shown >= 0 else ""
                self._extend(prediction.id, now, label)
            if prediction.id == followed and prediction.gate is not None and analysed.info is not None:
                self._enter_gate(now, prediction.gate, analysed.info.seconds, prediction.held)

        for person, told in zip(analysed.result.people.ids, analysed.result.counts, strict=False):
            self._mark(person, told)

    def _mark(self, person: int, told: LiveCount) -> None:
        marks = self.marks.setdefault(person, [])
        marks.extend(cycle.end for cycle in told.cycles if not marks or cycle.end > marks[-1] + _SAME_CYCLE)

    def _extend(self, person: int, now: float, label: str) -> None:
        lane = self.lanes.setdefault(person, [])
        last = lane[-1] if lane else None
        if last is not None and now - last.end <= _GAP:
            last.end = now  # without a hole even where the action changes
            if last.label == label:
                return
        lane.append(Segment(now, now, label))

    def _forget_from(self, time: float) -> None:
        self.marks = {person: [end for end in ends if end < time] for person, ends in self.marks.items()}
        for person, lane in list(self.lanes.items()):
            kept = [segment for segment in lane if segment.start < time]
            for segment in kept:
                segment.end = min(segment.end, time)
            if kept:
                self.lanes[person] = kept
            else:
                del self.lanes[person]

    def _scroll(self, now: float) -> None:
        shift = int((now - LIVE_SPAN) * self._rate) + 1 - self._origin
        if shift <= 0:
            return
        self._origin += shift
        self._strip = np.roll(self._strip, -shift)
        self._strip[-shift:] = np.nan
        start = self._origin / self._rate
        self.marks = {person: [end for end in ends if end >= start] for person, ends in self.marks.items()}
        for person, lane in list(self.lanes.items()):
            lane[:] = [segment for segment in lane if segment.end >= start]
            if not lane:
                del self.lanes[person]

    def _enter_gate(self, now: float, gate: NDArray[np.float32], window: float, held: float) -> None:
        """The newest ``held`` seconds of the gate ``(C, T)``, which spans ``window`` seconds up to now."""
        mean = gate.mean(axis=0)
        last = int(now * self._rate)
        bins = np.arange(max(0, last - int(min(held, window) * self._rate)), last + 1)
        ages = now - bins / self._rate
        frames = np.clip(len(mean) - 1 - (ages / window * len(mean)).astype(int), 0, len(mean) - 1)
        bins = bins - self._origin
        inside = (bins >= 0) & (bins < len(self._strip))
        self._strip[bins[inside]] = mean[frames[inside]]
