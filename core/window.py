"""A window of people's motion as networks expect it: resampled in time, centred, and scaled to the body.

Training, evaluation and the live program all build their windows here, one or many at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.skeleton import KINETICS18, Joints, Layout

# A joint unseen for no longer than this (seconds) is interpolated; beyond, it is missing.
MAX_GAP = 0.2

# Pairs of joints by which a body is measured, and their median distance in torso lengths (shoulder to hip), over the
# people of JHMDB's training split 1 as MediaPipe sees them. A layout is measured by the pairs it has.
_YARDSTICK = {
    ("r hip", "r shoulder"): 1.0, ("l hip", "l shoulder"): 1.0, ("r shoulder", "neck"): 0.28,
    ("l shoulder", "neck"): 0.28, ("nose", "neck"): 0.35, ("r knee", "r hip"): 0.7, ("l knee", "l hip"): 0.7,
    ("r ankle", "r knee"): 0.7, ("l ankle", "l knee"): 0.7, ("r elbow", "r shoulder"): 0.5,
    ("l elbow", "l shoulder"): 0.5,
}  # fmt: skip
_TORSO = ("neck", "r shoulder", "l shoulder", "r hip", "l hip")
_NEVER = np.iinfo(np.uint16).max


@dataclass(frozen=True)
class Track:
    """Sightings of one person after another, S in all.

    Attributes:
        times: ``(S,)`` seconds, increasing within each person.
        joints: ``(S, V, C)``, the last channel being the confidence; missing joints zero.
        back, ahead: ``(S, V)`` uint16, how many rows before or after this one the joint was last or will next be seen
            (0: in this one); 65535 where it was not or will not be.
    """

    times: NDArray[np.float64]
    joints: Joints
    back: NDArray[np.uint16]
    ahead: NDArray[np.uint16]

    @classmethod
    def of(cls, times: Sequence[float] | NDArray[np.floating], joints: Joints) -> Track:
        """One person's sightings: times ``(S,)`` and joints ``(S, V, C)``."""
        seen = joints[..., -1] > 0
        return cls(np.asarray(times, np.float64), joints, _rows_since(seen), _rows_since(seen[::-1])[::-1])


def _rows_since(seen: NDArray[np.bool_]) -> NDArray[np.uint16]:
    row = np.arange(len(seen))[:, None]
    last = np.maximum.accumulate(np.where(seen, row, -1), axis=0) if len(seen) else np.where(seen, row, -1)
    return np.where(last >= 0, np.minimum(row - last, _NEVER), _NEVER).astype(np.uint16)


