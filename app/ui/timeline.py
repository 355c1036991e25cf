# ruff: noqa: N802 (Qt names its events)
"""What was recognised when, per person, and the temporal gate as a strip."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app import colours
from app.ui import images, theme
from app.ui.chronicle import Chronicle

_LEFT = 44.0  # names of the lanes
_RIGHT = 12.0
_LANE = 19.0
_GAP = 4.0
_MAX_LANES = 4
_MAP = "viridis"
_TIP = "Recognised actions of each person, and how decisive the network found each moment (TDF)"


class TimelineView(QWidget):
    """Lanes of recognised actions, the TDF strip, and where the source is.

    Signals:
        seeked(seconds)
    """

    seeked = pyqtSignal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(_TIP)
        self._chronicle = Chronicle()
        self._theme = theme.DARK
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """Room for two lanes and the strip."""
        return QSize(600, int(10 + self._lanes() * (_LANE + _GAP) + _LANE + 8 + 10))

    def show_chronicle(self, chronicle: Chronicle) -> None:
        """What is known now."""
        self._chronicle = chronicle
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def show_position(self, seconds: float) -> None:
        """Move the cursor (the chronicle already knows)."""
        self.update()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Other colours."""
        self._theme = chosen
        self.update()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Go there."""
        start, end = self._chronicle.span
        if event is None or self._chronicle.duration is None or end <= start:
            return
        share = (event.position().x() - _LEFT) / (self.width() - _LEFT - _RIGHT)
        if 0 <= share <= 1:
            self.seeked.emit(start + share * (end - start))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Lanes, strip, cursor."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRectF(_LEFT, 10, self.width() - _LEFT - _RIGHT, _LANE)
        lanes = sorted(self._chronicle.lanes)[-_MAX_LANES:]
        for row in range(self._lanes()):
            self._paint_ground(painter, line)
            if row < len(lanes):
                self._paint_lane(painter, line, lanes[row])
            line = line.translated(0, _LANE + _GAP)
        self._paint_strip(painter, line.adjusted(0, 0, 0, 4))
        self._paint_cursor(painter, line.bottom() + 4)
        painter.end()

    def _lanes(self) -> int:
        return min(max(2, len(self._chronicle.lanes)), _MAX_LANES)

    def _x(self, seconds: float) -> float:
        start, end = self._chronicle.span
        share = (seconds - start) / (end - start) if end > start else 0.0
        return _LEFT + min(max(share, 0.0), 1.0) * (self.width() - _LEFT - _RIGHT)

    def _paint_ground(self, painter: QPainter, line: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.window))
        painter.drawRoundedRect(line, 3, 3)

    def _paint_name(self, painter: QPainter, line: QRectF, name: str, colour: QColor, bold: bool) -> None:
        painter.setFont(theme.font(9, bold))
        painter.setPen(colour)
        painter.drawText(QRectF(0, line.top(), _LEFT - 10, line.height()), _RIGHT_CENTRE, name)

    def _paint_lane(self, painter: QPainter, line: QRectF, person: int) -> None:
        colour = theme.person_colour(person)
        self._paint_name(painter, line, str(person), theme.ink(colour, self._theme), bold=True)
        painter.setFont(theme.font(8))
        metrics = QFontMetricsF(painter.font())
        start, _ = self._chronicle.span
        for segment in self._chronicle.lanes[person]:
            if segment.end < start:
                continue
            left = self._x(segment.start)
            rect = QRectF(left, line.top(), max(2.0, self._x(segment.end) - left), line.height())
            fill = QColor(colour)
            fill.setAlphaF(0.62 if segment.label else 0.22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(rect, 2, 2)
            text = segment.label or "…"
            room = rect.width() - 8
            if text and room > 14:
                painter.setPen(QColor(self._theme.text))
                elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
                painter.drawText(rect.adjusted(5, 0, -3, 0), Qt.AlignmentFlag.AlignVCenter, elided)

    def _paint_strip(self, painter: QPainter, line: QRectF) -> None:
        self._paint_name(painter, line, "TDF", QColor(self._theme.muted), bold=False)
        self._paint_ground(painter, line)
        strip = self._chronicle.strip
        known = np.isfinite(strip)
        if not known.any():
            return
        low, high = float(strip[known].min()), float(strip[known].max())
        self.setToolTip(f"{_TIP}\nTDF from {low:.2f} (dark) to {high:.2f} (bright)")
        scaled = np.where(known, (strip - low) / max(high - low, 1e-6) * 255, 0).astype(np.uint8)
        pixels = np.dstack((colours.colour_map(_MAP)[scaled][None], np.where(known, 255, 0).astype(np.uint8)[None]))
        painter.drawImage(line, images.from_rgb(pixels))

    def _paint_cursor(self, painter: QPainter, bottom: float) -> None:
        if self._chronicle.position is None:
            return
        x = self._x(self._chronicle.position)
        painter.setPen(QPen(QColor(self._theme.text), 1.6))
        painter.drawLine(QPointF(x, 6), QPointF(x, bottom + 3))


_RIGHT_CENTRE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
