"""Finds the numbers of `core.models.ridge.MotionRidge` in closed form, and how sharp its answers may be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.card import CheckpointInfo
from core.data.augment import Augmentation
from core.data.pack import Pack
from core.data.windows import WindowDataset
from core.evaluation.metrics import fit_temperature
from core.models.motion_features import feature_joints, measure
from core.models.ridge import MotionRidge
from core.skeleton import KINETICS18, mirror

PENALTY = 0.1
"""Of the ridge, as a share of the features' mean variance."""
VIEWS = 6
"""Augmented views of every clip that are fitted to, besides the clip itself; each with its mirror image."""
_FLOOR = 0.6  # of its group's usual spread: what hardly moves shall not be blown up to the size of what does
_FOLDS = 5
_BATCH = 128


@dataclass(frozen=True)
class Rows:
    """Features ``(R, F)``, which are known ``(R, F)``, and the clip ``(R,)`` that each row is a view of."""

    features: Tensor
    known: Tensor
    clips: Tensor


def fit(clips: Pack, info: CheckpointInfo, augmentation: Augmentation, views: int = VIEWS) -> tuple[MotionRidge, float]:
    """The network for these clips, and its accuracy on recordings that were left out.

    Its logits are multiplied by what makes it right as often as it is sure on clips whose recordings (`Pack.subjects`)
    were left out; nothing else is chosen.

    Args:
        clips: those in which nobody is seen are left out.
        info: what a window is: frames, rate, labels.
        augmentation: how the views differ from the clip; its ``flip`` is not used, since all mirror images are taken.
        views: so many for each clip.
    """
    seen = np.flatnonzero(clips.rows[:, 0, 1] > clips.rows[:, 0, 0])
    clips = clips.only(seen.tolist())
    plain = _rows(WindowDataset(clips, info))
    rows = _join([plain] + [_rows(_views(clips, info, augmentation, view)) for view in range(views)])
    labels = torch.from_numpy(clips.labels)
    folds = _folds(clips)
    model, z = _solve(rows, labels, len(info.labels))
    held = torch.zeros(len(clips), len(info.labels))
    for fold in range(_FOLDS):
        inside = folds == fold
        if inside.any() and not inside.all():
            weight, bias = _weights(z, rows.clips, labels, len(info.labels), ~inside)
            held[inside] = z[: len(clips)][inside] @ weight + bias  # the first rows are the clips as they are
    sharpness = 1 / fit_temperature(held, labels)
    model.weight *= sharpness
    model.bias *= sharpness
    return model.eval(), float((held.argmax(1) == labels).float().mean())


def _views(clips: Pack, info: CheckpointInfo, augmentation: Augmentation, view: int) -> WindowDataset:
    windows = WindowDataset(clips, info, augmentation, seed=view)
    windows.epoch = view
    return windows


def _rows(windows: WindowDataset) -> Rows:
    """Features of all windows, and of their mirror images after them."""
    parts: list[tuple[Tensor, Tensor]] = []
    mirrored: list[tuple[Tensor, Tensor]] = []
    for start in range(0, len(windows), _BATCH):
        x = windows.__getitems__(range(start, min(start + _BATCH, len(windows))))[0][..., 0]  # (B, 3, T, V)
        parts.append(measure(x))
        flipped = mirror(x.permute(0, 2, 3, 1).numpy(), KINETICS18)
        mirrored.append(measure(torch.from_numpy(flipped).permute(0, 3, 1, 2)))
    features, known = (torch.cat(each) for each in zip(*parts, *mirrored, strict=True))
    return Rows(features, known, torch.arange(len(windows)).repeat(2))


def _join(parts: list[Rows]) -> Rows:
    return Rows(
        torch.cat([part.features for part in parts]),
        torch.cat([part.known for part in parts]),
        torch.cat([part.clips for part in parts]),
    )


def _folds(clips: Pack) -> Tensor:
    """The fold ``(N,)`` of each clip; the clips of one recording share one, and the actions are spread."""
    subjects = list(dict.fromkeys(clips.subjects))
    label = {subject: int(label) for subject, label in zip(clips.subjects, clips.labels, strict=True)}
    order = sorted(subjects, key=lambda subject: (label[subject], subject))
    fold = {subject: place % _FOLDS for place, subject in enumerate(order)}
    return torch.tensor([fold[subject] for subject in clips.subjects])


def _solve(rows: Rows, labels: Tensor, count: int) -> tuple[MotionRidge, Tensor]:
    """The network, standardised and solved for all rows, and what the regression sees of them, ``(R, F)``."""
    model = MotionRidge(count, KINETICS18)
    many = rows.known.sum(0).clamp(min=1)
    mean = (rows.features * rows.known).sum(0) / many
    variance = ((rows.features - mean) * rows.known).square().sum(0) / many
    group = feature_joints()[1]
    usual = torch.zeros(int(group.max()) + 1).index_add(0, group, variance) / torch.bincount(group)
    model.mean.copy_(mean)
    model.scale.copy_((variance + _FLOOR**2 * usual[group]).sqrt() + 1e-3)
    z = model.standardise(rows.features, rows.known)
    weight, bias = _weights(z, rows.clips, labels, count, torch.ones(len(labels), dtype=torch.bool))
    model.weight.copy_(weight)
    model.bias.copy_(bias)
    return model, z


def _weights(z: Tensor, clips: Tensor, labels: Tensor, count: int, kept: Tensor) -> tuple[Tensor, Tensor]:
    """Ridge: ``W = (Z'Z + λ n s I)⁻¹ Z'(Y - 1/K)`` with s the mean variance of the features; ``b = 1/K``."""
    rows = kept[clips]
    inside = z[rows].double()
    target = torch.nn.functional.one_hot(labels[clips[rows]], count).double() - 1 / count
    gram = inside.T @ inside
    gram.diagonal().add_(PENALTY * gram.diagonal().mean())
    return torch.linalg.solve(gram, inside.T @ target).float(), torch.full((count,), 1 / count)
