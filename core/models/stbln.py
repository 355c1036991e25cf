"""ST-BLN: the graph is replaced by learnable maps between any numbers of nodes.

Heidari & Iosifidis, "On the spatial attention in spatio-temporal graph convolutional networks for skeleton-based human
action recognition", 2021, section V.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args, overload

import torch.nn.functional as F
from torch import Tensor, nn

from core.explanation import Explanation
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
    subsample,
    within,
)
from core.models.mixing import Bilinear
from core.models.stgcn import WIDTHS
from core.skeleton import KINETICS18, Layout

Residuals = Literal["paper", "author"]


class NodeResidual(nn.Module):
    """The way around where the number of nodes changes from V to V'.

    C'·V' filters of size C x 1 x V, reshaped to C' channels of V' nodes, and a batch norm.
    """

    folds = (("conv", "norm"),)

    def __init__(
        self, in_channels: int, out_channels: int, joints: int, nodes: int, stride: int, temporal: Temporal
    ) -> None:
        super().__init__()
        self.nodes, self.stride, self.temporal = nodes, stride, temporal
        self.conv = nn.Conv2d(in_channels, out_channels * nodes, (1, joints), bias=False)
        nn.init.kaiming_normal_(self.conv.weight)
        self.norm = nn.BatchNorm2d(out_channels)

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> ``(P, C', ceil(T / stride), V')``."""
        y = self.conv(subsample(x, self.stride, self.temporal)).squeeze(3)
        P, _, T = y.shape
        return self.norm(y.view(P, -1, self.nodes, T).transpose(2, 3))


