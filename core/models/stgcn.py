"""ST-GCN and its spatial-attention variants: ten layers of graph and temporal convolution.

Yan et al. 2018 in the form of Heidari & Iosifidis 2021, "On the spatial attention in spatio-temporal graph
convolutional networks for skeleton-based human action recognition".
"""

from __future__ import annotations

from typing import Literal, get_args, overload

import torch.nn.functional as F
from torch import Tensor, nn

from core.explanation import Explanation
from core.graph import Normalization, adjacency
from core.models.blocks import (
    KERNEL,
    Classifier,
    InputNorm,
    PeoplePooling,
    Residual,
    SpatialConv,
    Temporal,
    TemporalConv,
    check_choice,
    check_window,
    focus_from_activation,
    newest,
    within,
)
from core.models.mixing import AdaptiveGraph, AdditiveMask, EdgeImportance, SymmetricMask
from core.models.stc import STCAttention
from core.skeleton import KINETICS18, Layout

Attention = Literal["importance", "additive", "symmetric", "adaptive", "attentive"]

EMBEDDING = 4
"""The embeddings of `core.models.mixing.AdaptiveGraph` have C' / EMBEDDING channels, as in both papers."""

WIDTHS = (1, 1, 1, 1, 2, 2, 2, 4, 4, 4)
"""Channels of the ten layers, in units of ``base_channels``. A layer that doubles them halves the frames."""


