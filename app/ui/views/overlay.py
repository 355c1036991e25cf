"""Paints the people over the picture in one pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.output import colours
from app.ui.presenters.people import PersonView
from app.ui.views import theme as themes
from core.skeleton import KINETICS18

ToView = Callable[[float, float], QPointF]

_TRUNK = [KINETICS18.joints.index(name) for name in ("neck", "r hip", "l hip")]
_NAME_WIDTH = 74.0  # of an action in a label, where it is not longer
_LONGEST_NAME = 150.0
_LABEL_REST = 112.0  # the bar and the score beside it
_TALLY_WIDTH = 56.0  # a label with a count is so much wider
_LINE = 15.0


def paint_people(
    painter: QPainter, people: tuple[PersonView, ...], to_view: ToView, scale: float, area: QRectF
) -> list[QRectF]:
    """Skeletons, then labels, so that no skeleton hides a label; nothing of people outside the area.

    Args:
        to_view: from pixels of the frame to the painter's.
        scale: painter's pixels per pixel of the frame.
        area: where the picture is seen; labels stay inside.

    Returns:
        Where the label of each person lies.
    """
    people = tuple(person for person in people if _box(person, to_view).intersects(area))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)  # joints may be guessed outside the picture
    for person in people:
        paint_skeleton(painter, person, to_view, scale)
    painter.restore()
    boxes = {person.id: _box(person, to_view) for person in people}
    taken: list[QRectF] = []
    for person in people:
        others = [box for other, box in boxes.items() if other != person.id]
        taken.append(_paint_label(painter, person, boxes[person.id], area, taken, others))
    return taken


def paint_skeleton(painter: QPainter, person: PersonView, to_view: ToView, scale: float, box: bool = True) -> None:
    """One person's box, if it is wanted, bones, links and joints; see `paint_people`."""
    colour = themes.person_colour(person.id)
    height = (person.box[3] - person.box[1]) * scale
    unit = min(max(height / 260, 0.55), 1.8)  # joints and bones grow with the person
    if box:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2.0 if person.followed else 1.2))
        painter.drawRoundedRect(_box(person, to_view), 3, 3)
    points = [to_view(float(x), float(y)) if c > 0 else None for x, y, c in person.joints]
    painter.setPen(QPen(colour, 3.2 * unit, cap=Qt.PenCapStyle.RoundCap))
    for child, parent in KINETICS18.bones:
        start, end = points[child], points[parent]
        if start is not None and end is not None:
            painter.drawLine(start, end)
    for joint, other, weight in person.links:
        start, end = points[joint], points[other]
        if start is not None and end is not None:
            painter.setPen(_link(round(1.4 * unit, 1), min(9, int(weight * 10))))
            painter.drawLine(start, end)
    if person.latent:
        _paint_latent(painter, points, person.latent, unit)
    painter.setPen(_outline(round(1.4 * unit, 1)))
    for point, size, fill in sorted(zip(points, *_marks(person, colour), strict=True), key=lambda mark: mark[1]):
        if point is not None:
            radius = (2.6 + 7.4 * size) * unit
            painter.setBrush(fill)
            painter.drawEllipse(point, radius, radius)


def _paint_latent(painter: QPainter, points: list[QPointF | None], joints: tuple[int, ...], unit: float) -> None:
    """BAGCN's latent node, drawn in the middle of the trunk, and its links to some joints."""
    trunk = [point for point in (points[joint] for joint in _TRUNK) if point is not None]
    if not trunk:
        return
    node = QPointF(sum(point.x() for point in trunk) / len(trunk), sum(point.y() for point in trunk) / len(trunk))
    painter.setPen(_link(round(1.6 * unit, 1), 9))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for joint in joints:
        end = points[joint]
        if end is not None:
            painter.drawLine(node, end)
    painter.setPen(QPen(QColor(255, 226, 70), 1.6 * unit))
    painter.drawEllipse(node, 4 * unit, 4 * unit)


