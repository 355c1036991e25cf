# ruff: noqa: N802 (Qt names its events)
"""Curves over the last seconds: the probabilities of the most likely classes, and the angles of joints."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QToolTip, QVBoxLayout

from app.ui.presenters.panel_data import CURVES, HISTORY, Curve, PanelData
from app.ui.texts import panels as texts
from app.ui.texts.numbers import number
from app.ui.views import theme
from app.ui.views.painted import Painted
from app.ui.views.panel import Panel, Table
from core.angles import ANGLES


class CurvePanel(Panel):
    """Some curves over the last seconds, and what each is called.

    Attributes:
        limits: the ends of the vertical axis; ticks: what stands beside it.
        form, unit: how a value is written.
    """

    limits = (0.0, 1.0)
    ticks: tuple[float, ...] = (0, 0.5, 1)
    form = ".2f"
    unit = ""

    def __init__(self) -> None:
        super().__init__()
        self._times = np.zeros(0, np.float32)
        self._shown: tuple[Curve, ...] = ()
        self._plot = pg.PlotWidget(background=None)
        self._plot.setStyleSheet("background: transparent; border: none")
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(False, False)
        self._plot.hideButtons()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # there is nothing to do in it
        self._plot.setXRange(-HISTORY, 0, padding=0)
        self._plot.setYRange(*self.limits, padding=0.03)
        self._plot.setMinimumHeight(70)
        self._plot.getAxis("bottom").setTicks(
            [[(-t, texts.SECONDS_AGO.format(seconds=t)) for t in (10, 8, 6, 4, 2)] + [(0, texts.NOW)]]
        )
        self._plot.getAxis("left").setTicks([[(tick, number(tick, "g")) for tick in self.ticks]])
        self._plot.viewport().setMouseTracking(True)
        self._plot.viewport().installEventFilter(self)
        self._curves = [self._plot.plot(connect="finite") for _ in range(CURVES)]
        self._legend = Legend(self.form, self.unit)
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        self.row.addWidget(self._plot, stretch=1)
        self.row.addWidget(self._legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 2, 6, 4)
        column.addLayout(self.row)

    def axis(self) -> str:
        """What the vertical axis is."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        """A little more than the others."""
        return QSize(360, 140)

    def show_curves(self, times: np.ndarray, curves: tuple[Curve, ...]) -> None:
        """Shows another moment."""
        self._times, self._shown = times, curves
        slots = {curve.slot: curve for curve in curves}
        for slot, item in enumerate(self._curves):
            if slot in slots:
                item.setData(times, slots[slot].values)
            else:
                item.setData([], [])
        self._legend.show_entries([(curve.label, curve.slot, float(curve.values[-1])) for curve in self.ranked(curves)])

    def ranked(self, curves: tuple[Curve, ...]) -> list[Curve]:
        """In the order of the legend: the highest value now on top."""
        return sorted(curves, key=lambda curve: -float(curve.values[-1]))

    def table(self) -> Table:
        """Seconds before now, and the value of each curve then."""
        lines = zip(self._times, *(curve.values for curve in self._shown), strict=True)
        header = [texts.TIME, *(curve.label for curve in self._shown)]
        return [header, *([f"{value:.6g}" for value in line] for line in lines)] if self._shown else []

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(pg.mkPen(chosen.border))
            axis.setTextPen(pg.mkPen(chosen.muted))
            axis.setStyle(tickFont=theme.font(8), tickLength=-4)
        half = theme.text_width(texts.NOW, 8) // 2 + 4  # of "now" reaches beyond the axis
        self._plot.plotItem.layout.setContentsMargins(0, 4, half, 0)
        self._plot.getAxis("bottom").setStyle(hideOverlappingLabels=half)
        left = self._plot.getAxis("left")
        left.setLabel(self.axis(), color=chosen.muted, **{"font-size": f"{8 * theme.scale():g}pt"})
        widest = theme.widest(tuple(number(tick, "g") for tick in self.ticks), 8)
        left.setWidth(widest + theme.text_height(8) + 10)
        for slot, curve in enumerate(self._curves):
            curve.setPen(pg.mkPen(theme.slot_colour(slot, chosen), width=2))
        self._legend.set_theme(chosen)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """The values under the mouse, as a tool tip."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            seconds = self._plot.plotItem.vb.mapSceneToView(QPointF(event.position())).x()
            text = values_at(self._times, self._shown, float(seconds))
            QToolTip.showText(event.globalPosition().toPoint(), text, self) if text else QToolTip.hideText()
        return (isinstance(event, QHelpEvent) and bool(self._shown)) or super().eventFilter(watched, event)


