"""The summary printed after a source: the recognised actions, in lines that both people and grep can read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.headless.table import SummaryRow
from core.inference.segments import Segment, SegmentSettings, find_segments, ordered
from core.labels import GAP, NONE, steady_labels
from core.tracking import main_person, sum_prominence
from core.types import FrameResult, LiveCount, Prediction

_SHORTEST = 0.3  # seconds an action must last to be told


@dataclass
class _Span:
    """An action in time: class index or `NONE`, seconds, the sum ``(num_classes,)`` of its scores, their number."""

    label: int
    start: float
    end: float
    scores: NDArray[np.float64]
    frames: int = 0

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass
class _Person:
    """What was said of one person: the last prediction, and of a file all of them; of a live source what was shown."""

    last: Prediction
    times: list[float] = field(default_factory=list)
    scores: list[NDArray[np.float32]] = field(default_factory=list)
    certain: list[bool] = field(default_factory=list)
    spans: list[_Span] = field(default_factory=list)


@dataclass
class _Exercise:
    """Something a person repeated, seconds; how often each label was the best one meanwhile."""

    count: int = 0
    start: float = 0.0
    end: float = 0.0
    labels: Counter[str] = field(default_factory=Counter)

    @property
    def label(self) -> str:
        """What it was most often called."""
        return next((label for label, _ in self.labels.most_common(1)), "something")


@dataclass
class Summary:
    """Collects results frame by frame: who did what, when and for how long.

    Args:
        labels: class names in index order.
        live: the source may never end: labels are taken as they were shown, and only their spans are remembered. Of a
            file all scores are, so that each label is chosen with what followed in view.
    """

    labels: tuple[str, ...]
    live: bool = False
    _people: dict[int, _Person] = field(default_factory=dict)
    _exercises: dict[tuple[int, int], _Exercise] = field(default_factory=dict)
    _prominence: dict[int, float] = field(default_factory=dict)

    def add(self, result: FrameResult) -> None:
        """Take one frame into account."""
        sum_prominence(self._prominence, result.people)
        for prediction in result.predictions:
            person = self._people.setdefault(prediction.id, _Person(prediction))
            person.last = prediction
            if prediction.state == "warming_up":
                continue
            if self.live:
                _extend(person.spans, prediction.steady.label, result.frame.time, prediction.scores)
            else:
                person.times.append(result.frame.time)
                person.scores.append(prediction.scores)
                person.certain.append(prediction.state == "ok")
        for prediction, told in zip(result.predictions, result.counts, strict=False):
            self._count(prediction, told)

    def _count(self, prediction: Prediction, told: LiveCount) -> None:
        if not told.cycles:
            return
        first = told.cycles[0].start
        exercise = self._exercises.setdefault((prediction.id, told.exercise), _Exercise(start=first))
        exercise.count, exercise.end = told.count, told.cycles[-1].end
        if told.active and prediction.state == "ok":
            exercise.labels[self.labels[prediction.top(1)[0][0]]] += 1

    def lines(self) -> list[str]:
        """One line a person, the main one first, each followed by what they did when and what they repeated how often.

        A line reads ``main person 1: golf 0.91 ok; next clap 0.05, wave 0.01``: what they did longest, with its mean
        score, and the two classes with the next best mean scores meanwhile. Of whoever did nothing for long enough it
        is the last word: ``walk 0.31 uncertain``, or ``- 0.00 warming_up``. Then
        ``in time: 0.5-2.0 s walk, 2.3-4.0 s golf``.
        """
        main = main_person(self._prominence)
        if main is None:
            return ["no one was seen"]
        lines = []
        for number in [main, *sorted(number for number in self._people if number != main)]:
            person = self._people[number]
            spans = self._spans(person)
            lines.append(f"{'main ' if number == main else ''}person {number}: {self._verdict(person, spans)}")
            if spans:
                told = ", ".join(f"{span.start:.1f}-{span.end:.1f} s {self.labels[span.label]}" for span in spans)
                lines.append(f"  in time: {told}")
            lines += self._counted(number)
        return lines

    def rows(self, source: str) -> list[SummaryRow]:
        """The same as a table: a row for each action of each person, the main person first."""
        main = main_person(self._prominence)
        if main is None:
            return [SummaryRow(source)]
        rows = []
        for number in [main, *sorted(number for number in self._people if number != main)]:
            spans = self._spans(self._people[number])
            for label in dict.fromkeys(span.label for span in spans):
                mine = [span for span in spans if span.label == label]
                score = sum(float(span.scores[label]) for span in mine) / sum(span.frames for span in mine)
                rows.append(
                    SummaryRow(
                        source,
                        number,
                        main=number == main,
                        action=self.labels[label],
                        times=len(mine),
                        seconds=sum(span.seconds for span in mine),
                        first=mine[0].start,
                        last=mine[-1].end,
                        score=score,
                        repetitions=self._repeated(number, self.labels[label]),
                    )
                )
            if not spans:
                rows.append(SummaryRow(source, number, number == main))
        return rows

    def _repeated(self, person: int, label: str) -> int | None:
        counts = [
            exercise.count
            for (who, _), exercise in self._exercises.items()
            if who == person and exercise.count and exercise.label == label
        ]
        return sum(counts) if counts else None

    def segments(self, settings: SegmentSettings | None = None) -> tuple[Segment, ...]:
        """Who does what and when, of a file as the window finds them; of a live source as it was shown."""
        found: list[Segment] = []
        for number, person in self._people.items():
            if self.live:
                found += [
                    Segment(number, span.start, span.end, self.labels[span.label], _mean(span))
                    for span in self._spans(person)
                ]
            elif person.times:
                scores = np.stack(person.scores) * np.array(person.certain)[:, None]  # nothing where it is uncertain
                found += find_segments(np.array(person.times), scores, self.labels, settings, number)
        return ordered(found)

    def _counted(self, person: int) -> list[str]:
        """``  repeated: golf: 12 in 31 s, wave: 4 in 6 s``; nothing where nothing was."""
        told = []
        for (who, _), exercise in self._exercises.items():
            if who == person and exercise.count:
                told.append(f"{exercise.label}: {exercise.count} in {exercise.end - exercise.start:.0f} s")
        return [f"  repeated: {', '.join(told)}"] if told else []

    def _spans(self, person: _Person) -> list[_Span]:
        """What a person did for long enough, in order; never across a time in which they were not seen."""
        spans = person.spans
        if not self.live and person.times:
            shown = steady_labels(np.array(person.times), np.stack(person.scores), np.array(person.certain))
            spans = []
            for label, time, scores in zip(shown.tolist(), person.times, person.scores, strict=True):
                _extend(spans, label, time, scores)
        return [span for span in spans if span.label != NONE and span.seconds >= _SHORTEST - 1e-9]

    def _verdict(self, person: _Person, spans: list[_Span]) -> str:
        if not spans:
            return self._describe(person.last.scores, person.last.state, [index for index, _ in person.last.top(3)])
        seconds = np.zeros(len(self.labels))
        scores = np.zeros(len(self.labels))
        for span in spans:
            seconds[span.label] += span.seconds
        longest = int(seconds.argmax())
        of_it = [span for span in spans if span.label == longest]
        scores = sum((span.scores for span in of_it), scores) / sum(span.frames for span in of_it)
        others = [int(index) for index in np.argsort(-scores, kind="stable") if index != longest]
        return self._describe(scores, "ok", [longest, *others[:2]])

    def _describe(self, scores: NDArray[np.floating], state: str, best: list[int]) -> str:
        told = [f"{self.labels[index]} {scores[index]:.2f}" for index in best]
        if not told:
            return f"- 0.00 {state}"
        return f"{told[0]} {state}" + (f"; next {', '.join(told[1:])}" if told[1:] else "")


def _mean(span: _Span) -> float:
    return float(span.scores[span.label]) / max(1, span.frames)


def _extend(spans: list[_Span], label: int, time: float, scores: NDArray[np.floating]) -> None:
    """Goes on with the last span, or begins another one."""
    if not spans or spans[-1].label != label or time - spans[-1].end > GAP:
        spans.append(_Span(label, time, time, np.zeros(len(scores))))
    spans[-1].end = time
    spans[-1].scores = spans[-1].scores + scores
    spans[-1].frames += 1
