# ruff: noqa: N802 (Qt names its events)
"""The docks beside the picture: why the network decides as it does, for the person who is followed."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import colours
from app.ui import theme
from app.ui.heatmap import Heatmap, Matrix
from app.ui.insight import CURVES, HISTORY, Insight
from core.skeleton import KINETICS18

_NOBODY = "nobody to be seen"


def _missing(insight: Insight, what: str) -> str:
    """Why a panel is empty."""
    return _NOBODY if insight.person is None else f"this network has no {what}"


class Panel(QWidget):
    """One dock's content.

    Attributes:
        key: names the dock in the stored layout.
        title: of the dock; ``person`` is added where somebody is followed.
        tip: what it shows, in a sentence.
    """

    key = ""
    title = ""
    tip = ""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setToolTip(self.tip)

    def show_insight(self, insight: Insight) -> None:
        """Another moment."""
        raise NotImplementedError

    def set_theme(self, chosen: theme.Theme) -> None:
        """Other colours."""
        raise NotImplementedError


class HistoryPanel(Panel):
    """Probabilities of the best classes over the last seconds."""

    key = "history"
    title = "class probabilities"
    tip = "Probability of the best actions over the last seconds"

    def __init__(self) -> None:
        super().__init__()
        self._plot = pg.PlotWidget(background=None)
        self._plot.setStyleSheet("background: transparent; border: none")
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(False, False)
        self._plot.hideButtons()
        self._plot.setXRange(-HISTORY, 0, padding=0)
        self._plot.setYRange(0, 1, padding=0.03)
        self._plot.setMinimumHeight(70)
        self._plot.getAxis("bottom").setTickSpacing(5, 1)
        self._plot.getAxis("bottom").setTicks(
            [[(-t, f"−{t} s" if t else "now") for t in (10, 8, 6, 4, 2)] + [(0, "now")]]
        )
        self._plot.getAxis("left").setTicks([[(0, "0"), (0.5, "0.5"), (1, "1")]])
        self._plot.getAxis("left").setWidth(30)
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

    def show_insight(self, insight: Insight) -> None:
        """Another moment."""
        slots = {curve.slot: curve for curve in insight.curves}
        for slot, item in enumerate(self._curves):
            if slot in slots:
                item.setData(insight.times, slots[slot].values)
            else:
                item.setData([], [])
        self._legend.show_entries([(curve.label, curve.slot, float(curve.values[-1])) for curve in insight.curves])

    def set_theme(self, chosen: theme.Theme) -> None:
        """Other colours."""
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(pg.mkPen(chosen.border))
            axis.setTextPen(pg.mkPen(chosen.muted))
            axis.setStyle(tickFont=theme.font(8), tickLength=-4)
        for slot, curve in enumerate(self._curves):
            curve.setPen(pg.mkPen(theme.slot_colour(slot, chosen), width=2))
        self._legend.set_theme(chosen)


class Legend(QWidget):
    """Colour, name and value of each curve, each in its line."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(124)
        self._entries: list[tuple[str, int, float]] = []
        self._theme = theme.DARK

    def show_entries(self, entries: list[tuple[str, int, float]]) -> None:
        """Label, slot and value of each curve."""
        self._entries = entries
        self.update()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Other colours."""
        self._theme = chosen
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """One line a curve."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(8))
        metrics = painter.fontMetrics()
        height = metrics.height() + 3.0
        for row, (label, slot, value) in enumerate(self._entries):
            line = QRectF(2, 6 + row * height, self.width() - 4, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.slot_colour(slot, self._theme))
            painter.drawRoundedRect(QRectF(line.left(), line.center().y() - 1.5, 12, 3), 1.5, 1.5)
            painter.setPen(QColor(self._theme.text))
            name = metrics.elidedText(label, Qt.TextElideMode.ElideRight, int(line.width() - 50))
            painter.drawText(line.adjusted(18, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:.2f}")
        painter.end()


class RelationsPanel(Panel):
    """MCF: which parts, and which joints, each joint listens to."""

    key = "relations"
    title = "MCF relations · last block"
    tip = "How much each joint (row) listens to each part and to each other joint (column); rows sum to 1"

    def __init__(self) -> None:
        super().__init__()
        self._parts = Heatmap("viridis")
        self._joints = Heatmap("viridis", names=False)
        self._joints.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 2)
        row.setSpacing(0)
        row.addWidget(self._parts, stretch=3)
        row.addWidget(self._joints, stretch=2)
        self.show_insight(Insight())

    def sizeHint(self) -> QSize:
        """Tall enough for some names."""
        return QSize(360, 190)

    def show_insight(self, insight: Insight) -> None:
        """Another moment."""
        matrices = [
            Matrix(relation.values, KINETICS18.joints, relation.columns, _counted(relation.columns), low=0.0)
            for relation in insight.relations
        ]
        self._parts.show_matrix(matrices[0] if matrices else None, _missing(insight, "MCF relations"))
        self._joints.setVisible(len(matrices) > 1)
        self._joints.show_matrix(matrices[1] if len(matrices) > 1 else None)

    def set_theme(self, chosen: theme.Theme) -> None:
        """Other colours."""
        self._parts.set_theme(chosen)
        self._joints.set_theme(chosen)


