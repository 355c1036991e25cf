"""What of a body is looked at: a few groups of joints, each in its own frame of reference.

A repetition moves some part of the body along a closed path. Which part is not known, so several are watched side by
side. Looking at one group at a time keeps the noise of resting limbs out of the comparison.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Joints

Array = NDArray[np.float64]

_NECK, _HIPS, _ANKLES = (1,), (8, 11), (10, 13)
SURE = 0.4  # a joint of less confidence is hidden, and where it lies is a guess that changes from frame to frame
_NEARER = 2.0  # body lengths that someone walks who grows by a factor of e; more, in truth, but size is less certain
_LEAP = 0.3  # body lengths in a sample
_ALL = tuple(range(18))

# name, joints, the joints whose middle is the origin (none: the picture's own), and which coordinates count.
VIEWS: tuple[tuple[str, tuple[int, ...], tuple[int, ...], str], ...] = (
    ("body in the picture", _ALL, (), "xy"),
    ("body about the hips", _ALL, _HIPS, "xy"),
    ("arms about the neck", (3, 4, 6, 7), _NECK, "xy"),
    ("legs about the hips", (9, 10, 12, 13), _HIPS, "xy"),
    ("trunk about the ankles", (0, 1, 2, 5, 8, 11), _ANKLES, "xy"),
    ("heights in the picture", _ALL, (), "y"),
)
VIEW_NAMES = tuple(view[0] for view in VIEWS)
WIDTH = 2 * len(_ALL)  # coordinates of the widest view


def body_length(joints: Joints | Array) -> Array:
    """The longer side of the box around each body ``(T,)``, in pixels, of joints ``(T, 18, 3)``; NaN for nobody."""
    present = joints[..., 2] > 0
    points = np.where(present[..., None], joints[..., :2], np.nan)
    found = present.sum(axis=1) > 1
    out = np.full(len(joints), np.nan)
    if found.any():
        out[found] = (np.nanmax(points[found], axis=1) - np.nanmin(points[found], axis=1)).max(axis=1)
    return out


def stance(points: Array) -> Array:
    """Where bodies ``(T, 18, 2)`` are and how large, ``(T, 3)``: middle and longer side of the box around each."""
    seen = (points != 0).any(axis=2)[..., None]  # a joint that was never seen lies at the origin
    low, high = np.where(seen, points, np.inf).min(axis=1), np.where(seen, points, -np.inf).max(axis=1)
    low, high = np.where(seen.any(axis=1), [low, high], 0.0)
    return np.column_stack([(low + high) / 2, (high - low).max(axis=1)])


def moves(before: Array, now: Array) -> Array:
    """How far people moved from one `stance` to another, both ``(..., 3)``.

    Returns:
        ``(..., 3)`` body lengths to the right, down, and nearer to the camera; no more than `_LEAP` in each direction,
        as a pose estimator may jump.
    """
    size, size_before = np.maximum(now[..., 2:], 1e-9), np.maximum(before[..., 2:], 1e-9)
    out = (now - before) / np.maximum(size, size_before)
    out[..., 2:] = _NEARER * np.log(size / size_before)
    return np.asarray(np.clip(out, -_LEAP, _LEAP))


def look(points: Array) -> Array:
    """Bodies ``(T, 18, 2)``, in body lengths, as every view sees them.

    Returns:
        ``(T, views, WIDTH)``; narrower views are filled up with zeros. Coordinates are divided by the root of the
        number of joints, so that a squared distance between two rows is the mean squared way of a joint.
    """
    out = np.zeros((len(points), len(VIEWS), WIDTH))
    for number, (_, joints, origin, axes) in enumerate(VIEWS):
        seen = points[:, joints] - (points[:, origin].mean(axis=1, keepdims=True) if origin else 0.0)
        seen = seen[..., 1:] if axes == "y" else seen
        values = seen.reshape(len(points), -1)
        out[:, number, : values.shape[1]] = values / np.sqrt(values.shape[1] / 2)
    return out
