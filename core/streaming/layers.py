"""The layers of a network for one frame. Features are ``(P, V, C)``: people, joints, channels.

Layers hold weights only. The past is kept in the state: a layer is given a `Ring` for each signal whose past it needs,
when the layer is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from core.models.blocks import Residual, SpatialConv, TemporalConv
from core.models.stbln import NodeResidual
from core.models.stfnet import MultiGrainFocus, TemporalFocus

LARGE = 90_000
"""Weights of a matrix from which on packing them pays."""


class State(Protocol):
    """What layers need of a `core.streaming.StreamState`."""

    def past(self, ring: Ring) -> Tensor:
        """The frames ``(P, taps - 1, V, C)`` before this one, the newest last; zeros where there was none."""
        ...

    def push(self, ring: Ring, x: Tensor) -> Tensor:
        """Adds this frame ``(P, V, C)``: ``(P, taps, V, C)`` with it."""
        ...

    def numbers(self, of_frames: Callable[[int], int]) -> Tensor | int:
        """What a function makes of the frames that each person has been there for, to calculate with ``(P, V, C)``."""
        ...


@dataclass(frozen=True)
class Ring:
    """A signal ``(V, C)`` of which the newest frames are remembered, of one frame in ``dilation``.

    Attributes:
        slot: its place in a state's memory.
        taps: how many frames are needed, the new one included.
        dilation, joints, channels: d, V and C.
    """

    slot: int
    taps: int
    dilation: int
    joints: int
    channels: int

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Of the memory of a person: twice as many frames as needed, so that the newest ones lie in one piece."""
        return self.dilation, 2 * self.taps, self.joints, self.channels


class Rings(list[Ring]):
    """The rings of a network, by slot."""

    def new(self, taps: int, dilation: int, joints: int, channels: int) -> Ring:
        """One more."""
        self.append(Ring(len(self), taps, dilation, joints, channels))
        return self[-1]


