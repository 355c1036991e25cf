"""Counting repetitions of any periodic motion from one person's joints, without classes and without training."""

from core.counting.live import LiveCounter, PeopleCounter
from core.counting.result import Repetitions
from core.counting.whole import count_repetitions
from core.types import Cycle, LiveCount

__all__ = ["Cycle", "LiveCount", "LiveCounter", "PeopleCounter", "Repetitions", "count_repetitions"]
