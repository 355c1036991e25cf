"""How the timeline looks: scale, lanes, marks and strip, painted in one pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.output import colours
from app.ui.presenters import gate
from app.ui.presenters.segment_mouse import SegmentMouse
from app.ui.presenters.timeline_model import TimelineModel
from app.ui.presenters.timeline_range import TimelineRange, tick_text
from app.ui.texts import picture as texts
from app.ui.views import images, theme
from core.inference.segments import Segment

LEFT = 44.0  # names of the lanes
RIGHT = 12.0
TOP = 18.0  # the scale
LANE = 19.0
GAP = 4.0
MAX_LANES = 6
_TICK = 84.0  # pixels between two ticks at least


@dataclass
class TimelineDrawing:
    """What a timeline of some width shows.

    Attributes:
        width: pixels.
        limits: what the ends of the strip's colours mean; None goes by what is in it.
    """

    model: TimelineModel
    mouse: SegmentMouse
    range: TimelineRange
    theme: theme.Theme = theme.DARK
    width: float = 600.0
    limits: tuple[float, float] | None = None
    colours: str = "viridis"

    @property
    def left(self) -> float:
        """Where the lanes begin, beside their names."""
        return theme.px(LEFT)

    @property
    def top(self) -> float:
        """Where the lanes begin, below the scale."""
        return theme.px(TOP)

    @property
    def lane(self) -> float:
        """The height of a lane."""
        return theme.px(LANE)

    def people(self) -> list[int]:
        """Whose lanes are shown, from top to bottom."""
        segments = self.mouse.editor.segments
        known = {segment.person for segment in segments} if segments else set(self.model.lanes)
        return sorted(known)[:MAX_LANES] if segments else sorted(known)[-MAX_LANES:]

    def lanes(self) -> int:
        """How many there is room for."""
        return min(max(2, len(self.people())), MAX_LANES)

    def height(self) -> float:
        """Pixels that all of it takes."""
        return self.bottom() + 10

    def bottom(self) -> float:
        """Where the strip ends."""
        return self.top + self.lanes() * (self.lane + GAP) + self.lane + 4

    def person(self, y: float) -> int | None:
        """Whose lane lies at a height."""
        row, people = int((y - self.top) // (self.lane + GAP)), self.people()
        return people[row] if 0 <= row < len(people) else None

    def x(self, seconds: float) -> float:
        """Where a time lies, at the edge where it is not shown."""
        start, end = self.range.shown
        share = (seconds - start) / (end - start) if end > start else 0.0
        return self.left + min(max(share, 0.0), 1.0) * (self.width - self.left - RIGHT)

    def time(self, x: float) -> float:
        """The time at a place."""
        start, end = self.range.shown
        return start + (x - self.left) / max(1.0, self.width - self.left - RIGHT) * (end - start)

    def strip_limits(self) -> tuple[float, float] | None:
        """What the ends of the strip's colours mean; None where nothing is known."""
        strip = self.model.strip
        return (self.limits or gate.limits(strip)) if np.isfinite(strip).any() else None

    def paint(self, painter: QPainter) -> None:
        """Everything but the cursor."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = QRectF(self.left, self.top, self.width - self.left - RIGHT, self.lane)
        lines = [first.translated(0, row * (self.lane + GAP)) for row in range(self.lanes() + 1)]
        lines[-1].adjust(0, 0, 0, 4)
        for line in lines:
            self._paint_ground(painter, line)
        self._paint_scale(painter)
        for person, line in zip(self.people(), lines, strict=False):
            self._paint_lane(painter, line, person)
            self._paint_marks(painter, line, person)
        self._paint_strip(painter, lines[-1])

    def _shows(self, start: float, end: float) -> bool:
        first, last = self.range.shown
        return end > first and start < last

    def _paint_scale(self, painter: QPainter) -> None:
        """Times above the lanes; while only a part is shown, a bar that says which."""
        painter.setFont(theme.font(8))
        room = self.width - self.left - RIGHT
        for seconds in self.range.ticks(int(room / theme.px(_TICK))):
            x = self.x(seconds)
            painter.setPen(QColor(self.theme.border))
            painter.drawLine(QPointF(x, self.top - 4), QPointF(x, self.bottom()))
            painter.setPen(QColor(self.theme.muted))
            text = QRectF(x - 40, 1, 80, self.top - 5)
            text.moveLeft(min(max(text.left(), self.left - 40.0), self.width - 80.0))
            painter.drawText(text, Qt.AlignmentFlag.AlignCenter, tick_text(seconds))
        if self.range.zoomed and self.model.duration:
            start, end = (self.left + seconds / self.model.duration * room for seconds in self.range.shown)
            bar = QRectF(self.left, self.bottom() + 4, room, 3)
            painter.fillRect(bar, QColor(self.theme.border))
            painter.fillRect(QRectF(start, bar.top(), max(4.0, end - start), 3), QColor(self.theme.accent))

    def _paint_ground(self, painter: QPainter, line: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.window))
        painter.drawRoundedRect(line, 3, 3)

    def _paint_name(self, painter: QPainter, line: QRectF, name: str, colour: QColor, bold: bool) -> None:
        painter.setFont(theme.font(9, bold))
        painter.setPen(colour)
        painter.drawText(QRectF(0, line.top(), self.left - 10, line.height()), _RIGHT_CENTRE, name)

    def _paint_lane(self, painter: QPainter, line: QRectF, person: int) -> None:
        colour = theme.person_colour(person)
        self._paint_name(painter, line, str(person), theme.ink(colour, self.theme), bold=True)
        painter.setFont(theme.font(8))
        editor = self.mouse.editor
        if editor.segments:
            for item in editor.segments:
                if item.person == person and item is not self.mouse.held and self._shows(item.start, item.end):
                    self._paint_segment(painter, line, item, item == editor.selected)
            if self.mouse.preview is not None and self.mouse.preview.person == person:
                self._paint_segment(painter, line, self.mouse.preview, selected=True)
            return
        painted = 0.0  # up to this pixel: an hour has more segments than pixels
        for segment in self.model.lanes[person]:
            if not self._shows(segment.start, segment.end):
                continue
            rect = self._rect(line, segment.start, segment.end)
            if rect.right() < painted + 1:
                continue
            painted = rect.right()
            old = segment.network not in ("", self.model.network)
            fill = QColor(colour)
            fill.setAlphaF(0.1 if old else 0.62 if segment.label else 0.22)
            painter.setPen(QPen(QColor(self.theme.muted), 1, Qt.PenStyle.DashLine) if old else Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5) if old else rect, 2, 2)
            self._paint_label(painter, rect, segment.label or texts.UNCERTAIN, muted=old or not segment.label)

    def _rect(self, line: QRectF, start: float, end: float) -> QRectF:
        left = self.x(start)
        return QRectF(left, line.top(), max(2.0, self.x(end) - left), line.height())

    def _paint_label(self, painter: QPainter, rect: QRectF, text: str, muted: bool = False) -> None:
        room = rect.width() - 8
        if room > 14:
            painter.setPen(QColor(self.theme.muted if muted else self.theme.text))
            elided = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(rect.adjusted(5, 0, -3, 0), Qt.AlignmentFlag.AlignVCenter, elided)

    def _paint_marks(self, painter: QPainter, line: QRectF, person: int) -> None:
        """A tick at the foot of the lane where a cycle ended."""
        painter.setPen(QPen(QColor(self.theme.text), 1.2))
        painted = 0.0
        for end in self.model.marks.get(person, ()):
            x = self.x(end)
            if x >= painted + 2 and self._shows(end, end + 1e-3):  # an hour has more cycles than pixels
                painter.drawLine(QPointF(x, line.bottom() - 5), QPointF(x, line.bottom()))
                painted = x

    def _paint_segment(self, painter: QPainter, line: QRectF, segment: Segment, selected: bool) -> None:
        rect = self._rect(line, segment.start, segment.end).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = theme.person_colour(segment.person)
        fill.setAlphaF(0.85 if selected else 0.62)
        edge = QColor(self.theme.text) if selected else theme.ink(theme.person_colour(segment.person), self.theme)
        painter.setPen(QPen(edge, 1.8 if selected else 1.0))
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, 3, 3)
        self._paint_label(painter, rect, segment.label.replace("_", " "))

    def _paint_strip(self, painter: QPainter, line: QRectF) -> None:
        self._paint_name(painter, line, "TDF", QColor(self.theme.muted), bold=False)
        limits = self.strip_limits()
        if limits is None:
            return
        low, high = limits
        strip = self.model.strip
        known = np.isfinite(strip)
        scaled = np.where(known, (strip - low) / max(high - low, 1e-6) * 255, 0).clip(0, 255).astype(np.uint8)
        pixels = np.dstack(
            (colours.colour_map(self.colours)[scaled][None], np.where(known, 255, 0).astype(np.uint8)[None])
        )
        first, last = self.model.span
        start, end = self.range.shown
        per_second = len(strip) / max(last - first, 1e-6)
        painter.drawImage(
            line, images.from_rgb(pixels), QRectF((start - first) * per_second, 0, (end - start) * per_second, 1)
        )

    def paint_cursor(self, painter: QPainter) -> None:
        """Where the source is."""
        position = self.model.position
        if position is None or not self.range.shown[0] - 1e-6 <= position <= self.range.shown[1] + 1e-6:
            return
        x = self.x(position)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.theme.text), 1.6))
        painter.drawLine(QPointF(x, 6), QPointF(x, self.bottom() + 3))


_RIGHT_CENTRE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