class _TimePanel(Panel):
    """A matrix over the frames of the window."""

    colours = "viridis"
    missing = ""

    def __init__(self) -> None:
        super().__init__()
        self._heatmap = Heatmap(self.colours)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 0, 4, 2)
        box.addWidget(self._heatmap)
        self.show_insight(Insight())

    def _show(self, values: np.ndarray | None, rows: tuple[str, ...], insight: Insight) -> None:
        left = f"−{insight.window:.1f} s"
        matrix = None if values is None else Matrix(values, rows, left=left, right="now")
        self._heatmap.show_matrix(matrix, _missing(insight, self.missing))

    def set_theme(self, chosen: theme.Theme) -> None:
        """Other colours."""
        self._heatmap.set_theme(chosen)


class GatePanel(_TimePanel):
    """TDF: which moments the last block amplifies."""

    key = "gate"
    title = "TDF gate · channels × frames"
    tip = "How much the last block amplifies each channel (row) at each moment of the window"
    missing = "temporal gate"

    def show_insight(self, insight: Insight) -> None:
        """Another moment."""
        count = 0 if insight.gate is None else len(insight.gate)
        names = tuple(f"ch {row + 1}" for row in range(count))
        self._show(insight.gate, names, insight)


class FeaturePanel(_TimePanel):
    """The last feature map."""

    key = "features"
    title = "feature map · joints × frames"
    tip = "Strength of the last feature map for each joint at each moment of the window"
    colours = "cividis"
    missing = "feature map"

    def show_insight(self, insight: Insight) -> None:
        """Another moment."""
        self._show(insight.feature_map, KINETICS18.joints, insight)


class FocusPanel(Panel):
    """Focus per joint, as bars."""

    key = "focus"
    title = "focus per joint"
    tip = "How much the network looks at each joint now, 0 to 1"

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(96)
        self._insight = Insight()
        self._theme = theme.DARK

    def sizeHint(self) -> QSize:
        """Bars, and names below."""
        return QSize(360, 150)

    def show_insight(self, insight: Insight) -> None:
        """Another moment."""
        self._insight = insight
        self.update()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Other colours."""
        self._theme = chosen
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """One bar a joint, its name upright below."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(8))
        painter.setPen(QColor(self._theme.muted))
        focus = self._insight.focus
        if focus is None:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _missing(self._insight, "focus"))
            painter.end()
            return
        names = painter.fontMetrics().horizontalAdvance("r shoulder") + 6.0
        area = QRectF(30, 8, self.width() - 42, self.height() - names - 12)
        for value in (0.0, 0.5, 1.0):
            y = area.bottom() - value * area.height()
            painter.setPen(QColor(self._theme.border))
            painter.drawLine(int(area.left()), int(y), int(area.right()), int(y))
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(QRectF(0, y - 7, area.left() - 5, 14), _RIGHT_CENTRE, f"{value:g}")
        step = area.width() / len(focus)
        for joint, value in enumerate(focus):
            left = area.left() + joint * step
            height = max(1.0, float(value) * area.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour_at(colours.FOCUS_MAP, float(value)))
            painter.drawRoundedRect(QRectF(left + step * 0.14, area.bottom() - height, step * 0.72, height), 1.5, 1.5)
            painter.save()
            painter.translate(left + step / 2, area.bottom() + 4)
            painter.rotate(-90)
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(QRectF(-names, -7, names, 14), _RIGHT_CENTRE, KINETICS18.joints[joint])
            painter.restore()
        painter.end()


def _counted(columns: tuple[str, ...]) -> str:
    return f"{len(columns)} {'joints' if columns == KINETICS18.joints else 'parts'}"


_RIGHT_CENTRE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
PANELS: tuple[type[Panel], ...] = (HistoryPanel, RelationsPanel, GatePanel, FeaturePanel, FocusPanel)