def _marks(person: PersonView, colour: QColor) -> tuple[list[float], list[QColor]]:
    """Size 0..1 and colour of each joint: by evidence, by attention, or all alike in the person's colour."""
    if person.evidence is not None:
        shares = [min(max(value / colours.EVIDENCE_REACH, -1.0), 1.0) for value in person.evidence.tolist()]
        return [abs(share) for share in shares], [themes.evidence_colour(share) for share in shares]
    if person.focus is not None:
        values = person.focus.tolist()
        return values, [themes.colour_at(colours.FOCUS_MAP, value) for value in values]
    return [0.0] * len(person.joints), [colour] * len(person.joints)


@cache
def _outline(width: float) -> QPen:
    return QPen(QColor(255, 255, 255, 215), width)


@cache
def _link(width: float, tenth: int) -> QPen:
    """Dotted; the stronger, the more solid."""
    return QPen(QColor(255, 226, 70, 95 + 16 * tenth), width, Qt.PenStyle.DotLine, Qt.PenCapStyle.RoundCap)


def _box(person: PersonView, to_view: ToView) -> QRectF:
    left, top, right, bottom = person.box
    return QRectF(to_view(left, top), to_view(right, bottom)).normalized()


def _paint_label(
    painter: QPainter, person: PersonView, box: QRectF, area: QRectF, taken: list[QRectF], others: list[QRectF]
) -> QRectF:
    rows = len(person.rows) if any(row is not None for row in person.rows) else 0
    line, names = themes.px(_LINE), name_width(person)
    width = names + themes.px(_LABEL_REST) + (themes.px(_TALLY_WIDTH) if person.tally else 0.0)
    size = QRectF(box.left(), 0, width, themes.px(24) + rows * line + (5 if rows else 0))
    rect = place_label(size, box, area, taken, others)
    colour = themes.person_colour(person.id)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(themes.LABEL_BACKGROUND)
    painter.drawRoundedRect(rect, 4, 4)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(rect.left(), rect.top(), 3.5, rect.height()), 1.5, 1.5)

    head = QRectF(rect.left() + 11, rect.top() + 3, rect.width() - 18, themes.px(19))
    painter.setFont(themes.font(10, bold=True))
    painter.setPen(colour)
    painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, str(person.id))
    if not person.certain:
        painter.setFont(themes.font(10))
        painter.setPen(themes.LABEL_MUTED)
    title = head.adjusted(themes.px(20), 0, 0, 0)
    if person.tally:
        painter.save()
        painter.setFont(themes.font(9, bold=True))
        painter.setPen(themes.LABEL_TEXT)
        painter.drawText(title, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, person.tally)
        title.setRight(title.right() - QFontMetricsF(painter.font()).horizontalAdvance(person.tally) - 6)
        painter.restore()
    painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, _elided(painter, person.title, title.width()))
    if rows:
        _paint_rows(painter, person, QRectF(head.left(), head.bottom() + 2, head.width(), line), names, colour)
    return rect


def name_width(person: PersonView) -> float:
    """Pixels for the names of the actions in a person's label."""
    names = themes.widest(tuple(row[0] for row in person.rows if row is not None), 8) + 8.0
    return min(max(names, themes.px(_NAME_WIDTH)), themes.px(_LONGEST_NAME))


def _paint_rows(painter: QPainter, person: PersonView, line: QRectF, names: float, colour: QColor) -> None:
    painter.setFont(themes.font(8))
    numbers = themes.px(32)
    for row in person.rows:
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
            painter.drawText(value, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{score:.2f}")
        line = line.translated(0, line.height())


def place_label(rect: QRectF, box: QRectF, area: QRectF, taken: list[QRectF], others: list[QRectF]) -> QRectF:
    """Above the box, beside or below it, inside the picture; not over other people or another label if possible.

    Args:
        rect: the label's size; box: of its person; area: the picture; taken: labels; others: boxes of other people.
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
