"""Counting repetitions of any periodic motion from one person's joints, without classes and without training."""

from core.counting.live import LiveCount, LiveCounter
from core.counting.result import Cycle, Repetitions
from core.counting.whole import count_repetitions

__all__ = ["Cycle", "LiveCount", "LiveCounter", "Repetitions", "count_repetitions"]
