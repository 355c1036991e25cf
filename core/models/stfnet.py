"""STF-Net: multi-grain contextual focus (MCF) and temporal discrimination focus (TDF) in a slim graph network.

Wu, Zhang, Zou, "SpatioTemporal Focus for Skeleton-based Action Recognition", Pattern Recognition 2022. Equation
numbers are the paper's.
"""

from __future__ import annotations

from typing import Literal, overload

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.explain import Explanation
from core.graph import Normalization, adjacency, part_pooling
from core.models.blocks import (
    Classifier,
    Entry,
    PeoplePooling,
    Residual,
    SpatialConv,
    Temporal,
    TemporalConv,
    focus_from_activation,
)
from core.models.mixing import AdditiveMask
from core.skeleton import KINETICS18, Layout

WIDTHS = (1, 1, 1, 2, 2, 2, 4, 4, 4)
"""Channels of the nine blocks, in units of ``base_channels``. A block that doubles them halves the frames."""

FIRST_MCF = 3
"""MCF stands in the fourth to ninth of the nine blocks: below, too little has been gathered to relate joints."""

GROUPS = 4
"""Groups of the temporal convolutions: the paper's 1.7 M parameters leave no room for full ones."""

ALPHA = 2
"""MCF works on C / ALPHA channels."""

REDUCTION = 4
"""TDF squeezes C channels to C / REDUCTION, in as many groups."""


