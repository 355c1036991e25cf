"""BAGCN: joints are focused into one latent node per frame, which gathers context over time and diffuses it back.

Gao, He, Zhou, Ge, "Focusing and Diffusion: Bidirectional Attentive Graph Convolutional Networks for Skeleton-based
Action Recognition", 2019. Equation numbers are the paper's.
"""

from __future__ import annotations

from typing import Literal, get_args, overload

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.explanation import Explanation
from core.graph import Normalization, adjacency
from core.models.blocks import (
    Classifier,
    InputNorm,
    PeoplePooling,
    Residual,
    SpatialConv,
    Temporal,
    TemporalConv,
    check_choice,
    focus_from_activation,
)
from core.models.mixing import EdgeImportance
from core.skeleton import KINETICS18, Layout

Focus = Literal["none", "max", "avg", "attention"]
Context = Literal["none", "forward", "bidirectional"]

WIDTHS = (1, 1, 1, 2, 2, 2, 4, 4, 4)
"""Channels of the nine blocks, in units of ``base_channels``. A block that doubles them halves the frames."""

SQUEEZE = 4
"""Focus and diffusion work on C' = C'' / SQUEEZE channels."""

CONTEXT = 128
"""Ĉ: features of the context-aware module, both directions together."""


class FocusDiffusion(nn.Module):
    """Focus, context and diffusion on C' channels (eq. 2 and 4 to 7).

    Attention: W_f = sigmoid of a 1x1 convolution to one channel, one value per joint and frame. Focus: the latent node
    G_S[t] = Σ_v W_f[t,v] (f W_1)[t,v], or the maximum or mean over the joints of f W_1 (table 3). Context: G_S W_2,
    then a two-layer LSTM over the frames (table 4; none: G_S W_2 itself). Diffusion: f_g[t,v] = W_f[t,v] G_ST[t], with
    the same attention whatever the focus, and a 1x1 convolution of [f, f_g] back to C'.

    Args:
        channels: C'.
        focus: ``"max"``, ``"avg"`` or ``"attention"``.
        context: ``"none"``, ``"forward"`` (128 features one way) or ``"bidirectional"`` (64 each way; sees the whole
            clip in the causal mode too).
    """

    def __init__(self, channels: int, focus: Focus, context: Context) -> None:
        super().__init__()
        self.focus = focus
        self.attention = nn.Conv2d(channels, 1, 1)
        self.embed = nn.Linear(channels, channels, bias=False)  # W_1
        self.project = nn.Linear(channels, channels, bias=False)  # W_2
        self.context: nn.LSTM | None = None
        features = channels
        if context != "none":
            ways = 2 if context == "bidirectional" else 1
            self.context = nn.LSTM(channels, CONTEXT // ways, 2, batch_first=True, bidirectional=ways == 2)
            features = CONTEXT
        self.fuse = nn.Conv2d(channels + features, channels, 1)  # W_3

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """``(P, C', T, V)`` -> the same shape, and the attention ``(P, T, V)`` in 0..1."""
        attention = torch.sigmoid(self.attention(x))
        if self.focus == "max":
            latent = self.embed(x.permute(0, 2, 3, 1)).amax(2)
        else:  # W_1 is linear: weighting the joints first leaves one node to embed
            weights = attention if self.focus == "attention" else 1 / x.shape[3]
            latent = self.embed((x * weights).sum(3).transpose(1, 2))
        context = self.project(latent)  # (P, T, C')
        if self.context is not None:
            context = self.context(context)[0]
        # W_3 of [f, W_f G_ST] is one product for f and one for the latent node, which W_f then spreads over the joints.
        own, diffused = self.fuse.weight.split([x.shape[1], context.shape[2]], 1)
        spread = F.linear(context, diffused.flatten(1)).transpose(1, 2)[..., None]
        return F.conv2d(x, own, self.fuse.bias) + attention * spread, attention.squeeze(1)


class Block(nn.Module):
    """Focus graph convolution, focus and diffusion, diffusion graph convolution, temporal convolution, residual.

    A batch norm and ReLU follow each graph convolution (eq. 1 and 3).
    """

    folds = (("outward", "outward_norm"), ("inward", "inward_norm"), ("temporal", "temporal_norm"))

    def __init__(
        self,
        A: Tensor,
        in_channels: int,
        channels: int,
        stride: int,
        focus: Focus,
        context: Context,
        temporal: Temporal,
    ) -> None:
        super().__init__()
        inner = channels // SQUEEZE
        root, centripetal, centrifugal = A
        # Focus graph: from the joint nearer the centre to the farther one. Diffusion graph: back. Each has the root and
        # one more subset; the third is empty.
        outward, inward = torch.stack([root, centripetal]), torch.stack([root, centrifugal])
        self.outward = SpatialConv(in_channels, inner, EdgeImportance(outward), subsets=2)
        self.outward_norm = nn.BatchNorm2d(inner)
        self.focus = FocusDiffusion(inner, focus, context) if focus != "none" else None
        self.inward = SpatialConv(inner, channels, EdgeImportance(inward), subsets=2)
        self.inward_norm = nn.BatchNorm2d(channels)
        self.temporal = TemporalConv(channels, channels, stride=stride, temporal=temporal)
        self.temporal_norm = nn.BatchNorm2d(channels)
        self.residual = Residual(in_channels, channels, stride, temporal)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """``(P, C, T, V)`` -> ``(P, C'', ceil(T / stride), V)``, and the attention ``(P, T, V)``."""
        attention = None
        y = F.relu(self.outward_norm(self.outward(x)))
        if self.focus is not None:
            y, attention = self.focus(y)
        y = F.relu(self.inward_norm(self.inward(y)))
        y = self.temporal_norm(self.temporal(y))
        return F.relu(y + self.residual(x)), attention


class BAGCN(nn.Module):
    """Bidirectional attentive graph convolutional network.

    The paper feeds one network joints and bones, concatenated along the channels (``spatial``), another one their
    motions, and fuses the two late.

    Args:
        num_classes: number of actions.
        layout: the skeleton.
        in_channels: C of the input; 6 for joints and bones with confidence.
        focus: how the latent node is made (table 3); ``"none"`` leaves focus, context and diffusion out.
        context: how it gathers context over time (table 4).
        base_channels: channels of the first blocks, divisible by 4; 64 in the paper.
        normalization: of the adjacency, see `core.graph.adjacency`.
        temporal: ``"centred"`` or ``"causal"``, see `core.models.blocks.TemporalConv`.
        dropout: share of the pooled features dropped before the classifier.
        people: whether people who are not there count in a clip's mean, see `core.models.blocks.InputNorm`.
        places, norm_each: the people that a clip has room for, see `core.models.blocks.InputNorm`.
    """

    def __init__(
        self,
        num_classes: int,
        layout: Layout = KINETICS18,
        in_channels: int = 3,
        focus: Focus = "attention",
        context: Context = "bidirectional",
        base_channels: int = 64,
        normalization: Normalization = "column",
        temporal: Temporal = "centred",
        dropout: float = 0.0,
        people: PeoplePooling = "present",
        places: int = 0,
        norm_each: bool = False,
    ) -> None:
        super().__init__()
        check_choice("focus", focus, get_args(Focus))
        check_choice("context", context, get_args(Context))
        if base_channels < SQUEEZE or base_channels % SQUEEZE:
            raise ValueError(f"base_channels must be a multiple of {SQUEEZE}, not {base_channels}")
        A = adjacency(layout, normalization)
        self.entry = InputNorm(in_channels, layout.num_joints, people, places, norm_each)
        self.blocks = nn.ModuleList()
        channels = in_channels
        for index, width in enumerate(WIDTHS):
            out = width * base_channels
            stride = 2 if index > 0 and width > WIDTHS[index - 1] else 1
            self.blocks.append(Block(A, channels, out, stride, focus, context, temporal))
            channels = out
        self.classifier = Classifier(channels, num_classes, dropout)

    @overload
    def forward(self, x: Tensor, explain: Literal[False] = False) -> Tensor: ...
    @overload
    def forward(self, x: Tensor, explain: Literal[True]) -> tuple[Tensor, Explanation]: ...
    def forward(self, x: Tensor, explain: bool = False) -> Tensor | tuple[Tensor, Explanation]:
        """``(N, C, T, V, M)`` -> logits ``(N, classes)``.

        With ``explain`` also W_f of every block; the focus is the last one's (fig. 5 shows joints above 0.8). Without
        focus and diffusion it is the class activation.
        """
        y, people = self.entry(x)
        attentions = []
        for block in self.blocks:
            y, attention = block(y)
            if attention is not None:
                attentions.append(attention)
        logits = self.classifier(y, people)
        if not explain:
            return logits
        present = people.present[:, :, None, None]
        blocks = tuple((people.unfold(attention) * present).detach() for attention in attentions)
        if blocks:
            focus = blocks[-1]
        else:
            focus = focus_from_activation(self.classifier.activation(y, people, logits.argmax(1)), people).detach()
        return logits, Explanation(
            focus=focus,
            relations=(),
            gate=None,
            feature_map=people.unfold(y.mean(1)).detach(),
            block_focus=blocks,
        )
