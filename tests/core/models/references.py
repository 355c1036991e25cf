"""References that take the raw parameters of a network's parts, shared by the tests of several networks."""

from __future__ import annotations

import numpy as np
from torch import nn

from core.models.mixing import AdditiveMask, Bilinear, EdgeImportance, SymmetricMask
from tests.core.references import STICK, Array, array, batch_norm, graph, pointwise


def operator_of(mixing: nn.Module) -> np.ndarray:
    """B_p[i, j] of eq. 1 to 4, from the raw parameters and the graph drawn by hand."""
    if isinstance(mixing, EdgeImportance):
        return graph(STICK) * array(mixing.mask).transpose(0, 2, 1)
    if isinstance(mixing, AdditiveMask):
        return graph(STICK) + array(mixing.mask).transpose(0, 2, 1)
    if isinstance(mixing, SymmetricMask):
        L = array(mixing.factor)
        return graph(STICK) + np.stack(
            [[[sum(a * b for a, b in zip(p, q, strict=True)) for q in k] for p in k] for k in L]
        )
    assert isinstance(mixing, Bilinear)
    return array(mixing.map).transpose(0, 2, 1)


def residual(x: Array, module: nn.Module | None, temporal: str) -> Array | float:
    if module is None:
        return 0.0
    if isinstance(module.conv, nn.Identity):
        return x
    frames = range(0, x.shape[2], module.stride)
    if temporal == "causal":
        frames = range((x.shape[2] - 1) % module.stride, x.shape[2], module.stride)
    return batch_norm(pointwise(x[:, :, list(frames)], array(module.conv.weight)[:, :, 0, 0]), module.norm)
