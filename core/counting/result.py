"""What a count says."""

from __future__ import annotations

from dataclasses import dataclass

from core.types import Cycle


@dataclass(frozen=True)
class Repetitions:
    """The repetitions in a stretch of one person's motion.

    Attributes:
        cycles: all of them, in order of time; they do not overlap.
    """

    cycles: tuple[Cycle, ...]

    @property
    def count(self) -> int:
        return len(self.cycles)

    @property
    def period(self) -> float:
        """Median seconds of a cycle; 0 without any."""
        spans = sorted(cycle.seconds for cycle in self.cycles)
        return spans[len(spans) // 2] if spans else 0.0

    @property
    def confidence(self) -> float:
        """Mean confidence of the cycles, 0 without any."""
        return sum(cycle.confidence for cycle in self.cycles) / len(self.cycles) if self.cycles else 0.0

    @property
    def groups(self) -> tuple[Repetitions, ...]:
        """The same cycles, group by group."""
        numbers = sorted({cycle.group for cycle in self.cycles})
        return tuple(Repetitions(tuple(c for c in self.cycles if c.group == number)) for number in numbers)
