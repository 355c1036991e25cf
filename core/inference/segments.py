"""Turns the scores of every frame into labelled segments: smoothing, hysteresis, minimum length. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError


@dataclass(frozen=True)
class Segment:
    """One person doing one thing.

    Attributes:
        person: track number.
        start, end: seconds of the source; the end is where the last frame of the segment ends.
        label: what is being done.
        score: mean score of the label over the segment, 0..1; 1 where a human set it.
    """

    person: int
    start: float
    end: float
    label: str
    score: float = 1.0

    @property
    def seconds(self) -> float:
        """Length."""
        return self.end - self.start


@dataclass(frozen=True)
class SegmentSettings:
    """How scores become segments.

    Attributes:
        smoothing: seconds over which scores are averaged, half before and half after each frame; 0: not at all.
        enter: an action begins where its score reaches this.
        leave: it ends where its score falls below this. The gap between both (hysteresis) keeps a score that
            trembles around one threshold from cutting an action to pieces.
        shortest: segments shorter than this many seconds are left out.
        bridge: two segments of one label that lie at most so many seconds apart become one.
    """

    smoothing: float = 0.5
    enter: float = 0.5
    leave: float = 0.35
    shortest: float = 0.4
    bridge: float = 0.3

    def __post_init__(self) -> None:
        if min(self.smoothing, self.shortest, self.bridge) < 0:
            raise UserError("smoothing, shortest length and bridge are seconds; give 0 or more")
        if not 0 <= self.leave <= self.enter <= 1:
            raise UserError(f"thresholds must be 0 <= leave <= enter <= 1, not {self.leave:g} and {self.enter:g}")


def find_segments(
    times: NDArray[np.floating],
    scores: NDArray[np.floating],
    labels: tuple[str, ...],
    settings: SegmentSettings | None = None,
    person: int = 1,
) -> tuple[Segment, ...]:
    """What one person does when.

    Args:
        times: ``(T,)`` increasing seconds of the frames in which the person was judged.
        scores: ``(T, C)`` in 0..1; a row of zeros says that nothing is known at that frame.
        labels: C class names.

    Returns:
        Segments in order of time that do not overlap. A frame lasts until the next one, at most twice the usual step,
        so that a segment ends where its person leaves.

    Raises:
        ValueError: shapes that do not fit, or times that do not increase.
    """
    settings = settings or SegmentSettings()
    if scores.shape != (len(times), len(labels)):
        raise ValueError(f"scores must be ({len(times)}, {len(labels)}), not {scores.shape}")
    if len(times) == 0:
        return ()
    if (np.diff(times) <= 0).any():
        raise ValueError("times must increase")
    ends = _ends(times.astype(np.float64))
    smooth = smooth_scores(times, scores, settings.smoothing)
    states = hysteresis(smooth, settings.enter, settings.leave, breaks=np.append(False, times[1:] > ends[:-1] + 1e-9))
    runs = np.flatnonzero(np.append(True, states[1:] != states[:-1]) | np.append(False, times[1:] > ends[:-1] + 1e-9))
    found = []
    for first, stop in zip(runs, np.append(runs[1:], len(times)), strict=True):
        index = states[first]
        if index >= 0:
            score = float(smooth[first:stop, index].mean())
            found.append(Segment(person, float(times[first]), float(ends[stop - 1]), labels[index], score))
    joined = _bridge(found, settings.bridge)
    return tuple(segment for segment in joined if segment.seconds >= settings.shortest - 1e-9)


def smooth_scores(times: NDArray[np.floating], scores: NDArray[np.floating], seconds: float) -> NDArray[np.float64]:
    """The mean ``(T, C)`` of all rows at most ``seconds / 2`` before or after each row; ``times`` ``(T,)`` increase."""
    exact = scores.astype(np.float64)
    if seconds <= 0 or len(times) == 0:
        return exact
    first = np.searchsorted(times, times - seconds / 2 - 1e-9, side="left")
    stop = np.searchsorted(times, times + seconds / 2 + 1e-9, side="right")
    sums = np.concatenate((np.zeros((1, exact.shape[1])), np.cumsum(exact, axis=0)))
    return (sums[stop] - sums[first]) / (stop - first)[:, None]


def hysteresis(
    scores: NDArray[np.floating], enter: float, leave: float, breaks: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """The class of each frame, -1 where none is sure enough, ``(T,)``.

    The current class stays until its score falls below ``leave``, or another class is better and reaches ``enter``.
    Without a current class the best one begins where it reaches ``enter``. At a break ``(T,)`` nothing is current.
    """
    current = -1
    states = np.full(len(scores), -1, np.int64)
    for frame, row in enumerate(scores):
        if breaks is not None and breaks[frame]:
            current = -1
        best = int(np.argmax(row))
        if current >= 0 and row[current] < leave:
            current = -1
        if row[best] >= enter and (current < 0 or row[best] > row[current]):
            current = best
        states[frame] = current
    return states


def _ends(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where each frame ends: at the next one, but at most two usual steps later."""
    if len(times) == 1:
        return times + 1 / 30
    steps = np.diff(times)
    usual = float(np.median(steps))
    return times + np.append(np.where(steps <= 2 * usual + 1e-9, steps, usual), usual)


def _bridge(segments: list[Segment], gap: float) -> list[Segment]:
    joined: list[Segment] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last is not None and last.label == segment.label and segment.start - last.end <= gap + 1e-9:
            weight = last.seconds + segment.seconds
            score = (last.score * last.seconds + segment.score * segment.seconds) / weight
            joined[-1] = replace(last, end=segment.end, score=score)
        else:
            joined.append(segment)
    return joined


# Edits: each takes all segments and returns all of them, in order.


def ordered(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """By time, then by person."""
    return tuple(sorted(segments, key=lambda segment: (segment.start, segment.person, segment.end)))


def change(segments: tuple[Segment, ...], old: Segment, new: Segment) -> tuple[Segment, ...]:
    """Puts another segment in the place of ``old``. What it newly covers of the same person's others is cut away.

    Raises:
        UserError: the new segment would not last.
    """
    if new.end <= new.start:
        raise UserError("a segment must end after it starts")
    return _insert(tuple(segment for segment in segments if segment != old), new)


def insert(segments: tuple[Segment, ...], new: Segment) -> tuple[Segment, ...]:
    """Adds a segment; what it covers of the same person's others is cut away."""
    if new.end <= new.start:
        raise UserError("a segment must end after it starts")
    return _insert(segments, new)


def remove(segments: tuple[Segment, ...], old: Segment) -> tuple[Segment, ...]:
    """Without one segment."""
    return tuple(segment for segment in segments if segment != old)


def split(segments: tuple[Segment, ...], old: Segment, time: float) -> tuple[Segment, ...]:
    """Cuts a segment in two at a time inside it."""
    if not old.start < time < old.end:
        raise UserError(f"{time:.2f} s lies outside the segment ({old.start:.2f} to {old.end:.2f} s)")
    return ordered([*remove(segments, old), replace(old, end=time), replace(old, start=time)])


def _insert(segments: tuple[Segment, ...], new: Segment) -> tuple[Segment, ...]:
    kept = [new]
    for segment in segments:
        if segment.person != new.person or segment.end <= new.start or segment.start >= new.end:
            kept.append(segment)
            continue
        if segment.start < new.start:
            kept.append(replace(segment, end=new.start))
        if segment.end > new.end:
            kept.append(replace(segment, start=new.end))
    return ordered(kept)
