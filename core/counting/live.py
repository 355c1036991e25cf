"""Counting while a person moves: frame by frame, in constant time and memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.counting.sampler import Sampler
from core.counting.search import RATE, CycleSearch, Link, Settings
from core.counting.views import SURE, VIEWS, Array
from core.counting.whole import COMPONENTS, cycles_of, winner
from core.skeleton import Joints
from core.types import Cycle, LiveCount, People

# Chains are cheaper than in a whole stretch: pieces between pauses are short, and the components less well known.
_SETTINGS = Settings(entry=0.2)
_PAUSE = 3.0  # seconds without a cycle, and
_PAUSE_CYCLES = 1.5  # usual cycles without one, after which an exercise is over or pauses
_FEWEST = 3  # joints; with fewer nobody is there
_GONE = 2.0  # seconds out of sight after which someone comes back as if new
_FORGOTTEN = 60.0  # seconds out of sight after which a person's number is given up
_SAME = 0.4  # resemblance to the last cycle before a break from which on it is the same exercise
_RECENT = 12  # cycles whose boundaries are told
_PLACES = (np.arange(8) + 0.5) / 8  # points of a course
_MEMORY = 60.0  # seconds over which boundaries are remembered


@dataclass
class _Chain:
    """The newest chain: the sample at which its last cycle ends, and that cycle's course."""

    end: int
    course: Array


class LiveCounter:
    """Counts one person's repetitions live. A cycle counts at its end; the first is known when it has a second.

    Args:
        breathe: called every millisecond or so of the longer looks, which take up to 50: a counter in a thread of its
            own can give way to the others there.
    """

    def __init__(self, breathe: Callable[[], object] = lambda: None) -> None:
        self._breathe = breathe
        self.reset()

    def reset(self) -> None:
        """Back to zero: all counts, and whatever was seen."""
        self._chain: _Chain | None = None
        self._past = 0  # cycles of exercises that are over
        self._before = 0  # cycles of this exercise before its last pause
        self._seen_at = -np.inf
        self._last = LiveCount()
        self._look_anew()

    def _look_anew(self) -> None:
        self._search = CycleSearch(len(VIEWS), COMPONENTS, _SETTINGS, round(_MEMORY * RATE))
        self._sampler = Sampler(self._search.reach)
        self._offset = 0  # the sample's number at which the search began

    def __call__(self, time: float, joints: Joints) -> LiveCount:
        """The next frame.

        Args:
            time: seconds, greater than before.
            joints: ``(18, 3)`` kinetics18: x, y in pixels, confidence; missing joints all zero, also all of them.
        """
        away = time - self._seen_at
        if (joints[:, 2] > SURE).sum() < _FEWEST:
            if self._last.active and away > _GONE:
                self._pause()
            return self._last
        if away > _GONE and self._sampler.count:
            self._pause()
            self._look_anew()
        self._seen_at = time
        for _ in range(self._sampler.observe(time, joints)):
            if self._sampler.sample() and self._search.time >= 0:
                self._search.repaint(self._sampler.along_axes(self._search.time + 2)[:-1], self._breathe)
            self._search.step(self._sampler.along_axes(1)[0], self._sampler.places[-1])
            self._update()
        return self._last

    def _update(self) -> None:
        """What the newest sample tells."""
        view = winner(self._search.scores, self._search.counts)
        self._last = replace(self._last, height=float(self._search.newest[view, -1]))
        chains = self._search.chains(view, _RECENT)
        if not chains:
            return
        period = float(np.median([link.end - link.start for chain in chains for link in chain]))
        idle = self._search.time - chains[-1][-1].end
        if idle > max(_PAUSE * RATE, _PAUSE_CYCLES * period):
            self._pause()
            return
        self._compare(chains[-1], int(self._search.counts[view]), period)
        self._report(period)

    def _compare(self, chain: list[Link], count: int, period: float) -> None:
        """After a break: is it the same exercise? If not, it has a count of its own."""
        known, end = self._chain, chain[-1].end + self._offset
        if known is not None and known.end == end:
            return
        course = self._course(end, chain[-1].end - chain[-1].start)
        broken = known is not None and chain[0].start + self._offset > known.end - period / 2
        if known is not None and broken and resemblance(course, known.course) < _SAME:
            self._past += self._before + count - len(chain)
            self._before = 0
            self._last = replace(self._last, count=0, exercise=self._last.exercise + 1, cycles=())
            span = self._sampler.count - known.end
            self._search = CycleSearch(len(VIEWS), COMPONENTS, _SETTINGS, round(_MEMORY * RATE))
            self._sampler.relearn(span)
            rows = self._sampler.along_axes(span)
            for row, place in zip(rows, list(self._sampler.places)[-len(rows) :], strict=True):
                self._search.step(row, place)
                self._breathe()
            self._offset = self._sampler.count - self._search.time - 1
        self._chain = _Chain(end, course)

    def _course(self, end: int, length: int) -> Array:
        """The body's way through a cycle that ends at a sample, ``(K, views * WIDTH)`` about its mean."""
        history = self._sampler.history
        last = len(history) - self._sampler.count + end
        at = [max(0, round(last - (1 - place) * length)) for place in _PLACES]
        course = np.array([history[index].ravel() for index in at])
        return np.asarray(course - course.mean(axis=0))

    def _report(self, period: float) -> None:
        search, begin = self._search, self._sampler.start + self._offset / RATE
        view = winner(search.scores, search.counts)
        chain = cycles_of(search.chains(view, _RECENT), view, begin)[-_RECENT:]
        if not chain:
            return
        count = self._before + int(search.counts[view])
        told = self._tell(chain, count - self._last.count)
        self._last = replace(
            self._last,
            count=count,
            total=self._past + count,
            active=True,
            phase=float(np.clip((begin + search.time / RATE - told[-1].end) / (period / RATE), 0, 1)),
            period=period / RATE,
            confidence=float(np.mean([cycle.confidence for cycle in chain])),
            cycles=told,
        )

    def _tell(self, chain: tuple[Cycle, ...], more: int) -> tuple[Cycle, ...]:
        """The cycles told so far and as many new ones. What is told stays: the best cuts shift with every sample."""
        told = self._last.cycles[:more] if more < 0 else self._last.cycles
        fresh = chain[-more:] if more > 0 else ()
        for cycle in fresh or (() if told else chain[-1:]):
            start = max(cycle.start, told[-1].end) if told else cycle.start
            told += (replace(cycle, start=min(start, cycle.end), group=self._last.exercise),)
        return told[-_RECENT:]

    def _pause(self) -> None:
        """No more cycles come: what was counted stands, and chains begin anew."""
        if self._last.active:
            self._before = self._last.count
        self._last = replace(self._last, active=False, phase=0.0)
        self._search.restart()


