# ruff: noqa: N802 (Qt names its events)
"""The timeline: what each person was recognised to do and when, and the temporal gate as a strip."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.output import colours
from app.ui import texts
from app.ui.presenters import gate
from app.ui.presenters.segment_editor import SegmentEditor
from app.ui.presenters.segment_mouse import SegmentMouse
from app.ui.presenters.timeline_model import TimelineModel
from app.ui.views import images, theme
from core.inference.segments import Segment

_LEFT = 44.0  # names of the lanes
_RIGHT = 12.0
_LANE = 19.0
_GAP = 4.0
_MAX_LANES = 6
_PACE_MS = 200  # at most so often the lanes are drawn anew while playing
_REACH = 4.0  # pixels within which an edge is taken hold of


class TimelineView(QWidget):
    """Lanes of recognised actions, the TDF strip, and where the source is.

    Signals:
        seeked(seconds), segment_selected(person, seconds), segment_changed(before, after),
        menu_asked(place on the screen): over a segment, which is selected then.
    """

    seeked = pyqtSignal(float)
    segment_selected = pyqtSignal(int, float)
    segment_changed = pyqtSignal(object, object)
    menu_asked = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(texts.TIMELINE_TIP)
        self.setMouseTracking(True)
        self._timeline_model = TimelineModel()
        self._mouse = SegmentMouse()
        self._fixed, self._map = False, "viridis"
        self._theme = theme.DARK
        self._drawn: QPixmap | None = None  # all but the cursor; made anew when something changes
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PACE_MS)
        self._later.timeout.connect(self._draw_anew)
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """Room for two lanes and the strip."""
        return QSize(600, int(10 + self._lanes() * (_LANE + _GAP) + _LANE + 8 + 10))

    def show_timeline(self, timeline_model: TimelineModel) -> None:
        """Shows the model. Called often during playback, but drawn only a few times per second."""
        other = timeline_model is not self._timeline_model or self.height() != self.sizeHint().height()
        self._timeline_model = timeline_model
        self.setFixedHeight(self.sizeHint().height())
        if other:
            self._draw_anew()
        elif not self._later.isActive():
            self._later.start()
        self.update()

    def _draw_anew(self) -> None:
        self._drawn = None
        self.update()

    def show_segments(self, editor: SegmentEditor) -> None:
        """Shows the segments found in the whole file and edited, instead of those seen during playback."""
        self._mouse.editor = editor
        self.setFixedHeight(self.sizeHint().height())
        self._draw_anew()

    def show_position(self, seconds: float) -> None:
        """Move the cursor (the model already knows)."""
        self.update()

    def set_scale(self, fixed: bool, colours: str) -> None:
        """The strip's colours: from 0 to 1, or from the least to the most in it; and their map."""
        self._fixed, self._map = fixed, colours
        self._draw_anew()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self._theme = chosen
        self._draw_anew()

    def event(self, event: QEvent | None) -> bool:
        """Over a segment no general tip takes the place of its own."""
        if isinstance(event, QHelpEvent):
            person = self._person(event.pos().y())
            if person is not None and self._mouse.editor.at(person, self._time(event.pos().x())) is not None:
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Grabs a segment, or seeks."""
        if event is None or self._timeline_model.duration is None:
            return
        time, person = self._time(event.position().x()), self._person(event.position().y())
        if person is not None and self._mouse.press(person, time, self._reach):
            held = self._mouse.held
            assert held is not None
            self.segment_selected.emit(person, (held.start + held.end) / 2)
            if event.button() == Qt.MouseButton.RightButton:
                self._mouse.release()
                self.menu_asked.emit(event.globalPosition().toPoint())
        elif event.button() == Qt.MouseButton.LeftButton and self._inside(event.position().x()):
            self.segment_selected.emit(0, time)  # nobody's: none is selected
            self.seeked.emit(time)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Drags the grabbed segment, or else shows what is under the mouse."""
        if event is None or self._timeline_model.duration is None:
            return
        time, person = self._time(event.position().x()), self._person(event.position().y())
        if self._mouse.move(time, self._reach):
            self._draw_anew()
            return
        part = self._mouse.part(person, time, self._reach) if person is not None else ""
        edge = part in ("start", "end")
        self.setCursor(Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.ArrowCursor)
        segment = self._mouse.editor.at(person, time) if person is not None else None
        if segment is not None:
            tip = texts.SEGMENT_TIP.format(
                label=segment.label.replace("_", " "), start=segment.start, end=segment.end, score=segment.score
            )
            QToolTip.showText(event.globalPosition().toPoint(), tip, self)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Releases the segment. A click without a drag seeks."""
        held, done = self._mouse.held, self._mouse.release()
        if done is not None:
            self.segment_changed.emit(*done)
        elif held is not None and event is not None:
            self.seeked.emit(self._time(event.position().x()))

    @property
    def _reach(self) -> float:
        """Seconds of a few pixels."""
        start, end = self._timeline_model.span
        return _REACH * (end - start) / max(1.0, self.width() - _LEFT - _RIGHT)

    def _inside(self, x: float) -> bool:
        return _LEFT <= x <= self.width() - _RIGHT

    def _time(self, x: float) -> float:
        start, end = self._timeline_model.span
        return start + (x - _LEFT) / (self.width() - _LEFT - _RIGHT) * (end - start)

    def _person(self, y: float) -> int | None:
        row, people = int((y - 10) // (_LANE + _GAP)), self._people()
        return people[row] if 0 <= row < len(people) else None

    def _people(self) -> list[int]:
        """Whose lanes are shown, from top to bottom."""
        segments = self._mouse.editor.segments
        known = {segment.person for segment in segments} if segments else set(self._timeline_model.lanes)
        return sorted(known)[:_MAX_LANES] if segments else sorted(known)[-_MAX_LANES:]

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Lanes, strip, cursor."""
        super().paintEvent(event)
        painter = QPainter(self)
        engine = painter.paintEngine()
        if engine is not None and engine.type() == QPaintEngine.Type.SVG:
            self._paint_all(painter)
        else:
            painter.drawPixmap(0, 0, self._drawing())
        self._paint_cursor(painter, 10 + self._lanes() * (_LANE + _GAP) + _LANE + 4)
        painter.end()

    def _drawing(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        size = (self.size().toSizeF() * ratio).toSize()
        if self._drawn is None or self._drawn.size() != size:
            self._drawn = QPixmap(size)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._drawn)
            self._paint_all(painter)
            painter.end()
        return self._drawn

    def _paint_all(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRectF(_LEFT, 10, self.width() - _LEFT - _RIGHT, _LANE)
        lanes = self._people()
        for row in range(self._lanes()):
            self._paint_ground(painter, line)
            if row < len(lanes):
                self._paint_lane(painter, line, lanes[row])
                self._paint_marks(painter, line, lanes[row])
            line = line.translated(0, _LANE + _GAP)
        self._paint_strip(painter, line.adjusted(0, 0, 0, 4))

    def _lanes(self) -> int:
        return min(max(2, len(self._people())), _MAX_LANES)

    def _x(self, seconds: float) -> float:
        start, end = self._timeline_model.span
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
        if self._mouse.editor.segments:
            for item in self._mouse.editor.segments:
                if item.person == person and item is not self._mouse.held:
                    self._paint_segment(painter, line, item, item == self._mouse.editor.selected)
            if self._mouse.preview is not None and self._mouse.preview.person == person:
                self._paint_segment(painter, line, self._mouse.preview, selected=True)
            return
        metrics = QFontMetricsF(painter.font())
        start, _ = self._timeline_model.span
        painted = 0.0  # up to this pixel: an hour has more segments than pixels
        for segment in self._timeline_model.lanes[person]:
            if segment.end < start:
                continue
            left = self._x(segment.start)
            rect = QRectF(left, line.top(), max(2.0, self._x(segment.end) - left), line.height())
            if rect.right() < painted + 1:
                continue
            painted = rect.right()
            old = segment.network not in ("", self._timeline_model.network)
            fill = QColor(colour)
            fill.setAlphaF(0.1 if old else 0.62 if segment.label else 0.22)
            painter.setPen(QPen(QColor(self._theme.muted), 1, Qt.PenStyle.DashLine) if old else Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5) if old else rect, 2, 2)
            text = segment.label or texts.UNCERTAIN
            room = rect.width() - 8
            if text and room > 14:
                painter.setPen(QColor(self._theme.muted if old else self._theme.text))
                elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
                painter.drawText(rect.adjusted(5, 0, -3, 0), Qt.AlignmentFlag.AlignVCenter, elided)

    def _paint_marks(self, painter: QPainter, line: QRectF, person: int) -> None:
        """A tick at the foot of the lane where a cycle ended."""
        painter.setPen(QPen(QColor(self._theme.text), 1.2))
        painted = 0.0
        for end in self._timeline_model.marks.get(person, ()):
            x = self._x(end)
            if x >= painted + 2:  # an hour has more cycles than pixels
                painter.drawLine(QPointF(x, line.bottom() - 5), QPointF(x, line.bottom()))
                painted = x

    def _paint_segment(self, painter: QPainter, line: QRectF, segment: Segment, selected: bool) -> None:
        left = self._x(segment.start)
        rect = QRectF(left, line.top(), max(2.0, self._x(segment.end) - left), line.height()).adjusted(
            0.5, 0.5, -0.5, -0.5
        )
        fill = theme.person_colour(segment.person)
        fill.setAlphaF(0.85 if selected else 0.62)
        edge = QColor(self._theme.text) if selected else theme.ink(theme.person_colour(segment.person), self._theme)
        painter.setPen(QPen(edge, 1.8 if selected else 1.0))
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, 3, 3)
        room = rect.width() - 8
        if room > 14:
            painter.setPen(QColor(self._theme.text))
            text = QFontMetricsF(painter.font()).elidedText(
                segment.label.replace("_", " "), Qt.TextElideMode.ElideRight, room
            )
            painter.drawText(rect.adjusted(5, 0, -3, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_strip(self, painter: QPainter, line: QRectF) -> None:
        self._paint_name(painter, line, "TDF", QColor(self._theme.muted), bold=False)
        self._paint_ground(painter, line)
        strip = self._timeline_model.strip
        known = np.isfinite(strip)
        if not known.any():
            return
        low, high = (0.0, 1.0) if self._fixed else gate.limits(strip)
        self.setToolTip(texts.TDF_TIP.format(tip=texts.TIMELINE_TIP, low=low, high=high))
        scaled = np.where(known, (strip - low) / (high - low) * 255, 0).astype(np.uint8)
        pixels = np.dstack(
            (colours.colour_map(self._map)[scaled][None], np.where(known, 255, 0).astype(np.uint8)[None])
        )
        painter.drawImage(line, images.from_rgb(pixels))

    def _paint_cursor(self, painter: QPainter, bottom: float) -> None:
        if self._timeline_model.position is None:
            return
        x = self._x(self._timeline_model.position)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.text), 1.6))
        painter.drawLine(QPointF(x, 6), QPointF(x, bottom + 3))


_RIGHT_CENTRE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
