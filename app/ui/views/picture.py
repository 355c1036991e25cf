# ruff: noqa: N802 (Qt names its events)
"""The picture, with the people painted over it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.presenters.people import describe_joint, joint_at
from app.ui.presenters.presenter import Picture
from app.ui.views import images, overlay, theme
from app.ui.views.painted import Painted
from core.video.opencv import cv2

_ROUNDING = 5.0
_REACH = 12.0  # pixels within which the mouse is over a joint


class PictureView(Painted):
    """Shows one `Picture`, as large as it fits.

    Signals:
        clicked(x, y): in pixels of the frame. painted(): a picture is on the screen for the first time.
    """

    clicked = pyqtSignal(float, float)
    painted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 200)
        self.setMouseTracking(True)
        cv2.setNumThreads(1)  # scaling takes 1 ms; waiting for helpers that do not get a core takes 50
        self._picture: Picture | None = None
        self._scaled: QImage | None = None
        self._is_new = False
        self._caption = ""
        self._busy = ""
        self._mirror = False

    def sizeHint(self) -> QSize:
        """Two thirds of a usual window."""
        return QSize(860, 540)

    def show_picture(self, picture: Picture | None) -> None:
        """Another frame; None empties the view."""
        self._picture = picture
        self._scaled = None
        self._is_new = picture is not None
        self.update()

    def set_captions(self, caption: str, busy: str) -> None:
        """What stands at the bottom left, and, while something takes long, in the middle."""
        if (caption, busy) != (self._caption, self._busy):
            self._caption, self._busy = caption, busy
            self.update()

    def set_mirror(self, mirror: bool) -> None:
        """Show the picture as in a mirror; what is analysed stays as it is."""
        self._mirror = mirror
        self._scaled = None
        self.update()

    def area(self) -> QRectF:
        """Where the picture lies in the view."""
        whole = QRectF(self.rect())
        if self._picture is None:
            return whole
        height, width = self._picture.image.shape[:2]
        scale = min(whole.width() / width, whole.height() / height)
        size = (round(width * scale), round(height * scale))
        return QRectF((whole.width() - size[0]) // 2, (whole.height() - size[1]) // 2, *size)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Tell where in the frame it was."""
        if event is None or self._picture is None or event.button() != Qt.MouseButton.LeftButton:
            return
        area = self.area()
        x = (event.position().x() - area.left()) / area.width()
        y = (event.position().y() - area.top()) / area.height()
        height, width = self._picture.image.shape[:2]
        self.clicked.emit((1 - x if self._mirror else x) * width, y * height)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """The joint under the mouse."""
        if event is None or self._picture is None:
            return
        area = self.area()
        height, width = self._picture.image.shape[:2]
        x = (event.position().x() - area.left()) / area.width()
        y = (event.position().y() - area.top()) / area.height()
        reach = _REACH * width / area.width()
        found = joint_at(self._picture.people, (1 - x if self._mirror else x) * width, y * height, reach)
        text = describe_joint(*found) if found is not None else ""
        QToolTip.showText(event.globalPosition().toPoint(), text, self) if text else QToolTip.hideText()

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
        if self._picture is not None:
            self._paint_picture(painter, self._picture, area)
        if self._caption:
            self._paint_pill(painter, self._caption, QPointF(10, self.height() - 10))
        if self._busy:
            self._paint_pill(painter, self._busy, None)
        painter.end()
        if self._is_new:
            self._is_new = False
            self.painted.emit()

    def _paint_picture(self, painter: QPainter, picture: Picture, area: QRectF) -> None:
        if self._scaled is None:
            ratio = self.devicePixelRatioF()
            size = (round(area.width() * ratio), round(area.height() * ratio))
            self._scaled = _to_qimage(picture.image, size, self._mirror)
            self._scaled.setDevicePixelRatio(ratio)
        painter.drawImage(area.topLeft(), self._scaled)
        width = picture.image.shape[1]
        scale = area.width() / width

        def to_view(x: float, y: float) -> QPointF:
            return QPointF(area.left() + (width - x if self._mirror else x) * scale, area.top() + y * scale)

        overlay.paint_people(painter, picture.people, to_view, scale, area)
        evidence = any(person.evidence is not None for person in picture.people)
        if evidence or any(person.focus is not None for person in picture.people):
            overlay.paint_legend(painter, QRectF(self.rect()), evidence)

    def _paint_pill(self, painter: QPainter, text: str, corner: QPointF | None) -> None:
        """A line on a dark ground, its bottom left at the corner; without one in the middle."""
        painter.setFont(theme.font(9 if corner else 11))
        metrics = painter.fontMetrics()
        rect = QRectF(0, 0, metrics.horizontalAdvance(text) + 20, metrics.height() + (8 if corner else 16))
        if corner is None:
            rect.moveCenter(QRectF(self.rect()).center())
        else:
            rect.moveBottomLeft(corner)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.LABEL_BACKGROUND)
        painter.drawRoundedRect(rect, 4, 4)
        painter.setPen(theme.LABEL_TEXT)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _to_qimage(image: NDArray[np.uint8], size: tuple[int, int], mirror: bool) -> QImage:
    """BGR ``(H, W, 3)`` as an image of ``size`` (width, height)."""
    fold = min(image.shape[1] // max(1, size[0]), image.shape[0] // max(1, size[1]))
    if fold > 1:  # whole factors are averaged in no time; any other factor costs 7 ms at 1080p
        half = (image.shape[1] // fold, image.shape[0] // fold)
        image = np.asarray(cv2.resize(image, half, interpolation=cv2.INTER_AREA), np.uint8)
    scaled = cv2.resize(image, size, interpolation=cv2.INTER_LINEAR)
    if mirror:
        scaled = cv2.flip(scaled, 1)
    return images.from_bgra(np.asarray(cv2.cvtColor(scaled, cv2.COLOR_BGR2BGRA), np.uint8))
