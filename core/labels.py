"""Steady labels: what is shown changes when it has changed for a moment, not with every trembling of the scores.

The scores run into a leaky mean in time, in which "uncertain" counts as one more thing that can be said; what is shown
is the best of it, and a name stays until something else is better by a margin. Live nothing is known of what comes. Of
a file everything is known: there, the labels are those that agree best with all that is said, where each change must be
worth its price, and nothing is late. All of it is in seconds, not in frames, so that it behaves alike at any rate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NONE = -1
"""The label where nothing is certain enough to be named."""

MEMORY = 0.4
"""Seconds after which what was said counts for a third (1 / e) of what is said now."""
MARGIN = 0.3
"""By so much, of 1, another name must be better in the mean than the one that is shown."""
LEAVING = 0.5
"""The same for "uncertain", which takes a name away and puts none in its place."""
CHANGE = 0.2
"""In files: for how many seconds more a label must agree with what is said, to be worth changing to."""
GAP = 0.5
"""Seconds without a judgement after which everything starts anew."""


@dataclass(frozen=True)
class SteadyLabel:
    """What is shown of a person, and the mean it rests on. Start with ``SteadyLabel()``.

    Attributes:
        label: class index, or `NONE`.
        since: seconds when this label began to be shown.
        mean: ``(num_classes + 1,)``, summing to 1, the last for "uncertain"; empty before the first judgement.
        time: of the last judgement, in seconds.
    """

    label: int = NONE
    since: float = -math.inf
    mean: tuple[float, ...] = ()
    time: float = -math.inf

    def then(self, time: float, scores: NDArray[np.floating], certain: bool, memory: float = MEMORY) -> SteadyLabel:
        """What is shown after a further judgement.

        Args:
            time: seconds, later than the last one.
            scores: ``(num_classes,)`` probabilities.
            certain: whether they are to be believed; if not, "uncertain" was said.
            memory: seconds, see `MEMORY`.
        """
        now = vote(scores, certain)
        if not self.mean or time - self.time > GAP:
            before = np.zeros(len(now))
            before[-1] = 1  # as if "uncertain" had been said: a name appears once it has held for a moment
            label, since, step = NONE, time, memory / 2
        else:
            before, label, since, step = np.array(self.mean), self.label, self.since, time - self.time
        kept = math.exp(-step / memory)
        mean = kept * before + (1 - kept) * now
        chosen = choose(mean, label)
        return SteadyLabel(chosen, since if chosen == label else time, tuple(mean.tolist()), time)


def vote(scores: NDArray[np.floating], certain: bool) -> NDArray[np.float64]:
    """``(num_classes + 1,)``: the scores, and 0; or nothing but "uncertain"."""
    out = np.zeros(len(scores) + 1)
    if certain:
        out[:-1] = scores
    else:
        out[-1] = 1
    return out


def choose(mean: NDArray[np.floating], label: int, margin: float = MARGIN, leaving: float = LEAVING) -> int:
    """The best of a mean ``(num_classes + 1,)`` as a class index or `NONE`; the present name where it is close."""
    best = int(np.argmax(mean))
    best = best if best < len(mean) - 1 else NONE
    needed = 0.0 if label == NONE else leaving if best == NONE else margin
    return best if mean[best] > mean[label] + needed else label  # NONE, -1, is the last


def steady_labels(
    times: NDArray[np.floating], scores: NDArray[np.floating], certain: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """What is shown at each of a person's judgements in a file, ``(T,)`` class indices or `NONE`, knowing what follows.

    Args:
        times: ``(T,)`` increasing seconds. Over a gap of more than `GAP` nothing is carried.
        scores: ``(T, num_classes)``. certain: ``(T,)``, see `SteadyLabel.then`.
    """
    labels = np.full(len(times), NONE, np.int64)
    breaks = np.flatnonzero(np.diff(times) > GAP) + 1
    for part in np.split(np.arange(len(times)), breaks):
        if len(part):
            votes = np.stack([vote(scores[row], bool(certain[row])) for row in part])
            steps = np.diff(times[part])
            stands_for = (np.append(steps, 0) + np.append(0, steps)) / 2  # half the way to each neighbour
            best = _best_path(votes * stands_for[:, None] if len(part) > 1 else votes, CHANGE)
            labels[part] = np.where(best < votes.shape[1] - 1, best, NONE)
    return labels


def _best_path(gains: NDArray[np.float64], price: float) -> NDArray[np.int64]:
    """The choice in each row ``(T,)`` with the most gain ``(T, K)`` in all, less the price of each change: Viterbi's
    algorithm with one price for all changes (Forney, The Viterbi algorithm, Proc. IEEE 61, 1973)."""
    came_from = np.empty(gains.shape, np.int64)
    total = np.zeros(gains.shape[1])
    for row, gain in enumerate(gains):
        best = int(np.argmax(total))
        stays = total >= total[best] - price
        came_from[row] = np.where(stays, np.arange(len(total)), best)
        total = np.where(stays, total, total[best] - price) + gain
    path = np.empty(len(gains), np.int64)
    choice = int(np.argmax(total))
    for row in range(len(gains) - 1, -1, -1):
        path[row], choice = choice, came_from[row, choice]
    return path
