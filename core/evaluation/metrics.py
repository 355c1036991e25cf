"""Metrics of predictions, with their statistical uncertainty.

Ties count as errors: a class with the same score as the right one counts as ranked before it. A network that gives
every class the same score therefore has an accuracy of zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import binomtest
from torch import Tensor

BINS = 15
"""Bins of the calibration error, as in Guo et al. 2017."""


@dataclass(frozen=True)
class Metrics:
    """The metrics of one evaluation, in 0..1.

    Attributes:
        clips: how many clips were judged.
        top1, top5: share of clips whose class is the best, or among the five best.
        mean_class: mean of each class's top-1, over the classes that have clips.
        ece: expected calibration error over `BINS` bins (Guo et al. 2017).
        loss: mean cross-entropy.
    """

    clips: int
    top1: float
    top5: float
    mean_class: float
    ece: float
    loss: float

    def figures(self) -> dict[str, float]:
        """The metrics by the names used in cards and records."""
        return {
            "clips": self.clips,
            "top-1": self.top1,
            "top-5": self.top5,
            "mean class": self.mean_class,
            "ece": self.ece,
            "loss": self.loss,
        }


def score(logits: Tensor, labels: Tensor) -> Metrics:
    """Computes the metrics for logits (or log-probabilities) ``(N, num_classes)`` and labels ``(N,)``."""
    probabilities, truth = logits.softmax(dim=1).cpu().numpy(), labels.cpu().numpy()
    rank = ranks(logits.cpu().numpy(), truth)
    per_class, _ = class_accuracy(rank == 0, truth, logits.shape[1])
    return Metrics(
        clips=len(truth),
        top1=float((rank < 1).mean()),
        top5=float((rank < 5).mean()),
        mean_class=float(np.nanmean(per_class)),
        ece=reliability(probabilities, rank == 0).error,
        loss=torch.nn.functional.cross_entropy(logits, labels).item(),
    )


def ranks(scores: NDArray[np.floating], labels: NDArray[np.integer]) -> NDArray[np.intp]:
    """How many other classes score at least as high as the right one, ``(N,)``; 0 means a correct prediction.

    Scores ``(N, num_classes)``, labels ``(N,)``.
    """
    truth = scores[np.arange(len(labels)), labels]
    return (scores >= truth[:, None]).sum(axis=1) - 1


def class_accuracy(
    right: NDArray[np.bool_], labels: NDArray[np.integer], classes: int
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Accuracy of each class ``(classes,)``, NaN for classes without clips, and its number of clips ``(classes,)``."""
    count = np.bincount(labels, minlength=classes)
    hits = np.bincount(labels, weights=right, minlength=classes)
    return np.where(count > 0, hits / np.maximum(count, 1), np.nan), count


def confusion(predictions: NDArray[np.integer], labels: NDArray[np.integer], classes: int) -> NDArray[np.intp]:
    """Clips by class (row) and prediction (column), ``(classes, classes)``; clips with prediction -1 are left out."""
    given = predictions >= 0
    cells = labels[given] * classes + predictions[given]
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


@dataclass(frozen=True)
class Reliability:
    """A reliability diagram: accuracy by confidence (Guo et al. 2017, fig. 1).

    Attributes:
        confidence: ``(bins,)`` mean best probability of the predictions in the bin; NaN where there are none.
        accuracy: ``(bins,)`` share of them that are right.
        count: ``(bins,)`` how many they are.
        error: the expected calibration error: mean of |accuracy - confidence|, weighted by count.
    """

    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    count: NDArray[np.intp]
    error: float


def reliability(probabilities: NDArray[np.floating], right: NDArray[np.bool_], bins: int = BINS) -> Reliability:
    """Calibration over equal bins of the best probability: ``(N, num_classes)``, and ``(N,)`` which clips are right."""
    best = probabilities.max(axis=1).astype(np.float64)
    place = (np.ceil(best * bins) - 1).clip(0, bins - 1).astype(np.intp)  # a bin holds its upper edge
    count = np.bincount(place, minlength=bins)
    filled = np.maximum(count, 1)
    confidence = np.where(count > 0, np.bincount(place, weights=best, minlength=bins) / filled, np.nan)
    accuracy = np.where(count > 0, np.bincount(place, weights=right, minlength=bins) / filled, np.nan)
    error = float(np.nansum(count * np.abs(accuracy - confidence)) / max(len(best), 1))
    return Reliability(confidence, accuracy, count, error)


