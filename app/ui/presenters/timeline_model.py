"""What was recognised when: the lanes and the strip of the timeline. No Qt."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace

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
_STEP = 0.1  # seconds that a result lasts which has no neighbour
_TINY = 1e-6


@dataclass
class Segment:
    """One person doing one thing, in seconds of the source; an empty label means that the network was not certain.

    ``network`` is the name of the one that saw it.
    """

    start: float
    end: float
    label: str
    network: str = ""


@dataclass
class _Last:
    """The last result of a run: its seconds, what was said of each person, and of whom nothing could be said yet."""

    time: float
    said: dict[int, Segment]
    unjudged: frozenset[int]


@dataclass
class TimelineModel:
    """Lanes of segments per person, and the temporal gate of the followed person over time.

    A result replaces what was known of the moments it is about, and of no others: it lasts until the next one of its
    run, and the last one as long as the one before it.

    Attributes:
        duration: of the source in seconds; None for live ones, of which the last `LIVE_SPAN` are kept.
        marks: seconds at which each person's cycles ended, see `core.counting`.
        position: seconds of the source; None before there is a result.
        network: name of the one in use; segments of others are marked as theirs.
    """

    duration: float | None = None
    lanes: dict[int, list[Segment]] = field(default_factory=dict)
    marks: dict[int, list[float]] = field(default_factory=dict)
    position: float | None = None
    network: str = ""
    _rate: float = BINS  # bins per second
    _origin: int = 0  # bin number of the strip's first entry
    _strip: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    _last: dict[int, _Last] = field(default_factory=dict)

    def reset(self, duration: float | None) -> None:
        """Another source."""
        self.duration = duration
        self.lanes.clear()
        self.marks.clear()
        self._last.clear()
        self.position = None
        self._origin = 0
        span = duration or LIVE_SPAN
        self._rate = min(BINS, _MAX_BINS / span)
        self._strip = np.full(int(span * self._rate) + 1, np.nan, np.float32)

    def use(self, network: str) -> None:
        """Another network: its results are awaited; those of the one before stay, marked as such, until then."""
        if network != self.network:
            self.network = network
            self._strip[:] = np.nan

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
        """Enter the result that is shown."""
        self.position = analysed.result.frame.time
        if not analysed.recalled:
            self.enter(analysed, followed)

    def enter(self, analysed: AnalysedFrame, followed: int | None) -> None:
        """Enter a result. One that judges nobody yet changes nothing."""
        result, info = analysed.result, analysed.info
        now = result.frame.time
        if self.duration is None:
            self._scroll(now)
        if info is None:
            return
        judged = [prediction for prediction in result.predictions if prediction.state != "warming_up"]
        if judged or not result.people.ids:
            labels = {each.id: title(each, info.labels) if each.shown >= 0 else "" for each in judged}
            unjudged = frozenset(result.people.ids) - labels.keys()
            self._enter_labels(analysed.run, now, labels, unjudged, info.name)
        for prediction in judged:
            if prediction.id == followed and prediction.gate is not None and self.network in ("", info.name):
                self._enter_gate(now, prediction.gate, info.seconds, prediction.held)
        for person, told in zip(result.people.ids, result.counts, strict=False):
            self._mark(person, told)

    def _enter_labels(
        self, run: int, now: float, labels: dict[int, str], unjudged: frozenset[int], network: str
    ) -> None:
        last = self._last.get(run)
        if last is not None and not 0 < now - last.time <= _GAP:
            last = None
        start = now if last is None else last.time
        end = now + (_STEP if last is None else now - start)
        if self.duration is not None:
            end = max(now, min(end, self.duration))
        said = {person: Segment(now, end, label, network) for person, label in labels.items()}
        for person in labels:
            self.lanes.setdefault(person, [])
        for person, lane in list(self.lanes.items()):
            if last is not None and person not in last.unjudged:
                before = last.said.get(person)
                _put(lane, start, now, None if before is None else replace(before, start=start, end=now))
            if person not in unjudged:
                _put(lane, now, end, said.get(person))
            if not lane:
                del self.lanes[person]
        self._last[run] = _Last(now, said, unjudged)

    def _mark(self, person: int, told: LiveCount) -> None:
        """A cycle that is told takes the place of whatever was thought to end in it."""
        marks = self.marks.setdefault(person, [])
        for cycle in told.cycles:
            first = bisect_left(marks, cycle.start + _SAME_CYCLE)
            last = bisect_left(marks, cycle.end + _SAME_CYCLE)
            if marks[first:last] != [cycle.end]:
                marks[first:last] = [cycle.end]

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


def _put(lane: list[Segment], start: float, end: float, new: Segment | None) -> None:
    """Puts a segment, or nothing, in the place of what a lane has between two moments; like neighbours are joined."""
    if not lane or lane[-1].end <= start + _TINY:
        cut: list[Segment] = []
        first = last = len(lane)
    else:
        first = bisect_left(lane, start + _TINY, key=lambda segment: segment.end)
        last = bisect_left(lane, end + _TINY, key=lambda segment: segment.start)
        cut = lane[first:last]
    kept = []
    if cut and cut[0].start < start - _TINY:
        kept.append(replace(cut[0], end=start))
    if new is not None and new.end > new.start:
        before = kept[-1] if kept else (lane[first - 1] if first else None)
        if before is not None and before.end >= start - _TINY and _alike(before, new):
            if not kept:
                first -= 1
                kept.append(before)
            kept[-1] = replace(before, end=end)
        else:
            kept.append(new)
    if cut and cut[-1].end > end + _TINY:
        if kept and kept[-1].end >= end - _TINY and _alike(kept[-1], cut[-1]):
            kept[-1] = replace(kept[-1], end=cut[-1].end)
        else:
            kept.append(replace(cut[-1], start=end))
    lane[first:last] = kept


def _alike(one: Segment, other: Segment) -> bool:
    return one.label == other.label and one.network == other.network
