# ruff: noqa: N802 (Qt names its events)
"""The focus on each joint, as bars."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QToolTip

from app.output import colours
from app.ui.presenters.relations import joint_names
from app.ui.texts import panels as texts
from app.ui.texts.numbers import number
from app.ui.views import theme
from app.ui.views.heatmap import named_table
from app.ui.views.panel import PaintedPanel, Table, missing
from core.skeleton import KINETICS18


class FocusPanel(PaintedPanel):
    """One bar a joint, in the colour that the joint has in the picture."""

    key = "focus"

    def __init__(self) -> None:
        super().__init__(96)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """Bars, and names below."""
        return QSize(360, 150)

    def value_at(self, x: float) -> str:
        """Name and focus of the joint in whose column a point lies; empty beside them."""
        focus, area = self._panels.focus, self._area()
        if focus is None or not area.left() <= x < area.right():
            return ""
        joint = int((x - area.left()) / area.width() * len(focus))
        return f"{joint_names()[joint]}: {number(focus[joint], '.3f')}"

    def event(self, event: QEvent | None) -> bool:
        """Over the bars no general tip takes the place of the value."""
        if isinstance(event, QHelpEvent) and self.value_at(event.pos().x()):
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """The value under the mouse."""
        if event is not None:
            text = self.value_at(event.position().x())
            QToolTip.showText(event.globalPosition().toPoint(), text, self) if text else QToolTip.hideText()

    def table(self) -> Table:
        """The attention on each joint."""
        focus = self._panels.focus
        if focus is None:
            return []
        return named_table(KINETICS18.joints, (texts.ATTENTION,), focus[:, None])

    def _area(self) -> QRectF:
        names = theme.widest(joint_names(), 8) + 6.0
        left = theme.text_height(8) + theme.text_width("0.5", 8) + 8.0
        return QRectF(left, 8, self.width() - left - 12, max(1.0, self.height() - names - 12))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """One bar a joint, its name upright below."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(8))
        painter.setPen(QColor(self._theme.muted))
        focus = self._panels.focus
        if focus is None:
            text = missing(self._panels, texts.FOCUS)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            painter.end()
            return
        area = self._area()
        self._paint_grid(painter, area)
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
            names = self.height() - area.bottom() - 6
            line = theme.text_height(8)
            painter.drawText(QRectF(-names, -line / 2, names, line), _RIGHT_CENTRE, joint_names()[joint])
            painter.restore()
        painter.end()

    def _paint_grid(self, painter: QPainter, area: QRectF) -> None:
        for value in (0.0, 0.5, 1.0):
            y = area.bottom() - value * area.height()
            painter.setPen(QColor(self._theme.border))
            painter.drawLine(int(area.left()), int(y), int(area.right()), int(y))
            painter.setPen(QColor(self._theme.muted))
            line = theme.text_height(8)
            painter.drawText(QRectF(0, y - line / 2, area.left() - 5, line), _RIGHT_CENTRE, number(value, "g"))
        painter.save()
        painter.translate(theme.text_height(8) / 2 + 2, area.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-100, -10, 200, 20), Qt.AlignmentFlag.AlignCenter, texts.ATTENTION)
        painter.restore()


_RIGHT_CENTRE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
