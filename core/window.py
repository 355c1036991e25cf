"""A stretch of one person's motion as a network wants it: resampled by time, centred and scaled to the body.

Training, evaluation and the live program all build their windows here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Joints

# A joint unseen for no longer than this (seconds) is interpolated; beyond, it is missing.
MAX_GAP = 0.2

# Bones of kinetics18 by which a body is measured, and their median length in torso lengths (shoulder to hip), over the
# people of JHMDB's training split 1 as MediaPipe sees them.
_YARDSTICK = np.array([(8, 2), (11, 5), (2, 1), (5, 1), (0, 1), (9, 8), (12, 11), (10, 9), (13, 12), (3, 2), (6, 5)])
_LENGTHS = np.array([1.0, 1.0, 0.28, 0.28, 0.35, 0.7, 0.7, 0.7, 0.7, 0.5, 0.5], dtype=np.float32)


def sample_window(
    times: Sequence[float] | NDArray[np.floating], joints: Joints, end: float, frames: int, rate: float
) -> Joints:
    """The last ``frames`` moments up to ``end``, at ``rate`` moments a second, whatever the camera's rate.

    Args:
        times: ``(T,)`` increasing seconds at which the person was seen.
        joints: ``(T, V, 3)``: x, y, confidence; missing joints zero.
        end: the time of the window's last frame.
        frames, rate: the window's length in frames and its frames per second.

    Returns:
        ``(frames, V, 3)`` float32. Between two sightings at most `MAX_GAP` apart a joint is interpolated linearly; a
        joint seen only on one side counts where that sighting is nearer than half a frame. Moments before the person
        was seen are zero.
    """
    out = np.zeros((frames, *joints.shape[1:]), dtype=np.float32)
    known = np.asarray(times, dtype=np.float64)
    if len(known) == 0:
        return out
    wanted = end - np.arange(frames - 1, -1, -1) / rate
    for joint in range(joints.shape[1]):
        seen = joints[:, joint, 2] > 0
        if seen.any():
            out[:, joint] = _interpolate(wanted, known[seen], joints[seen, joint], 0.5 / rate)
    return out


def _interpolate(
    wanted: NDArray[np.float64], times: NDArray[np.float64], values: Joints, reach: float
) -> NDArray[np.float32]:
    """Values ``(T, 3)`` of one joint, given where it was seen, at the wanted times; zero where nothing is near."""
    after = np.searchsorted(times, wanted).clip(0, len(times) - 1)
    before = (after - 1).clip(0)
    before = np.where(times[after] <= wanted, after, before)
    gap = times[after] - times[before]
    share = np.where(gap > 0, (wanted - times[before]) / np.where(gap > 0, gap, 1), 0).clip(0, 1)
    mixed = values[before] + (values[after] - values[before]) * share[:, None].astype(np.float32)
    nearest = np.where(np.abs(wanted - times[before]) <= np.abs(times[after] - wanted), before, after)
    inside = (times[before] <= wanted) & (wanted <= times[after]) & (gap <= MAX_GAP)
    near = np.abs(times[nearest] - wanted) <= reach + 1e-6
    return np.where(inside[:, None], mixed, np.where(near[:, None], values[nearest], 0)).astype(np.float32)


def network_input(window: Joints, picture: tuple[int, int] | None = None) -> Joints:
    """What a network is fed for a sampled window ``(T, V, 3)`` in pixels.

    Moments before the person was seen stay empty. Playing short clips round to full length, as the papers do, was no
    better on held-out clips of JHMDB's training split, and how long an action has lasted is worth knowing.

    Args:
        window: as `sample_window` makes it.
        picture: width and height in pixels, for networks that take shares of the picture; None: body units.
    """
    return normalise(window) if picture is None else in_picture(window, *picture)


def in_picture(window: Joints, width: int, height: int) -> Joints:
    """Pixels ``(T, V, 3)`` as shares of the picture less 0.5, as in Kinetics-Skeleton; missing joints stay zero."""
    out = window.copy()
    out[..., :2] = window[..., :2] / np.array([width, height], np.float32) - 0.5
    out[window[..., 2] <= 0] = 0
    return out


def normalise(window: Joints) -> Joints:
    """The window in body units: ``(T, V, 3)`` pixels -> the same shape, x and y relative to the body, confidence as is.

    The origin is where the torso is on average over the window (so that walking through it stays visible), the unit is
    the torso's length. Bones seen from their end look short, never long: the size is a high percentile of the measured
    bones over their usual proportion. y grows downward. Missing joints stay zero.
    """
    present = window[..., 2] > 0
    if not present.any():
        return window.copy()
    out = window.copy()
    out[..., :2] = (window[..., :2] - _centre(window, present)) / _size(window, present)
    out[~present] = 0
    return out


def _centre(window: Joints, present: NDArray[np.bool_]) -> NDArray[np.float32]:
    torso = np.zeros_like(present)
    torso[:, [1, 2, 5, 8, 11]] = present[:, [1, 2, 5, 8, 11]]
    use = torso if torso.any() else present
    return window[use][:, :2].mean(axis=0)


def _size(window: Joints, present: NDArray[np.bool_]) -> float:
    child, parent = _YARDSTICK[:, 0], _YARDSTICK[:, 1]
    both = present[:, child] & present[:, parent]
    lengths = np.linalg.norm(window[:, child, :2] - window[:, parent, :2], axis=-1) / _LENGTHS
    if both.any():
        return float(max(np.percentile(lengths[both], 80), 1e-3))
    spread = np.ptp(window[present][:, :2], axis=0).max()
    return float(max(spread, 1e-3))