class PeopleCounter:
    """A `LiveCounter` for each of several people, with its ``breathe``. Whoever is away for long is forgotten."""

    def __init__(self, breathe: Callable[[], object] = lambda: None) -> None:
        self._breathe = breathe
        self._counters: dict[int, LiveCounter] = {}
        self._seen: dict[int, float] = {}

    def reset(self) -> None:
        """Forgets everyone: after a seek, or at the start of another source."""
        self._counters.clear()
        self._seen.clear()

    def __call__(self, people: People, time: float) -> tuple[LiveCount, ...]:
        """The counts of the people of a frame at ``time`` seconds, which must not go back without a `reset`."""
        for person in [person for person, last in self._seen.items() if time - last > _FORGOTTEN]:
            del self._seen[person], self._counters[person]
        self._seen |= dict.fromkeys(people.ids, time)
        return tuple(
            self._counters.setdefault(person, LiveCounter(self._breathe))(time, joints)
            for person, joints in zip(people.ids, people.joints, strict=True)
        )


def resemblance(course: Array, other: Array) -> float:
    """How alike two courses ``(K, D)`` about their means are, wherever each begins: 1 the same, 0 nothing in common."""
    both = float((course**2).sum() + (other**2).sum())
    shifted = [float((np.roll(course, shift, axis=0) * other).sum()) for shift in range(len(course))]
    return 2 * max(shifted) / both if both > 0 else 0.0
