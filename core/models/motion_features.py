"""Hand-made features of a whole stretch of motion: what a person does, as about a thousand numbers."""

from __future__ import annotations

import math
from functools import cache

import torch
from torch import Tensor

from core.skeleton import KINETICS18

MOMENTS = 48
"""The stretch is brought to so many moments, however long it lasts."""

JOINTS = (
    "nose", "r shoulder", "r elbow", "r wrist", "l shoulder", "l elbow", "l wrist", "r hip", "r knee", "r ankle",
    "l hip", "l knee", "l ankle",
)  # fmt: skip
"""The joints that count. Eyes and ears move with the nose, and many sources lack them; the neck is between the
shoulders."""

_STRETCHES = 5  # for means of places and speeds: what comes first and what last
_COSINES = 6  # slow terms of the motion, with their phase
_WAVES = 8  # amplitudes of repeated motion, without
_TORSO = tuple(JOINTS.index(name) for name in ("r shoulder", "l shoulder", "r hip", "l hip"))
# Bones by their ends; two names: the middle between them.
_BONES = tuple(
    (tuple(JOINTS.index(name) for name in child), tuple(JOINTS.index(name) for name in parent))
    for child, parent in (
        (("r elbow",), ("r shoulder",)), (("r wrist",), ("r elbow",)), (("l elbow",), ("l shoulder",)),
        (("l wrist",), ("l elbow",)), (("r knee",), ("r hip",)), (("r ankle",), ("r knee",)), (("l knee",), ("l hip",)),
        (("l ankle",), ("l knee",)), (("l shoulder",), ("r shoulder",)), (("l hip",), ("r hip",)),
        (("nose",), ("r shoulder", "l shoulder")), (("r hip", "l hip"), ("r shoulder", "l shoulder")),
    )
)  # fmt: skip
_PAIRS = tuple((a, b) for a in range(len(JOINTS)) for b in range(a + 1, len(JOINTS)))
_SOFT = 0.1  # torso lengths: shorter bones have no direction worth naming


def measure(people: Tensor) -> tuple[Tensor, Tensor]:
    """Features ``(P, F)`` of people ``(P, 3, T, 18)`` in body units, and which of them are known, ``(P, F)`` bool.

    Known are those that depend on no joint that is never seen.
    """
    position, seen = body_joints(people)
    joints = feature_joints()[0].to(people.device)
    return torch.cat(motion_features(position), 1), (~seen).float() @ joints.T.float() == 0


def body_joints(x: Tensor) -> tuple[Tensor, Tensor]:
    """The `JOINTS` of a person, in `MOMENTS` moments from the first sighting to the last.

    Args:
        x: ``(P, 3, T, 18)``: x, y, confidence of kinetics18 skeletons; missing joints have confidence 0.

    Returns:
        Positions ``(P, MOMENTS, 13, 2)`` about the torso's mean place, and which joints were ever seen, ``(P, 13)``.
        Between two sightings a joint is interpolated, before the first and after the last it stays where it was; one
        that was never seen is at zero.
    """
    index = [KINETICS18.joints.index(name) for name in JOINTS]
    x = x[..., index]
    position, seen = x[:, :2].permute(0, 2, 3, 1), x[:, 2] > 0  # (P, T, 13, 2), (P, T, 13)
    position = _at_moments(_filled(position, seen), seen.any(2))
    known = seen.any(1)
    torso = known[:, _TORSO].to(position.dtype)
    torso = torch.where(torso.any(1, keepdim=True), torso, 1.0)
    centre = torch.einsum("pkvc,pv->pc", position[:, :, _TORSO], torso) / (torso.sum(1, keepdim=True) * MOMENTS)
    return (position - centre[:, None, None]) * known[:, None, :, None], known


def _filled(position: Tensor, seen: Tensor) -> Tensor:
    """Positions ``(P, T, V, 2)`` with what was not seen ``(P, T, V)`` interpolated in time, or held at the ends."""
    T = seen.shape[1]
    moment = torch.arange(T, device=seen.device).view(1, T, 1).expand_as(seen)
    last = _highest_so_far(torch.where(seen, moment, -1))  # the last sighting so far; -1: none
    next_ = T - 1 - _highest_so_far(torch.where(seen.flip(1), moment, -1)).flip(1)  # T: none
    before = torch.where(last >= 0, last, next_).clamp(0, T - 1)
    after = torch.where(next_ < T, next_, last).clamp(0, T - 1)
    share = ((moment - before) / (after - before).clamp(min=1)).clamp(0, 1)[..., None].to(position.dtype)
    one, other = (position.gather(1, each[..., None].expand_as(position)) for each in (before, after))
    return one + (other - one) * share


def _highest_so_far(values: Tensor) -> Tensor:
    """Running maximum of whole numbers ``(P, T, V)`` over T, from -1."""
    if not torch.onnx.is_in_onnx_export():
        return values.cummax(1).values
    moment = torch.arange(values.shape[1])  # ONNX has no running maximum
    earlier = (moment <= moment[:, None])[None, :, :, None]
    return torch.where(earlier, values[:, None], -1).amax(2)