class MultiGrainFocus(nn.Module):
    """MCF: every joint attends to joints and parts of every grain (eq. 4 to 7).

    For grain i with the averaging p_i over each part: M_i = softmax over the parts of θ(x̂)·p_i(φ(x̂)), summed over
    channels and frames and divided by their count (the raw sum saturates); x̃_i = M_i p_i(γ(x̂)); y = x + W Σ ω_i x̃_i.
    x̂ is x reduced to C / ALPHA channels. Looks at all frames at once, in the causal mode too. W starts at zero, so
    that training starts from the graph convolution alone.

    Args:
        channels: C.
        grains: one `part_pooling` matrix ``(V, parts)`` per grain.
    """

    pooling: Tensor

    def __init__(self, channels: int, grains: list[Tensor]) -> None:
        super().__init__()
        self.parts = [grain.shape[1] for grain in grains]
        self.register_buffer("pooling", torch.cat(grains, 1), persistent=False)
        inner = channels // ALPHA
        self.reduce = nn.Conv2d(channels, inner, 1)
        self.embed = nn.Conv2d(inner, 3 * inner, 1)  # θ (query), φ (key), γ (value)
        self.weight = nn.Parameter(torch.full((len(grains),), 1 / len(grains)))  # ω
        self.restore = nn.Conv2d(inner, channels, 1)
        nn.init.zeros_(self.restore.weight)
        nn.init.zeros_(self.restore.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        """``(P, C, T, V)`` -> the same shape, and M_i ``(P, V, parts)`` of every grain."""
        query, key, value = self.embed(self.reduce(x)).permute(0, 2, 3, 1).chunk(3, -1)  # (P, T, V, C / ALPHA)
        query, key = (part.transpose(1, 2).flatten(2) for part in (query, key))  # (P, V, T * C / ALPHA)
        # Averaging is linear: scores of parts are averages of the scores of joints, and a part's value spreads M over
        # its joints. So only V x V matrices meet the features, whatever the number of grains.
        scores = (query @ key.transpose(1, 2) / query.shape[2]) @ self.pooling
        relations = tuple(part.softmax(-1) for part in scores.split(self.parts, -1))
        weighted = torch.cat([w * relation for w, relation in zip(self.weight, relations, strict=True)], -1)
        context = (weighted @ self.pooling.T)[:, None] @ value
        return x + self.restore(context.permute(0, 3, 1, 2)), relations


class TemporalFocus(nn.Module):
    """TDF: a gate per channel and frame (eq. 8 and 9).

    Mean over the joints, optionally the difference of neighbouring frames, Conv1d to C / 4, batch norm, ReLU, Conv1d
    back to C, both grouped into C / 4 cardinalities, sigmoid; the input is multiplied by 1 + gate.

    Args:
        channels: C, divisible by 4.
        kernel: frames of both convolutions.
        motion: gates on the next frame less this one (zero at the last), in the causal mode on this one less the
            frame before (zero at the first).
        temporal: ``"centred"`` or ``"causal"``.
    """

    folds = (("squeeze", "norm"),)

    def __init__(self, channels: int, kernel: int, motion: bool, temporal: Temporal) -> None:
        super().__init__()
        inner = channels // REDUCTION
        self.motion, self.temporal = motion, temporal
        self.squeeze = TemporalConv(channels, inner, kernel, groups=inner, temporal=temporal)
        self.norm = nn.BatchNorm2d(inner)
        self.excite = TemporalConv(inner, channels, kernel, groups=inner, temporal=temporal)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """``(P, C, T, V)`` -> the same shape, and the gate ``(P, C, T)`` in 0..1."""
        y = x.mean(3, keepdim=True)
        if self.motion:
            change = y[:, :, 1:] - y[:, :, :-1]
            y = F.pad(change, (0, 0, 1, 0) if self.temporal == "causal" else (0, 0, 0, 1))
        gate = torch.sigmoid(self.excite(F.relu(self.norm(self.squeeze(y)))))
        return x * (1 + gate), gate.squeeze(3)


class Block(nn.Module):
    """SCN, MCF, TDF, temporal convolution, plus the residual, ReLU (fig. 2)."""

    folds = (("spatial", "spatial_norm"), ("temporal", "temporal_norm"))

    def __init__(
        self,
        spatial: SpatialConv,
        in_channels: int,
        channels: int,
        stride: int,
        mcf: MultiGrainFocus | None,
        tdf: TemporalFocus | None,
        residual: Residual | None,
        temporal: Temporal,
    ) -> None:
        super().__init__()
        self.spatial = spatial
        self.spatial_norm = nn.BatchNorm2d(channels)
        self.mcf = mcf
        self.tdf = tdf
        self.temporal = TemporalConv(channels, channels, stride=stride, groups=GROUPS, temporal=temporal)
        self.temporal_norm = nn.BatchNorm2d(channels)
        self.residual = residual

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, ...], Tensor | None]:
        """``(P, C, T, V)`` -> ``(P, C', ceil(T / stride), V)``, MCF's relations, TDF's gate."""
        relations: tuple[Tensor, ...] = ()
        gate = None
        y = F.relu(self.spatial_norm(self.spatial(x)))
        if self.mcf is not None:
            y, relations = self.mcf(y)
        if self.tdf is not None:
            y, gate = self.tdf(y)
        y = self.temporal_norm(self.temporal(y))
        if self.residual is not None:
            y = y + self.residual(x)
        return F.relu(y), relations, gate


