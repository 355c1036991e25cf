"""Mouse interaction with segments: grab, move, stretch and release. No Qt."""

from __future__ import annotations

from app.ui.presenters.segment_editor import SegmentEditor, dragged, part_at
from core.inference.segments import Segment


class SegmentMouse:
    """One drag at a time.

    Attributes:
        held: the segment that was taken hold of. preview: how it would be if the mouse let go now.
    """

    def __init__(self) -> None:
        self.editor = SegmentEditor()
        self.held: Segment | None = None
        self.preview: Segment | None = None
        self._part = ""
        self._grip = 0.0

    def part(self, person: int, time: float, reach: float) -> str:
        """What lies under the mouse: ``start``, ``end`` or ``middle`` of a segment, or nothing."""
        segment = self._near(person, time, reach)
        return part_at(segment, time, reach) if segment is not None else ""

    def press(self, person: int, time: float, reach: float) -> bool:
        """Take hold of the segment there. False where there is none."""
        self.held = self.preview = self._near(person, time, reach)
        if self.held is not None:
            self._part, self._grip = part_at(self.held, time, reach), time
        return self.held is not None

    def move(self, time: float, reach: float) -> bool:
        """The mouse is elsewhere. True where something is being dragged; the first steps do not count."""
        if self.held is None or (self.preview is self.held and abs(time - self._grip) < reach):
            return False
        self.preview = dragged(self.held, self._part, time, self._grip)
        return True

    def release(self) -> tuple[Segment, Segment] | None:
        """Let go: the segment before and after; None where it was only clicked."""
        held, new = self.held, self.preview
        self.held = self.preview = None
        return (held, new) if held is not None and new is not None and held is not new else None

    def _near(self, person: int, time: float, reach: float) -> Segment | None:
        """The segment of a person at a time, or one whose edge is near."""
        near = [
            item
            for item in self.editor.segments
            if item.person == person and item.start - reach <= time <= item.end + reach
        ]
        return self.editor.at(person, time) or min(
            near, key=lambda item: min(abs(item.start - time), abs(item.end - time)), default=None
        )
