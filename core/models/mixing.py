"""How a spatial convolution mixes joints: five operators, each yielding one matrix per subset.

Each module returns ``(K, V, V')``: entry ``[k, v, w]`` is the weight with which joint v of the input contributes to
joint w of the output in subset k. The papers write the transposed matrix, from the right joint to the left. Heidari &
Iosifidis, "On the spatial attention in spatio-temporal graph convolutional networks for skeleton-based human action
recognition", 2021; equation numbers are theirs.
"""

from __future__ import annotations

from typing import Literal, get_args

import torch
from torch import Tensor, nn

Similarity = Literal["softmax", "tanh"]


class EdgeImportance(nn.Module):
    """A ∘ M: every edge of the graph with a learnable importance M, started at one (ST-GCN, eq. 1)."""

    adjacency: Tensor

    def __init__(self, adjacency: Tensor) -> None:
        super().__init__()
        self.register_buffer("adjacency", adjacency.clone())
        self.mask = nn.Parameter(torch.ones_like(adjacency))

    def forward(self) -> Tensor:
        """``(K, V, V)``."""
        return self.adjacency * self.mask


class AdditiveMask(nn.Module):
    """A + M: a learnable, asymmetric M, started at zero (eq. 2: AGCN without its data-dependent term).

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


class SymmetricMask(nn.Module):
    """A + L Lᵀ: the attention two joints pay each other is the same (eq. 3).

    L starts small and random: at zero its gradient would be zero. In evaluation L Lᵀ is computed once and kept until
    the module goes back to training or loads other weights.

    Args:
        adjacency: ``(K, V, V)``.
        q: columns of L, 1 to V, the rank of the mask; None: V.
    """

    adjacency: Tensor

    def __init__(self, adjacency: Tensor, q: int | None = None) -> None:
        super().__init__()
        K, V, _ = adjacency.shape
        q = V if q is None else q
        if not 1 <= q <= V:
            raise ValueError(f"q must be 1 to {V}, not {q}")
        self.register_buffer("adjacency", adjacency.clone())
        self.factor = nn.Parameter(0.1 / q**0.5 * torch.randn(K, V, q))
        self._kept: Tensor | None = None
        self.register_load_state_dict_post_hook(_forget)

    def forget(self) -> None:
        """Drop the kept matrix; needed after the factor was changed by hand in evaluation mode."""
        self._kept = None

    def train(self, mode: bool = True) -> SymmetricMask:
        self.forget()
        return super().train(mode)

    def forward(self) -> Tensor:
        """``(K, V, V)``."""
        if self.training or torch.is_grad_enabled():
            return self.adjacency + self.factor @ self.factor.transpose(1, 2)
        kept = self._kept
        if kept is None or kept.device != self.factor.device or kept.dtype != self.factor.dtype:
            kept = self.adjacency + self.factor @ self.factor.transpose(1, 2)
            self._kept = kept
        return kept


def _forget(module: SymmetricMask, _: object) -> None:
    module.forget()


class AdaptiveGraph(nn.Module):
    """A + M + C: C is computed from what is seen, for every person anew (2s-AGCN; AAGCN).

    The similarity of two joints is the product of their embeddings θ_k and φ_k, summed over channels and frames and
    divided by their count. ``softmax`` (Shi et al., CVPR 2019, eq. 3 and 4): C is its softmax over the joints v that
    joint w hears; M starts at zero. ``tanh`` (Shi et al., TIP 2020, eq. 4): C is α tanh of it, α starts at zero; there
    is no A of its own, since M starts there.

    Args:
        adjacency: ``(K, V, V)``.
        in_channels: C of the input.
        inner: channels of the embeddings.
        similarity: ``"softmax"`` or ``"tanh"``.
    """

    adjacency: Tensor | None

    def __init__(self, adjacency: Tensor, in_channels: int, inner: int, similarity: Similarity = "softmax") -> None:
        super().__init__()
        if similarity not in get_args(Similarity):
            raise ValueError(f"similarity must be one of {', '.join(get_args(Similarity))}, not {similarity!r}")
        softmax = similarity == "softmax"
        self.subsets, self.inner = len(adjacency), inner
        self.register_buffer("adjacency", adjacency.clone() if softmax else None)
        self.mask = nn.Parameter(torch.zeros_like(adjacency) if softmax else adjacency.clone())
        self.alpha = None if softmax else nn.Parameter(torch.zeros(1))
        self.embed = nn.Conv2d(in_channels, 2 * self.subsets * inner, 1)  # all θ_k, then all φ_k

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> ``(P, K, V, V)``."""
        P, _, T, V = x.shape
        y = self.embed(x).reshape(P, 2, self.subsets, self.inner * T, V)
        scores = y[:, 0].transpose(2, 3) @ y[:, 1] / (self.inner * T)
        graph = self.mask if self.adjacency is None else self.adjacency + self.mask
        return graph + (scores.softmax(2) if self.alpha is None else self.alpha * scores.tanh())


class Bilinear(nn.Module):
    """U: a free, randomly started map from V joints to V' nodes, without a graph (ST-BLN, eq. 4)."""

    def __init__(self, joints: int, nodes: int, subsets: int = 3) -> None:
        super().__init__()
        self.map = nn.Parameter(torch.randn(subsets, joints, nodes) / joints**0.5)

    def forward(self) -> Tensor:
        """``(K, V, V')``."""
        return self.map