def error_of_calibrated(probabilities: NDArray[np.floating], draws: int = 1000, seed: int = 0) -> float:
    """The calibration error that these confidences ``(N, num_classes)`` measure on average if they are exactly right.

    With few clips it is far from 0, since the share of right ones in a bin varies by chance: whatever measures less is
    as well calibrated as so many clips can tell.
    """
    random = np.random.default_rng(seed)
    best = probabilities.max(axis=1)
    return float(np.mean([reliability(probabilities, random.random(len(best)) < best).error for _ in range(draws)]))


def bootstrap_interval(
    values: NDArray[np.generic], level: float = 0.95, resamples: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """The confidence interval of the mean of ``values (N,)``, one per clip, by the percentile bootstrap (Efron 1979).

    It says how far the figure could be off because these N clips and no others were tested; not how far another
    training run would lie off.
    """
    random = np.random.default_rng(seed)
    numbers = values.astype(np.float64)
    means = np.empty(resamples)
    step = max(1, 2_000_000 // max(len(numbers), 1))  # 16 MB at a time
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        means[start : start + rows] = numbers[random.integers(0, len(numbers), (rows, len(numbers)))].mean(axis=1)
    low, high = np.quantile(means, ((1 - level) / 2, (1 + level) / 2))
    return float(low), float(high)


@dataclass(frozen=True)
class Comparison:
    """Two models on the same clips.

    Attributes:
        difference: top-1 of the first less that of the second.
        low, high: 95 % interval of the difference, by resampling the clips.
        only_first, only_second: clips that only one of them gets right.
        p: exact McNemar test: how often chance alone would split those clips so unevenly.
    """

    difference: float
    low: float
    high: float
    only_first: int
    only_second: int
    p: float


def compare(first: NDArray[np.bool_], second: NDArray[np.bool_], seed: int = 0) -> Comparison:
    """Paired comparison of which clips ``(N,)`` two models get right."""
    ahead, behind = int((first & ~second).sum()), int((second & ~first).sum())
    difference = first.astype(np.float64) - second
    low, high = bootstrap_interval(difference, seed=seed)
    p = float(binomtest(ahead, ahead + behind).pvalue) if ahead + behind else 1.0
    return Comparison(float(difference.mean()), low, high, ahead, behind, p)


def compare_runs(first: NDArray[np.floating], second: NDArray[np.floating], seed: int = 0) -> Comparison:
    """Paired comparison of two ways to train, each with several runs (seeds or splits).

    The unit is the clip: of each the difference is the mean over the runs that judged it, so that a clip that several
    runs were asked about counts once. The interval resamples clips; p comes from 10,000 random changes of sign of the
    clips' differences (a permutation test). Neither knows how far further runs would differ.

    Args:
        first, second: ``(R, N)`` 1 where a run recognised a clip, 0 where not, NaN where it was not asked; the same
            clips in both.
        seed: of the resampling.

    Returns:
        Of ``only_first`` and ``only_second`` the number of answers, over all runs, that only one side has right.
    """
    asked = ~np.isnan(first)
    if not np.array_equal(asked, ~np.isnan(second)):
        raise ValueError("both sides must have judged the same clips")
    each = np.where(asked, first - second, 0.0)
    judged = asked.any(axis=0)
    clips = each.sum(axis=0)[judged] / asked.sum(axis=0)[judged]
    low, high = bootstrap_interval(clips, seed=seed)
    random = np.random.default_rng(seed)
    signs = random.integers(0, 2, (10_000, len(clips)), np.int8) * 2 - 1
    differ = clips != 0  # few do, and the others' signs change nothing
    extreme = np.abs(signs[:, differ] @ clips[differ]) >= abs(clips.sum()) - 1e-9
    p = float((extreme.sum() + 1) / (len(signs) + 1))
    return Comparison(float(clips.mean()), low, high, int((each > 0).sum()), int((each < 0).sum()), p)


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature that minimises the cross-entropy of ``logits / temperature`` (Guo et al. 2017)."""
    log_temperature = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.LBFGS([log_temperature], lr=0.5, max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(logits.detach() / log_temperature.exp(), labels)
        loss.backward()
        return loss

    with torch.enable_grad():
        optimizer.step(closure)
    return float(log_temperature.detach().exp())
