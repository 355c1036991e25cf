# ruff: noqa: N802 (Qt names its events)
"""The picture, with the people painted over it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.presenters.people import PersonView, describe_joint, joint_at
from app.ui.presenters.presenter import Picture
from app.ui.presenters.zoom import STEP, Zoom, magnified
from app.ui.texts import knowledge as texts
from app.ui.views import images, overlay, theme
from app.ui.views.legend import paint_legend, place_legend
from app.ui.views.lens import paint_lens
from app.ui.views.painted import Painted
from core.video.opencv import cv2

_ROUNDING = 5.0
_REACH = 12.0  # pixels within which the mouse is over a joint
_DRAG = 5.0  # pixels from which a press is no click any more
_NOTCH = 120.0  # of a wheel
_LENS = 0.34  # of the view's shorter side is the magnifier's
_EDGE = 10.0  # pixels between the magnifier and the view's corner


class PictureView(Painted):
    """Shows one `Picture`, as large as it fits, or a part of it: wheel, drag, double click.

    Signals:
        clicked(x, y): in pixels of the frame. menu_asked(x, y, place): likewise, with the place on the screen.
        tag_clicked(): on somebody's label.
        painted(): a picture is on the screen for the first time.
    """

    clicked = pyqtSignal(float, float)
    menu_asked = pyqtSignal(float, float, QPoint)
    tag_clicked = pyqtSignal()
    painted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 200)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        cv2.setNumThreads(1)  # scaling takes 1 ms; waiting for helpers that do not get a core takes 50
        self._picture: Picture | None = None
        self._scaled: QImage | None = None
        self._is_new = False
        self._caption = ""
        self._busy = ""
        self._announced = ""
        self._mirror = False
        self._zoom = Zoom()
        self._following = False
        self._magnify = True
        self._grip: QPointF | None = None  # where the left button went down, or the hand is
        self._dragged = False
        self._legend = QRectF()
        self._tags: list[QRectF] = []  # where the labels of the people lie

    def sizeHint(self) -> QSize:
        """Two thirds of a usual window."""
        return QSize(860, 540)

    def show_picture(self, picture: Picture | None) -> None:
        """Another frame; None empties the view."""
        self._picture = picture
        self._scaled = None
        self._is_new = picture is not None
        if self._following:
            self._follow()
        self.update()

    def zoom(self, notches: float, place: QPointF | None = None) -> None:
        """Zoom in, or with fewer than 0 out, around a place of the view, or else its middle."""
        if self._picture is None:
            return
        x, y = self._share_at(place or QPointF(self.rect().center()))
        self._show_part(self._zoom.at(x, y, STEP**notches))

    def fit(self) -> None:
        """All of the frame."""
        self._show_part(Zoom())

    def set_following(self, following: bool) -> None:
        """Keep the followed person in view, as large as fits; afterwards all of the frame is shown."""
        self._following = following
        if not following:
            self.fit()

    def set_magnify(self, magnify: bool) -> None:
        """Show the followed person larger in a corner where they are small."""
        self._magnify = magnify
        self.update()

    def _follow(self) -> None:
        person = self._followed()
        if person is not None and self._picture is not None:
            height, width = self._picture.image.shape[:2]
            self._show_part(self._zoom.towards(person.box, (width, height)))

    def _followed(self) -> PersonView | None:
        people = self._picture.people if self._picture else ()
        return next((person for person in people if person.followed), None)

    def _show_part(self, zoom: Zoom) -> None:
        self._zoom = zoom
        self._scaled = None
        self.update()

    def set_captions(self, caption: str, busy: str) -> None:
        """What stands at the bottom left, and, while something takes long, in the middle."""
        if (caption, busy) != (self._caption, self._busy):
            self._caption, self._busy = caption, busy
            self.update()

    def announce(self, text: str) -> None:
        """What is to be read from the other end of the room; empty: nothing."""
        self._announced = text
        self.update()

    def set_mirror(self, mirror: bool) -> None:
        """Show the picture as in a mirror; what is analysed stays as it is."""
        self._mirror = mirror
        self._scaled = None
        self.update()

    def area(self) -> QRectF:
        """Where the picture lies in the view; where it is zoomed, most of it outside."""
        whole = QRectF(self.rect())
        if self._picture is None:
            return whole
        height, width = self._picture.image.shape[:2]
        zoom = Zoom(self._zoom.factor, 1 - self._zoom.x, self._zoom.y) if self._mirror else self._zoom
        return QRectF(*zoom.area((whole.width(), whole.height()), (width, height)))

    def _share_at(self, place: QPointF) -> tuple[float, float]:
        """The place in 0..1 of the frame."""
        area = self.area()
        x, y = (place.x() - area.left()) / area.width(), (place.y() - area.top()) / area.height()
        return 1 - x if self._mirror else x, y

    def _pixel_at(self, place: QPointF) -> tuple[float, float]:
        """The place in pixels of the frame."""
        assert self._picture is not None
        height, width = self._picture.image.shape[:2]
        x, y = self._share_at(place)
        return x * width, y * height

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """The beginning of a click, or of moving what is shown."""
        if event is not None and self._picture is not None and event.button() == Qt.MouseButton.LeftButton:
            self._grip, self._dragged = event.position(), False

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Tell where in the frame it was clicked."""
        if event is None or self._grip is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if not self._dragged and self._picture is not None:
            if self._on_tag(self._grip):
                self.tag_clicked.emit()
            else:
                self.clicked.emit(*self._pixel_at(self._grip))
        self._grip = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """All of the frame again; where it is all shown, closer."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            if self._zoom.fits:
                self.zoom(4.0, event.position())
            else:
                self.fit()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom around the mouse."""
        if event is not None and not self._following:
            self.zoom(event.angleDelta().y() / _NOTCH, event.position())
            event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Tell where in the frame it was; asked for by a key, it is about the followed person."""
        person = self._followed()
        if event is not None and event.reason() == QContextMenuEvent.Reason.Keyboard:
            if person is not None:
                left, top, right, bottom = person.box
                place = self.mapToGlobal(self.rect().center())
                self.menu_asked.emit((left + right) / 2, (top + bottom) / 2, place)
        elif event is not None and self._picture is not None:
            self.menu_asked.emit(*self._pixel_at(QPointF(event.pos())), event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Moves what is shown, or tells of the joint under the mouse."""
        if event is None or self._picture is None:
            return
        if self._grip is not None:
            self._drag(event.position(), self._grip)
            return
        reach = _REACH * self._picture.image.shape[1] / self.area().width()
        found = joint_at(self._picture.people, *self._pixel_at(event.position()), reach)
        on_tag = self._on_tag(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if on_tag else Qt.CursorShape.ArrowCursor)
        text = texts.TAG_TIP if on_tag else describe_joint(*found) if found is not None else ""
        if self._picture.legend is not None and self._legend.contains(event.position()):
            text = self._picture.legend.tip
        QToolTip.showText(event.globalPosition().toPoint(), text, self) if text else QToolTip.hideText()

    def _drag(self, place: QPointF, grip: QPointF) -> None:
        moved = place - grip
        if not self._dragged and max(abs(moved.x()), abs(moved.y())) < _DRAG:
            return
        self._dragged = True
        if self._zoom.fits or self._following:
            return
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        before, now = self._share_at(grip), self._share_at(place)
        self._grip = place
        self._show_part(self._zoom.moved(now[0] - before[0], now[1] - before[1]))

    def _on_tag(self, place: QPointF) -> bool:
        return self._picture is not None and any(tag.contains(place) for tag in self._tags)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """The scaled picture no longer fits."""
        self._scaled = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """The stage, the picture, the people, the captions."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), _ROUNDING, _ROUNDING)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), QColor(self._theme.stage))
        area = self.area()
        legend = self._picture.legend if self._picture is not None else None
        self._legend = place_legend(QRectF(self.rect()), legend) if legend is not None else QRectF()
        caption = self._place_caption()
        if self._picture is not None:
            self._paint_picture(painter, self._picture, area, [self._legend, caption])
        if legend is not None:
            paint_legend(painter, self._legend, legend)
        if self._caption:
            self._paint_pill(painter, self._caption, caption)
        if self._busy:
            self._paint_pill(painter, self._busy, None)
        if self._announced:
            self._paint_announcement(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _ROUNDING, _ROUNDING)
        painter.end()
        if self._is_new:
            self._is_new = False
            self.painted.emit()

    def _paint_picture(self, painter: QPainter, picture: Picture, area: QRectF, kept: list[QRectF]) -> None:
        seen = area.intersected(QRectF(self.rect()))
        part, place = self._part(picture, area, seen)
        if self._scaled is None:
            ratio = self.devicePixelRatioF()
            size = (round(place.width() * ratio), round(place.height() * ratio))
            self._scaled = images.scaled(part, size, self._mirror)
            self._scaled.setDevicePixelRatio(ratio)
        painter.drawImage(place.topLeft(), self._scaled)
        width = picture.image.shape[1]
        scale = area.width() / width

        def to_view(x: float, y: float) -> QPointF:
            return QPointF(area.left() + (width - x if self._mirror else x) * scale, area.top() + y * scale)

        self._tags = overlay.paint_people(painter, picture.people, to_view, scale, seen, kept)
        self._paint_lens(painter, picture, scale)

    def _part(self, picture: Picture, area: QRectF, seen: QRectF) -> tuple[NDArray[np.uint8], QRectF]:
        """The pixels that are seen, whole ones, and where in the view they belong."""
        if self._zoom.fits:
            return picture.image, area
        height, width = picture.image.shape[:2]
        scale = area.width() / width
        left, right = (seen.left() - area.left()) / scale, (seen.right() - area.left()) / scale
        if self._mirror:
            left, right = width - right, width - left
        x0, x1 = max(0, int(left)), min(width, int(right) + 1)
        top, bottom = (seen.top() - area.top()) / scale, (seen.bottom() - area.top()) / scale
        y0, y1 = max(0, int(top)), min(height, int(bottom) + 1)
        begin = width - x1 if self._mirror else x0
        place = QRectF(area.left() + begin * scale, area.top() + y0 * scale, (x1 - x0) * scale, (y1 - y0) * scale)
        return picture.image[y0:y1, x0:x1], place

    def _paint_lens(self, painter: QPainter, picture: Picture, scale: float) -> None:
        """The followed person in the upper corner that they are farther from, larger, where they are small."""
        person = self._followed()
        if person is None or not self._magnify:
            return
        more = magnified(person.box, scale, (self.width(), self.height()))
        if more is None:
            return
        side = round(_LENS * min(self.width(), self.height()))
        at_right = (person.box[0] + person.box[2]) / 2 > picture.image.shape[1] / 2
        left = _EDGE if at_right != self._mirror else self.width() - side - _EDGE
        lens = QRectF(left, _EDGE, side, side)
        paint_lens(painter, picture.image, person, lens, scale * more, self._mirror)

    def _paint_announcement(self, painter: QPainter) -> None:
        """Large, in a corner, so that the body stays in view."""
        painter.setFont(theme.font(56 if len(self._announced) < 4 else 30, bold=True))
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(self._announced) + 48
        rect = QRectF(14, 14, width, metrics.height() + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.LABEL_BACKGROUND)
        painter.drawRoundedRect(rect, 10, 10)
        painter.setPen(theme.LABEL_TEXT)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._announced)

    def _place_caption(self) -> QRectF:
        """At the bottom left; above the legend where there is not room for both."""
        if not self._caption:
            return QRectF()
        width, height = theme.text_width(self._caption, 9) + 20, theme.text_height(9) + 8
        place = QRectF(10, self.height() - 10 - height, width, height)
        if place.intersects(self._legend):
            place.moveBottom(self._legend.top() - 4)
        return place

    def _paint_pill(self, painter: QPainter, text: str, rect: QRectF | None) -> None:
        """A line on a dark ground; in the middle where no place is given."""
        painter.setFont(theme.font(9 if rect else 11))
        if rect is None:
            metrics = painter.fontMetrics()
            rect = QRectF(0, 0, metrics.horizontalAdvance(text) + 20, metrics.height() + 16)
            rect.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.LABEL_BACKGROUND)
        painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(theme.LABEL_TEXT)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
