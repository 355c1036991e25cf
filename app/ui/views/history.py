# ruff: noqa: N802 (Qt names its events)
"""The probabilities of the most likely classes over the last seconds, as curves."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QToolTip

from app.ui.presenters.panel_data import CURVES, HISTORY, PanelData
from app.ui.texts import panels as texts
from app.ui.views import theme
from app.ui.views.painted import Painted
from app.ui.views.panel import Panel, Table


class HistoryPanel(Panel):
    """One curve per class, and what each is called."""

    key = "history"

    def __init__(self) -> None:
        super().__init__()
        self._panels = PanelData()
        self._plot = pg.PlotWidget(background=None)
        self._plot.setStyleSheet("background: transparent; border: none")
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(False, False)
        self._plot.hideButtons()
        self._plot.plotItem.layout.setContentsMargins(0, 4, 12, 0)  # room for half of "now"
        self._plot.setXRange(-HISTORY, 0, padding=0)
        self._plot.setYRange(0, 1, padding=0.03)
        self._plot.setMinimumHeight(70)
        self._plot.getAxis("bottom").setTicks(
            [[(-t, texts.SECONDS_AGO.format(seconds=t)) for t in (10, 8, 6, 4, 2)] + [(0, texts.NOW)]]
        )
        self._plot.getAxis("left").setTicks([[(0, "0"), (0.5, "0.5"), (1, "1")]])
        self._plot.viewport().setMouseTracking(True)
        self._plot.viewport().installEventFilter(self)
        self._curves = [self._plot.plot() for _ in range(CURVES)]
        self._legend = Legend()
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 4)
        row.setSpacing(4)
        row.addWidget(self._plot, stretch=1)
        row.addWidget(self._legend)

    def sizeHint(self) -> QSize:
        """A little more than the others."""
        return QSize(360, 140)

    def show_data(self, panel_data: PanelData) -> None:
        """Shows another moment."""
        self._panels = panel_data
        slots = {curve.slot: curve for curve in panel_data.curves}
        for slot, item in enumerate(self._curves):
            if slot in slots:
                item.setData(panel_data.times, slots[slot].values)
            else:
                item.setData([], [])
        best = sorted(panel_data.curves, key=lambda curve: -float(curve.values[-1]))
        self._legend.show_entries([(curve.label, curve.slot, float(curve.values[-1])) for curve in best])

    def table(self) -> Table:
        """Seconds before now, and the probability of each action then."""
        curves = self._panels.curves
        lines = zip(self._panels.times, *(curve.values for curve in curves), strict=True)
        header = [texts.TIME, *(curve.label for curve in curves)]
        return [header, *([f"{value:.6g}" for value in line] for line in lines)] if curves else []

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(pg.mkPen(chosen.border))
            axis.setTextPen(pg.mkPen(chosen.muted))
            axis.setStyle(tickFont=theme.font(8), tickLength=-4)
        left = self._plot.getAxis("left")
        left.setLabel(texts.PROBABILITY, color=chosen.muted, **{"font-size": f"{8 * theme.scale():g}pt"})
        left.setWidth(theme.text_width("0.5", 8) + theme.text_height(8) + 10)
        for slot, curve in enumerate(self._curves):
            curve.setPen(pg.mkPen(theme.slot_colour(slot, chosen), width=2))
        self._legend.set_theme(chosen)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """The values under the mouse, as a tool tip."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            seconds = self._plot.plotItem.vb.mapSceneToView(QPointF(event.position())).x()
            text = values_at(self._panels, float(seconds))
            QToolTip.showText(event.globalPosition().toPoint(), text, self) if text else QToolTip.hideText()
        return (isinstance(event, QHelpEvent) and bool(self._panels.curves)) or super().eventFilter(watched, event)


def values_at(panel_data: PanelData, seconds: float) -> str:
    """All curves nearest to ``seconds`` (at most 0) before now, the best first; empty where nothing is known."""
    if len(panel_data.times) == 0 or not panel_data.times[0] - 0.25 <= seconds <= 0.25:
        return ""
    nearest = int(np.abs(panel_data.times - seconds).argmin())
    curves = sorted(panel_data.curves, key=lambda curve: -float(curve.values[nearest]))
    lines = [texts.SECONDS_AGO.format(seconds=f"{-float(panel_data.times[nearest]):.1f}")]
    return "\n".join([*lines, *(f"{curve.label}: {curve.values[nearest]:.3f}" for curve in curves)])


class Legend(Painted):
    """Colour, name and value of each curve, each in its line, the most probable on top."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[tuple[str, int, float]] = []
        self.setFixedWidth(40)

    def show_entries(self, entries: list[tuple[str, int, float]]) -> None:
        """Label, slot and value of each curve. The list is as wide as its longest line was so far."""
        self._entries = entries
        names = theme.widest(tuple(label for label, _, _ in entries), 8)
        wanted = round(names + 22 + theme.text_width("0.00", 8) + theme.px(10))
        if entries and wanted > self.width():
            self.setFixedWidth(wanted)
        self.update()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme; texts may have another size."""
        super().set_theme(chosen)
        self.setFixedWidth(40)
        self.show_entries(self._entries)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """One line a curve."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(8))
        height = min(theme.text_height(8) + 3.0, (self.height() - 4) / max(1, len(self._entries)))
        for row, (label, slot, value) in enumerate(self._entries):
            line = QRectF(2, 4 + row * height, self.width() - 4, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.slot_colour(slot, self._theme))
            painter.drawRoundedRect(QRectF(line.left(), line.center().y() - 1.5, 12, 3), 1.5, 1.5)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(line.adjusted(18, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, label)
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:.2f}")
        painter.end()
