"""What is said of a person, beside them in the picture: number, action, count, and the best actions as bars."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPaintEngine, QPainter, QPixmap

from app.ui.presenters.people import PersonView
from app.ui.texts.numbers import number
from app.ui.views import theme as themes

_NAME_WIDTH = 74.0  # of an action, where it is not longer
_LONGEST_NAME = 150.0
_REST = 112.0  # the bar and the score beside it
_TALLY_WIDTH = 56.0  # a label with a count is so much wider
_LINE = 15.0


def paint_label(
    painter: QPainter, person: PersonView, box: QRectF, area: QRectF, taken: list[QRectF], others: list[QRectF]
) -> QRectF:
    """Paints it where `place_label` finds room; returns where that is."""
    label = Label(person.id, person.title, person.certain, person.tally, person.rows)
    width, height = label.size()
    rect = place_label(QRectF(box.left(), 0, width, height), box, area, taken, others)
    engine, device = painter.paintEngine(), painter.device()
    if engine is None or device is None or engine.type() == QPaintEngine.Type.SVG:
        painter.save()
        painter.translate(rect.topLeft())
        label.paint(painter)
        painter.restore()
    else:  # what it says changes a few times a second, where it stands with every picture
        painter.drawPixmap(rect.topLeft(), _drawn(label, themes.scale(), device.devicePixelRatioF()))
    return rect


@lru_cache(maxsize=16)
def _drawn(label: Label, scale: float, ratio: float) -> QPixmap:
    """A label, drawn once for a size of texts and of the screen's pixels."""
    width, height = label.size()
    pixmap = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    label.paint(painter)
    painter.end()
    return pixmap


@dataclass(frozen=True)
class Label:
    """What is said of a person beside them; see `PersonView`."""

    id: int
    title: str
    certain: bool
    tally: str
    rows: tuple[tuple[str, float] | None, ...]

    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        rows = len(self.rows) if any(self.rows) else 0
        width = self._names() + themes.px(_REST) + (themes.px(_TALLY_WIDTH) if self.tally else 0.0)
        return width, themes.px(24) + rows * themes.px(_LINE) + (5 if rows else 0)

    def paint(self, painter: QPainter) -> None:
        """Number, action and count, and below them the best actions as bars, from the painter's origin."""
        width, height = self.size()
        colour = themes.person_colour(self.id)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(themes.LABEL_BACKGROUND)
        painter.drawRoundedRect(QRectF(0, 0, width, height), 4, 4)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(0, 0, 3.5, height), 1.5, 1.5)
        head = QRectF(11, 3, width - 18, themes.px(19))
        painter.setFont(themes.font(10, bold=True))
        painter.setPen(colour)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, str(self.id))
        title = head.adjusted(themes.px(20), 0, 0, 0)
        if self.tally:
            painter.setFont(themes.font(9, bold=True))
            painter.setPen(themes.LABEL_TEXT)
            painter.drawText(title, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.tally)
            title.setRight(title.right() - QFontMetricsF(painter.font()).horizontalAdvance(self.tally) - 6)
        painter.setFont(themes.font(10, bold=self.certain))
        painter.setPen(colour if self.certain else themes.LABEL_MUTED)
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, _elided(painter, self.title, title.width()))
        if any(self.rows):
            self._paint_rows(painter, QRectF(head.left(), head.bottom() + 2, head.width(), themes.px(_LINE)), colour)

    def _names(self) -> float:
        """Pixels for the names of the actions."""
        names = themes.widest(tuple(row[0] for row in self.rows if row is not None), 8) + 8.0
        return min(max(names, themes.px(_NAME_WIDTH)), themes.px(_LONGEST_NAME))

    def _paint_rows(self, painter: QPainter, line: QRectF, colour: QColor) -> None:
        painter.setFont(themes.font(8))
        numbers, names = themes.px(32), self._names()
        for row in self.rows:
            if row is not None:
                label, score = row
                painter.setPen(themes.LABEL_TEXT)
                name = QRectF(line.left(), line.top(), names, line.height())
                painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, _elided(painter, label, names - 2))
                room = line.width() - names - numbers
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                bar = QRectF(name.right(), line.top() + 3.5, max(1.5, room * score), line.height() - 7)
                painter.drawRoundedRect(bar, 1.5, 1.5)
                painter.setPen(themes.LABEL_TEXT)
                value = QRectF(line.right() - numbers, line.top(), numbers, line.height())
                painter.drawText(
                    value, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number(score, ".2f")
                )
            line = line.translated(0, line.height())


def place_label(rect: QRectF, box: QRectF, area: QRectF, taken: list[QRectF], others: list[QRectF]) -> QRectF:
    """Above the box, beside or below it, inside the picture; not over other people or another label if possible.

    Args:
        rect: the label's size; box: of its person; area: the picture; taken: labels and what
            else lies there; others: boxes of other people.
    """
    inside = area.adjusted(4, 4, -4, -4)
    above = rect.translated(0, box.top() - rect.height() - 4)
    above.moveLeft(min(max(above.left(), inside.left()), max(inside.left(), inside.right() - rect.width())))
    top = min(max(box.top(), inside.top()), max(inside.top(), inside.bottom() - rect.height()))
    right = QRectF(box.right() + 4, top, rect.width(), rect.height())
    left = QRectF(box.left() - rect.width() - 4, top, rect.width(), rect.height())
    below = QRectF(above)
    below.moveTop(box.bottom() + 4)
    feet = QRectF(above)  # rather over the person's own feet than over somebody else
    feet.moveBottom(min(box.bottom(), inside.bottom()) - 4)
    for other in taken:
        if feet.intersects(other):
            feet.moveBottom(other.top() - 4)
    for avoid in ([*taken, *others], taken):
        for place in (above, right, left, below, feet):
            if inside.contains(place) and not any(place.intersects(other) for other in avoid):
                return place
    place = QRectF(above)
    place.moveTop(min(max(above.top(), inside.top()), max(inside.top(), inside.bottom() - rect.height())))
    while any(place.intersects(other) for other in taken) and place.bottom() + rect.height() < inside.bottom():
        place.translate(0, 6)
    return place


def _elided(painter: QPainter, text: str, width: float) -> str:
    return QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)
