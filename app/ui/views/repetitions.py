# ruff: noqa: N802 (Qt names its events)
"""How often somebody has done it: the count, the tempo, and the curve with its cycles."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QApplication, QCheckBox, QGridLayout, QLabel, QPushButton, QSpinBox

from app.ui.presenters.panel_data import PanelData
from app.ui.presenters.repetitions import SPAN, RepetitionView
from app.ui.texts import panels as texts
from app.ui.views import theme
from app.ui.views.painted import Painted
from app.ui.views.panel import Panel, Table


class RepetitionPanel(Panel):
    """Count, tempo and target of the person who is followed.

    Signals:
        reset_asked(person), target_chosen(person, repetitions): 0 for none.
    """

    key = "repetitions"
    reset_asked = pyqtSignal(int)
    target_chosen = pyqtSignal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._person: int | None = None
        self.count = QLabel("0")
        self.tempo = QLabel("")
        self.target = QSpinBox()
        self.target.setRange(0, 999)
        self.target.setSpecialValueText(texts.NO_TARGET)
        self.target.setPrefix(texts.TARGET)
        self.target.setToolTip(texts.TARGET_TIP)
        self.sound = QCheckBox(texts.SOUND)
        self.sound.setToolTip(texts.SOUND_TIP)
        self.reset = QPushButton(texts.RESET_COUNT)
        self.reset.setToolTip(texts.RESET_COUNT_TIP)
        self.curve = CycleCurve()
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 2, 8, 4)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.count, 0, 0)
        for column, widget in enumerate((self.target, self.sound, self.reset), start=2):
            grid.addWidget(widget, 0, column)
        grid.addWidget(self.tempo, 1, 0, 1, 5)
        grid.addWidget(self.curve, 2, 0, 1, 5)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        self.reset.clicked.connect(self._ask_reset)
        self.target.valueChanged.connect(self._choose_target)

    def _ask_reset(self) -> None:
        if self._person is not None:
            self.reset_asked.emit(self._person)

    def _choose_target(self, target: int) -> None:
        if self._person is not None:
            self.target_chosen.emit(self._person, target)

    def sizeHint(self) -> QSize:
        """A line and a curve."""
        return QSize(360, 140)

    def show_data(self, panel_data: PanelData) -> None:
        """Another moment."""
        view = panel_data.repetitions or RepetitionView()
        self._person = panel_data.person
        for widget in (self.target, self.reset):
            widget.setEnabled(self._person is not None)
        if self.target.value() != view.target:
            self.target.blockSignals(True)
            self.target.setValue(view.target)
            self.target.blockSignals(False)
        self.count.setText(
            texts.OF_TARGET.format(count=view.count, target=view.target) if view.target else f"{view.count}"
        )
        rate = texts.TEMPO.format(tempo=view.tempo, period=60.0 / view.tempo) if view.tempo else ""
        self.tempo.setText(rate if view.active or not rate else texts.PAUSED)
        self.curve.show_view(view, self._person)

    def table(self) -> Table:
        """The curve: seconds before now, and the position then."""
        return self.curve.table()

    def tell_target(self, person: int) -> None:
        """A person has done as many as they wanted."""
        if self.sound.isChecked():
            QApplication.beep()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Other colours."""
        self.count.setStyleSheet(f"color: {chosen.text}; font-size: {18 * theme.scale():g}pt; font-weight: 600")
        self.tempo.setStyleSheet(f"color: {chosen.muted}; font-size: {8 * theme.scale():g}pt")
        self.curve.set_theme(chosen)


class CycleCurve(Painted):
    """Where the part of the body that repeats has been over the last seconds; a line where a cycle ended."""

    def __init__(self) -> None:
        super().__init__()
        self._view = RepetitionView()
        self._person: int | None = None
        self.setMinimumHeight(34)

    def show_view(self, view: RepetitionView, person: int | None) -> None:
        """Another moment."""
        self._view, self._person = view, person
        self.update()

    def table(self) -> Table:
        """Seconds before now, and the position in body lengths then."""
        lines = zip(self._view.times, self._view.heights, strict=True)
        return [[texts.TIME, texts.HEIGHT], *([f"{time:.3f}", f"{height:.4f}"] for time, height in lines)]

    def points(self) -> list[QPointF]:
        """The curve in the widget's pixels."""
        times, heights = self._view.times, self._view.heights
        if len(times) < 2:
            return []
        low, high = float(heights.min()), float(heights.max())
        room = max(high - low, 0.05)  # trembling stays small
        across = (1 + times / SPAN) * self.width()
        down = 6 + (0.5 - (heights - (low + high) / 2) / room) * (self.height() - 12)
        return [QPointF(float(x), float(y)) for x, y in zip(across, down, strict=True) if np.isfinite(y)]

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Marks, then the curve, then how far the present cycle has come, at the bottom."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(self._theme.muted) if self._person is None else theme.person_colour(self._person)
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.drawLine(QPointF(0, self.height() - 1.5), QPointF(self.width(), self.height() - 1.5))
        painter.setPen(QPen(QColor(self._theme.muted), 1, Qt.PenStyle.DashLine))
        for mark in self._view.marks:
            x = (1 + mark / SPAN) * self.width()
            painter.drawLine(QPointF(x, 2), QPointF(x, self.height() - 3))
        painter.setPen(QPen(colour, 1.8))
        painter.drawPolyline(QPolygonF(self.points()))
        if self._view.active:
            painter.fillRect(QRectF(0, self.height() - 3, self.width() * self._view.phase, 3), colour)
        painter.end()
