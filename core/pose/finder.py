"""Where to look for people who are not followed yet: the whole picture and overlapping tiles, a few in each frame.

The detector sees 224 pixels, so that somebody who is small in the picture is too small for it. Cut into tiles, the
picture shows them large enough; but all tiles at once would take longer than a frame lasts. So each frame has its few
looks, which go where the wait is longest, where something moves, or where somebody has just been lost. What is looked
at depends on the pictures alone, never on the clock: the same video gives the same people every time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.pose.region import Region

_OVERLAP = 0.4  # of a tile: whoever is larger than that is found on the next larger tiles
_STEP = 2.2  # times smaller is the next level's tile: the detector finds people of a third of a tile up to all of it
_SMALLEST_SHARE = 0.2  # of the picture's shorter side
_SMALLEST = 96  # pixels; in smaller tiles there is too little to be seen
_LOOKS_ALONE = 1  # tiles a frame, besides the whole picture, while nobody is known
_REST = 6  # frames from look to look while somebody is known and something else moves
_LONG_REST = 15  # and while nothing else does
_FULL_REST = 30  # and while there is no place for anybody new, who is only counted
_BURST = 8  # frames without rest after somebody was found: people seldom come alone
_FAR = 0.35  # of the picture's height: where somebody known is smaller, others may be, and looks don't rest at first
_MOVING = 20.0  # times as urgent is a tile in which something moves
_CELLS = 96  # of the longer side, for telling what moves
_CHANGE = 18  # grey levels by which a cell must change
_MOVED = 0.004  # share of a tile's cells that must change
_LOST_LOOKS = 12  # frames in which a lost person is looked for where they were lost
_LOST_VIEW = 2.0  # times the side of the region they were lost in


def tiles(width: int, height: int) -> list[list[Region]]:
    """The levels of the search: the whole picture, then ever smaller tiles, row by row."""
    levels = [[Region(width / 2, height / 2, float(max(width, height)), 0.0)]]
    shorter = min(width, height)
    side = shorter if shorter < 0.8 * max(width, height) else shorter / _STEP
    while side >= max(_SMALLEST, _SMALLEST_SHARE * shorter):
        levels.append([Region(x, y, side, 0.0) for y in _centres(height, side) for x in _centres(width, side)])
        side /= _STEP
    return levels


def _centres(length: int, side: float) -> NDArray[np.float64]:
    count = int(np.ceil((length - side) / (side * (1 - _OVERLAP)))) + 1 if length > side else 1
    return np.linspace(side / 2, length - side / 2, count) if count > 1 else np.array([length / 2])


class Finder:
    """Chooses the parts of each frame in which people are looked for."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next frame starts a new run."""
        self._size = (0, 0)
        self._before: NDArray[np.int16] | None = None
        self._lost: list[tuple[Region, int]] = []
        self._rest = 0
        self._burst = 0

    def find(self) -> None:
        """Somebody new is followed from now on."""
        self._burst = _BURST

    def lose(self, region: Region) -> None:
        """Somebody who was followed was not found again in this region: they are looked for there first."""
        self._lost.append((region, _LOST_LOOKS))

    def everywhere(self, image: NDArray[np.uint8]) -> list[Region]:
        """All parts of a picture ``(H, W, 3)``; afterwards nothing waits to be looked at for the first time."""
        self._begin(image)
        self._waited[:] = 0
        self._unseen[:] = False
        self._movement(image)
        return list(self._views)

    def looks(self, image: NDArray[np.uint8], known: Sequence[Region], full: bool = False) -> list[Region]:
        """The parts of the next picture ``(H, W, 3)`` that are worth a look.

        Args:
            image: the picture.
            known: where the people are who are followed already.
            full: nobody else can be followed.
        """
        self._begin(image)
        moving = self._moving(self._movement(image), known)
        self._waited += 1
        chosen = self._places_of_the_lost()
        if not known:
            chosen.append(self._look_at(0))
            if len(self._views) > 1:
                chosen += [self._most_urgent(moving) for _ in range(_LOOKS_ALONE)]
        elif not chosen:
            self._rest += 1
            far = any(2 * region.inner < _FAR * image.shape[0] for region in known)
            self._burst -= 1
            rest = _FULL_REST if full else _REST if moving.any() else _LONG_REST
            eager = not full and (self._burst >= 0 or (far and self._unseen.any()))
            if eager or self._rest >= rest:
                self._rest = 0
                chosen.append(self._most_urgent(moving))
        return chosen

    def _begin(self, image: NDArray[np.uint8]) -> None:
        height, width = image.shape[:2]
        if self._size == (width, height):
            return
        self.reset()
        self._size = (width, height)
        levels = tiles(width, height)
        self._views = [view for level in levels for view in level]
        self._weights = np.array([1 / np.sqrt(len(level)) for level in levels for _ in level])
        self._waited = np.ones(len(self._views))
        self._unseen = np.ones(len(self._views), bool)
        self._grain = max(1, max(width, height) // _CELLS)
        shape = (-(-height // self._grain), -(-width // self._grain))
        cells = [self._cells(view, shape) for view in self._views]
        self._edges = np.array([(y.start, y.stop, x.start, x.stop) for y, x in cells]).T

    def _places_of_the_lost(self) -> list[Region]:
        """One at a time, in turn."""
        if not self._lost:
            return []
        region, left = self._lost.pop(0)
        if left > 1:
            self._lost.append((region, left - 1))
        side = min(_LOST_VIEW * region.side, float(max(self._size)))
        return [Region(region.x, region.y, max(side, float(_SMALLEST)), 0.0)]

    def _most_urgent(self, moving: NDArray[np.bool_]) -> Region:
        urgency = self._weights * self._waited * np.where(moving, _MOVING, 1.0)
        return self._look_at(int(urgency.argmax()))

    def _look_at(self, place: int) -> Region:
        self._waited[place] = 0
        self._unseen[place] = False
        return self._views[place]

    def _movement(self, image: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Which cells of a coarse grid look otherwise than in the picture before."""
        grey = image[:: self._grain, :: self._grain, 1].astype(np.int16)  # green is nearly the brightness
        before, self._before = self._before, grey
        return np.zeros(grey.shape, bool) if before is None else np.abs(grey - before) > _CHANGE

    def _moving(self, changed: NDArray[np.bool_], known: Sequence[Region]) -> NDArray[np.bool_]:
        """In which views something moves that is not one of the people known."""
        for region in known:
            changed[self._cells(region, changed.shape)] = False
        if not changed.any():
            return np.zeros(len(self._views), bool)
        top, bottom, left, right = self._edges
        sums = np.pad(changed.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))  # of all cells above and to the left
        inside = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        return np.asarray(inside > _MOVED * (bottom - top) * (right - left))

    def _cells(self, region: Region, shape: tuple[int, ...]) -> tuple[slice, slice]:
        half = region.side / 2
        x, y = region.x, region.y
        low = np.floor(np.array([y - half, x - half]) / self._grain).astype(int).clip(0, np.array(shape) - 1)
        high = np.ceil(np.array([y + half, x + half]) / self._grain).astype(int).clip(low + 1, shape)
        return slice(low[0], high[0]), slice(low[1], high[1])