class HistoryPanel(CurvePanel):
    """The probabilities of the most likely classes."""

    key = "history"

    def axis(self) -> str:
        """Probabilities, 0 to 1."""
        return texts.PROBABILITY

    def show_data(self, panel_data: PanelData) -> None:
        """Shows another moment."""
        self.show_curves(panel_data.times, panel_data.curves)


class AnglePanel(CurvePanel):
    """The angles of chosen joints.

    Signals:
        angles_chosen(names): of `core.angles.ANGLES`, at most `CURVES`.
    """

    key = "angles"
    limits = (0.0, 180.0)
    ticks = (-90, -45, 0, 45, 90, 135, 180)
    form = ".0f"
    unit = "°"
    angles_chosen = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._data = PanelData()
        self.chosen: tuple[str, ...] = ()
        self.choose = QToolButton()
        self.choose.setObjectName("small")
        self.choose.setText(texts.CHOOSE_ANGLES)
        self.choose.setToolTip(texts.CHOOSE_ANGLES_TIP.format(most=CURVES))
        self.choose.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choose.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self.choose)
        for name in ANGLES:
            action = menu.addAction(texts.ANGLES[name])
            assert action is not None
            action.setCheckable(True)
            action.setData(name)
            action.toggled.connect(self._choose)
        self.choose.setMenu(menu)
        side = QVBoxLayout()
        side.setSpacing(0)
        self.row.removeWidget(self._legend)
        side.addWidget(self.choose, alignment=Qt.AlignmentFlag.AlignLeft)
        side.addWidget(self._legend, stretch=1)
        self.row.addLayout(side)

    def axis(self) -> str:
        """Degrees; 180 is a straight limb."""
        return texts.DEGREES

    def show_choice(self, names: tuple[str, ...]) -> None:
        """Shows which angles were chosen."""
        self.chosen = tuple(name for name in ANGLES if name in names)[:CURVES]
        menu = self.choose.menu()
        for action in menu.actions() if menu is not None else ():
            action.blockSignals(True)
            action.setChecked(action.data() in self.chosen)
            action.setEnabled(action.isChecked() or len(self.chosen) < CURVES)
            action.blockSignals(False)
        self.show_data(self._data)

    def _choose(self) -> None:
        menu = self.choose.menu()
        names = tuple(action.data() for action in menu.actions() if action.isChecked()) if menu is not None else ()
        self.show_choice(names)
        self.angles_chosen.emit(self.chosen)

    def show_data(self, panel_data: PanelData) -> None:
        """Shows another moment."""
        self._data = panel_data
        values = panel_data.angles
        curves = tuple(
            Curve(texts.ANGLES[name], slot, values[:, ANGLES.index(name)])
            for slot, name in enumerate(self.chosen)
            if len(values)
        )
        lean = "trunk lean" in self.chosen
        self._plot.setYRange(-90.0 if lean else 0.0, 180.0, padding=0.03)
        self.show_curves(panel_data.angle_times, curves)

    def ranked(self, curves: tuple[Curve, ...]) -> list[Curve]:
        """In the order of the body: they are looked up by name."""
        return list(curves)


def values_at(times: np.ndarray, curves: tuple[Curve, ...], seconds: float) -> str:
    """All curves nearest to ``seconds`` (at most 0) before now, the best first; empty where nothing is known."""
    if len(times) == 0 or not times[0] - 0.25 <= seconds <= 0.25:
        return ""
    nearest = int(np.abs(times - seconds).argmin())
    ranked = sorted(curves, key=lambda curve: -float(np.nan_to_num(curve.values[nearest], nan=-np.inf)))
    lines = [texts.SECONDS_AGO.format(seconds=number(-float(times[nearest]), ".1f"))]
    return "\n".join([*lines, *(f"{curve.label}: {number(curve.values[nearest], '.3f')}" for curve in ranked)])


class Legend(Painted):
    """Colour, name and value of each curve, each in its line.

    Args:
        form, unit: how values are written.
    """

    def __init__(self, form: str = ".2f", unit: str = "") -> None:
        super().__init__()
        self._form, self._unit = form, unit
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
            shown = "–" if np.isnan(value) else number(value, self._form) + self._unit
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
