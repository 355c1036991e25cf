"""STF-Net: multi-grain contextual focus (MCF) and temporal discrimination focus (TDF) in a slim graph network.

Wu, Zhang, Zou, "SpatioTemporal Focus for Skeleton-based Action Recognition", Pattern Recognition 2022. Equation
numbers are the paper's.
"""

from __future__ import annotations

from typing import Literal, overload

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.explanation import Explanation
from core.graph import Normalization, adjacency, part_pooling
from core.models.blocks import (
    KERNEL,
    Classifier,
    InputNorm,
    PeoplePooling,
    Residual,
    SpatialConv,
    Temporal,
    TemporalConv,
    check_window,
    focus_from_activation,
    newest,
    within,
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

    For grain i with the averaging p_i over each part: M_i = softmax over the parts of γ(x̂)·p_i(φ(x̂)), summed over
    channels and frames and divided by their count (the raw sum saturates); x̃_i = M_i p_i(θ(x̂)); y = x + W Σ ω_i x̃_i.
    γ, φ and θ are query, key and value; x̂ is x reduced to C / ALPHA channels. W starts at zero, so that training starts
    from the graph convolution alone.

    Centred, all frames of a clip share one M_i. Causal, every frame t has an M_i of its own: the sum runs over the
    frames up to t, or the last ``window`` of them, and is divided by their count times the channels. So no frame sees a
    later one, and at the end of a clip M_i is what the centred form gives.

    Args:
        channels: C.
        grains: one `part_pooling` matrix ``(V, parts)`` per grain.
        temporal: ``"centred"`` or ``"causal"``.
        window: frames of the causal sum; None: all up to now.
    """

    pooling: Tensor

    def __init__(
        self, channels: int, grains: list[Tensor], temporal: Temporal = "centred", window: int | None = None
    ) -> None:
        super().__init__()
        self.temporal, self.window = temporal, window
        self.parts = [grain.shape[1] for grain in grains]
        self.register_buffer("pooling", torch.cat(grains, 1), persistent=False)
        inner = channels // ALPHA
        self.reduce = nn.Conv2d(channels, inner, 1)
        self.embed = nn.Conv2d(inner, 3 * inner, 1)  # γ (query), φ (key), θ (value)
        self.weight = nn.Parameter(torch.full((len(grains),), 1 / len(grains)))  # ω
        self.restore = nn.Conv2d(inner, channels, 1)
        nn.init.zeros_(self.restore.weight)
        nn.init.zeros_(self.restore.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        """``(P, C, T, V)`` -> the same shape, and M_i of all grains: ``(P, V, parts)``, causal ``(P, T, V, parts)``."""
        query, key, value = self.embed(self.reduce(x)).permute(0, 2, 3, 1).chunk(3, -1)  # (P, T, V, C / ALPHA)
        # Averaging is linear: scores of parts are averages of the scores of joints, and a part's value spreads M over
        # its joints. So only V x V matrices meet the features, whatever the number of grains.
        if self.temporal == "causal":
            scores = running_mean(query @ key.transpose(2, 3) / query.shape[3], self.window)
        else:
            query, key = (part.transpose(1, 2).flatten(2) for part in (query, key))  # (P, V, T * C / ALPHA)
            scores = (query @ key.transpose(1, 2) / query.shape[2])[:, None]
        relations, mixing = self.relate(scores)
        y = x + self.restore((mixing @ value).permute(0, 3, 1, 2))
        return y, relations if self.temporal == "causal" else tuple(relation[:, 0] for relation in relations)

    def relate(self, scores: Tensor) -> tuple[tuple[Tensor, ...], Tensor]:
        """Mean products of the joints' queries and keys ``(..., V, V)`` -> M_i, and Σ ω_i M_i p_i, ``(..., V, V)``."""
        relations = tuple(part.softmax(-1) for part in (scores @ self.pooling).split(self.parts, -1))
        weighted = torch.cat([w * relation for w, relation in zip(self.weight, relations, strict=True)], -1)
        return relations, weighted @ self.pooling.T


def running_mean(x: Tensor, window: int | None) -> Tensor:
    """``(P, T, ...)`` -> at every frame the mean over the last ``window`` frames up to it, or over all of them."""
    T = x.shape[1]
    total = x.cumsum(1)
    count = torch.arange(1, T + 1, device=x.device)
    if window is not None:
        gone = F.pad(total, (0, 0) * (x.ndim - 2) + (window, 0))[:, :T]
        total, count = total - gone, count.clamp(max=window)
    return total / count.view(T, *[1] * (x.ndim - 2))


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
        gate = torch.sigmoid(self.excite(F.relu_(self.norm(self.squeeze(y)))))
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
        kernel: int,
    ) -> None:
        super().__init__()
        self.spatial = spatial
        self.spatial_norm = nn.BatchNorm2d(channels)
        self.mcf = mcf
        self.tdf = tdf
        self.temporal = TemporalConv(channels, channels, kernel, stride, GROUPS, temporal)
        self.temporal_norm = nn.BatchNorm2d(channels)
        self.residual = residual

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, ...], Tensor | None]:
        """``(P, C, T, V)`` -> ``(P, C', ceil(T / stride), V)``, MCF's relations, TDF's gate."""
        relations: tuple[Tensor, ...] = ()
        gate = None
        y = F.relu_(self.spatial_norm(self.spatial(x)))
        if self.mcf is not None:
            y, relations = self.mcf(y)
        if self.tdf is not None:
            y, gate = self.tdf(y)
        y = self.temporal_norm(self.temporal(y))
        if self.residual is not None:
            y += self.residual(x)
        return F.relu_(y), relations, gate


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
        people: whether people who are not there count in a clip's mean, see `core.models.blocks.InputNorm`.
        window: causal only: how many newest frames count, see `core.models.blocks`; None: all.
        places, norm_each: the people that a clip has room for, see `core.models.blocks.InputNorm`.
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
        window: int | None = None,
        places: int = 0,
        norm_each: bool = False,
    ) -> None:
        super().__init__()
        check_window(window, temporal)
        V = layout.num_joints
        poolings = [torch.eye(V)] + [part_pooling(parts, V) for parts in layout.parts]
        grains = len(poolings) if grains is None else grains
        if not 0 <= grains <= len(poolings):
            raise ValueError(f"grains must be 0 to {len(poolings)} with layout {layout.name!r}, not {grains}")
        if base_channels % REDUCTION:
            raise ValueError(f"base_channels must be a multiple of {REDUCTION}, not {base_channels}")
        tdf_kernel = (3 if tdf_motion else 5) if tdf_kernel is None else tdf_kernel
        A = adjacency(layout, normalization)

        self.entry = InputNorm(in_channels, V, people, places, norm_each)
        opening = SpatialConv(in_channels, base_channels, AdditiveMask(A, start=A))
        first = Block(opening, in_channels, base_channels, 1, None, None, None, temporal, within(KERNEL, window, 1))
        self.blocks = nn.ModuleList([first])
        self.causal, self.window, self.stride = temporal == "causal", window, 1
        channels = base_channels
        for index, width in enumerate(WIDTHS):
            out = width * base_channels
            stride = 2 if out > channels else 1
            frames = None if window is None else within(window, window, self.stride)
            with_mcf = mcf and grains and index >= FIRST_MCF
            tdf_reach = within(tdf_kernel, window, self.stride)
            self.blocks.append(
                Block(
                    SpatialConv(channels, out, AdditiveMask(A, start=A)),
                    channels,
                    out,
                    stride,
                    mcf=MultiGrainFocus(out, poolings[:grains], temporal, frames) if with_mcf else None,
                    tdf=TemporalFocus(out, tdf_reach, tdf_motion, temporal) if tdf else None,
                    residual=Residual(channels, out, stride, temporal),
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
        """``(N, C, T, V, M)`` -> logits ``(N, classes)``.

        With ``explain`` also the relations of every block with MCF, block by block and grain by grain, and the last
        block's gate. The focus is how much each joint is attended to in the last block, see `attended_joints`; without
        MCF it is the class activation. In the causal mode the relations are those of the last frame.
        """
        y, people = self.entry(x)
        relations: list[Tensor] = []
        gate = None
        last: tuple[Tensor, ...] = ()
        for block in self.blocks:
            y, last, gate = block(y)
            relations.extend(last)
        y = newest(y, self.window, self.stride)
        logits = self.classifier(y, people)
        if not explain:
            return logits
        mcf = self.blocks[-1].mcf
        if isinstance(mcf, MultiGrainFocus):
            attended = attended_joints(last, mcf.pooling, mcf.weight)
            attended = attended[:, -y.shape[2] :] if self.causal else attended[:, None].expand(-1, y.shape[2], -1)
            focus = people.unfold(attended) * people.present[:, :, None, None]
        else:
            focus = focus_from_activation(self.classifier.activation(y, people, logits.argmax(1)), people)
        if self.causal:
            relations = [relation[:, -1] for relation in relations]
        return logits, Explanation(
            focus=focus.detach(),
            relations=tuple(people.unfold(relation).detach() for relation in relations),
            gate=None if gate is None else people.unfold(gate[:, :, -y.shape[2] :]).detach(),
            feature_map=people.unfold(y.mean(1)).detach(),
        )


def attended_joints(relations: tuple[Tensor, ...], pooling: Tensor, weight: Tensor) -> Tensor:
    """How much each joint is attended to, ``(..., V)`` in 0..1, a person's most attended joint at 1.

    Every part hands what it receives, its column mean of M_i ``(..., V, parts)``, to its joints in equal shares; grains
    count by the size of their learned weight ω_i.
    """
    received = torch.cat([abs(w) * M.mean(-2) for w, M in zip(weight, relations, strict=True)], -1)
    attended = received @ pooling.T
    return attended / attended.amax(-1, keepdim=True).clamp(min=1e-12)
