"""The results of the sources that were played lately."""

from __future__ import annotations

from collections import OrderedDict

from app.player.history import Results

_KEPT = 4


class Library:
    """Results by what they depend on: the source, how its picture is turned, and the pose back end."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, tuple[int, int]], Results] = OrderedDict()

    def results(self, uri: str, quarters: int, pose: tuple[int, int], duration: float | None) -> Results:
        """Those of a source, empty ones where it was not played lately."""
        key = (uri, quarters, pose)
        if key not in self._kept:
            self._kept[key] = Results(duration)
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]
