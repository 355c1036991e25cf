"""The magnifier: one person, larger than in the picture, in a corner of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPainterPath, QPen

from app.ui.presenters.people import PersonView
from app.ui.views import images, overlay, theme
from core.video.opencv import cv2

_ROUNDING = 6.0


def paint_lens(
    painter: QPainter, image: NDArray[np.uint8], person: PersonView, lens: QRectF, scale: float, mirror: bool
) -> None:
    """The surroundings of a person's middle, with their skeleton.

    Args:
        image: the frame ``(H, W, 3)`` BGR.
        lens: where to paint, a square.
        scale: painter's pixels per pixel of the frame.
        mirror: as in a mirror.
    """
    left, top, right, bottom = person.box
    centre = QPointF((left + right) / 2, (top + bottom) / 2)
    side = lens.width() / scale  # in pixels of the frame
    corner = QPointF(centre.x() - side / 2, centre.y() - side / 2)
    # pixel centres lie half a pixel from their corners, in the frame as in the lens
    size = round(lens.width())
    back = np.array([[1 / scale, 0, corner.x() - 0.5 + 0.5 / scale], [0, 1 / scale, corner.y() - 0.5 + 0.5 / scale]])
    part = cv2.warpAffine(image, back, (size, size), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
    painter.save()
    outline = QPainterPath()
    outline.addRoundedRect(lens, _ROUNDING, _ROUNDING)
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    painter.drawImage(lens, images.scaled(np.asarray(part, np.uint8), (size, size), mirror))

    def to_view(x: float, y: float) -> QPointF:
        across = (x - corner.x()) * scale
        return QPointF(lens.right() - across if mirror else lens.left() + across, lens.top() + (y - corner.y()) * scale)

    overlay.paint_skeleton(painter, person, to_view, scale, box=False)
    painter.restore()
    painter.setPen(QPen(theme.person_colour(person.id), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(lens, _ROUNDING, _ROUNDING)
