"""Paints the legend of the people's colours and lines at the bottom right of the picture."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QBrush, QLinearGradient, QPainter

from app.output import colours
from app.ui.presenters.legend import Legend
from app.ui.views import theme

_BAR = 8.0
_EDGE = 10.0


def place_legend(area: QRectF, legend: Legend) -> QRectF:
    """Where it lies in a view of that area."""
    line, coloured = theme.text_height(8), legend.evidence is not None
    ends = 2 * max(theme.text_width(legend.low, 8), theme.text_width(legend.high, 8)) + 16.0 if coloured else 0.0
    width = max(theme.text_width(legend.title, 8) + ends, theme.text_width(legend.links, 8))
    height = (line + _BAR + 3 if coloured else 0.0) + (line + 2 if legend.links else 0.0)
    return QRectF(area.right() - width - 30, area.bottom() - height - 26, width + 20, height + 16)


def paint_legend(painter: QPainter, room: QRectF, legend: Legend) -> None:
    """Paints it where `place_legend` says."""
    line, coloured = theme.text_height(8), legend.evidence is not None
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.LABEL_BACKGROUND)
    painter.drawRoundedRect(room, 4, 4)
    painter.setFont(theme.font(8))
    inner = room.adjusted(_EDGE, _EDGE - 3, -_EDGE, 0)
    if coloured:
        row = QRectF(inner.left(), inner.top(), inner.width(), line)
        painter.setPen(theme.LABEL_TEXT)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | middle, legend.low)
        painter.drawText(row, Qt.AlignmentFlag.AlignCenter, legend.title)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | middle, legend.high)
        bar = QRectF(inner.left(), row.bottom() + 3, inner.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(_gradient(bar, bool(legend.evidence))))
        painter.drawRoundedRect(bar, 2, 2)
        inner.setTop(bar.bottom() + 2)
    painter.setPen(theme.LABEL_TEXT)
    painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), line), Qt.AlignmentFlag.AlignLeft, legend.links)


def _gradient(bar: QRectF, evidence: bool) -> QLinearGradient:
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    for step in range(11):
        colour = theme.evidence_colour(step / 5 - 1) if evidence else theme.colour_at(colours.FOCUS_MAP, step / 10)
        gradient.setColorAt(step / 10, colour)
    return gradient
