"""The icons of the transport bar. They are drawn, to follow the theme's colours and stay sharp at any size."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from app.ui.views.theme import Theme

_SIZE = 48  # drawn large, shown at 18 to 24


def play(theme: Theme) -> QIcon:
    """A triangle."""
    return _icon(theme, lambda painter: _triangle(painter, 14, 38, 8))


def pause(theme: Theme) -> QIcon:
    """Two bars."""
    return _icon(theme, lambda painter: _bars(painter, (13, 28)))


def step_forward(theme: Theme) -> QIcon:
    """A triangle against a bar."""

    def draw(painter: QPainter) -> None:
        _triangle(painter, 10, 30, 11)
        painter.drawRoundedRect(QRectF(32, 11, 6, 26), 1.5, 1.5)

    return _icon(theme, draw)


def step_back(theme: Theme) -> QIcon:
    """A bar before a triangle."""

    def draw(painter: QPainter) -> None:
        _triangle(painter, 38, 18, 11)
        painter.drawRoundedRect(QRectF(10, 11, 6, 26), 1.5, 1.5)

    return _icon(theme, draw)


def loop(theme: Theme, on: bool) -> QIcon:
    """An arrow in a circle."""

    def draw(painter: QPainter) -> None:
        colour = painter.brush().color()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 4.5, cap=Qt.PenCapStyle.RoundCap))
        painter.drawArc(QRectF(10, 10, 28, 28), 75 * 16, -300 * 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(16, 3), QPointF(27, 10.5), QPointF(16, 18)]))

    return _icon(theme, draw, theme.accent if on else theme.text)


def close(theme: Theme) -> QIcon:
    """A cross."""

    def draw(painter: QPainter) -> None:
        painter.setPen(QPen(painter.brush().color(), 4.5, cap=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(14, 14), QPointF(34, 34))
        painter.drawLine(QPointF(34, 14), QPointF(14, 34))

    return _icon(theme, draw)


def _triangle(painter: QPainter, left: float, right: float, top: float) -> None:
    painter.drawPolygon(QPolygonF([QPointF(left, top), QPointF(right, 24), QPointF(left, 48 - top)]))


def _bars(painter: QPainter, lefts: tuple[float, float]) -> None:
    for left in lefts:
        painter.drawRoundedRect(QRectF(left, 9, 7.5, 30), 2, 2)


def _icon(theme: Theme, draw: Callable[[QPainter], None], colour: str | None = None) -> QIcon:
    icon = QIcon()
    for mode, name in ((QIcon.Mode.Normal, colour or theme.text), (QIcon.Mode.Disabled, theme.border)):
        pixmap = QPixmap(_SIZE, _SIZE)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(name))
        draw(painter)
        painter.end()
        icon.addPixmap(pixmap, mode)
    return icon
