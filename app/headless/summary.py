"""What was recognised in a source, for people and for grep."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from core.tracking import main_person, sum_prominence
from core.types import FrameResult, LiveCount, Prediction

_SHORTEST = 0.3  # seconds an action must last to be told


@dataclass
class _Span:
    """An action in time, seconds."""

    label: str
    start: float
    end: float


@dataclass
class _Exercise:
    """Something a person repeated, seconds; how often each label was the best one meanwhile."""

    count: int = 0
    start: float = 0.0
    end: float = 0.0
    labels: Counter[str] = field(default_factory=Counter)


@dataclass
class Summary:
    """Collects results frame by frame; the last word on a person is the prediction at their last sighting.

    Args:
        labels: class names in index order.
    """

    labels: tuple[str, ...]
    _last: dict[int, Prediction] = field(default_factory=dict)
    _spans: dict[int, list[_Span]] = field(default_factory=dict)
    _exercises: dict[tuple[int, int], _Exercise] = field(default_factory=dict)
    _prominence: dict[int, float] = field(default_factory=dict)

    def add(self, result: FrameResult) -> None:
        """Take one frame into account."""
        sum_prominence(self._prominence, result.people)
        for prediction in result.predictions:
            self._last[prediction.id] = prediction
            if prediction.state == "ok":
                self._extend(prediction.id, self.labels[prediction.top(1)[0][0]], result.frame.time)
        for prediction, told in zip(result.predictions, result.counts, strict=False):
            self._count(prediction, told)

    def _extend(self, person: int, label: str, time: float) -> None:
        spans = self._spans.setdefault(person, [])
        if spans and spans[-1].label == label:
            spans[-1].end = time
        else:
            spans.append(_Span(label, time, time))

    def _count(self, prediction: Prediction, told: LiveCount) -> None:
        if not told.cycles:
            return
        first = told.cycles[0].start
        exercise = self._exercises.setdefault((prediction.id, told.exercise), _Exercise(start=first))
        exercise.count, exercise.end = told.count, told.cycles[-1].end
        if told.active and prediction.state == "ok":
            exercise.labels[self.labels[prediction.top(1)[0][0]]] += 1

    def lines(self) -> list[str]:
        """One line a person, the main one first, each followed by the actions in time where there were several, and by
        what was repeated and how often.

        A line reads ``main person 1: golf 0.91 ok; next clap 0.05, wave 0.01``: name, score and state of the best
        class, then the two after it. Whoever was never seen for long enough has ``- 0.00 warming_up``.
        """
        main = main_person(self._prominence)
        if main is None:
            return ["nobody was seen"]
        lines = []
        for person in [main, *sorted(person for person in self._last if person != main)]:
            lines.append(f"{'main ' if person == main else ''}person {person}: {self._verdict(self._last[person])}")
            spans = [span for span in self._spans.get(person, []) if span.end - span.start >= _SHORTEST]
            if len(spans) > 1:
                told = ", ".join(f"{span.start:.1f}-{span.end:.1f} s {span.label}" for span in spans)
                lines.append(f"  in time: {told}")
            lines += self._counted(person)
        return lines

    def _counted(self, person: int) -> list[str]:
        """``  repeated: golf: 12 in 31 s, wave: 4 in 6 s``; nothing where nothing was."""
        told = []
        for (who, _), exercise in self._exercises.items():
            if who == person and exercise.count:
                label = next((label for label, _ in exercise.labels.most_common(1)), "something")
                told.append(f"{label}: {exercise.count} in {exercise.end - exercise.start:.0f} s")
        return [f"  repeated: {', '.join(told)}"] if told else []

    def _verdict(self, prediction: Prediction) -> str:
        best = [f"{self.labels[index]} {score:.2f}" for index, score in prediction.top(3)]
        if not best:
            return f"- 0.00 {prediction.state}"
        return f"{best[0]} {prediction.state}" + (f"; next {', '.join(best[1:])}" if best[1:] else "")