class Product:
    """x Wᵀ + b over the last dimension.

    Large products on CPUs are oneDNN's with weights packed once: with the few rows of one frame they are two to three
    times as fast as those of the general library. Small ones are not: each call of oneDNN's costs some 20 µs.

    Args:
        weight, bias: ``(N, K)`` and ``(N,)``.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None = None) -> None:
        weight = weight.detach()
        self.transposed = weight.T.contiguous()
        self.bias = weight.new_zeros(len(weight)) if bias is None else bias.detach().clone()
        self.packed: Tensor | None = None
        # Operators that torch's own compiler uses; not on every platform, hence the question.
        on_cpu = weight.device.type == "cpu" and weight.dtype == torch.float32 and torch.backends.mkldnn.is_available()
        if on_cpu and weight.numel() >= LARGE and hasattr(torch.ops.mkldnn, "_reorder_linear_weight"):
            self.packed = torch.ops.mkldnn._reorder_linear_weight(weight.contiguous())

    def __call__(self, x: Tensor, add: Tensor | None = None, relu: bool = False) -> Tensor:
        """``(P, V, K)`` -> ``(P, V, N)``, plus ``add`` of that shape, through a ReLU if asked."""
        if self.packed is None or torch.onnx.is_in_onnx_export():
            P, V, K = x.shape
            y = torch.addmm(self.bias, x.reshape(P * V, K), self.transposed).view(P, V, -1)
            if add is not None:
                y += add
        elif add is None:
            activation = "relu" if relu else "none"
            return torch.ops.mkldnn._linear_pointwise(x, self.packed, self.bias, activation, [], "")
        else:
            y = torch.ops.mkldnn._linear_pointwise.binary(x, add, self.packed, self.bias, "add")
        return y.relu_() if relu else y


class Mean:
    """The mean of a signal ``(P, V, C)`` over the newest frames, of one frame in ``dilation``.

    Args:
        rings: see the module.
        frames: how many of these; None: all.
        dilation, joints, channels: as in `Ring`.
        delay: so many first frames of a person do not count; they are zero.
    """

    def __init__(
        self, rings: Rings, frames: int | None, dilation: int, joints: int, channels: int, delay: int = 0
    ) -> None:
        self.frames, self.delay = frames, delay
        self.ring = rings.new(2 if frames is None else frames, dilation, joints, channels)

    def count(self, frames: int) -> int:
        """Over how many frames the mean goes."""
        count = max(-(-(frames - self.delay) // self.ring.dilation), 1)
        return count if self.frames is None else min(count, self.frames)

    def push(self, x: Tensor, state: State) -> Tensor:
        """The mean with this frame."""
        if self.frames is not None:  # summed anew: a running sum would gather rounding errors for hours
            return state.push(self.ring, x).sum(1) / state.numbers(self.count)
        before = state.past(self.ring)[:, 0]
        mean = before + (x - before) / state.numbers(self.count)
        state.push(self.ring, mean)
        return mean


class Spatial:
    """A spatial convolution, or the 1x1 convolution that takes its place where one node is left."""

    def __init__(self, module: SpatialConv | nn.Conv2d) -> None:
        self.joints = 1
        self.mixing: Tensor | None = None
        self.joint_bias: Tensor | None = None
        if isinstance(module, nn.Conv2d):
            self.product = Product(module.weight.flatten(1), module.bias)
            return
        A = module.mixing().detach()
        K, V, self.joints = A.shape
        weight = module.conv.weight.view(K, -1, module.conv.in_channels)
        self.mixing = A.permute(2, 0, 1).reshape(self.joints * K, V)  # row w * K + k
        self.product = Product(weight.transpose(0, 1).flatten(1), module.bias)
        if module.conv.bias is not None:
            self.joint_bias = A.sum(1).T @ module.conv.bias.detach().view(K, -1)

    def __call__(self, x: Tensor, add: Tensor | None) -> Tensor:
        """``(P, V, C)`` -> ``(P, V', C')``, plus ``add``, through a ReLU."""
        if self.mixing is not None:
            x = torch.bmm(self.mixing.expand(len(x), -1, -1), x).view(len(x), self.joints, -1)
        if self.joint_bias is None:
            return self.product(x, add, relu=True)
        return (self.product(x, add) + self.joint_bias).relu_()


class Shortcut:
    """A residual: nothing, a product joint by joint, or one over all joints where their number changes."""

    def __init__(self, module: Residual | NodeResidual) -> None:
        self.nodes: int | None = None
        self.product: Product | None = None
        conv = module.conv
        if isinstance(module, NodeResidual):
            weight = module.conv.weight.squeeze(2)  # (C' * V', C, V), row c * V' + v
            self.nodes = module.nodes
            weight = weight.view(-1, self.nodes, *weight.shape[1:]).permute(1, 0, 3, 2)  # (V', C', V, C)
            assert module.conv.bias is not None
            self.product = Product(weight.flatten(2).flatten(0, 1), module.conv.bias.view(-1, self.nodes).T.flatten())
        elif isinstance(conv, nn.Conv2d):
            self.product = Product(conv.weight.flatten(1), conv.bias)

    def __call__(self, x: Tensor) -> Tensor:
        """``(P, V, C)`` -> ``(P, V', C')``."""
        if self.product is None:
            return x
        if self.nodes is None:
            return self.product(x)
        return self.product(x.flatten(1)[:, None]).view(len(x), self.nodes, -1)


class Convolution:
    """A temporal convolution; its groups, if any, are written out: the zeros cost less than many small products."""

    def __init__(self, module: TemporalConv, rings: Rings, dilation: int, joints: int) -> None:
        conv = module.conv
        groups, (outs, ins, taps) = conv.groups, conv.weight.shape[:3]
        self.ring = rings.new(taps, dilation, joints, conv.in_channels)
        weight = conv.weight.new_zeros(groups, outs // groups, taps, groups, ins)
        each = conv.weight.detach().squeeze(3).transpose(1, 2).reshape(groups, -1, taps, ins)
        for group in range(groups):
            weight[group, :, :, group] = each[group]
        self.product = Product(weight.flatten(0, 1).flatten(1), conv.bias)

    def __call__(self, x: Tensor, state: State, add: Tensor | None) -> Tensor:
        """``(P, V, C)`` -> ``(P, V, C')``, plus ``add``, through a ReLU."""
        newest = state.push(self.ring, x).transpose(1, 2).flatten(2)  # (P, V, taps * C)
        return self.product(newest, add, relu=True)


class Focus:
    """MCF: the mean of the joints' products of query and key over the frames so far, and what it relates."""

    def __init__(self, module: MultiGrainFocus, rings: Rings, dilation: int, joints: int) -> None:
        self.pooling, self.weight, self.relate = module.pooling, module.weight, module.relate
        reduce, embed = module.reduce, module.embed
        assert reduce.bias is not None
        assert embed.bias is not None
        inner = reduce.out_channels
        outer = embed.weight.detach().flatten(1)  # no ReLU stands between the two: one product
        weight, bias = outer @ reduce.weight.detach().flatten(1), outer @ reduce.bias.detach() + embed.bias.detach()
        scale = torch.ones_like(bias)
        scale[:inner] = 1 / inner  # of the query, and so of its products with the key
        self.embed = Product(weight * scale[:, None], bias * scale)
        self.restore = Product(module.restore.weight.flatten(1), module.restore.bias)
        self.mean = Mean(rings, module.window, dilation, joints, joints)

    def __call__(self, x: Tensor, state: State) -> tuple[Tensor, tuple[Tensor, ...]]:
        """``(P, V, C)`` -> the same shape, and M_i ``(P, V, parts)`` of every grain."""
        query, key, value = self.embed(x).chunk(3, -1)
        relations, mixing = self.relate(self.mean.push(query @ key.transpose(1, 2), state))
        return self.restore(mixing @ value, add=x), relations


class Gate:
    """TDF: a gate per channel from the newest frames of the mean over the joints."""

    def __init__(self, module: TemporalFocus, rings: Rings, dilation: int) -> None:
        squeeze, excite = module.squeeze.conv, module.excite.conv
        groups, taps = squeeze.out_channels, squeeze.kernel_size[0]
        self.inputs = rings.new(taps, dilation, 1, squeeze.in_channels)
        self.squeezed = rings.new(taps, dilation, 1, groups)
        self.squeeze = squeeze.weight.detach().squeeze(3).permute(2, 0, 1).contiguous()  # (taps, groups, C / groups)
        assert squeeze.bias is not None
        self.bias = squeeze.bias.detach()
        self.excite = excite.weight.detach().view(groups, -1, taps).permute(2, 0, 1).contiguous()
        self.dilation = dilation
        self.before: Ring | None = None
        if module.motion:
            self.before = rings.new(2, dilation, 1, squeeze.in_channels)

    def __call__(self, x: Tensor, state: State) -> tuple[Tensor, Tensor]:
        """``(P, V, C)`` -> the same shape, and the gate ``(P, C)`` in 0..1."""
        y = x.mean(1, keepdim=True)
        if self.before is not None:
            before = state.push(self.before, y)[:, 0]
            y = (y - before) * state.numbers(lambda frames: int(frames > self.dilation))
        newest = state.push(self.inputs, y).view(len(x), *self.squeeze.shape)
        y = ((newest * self.squeeze).sum((1, 3)) + self.bias).relu_()
        newest = state.push(self.squeezed, y[:, None]).view(len(x), len(self.excite), -1, 1)
        gate = (newest * self.excite).sum(1).flatten(1).sigmoid_()
        return torch.addcmul(x, x, gate[:, None]), gate


class Block:
    """A block of `core.models.stgcn`, `stbln` or `stfnet`.

    Where it was trained centred the way around waits for the middle of the temporal convolution.
    """

    def __init__(self, module: nn.Module, rings: Rings, joints: int, channels: int, dilation: int) -> None:
        spatial, temporal = module.spatial, module.temporal
        assert isinstance(spatial, (SpatialConv, nn.Conv2d))
        assert isinstance(temporal, TemporalConv)
        self.spatial = Spatial(spatial)
        self.joints = self.spatial.joints
        self.spatial_residual = shortcut(getattr(module, "spatial_residual", None))
        self.residual = shortcut(module.residual)
        mcf, tdf = getattr(module, "mcf", None), getattr(module, "tdf", None)
        self.mcf = Focus(mcf, rings, dilation, self.joints) if isinstance(mcf, MultiGrainFocus) else None
        self.tdf = Gate(tdf, rings, dilation) if isinstance(tdf, TemporalFocus) else None
        self.temporal = Convolution(temporal, rings, dilation, self.joints)
        self.waiting: Ring | None = None
        if temporal.temporal == "centred" and self.residual is not None:
            self.waiting = rings.new(temporal.conv.kernel_size[0] // 2 + 1, dilation, joints, channels)

    def __call__(self, x: Tensor, state: State) -> tuple[Tensor, tuple[Tensor, ...], Tensor | None]:
        """``(P, V, C)`` -> ``(P, V', C')``, MCF's relations, TDF's gate."""
        y = self.spatial(x, None if self.spatial_residual is None else self.spatial_residual(x))
        relations: tuple[Tensor, ...] = ()
        gate = None
        if self.mcf is not None:
            y, relations = self.mcf(y, state)
        if self.tdf is not None:
            y, gate = self.tdf(y, state)
        if self.waiting is not None:
            x = state.push(self.waiting, x)[:, 0]
        return self.temporal(y, state, None if self.residual is None else self.residual(x)), relations, gate


def shortcut(module: nn.Module | Tensor | None) -> Shortcut | None:
    return Shortcut(module) if isinstance(module, (Residual, NodeResidual)) else None
