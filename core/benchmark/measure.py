"""Helpers of the benchmarks: timing of calls that take turns, and memory use."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def milliseconds(calls: list[Callable[[], object]], repeats: int) -> list[float]:
    """Shortest time of each call: what others do on the machine only adds. The calls take turns."""
    times: list[list[float]] = [[] for _ in calls]
    for call in calls:
        call()
    for _ in range(repeats):
        for call, measured in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            measured.append(1000 * (time.perf_counter() - start))
    return [min(measured) for measured in times]


def peak_mb() -> float:
    """Highest resident memory of this process so far, in MB; not a number on Windows, which does not say."""
    if sys.platform == "win32":
        return float("nan")
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
