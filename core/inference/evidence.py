"""Evidence by occlusion: how much each joint, and each stretch of the window, speaks for the class that is shown.

"If this joint were not seen, the odds of waving would be four times lower": the joint is taken out of the whole window,
its bones and its motion with it, and the network is asked again (Zeiler and Fergus, Visualizing and Understanding
Convolutional Networks, 2014). What is told is a difference of two answers of the network itself, so it cannot
contradict them. All windows that differ in one thing are one batch.

The unit is the bit, of the weight of evidence (Good, Probability and the Weighing of Evidence, 1950; for explanations
Robnik-Sikonja and Kononenko, Explaining Classifications for Individual Instances, 2008): by how many powers of two the
odds p / (1 - p) fall. The order of the joints is that of the fall of the probability, but a probability near 1 hardly
falls, whatever is hidden; the odds do.

A joint is hidden in the network's own units, after centring and scaling, so that only the joint is missing: taken out
of the pixels, a hidden hip would also move and stretch all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Joints

STRETCHES = 5
"""The window's time is cut into so many stretches of equal length, the newest one last."""

_LEAST = 1e-9  # probabilities below it are rounding


@dataclass(frozen=True)
class Evidence:
    """What speaks for or against a class in N windows.

    Attributes:
        labels: ``(N,)`` the classes it is about.
        joints: ``(N, V)`` float32, bits: by how many powers of two the class's odds fall where this joint is hidden; 1:
            they are halved. Positive: the joint speaks for the class; negative: against it; 0 where it is not seen
            anyway.
        stretches: ``(N, STRETCHES)`` float32, the same where nothing is seen in this stretch of the window; the last
            one ends now.
    """

    labels: NDArray[np.int64]
    joints: NDArray[np.float32]
    stretches: NDArray[np.float32]


def occlude(windows: Joints, rate: float, seconds: float) -> Joints:
    """Each window, and the same with one thing hidden at a time: ``(N, T, V, 3)`` -> ``(N, 1 + V + STRETCHES, ...)``.

    Args:
        windows: as `core.window.network_input` makes them; what is hidden is zero, as what is missing.
        rate: their frames per second.
        seconds: the time that the stretches divide. Fused networks may see windows of different length: a stretch is
            the same time for all of them.
    """
    T, V = windows.shape[1:3]
    out = np.repeat(windows[:, None], 1 + V + STRETCHES, axis=1)
    joint = np.arange(V)
    out[:, 1 + joint, :, joint] = 0
    for number, frames in enumerate(stretch_frames(T, rate, seconds)):
        out[:, 1 + V + number, frames] = 0
    return out


def stretch_frames(frames: int, rate: float, seconds: float) -> list[slice]:
    """Which of a window's frames lie in each stretch of the last ``seconds``; some may have none."""
    before_end = (frames - 0.5 - np.arange(frames)) / rate  # the middle of each frame
    number = np.floor((1 - before_end / seconds) * STRETCHES).clip(-1, STRETCHES - 1)
    edges = np.searchsorted(number, np.arange(STRETCHES + 1))
    return [slice(int(first), int(stop)) for first, stop in pairwise(edges)]


def weigh(probabilities: NDArray[np.floating], labels: NDArray[np.int64]) -> Evidence:
    """From the answers ``(N, 1 + V + STRETCHES, num_classes)`` to what `occlude` made, the evidence for ``labels``."""
    odds = log_odds(probabilities, labels[:, None])
    fall = (odds[:, :1] - odds[:, 1:]).astype(np.float32)
    return Evidence(labels, fall[:, :-STRETCHES], fall[:, -STRETCHES:])


def log_odds(probabilities: NDArray[np.floating], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Odds of the classes ``labels`` ``(N, 1)`` against all others, in bits: ``(N, K, num_classes)`` -> ``(N, K)``.

    The others are added up, since 1 - p loses all digits where p is nearly 1.
    """
    chosen = labels[..., None] == np.arange(probabilities.shape[-1])  # (N, 1, num_classes)
    of_class = np.where(chosen, probabilities, 0).sum(axis=-1, dtype=np.float64)
    others = np.where(chosen, 0, probabilities).sum(axis=-1, dtype=np.float64)
    return np.log2(of_class.clip(_LEAST)) - np.log2(others.clip(_LEAST))


def join_evidence(parts: Sequence[Evidence]) -> Evidence:
    """The evidence in some windows, and in others after them."""
    return Evidence(
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.joints for part in parts]),
        np.concatenate([part.stretches for part in parts]),
    )
