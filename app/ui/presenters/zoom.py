"""Which part of the frame the picture shows: zooming, moving, and keeping one person in view. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

Size = tuple[float, float]
Box = tuple[float, float, float, float]

STEP = 1.25
"""By how much one notch of the wheel, or one key, zooms."""
MOST = 16.0
_SHARE = 0.55  # of the view's height and width that somebody takes who is kept in view
_PACE = 0.12  # of the way to go in one picture: the view follows people without their trembling
_SMALL = 110.0  # pixels on the screen; whoever is less tall is magnified
_MAGNIFIED = 3.0


@dataclass(frozen=True)
class Zoom:
    """Part of a frame.

    Attributes:
        factor: 1 where all of the frame fits into the view, up to `MOST`.
        x, y: the place in the middle of the view, in 0..1 of the frame's width and height.
    """

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5

    @property
    def fits(self) -> bool:
        """All of the frame is to be seen."""
        return self.factor == 1.0

    def area(self, view: Size, frame: Size) -> Box:
        """Left, top, width and height of the whole frame in pixels of the view, most of it outside where zoomed."""
        scale = self.factor * min(view[0] / frame[0], view[1] / frame[1])
        width, height = round(frame[0] * scale), round(frame[1] * scale)
        return _begin(view[0], width, self.x), _begin(view[1], height, self.y), width, height

    def at(self, x: float, y: float, factor: float) -> Zoom:
        """Zoomed by another factor on top, where the place ``x, y`` (0..1 of the frame) stays where it is."""
        new = min(max(self.factor * factor, 1.0), MOST)
        share = self.factor / new
        return Zoom(new, x + (self.x - x) * share, y + (self.y - y) * share).inside()

    def moved(self, x: float, y: float) -> Zoom:
        """What is shown moves with the hand, by shares of the frame."""
        return Zoom(self.factor, self.x - x, self.y - y).inside()

    def inside(self) -> Zoom:
        """No more beside the frame than needs be."""
        reach = 0.5 / self.factor
        low, high = min(reach, 0.5), max(1 - reach, 0.5)
        return Zoom(self.factor, min(max(self.x, low), high), min(max(self.y, low), high))

    def towards(self, box: Box, frame: Size) -> Zoom:
        """One step of keeping somebody in view; ``box``: left, top, right, bottom in pixels of the frame."""
        share = max((box[2] - box[0]) / frame[0], (box[3] - box[1]) / frame[1], 1e-6)
        factor = min(max(_SHARE / share, 1.0), MOST)
        x, y = (box[0] + box[2]) / 2 / frame[0], (box[1] + box[3]) / 2 / frame[1]
        return Zoom(
            self.factor * (factor / self.factor) ** _PACE, self.x + _PACE * (x - self.x), self.y + _PACE * (y - self.y)
        ).inside()


def _begin(view: float, length: float, middle: float) -> int:
    """Where an axis of the frame begins, so that ``middle`` of it lies in the middle of the view."""
    if length <= view:
        return int(view - length) // 2
    return min(0, max(round(view - length), round(view / 2 - middle * length)))


def magnified(box: Box, scale: float, view: Size) -> float | None:
    """How many times larger somebody is to be shown beside the picture; None where they are large enough.

    Args:
        box: of the person, pixels of the frame.
        scale: pixels of the view per pixel of the frame.
        view: the view's width and height.
    """
    height = (box[3] - box[1]) * scale
    return None if height >= min(_SMALL, 0.25 * view[1]) else _MAGNIFIED
