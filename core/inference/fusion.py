"""Late fusion: weighted mean of several networks' probabilities or log-probabilities, and the fitting of weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import UserError

MOST_WEIGHT = 1_000_000
"""What the weights of fused networks may come to: above, one says no more than below, and sums overflow."""
_IMPOSSIBLE = 1e-6  # no network is surer than this that it is not a class, where logarithms count


def fuse(
    probabilities: NDArray[np.floating], weights: ArrayLike, logs: bool = False, temperature: float = 1.0
) -> NDArray[np.floating]:
    """The weighted mean of the probabilities ``(K, ..., num_classes)`` of K networks: ``(..., num_classes)``.

    Summing softmax scores is how 2s-AGCN (Shi et al. 2019) and the papers after it fuse their streams. The weights are
    scaled to sum to 1, so that the result is a distribution too.

    Args:
        probabilities: of each network, summing to 1 over the classes.
        weights: ``(K,)``, not negative.
        logs: the mean of the logarithms instead, scaled to sum to 1 again: the logarithmic opinion pool (Heskes 1998),
            in which one network that holds a class impossible counts for more.
        temperature: with ``logs``, their mean is divided by it. Networks that err independently are right more often
            together than the mean of their logarithms is sure: then it is below 1.
    """
    share = np.asarray(weights, np.float64)
    share = share / share.sum()
    if not logs:
        return np.tensordot(share, probabilities, axes=1).astype(probabilities.dtype)
    mean = np.tensordot(share, np.log(probabilities.astype(np.float64).clip(_IMPOSSIBLE)), axes=1)
    product = np.exp((mean - mean.max(axis=-1, keepdims=True)) / temperature)
    return (product / product.sum(axis=-1, keepdims=True)).astype(probabilities.dtype)


def agreement(probabilities: NDArray[np.floating], weights: ArrayLike) -> NDArray[np.float64]:
    """How much K networks agree, from their probabilities ``(K, ..., num_classes)``: ``(...)``, 0 at most.

    The logarithm of the sum of their weighted geometric means: 0 where all say the same. Without its sign it is the
    mean divergence of the pooled distribution from theirs (Heskes 1998), which no network alone can tell.
    """
    share = np.asarray(weights, np.float64)
    logs = np.log(probabilities.astype(np.float64).clip(_IMPOSSIBLE))
    return np.log(np.exp(np.tensordot(share / share.sum(), logs, axes=1)).sum(axis=-1))


def equal_weights(networks: int) -> NDArray[np.float64]:
    """``(networks,)`` equal weights that sum to 1."""
    return np.full(networks, 1 / networks)


def fit_weights(
    probabilities: NDArray[np.floating], labels: NDArray[np.integer], tolerance: float = 1e-6, most: int = 10_000
) -> NDArray[np.float64]:
    """The fusion weights with the smallest log-loss, by expectation maximisation for mixture proportions.

    The log-loss is convex in the weights and every step lowers it (Dempster, Laird, Rubin 1977): the same answer every
    time, without a step size or a grid.

    Args:
        probabilities: ``(K, N, num_classes)`` of K networks for N clips that none of them was trained on.
        labels: ``(N,)`` the clips' classes.
        tolerance: stop where no weight changes by more than this.
        most: stop after so many steps.

    Returns:
        ``(K,)``, not negative, summing to 1.
    """
    truth = probabilities[:, np.arange(len(labels)), labels].astype(np.float64).clip(1e-12)
    weights = equal_weights(len(truth))
    for _ in range(most):
        part = weights[:, None] * truth
        after = (part / part.sum(axis=0)).mean(axis=1)
        done = np.abs(after - weights).max() < tolerance
        weights = after
        if done:
            break
    return weights


def parse_weights(text: str, networks: int) -> NDArray[np.float64]:
    """``0.6,0.4`` as weights that sum to 1.

    Raises:
        UserError: not one number for each network, a negative one, or nothing but zeros.
    """
    try:
        weights = np.array([float(each) for each in text.split(",")])
    except ValueError as error:
        raise UserError(f"--fuse {text!r}: give equal, fit, or one number for each network such as 0.6,0.4") from error
    if len(weights) != networks:
        raise UserError(f"--fuse {text!r} holds {len(weights)} weights for {networks} networks; give one for each")
    if not (weights >= 0).all() or not 0 < sum(weights.tolist()) <= MOST_WEIGHT:
        raise UserError(f"--fuse {text!r}: weights are not negative, and come to more than 0 and at most {MOST_WEIGHT}")
    return weights / weights.sum()


def describe(names: Sequence[str], weights: ArrayLike) -> str:
    """``0.60 stfnet-joint + 0.40 stfnet-bone``."""
    return " + ".join(f"{weight:.2f} {name}" for name, weight in zip(names, np.asarray(weights), strict=True))