def resample(
    track: Track,
    first: NDArray[np.integer],
    last: NDArray[np.integer],
    wanted: NDArray[np.float64],
    reach: NDArray[np.float64],
    max_gap: NDArray[np.float64],
) -> Joints:
    """The joints at any moments, for B people at once.

    Args:
        track: everybody's sightings.
        first, last: ``(B,)``: only the rows ``first`` up to, not including, ``last`` count for each of them.
        wanted: ``(B, T)`` seconds.
        reach: ``(B,)`` seconds; a joint seen only on one side counts where that sighting is nearer than this.
        max_gap: ``(B,)`` seconds; between two sightings at most so far apart a joint is interpolated linearly.

    Returns:
        ``(B, T, V, C)`` float32; zero where a joint is missing.
    """
    (B, T), (V, C) = wanted.shape, track.joints.shape[1:]
    if len(track.times) == 0:
        return np.zeros((B, T, V, C), np.float32)
    own = zip(first, last, wanted, strict=True)
    row = np.stack([np.searchsorted(track.times[a:b], moments, "right") - 1 for a, b, moments in own])
    low, high = first[:, None], np.maximum(last - 1, first)[:, None]
    row = row + low  # the last sighting at or before each moment; below ``low`` where there is none
    at = row.clip(low, high).clip(0, len(track.times) - 1)
    exact = (track.times[at] == wanted) | (row < low)
    next_row = np.where(exact, at, (at + 1).clip(low, high)).clip(0, len(track.times) - 1)
    low, high = low[..., None], np.where(last > first, last - 1, -1)[:, None, None]
    before = at[..., None] - track.back[at].astype(np.int64)
    after = next_row[..., None] + track.ahead[next_row].astype(np.int64)
    has_before = (track.back[at] != _NEVER) & (before >= low) & (before <= high) & (row >= first[:, None])[..., None]
    has_after = (track.ahead[next_row] != _NEVER) & (after <= high) & (track.times[next_row] >= wanted)[..., None]
    before, after = np.where(has_before, before, 0), np.where(has_after, after, 0)

    moment = wanted[..., None]
    since = np.where(has_before, moment - track.times[before], np.inf)
    until = np.where(has_after, track.times[after] - moment, np.inf)
    between = has_before & has_after & (since + until <= max_gap[:, None, None])
    near = np.minimum(since, until) <= reach[:, None, None] + 1e-6
    span = np.where(between, since + until, 1)
    to_after = np.where(between, np.where(span > 0, since / np.where(span > 0, span, 1), 0), until < since)
    joint = np.arange(V)
    one, other = track.joints[before, joint], track.joints[after, joint]
    mixed = one + (other - one) * to_after[..., None].astype(np.float32)
    return np.where((between | near)[..., None], mixed, 0).astype(np.float32)


def sample_window(
    times: Sequence[float] | NDArray[np.floating], joints: Joints, end: float, frames: int, rate: float
) -> Joints:
    """The last ``frames`` moments up to ``end``, at ``rate`` moments per second, whatever the camera's frame rate.

    Args:
        times: ``(T,)`` increasing seconds at which the person was seen.
        joints: ``(T, V, C)``: coordinates, confidence; missing joints zero.
        end: the time of the window's last frame.
        frames, rate: the window's length in frames and its frames per second.

    Returns:
        ``(frames, V, C)`` float32. Between two sightings at most `MAX_GAP` apart a joint is interpolated linearly; a
        joint seen only on one side counts where that sighting is nearer than half a frame. Moments before the person
        was seen are zero.
    """
    wanted = end - np.arange(frames - 1, -1, -1) / rate
    every = np.array([0]), np.array([len(joints)])
    track = Track.of(times, joints)
    return resample(track, *every, wanted[None], np.array([0.5 / rate]), np.array([MAX_GAP]))[0]


def network_input(window: Joints, picture: tuple[int, int] | None = None, coordinates: str = "body") -> Joints:
    """The network's input for a sampled window ``(T, 18, 3)`` in pixels.

    Moments before the person was seen stay empty. Playing short clips round to full length, as the papers do, was no
    better on held-out clips of JHMDB's training split, and how long an action has lasted is worth knowing.

    Args:
        window: as `sample_window` makes it.
        picture: width and height in pixels, for networks that take shares of the picture; None: body units.
        coordinates: which body units, ``body`` or ``running``, see `core.card.CheckpointInfo`.
    """
    if picture is not None:
        return in_picture(window, *picture)
    return (normalise_running if coordinates == "running" else normalise)(window[None, None])[0, 0]


def in_picture(window: Joints, width: int, height: int) -> Joints:
    """Pixels ``(T, V, 3)`` as shares of the picture less 0.5, as in Kinetics-Skeleton; missing joints stay zero."""
    out = window.copy()
    out[..., :2] = window[..., :2] / np.array([width, height], np.float32) - 0.5
    out[window[..., 2] <= 0] = 0
    return out


