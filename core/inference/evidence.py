"""Evidence by occlusion: how much each joint, and each stretch of the window, speaks for the class that is shown.

"If this joint were not seen, the score would fall by 0.12": the joint is taken out of the whole window, its bones and
its motion with it, and the network is asked again (Zeiler and Fergus, Visualizing and Understanding Convolutional
Networks, 2014). What is told is a difference of two answers of the network itself, so it cannot contradict them. All
windows that differ in one thing are one batch.

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


@dataclass(frozen=True)
class Evidence:
    """What speaks for or against a class in N windows.

    Attributes:
        labels: ``(N,)`` the classes it is about.
        joints: ``(N, V)`` float32, -1..1: by how much the class's probability falls where this joint is hidden.
            Positive: the joint speaks for the class; negative: against it; 0 where it is not seen anyway.
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
    of_class = probabilities[np.arange(len(labels)), :, labels]
    fall = (of_class[:, :1] - of_class[:, 1:]).astype(np.float32)
    return Evidence(labels, fall[:, :-STRETCHES], fall[:, -STRETCHES:])


def join_evidence(parts: Sequence[Evidence]) -> Evidence:
    """The evidence in some windows, and in others after them."""
    return Evidence(
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.joints for part in parts]),
        np.concatenate([part.stretches for part in parts]),
    )
