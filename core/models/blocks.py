"""Parts that the networks share: folding people into the batch, convolutions over joints and frames, the classifier.

Inside a network, tensors are ``(P, C, T, V)``: P people of all clips, channels, frames, joints. In memory, channels are
last (``torch.channels_last``), so that the products over channels and the temporal convolutions need no copies.

Time. A ``centred`` network is the papers', with zeros on both sides of the clip. A ``causal`` network looks back only,
so that it can run one frame at a time (`core.streaming`). In causal mode, a sliding ``window`` of so many input frames
can limit which frames count. The classifier then averages the newest ceil(window / stride) frames of the last feature
map; MCF sums the newest ceil(window / d) frames where one frame in d is left; and a temporal kernel is cut to the same
number of taps. For a clip of at most ``window`` frames this changes nothing, so a network trained on such clips loses
nothing. In an endless stream it excludes what such clips never trained: taps that only ever saw the zeros before the
clip, and means over more frames than a clip has. Without a window, every frame since the first counts.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Literal, get_args

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.models.mixing import AdaptiveGraph

Temporal = Literal["centred", "causal"]
PeoplePooling = Literal["present", "all"]

KERNEL = 9
"""Frames of a temporal convolution in every paper."""

_PICTURES = 16  # PyTorch, ATen/native/Convolution.cpp, use_mkldnn: 1x1 filters, one thread


def check_window(window: int | None, temporal: Temporal) -> None:
    """Raise a ValueError where a network cannot have this running window."""
    if window is not None and (temporal != "causal" or window < 1):
        raise ValueError(f"window is for temporal='causal' and at least 1 frame, not {window} with {temporal!r}")


def within(frames: int, window: int | None, dilation: int) -> int:
    """So many frames, or those of them that a running window of input frames holds at one frame in ``dilation``."""
    return frames if window is None else min(frames, -(-window // dilation))


def check_choice(argument: str, value: object, allowed: tuple[object, ...]) -> None:
    """Raise a ValueError that names the allowed values of an argument."""
    if value not in allowed:
        raise ValueError(f"{argument} must be one of {', '.join(map(str, allowed))}, not {value!r}")


@dataclass(frozen=True)
class PeopleBatch:
    """Where the rows of a folded batch came from.

    Attributes:
        present: ``(N, M)`` bool: who is there. A person who is zero in every channel, frame and joint is not.
        rows: ``(P,)`` indices into the N*M people where only those present were kept; None where all were.
    """

    present: Tensor
    rows: Tensor | None

    def unfold(self, tensor: Tensor) -> Tensor:
        """``(P, ...)`` as ``(N, M, ...)``; people that were left out are zero."""
        N, M = self.present.shape
        if self.rows is not None:
            tensor = tensor.new_zeros(N * M, *tensor.shape[1:]).index_copy(0, self.rows, tensor)
        return tensor.reshape(N, M, *tensor.shape[1:])


class InputNorm(nn.Module):
    """Folds people into the batch and normalises every coordinate of every joint over the batch and time.

    Missing joints go in as the zeros they are, as in all three papers: with a confidence among the channels the network
    sees that they are missing.

    Args:
        in_channels, num_joints: C and V of the input.
        people: ``"present"``: people who are all zero take no part in the clip's mean and, in training, in no batch
            statistics either, so that a clip means the same whatever M it was padded to. ``"all"``: they count like
            everyone else, as in the public ST-GCN and 2s-AGCN code.
        places: a clip has room for so many people; where there are fewer, the others are empty, as in public code. 0:
            as many as there are.
        norm_each: every place has statistics of its own, as in 2s-AGCN; needs ``places`` and ``people="all"``.
    """

    def __init__(
        self,
        in_channels: int,
        num_joints: int,
        people: PeoplePooling = "present",
        places: int = 0,
        norm_each: bool = False,
    ) -> None:
        super().__init__()
        check_choice("people", people, get_args(PeoplePooling))
        if not 0 <= places <= 64 or (norm_each and (not places or people != "all")):
            raise ValueError("places must be 0 to 64; norm_each needs places and people='all'")
        self.people, self.num_joints, self.places, self.norm_each = people, num_joints, places, norm_each
        # index v * C + c, with norm_each (m * V + v) * C + c
        self.norm = nn.BatchNorm1d((places if norm_each else 1) * num_joints * in_channels)

    def forward(self, x: Tensor) -> tuple[Tensor, PeopleBatch]:
        """``(N, C, T, V, M)`` -> ``(P, C, T, V)`` and where its rows came from."""
        C, V = x.shape[1], x.shape[3]
        features = self.norm.num_features // (self.places if self.norm_each else 1)
        if features != V * C:
            raise ValueError(f"input {tuple(x.shape)} (N, C, T, V, M) must have C * V = {features}")
        if self.places:
            if x.shape[4] > self.places:
                raise ValueError(f"input {tuple(x.shape)} (N, C, T, V, M) must have M up to {self.places}")
            x = F.pad(x, (0, self.places - x.shape[4]))
        N, _, T, _, M = x.shape
        x = x.permute(0, 4, 3, 1, 2).reshape(N * M, V * C, T)
        present = torch.ones(N * M, dtype=torch.bool, device=x.device)
        rows = None
        if self.people == "present":
            present = (x != 0).flatten(1).any(1)
            if self.training and not present.all() and present.any():
                rows = present.nonzero().flatten()
                x = x[rows]
        x = self.norm(x.view(-1, self.norm.num_features, T)).view(-1, V, C, T).permute(0, 2, 3, 1)
        return x.contiguous(memory_format=torch.channels_last), PeopleBatch(present.view(N, M), rows)


class SpatialConv(nn.Module):
    """Convolution over the joints: Σ_k (A_k x) W_k with a joint-mixing matrix A_k and a 1x1 convolution W_k per subset.

    One matrix product mixes the joints for all subsets, one 1x1 convolution does those of all subsets and their sum.
    No bias by default: a batch norm follows.

    Args:
        in_channels, out_channels: C and C'.
        mixing: module that returns ``(K, V, V')``, or from the input ``(P, K, V, V')``; see `core.models.mixing`.
        subsets: K.
        bias_first: adds a bias b_k to x W_k before the joints are mixed, so that it passes through A_k, as in the first
            public ST-GCN code. Without a bias the order makes no difference.
    """

    def __init__(
        self, in_channels: int, out_channels: int, mixing: nn.Module, subsets: int = 3, bias_first: bool = False
    ) -> None:
        super().__init__()
        self.in_channels, self.out_channels, self.subsets = in_channels, out_channels, subsets
        self.mixing = mixing
        self.conv = nn.Conv2d(in_channels, subsets * out_channels, 1, bias=bias_first)  # output channel k * C' + c
        nn.init.normal_(self.conv.weight, std=(2 / (subsets * out_channels)) ** 0.5)
        if self.conv.bias is not None:
            nn.init.zeros_(self.conv.bias)
        self.bias: nn.Parameter | None = None  # after the mixing; made by fold_batch_norms

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> ``(P, C', T, V')``."""
        P, C, T, V = x.shape
        A = self.mixing(x) if isinstance(self.mixing, AdaptiveGraph) else self.mixing()
        K, W = A.shape[-3], A.shape[-1]
        rows = A.view(-1, K, V, W).permute(0, 3, 1, 2).reshape(-1, 1, W * K, V)
        rows = rows.expand(P, T, -1, -1).reshape(P * T, W * K, V)
        x = x.permute(0, 2, 3, 1).reshape(P * T, V, C)
        mixed = rows.bmm(x)  # row w * K + k
        weight = self.conv.weight.view(self.subsets, -1, self.in_channels).transpose(0, 1)
        weight = weight.reshape(self.out_channels, self.subsets * self.in_channels, 1, 1)
        y = pointwise(mixed.view(P, T, W, K * C).permute(0, 3, 1, 2), weight, self.bias)
        if self.conv.bias is not None:
            y = y + (A.sum(-2).transpose(-1, -2) @ self.conv.bias.view(K, -1)).transpose(-1, -2).unsqueeze(-2)
        return y


