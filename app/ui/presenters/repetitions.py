"""How often people repeat what they do, as the window shows it: counts that can be reset, targets, the curve. No Qt."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.player.state import AnalysedFrame
from app.ui.texts import panels as texts
from core.types import LiveCount

Array = NDArray[np.float32]

SPAN = 15.0  # seconds of the curve


@dataclass(frozen=True)
class RepetitionView:
    """One person's repetitions.

    Attributes:
        count: since the exercise began or the count was reset.
        target: how many are wanted, 0 for no target.
        active: cycles are coming.
        tempo: cycles a minute, 0 before there are any.
        phase: 0 to 1, how far the present cycle has come.
        times: ``(n,)`` seconds before now, at most 0; heights: ``(n,)`` in body lengths.
        marks: seconds before now at which cycles ended.
    """

    count: int = 0
    target: int = 0
    active: bool = False
    tempo: float = 0.0
    phase: float = 0.0
    times: Array = field(default_factory=lambda: np.zeros(0, np.float32))
    heights: Array = field(default_factory=lambda: np.zeros(0, np.float32))
    marks: tuple[float, ...] = ()


@dataclass
class _Person:
    """What is remembered of one person; ``base`` counts of exercise number ``exercise`` are not shown any more."""

    told: LiveCount = field(default_factory=LiveCount)
    curve: deque[tuple[float, float]] = field(default_factory=deque)
    ends: deque[float] = field(default_factory=deque)
    exercise: int = 0
    base: int = 0
    target: int = 0
    reached: bool = False


class RepetitionPresenter:
    """Keeps counts, targets and the last seconds of every person's curve."""

    def __init__(self) -> None:
        self._people: dict[int, _Person] = {}

    def forget(self) -> None:
        """Another source or network: nobody is known any more."""
        self._people.clear()

    def jump(self) -> None:
        """After a seek the curves begin anew; resets and targets stay."""
        for person in self._people.values():
            person.curve.clear()
            person.ends.clear()

    def update(self, analysed: AnalysedFrame) -> list[int]:
        """Enters a result; returns who has just reached their target."""
        result = analysed.result
        reached = []
        for number, told in zip(result.people.ids, result.counts, strict=False):
            person = self._people.setdefault(number, _Person())
            person.told = told
            if told.exercise != person.exercise or told.count < person.base:
                person.exercise, person.base = told.exercise, 0
            self._draw(person, result.frame.time)
            there = 0 < person.target <= told.count - person.base
            if there and not person.reached:
                reached.append(number)
            person.reached = there
        return reached

    def _draw(self, person: _Person, now: float) -> None:
        if person.curve and now < person.curve[-1][0]:
            person.curve.clear()
            person.ends.clear()
        person.curve.append((now, person.told.height))
        for cycle in person.told.cycles:
            if not person.ends or cycle.end > person.ends[-1]:
                person.ends.append(cycle.end)
        while person.curve[0][0] < now - SPAN:
            person.curve.popleft()
        while person.ends and person.ends[0] < now - SPAN:
            person.ends.popleft()

    def reset(self, number: int) -> None:
        """A person's count begins at 0 again."""
        person = self._people.setdefault(number, _Person())
        person.exercise, person.base, person.reached = person.told.exercise, person.told.count, False

    def set_target(self, number: int, target: int) -> None:
        """How many repetitions a person wants to do; 0: no target."""
        person = self._people.setdefault(number, _Person())
        person.target = target
        person.reached = 0 < target <= person.told.count - person.base

    def describe(self, number: int | None, now: float) -> RepetitionView | None:
        """One person at ``now`` seconds; None of whom nothing is known."""
        person = self._people.get(number) if number is not None else None
        if person is None:
            return None
        curve = np.array(person.curve, np.float32).reshape(-1, 2)
        return RepetitionView(
            count=person.told.count - person.base,
            target=person.target,
            active=person.told.active,
            tempo=tempo(person.told),
            phase=person.told.phase,
            times=curve[:, 0] - np.float32(now),
            heights=curve[:, 1],
            marks=tuple(end - now for end in person.ends if end <= now),
        )

    def shown(self, number: int, told: LiveCount) -> str:
        """What stands beside the label: count and tempo; empty before the second repetition."""
        person = self._people.get(number, _Person())
        base = person.base if told.exercise == person.exercise and told.count >= person.base else 0
        return tally(replace(told, count=told.count - base))


def tempo(told: LiveCount) -> float:
    """Cycles a minute; 0 before there are any."""
    return 60.0 / told.period if told.period > 0 else 0.0


def tally(told: LiveCount) -> str:
    """A count in few letters; the tempo only while cycles are coming."""
    if told.count <= 0:
        return ""
    return texts.TALLY.format(count=told.count) + (texts.TALLY_TEMPO.format(tempo=tempo(told)) if told.active else "")
