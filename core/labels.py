"""Steady labels: what is shown changes when it has changed for a moment, not with every trembling of the scores.

The scores run into a leaky mean in time, in which "uncertain" counts as one more thing that can be said; what is shown
is the best of it, and a name stays until something else is better by a margin. All of it is in seconds, not in frames,
so that it behaves alike at any rate. Live nothing is known of what comes; for a file the mean reaches forward too, and
nothing is late.
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
FILE_MEMORY = 0.3
FILE_MARGIN = 0.1
"""The same for files, where the mean reaches both ways: less is needed, and changes stay where they are."""
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
            mean = (_leaky(times[part], votes) + _leaky(-times[part][::-1], votes[::-1])[::-1]) / 2
            label = NONE
            for place, row in enumerate(part):
                label = labels[row] = choose(mean[place], label, FILE_MARGIN, FILE_MARGIN)
    return labels


def _leaky(times: NDArray[np.floating], votes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The leaky mean ``(T, num_classes + 1)`` of all rows up to each, starting with the first."""
    out = votes.copy()
    kept = np.exp(-np.diff(times) / FILE_MEMORY)
    for row in range(1, len(votes)):
        out[row] = kept[row - 1] * out[row - 1] + (1 - kept[row - 1]) * votes[row]
    return out
