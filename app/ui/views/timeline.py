# ruff: noqa: N802 (Qt names its events)
"""The timeline: what each person was recognised to do and when, and the temporal gate as a strip."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QHelpEvent, QMouseEvent, QPaintEngine, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.presenters.segment_editor import SegmentEditor
from app.ui.presenters.segment_mouse import SegmentMouse
from app.ui.presenters.timeline_model import TimelineModel
from app.ui.presenters.timeline_range import TimelineRange
from app.ui.texts import timeline as texts
from app.ui.views import theme
from app.ui.views.timeline_drawing import RIGHT, TimelineDrawing

_PACE_MS = 200  # at most so often the lanes are drawn anew while playing
_REACH = 4.0  # pixels within which an edge is taken hold of
_ZOOM = 1.25  # for each notch of the wheel
_MOVE = 0.1  # of what is shown, for each notch or key


class TimelineView(QWidget):
    """Lanes of recognised actions, the TDF strip, and where the source is.

    The wheel zooms at the mouse and with Shift moves; the middle button, or Shift and the left one, drags. Dragging the
    left button beside the segments goes through the file.

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
        self._mouse = SegmentMouse()
        self.range = TimelineRange()
        self._drawing = TimelineDrawing(TimelineModel(), self._mouse, self.range)
        self._drawn: QPixmap | None = None  # all but the cursor; made anew when something changes
        self._position = 0.0
        self._grip: float | None = None  # the time that was taken hold of, to move what is shown
        self._scrubs = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PACE_MS)
        self._later.timeout.connect(self._draw_anew)
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """Room for two lanes and the strip."""
        return QSize(600, int(self._drawing.height()))

    def show_timeline(self, timeline_model: TimelineModel) -> None:
        """Shows the model. Called often during playback, but drawn only a few times per second."""
        other = timeline_model is not self._drawing.model or self.height() != self.sizeHint().height()
        self._drawing.model = timeline_model
        before = self.range.shown
        self.range.set_whole(timeline_model.span)
        self.setFixedHeight(self.sizeHint().height())
        if other or (timeline_model.duration is not None and self.range.shown != before):
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
        if editor.selected is not None:
            self.range.turn_to(editor.selected.start)
        self.setFixedHeight(self.sizeHint().height())
        self._draw_anew()

    def show_position(self, seconds: float) -> None:
        """Moves the cursor (the model already knows), and turns the page where it leaves what is shown."""
        before = self.range.shown
        was_shown = before[0] <= self._position <= before[1]  # whoever looks elsewhere is left alone
        self._position = seconds
        if was_shown and self._grip is None:
            self.range.turn_to(seconds)
        if self.range.shown != before:
            self._draw_anew()
        self.update()

    def zoom(self, steps: float, about: float | None = None) -> None:
        """Shows a shorter stretch, or with negative steps a longer one; by itself about the cursor."""
        if self._drawing.model.duration is None:
            return  # the last seconds of a live source are always shown
        start, end = self.range.shown
        position = self._drawing.model.position
        middle = position if position is not None and start <= position <= end else (start + end) / 2
        self.range.zoom(_ZOOM**-steps, middle if about is None else about)
        self._draw_anew()

    def move_by(self, steps: float) -> None:
        """Shows what comes later, or with negative steps what came before."""
        start, end = self.range.shown
        self.range.move(steps * _MOVE * (end - start))
        self._draw_anew()

    def fit(self) -> None:
        """Shows the whole file."""
        self.range.fit()
        self._draw_anew()

    def set_scale(self, fixed: bool, colours: str) -> None:
        """The strip's colours: from 0 to 1, or from the least to the most in it; and their map."""
        self._drawing.limits, self._drawing.colours = (0.0, 1.0) if fixed else None, colours
        self._draw_anew()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self._drawing.theme = chosen
        self.setFixedHeight(self.sizeHint().height())  # texts may have another size now
        self._draw_anew()

    def event(self, event: QEvent | None) -> bool:
        """Over a segment no general tip takes the place of its own."""
        if isinstance(event, QHelpEvent):
            person = self._drawing.person(event.pos().y())
            if person is not None and self._mouse.editor.at(person, self._drawing.time(event.pos().x())) is not None:
                return True
            limits = self._drawing.strip_limits()
            tip = texts.TIMELINE_TIP
            self.setToolTip(tip if limits is None else texts.TDF_TIP.format(tip=tip, low=limits[0], high=limits[1]))
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zooms at the mouse; with Shift, or to the side, moves."""
        if event is None or self._drawing.model.duration is None:
            return
        turned, side = event.angleDelta().y() / 120, event.angleDelta().x() / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.move_by(-turned)
        elif abs(side) > abs(turned):
            self.move_by(-side)
        else:
            self.zoom(turned, self._drawing.time(event.position().x()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Grabs a segment, moves what is shown, or goes to a time."""
        if event is None or self._drawing.model.duration is None:
            return
        x, y = event.position().x(), event.position().y()
        time, person = self._drawing.time(x), self._drawing.person(y)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.button() == Qt.MouseButton.MiddleButton or (shift and event.button() == Qt.MouseButton.LeftButton):
            self._grip = time
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif person is not None and self._mouse.press(person, time, self._reach):
            held = self._mouse.held
            assert held is not None
            self.segment_selected.emit(person, (held.start + held.end) / 2)
            if event.button() == Qt.MouseButton.RightButton:
                self._mouse.release()
                self.menu_asked.emit(event.globalPosition().toPoint())
        elif event.button() == Qt.MouseButton.LeftButton and self._inside(x):
            self._scrubs = True
            self.segment_selected.emit(0, time)  # nobody's: none is selected
            self.seeked.emit(time)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Goes on with what was begun, or else shows what is under the mouse."""
        if event is None or self._drawing.model.duration is None:
            return
        time, person = self._drawing.time(event.position().x()), self._drawing.person(event.position().y())
        if self._grip is not None:
            self.range.move(self._grip - time)
            self._draw_anew()
            return
        if self._scrubs:
            start, end = self.range.shown
            self.seeked.emit(min(max(time, start), end))
            return
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
        """Lets go. A click on a segment without a drag goes there."""
        if self._grip is not None or self._scrubs:
            self._grip, self._scrubs = None, False
            self.setCursor(Qt.CursorShape.ArrowCursor)
            return
        held, done = self._mouse.held, self._mouse.release()
        if done is not None:
            self.segment_changed.emit(*done)
        elif held is not None and event is not None:
            self.seeked.emit(self._drawing.time(event.position().x()))

    @property
    def _reach(self) -> float:
        """Seconds of a few pixels."""
        start, end = self.range.shown
        return _REACH * (end - start) / max(1.0, self.width() - self._drawing.left - RIGHT)

    def _inside(self, x: float) -> bool:
        return self._drawing.left <= x <= self.width() - RIGHT

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Another width."""
        self._drawing.width = self.width()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Lanes, strip, cursor."""
        super().paintEvent(event)
        painter = QPainter(self)
        engine = painter.paintEngine()
        if engine is not None and engine.type() == QPaintEngine.Type.SVG:
            self._drawing.paint(painter)
        else:
            painter.drawPixmap(0, 0, self._pixmap())
        self._drawing.paint_cursor(painter)
        painter.end()

    def _pixmap(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        size = (self.size().toSizeF() * ratio).toSize()
        if self._drawn is None or self._drawn.size() != size:
            self._drawn = QPixmap(size)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._drawn)
            self._drawing.paint(painter)
            painter.end()
        return self._drawn
