# ruff: noqa: N802 (Qt names its events)
"""Examples as small skeletons that move while they are selected or under the mouse."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from PyQt6.QtCore import QEvent, QModelIndex, QPoint, QPointF, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.presenters.teach import Tile
from app.ui.texts import teach as texts
from app.ui.views import theme
from app.ui.views.painted import Painted
from core.examples.files import Motion
from core.skeleton import KINETICS18

_SIZE = QSize(101, 112)
_MARGIN = 4
_FRAME_MS = 50
_PAUSE = 0.5  # seconds between two rounds
_TILE = Qt.ItemDataRole.UserRole
_STILL = 0.4  # of a motion: the moment that is shown while it does not move


def moment(motion: Motion, seconds: float | None) -> int:
    """The frame that is shown after so many seconds of playing round and round; None: while it stands still."""
    at = _STILL * motion.seconds if seconds is None else seconds % (motion.seconds + _PAUSE)
    return int(np.clip(np.searchsorted(motion.times, at, side="right") - 1, 0, len(motion.times) - 1))


def paint_skeleton(painter: QPainter, area: QRectF, motion: Motion, frame: int, colour: QColor) -> None:
    """One frame of a motion, as large as the whole motion fits into an area."""
    seen = motion.joints[..., 2] > 0
    if not seen.any():
        return
    places = motion.joints[..., :2][seen]
    low, high = places.min(axis=0), places.max(axis=0)
    scale = float(min(np.array((area.width(), area.height())) / np.maximum(high - low, 1.0)))
    middle = (low + high) / 2

    def to_view(joint: int) -> QPointF:
        x, y = (motion.joints[frame, joint, :2] - middle) * scale
        return area.center() + QPointF(float(x), float(y))

    painter.setPen(QPen(colour, 2.2, cap=Qt.PenCapStyle.RoundCap))
    for child, parent in KINETICS18.bones:
        if seen[frame, child] and seen[frame, parent]:
            painter.drawLine(to_view(child), to_view(parent))
    if seen[frame, 0]:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(to_view(0), 3.2, 3.2)


class _TileDelegate(QStyledItemDelegate):
    """Paints a tile: the skeleton, how long it is, and a mark where it is doubtful."""

    def __init__(self, view: TileView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """All alike."""
        return _SIZE

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """One tile."""
        tile = index.data(_TILE)
        if painter is None or not isinstance(tile, Tile):
            return
        chosen = self._view.chosen_theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rect = QRectF(option.rect).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = chosen.accent if selected else chosen.warning if tile.doubt else chosen.border
        painter.setPen(QPen(QColor(edge), 2.0 if selected or tile.doubt else 1.0))
        painter.setBrush(QColor(chosen.field))
        painter.drawRoundedRect(rect, 5, 5)
        picture = rect.adjusted(9, 9, -9, -23)
        seconds = self._view.seconds if selected or index.row() == self._view.hovered else None
        colour = QColor(chosen.accent if selected else chosen.text)
        paint_skeleton(painter, picture, tile.motion, moment(tile.motion, seconds), colour)
        line = QRectF(rect.left() + 7, rect.bottom() - 21, rect.width() - 14, 18)
        painter.setFont(theme.font(8))
        painter.setPen(QColor(chosen.muted))
        length = texts.TILE.format(seconds=tile.motion.seconds)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, length)
        if tile.doubt:
            painter.setPen(QColor(chosen.warning))
            painter.setFont(theme.font(11, bold=True))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "?")
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(QColor(chosen.text), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(3, 3, -3, -3), 4, 4)
        painter.restore()


class TileView(QListWidget):
    """The examples of one action. Arrow keys move, Shift and Ctrl select several.

    Signals:
        chosen(ids): others are selected.
    """

    chosen = pyqtSignal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self.chosen_theme = theme.DARK
        self.hovered = -1
        self.seconds = 0.0  # since the motion began
        self._since = time.monotonic()
        self.hint = ""
        self._count = 0
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_TileDelegate(self))
        self.setMouseTracking(True)
        self.entered.connect(self._hover)
        self.itemSelectionChanged.connect(self._tell)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._move)

    def show_tiles(self, tiles: Sequence[Tile], selected: Sequence[str], hint: str) -> None:
        """Other examples; ``hint`` stands where there are none."""
        self.hint = hint
        self.blockSignals(True)
        for row, tile in enumerate(tiles):
            item = self.item(row)
            if item is None:
                item = QListWidgetItem(self)
            item.setData(_TILE, tile)
            item.setToolTip(_tip(tile))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _tip(tile))
            item.setSelected(tile.example.id in selected)
        while self.count() > len(tiles):
            self.takeItem(self.count() - 1)
        more = self._count < self.count()
        self._count = self.count()
        if self.count() and self.currentRow() < 0:
            self.setCurrentRow(0)
            self.clearSelection()
        self.blockSignals(False)
        if more:
            self.scrollToBottom()  # the newest
        self._run()
        self._update()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self.chosen_theme = chosen
        self._update()

    def ids(self) -> tuple[str, ...]:
        """Which are selected, in their order."""
        tiles = [self.item(row) for row in range(self.count())]
        return tuple(item.data(_TILE).example.id for item in tiles if item is not None and item.isSelected())

    def leaveEvent(self, event: QEvent | None) -> None:
        """Nothing is under the mouse."""
        self._hover(QModelIndex())
        super().leaveEvent(event)

    def mouseMoveEvent(self, event: object) -> None:
        """Between two tiles nothing is under the mouse."""
        super().mouseMoveEvent(event)  # type: ignore[arg-type]
        if not self.indexAt(self.mapFromGlobal(self.cursor().pos())).isValid():
            self._hover(QModelIndex())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """The tiles, or what to do where there are none."""
        super().paintEvent(event)
        viewport = self.viewport()
        if self.count() or viewport is None:
            return
        painter = QPainter(viewport)
        painter.setPen(QColor(self.chosen_theme.muted))
        painter.setFont(theme.font(10))
        area = QRectF(viewport.rect()).adjusted(24, 12, -24, -12)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.hint)
        painter.end()

    def _hover(self, index: QModelIndex) -> None:
        row = index.row() if index.isValid() else -1
        if row != self.hovered:
            self.hovered = row
            self._run()
            self._update()

    def _tell(self) -> None:
        self.chosen.emit(self.ids())
        self._run()

    def _run(self) -> None:
        """Moves as long as there is something that moves."""
        moves = self.hovered >= 0 or bool(self.selectedItems())
        if moves and not self._timer.isActive():
            self._since = time.monotonic()
            self._timer.start()
        elif not moves:
            self._timer.stop()

    def _move(self) -> None:
        self.seconds = time.monotonic() - self._since
        model, viewport = self.model(), self.viewport()
        if not self.isVisible() or model is None or viewport is None:
            return
        for row in {self.hovered, *(index.row() for index in self.selectedIndexes())}:
            if 0 <= row < self.count():
                viewport.update(self.visualRect(model.index(row, 0)))

    def _update(self) -> None:
        viewport = self.viewport()
        if viewport is not None:
            viewport.update()


class MotionView(Painted):
    """One example, larger, of which a stretch is played."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(92, 96)
        self._motion: Motion | None = None
        self._stretch = (0.0, 0.0)
        self._since = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.update)

    def show_motion(self, motion: Motion | None, start: float, end: float) -> None:
        """Another one, or another stretch."""
        self._motion, self._stretch, self._since = motion, (start, end), time.monotonic()
        self._timer.start() if motion is not None else self._timer.stop()
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """The moment that it has come to."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.setBrush(QColor(self._theme.field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        if self._motion is not None:
            start, end = self._stretch
            at = start + (time.monotonic() - self._since) % max(end - start + _PAUSE, 0.1)
            frame = moment(self._motion, min(at, end, self._motion.seconds))
            area = QRectF(self.rect()).adjusted(8, 8, -8, -8)
            paint_skeleton(painter, area, self._motion, frame, QColor(self._theme.accent))
        painter.end()


def _tip(tile: Tile) -> str:
    example = tile.example
    who = texts.TILE_WHO.format(who=example.who) if example.who else ""
    when = example.when.replace("T", " ")
    text = texts.TILE_TIP.format(who=who, when=when, seconds=tile.motion.seconds, source=example.source or "–")
    return f"{text}\n{texts.DOUBTFUL.format(reason=tile.doubt)}" if tile.doubt else text


def centre_of(view: TileView, row: int) -> QPoint:
    """Where a tile lies in the view."""
    model = view.model()
    assert model is not None
    return view.visualRect(model.index(row, 0)).center()
