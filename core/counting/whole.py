"""Counting in a whole stretch of motion, with look-ahead."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter1d

from core.counting.result import Repetitions
from core.counting.search import RATE, CycleSearch, Link
from core.counting.views import SURE, VIEWS, Array, body_length, look, moves, stance
from core.skeleton import Joints
from core.types import Cycle

DRIFT_SECONDS = 3.0  # slower motion than this is drift: the camera moves, the person walks
COMPONENTS = 3  # principal components of a view: a repetition runs along a line or around a loop
_HALF_WINDOW = 0.1  # seconds on either side of a sample over which joints are averaged


def count_repetitions(times: ArrayLike, joints: Joints) -> Repetitions:
    """Counts the repetitions in a stretch of one person's motion, whatever the motion is.

    Args:
        times: ``(T,)`` seconds, increasing.
        joints: ``(T, 18, 3)`` kinetics18: x, y in pixels (y downward), confidence. A missing joint is all zero. Other
            units do as well, as the body's own length is the yardstick.

    Raises:
        ValueError: other shapes, or times that do not increase.
    """
    times = np.asarray(times, dtype=np.float64)
    points = np.asarray(joints, dtype=np.float64)
    if times.ndim != 1 or points.shape != (len(times), 18, 3):
        raise ValueError(f"joints must be (T, 18, 3) with T times, not {points.shape} with times {times.shape}")
    if not (np.isfinite(times).all() and (np.diff(times) > 0).all()):
        raise ValueError("times must increase")
    size = body_length(points)
    if not np.isfinite(size).any():
        return Repetitions(())
    sampled = sample(times, _filled(points)) / max(float(np.nanmedian(size)), 1e-9)
    if len(sampled) < 3:
        return Repetitions(())
    search = CycleSearch(len(VIEWS), COMPONENTS)
    for row, place in zip(principal(look(sampled)), _way(sampled), strict=True):
        search.step(row, place)
    view = winner(search.scores, search.counts)
    return Repetitions(cycles_of(search.chains(view), view, float(times[0])))


def _filled(joints: Array) -> Array:
    """Points ``(T, 18, 2)`` with every joint's gaps bridged by straight lines; a joint never seen for sure is zero."""
    rows = np.arange(len(joints))
    out = np.zeros(joints.shape[:2] + (2,))
    for joint in range(joints.shape[1]):
        seen = joints[:, joint, 2] > SURE
        for axis in range(2) if seen.any() else ():
            out[:, joint, axis] = np.interp(rows, rows[seen], joints[seen, joint, axis])
    return out


def sample(times: Array, points: Array) -> Array:
    """Points ``(T, 18, 2)`` at `RATE`: the median of the frames around each sample, or the nearest one.

    The median, as pose estimators are now and then wrong for one frame.
    """
    at = np.arange(times[0], times[-1] + 1e-9, 1 / RATE)
    first = np.searchsorted(times, at - _HALF_WINDOW - 1e-9)
    last = np.searchsorted(times, at + _HALF_WINDOW + 1e-9)
    nearest = np.minimum(np.searchsorted(times, at), len(times) - 1)
    spans = zip(first, last, nearest, strict=True)
    return np.array([np.median(points[a:b], axis=0) if b > a else points[c] for a, b, c in spans])


def _way(points: Array) -> Array:
    """Where someone is ``(T, 3)``, in body lengths from where they began, of points ``(T, 18, 2)``."""
    stances = stance(points)
    return np.concatenate([np.zeros((1, 3)), moves(stances[:-1], stances[1:]).cumsum(axis=0)])


def principal(seen: Array) -> Array:
    """Views ``(T, views, D)`` without drift, along their own `COMPONENTS` principal components."""
    still = seen - gaussian_filter1d(seen, DRIFT_SECONDS * RATE, axis=0)
    still = (still - still.mean(axis=0)).transpose(1, 0, 2)
    _, axes = np.linalg.eigh(still.transpose(0, 2, 1) @ still)
    return np.asarray((still @ axes[..., -COMPONENTS:]).transpose(1, 0, 2))


def winner(scores: Array, counts: NDArray[np.int_]) -> int:
    """The view that counts, of what each view's chains earned and hold, both ``(views,)``.

    Views vote on the count, with the square of what their chains have earned; the weighted median wins. One view alone
    may see a cycle twice (both arms one after the other) or not at all; where several agree, they are right more often.
    Of the views with that count it is the one that earned most.
    """
    earned = np.maximum(scores, 0.0)
    order = np.argsort(counts, kind="stable")
    votes = np.cumsum(earned[order] ** 2)
    if votes[-1] <= 0:
        return 0
    count = counts[order[np.searchsorted(votes, votes[-1] / 2)]]
    return int(np.where(counts == count, earned, -1.0).argmax())


def cycles_of(chains: list[list[Link]], view: int, begin: float) -> tuple[Cycle, ...]:
    """Chains of samples as cycles in seconds, the first sample at ``begin``."""
    out = []
    for group, chain in enumerate(chains):
        likeness = [link.likeness for link in chain]
        likeness[0] = likeness[1] if len(chain) > 1 else 0.0  # the first has no one before it, but one after
        out += [
            Cycle(begin + link.start / RATE, begin + link.end / RATE, float(np.clip(sure, 0, 1)), view, group)
            for link, sure in zip(chain, likeness, strict=True)
        ]
    return tuple(out)
