# ruff: noqa: N802 (Qt names its events)
"""A matrix shown as colours, with labelled rows and columns, and the value under the mouse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QHelpEvent, QLinearGradient, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QToolTip

from app.output import colours
from app.ui import texts
from app.ui.views import images, theme
from app.ui.views.painted import Painted

_FEW = 8  # columns that may have upright names


@dataclass(frozen=True)
class Matrix:
    """What a heatmap shows.

    Attributes:
        values: ``(rows, columns)``, the first row on top.
        rows, columns: one name each, or empty.
        below: what stands below columns that are too narrow for their names.
        left, right: what stands below the first and the last column where columns have no names.
        low, high: the ends of the colour scale; None takes the values' own.
        mean: name of a strip above, the mean of the rows; empty: no strip.
    """

    values: NDArray[np.float32]
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    below: str = ""
    left: str = ""
    right: str = ""
    low: float | None = None
    high: float | None = None
    mean: str = ""

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the colour scale."""
        low = float(self.values.min()) if self.low is None else self.low
        high = float(self.values.max()) if self.high is None else self.high
        return low, high if high > low else low + 1e-6


class Heatmap(Painted):
    """Paints a `Matrix`, with a colour bar that states its scale."""

    _BOTTOM = 17.0  # room for what stands below
    _BAR = 40.0  # room for the colour bar
    _STRIP = 11.0  # height of the mean

    def __init__(self, colours: str, names: bool = True) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(70)
        self._colours = colours
        self._empty = ""
        self._names = names
        self._left = 66.0 if names else 8.0
        self._matrix: Matrix | None = None
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """Readable, and small enough for five of them."""
        return QSize(340, 130)

    def show_matrix(self, matrix: Matrix | None, empty: str = "") -> None:
        """Other values; where there are none, what to say instead."""
        self._matrix = matrix
        self._empty = empty
        self.update()

    def set_colours(self, name: str) -> None:
        """Another of `app.output.colours.COLOUR_MAPS`."""
        self._colours = name
        self.update()

    def event(self, event: QEvent | None) -> bool:
        """Over the matrix no general tip takes the place of the value."""
        if isinstance(event, QHelpEvent) and self.value_at(event.pos().x(), event.pos().y()):
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """The value under the mouse, as a tool tip."""
        if event is not None:
            text = self.value_at(event.position().x(), event.position().y())
            QToolTip.showText(event.globalPosition().toPoint(), text, self) if text else QToolTip.hideText()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Matrix, names, colour bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(8))
        painter.setPen(QColor(self._theme.muted))
        if self._matrix is None:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
        else:
            self._paint_cells(painter, self._matrix)
            self._paint_names(painter, self._matrix)
            self._paint_bar(painter, self._matrix)
        painter.end()

    def _area(self) -> QRectF:
        bottom = self._BOTTOM
        if self._matrix is not None and self._upright(self._matrix):
            bottom = self._widest(self._matrix.columns) + 8
        top = 4 + (self._STRIP + 3 if self._matrix is not None and self._matrix.mean else 0)
        return QRectF(self._left, top, self.width() - self._left - self._BAR, self.height() - top - bottom)

    def _strip(self) -> QRectF:
        area = self._area()
        return QRectF(area.left(), area.top() - self._STRIP - 3, area.width(), self._STRIP)

    def _widest(self, names: tuple[str, ...]) -> int:
        return max((theme.text_width(name, 8) for name in names), default=0)

    def _upright(self, matrix: Matrix) -> bool:
        """A few columns whose names fit only upright."""
        cell = (self.width() - self._left - self._BAR) / max(1, len(matrix.columns))
        return 0 < len(matrix.columns) <= _FEW and self._widest(matrix.columns) > cell - 4

    def _paint_cells(self, painter: QPainter, matrix: Matrix) -> None:
        self._paint_values(painter, self._area(), matrix.values, matrix)
        if matrix.mean:
            self._paint_values(painter, self._strip(), matrix.values.mean(axis=0, keepdims=True), matrix)

    def _paint_values(self, painter: QPainter, area: QRectF, values: NDArray[np.float32], matrix: Matrix) -> None:
        low, high = matrix.limits
        scaled = np.clip((values - low) / (high - low) * 255, 0, 255).astype(np.uint8)
        painter.drawImage(area, images.from_rgb(colours.colour_map(self._colours)[scaled]))

    def _paint_names(self, painter: QPainter, matrix: Matrix) -> None:
        area = self._area()
        painter.setPen(QColor(self._theme.muted))
        height = painter.fontMetrics().height() - 2
        if matrix.mean:
            strip = self._strip()
            rect = QRectF(0, strip.center().y() - height / 2, strip.left() - 6, height)
            painter.drawText(rect, _RIGHT_CENTRE, matrix.mean)
        if matrix.rows and self._names:
            cell = area.height() / len(matrix.rows)
            every = max(1, int(np.ceil(height / cell)))
            for row in range(0, len(matrix.rows), every):
                centre = area.top() + (row + 0.5) * cell
                rect = QRectF(0, centre - height / 2, area.left() - 6, height)
                painter.drawText(rect, _RIGHT_CENTRE, matrix.rows[row])
        below = QRectF(area.left(), area.bottom() + 2, area.width(), self._BOTTOM - 3)
        if matrix.columns:
            self._paint_columns(painter, matrix, below)
            return
        painter.drawText(below, _LEFT_CENTRE, matrix.left)
        painter.drawText(below, _RIGHT_CENTRE, matrix.right)

    def _paint_columns(self, painter: QPainter, matrix: Matrix, below: QRectF) -> None:
        cell = below.width() / len(matrix.columns)
        upright = self._upright(matrix)
        if not upright and self._widest(matrix.columns) > cell - 4:
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, matrix.below)
            return
        length = self._widest(matrix.columns) + 2
        for column, name in enumerate(matrix.columns):
            left = below.left() + column * cell
            if upright:
                painter.save()
                painter.translate(left + cell / 2, below.top() + 2)
                painter.rotate(-90)
                painter.drawText(QRectF(-length, -7, length, 14), _RIGHT_CENTRE, name)
                painter.restore()
            else:
                painter.drawText(QRectF(left, below.top(), cell, below.height()), Qt.AlignmentFlag.AlignCenter, name)

    def _paint_bar(self, painter: QPainter, matrix: Matrix) -> None:
        area = self._area()
        bar = QRectF(area.right() + 8, area.top(), 6, area.height())
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for step in range(11):
            gradient.setColorAt(step / 10, theme.colour_at(self._colours, step / 10))
        painter.fillRect(bar, gradient)
        low, high = matrix.limits
        painter.setPen(QColor(self._theme.muted))
        text = QRectF(bar.right() + 3, bar.top() - 3, 30, 13)
        painter.drawText(text, _LEFT_CENTRE, _short(high))
        text.moveBottom(bar.bottom() + 3)
        painter.drawText(text, _LEFT_CENTRE, _short(low))

    def value_at(self, x: float, y: float) -> str:
        """Row, column and value at a point of the widget; empty beside the matrix."""
        area = self._area()
        if self._matrix is None:
            return ""
        rows, columns = self._matrix.values.shape
        column = min(int((x - area.left()) / area.width() * columns), columns - 1)
        where = (
            self._matrix.columns[column]
            if self._matrix.columns
            else texts.COLUMN.format(number=column + 1, count=columns)
        )
        if self._matrix.mean and self._strip().contains(x, y):
            return f"{self._matrix.mean} · {where}: {self._matrix.values[:, column].mean():.3f}"
        if not area.contains(x, y):
            return ""
        row = min(int((y - area.top()) / area.height() * rows), rows - 1)
        name = self._matrix.rows[row] if self._matrix.rows else texts.ROW.format(number=row + 1)
        return f"{name} · {where}: {self._matrix.values[row, column]:.3f}"


def _short(value: float) -> str:
    """Two digits that matter, and no tiny rests."""
    return f"{value:.2g}" if abs(value) >= 0.01 else "0"


_LEFT_CENTRE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT_CENTRE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
