"""Whether two poses are one person, and whether a pose is a person at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.pose.landmarks import Pose
from core.pose.person_detector import Detection
from core.pose.region import Region

_BODY = [0, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28]  # nose, shoulders, elbows, wrists, hips, knees, ankles
_TORSO = [11, 12, 23, 24]
_SAME = 0.25  # mean distance of the body's landmarks, in half body lengths, below which two poses are one person
_SAME_CENTRE = 0.25  # of the detector's regions: distance of the centres, likewise
_SAME_SIZE = 1.6  # and ratio of the sizes
_STEADY = 0.04  # mean distance of the body's landmarks between two looks at one person, in half body lengths
_STEADY_ENOUGH = 0.15  # where the detector is as sure as this:
_VERY_SURE = 0.85
_PART = 0.6  # a pose so much smaller than another inside whose body it lies is a part of it
_CUT_OFF = 0.4  # of a body's half length may stick out of a tile


def same_person(a: Pose, b: Pose) -> bool:
    """Whether two poses of one picture are the same person, seen twice."""
    return change(a, b) < _SAME


def steady(a: Pose, b: Pose, score: float) -> bool:
    """Whether a second look, at the region that the first one gave, sees the same.

    A person looks the same in both; what was made of a coffee cup does not: of 37 things in 72 pictures without people
    that the detector took for somebody, the nearest two looks were 0.049 apart.

    Args:
        a, b: what was seen.
        score: how sure the detector was, 0..1. People whose legs are out of the picture are seen less steadily, but the
            detector is sure of them.
    """
    return change(a, b) < (_STEADY_ENOUGH if score >= _VERY_SURE else _STEADY)


def change(a: Pose, b: Pose) -> float:
    """Mean distance of the body's landmarks in two poses, in half body lengths."""
    distances = np.linalg.norm(a.landmarks[_BODY, :2] - b.landmarks[_BODY, :2], axis=1)
    return float(distances.mean() / max(a.region.inner, b.region.inner, 1e-6))


def part_of(a: Pose, b: Pose) -> bool:
    """Whether a pose is a hand, a head or a fold in the clothes of another person, taken for a small person."""
    if a.region.inner > _PART * b.region.inner:
        return False
    points, outer = a.landmarks[_BODY, :2], b.landmarks[_BODY, :2]
    inside: NDArray[np.bool_] = (points - outer.min(axis=0)) * (outer.max(axis=0) - points) > 0
    return bool(inside.all(axis=1).mean() > 0.8)


def plausible(pose: Pose, width: int, height: int) -> bool:
    """Whether a pose that was just found is a body at all: the shoulders are in the picture, most of its trunk
    is seen, and it has length.

    Args:
        pose: what the landmark network found.
        width, height: of the picture.
    """
    trunk = pose.landmarks[_TORSO]
    inside = ((trunk[:2, :2] >= 0) & (trunk[:2, :2] <= (width, height))).all()  # the shoulders
    length = np.linalg.norm(trunk[:2, :2].mean(axis=0) - trunk[2:, :2].mean(axis=0))
    return bool(inside and trunk[:, 2].mean() > 0.5 and length > 0.15 * pose.region.inner)


def strangers(found: Iterable[Detection], known: Sequence[Region]) -> list[Detection]:
    """Of the people a detector found, surest first, those that are neither followed already nor found twice."""
    taken = list(known)
    fresh = []
    for detection in sorted(found, key=lambda detection: -detection.score):
        if not any(_same_place(detection.region, region) for region in taken):
            fresh.append(detection)
            taken.append(detection.region)
    return fresh


def _same_place(a: Region, b: Region) -> bool:
    near = np.hypot(a.x - b.x, a.y - b.y) < _SAME_CENTRE * max(a.inner, b.inner)
    return bool(near and max(a.inner, b.inner) < _SAME_SIZE * min(a.inner, b.inner))


def whole(region: Region, view: Region, width: int, height: int) -> bool:
    """Whether somebody found in a view is seen there from head to foot, as far as the picture has them."""
    reach = (1 - _CUT_OFF) * region.inner
    half = view.side / 2
    low = np.array([view.x - half, view.y - half])
    high = np.array([view.x + half, view.y + half])
    place = np.array([region.x, region.y])
    return bool(
        ((place - reach >= low) | (low <= 0)).all() and ((place + reach <= high) | (high >= (width, height))).all()
    )


def once(poses: Sequence[Pose]) -> NDArray[np.bool_]:
    """Which of the poses ``(M,)`` are kept when each person is kept but once, the first of them."""
    kept: list[int] = []
    for index, pose in enumerate(poses):
        if not any(same_person(pose, poses[other]) for other in kept):
            kept.append(index)
    return np.isin(np.arange(len(poses)), kept)