def _at_moments(position: Tensor, somebody: Tensor) -> Tensor:
    """Positions ``(P, T, V, 2)`` from the first to the last frame with somebody ``(P, T)``, in `MOMENTS` frames."""
    P, T, V, C = position.shape
    frame = torch.arange(T, device=position.device)
    first = torch.where(somebody, frame, T - 1).amin(1, keepdim=True)
    last = torch.where(somebody, frame, 0).amax(1, keepdim=True)
    along = torch.linspace(0, 1, MOMENTS, device=position.device, dtype=position.dtype)
    wanted = first + (last - first).clamp(min=0) * along  # (P, MOMENTS)
    low = wanted.floor().clamp(0, T - 1).long()
    high = (low + 1).clamp(max=T - 1)
    share = (wanted - low)[..., None, None]
    one, other = (position.gather(1, each[..., None, None].expand(P, MOMENTS, V, C)) for each in (low, high))
    return one + (other - one) * share


def motion_features(position: Tensor) -> list[Tensor]:
    """Groups of features ``(P, size)`` of positions ``(P, MOMENTS, 13, 2)``, see `feature_joints` for their order."""
    position = torch.cat(
        (position[:, :1], (position[:, :-2] + 2 * position[:, 1:-1] + position[:, 2:]) / 4, position[:, -1:]), 1
    )
    velocity = (position[:, 2:] - position[:, :-2]) * (MOMENTS / 2)  # per stretch, not per second
    speed = _length(velocity)
    ends = torch.stack([_middle(position, child) - _middle(position, parent) for child, parent in _BONES], 2)
    bone = ends / (_length(ends)[..., None] + _SOFT)
    one, other = ([pair[end] for pair in _PAIRS] for end in (0, 1))
    distance = _length(position[:, :, one] - position[:, :, other])
    moved = position - position.mean(1, keepdim=True)
    cosines, waves = _bases(position.dtype, position.device)
    slow = torch.einsum("pkvc,kn->pnvc", moved, cosines)
    wave = torch.einsum("pkvc,knr->pnvcr", moved, waves)
    groups = (
        _means(position, _STRETCHES), _spread(position), position.amax(1) - position.amin(1),
        _means(velocity, _STRETCHES), _means(speed, _STRETCHES), velocity.abs().mean(1),
        _means(bone, 3), _spread(bone), distance.mean(1), _spread(distance), slow, _length(wave),
    )  # fmt: skip
    return [group.flatten(1) for group in groups]


@cache
def feature_joints() -> tuple[Tensor, Tensor]:
    """Which joints each of the F features depends on, ``(F, 13)`` bool, and which group it is of, ``(F,)``."""
    joints = torch.eye(len(JOINTS), dtype=torch.bool)
    planes = joints.repeat_interleave(2, 0)  # x and y of every joint
    bones = torch.zeros(len(_BONES), len(JOINTS), dtype=torch.bool)
    for row, (child, parent) in enumerate(_BONES):
        bones[row, list(child + parent)] = True
    bones = bones.repeat_interleave(2, 0)
    pairs = joints[[a for a, _ in _PAIRS]] | joints[[b for _, b in _PAIRS]]
    groups = (
        planes.repeat(_STRETCHES, 1), planes, planes, planes.repeat(_STRETCHES, 1), joints.repeat(_STRETCHES, 1),
        planes, bones.repeat(3, 1), bones, pairs, pairs, planes.repeat(_COSINES, 1), planes.repeat(_WAVES, 1),
    )  # fmt: skip
    return torch.cat(groups), torch.cat([torch.full((len(group),), at) for at, group in enumerate(groups)])


def _bases(dtype: torch.dtype, device: torch.device) -> tuple[Tensor, Tensor]:
    """Slow cosines ``(MOMENTS, 6)``, and waves of 1 to 8 turns ``(MOMENTS, 8, 2)`` as cosine and sine."""
    time = (torch.arange(MOMENTS, dtype=dtype, device=device) + 0.5) / MOMENTS
    slow = torch.arange(1, _COSINES + 1, dtype=dtype, device=device)
    turns = torch.arange(1, _WAVES + 1, dtype=dtype, device=device)
    angle = 2 * math.pi * time[:, None] * turns
    cosines = torch.cos(math.pi * time[:, None] * slow) * (2 / MOMENTS)
    return cosines, torch.stack((angle.cos(), angle.sin()), 2) * (2 / MOMENTS)


def _means(values: Tensor, count: int) -> Tensor:
    """Means ``(P, count, ...)`` over so many stretches of the moments, one after another."""
    return torch.stack([part.mean(1) for part in values.tensor_split(count, 1)], 1)


def _spread(values: Tensor) -> Tensor:
    """Standard deviation over the moments; smooth at zero, where a root has no slope."""
    return (values.var(1, correction=0) + 1e-8).sqrt()


def _length(values: Tensor) -> Tensor:
    return (values.square().sum(-1) + 1e-8).sqrt()


def _middle(position: Tensor, joints: tuple[int, ...]) -> Tensor:
    return position[:, :, list(joints)].mean(2)
