"""Looking at a video forwards and backwards, for recordings: finds people before they were first found, and calms them.

A pose estimator follows a person more surely than it finds one. Whom it finds late in a forward run it knows early in a
backward run; and where both runs see somebody, the mean of the two shakes less than either, without lagging behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from core.pose.backend import PoseBackend
from core.skeleton import Joints
from core.tracking import similarities
from core.types import Frame

_STRETCH = 256 * 2**20
"""Bytes of pictures that are held for a backward run: 13 seconds at 640x360, 1.4 at 1920x1080."""
_SAME = 0.2
"""Tolerance of the similarity, in body sizes, at which two detections of one frame are one person."""
_MIN_SIMILARITY = 0.3


def detect_both_ways(
    frames: Iterable[Frame], forwards: PoseBackend, backwards: PoseBackend
) -> Iterator[tuple[Frame, Joints]]:
    """Every frame with the joints ``(M, 18, 3)`` that either run found, see `merged`.

    The backward run starts anew at the end of each stretch of the video, so that a long one needs no more memory.

    Args:
        frames: of one video, in order.
        forwards, backwards: two estimators with the same settings.
    """
    held: list[tuple[Frame, Joints]] = []
    for frame in frames:
        held.append((frame, forwards.detect(frame)))
        if len(held) * frame.image.nbytes >= _STRETCH:
            yield from _backwards(held, backwards)
            held = []
    yield from _backwards(held, backwards)


def _backwards(held: list[tuple[Frame, Joints]], pose: PoseBackend) -> Iterator[tuple[Frame, Joints]]:
    pose.reset()
    found = [pose.detect(replace(frame, time=held[-1][0].time - frame.time)) for frame, _ in reversed(held)]
    for (frame, first), second in zip(held, reversed(found), strict=True):
        yield frame, merged(first, second)


def merged(first: Joints, second: Joints) -> Joints:
    """Two findings ``(A, 18, 3)`` and ``(B, 18, 3)`` of one frame as one: everybody once, those found twice first.

    Of a person found twice, a joint seen twice lies in the middle of the two, with the mean of their confidences; a
    joint seen once is as it was seen.
    """
    from scipy.optimize import linear_sum_assignment

    likeness = similarities(first, second, np.full(len(first), _SAME))
    rows, columns = linear_sum_assignment(-likeness)
    pairs = [(a, b) for a, b in zip(rows, columns, strict=True) if likeness[a, b] >= _MIN_SIMILARITY]
    both = [_mean(first[a], second[b])[None] for a, b in pairs]
    once = [np.delete(first, [a for a, _ in pairs], axis=0), np.delete(second, [b for _, b in pairs], axis=0)]
    return np.concatenate([*both, *once])


def _mean(a: Joints, b: Joints) -> Joints:
    twice = (a[:, 2:] > 0) & (b[:, 2:] > 0)
    return np.where(twice, (a + b) / 2, a + b).astype(np.float32)  # a missing joint is all zero
