# ruff: noqa: N802 (Qt names its events)
"""A matrix shown as colours, with labelled rows and columns, and the value under the mouse."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QHelpEvent, QLinearGradient, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QToolTip

from app.output import colours
from app.ui.texts import panels as texts
from app.ui.texts.numbers import number
from app.ui.views import images, theme
from app.ui.views.painted import Painted


@dataclass(frozen=True)
class Matrix:
    """What a heatmap shows.

    Attributes:
        values: ``(rows, columns)``, the first row on top.
        rows, columns: one name each, or empty.
        left, right: what stands below the first and the last column where columns have no names.
        low, high: the ends of the colour scale; None takes the values' own.
        mean: name of a strip above, the mean of the rows; empty: no strip.
        rows_title, columns_title, unit: what rows, columns and colours are.
    """

    values: NDArray[np.float32]
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    left: str = ""
    right: str = ""
    low: float | None = None
    high: float | None = None
    mean: str = ""
    rows_title: str = ""
    columns_title: str = ""
    unit: str = ""

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the colour scale."""
        low = float(self.values.min()) if self.low is None else self.low
        high = float(self.values.max()) if self.high is None else self.high
        return low, high if high > low else low + 1e-6


class Heatmap(Painted):
    """Paints a `Matrix`, with a colour bar that states its scale."""

    _STRIP = 13.0  # height of the mean

    def __init__(self, colours: str, names: bool = True) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(70)
        self._colours = colours
        self._empty = ""
        self._names = names
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

    @property
    def _line(self) -> float:
        """Height of a line of text."""
        return theme.text_height(8)

    def area(self) -> QRectF:
        """Where the cells lie: between the names, the titles and the colour bar."""
        matrix = self._matrix or Matrix(np.zeros((1, 1), np.float32))
        left = 8.0 + (self._line if matrix.rows_title else 0.0)
        if self._names and matrix.rows:
            left += theme.widest(matrix.rows, 8) + 4
        right = (
            14.0 + theme.widest(tuple(_short(value) for value in matrix.limits), 8) + (self._line if matrix.unit else 0)
        )
        bottom = 4.0 + self._line
        if matrix.columns:
            bottom = theme.widest(matrix.columns, 8) + 8 + (self._line if matrix.columns_title else 0.0)
        top = 5.0 + (self._strip_height + 3 if matrix.mean else 0.0)
        return QRectF(left, top, max(1.0, self.width() - left - right), max(1.0, self.height() - top - bottom))

    @property
    def _strip_height(self) -> float:
        return theme.px(self._STRIP)

    def _strip(self) -> QRectF:
        area = self.area()
        return QRectF(area.left(), area.top() - self._strip_height - 3, area.width(), self._strip_height)

    def _paint_cells(self, painter: QPainter, matrix: Matrix) -> None:
        self._paint_values(painter, self.area(), matrix.values, matrix)
        if matrix.mean:
            self._paint_values(painter, self._strip(), matrix.values.mean(axis=0, keepdims=True), matrix)

    def _paint_values(self, painter: QPainter, area: QRectF, values: NDArray[np.float32], matrix: Matrix) -> None:
        low, high = matrix.limits
        scaled = np.clip((values - low) / (high - low) * 255, 0, 255).astype(np.uint8)
        painter.drawImage(area, images.from_rgb(colours.colour_map(self._colours)[scaled]))

    def _paint_names(self, painter: QPainter, matrix: Matrix) -> None:
        area, height = self.area(), self._line
        painter.setPen(QColor(self._theme.muted))
        if matrix.mean:
            strip = self._strip()
            rect = QRectF(0, strip.center().y() - height / 2, strip.left() - 5, height)
            painter.drawText(rect, _RIGHT_CENTRE, matrix.mean)
        if matrix.rows and self._names:
            cell = area.height() / len(matrix.rows)
            free = area.top() - 1  # below the strip's name, then below the last one
            for row in range(0, len(matrix.rows), max(1, math.ceil(height / cell))):
                top = max(area.top() + (row + 0.5) * cell - height / 2, area.top() - 1)
                if top < free:
                    continue
                free = top + height - 1
                painter.drawText(QRectF(0, top, area.left() - 5, height), _RIGHT_CENTRE, matrix.rows[row])
        self._upright(painter, matrix.rows_title, QRectF(2, area.top(), height, area.height()))
        self._upright(painter, matrix.unit, QRectF(self.width() - height - 1, area.top(), height, area.height()))
        below = QRectF(area.left(), area.bottom() + 2, area.width(), height)
        if matrix.columns:
            self._paint_columns(painter, matrix.columns, area)
            below.moveBottom(self.height() - 1)
        painter.drawText(below, _LEFT_CENTRE, matrix.left)
        painter.drawText(below, _RIGHT_CENTRE, matrix.right)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, matrix.columns_title)

    def _upright(self, painter: QPainter, text: str, where: QRectF) -> None:
        """A title along a side, read from below; none where it would be cut."""
        if text and theme.text_width(text, 8) <= where.height() + 2 * where.width():
            painter.save()
            painter.translate(where.center())
            painter.rotate(-90)
            painter.drawText(QRectF(-150, -where.width() / 2, 300, where.width()), Qt.AlignmentFlag.AlignCenter, text)
            painter.restore()

    def _paint_columns(self, painter: QPainter, columns: tuple[str, ...], area: QRectF) -> None:
        """Their names upright below, every second or third one where they are close together."""
        cell, length = area.width() / len(columns), theme.widest(columns, 8) + 2
        for column in range(0, len(columns), max(1, math.ceil((self._line - 2) / cell))):
            painter.save()
            painter.translate(area.left() + (column + 0.5) * cell, area.bottom() + 3)
            painter.rotate(-90)
            painter.drawText(QRectF(-length, -self._line / 2, length, self._line), _RIGHT_CENTRE, columns[column])
            painter.restore()

    def _paint_bar(self, painter: QPainter, matrix: Matrix) -> None:
        area = self.area()
        bar = QRectF(area.right() + 8, area.top(), 6, area.height())
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for step in range(11):
            gradient.setColorAt(step / 10, theme.colour_at(self._colours, step / 10))
        painter.fillRect(bar, gradient)
        low, high = matrix.limits
        painter.setPen(QColor(self._theme.muted))
        text = QRectF(bar.right() + 3, bar.top() - 3, 60, self._line)
        painter.drawText(text, _LEFT_CENTRE, _short(high))
        text.moveBottom(bar.bottom() + 3)
        painter.drawText(text, _LEFT_CENTRE, _short(low))

    def table(self) -> list[list[str]]:
        """The values with the names of their rows and columns."""
        matrix = self._matrix
        if matrix is None:
            return []
        rows, columns = matrix.values.shape
        return named_table(
            matrix.rows or tuple(str(row + 1) for row in range(rows)),
            matrix.columns or tuple(str(column + 1) for column in range(columns)),
            matrix.values,
        )

    def value_at(self, x: float, y: float) -> str:
        """Row, column and value at a point of the widget; empty beside the matrix."""
        area = self.area()
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
            return f"{self._matrix.mean} · {where}: {number(self._matrix.values[:, column].mean(), '.3f')}"
        if not area.contains(x, y):
            return ""
        row = min(int((y - area.top()) / area.height() * rows), rows - 1)
        name = self._matrix.rows[row] if self._matrix.rows else texts.ROW.format(number=row + 1)
        return f"{name} · {where}: {number(self._matrix.values[row, column], '.3f')}"


def named_table(rows: Sequence[str], columns: Sequence[str], values: NDArray[np.float32]) -> list[list[str]]:
    """Values ``(rows, columns)`` under a header, the rows' names in the first column."""
    lines = [[name, *(f"{value:.6g}" for value in line)] for name, line in zip(rows, values, strict=True)]
    return [["", *columns], *lines]


def _short(value: float) -> str:
    """Two digits that matter, and no tiny rests."""
    return number(value, ".2g") if abs(value) >= 0.005 else "0"


_LEFT_CENTRE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT_CENTRE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
