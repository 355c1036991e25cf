"""The segments of a file: found from its scores, then edited by the user. No Qt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.player.history import Run
from core.inference import segments as edits
from core.inference.segments import Segment, SegmentSettings, find_segments
from core.types import Frame

_UNDO = 100  # steps that can be taken back
_BLANK = Frame(0, 0.0, np.zeros((0, 0, 3), np.uint8))
MIN_SECONDS = 0.05  # no segment is dragged shorter

Scores = dict[int, tuple[NDArray[np.float64], NDArray[np.float32]]]


def scores_of(run: Run) -> Scores:
    """By person: seconds ``(T,)`` of the frames with them, and scores ``(T, num_classes)``, zero where nothing is
    named: while warming up, and where the network is uncertain."""
    times: dict[int, list[float]] = {}
    scores: dict[int, list[NDArray[np.float32]]] = {}
    for place in range(len(run)):
        for prediction in run.recall(place, _BLANK).predictions:
            known = prediction.scores * (prediction.state == "ok")
            times.setdefault(prediction.id, []).append(run.time(place))
            scores.setdefault(prediction.id, []).append(known)
    return {person: (np.array(times[person]), np.stack(scores[person])) for person in times}


class SegmentEditor:
    """Segments, which of them is selected, and what was done to them.

    Attributes:
        segments: in order of time.
        selected: one of them, or None.
        labels: what they may be called.
        edited: something was changed by hand since they were found.
    """

    def __init__(self) -> None:
        self.segments: tuple[Segment, ...] = ()
        self.selected: Segment | None = None
        self.labels: tuple[str, ...] = ()
        self.edited = False
        self._scores: Scores = {}
        self._before: list[tuple[Segment, ...]] = []

    def reset(self) -> None:
        """Another source."""
        self.__init__()  # type: ignore[misc]

    def use(self, scores: Scores, labels: tuple[str, ...], settings: SegmentSettings) -> None:
        """The scores of a file, in which its segments are found."""
        self._scores, self.labels = scores, labels
        self.find(settings)

    @property
    def can_find(self) -> bool:
        """Whether there are scores."""
        return bool(self._scores)

    def find(self, settings: SegmentSettings) -> None:
        """Finds the segments again. This can be undone, which brings the edits back."""
        found = [
            segment
            for person, (times, scores) in sorted(self._scores.items())
            for segment in find_segments(times, scores, self.labels, settings, person)
        ]
        self._keep(edits.ordered(found))
        self.selected = None
        self.edited = False

    def load(self, segments: tuple[Segment, ...]) -> None:
        """Replaces the segments by those of a file."""
        self._keep(edits.ordered(segments))
        self.selected = None
        self.edited = True
        self.labels = tuple(dict.fromkeys([*self.labels, *(segment.label for segment in segments)]))

    def at(self, person: int, time: float) -> Segment | None:
        """The segment of a person at a time."""
        return next((item for item in self.segments if item.person == person and item.start <= time < item.end), None)

    def change(self, old: Segment, new: Segment) -> None:
        """Moves, stretches or renames a segment."""
        self._edit(edits.change(self.segments, old, new), new)

    def rename(self, old: Segment, label: str) -> None:
        """Changes the label of a segment, as the user's choice."""
        self.change(old, replace(old, label=label, score=1.0))

    def insert(self, person: int, start: float, end: float, label: str) -> None:
        """Adds a segment made by the user."""
        new = Segment(person, start, end, label)
        self._edit(edits.insert(self.segments, new), new)

    def remove(self, old: Segment) -> None:
        """Takes a segment away."""
        self._edit(edits.remove(self.segments, old), None)

    def split(self, old: Segment, time: float) -> None:
        """Cuts a segment in two; the later one is selected."""
        self._edit(edits.split(self.segments, old, time), replace(old, start=time))

    def undo(self) -> None:
        """Undoes the last change."""
        if self._before:
            self.segments = self._before.pop()
            self.selected = None
            self.edited = True

    @property
    def can_undo(self) -> bool:
        """Something was changed."""
        return bool(self._before)

    def _edit(self, segments: tuple[Segment, ...], selected: Segment | None) -> None:
        self._keep(segments)
        self.selected = selected
        self.edited = True

    def _keep(self, segments: tuple[Segment, ...]) -> None:
        if segments != self.segments:
            self._before = [*self._before, self.segments][-_UNDO:]
            self.segments = segments


def dragged(segment: Segment, part: str, time: float, grip: float) -> Segment:
    """A segment while it is dragged.

    Args:
        part: ``start``, ``end``, or ``middle``: all of it.
        time: seconds at the mouse. grip: seconds at which it was taken hold of, for the middle.
    """
    if part == "start":
        return replace(segment, start=max(0.0, min(time, segment.end - MIN_SECONDS)))
    if part == "end":
        return replace(segment, end=max(time, segment.start + MIN_SECONDS))
    shift = max(time - grip, -segment.start)
    return replace(segment, start=segment.start + shift, end=segment.end + shift)


def part_at(segment: Segment, time: float, reach: float) -> str:
    """What is taken hold of at a time: ``start``, ``end`` or ``middle``; ``reach``: seconds around an edge."""
    reach = min(reach, segment.seconds / 3)
    if time - segment.start <= reach:
        return "start"
    return "end" if segment.end - time <= reach else "middle"
