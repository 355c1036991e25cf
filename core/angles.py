"""Angles of the body's joints, as practitioners measure them, in the plane of the picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.skeleton import KINETICS18

_BENT: dict[str, tuple[str, str, str]] = {
    f"{side} {joint}": (f"{side} {before}", f"{side} {joint}", f"{side} {after}")
    for joint, before, after in (
        ("elbow", "shoulder", "wrist"),
        ("shoulder", "elbow", "hip"),
        ("hip", "shoulder", "knee"),
        ("knee", "hip", "ankle"),
    )
    for side in ("r", "l")
}
ANGLES: tuple[str, ...] = (*_BENT, "trunk lean")
"""Names of the angles, in the order of `joint_angles`."""

_ENDS = np.array([[KINETICS18.joints.index(name) for name in names] for names in _BENT.values()])  # (8, 3)
_NECK = KINETICS18.joints.index("neck")
_HIPS = [KINETICS18.joints.index(f"{side} hip") for side in ("r", "l")]


def joint_angles(joints: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """The angles `ANGLES` of people ``(..., 18, 3)``, in degrees, as ``(..., 9)``.

    The first eight are the angles between the two limbs that meet at a joint, 0 to 180; 180 is a straight limb, and for
    the shoulder an arm raised overhead. The last one is how far the line from the middle of the hips to the neck leans
    from the vertical, -180 to 180; 0 is upright, positive to the right of the picture. All are of the body as it is
    projected: a limb that points at the camera looks more bent than it is.

    Args:
        joints: x, y in pixels (y downward), confidence; a joint with confidence 0 is not seen.

    Returns:
        NaN where a joint that the angle needs is not seen, or lies where its neighbour lies.
    """
    places, seen = np.asarray(joints[..., :2], np.float64), joints[..., 2] > 0
    first, middle, last = (places[..., _ENDS[:, end], :] for end in range(3))
    bent = _between(first - middle, last - middle)
    bent[~seen[..., _ENDS].all(axis=-1)] = np.nan
    up = places[..., _NECK, :] - places[..., _HIPS, :].mean(axis=-2)
    lean = np.degrees(np.arctan2(up[..., 0], -up[..., 1]))
    lean = np.where(seen[..., [_NECK, *_HIPS]].all(axis=-1) & (np.hypot(up[..., 0], up[..., 1]) > 0), lean, np.nan)
    return np.concatenate((bent, lean[..., None]), axis=-1).astype(np.float32)


def _between(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees between vectors ``(..., 2)``; NaN where one has no length."""
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    angle: NDArray[np.float64] = np.degrees(np.arctan2(np.abs(cross), (a * b).sum(axis=-1)))
    angle[(np.hypot(a[..., 0], a[..., 1]) == 0) | (np.hypot(b[..., 0], b[..., 1]) == 0)] = np.nan
    return angle
