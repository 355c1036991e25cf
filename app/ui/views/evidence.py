# ruff: noqa: N802 (Qt names its events)
"""The evidence: which joints, and which part of the window, speak for or against the action that is shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen

from app.output import colours
from app.ui.presenters.panel_data import PanelData
from app.ui.presenters.relations import joint_names
from app.ui.texts import panels as panel_texts
from app.ui.texts import why as texts
from app.ui.texts.numbers import number
from app.ui.views import theme
from app.ui.views.heatmap import named_table
from app.ui.views.panel import PaintedPanel, Table, missing
from core.skeleton import KINETICS18

Array = NDArray[np.float32]

_MOMENTS = 0.34  # of the width, for the parts of the window


class EvidencePanel(PaintedPanel):
    """A sentence, a signed bar for each of the strongest joints, and one for each part of the window."""

    key = "evidence"

    def __init__(self) -> None:
        super().__init__(90)

    def sizeHint(self) -> QSize:
        """The sentence and six joints."""
        return QSize(360, 190)

    def table(self) -> Table:
        """The evidence of every joint, then of every part of the window, the oldest first."""
        data = self._panels
        if data.evidence is None:
            return []
        label = texts.EVIDENCE_OF.format(label=data.evidence_label)
        rows = named_table(KINETICS18.joints, (label,), data.evidence[:, None])
        stretches = data.evidence_stretches
        if stretches is None:
            return rows
        return rows + named_table(stretch_names(len(stretches), data.window), (), stretches[:, None])[1:]

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Why in words, then in bars."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        data, whole = self._panels, QRectF(self.rect()).adjusted(10, 4, -10, -6)
        painter.setFont(theme.font(8))
        painter.setPen(QColor(self._theme.muted))
        if data.person is None:
            painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, missing(data, ""))
        else:
            top = self._paint_sentence(painter, data.why, whole)
            below = QRectF(whole.left(), top, whole.width(), whole.bottom() - top)
            if data.evidence is None:
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, texts.NO_EVIDENCE)
            else:
                self._paint_evidence(painter, data, data.evidence, below)
        painter.end()

    def _paint_sentence(self, painter: QPainter, why: str, whole: QRectF) -> float:
        """As many lines as it takes, at most three; returns where they end."""
        painter.save()
        painter.setFont(theme.font(9))
        painter.setPen(QColor(self._theme.text))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        room = QRectF(whole.left(), whole.top(), whole.width(), 3 * theme.text_height(9) + 2)
        room.setHeight(min(room.height(), painter.boundingRect(room, int(flags), why).height()))
        painter.drawText(room, flags, why)
        painter.restore()
        return room.bottom() + 4

    def _paint_evidence(self, painter: QPainter, data: PanelData, evidence: Array, room: QRectF) -> None:
        stretches, line = data.evidence_stretches, theme.text_height(8)
        scale = QRectF(room.left(), room.bottom() - line, room.width(), line)  # what the bars' lengths mean
        bars = QRectF(room.left(), room.top(), room.width() * (1 - _MOMENTS) - 12, room.height() - line - 3)
        reach = reach_of(evidence, stretches)
        self._paint_joints(painter, evidence, reach, bars)
        if stretches is not None:
            moments = QRectF(bars.right() + 24, bars.top(), room.right() - bars.right() - 24, bars.height())
            self._paint_moments(painter, stretches, reach, moments)
            painter.setPen(QColor(self._theme.muted))
            under = QRectF(moments.left(), scale.top(), moments.width(), line)
            ago = panel_texts.SECONDS_AGO.format(seconds=number(data.window, ".1f"))
            painter.drawText(under, Qt.AlignmentFlag.AlignLeft, ago)
            painter.drawText(under, Qt.AlignmentFlag.AlignRight, panel_texts.NOW)
        left = QRectF(bars.left() + self._names(), scale.top(), bars.width() - self._names() - self._values(), line)
        low, high = number(-reach, "g"), number(reach, "+g")
        against, speaks = f"{low} {texts.AGAINST_SHORT}", f"{texts.FOR} {high} {texts.UNIT}"
        if theme.text_width(against + speaks, 8) > left.width() - 6:
            against, speaks = low, high
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(left, Qt.AlignmentFlag.AlignLeft, against)
        painter.drawText(left, Qt.AlignmentFlag.AlignRight, speaks)

    def _names(self) -> float:
        return theme.widest(joint_names(), 8) + 8.0

    def _values(self) -> float:
        return theme.text_width("−0.00", 8) + 6.0

    def _paint_joints(self, painter: QPainter, evidence: Array, reach: float, room: QRectF) -> None:
        height = theme.text_height(8) + 1
        shown = joints_shown(evidence, int(room.height() / height))
        middle = room.left() + self._names() + (room.width() - self._names() - self._values()) / 2
        half = (room.width() - self._names() - self._values()) / 2
        for row, joint in enumerate(shown):
            value = float(evidence[joint])
            line = QRectF(room.left(), room.top() + row * height, room.width(), height)
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, joint_names()[joint])
            painter.setPen(QColor(self._theme.text))
            painter.drawText(line, _RIGHT_CENTRE, number(value, "+.2f"))
            self._bar(painter, QRectF(middle, line.top() + 2.5, half * value / reach, height - 5).normalized(), value)
        painter.setPen(QPen(QColor(self._theme.muted), 1))
        painter.drawLine(int(middle), int(room.top()), int(middle), int(room.top() + len(shown) * height))

    def _paint_moments(self, painter: QPainter, stretches: Array, reach: float, room: QRectF) -> None:
        """Columns up for, and down for against."""
        step = room.width() / len(stretches)
        middle = room.top() + room.height() * (0.5 if (stretches < -0.05).any() else 1.0)
        tallest = room.height() if middle == room.bottom() else room.height() / 2
        for place, value in enumerate(stretches.tolist()):
            length = tallest * value / reach
            bar = QRectF(room.left() + place * step + 2, middle, step - 4, -length).normalized()
            self._bar(painter, bar, value)
        painter.setPen(QPen(QColor(self._theme.muted), 1))
        painter.drawLine(int(room.left()), int(middle), int(room.right()), int(middle))

    def _bar(self, painter: QPainter, bar: QRectF, value: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(*colours.evidence_colour(1.0 if value > 0 else -1.0)))
        painter.drawRoundedRect(bar, 1.5, 1.5)


def joints_shown(evidence: Array, room: int) -> list[int]:
    """The ``room`` joints of ``(18,)`` evidence with the largest values of either sign, from for to against."""
    strongest = np.argsort(-np.abs(evidence), kind="stable")[: max(1, room)]
    return sorted(strongest.tolist(), key=lambda joint: -float(evidence[joint]))


def reach_of(evidence: Array, stretches: Array | None) -> float:
    """Where the bars end: the colours' own reach, or the next whole bit where something is stronger."""
    most = float(np.abs(evidence).max(initial=0.0))
    if stretches is not None:
        most = max(most, float(np.abs(stretches).max(initial=0.0)))
    return max(colours.EVIDENCE_REACH, float(np.ceil(most - 1e-6)))


def stretch_names(count: int, window: float) -> tuple[str, ...]:
    """``1.6 to 1.3 s ago`` and so on, the oldest first."""
    step = window / count
    return tuple(
        texts.STRETCH.format(first=(count - place) * step, last=(count - place - 1) * step) for place in range(count)
    )


_RIGHT_CENTRE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
