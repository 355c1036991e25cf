# ruff: noqa: N802 (Qt names its events)
"""How fine-tuning goes: the accuracy on examples that were held out, so far."""

from __future__ import annotations

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF

from app.ui.views import theme
from app.ui.views.painted import Painted

_HEIGHT = 34


class TuningCurve(Painted):
    """Accuracies in 0..1 from left to right; the line at the top is 1."""

    def __init__(self) -> None:
        super().__init__()
        self._curve: tuple[float, ...] = ()
        self.setFixedHeight(round(theme.px(_HEIGHT)))

    def show_curve(self, curve: tuple[float, ...]) -> None:
        """Another state."""
        self._curve = curve
        self.update()

    def points(self) -> list[QPointF]:
        """The curve in the widget's pixels."""
        step = (self.width() - 4) / max(len(self._curve) - 1, 1)
        return [QPointF(2 + place * step, 2 + (1 - value) * (self.height() - 4))
                for place, value in enumerate(self._curve)]  # fmt: skip

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """A frame from 0 to 1, and the curve."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.border), 1))
        for y in (2, self.height() - 2):
            painter.drawLine(2, y, self.width() - 2, y)
        painter.setPen(QPen(QColor(self._theme.accent), 2))
        points = self.points()
        if len(points) == 1:
            painter.drawPoint(points[0])
        painter.drawPolyline(QPolygonF(points))
        painter.end()
