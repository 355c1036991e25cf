"""Corrections by hand of who is who in a file that was analysed as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Correction:
    """One correction.

    Attributes:
        kind: ``merge``: the two numbers are one person, who has the first one from then on. ``swap``: from a moment on
            each is the other.
        person, other: track numbers.
        time: seconds, of the moment; a merge is about the whole file.
    """

    kind: Literal["merge", "swap"]
    person: int
    other: int
    time: float = float("-inf")

    def renumbered(self, ids: Sequence[int], time: float) -> tuple[int, ...]:
        """The numbers of the people of one frame, in their order.

        Nobody is in a frame twice: where both are there, a merge leaves both.
        """
        if self.kind == "merge":
            names = {} if self.person in ids else {self.other: self.person}
        else:
            names = {self.person: self.other, self.other: self.person} if time >= self.time else {}
        return tuple(names.get(number, number) for number in ids)