def pointwise(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """1x1 convolution of ``(P, C, T, V)`` with weights ``(C', C, 1, 1)``.

    As a convolution and not as a matrix product: oneDNN does these sums up to 2.5 times faster than MKL on a processor
    that is not Intel's. On one thread PyTorch hands it batches of 16 and more only, so stretches of frames count as
    pictures of their own where there are fewer people.
    """
    P, C, T, V = x.shape
    if P >= _PICTURES:
        return F.conv2d(x, weight, bias)
    cuts = next((cuts for cuts in range(1, T) if T % cuts == 0 and P * cuts >= _PICTURES), T)
    x = x.permute(0, 2, 3, 1).reshape(P * cuts, T // cuts, V, C).permute(0, 3, 1, 2)
    return F.conv2d(x, weight, bias).permute(0, 2, 3, 1).reshape(P, T, V, -1).permute(0, 3, 1, 2)


def subsample(x: Tensor, stride: int, temporal: Temporal) -> Tensor:
    """Every stride-th frame of ``(P, C, T, ...)``: from the first on (centred), or up to the newest (causal)."""
    if stride == 1:
        return x
    start = (x.shape[2] - 1) % stride if temporal == "causal" else 0
    return x[:, :, start::stride]


class TemporalConv(nn.Module):
    """Convolution over frames, kernel ``(kernel, 1)``; T frames become ceil(T / stride).

    ``centred`` pads zeros on both sides, outputs lie at frames 0, stride, ... ``causal`` pads on the left only and
    anchors the stride at the newest frame: outputs lie at ..., T-1-stride, T-1 and see no later frame. What lies before
    the first frame is zero here, whatever biases came before.

    Args:
        in_channels, out_channels: C and C'.
        kernel: frames; odd where centred.
        stride, groups: as in `torch.nn.Conv2d`.
        temporal: ``"centred"`` or ``"causal"``.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int = KERNEL,
        stride: int = 1,
        groups: int = 1,
        temporal: Temporal = "centred",
    ) -> None:
        super().__init__()
        check_choice("temporal", temporal, get_args(Temporal))
        if temporal == "centred" and kernel % 2 == 0:
            raise ValueError(f"a centred temporal kernel must be odd, not {kernel}")
        self.temporal = temporal
        padding = (kernel // 2, 0) if temporal == "centred" else 0
        self.conv = nn.Conv2d(in_channels, out_channels, (kernel, 1), (stride, 1), padding, groups=groups, bias=False)
        nn.init.kaiming_normal_(self.conv.weight, mode="fan_out")

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> ``(P, C', ceil(T / stride), V)``."""
        if self.temporal == "causal":
            kernel, stride = self.conv.kernel_size[0], self.conv.stride[0]
            skipped = (x.shape[2] - 1) % stride  # the first output lies at this frame
            x = F.pad(x, (0, 0, kernel - 1 - skipped, 0))
        return self.conv(x)


class Residual(nn.Module):
    """The way around a block: the input itself, or a 1x1 convolution and batch norm where its shape changes."""

    folds = (("conv", "norm"),)

    def __init__(self, in_channels: int, out_channels: int, stride: int, temporal: Temporal) -> None:
        super().__init__()
        self.stride, self.temporal = stride, temporal
        self.conv: nn.Module = nn.Identity()
        self.norm: nn.Module = nn.Identity()
        if in_channels != out_channels or stride != 1:
            conv = nn.Conv2d(in_channels, out_channels, 1, bias=False)
            nn.init.kaiming_normal_(conv.weight, mode="fan_out")
            self.conv, self.norm = conv, nn.BatchNorm2d(out_channels)

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> ``(P, C', ceil(T / stride), V)``."""
        x = subsample(x, self.stride, self.temporal)
        if isinstance(self.conv, nn.Conv2d):
            x = pointwise(x, self.conv.weight, self.conv.bias)
        return self.norm(x)


def newest(x: Tensor, window: int | None, stride: int) -> Tensor:
    """The frames of the last feature map ``(P, C, T', V)`` that are pooled: those of the running window, or all.

    Args:
        x: one frame in ``stride`` of the clip, the clip's last frame the last.
        window: frames of the clip, as many as are there where it is longer; None: all.
        stride: of the whole network.
    """
    return x if window is None else x[:, :, -within(window, window, stride) :]


class Classifier(nn.Module):
    """Mean over frames and joints, then over the people of a clip, dropout, and a linear layer."""

    def __init__(self, channels: int, num_classes: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(channels, num_classes)

    def forward(self, features: Tensor, people: PeopleBatch) -> Tensor:
        """``(P, C, T, V)`` -> logits ``(N, classes)``. A clip without anyone gets the bias."""
        pooled = people.unfold(features.mean((2, 3)))
        weights = people.present.to(pooled.dtype)
        weights = weights / weights.sum(1, keepdim=True).clamp(min=1)
        return self.linear(self.dropout((pooled * weights[..., None]).sum(1)))

    def activation(self, features: Tensor, people: PeopleBatch, classes: Tensor) -> Tensor:
        """Class activation, ``(N, M, T, V)``: what every joint at every frame adds to the logit of ``classes (N,)``.

        Exact: its mean over frames and joints, then over the people present, is the logit less the bias.
        """
        weight = self.linear.weight[classes].repeat_interleave(people.present.shape[1], 0)
        if people.rows is not None:
            weight = weight[people.rows]
        P, C, T, V = features.shape
        return people.unfold((weight[:, None, :] @ features.reshape(P, C, T * V)).view(P, T, V))


def focus_from_activation(activation: Tensor, people: PeopleBatch) -> Tensor:
    """Class activation ``(N, M, T, V)`` as a focus in 0..1: what speaks for the class, the clip's maximum at 1."""
    positive = activation.clamp(min=0) * people.present[:, :, None, None]
    return positive / positive.amax((1, 2, 3), keepdim=True).clamp(min=1e-12)


def fold_batch_norms(model: nn.Module) -> nn.Module:
    """A copy for inference in which every batch norm behind a convolution is part of that convolution's weights.

    The copy is in evaluation mode and computes the same function with fewer passes over memory; do not train it.
    """
    model = copy.deepcopy(model).eval()
    for module in list(model.modules()):
        for conv_name, norm_name in getattr(module, "folds", ()):
            norm = getattr(module, norm_name)
            if isinstance(norm, nn.BatchNorm2d):
                _absorb(getattr(module, conv_name), norm)
                setattr(module, norm_name, nn.Identity())
    return model


@torch.no_grad()
def _absorb(conv: nn.Module, norm: nn.BatchNorm2d) -> None:
    """Put ``norm``, as it acts in evaluation, into the weights and bias of the convolution before it."""
    mean, var = norm.running_mean, norm.running_var
    assert mean is not None
    assert var is not None
    scale = norm.weight / (var + norm.eps).sqrt()
    shift = norm.bias - mean * scale
    if isinstance(conv, SpatialConv):  # output channel k * C' + c, summed over k before the norm
        scale = scale.repeat(conv.conv.out_channels // scale.numel())
        conv.conv.weight *= scale[:, None, None, None]
        if conv.conv.bias is not None:
            conv.conv.bias *= scale
        conv.bias = nn.Parameter(shift)
        return
    inner = conv.conv if isinstance(conv, TemporalConv) else conv
    assert isinstance(inner, nn.Conv2d)
    each = inner.out_channels // scale.numel()  # a NodeResidual has V' outputs per channel of the norm: c * V' + v
    scale, shift = scale.repeat_interleave(each), shift.repeat_interleave(each)
    inner.weight *= scale[:, None, None, None]
    inner.bias = nn.Parameter(shift if inner.bias is None else shift + inner.bias * scale)