class ConvResidual(nn.Module):
    """The author's way around a layer: a convolution and a batch norm, whether its shape changes or not.

    Args:
        kernel: frames of the convolution.
    """

    folds = (("conv", "norm"),)

    def __init__(self, in_channels: int, out_channels: int, kernel: int, stride: int, temporal: Temporal) -> None:
        super().__init__()
        self.conv = TemporalConv(in_channels, out_channels, kernel, stride, temporal=temporal)
        self.norm = nn.BatchNorm2d(out_channels)

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> ``(P, C', ceil(T / stride), V)``."""
        return self.norm(self.conv(x))


class Block(nn.Module):
    """A spatio-temporal bilinear layer.

    Bilinear map, batch norm, plus the residual over the map, ReLU, temporal convolution, batch norm, plus the residual
    over the layer, ReLU (fig. 2). With one node on both sides the map is linear and has no residual (fig. 3).
    """

    folds = (("spatial", "spatial_norm"), ("temporal", "temporal_norm"))

    def __init__(
        self,
        in_channels: int,
        channels: int,
        joints: int,
        nodes: int,
        stride: int,
        temporal: Temporal,
        kernel: int,
        around: Residuals = "paper",
        first: bool = False,
    ) -> None:
        super().__init__()
        self.spatial: nn.Module
        self.spatial_residual: nn.Module | None
        self.residual: nn.Module | None
        if around == "author":
            self.spatial = SpatialConv(in_channels, channels, Bilinear(joints, nodes))
            self.spatial_residual = ConvResidual(in_channels, channels, 1, 1, temporal)
        elif joints == nodes == 1:
            self.spatial = nn.Conv2d(in_channels, channels, 1, bias=False)
            nn.init.kaiming_normal_(self.spatial.weight)
            self.spatial_residual = None
        else:
            self.spatial = SpatialConv(in_channels, channels, Bilinear(joints, nodes))
            self.spatial_residual = residual(in_channels, channels, joints, nodes, 1, temporal)
        self.spatial_norm = nn.BatchNorm2d(channels)
        self.temporal = TemporalConv(channels, channels, kernel, stride, temporal=temporal)
        self.temporal_norm = nn.BatchNorm2d(channels)
        if around == "author":
            self.residual = None if first else ConvResidual(in_channels, channels, kernel, stride, temporal)
        else:
            self.residual = residual(in_channels, channels, joints, nodes, stride, temporal)

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> ``(P, C', ceil(T / stride), V')``."""
        y = self.spatial_norm(self.spatial(x))
        if self.spatial_residual is not None:
            y = y + self.spatial_residual(x)
        y = self.temporal_norm(self.temporal(F.relu(y)))
        return F.relu(y if self.residual is None else y + self.residual(x))


def residual(
    in_channels: int, channels: int, joints: int, nodes: int, stride: int, temporal: Temporal
) -> Residual | NodeResidual:
    """The residual that fits: with as many nodes as joints it works joint by joint."""
    if joints == nodes:
        return Residual(in_channels, channels, stride, temporal)
    return NodeResidual(in_channels, channels, joints, nodes, stride, temporal)


class STBLN(nn.Module):
    """Spatio-temporal bilinear network.

    Args:
        num_classes: number of actions.
        layout: the skeleton; only its number of joints matters.
        in_channels: C of the input.
        layers: how many of the ten layers, 1 to 10 (table II).
        nodes: V_l of every layer, each at least 1; None: as many as the layout has joints.
        lambda_: the layer, from 1, from which on V_l = 1 (fig. 4 and 5); None: none. Not together with ``nodes``.
        base_channels: channels of the first layers; 64 in the paper.
        temporal: ``"centred"`` or ``"causal"``, see `core.models.blocks.TemporalConv`.
        dropout: share of the pooled features dropped before the classifier.
        people: whether people who are not there count in a clip's mean, see `core.models.blocks.InputNorm`.
        window: causal only: how many newest frames count, see `core.models.blocks`; None: all.
        residuals: ``"paper"``: as section V says. ``"author"``: as in the author's published code, which has a 1x1
            convolution around every bilinear map, a 9x1 convolution around every layer but the first, and nothing
            around that; V_l is the number of joints then.
        places, norm_each: the people that a clip has room for, see `core.models.blocks.InputNorm`.
    """

    def __init__(
        self,
        num_classes: int,
        layout: Layout = KINETICS18,
        in_channels: int = 3,
        layers: int = 10,
        nodes: Sequence[int] | None = None,
        lambda_: int | None = None,
        base_channels: int = 64,
        temporal: Temporal = "centred",
        dropout: float = 0.0,
        people: PeoplePooling = "present",
        window: int | None = None,
        residuals: Residuals = "paper",
        places: int = 0,
        norm_each: bool = False,
    ) -> None:
        super().__init__()
        check_window(window, temporal)
        check_choice("residuals", residuals, get_args(Residuals))
        if residuals == "author" and (nodes is not None or lambda_ is not None):
            raise ValueError("residuals='author' goes with as many nodes as joints: leave nodes and lambda_ out")
        if not 1 <= layers <= len(WIDTHS):
            raise ValueError(f"layers must be 1 to {len(WIDTHS)}, not {layers}")
        self.joints = layout.num_joints
        self.entry = InputNorm(in_channels, self.joints, people, places, norm_each)
        self.blocks = nn.ModuleList()
        self.window, self.stride = window, 1
        channels, joints = in_channels, self.joints
        counts = nodes_per_layer(self.joints, layers, nodes, lambda_)
        for index, (width, count) in enumerate(zip(WIDTHS, counts, strict=False)):
            out = width * base_channels
            stride = 2 if index > 0 and width > WIDTHS[index - 1] else 1
            kernel = within(KERNEL, window, self.stride)
            block = Block(channels, out, joints, count, stride, temporal, kernel, residuals, first=index == 0)
            self.blocks.append(block)
            channels, joints = out, count
            self.stride *= stride
        self.classifier = Classifier(channels, num_classes, dropout)

    @overload
    def forward(self, x: Tensor, explain: Literal[False] = False) -> Tensor: ...
    @overload
    def forward(self, x: Tensor, explain: Literal[True]) -> tuple[Tensor, Explanation]: ...
    def forward(self, x: Tensor, explain: bool = False) -> Tensor | tuple[Tensor, Explanation]:
        """``(N, C, T, V, M)`` -> logits ``(N, classes)``.

        With ``explain`` also the class activation as focus. Nodes stand for joints only through the residuals, and only
        where the last layer has as many; else there is no focus, and the feature map has the last layer's nodes.
        """
        y, people = self.entry(x)
        for block in self.blocks:
            y = block(y)
        y = newest(y, self.window, self.stride)
        logits = self.classifier(y, people)
        if not explain:
            return logits
        focus = None
        if y.shape[3] == self.joints:
            focus = focus_from_activation(self.classifier.activation(y, people, logits.argmax(1)), people).detach()
        return logits, Explanation(focus=focus, relations=(), gate=None, feature_map=people.unfold(y.mean(1)).detach())


def nodes_per_layer(joints: int, layers: int, nodes: Sequence[int] | None, lambda_: int | None) -> tuple[int, ...]:
    """V_l of every layer from the arguments of `STBLN`."""
    if nodes is not None and lambda_ is not None:
        raise ValueError("nodes and lambda_ exclude each other; give one of them")
    if nodes is not None:
        if len(nodes) != layers or min(nodes) < 1:
            raise ValueError(f"nodes must be {layers} numbers of at least 1, one a layer, not {tuple(nodes)}")
        return tuple(nodes)
    if lambda_ is not None and not 1 <= lambda_ <= layers:
        raise ValueError(f"lambda_ must be 1 to {layers}, not {lambda_}")
    return tuple(1 if lambda_ is not None and layer >= lambda_ else joints for layer in range(1, layers + 1))
