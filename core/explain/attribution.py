"""Reasons that can be compared by `core.explain.fidelity`: a signed value for each joint, by four methods."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.inference.ensemble import Member, Networks
from core.skeleton import Joints
from core.streams import prepare

_STEPS = 16  # points on the way from nothing to the window, for integrated gradients
_BATCH = 32

Floats = NDArray[np.floating]
Method = Callable[[Networks, list[Joints], NDArray[np.int64]], Floats]
"""Networks, what each is fed for N windows, and N classes -> ``(N, 18)``."""


def occlusion(networks: Networks, windows: list[Joints], labels: NDArray[np.int64]) -> Floats:
    """What the program shows, see `core.inference.evidence`."""
    parts = [slice(at, at + _BATCH) for at in range(0, len(labels), _BATCH)]
    return np.concatenate([networks.weigh([each[part] for each in windows], labels[part]).joints for part in parts])


def gradient(networks: Networks, windows: list[Joints], labels: NDArray[np.int64]) -> Floats:
    """Gradient of the log-odds times the input (Shrikumar et al. 2016), summed over frames and channels."""
    return _gradients(networks, windows, labels, (1.0,))


def integrated(networks: Networks, windows: list[Joints], labels: NDArray[np.int64]) -> Floats:
    """Integrated gradients (Sundararajan, Taly, Yan 2017) from an empty window, by the midpoint rule."""
    return _gradients(networks, windows, labels, tuple((step + 0.5) / _STEPS for step in range(_STEPS)))


def attention(networks: Networks, windows: list[Joints], labels: NDArray[np.int64]) -> Floats:
    """The focus of the first network that has one: what the papers draw, at the window's last frame."""
    looking = Networks(networks.members, str(networks.device), explain=True)
    parts = [slice(at, at + _BATCH) for at in range(0, len(labels), _BATCH)]
    found = [looking.classify([each[part] for each in windows]).focus for part in parts]
    return np.concatenate([np.zeros((1, 18)) if each is None else each for each in found])


def _gradients(
    networks: Networks, windows: list[Joints], labels: NDArray[np.int64], shares: tuple[float, ...]
) -> Floats:
    share = np.array([member.weight for member in networks.members])
    total = np.zeros((len(labels), 18))
    for member, weight, rows in zip(networks.members, share / share.sum(), windows, strict=True):
        member.model.requires_grad_(False)

        def score(x: Tensor, wanted: Tensor, member: Member = member) -> Tensor:
            logits = member.model(prepare(x, member.info)) / member.info.temperature
            others = logits.scatter(1, wanted[:, None], -torch.inf).logsumexp(1)
            return (logits.gather(1, wanted[:, None])[:, 0] - others).sum() / np.log(2)  # bits, as evidence

        for at in range(0, len(labels), _BATCH):
            x = torch.from_numpy(rows[at : at + _BATCH]).permute(0, 3, 1, 2)[..., None]
            wanted = torch.from_numpy(labels[at : at + _BATCH])
            slope = torch.zeros_like(x)
            for each in shares:
                point = (x * each).requires_grad_(True)
                slope += torch.autograd.grad(score(point, wanted), point)[0] / len(shares)
            total[at : at + _BATCH] += weight * (slope * x).sum(dim=(1, 2, 4)).numpy()
    return total


METHODS: dict[str, Method] = {
    "occlusion": occlusion,
    "gradient": gradient,
    "integrated": integrated,
    "attention": attention,
}
