"""What people wear, as a few numbers: by them somebody who was away is known again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Joints
from core.video.opencv import cv2

_TRUNK = (2, 5, 8, 11)  # shoulders and hips of kinetics18: right, left, right, left
_THIGHS = ((8, 9), (11, 12))  # hips and knees
_STEPS = np.linspace(0.2, 0.8, 5)
_BRIGHTNESS = 0.5  # counts less than colour: light changes from place to place


def clothes(image: NDArray[np.uint8], joints: Joints) -> NDArray[np.float32]:
    """The colours of people's upper and lower clothes.

    Args:
        image: ``(H, W, 3)`` BGR.
        joints: ``(M, 18, 3)``, pixels.

    Returns:
        ``(M, 6)``: half the brightness and the two colours of CIELAB, in OpenCV's 8 bits, of the trunk and of the
        thighs; not a number where these are not seen.
    """
    looks = np.full((len(joints), 2, 3), np.nan, np.float32)
    for person, row in enumerate(joints):
        if (row[list(_TRUNK), 2] > 0).all():
            looks[person, 0] = _colour(image, _between(*(row[list(_TRUNK), :2])))
        seen = [pair for pair in _THIGHS if (row[list(pair), 2] > 0).all()]
        if seen:
            places = [row[hip, :2] + _STEPS[:, None] * (row[knee, :2] - row[hip, :2]) for hip, knee in seen]
            looks[person, 1] = _colour(image, np.concatenate(places))
    return looks.reshape(-1, 6)


def _between(
    right_shoulder: NDArray[np.float32],
    left_shoulder: NDArray[np.float32],
    right_hip: NDArray[np.float32],
    left_hip: NDArray[np.float32],
) -> NDArray[np.float64]:
    """A grid ``(25, 2)`` of points inside the trunk."""
    across, down = (steps.reshape(-1, 1) for steps in np.meshgrid(_STEPS, _STEPS))
    upper = right_shoulder + across * (left_shoulder - right_shoulder)
    lower = right_hip + across * (left_hip - right_hip)
    return np.asarray(upper + down * (lower - upper), np.float64)


def _colour(image: NDArray[np.uint8], places: NDArray[np.floating]) -> NDArray[np.float32]:
    """The median colour at those of the points ``(N, 2)`` that lie in the picture."""
    height, width = image.shape[:2]
    cells = places.astype(np.int64)
    cells = cells[((cells >= 0) & (cells < (width, height))).all(axis=1)]
    if not len(cells):
        return np.full(3, np.nan, np.float32)
    pixels = image[cells[:, 1], cells[:, 0]][None]
    colours = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2LAB)[0], np.float32)
    return np.asarray(np.median(colours, axis=0) * (_BRIGHTNESS, 1, 1), np.float32)