class STFNet(nn.Module):
    """STF-Net.

    Args:
        num_classes: number of actions.
        layout: the skeleton; its ``parts`` are the grains coarser than joints.
        in_channels: C of the input.
        base_channels: channels of the first blocks, divisible by 4; 64 in the paper.
        normalization: of the adjacency, see `core.graph.adjacency`.
        mcf: with MCF (table IV).
        grains: how many grains MCF uses, joints first, then ever coarser parts; 0 is the same as no MCF. None: all of
            the layout (table IV's #Parts).
        tdf: with TDF (table IV).
        tdf_kernel: frames of TDF's convolutions; None: 5, with motion 3 (fig. 7).
        tdf_motion: TDF looks at the difference of neighbouring frames (fig. 7).
        temporal: ``"centred"`` or ``"causal"``, see `core.models.blocks.TemporalConv`.
        dropout: share of the pooled features dropped before the classifier.
        people: whether people who are not there count in a clip's mean, see `core.models.blocks.Entry`.
    """

    def __init__(
        self,
        num_classes: int,
        layout: Layout = KINETICS18,
        in_channels: int = 3,
        base_channels: int = 64,
        normalization: Normalization = "column",
        mcf: bool = True,
        grains: int | None = None,
        tdf: bool = True,
        tdf_kernel: int | None = None,
        tdf_motion: bool = False,
        temporal: Temporal = "centred",
        dropout: float = 0.0,
        people: PeoplePooling = "present",
    ) -> None:
        super().__init__()
        V = layout.num_joints
        poolings = [torch.eye(V)] + [part_pooling(parts, V) for parts in layout.parts]
        grains = len(poolings) if grains is None else grains
        if not 0 <= grains <= len(poolings):
            raise ValueError(f"grains must be 0 to {len(poolings)} with layout {layout.name!r}, not {grains}")
        if base_channels % REDUCTION:
            raise ValueError(f"base_channels must be a multiple of {REDUCTION}, not {base_channels}")
        tdf_kernel = (3 if tdf_motion else 5) if tdf_kernel is None else tdf_kernel
        A = adjacency(layout, normalization)

        self.entry = Entry(in_channels, V, people)
        opening = SpatialConv(in_channels, base_channels, AdditiveMask(A, start=A))
        self.blocks = nn.ModuleList([Block(opening, in_channels, base_channels, 1, None, None, None, temporal)])
        channels = base_channels
        for index, width in enumerate(WIDTHS):
            out = width * base_channels
            stride = 2 if out > channels else 1
            self.blocks.append(
                Block(
                    SpatialConv(channels, out, AdditiveMask(A, start=A)),
                    channels,
                    out,
                    stride,
                    mcf=MultiGrainFocus(out, poolings[:grains]) if mcf and grains and index >= FIRST_MCF else None,
                    tdf=TemporalFocus(out, tdf_kernel, tdf_motion, temporal) if tdf else None,
                    residual=Residual(channels, out, stride, temporal),
                    temporal=temporal,
                )
            )
            channels = out
        self.classifier = Classifier(channels, num_classes, dropout)

    @overload
    def forward(self, x: Tensor, explain: Literal[False] = False) -> Tensor: ...
    @overload
    def forward(self, x: Tensor, explain: Literal[True]) -> tuple[Tensor, Explanation]: ...
    def forward(self, x: Tensor, explain: bool = False) -> Tensor | tuple[Tensor, Explanation]:
        """``(N, C, T, V, M)`` -> logits ``(N, classes)``.

        With ``explain`` also the relations of every block with MCF, block by block and grain by grain, and the last
        block's gate. The focus is how much each joint is attended to in the last block, see `attended_joints`; without
        MCF it is the class activation.
        """
        y, fold = self.entry(x)
        relations: list[Tensor] = []
        gate = None
        last: tuple[Tensor, ...] = ()
        for block in self.blocks:
            y, last, gate = block(y)
            relations.extend(last)
        logits = self.classifier(y, fold)
        if not explain:
            return logits
        mcf = self.blocks[-1].mcf
        if isinstance(mcf, MultiGrainFocus):
            attended = attended_joints(last, mcf.pooling, mcf.weight)
            focus = fold.unfold(attended[:, None].expand(-1, y.shape[2], -1)) * fold.present[:, :, None, None]
        else:
            focus = focus_from_activation(self.classifier.activation(y, fold, logits.argmax(1)), fold)
        return logits, Explanation(
            focus=focus.detach(),
            relations=tuple(fold.unfold(relation).detach() for relation in relations),
            gate=None if gate is None else fold.unfold(gate).detach(),
            feature_map=fold.unfold(y.mean(1)).detach(),
        )


def attended_joints(relations: tuple[Tensor, ...], pooling: Tensor, weight: Tensor) -> Tensor:
    """How much each joint is attended to, ``(P, V)`` in 0..1, a person's most attended joint at 1.

    Every part hands what it receives, its column mean of M_i ``(P, V, parts)``, to its joints in equal shares; grains
    count by the size of their learned weight ω_i.
    """
    received = torch.cat([abs(w) * M.mean(1) for w, M in zip(weight, relations, strict=True)], -1)
    attended = received @ pooling.T
    return attended / attended.amax(1, keepdim=True).clamp(min=1e-12)
