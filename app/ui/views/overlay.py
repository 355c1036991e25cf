"""Paints the people over the picture in one pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from app.output import colours
from app.ui.presenters.people import PersonView
from app.ui.views import theme as themes
from app.ui.views.person_label import paint_label
from core.skeleton import KINETICS18

ToView = Callable[[float, float], QPointF]

_TRUNK = [KINETICS18.joints.index(name) for name in ("neck", "r hip", "l hip")]


def paint_people(
    painter: QPainter,
    people: tuple[PersonView, ...],
    to_view: ToView,
    scale: float,
    area: QRectF,
    kept: Sequence[QRectF] = (),
) -> list[QRectF]:
    """Skeletons, then labels, so that no skeleton hides a label; nothing of people outside the area.

    Args:
        to_view: from pixels of the frame to the painter's.
        scale: painter's pixels per pixel of the frame.
        area: where the picture is seen; labels stay inside.
        kept: where labels had better not lie.

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
    taken = list(kept)
    for person in people:
        others = [box for other, box in boxes.items() if other != person.id]
        taken.append(paint_label(painter, person, boxes[person.id], area, taken, others))
    return taken[len(kept) :]


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