class Block(nn.Module):
    """Spatial convolution, batch norm, ReLU, temporal convolution, batch norm, plus the residual, ReLU.

    Args:
        spatial: convolution from C to C'.
        in_channels, channels: C and C'.
        stride: of the temporal convolution.
        residual: with a residual over the whole layer.
        spatial_residual: with a second one over the spatial convolution, before its ReLU.
        attention: what stands between that ReLU and the temporal convolution.
        temporal: ``"centred"`` or ``"causal"``.
        kernel: frames of the temporal convolution.
    """

    folds = (("spatial", "spatial_norm"), ("temporal", "temporal_norm"))

    def __init__(
        self,
        spatial: SpatialConv,
        in_channels: int,
        channels: int,
        stride: int,
        residual: bool,
        spatial_residual: bool,
        attention: STCAttention | None,
        temporal: Temporal,
        kernel: int,
    ) -> None:
        super().__init__()
        self.spatial = spatial
        self.spatial_norm = nn.BatchNorm2d(channels)
        self.spatial_residual = Residual(in_channels, channels, 1, temporal) if spatial_residual else None
        self.attention = attention
        self.temporal = TemporalConv(channels, channels, kernel, stride, temporal=temporal)
        self.temporal_norm = nn.BatchNorm2d(channels)
        self.residual = Residual(in_channels, channels, stride, temporal) if residual else None

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> ``(P, C', ceil(T / stride), V)``."""
        y = self.spatial_norm(self.spatial(x))
        if self.spatial_residual is not None:
            y += self.spatial_residual(x)
        y = F.relu_(y)
        if self.attention is not None:
            y = self.attention(y)
        y = self.temporal_norm(self.temporal(y))
        if self.residual is not None:
            y += self.residual(x)
        return F.relu_(y)


class STGCN(nn.Module):
    """ST-GCN with one of five spatial attentions.

    `create_model` names them ``stgcn``, ``agcn``, ``symmetric``, ``agcn-adaptive`` and ``aagcn``. All but the first
    have 2s-AGCN's layers, as in the third paper: a residual over every spatial convolution too. ``agcn`` is what that
    paper calls 2s-AGCN's attention, A + M; ``agcn-adaptive`` is 2s-AGCN itself, whose graph also depends on what is
    seen; ``aagcn`` is its successor.

    Args:
        num_classes: number of actions.
        layout: the skeleton.
        in_channels: C of the input.
        attention: ``"importance"`` (A ∘ M), ``"additive"`` (A + M), ``"symmetric"`` (A + L Lᵀ), ``"adaptive"``
            (A + M + C, C a softmax) or ``"attentive"`` (M + α C, C a tanh).
        q: columns of L, 1 to V, for the symmetric attention; None: V.
        layers: how many of the ten layers, 1 to 10 (table II).
        base_channels: channels of the first layers; 64 in the papers.
        normalization: of the adjacency, see `core.graph.adjacency`.
        temporal: ``"centred"`` or ``"causal"``, see `core.models.blocks.TemporalConv`.
        dropout: share of the pooled features dropped before the classifier.
        people: whether people who are not there count in a clip's mean, see `core.models.blocks.InputNorm`.
        window: causal only: how many newest frames count, see `core.models.blocks`; None: all.
        bias_first: the spatial convolutions' biases pass through the graph, as in the first public ST-GCN.
        spatial_residual: with a residual over every spatial convolution; None: all but ``"importance"`` have one.
        places, norm_each: the people that a clip has room for, see `core.models.blocks.InputNorm`.
        stc: attentive only: with `core.models.stc.STCAttention` in every block.

    Raises:
        ValueError: an argument out of range; ``"adaptive"`` and ``"attentive"`` look at the whole clip and cannot be
            causal.
    """

    def __init__(
        self,
        num_classes: int,
        layout: Layout = KINETICS18,
        in_channels: int = 3,
        attention: Attention = "importance",
        q: int | None = None,
        layers: int = 10,
        base_channels: int = 64,
        normalization: Normalization = "column",
        temporal: Temporal = "centred",
        dropout: float = 0.0,
        people: PeoplePooling = "present",
        bias_first: bool = False,
        window: int | None = None,
        spatial_residual: bool | None = None,
        places: int = 0,
        norm_each: bool = False,
        stc: bool = True,
    ) -> None:
        super().__init__()
        check_window(window, temporal)
        if not 1 <= layers <= len(WIDTHS):
            raise ValueError(f"layers must be 1 to {len(WIDTHS)}, not {layers}")
        check_choice("attention", attention, get_args(Attention))
        if q is not None and attention != "symmetric":
            raise ValueError("q belongs to the symmetric attention")
        if attention in ("adaptive", "attentive") and temporal == "causal":
            raise ValueError(f"the {attention} graph is computed from the whole clip: it cannot be causal")
        if spatial_residual is None:
            spatial_residual = attention != "importance"
        A = adjacency(layout, normalization)
        self.entry = InputNorm(in_channels, layout.num_joints, people, places, norm_each)
        self.blocks = nn.ModuleList()
        self.window, self.stride = window, 1
        channels = in_channels
        for index, width in enumerate(WIDTHS[:layers]):
            out = width * base_channels
            stride = 2 if index > 0 and width > WIDTHS[index - 1] else 1
            mixing = joint_mixing(A, attention, q, channels, out // EMBEDDING)
            spatial = SpatialConv(channels, out, mixing, bias_first=bias_first)
            self.blocks.append(
                Block(
                    spatial,
                    channels,
                    out,
                    stride,
                    residual=index > 0,
                    spatial_residual=spatial_residual,
                    attention=STCAttention(out, layout.num_joints) if attention == "attentive" and stc else None,
                    temporal=temporal,
                    kernel=within(KERNEL, window, self.stride),
                )
            )
            channels = out
            self.stride *= stride
        self.classifier = Classifier(channels, num_classes, dropout)

    @overload
    def forward(self, x: Tensor, explain: Literal[False] = False) -> Tensor: ...
    @overload
    def forward(self, x: Tensor, explain: Literal[True]) -> tuple[Tensor, Explanation]: ...
    def forward(self, x: Tensor, explain: bool = False) -> Tensor | tuple[Tensor, Explanation]:
        """``(N, C, T, V, M)`` -> logits ``(N, classes)``; with ``explain`` also the class activation as focus."""
        y, people = self.entry(x)
        for block in self.blocks:
            y = block(y)
        y = newest(y, self.window, self.stride)
        logits = self.classifier(y, people)
        if not explain:
            return logits
        activation = self.classifier.activation(y, people, logits.argmax(1))
        return logits, Explanation(
            focus=focus_from_activation(activation, people).detach(),
            relations=(),
            gate=None,
            feature_map=people.unfold(y.mean(1)).detach(),
        )


def joint_mixing(A: Tensor, attention: Attention, q: int | None, in_channels: int, inner: int) -> nn.Module:
    """The joint-mixing operator of an attention over the adjacency ``(K, V, V)``.

    ``in_channels`` and ``inner`` are those of `core.models.mixing.AdaptiveGraph`.
    """
    if attention == "adaptive":
        return AdaptiveGraph(A, in_channels, inner)
    if attention == "attentive":
        return AdaptiveGraph(A, in_channels, inner, "tanh")
    if attention == "importance":
        return EdgeImportance(A)
    if attention == "additive":
        return AdditiveMask(A)
    return SymmetricMask(A, q)