def normalise(windows: Joints, layout: Layout = KINETICS18) -> Joints:
    """Windows in body units: ``(B, M, T, V, C)`` -> the same shape, coordinates relative to the body, confidence as is.

    The origin is where the torso is on average over the window (so that walking through it stays visible), the unit is
    the torso's length. Bones seen from their end look short, never long: the size is a high percentile of the measured
    bones over their usual proportion. All M people of a window share one origin and one unit, so that it stays visible
    how they stand to each other. y grows downward. 3D windows are turned about the vertical axis until the first
    person's shoulders and hips lie along x on average, so that the camera's side does not matter (as NTU RGB+D is
    usually prepared, Shahroudy et al. 2016). Missing joints stay zero.
    """
    present = np.asarray(windows[..., -1] > 0)
    position = windows[..., :-1].astype(np.float64)
    position -= _centre(position, present, layout)[:, None, None, None]
    position /= _size(position, present, layout)[:, None, None, None, None]
    if position.shape[-1] == 3:
        position = _face(position, present, layout)
    out = np.concatenate((position, windows[..., -1:]), axis=-1).astype(np.float32)
    out[~present] = 0
    return out


def normalise_running(windows: Joints, layout: Layout = KINETICS18) -> Joints:
    """Body units computed from the current and earlier frames only: ``(B, M, T, V, C)`` -> the same shape.

    As `normalise`, but each frame's origin and unit are the means of those of the frames up to it, so that a network
    which runs one frame at a time can be fed. 3D windows are not turned.
    """
    B, M, T, V, C = windows.shape
    present = np.asarray(windows[..., -1] > 0)
    position = windows[..., :-1].astype(np.float64)
    alone = position.transpose(0, 2, 1, 3, 4).reshape(B * T, M, 1, V, C - 1)
    there = present.transpose(0, 2, 1, 3).reshape(B * T, M, 1, V)
    seen = np.asarray(there.reshape(B, T, -1).any(axis=2))
    many = np.cumsum(seen, axis=1).clip(1)
    centre = np.cumsum(_centre(alone, there, layout).reshape(B, T, -1) * seen[..., None], axis=1) / many[..., None]
    size = (np.cumsum(_size(alone, there, layout).reshape(B, T) * seen, axis=1) / many).clip(1e-3)
    position = (position - centre[:, None, :, None]) / size[:, None, :, None, None]
    out = np.concatenate((position, windows[..., -1:]), axis=-1).astype(np.float32)
    out[~present] = 0
    return out


def _centre(position: NDArray[np.float64], present: NDArray[np.bool_], layout: Layout) -> NDArray[np.float64]:
    """Mean ``(B, C)`` of the torso's joints; of all joints where no torso is seen."""
    torso = np.array([name in _TORSO for name in layout.joints])
    use = present & torso
    use = np.where(use.any(axis=(1, 2, 3), keepdims=True), use, present)
    return (position * use[..., None]).sum(axis=(1, 2, 3)) / use.sum(axis=(1, 2, 3)).clip(1)[:, None]


def _size(position: NDArray[np.float64], present: NDArray[np.bool_], layout: Layout) -> NDArray[np.float64]:
    """The torso's length ``(B,)``; the extent of what is seen where no pair of joints tells it."""
    index = {name: joint for joint, name in enumerate(layout.joints)}
    pairs = [(index[a], index[b], length) for (a, b), length in _YARDSTICK.items() if a in index and b in index]
    child, parent = [a for a, _, _ in pairs], [b for _, b, _ in pairs]
    usual = np.array([length for *_, length in pairs])
    both = present[..., child] & present[..., parent]
    lengths = np.linalg.norm(position[..., child, :] - position[..., parent, :], axis=-1) / usual
    B = len(position)
    lengths = np.sort(np.where(both, lengths, np.inf).reshape(B, -1), axis=1)
    count = both.reshape(B, -1).sum(axis=1)
    place = 0.8 * (count - 1).clip(0)  # the 80th percentile, interpolated
    lower, row = np.floor(place).astype(int), np.arange(B)
    upper = np.minimum(lower + 1, (count - 1).clip(0))
    some = count > 0
    low, high = (np.where(some, lengths[row, each], 0) for each in (lower, upper))
    measured = low + (high - low) * (place - lower)
    for b in np.flatnonzero(~some & present.any(axis=(1, 2, 3))):
        measured[b] = np.ptp(position[b][present[b]], axis=0).max()
    return measured.clip(1e-3)


