"""How far something is that takes long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How far an analysis is.

    Attributes:
        share: in 0..1. rate: frames a second. remaining: seconds, None where that cannot be said yet.
        done: it came to the end.
    """

    share: float
    rate: float
    remaining: float | None
    done: bool = False
