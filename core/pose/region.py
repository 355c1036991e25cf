"""The turned square around a person that is cut out of the picture for the landmark network.

As MediaPipe has it (`mediapipe/modules/pose_landmark/pose_landmarks_to_roi.pbtxt`, with
`alignment_points_to_rects_calculator.cc` and `rect_transformation_calculator.cc`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.video.opencv import cv2

_MARGIN = 1.25  # the landmark network was trained on squares this much larger than the circle around a person


@dataclass(frozen=True)
class Region:
    """A square in a picture.

    Attributes:
        x, y: its centre, in pixels.
        side: its length, in pixels.
        turn: radians by which it is turned clockwise, as seen in the picture; 0 for a person who stands upright.
    """

    x: float
    y: float
    side: float
    turn: float

    @property
    def inner(self) -> float:
        """Half the body's length, in pixels: the radius of the circle from which the region was made."""
        return self.side / _MARGIN / 2

    def axes(self) -> NDArray[np.float64]:
        """``(2, 2)``: the square's right and its down, each one side long, as columns of picture coordinates."""
        c, s = self.side * math.cos(self.turn), self.side * math.sin(self.turn)
        return np.array([[c, -s], [s, c]])

    def to_picture(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Points ``(..., 2)`` in 0..1 of the square, from its upper left corner, as pixels of the picture."""
        return np.asarray((points.astype(np.float64) - 0.5) @ self.axes().T + (self.x, self.y))

    def cut(self, image: NDArray[np.uint8], size: int, border: int = cv2.BORDER_REPLICATE) -> NDArray[np.uint8]:
        """The square as an RGB picture of ``size`` x ``size`` pixels, ``(size, size, 3)``.

        Args:
            image: ``(H, W, 3)`` BGR.
            size: in pixels.
            border: OpenCV's name for what lies outside the picture.
        """
        axes = self.axes() / size
        corner = np.array([self.x, self.y]) - axes.sum(axis=1) * (size / 2)
        back = np.concatenate((axes, corner[:, None]), axis=1)  # from the crop to the picture
        # MediaPipe cuts linearly; people smaller than the crop are seen more exactly this way
        way = cv2.INTER_CUBIC if self.side < size else cv2.INTER_LINEAR
        crop = cv2.warpAffine(image, back, (size, size), flags=way | cv2.WARP_INVERSE_MAP, borderMode=border)
        return np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB), np.uint8)  # of the crop: cheaper than of the picture


def region_around(centre: NDArray[np.floating], rim: NDArray[np.floating]) -> Region:
    """The region of a person whose hips' centre and a point on the circle around the body are known.

    Args:
        centre, rim: ``(2,)``, pixels. The line from one to the other is the body's, upwards.
    """
    dx, dy = float(rim[0] - centre[0]), float(rim[1] - centre[1])
    turn = math.pi / 2 - math.atan2(-dy, dx)
    turn -= 2 * math.pi * math.floor((turn + math.pi) / (2 * math.pi))  # into -π..π
    return Region(float(centre[0]), float(centre[1]), 2 * math.hypot(dx, dy) * _MARGIN, turn)
