"""Kernel ridge regression with everything measured on clips left out: the mathematics of teaching."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import Tensor

from core.models.motion_features import feature_joints
from core.models.taught import Taught, squared_distance
from core.skeleton import KINETICS18

PENALTY = 1e-4
"""Of the ridge, as a share of the mean squared error; chosen on UTD-MHAD and Penn Action."""
CLAIM_PENALTY = 3e-4
"""The same of the ridge that claims; chosen on the same data."""
MOST_EXAMPLES = 600
"""So many examples are stored in a network; of more, equally many of each action, drawn at random."""
_FLOOR = 0.6  # of its group's usual spread: what hardly moves shall not be blown up to the size of what does
_FOLDS = 20  # more recordings than this are left out some at a time
_JITTER = 1e-6  # equal examples shall not make the equations unsolvable


@dataclass(frozen=True)
class Rows:
    """What is fitted to, a row for every person of every view of every clip.

    Attributes:
        features: ``(R, F)`` as `core.models.motion_features.measure` gives them. known: ``(R, F)`` bool.
        labels: ``(R,)`` index of the action.
        clips: ``(R,)`` index of the clip.
        plain: ``(R,)`` bool, whether the row is of a clip as it is, not of a changed view.
    """

    features: Tensor
    known: Tensor
    labels: Tensor
    clips: Tensor
    plain: Tensor


@dataclass(frozen=True)
class HeldOut:
    """What is said of each clip by networks that were not taught its recording.

    Attributes:
        scores: ``(N, K)`` log-probabilities of the actions, at the fitted sharpness; NaN where an action would have had
            no other recording.
        claims: ``(N,)`` probability that it is any of them; NaN likewise, and without a background.
        background: ``(B,)`` the same of the background, which it was not fitted against.
    """

    scores: Tensor
    claims: Tensor
    background: Tensor


def solve(
    rows: Rows,
    count: int,
    recordings: Tensor,
    background: tuple[Tensor, Tensor] | None,
    leave_actions_out: bool = True,
) -> tuple[Taught, HeldOut]:
    """The network, and what it is worth.

    Args:
        rows: of the taught clips.
        count: K, how many actions there are.
        recordings: ``(N,)`` index of each clip's recording; the clips of one are left out together.
        background: features ``(B, F)`` of other actions, and which are known.
    """
    stored = _choose(rows, count)
    own, others = len(stored), 0 if background is None else len(background[0])
    model = _standardised(rows, count, own + others, background is not None)
    z = model.standardise(rows.features, rows.known)
    model.examples[:own] = z[stored]
    kernel = _kernel(z, model.examples[:own])
    gram = kernel[stored]
    target = torch.nn.functional.one_hot(rows.labels, count).float()
    share = 1 / torch.bincount(rows.labels, minlength=count).float()
    weight = share[rows.labels] / count  # every action counts the same, all of them together 1
    mean = torch.full((count,), 1 / count)
    folds = _folds(rows, recordings, count)
    row_folds = folds[recordings[rows.clips]]

    telling = _System(kernel, target - mean, weight)
    held = _left_out(telling, gram, row_folds, row_folds[stored], rows.plain) + mean
    alone = _alone(rows, recordings, count)
    by_clip = _by_clip(held, rows)
    by_clip[alone] = torch.nan
    labels = _by_clip(rows.labels[rows.plain][:, None].float(), rows)[:, 0].long()
    sharpness = _sharpness(by_clip[~alone], labels[~alone])
    model.telling[:own] = sharpness * telling.solve(gram)
    model.bias.copy_(sharpness * mean)
    scores = (sharpness * by_clip).log_softmax(1)
    if background is None:
        nothing = torch.full((len(labels),), torch.nan)
        return model, HeldOut(scores, nothing, torch.zeros(0))

    foreign = model.standardise(*background)
    model.examples[own:] = foreign
    everything = torch.cat((z, foreign))
    kernel = _kernel(everything, model.examples)
    gram = _kernel(model.examples, model.examples)
    claiming = _System(
        kernel,
        torch.cat((target, torch.zeros(others, count))),
        torch.cat((weight, torch.full((others,), 1 / others))),
        CLAIM_PENALTY,
    )
    folds = torch.cat((row_folds, torch.arange(others) % max(int(folds.max()) + 1, 2)))
    asked = torch.cat((rows.plain, torch.ones(others, dtype=torch.bool)))
    at = torch.cat((stored, torch.arange(len(z), len(z) + others)))
    claims = _left_out(claiming, gram, folds, folds[at], asked)
    known = int(rows.plain.sum())
    own_claims = _by_clip(claims[:known], rows).amax(1)
    own_claims[alone] = torch.nan
    foreign_claims = claims[known:].amax(1)
    model.claiming.copy_(claiming.solve(gram))
    untaught = torch.zeros(0)
    if leave_actions_out and count > 2:  # each action in turn as one that was not taught
        actions = torch.cat((rows.labels, torch.full((others,), -1)))
        untaught = _left_out(claiming, gram, actions, actions[at], asked)[:known].amax(1)
    model.belief.copy_(_belief(own_claims[~alone], foreign_claims, untaught))
    slope, offset = model.belief
    return model, HeldOut(scores, (slope * own_claims + offset).sigmoid(), (slope * foreign_claims + offset).sigmoid())


class _System:
    """The normal equations of a weighted kernel ridge on stored examples (Nyström, Williams and Seeger 2001)."""

    def __init__(self, kernel: Tensor, target: Tensor, weight: Tensor, penalty: float = PENALTY) -> None:
        self.kernel, self.target, self.weight, self.penalty = kernel, target, weight, penalty
        self.matrix, self.vector = self._sums(torch.ones(len(kernel), dtype=torch.bool))

    def solve(self, gram: Tensor, kept: Tensor | None = None, without: Tensor | None = None) -> Tensor:
        """Coefficients ``(n, K)``; zero for examples not ``kept``. Rows ``without`` are left out."""
        kept = torch.ones(len(gram), dtype=torch.bool) if kept is None else kept
        matrix, vector = self.matrix, self.vector
        if without is not None:
            part, other = self._sums(without)
            matrix, vector = matrix - part, vector - other
        some = matrix[kept][:, kept] + self.penalty * gram[kept][:, kept].double()
        out = torch.zeros(vector.shape, dtype=torch.float64)
        out[kept] = torch.linalg.solve(some + _JITTER * self.penalty * torch.eye(len(some)), vector[kept])
        return out.float()

    def _sums(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        weighted = (self.kernel[rows] * self.weight[rows, None]).double().T
        return weighted @ self.kernel[rows].double(), weighted @ self.target[rows].double()


def _left_out(system: _System, gram: Tensor, folds: Tensor, stored_folds: Tensor, asked: Tensor) -> Tensor:
    """What is said of the rows ``asked`` ``(R,)`` by systems without the fold they are in: ``(asked, K)``."""
    out = torch.zeros(len(folds), system.target.shape[1])
    for fold in range(int(folds.max()) + 1):
        inside = folds == fold
        kept = stored_folds != fold
        if kept.any():
            here = inside & asked
            out[here] = system.kernel[here] @ system.solve(gram, kept, inside)
    return out[asked]


def _kernel(z: Tensor, examples: Tensor) -> Tensor:
    return torch.exp(-squared_distance(z, examples) / 2)


def _standardised(rows: Rows, count: int, examples: int, something_else: bool) -> Taught:
    """A network that knows the mean and the spread of each feature, over the rows in which it is known, and no
    examples yet."""
    model = Taught(count + something_else, KINETICS18, examples=examples, something_else=something_else).eval()
    many = rows.known.sum(0).clamp(min=1)
    mean = (rows.features * rows.known).sum(0) / many
    spread = (((rows.features - mean) * rows.known).square().sum(0) / many).sqrt()
    group = feature_joints()[1]
    usual = torch.zeros(int(group.max()) + 1).index_add(0, group, spread.square()) / torch.bincount(group)
    model.mean.copy_(mean)
    model.scale.copy_((spread.square() + _FLOOR**2 * usual[group]).sqrt() + 1e-3)
    return model


def _choose(rows: Rows, count: int) -> Tensor:
    """Which rows are stored: those of the clips as they are, or equally many of each action."""
    plain = torch.nonzero(rows.plain)[:, 0].numpy()
    if len(plain) > MOST_EXAMPLES:
        random = np.random.default_rng(0)
        labels = rows.labels[plain].numpy()
        order = random.permutation(len(plain))
        place = np.zeros(len(plain), int)  # the how manieth of its action each is
        for label in range(count):
            own = order[labels[order] == label]
            place[own] = np.arange(len(own))
        plain = np.sort(plain[np.argsort(place, kind="stable")[:MOST_EXAMPLES]])
    return torch.from_numpy(plain)


def _folds(rows: Rows, recordings: Tensor, count: int) -> Tensor:
    """The fold of each recording: one each, or of many, spread so that the actions of a fold differ."""
    number = int(recordings.max()) + 1
    label = torch.zeros(number, dtype=torch.long)
    label[recordings[rows.clips]] = rows.labels
    order = torch.argsort(label, stable=True)
    folds = torch.zeros(number, dtype=torch.long)
    folds[order] = torch.arange(number) % min(number, max(_FOLDS, 1))
    return folds


def _alone(rows: Rows, recordings: Tensor, count: int) -> Tensor:
    """``(N,)`` bool: clips whose action has no other recording."""
    labels = torch.zeros(len(recordings), dtype=torch.long)
    labels[rows.clips] = rows.labels
    pairs = {(int(label), int(recording)) for label, recording in zip(labels, recordings, strict=True)}
    many = np.bincount([label for label, _ in pairs], minlength=count)
    return torch.from_numpy(many[labels.numpy()] < 2)


def _by_clip(values: Tensor, rows: Rows) -> Tensor:
    """Means ``(N, K)`` over the people of each clip, of values of the plain rows."""
    clips = rows.clips[rows.plain]
    out = torch.zeros(int(rows.clips.max()) + 1, values.shape[1])
    many = torch.bincount(clips, minlength=len(out)).clamp(min=1)
    return out.index_add(0, clips, values) / many[:, None]


_USUAL_SHARPNESS = 8.0
_USUAL_BELIEF = (12.0, -4.0)  # log-odds of a claim; a prior worth some clips, for whoever has shown few
_PRIOR = 2.0


def _sharpness(scores: Tensor, labels: Tensor) -> float:
    """By how much scores ``(N, K)`` are multiplied before the softmax, so that it is right as often as it is sure."""
    best, best_loss = _USUAL_SHARPNESS, float("inf")
    for value in np.geomspace(1, 64, 61):
        loss = _PRIOR * float(np.log(value / _USUAL_SHARPNESS)) ** 2
        if len(scores):
            loss += float(torch.nn.functional.cross_entropy(float(value) * scores, labels, reduction="sum"))
        if loss < best_loss:
            best, best_loss = float(value), loss
    return best


def _belief(own: Tensor, foreign: Tensor, untaught: Tensor) -> Tensor:
    """Slope and offset of the log-odds that a claim is true (Platt 1999).

    Args:
        own: claims ``(N,)`` on clips of the taught actions, whose recordings were left out.
        foreign: claims ``(B,)`` on the background. untaught: on clips whose whole action was left out, if any; they
            count as much as the background, and both together as much as ``own``.
    """
    if not len(own):
        return torch.tensor(_USUAL_BELIEF)
    others = [part for part in (foreign, untaught) if len(part)]
    claims = torch.cat((own, *others)).double().numpy()
    true = np.concatenate((np.ones(len(own)), np.zeros(sum(map(len, others)))))
    shares = [np.full(len(part), len(own) / len(part) / len(others)) for part in others]
    weight = np.concatenate((np.ones(len(own)), *shares))

    def loss(values: NDArray[np.float64]) -> float:
        odds = np.exp(values[0]) * (claims - values[1])
        slope, centre = np.log(_USUAL_BELIEF[0]), -_USUAL_BELIEF[1] / _USUAL_BELIEF[0]
        prior = _PRIOR * ((values[0] - slope) ** 2 + ((values[1] - centre) / 0.1) ** 2)
        return float((weight * np.logaddexp(0, np.where(true > 0, -odds, odds))).sum() + prior)

    found = minimize(loss, (np.log(_USUAL_BELIEF[0]), -_USUAL_BELIEF[1] / _USUAL_BELIEF[0]), method="Nelder-Mead").x
    slope = float(np.exp(found[0]))
    return torch.tensor((slope, -slope * float(found[1])))
