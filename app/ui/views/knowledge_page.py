# ruff: noqa: N802 (Qt names its events)
"""The page "What it knows": the actions of the network in use, each drawn in motion, and what they are worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QAction, QColor, QHideEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.presenters.knowledge import KnownAction, knowledge
from app.ui.texts import knowledge as texts
from app.ui.texts import window as window_texts
from app.ui.views import theme
from app.ui.views.painted import Painted
from core.card import CheckpointInfo
from core.skeleton import KINETICS18

_PACE_MS = 40  # between two poses
_PAUSE = 10  # poses for which the last one is held
_CARD = 128  # pixels wide


class KnowledgePage(QDialog):
    """Stays open beside the window, and follows when another network is chosen.

    Args:
        teach: the command that opens the page for own actions; None where there is none.
    """

    def __init__(
        self, parent: QWidget, card: CheckpointInfo | None, chosen: theme.Theme, teach: QAction | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(texts.TITLE)
        self._theme = chosen
        self._card: CheckpointInfo | None = None
        self.cards: list[ActionCard] = []
        self._teach = teach
        self._columns = 0
        self._place = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_PACE_MS)
        self._timer.timeout.connect(self._step)
        self.heading = _label("heading")
        self.summary, self.uncertain = _label(), _label()
        self._grid_widget = QWidget()
        self.grid = QGridLayout(self._grid_widget)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.area = self._body()
        close = QPushButton(window_texts.CLOSE)
        close.clicked.connect(self.close)
        close.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.addWidget(self.area)
        column.addLayout(buttons)
        self.resize(round(theme.px(820)), round(theme.px(680)))
        self.show_card(card)

    def _body(self) -> QScrollArea:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget in (self.heading, self.summary):
            column.addWidget(widget)
        for title, text in ((texts.UNCERTAIN_HEADING, self.uncertain), (texts.OTHERS_HEADING, _label())):
            column.addWidget(_label("subheading", title))
            column.addWidget(text)
        text.setText(texts.OTHERS)
        if self._teach is not None:
            button = QPushButton(texts.TEACH)
            button.clicked.connect(self._teach.trigger)
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        else:
            by_command = _label("muted", texts.TEACH_BY_COMMAND)
            by_command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(by_command)
        column.addWidget(_label("subheading", texts.ACTIONS_HEADING))
        column.addWidget(self._grid_widget)
        column.addWidget(_label("muted", texts.EXAMPLES_FROM))
        column.addStretch()
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def show_card(self, card: CheckpointInfo | None) -> None:
        """Shows another network; None: there is none yet."""
        if card == self._card and self.cards:
            return
        self._card = card
        for old in self.cards:
            old.deleteLater()
        told = None if card is None else knowledge(card)
        self.heading.setText(texts.NO_NETWORK if told is None else told.title)
        self.summary.setText("" if told is None else told.summary)
        self.uncertain.setText("" if told is None else told.uncertain)
        self.cards = [] if told is None else [ActionCard(action, self._theme) for action in told.actions]
        self._columns = 0
        self._arrange()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self._theme = chosen
        for card in self.cards:
            card.set_theme(chosen)

    def _arrange(self) -> None:
        """As many cards in a row as there is room for."""
        columns = max(1, int((self.width() - 80) / (theme.px(_CARD) + self.grid.spacing())))
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self.cards):
            self.grid.addWidget(card, place // columns, place % columns)

    def _step(self) -> None:
        self._place += 1
        for card in self.cards:
            if not card.visibleRegion().isEmpty():
                card.show_pose(self._place)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Rows get longer or shorter."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent | None) -> None:
        """The figures move while they are seen."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """They rest."""
        super().hideEvent(event)
        self._timer.stop()


class ActionCard(Painted):
    """One action: a figure that does it, its name, and how often it is recognised."""

    def __init__(self, action: KnownAction, chosen: theme.Theme) -> None:
        super().__init__()
        self.action = action
        self._theme = chosen
        self._place = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{action.name}, {action.said}")
        self.setToolTip(f"{action.name}: {action.said}")
        self._span = None if action.motion is None else span(action.motion)

    def sizeHint(self) -> QSize:
        """The figure above two lines."""
        return QSize(round(theme.px(_CARD)), round(theme.px(96) + 2 * theme.text_height(9) + 14))

    def show_pose(self, place: int) -> None:
        """Go on to a pose; after the last one the motion rests a little and begins anew."""
        if self.action.motion is not None:
            self._place = min(place % (len(self.action.motion) + _PAUSE), len(self.action.motion) - 1)
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """The figure, the name, the share and its bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self._theme.border))
        painter.setBrush(QColor(self._theme.window))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        line = theme.text_height(9)
        stage = QRectF(6, 6, self.width() - 12, self.height() - 2 * line - 18)
        self._paint_figure(painter, stage)
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(self._theme.text))
        painter.setFont(theme.font(9, bold=True))
        painter.drawText(QRectF(4, stage.bottom() + 2, self.width() - 8, line), centre, self.action.name)
        painter.setFont(theme.font(8))
        painter.setPen(QColor(self._theme.warning if self.action.weak else self._theme.muted))
        painter.drawText(QRectF(4, stage.bottom() + line + 2, self.width() - 8, line), centre, self.action.said)
        if self.action.recognised is not None:
            bar = QRectF(8, self.height() - 6, self.width() - 16, 3)
            painter.fillRect(bar, QColor(self._theme.border))
            bar.setWidth(bar.width() * self.action.recognised)
            painter.fillRect(bar, QColor(self._theme.warning if self.action.weak else self._theme.good))
        painter.end()

    def _paint_figure(self, painter: QPainter, stage: QRectF) -> None:
        motion = self.action.motion
        if motion is None or self._span is None:
            painter.setFont(theme.font(8))
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(stage, Qt.AlignmentFlag.AlignCenter, texts.NO_EXAMPLE)
            return
        left, top, width, height = self._span
        scale = min(stage.width() / width, stage.height() / height)
        corner = QPointF(stage.center().x() - width * scale / 2, stage.center().y() - height * scale / 2)
        pose = motion[self._place]
        points = [QPointF(corner.x() + (x - left) * scale, corner.y() + (y - top) * scale) for x, y, _ in pose.tolist()]
        painter.setPen(QPen(QColor(self._theme.accent), theme.px(2.2), cap=Qt.PenCapStyle.RoundCap))
        for child, parent in KINETICS18.bones:
            if pose[child, 2] > 0 and pose[parent, 2] > 0:
                painter.drawLine(points[child], points[parent])
        if pose[0, 2] > 0:
            painter.setBrush(QColor(self._theme.accent))
            head = min(0.16 * scale, 0.09 * stage.height())
            painter.drawEllipse(points[0], head, head)


def span(motion: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """Left, top, width and height of all joints ``(T, 18, 3)`` that are seen, with a margin for the head."""
    seen = motion[motion[..., 2] > 0][:, :2]
    if len(seen) == 0:
        return 0.0, 0.0, 1.0, 1.0
    (left, top), (right, bottom) = seen.min(axis=0) - 0.25, seen.max(axis=0) + 0.1
    return float(left), float(top), float(right - left), float(bottom - top)


def _label(name: str = "", text: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