def _face(position: NDArray[np.float64], present: NDArray[np.bool_], layout: Layout) -> NDArray[np.float64]:
    """3D windows ``(B, M, T, V, 3)`` turned about y until the first person's left lies where the camera's right is."""
    index = {name: joint for joint, name in enumerate(layout.joints)}
    pairs = [(index[f"l {name}"], index[f"r {name}"]) for name in ("shoulder", "hip") if f"l {name}" in index]
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    both = present[:, 0][..., left] & present[:, 0][..., right]
    across = (position[:, 0][..., left, :] - position[:, 0][..., right, :]) * both[..., None]
    across = across.sum(axis=(1, 2))
    angle = np.arctan2(across[:, 2], across[:, 0])  # of the shoulder line in the x-z plane, 0: along x
    return turn(position, -angle[:, None])


def align(windows: Joints, every_frame: bool) -> Joints:
    """3D windows ``(B, M, T, 25, 4)`` of NTU's joints as public code prepares them, in metres.

    The origin is the first person's spine (joint 1), in every frame its own (2s-AGCN, ``data_gen/preprocess.py``) or in
    all that of the first frame (pyskl, ``PreNormalize3D``). Then everybody is turned until in the first frame that
    person's spine points along z, and from there until the right shoulder lies along x from the left one.

    Args:
        windows: as a camera sees them, y down; joints that are missing zero, and so they stay.
        every_frame: which origin.
    """
    present = windows[..., -1:] > 0
    position = windows[..., :3].astype(np.float64) * (-1, -1, 1)  # as the Kinect has them, y up
    seen = present[:, 0, :, 1, 0]
    first = seen.argmax(axis=1)
    row = np.arange(len(windows))
    centre = position[:, 0, :, 1] if every_frame else position[row, 0, first][:, None, 1]
    position = (position - centre[:, None, :, None]) * present
    for low, high, axis in ((0, 1, (0.0, 0.0, 1.0)), (4, 8, (1.0, 0.0, 0.0))):
        along = position[row, 0, first, high] - position[row, 0, first, low]
        position = np.einsum("bij,bmtvj->bmtvi", _rotations(along, np.array(axis)), position)
    return np.concatenate((position * present, windows[..., -1:]), axis=-1).astype(np.float32)


def _rotations(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """The smallest turns ``(B, 3, 3)`` of vectors ``(B, 3)`` to a unit vector; none where a vector has no length.

    R = 1 + K + K² / (1 + cos), K the cross product with source x target (Rodrigues' formula for unit vectors).
    """
    length = np.linalg.norm(source, axis=1, keepdims=True)
    unit = np.where(length > 1e-6, source / length.clip(1e-6), target)
    x, y, z = np.cross(unit, target).T
    zero = np.zeros_like(x)
    K = np.array([[zero, -z, y], [z, zero, -x], [-y, x, zero]]).transpose(2, 0, 1)
    return np.eye(3) + K + K @ K / (1 + unit @ target).clip(1e-9)[:, None, None]


def turn(position: NDArray[np.floating], angle: NDArray[np.floating]) -> NDArray[np.float64]:
    """3D positions ``(B, M, T, V, 3)`` turned about the vertical axis by ``(B, T)`` or ``(B, 1)`` radians, x to z."""
    cos, sin = (each(angle)[:, None, :, None] for each in (np.cos, np.sin))
    x, y, z = position[..., 0], position[..., 1], position[..., 2]
    return np.stack((cos * x - sin * z, y + 0 * x, sin * x + cos * z), axis=-1)
