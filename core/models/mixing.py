"""How a spatial convolution mixes joints: operators that yield one matrix a subset.

Each module returns ``(K, V, V')``: entry ``[k, v, w]`` is the weight with which joint v of the input goes into joint w
of the output in subset k. Heidari & Iosifidis, "On the spatial attention in spatio-temporal graph convolutional
networks for skeleton-based human action recognition", 2021.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class EdgeImportance(nn.Module):
    """A ∘ M: every edge of the graph with a learnable importance M, started at one (ST-GCN)."""

    adjacency: Tensor

    def __init__(self, adjacency: Tensor) -> None:
        super().__init__()
        self.register_buffer("adjacency", adjacency.clone())
        self.mask = nn.Parameter(torch.ones_like(adjacency))

    def forward(self) -> Tensor:
        """``(K, V, V)``."""
        return self.adjacency * self.mask


class AdditiveMask(nn.Module):
    """A + M: a learnable, asymmetric M, started at zero (AGCN without its data-dependent term).

    STF-Net's G + G_a (its eq. 2) is the same operator with G_a started at G.
    """

    adjacency: Tensor

    def __init__(self, adjacency: Tensor, start: Tensor | None = None) -> None:
        super().__init__()
        self.register_buffer("adjacency", adjacency.clone())
        self.mask = nn.Parameter(torch.zeros_like(adjacency) if start is None else start.clone())

    def forward(self) -> Tensor:
        """``(K, V, V)``."""
        return self.adjacency + self.mask
