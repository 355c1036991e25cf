"""Public networks as tables of tensors under their true names, and what each computes, in plain torch functions.

Written from the papers and from the definitions that `core.conversion.forms` names, not from our networks.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

State = dict[str, Tensor]

WIDTHS = (64, 64, 64, 64, 128, 128, 128, 256, 256, 256)
STRIDES = (1, 1, 1, 1, 2, 1, 1, 2, 1, 1)

INWARD = {
    17: "15-13 13-11 16-14 14-12 11-5 12-6 9-7 7-5 10-8 8-6 5-0 6-0 1-0 3-1 2-0 4-2",
    18: "4-3 3-2 7-6 6-5 13-12 12-11 10-9 9-8 11-5 8-2 5-1 2-1 0-1 15-0 14-0 17-15 16-14",
    25: "0-1 1-20 2-20 3-2 4-20 5-4 6-5 7-6 8-20 9-8 10-9 11-10 12-0 13-12 14-13 15-14 16-0 17-16 18-17 19-18 "
    "21-22 22-7 23-24 24-11",
}


def graph(joints: int) -> Tensor:
    """2s-AGCN's three subsets: every joint itself, from its inner neighbour, from its outer ones; columns sum to 1."""
    A = torch.zeros(3, joints, joints)
    for pair in INWARD[joints].split():
        child, parent = map(int, pair.split("-"))
        A[1, parent, child] = 1
        A[2, child, parent] = 1
    A[0] = torch.eye(joints)
    return A / A.sum(1, keepdim=True).clamp(min=1)


def conv(name: str, out: int, into: int, *kernel: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (out, into, *kernel), f"{name}.bias": (out,)}


def norm(name: str, channels: int) -> dict[str, tuple[int, ...]]:
    kept = {f"{name}.{part}": (channels,) for part in ("weight", "bias", "running_mean", "running_var")}
    return {**kept, f"{name}.num_batches_tracked": ()}


def filled(shapes: dict[str, tuple[int, ...]]) -> State:
    """Random tensors of these shapes, every parameter and buffer; the norms tame what residuals and gates add up."""
    out = {}
    for name, shape in shapes.items():
        drawn = torch.randn(shape)
        gate = any(part in name for part in ("conv_sa", "conv_ta", "fc2c"))
        if name.endswith("num_batches_tracked"):
            out[name] = torch.tensor(7)
        elif name.endswith("running_var"):
            out[name] = torch.rand(shape) + 0.5
        elif name.endswith("weight") and len(shape) > 1:
            out[name] = drawn * (1.4 / torch.tensor(shape[1:]).prod()) ** 0.5 * (0.1 if gate else 1)
        elif name.endswith("weight"):
            out[name] = 0.4 + 0.1 * drawn
        elif len(shape) == 3:  # graphs
            out[name] = 0.6 * drawn / shape[2] ** 0.5
        else:
            out[name] = 0.3 * drawn - (2 if gate else 0)
    return out


def st_gcn(classes: int, joints: int, channels: int = 3, base: int = 64, importance: bool = True) -> State:
    """``net.st_gcn.Model``."""
    shapes = {"A": (3, joints, joints), **norm("data_bn", channels * joints)}
    into = channels
    for i, (width, stride) in enumerate(zip(WIDTHS, STRIDES, strict=True)):
        out, block = width * base // 64, f"st_gcn_networks.{i}"
        shapes |= conv(f"{block}.gcn.conv", 3 * out, into, 1, 1) | norm(f"{block}.tcn.0", out)
        shapes |= conv(f"{block}.tcn.2", out, out, 9, 1) | norm(f"{block}.tcn.3", out)
        if i and (into != out or stride != 1):
            shapes |= conv(f"{block}.residual.0", out, into, 1, 1) | norm(f"{block}.residual.1", out)
        if importance:
            shapes[f"edge_importance.{i}"] = (3, joints, joints)
        into = out
    return filled(shapes | conv("fcn", classes, into, 1, 1))


def agcn(
    classes: int, joints: int, people: int = 2, channels: int = 3, adaptive: bool = True, attentive: bool = False
) -> State:
    """``model.agcn.Model`` and, attentive, ``model.aagcn.Model`` of 2s-AGCN's repository."""
    shapes = norm("data_bn", people * channels * joints)
    into = channels
    for i, (out, stride) in enumerate(zip(WIDTHS, STRIDES, strict=True)):
        shapes |= _adaptive(f"l{i + 1}.gcn1", into, out, joints, "PA", adaptive, attentive)
        shapes |= conv(f"l{i + 1}.tcn1.conv", out, out, 9, 1) | norm(f"l{i + 1}.tcn1.bn", out)
        if i and (into != out or stride != 1):
            shapes |= conv(f"l{i + 1}.residual.conv", out, into, 1, 1) | norm(f"l{i + 1}.residual.bn", out)
        into = out
    return filled({**shapes, "fc.weight": (classes, into), "fc.bias": (classes,)})


def _adaptive(
    name: str, into: int, out: int, joints: int, mask: str, adaptive: bool, attentive: bool, stc: bool = True
) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {f"{name}.{mask}": (3, joints, joints)}
    for k in range(3):
        shapes |= conv(f"{name}.conv_d.{k}", out, into, 1, 1)
        if adaptive:
            shapes |= conv(f"{name}.conv_a.{k}", out // 4, into, 1, 1) | conv(
                f"{name}.conv_b.{k}", out // 4, into, 1, 1
            )
    if attentive:
        shapes |= {f"{name}.alpha": (1,)}
    if attentive and stc:
        shapes |= conv(f"{name}.conv_ta", 1, out, 9)
        shapes |= conv(f"{name}.conv_sa", 1, out, joints - 1 + joints % 2)
        shapes |= conv(f"{name}.fc1c", out // 2, out) | conv(f"{name}.fc2c", out, out // 2)
    if into != out:
        shapes |= conv(f"{name}.down.0", out, into, 1, 1) | norm(f"{name}.down.1", out)
    return shapes | norm(f"{name}.bn", out)


def author(classes: int, joints: int, kind: str, people: int = 2, channels: int = 3) -> State:
    """``model.{stgcn,agcn,stbln}`` of the author of ST-BLN."""
    shapes = norm("data_bn", people * channels * joints)
    into = channels
    for i, (out, stride) in enumerate(zip(WIDTHS, STRIDES, strict=True)):
        layer = f"layers.layer{i + 1}"
        gcn = f"{layer}.bln" if kind == "stbln" else f"{layer}.gcn"
        shapes[f"{gcn}.rand_graph" if kind == "stbln" else f"{gcn}.graph_attn"] = (3, joints, joints)
        for k in range(3):
            shapes |= conv(f"{gcn}.g_conv.{k}", out, into, 1, 1)
            if kind == "agcn":
                shapes |= conv(f"{gcn}.a_conv.{k}", out // 4, into, 1, 1)
                shapes |= conv(f"{gcn}.b_conv.{k}", out // 4, into, 1, 1)
        around = f"{gcn}.bln_residual" if kind == "stbln" else f"{gcn}.gcn_residual"
        if kind == "stbln" or into != out:
            shapes |= conv(f"{around}.0", out, into, 1, 1) | norm(f"{around}.1", out)
        shapes |= norm(f"{gcn}.bn", out) | conv(f"{layer}.tcn.t_conv", out, out, 9, 1) | norm(f"{layer}.tcn.bn", out)
        if i and (kind == "stbln" or into != out or stride != 1):
            kernel = 9 if kind == "stbln" else 1
            shapes |= conv(f"{layer}.residual.t_conv", out, into, kernel, 1) | norm(f"{layer}.residual.bn", out)
        into = out
    return filled({**shapes, "fc.weight": (classes, into), "fc.bias": (classes,)})


def pyskl(
    classes: int, joints: int, kind: str, people: int = 1, channels: int = 3, head: str = "cls_head.fc_cls"
) -> State:
    """``RecognizerGCN`` with the back end ``STGCN`` (input norm for everyone) or ``AAGCN`` (of each of two people).

    The kind ``2s-agcn`` is AAGCN with ``gcn_attention=False``, which mmaction2 publishes under that name.
    """
    shapes = norm("backbone.data_bn", people * channels * joints)
    if kind != "stgcn":
        shapes["backbone.A"] = (3, joints, joints)
    into = channels
    for i, (out, stride) in enumerate(zip(WIDTHS, STRIDES, strict=True)):
        block = f"backbone.gcn.{i}"
        if kind != "stgcn":
            shapes |= _adaptive(f"{block}.gcn", into, out, joints, "A", True, True, stc=kind == "aagcn")
        else:
            shapes |= {f"{block}.gcn.A": (3, joints, joints), f"{block}.gcn.PA": (3, joints, joints)}
            shapes |= conv(f"{block}.gcn.conv", 3 * out, into, 1, 1) | norm(f"{block}.gcn.bn", out)
        shapes |= conv(f"{block}.tcn.conv", out, out, 9, 1) | norm(f"{block}.tcn.bn", out)
        if i and (into != out or stride != 1):
            shapes |= conv(f"{block}.residual.conv", out, into, 1, 1) | norm(f"{block}.residual.bn", out)
        into = out
    return filled({**shapes, f"{head}.weight": (classes, into), f"{head}.bias": (classes,)})


class Net:
    """The layers of a table of tensors; ``x`` is ``(P, C, T, V)`` throughout."""

    def __init__(self, state: State) -> None:
        self.state = state

    def conv(self, x: Tensor, name: str, stride: int = 1) -> Tensor:
        weight = self.state[f"{name}.weight"]
        return F.conv2d(x, weight, self.state[f"{name}.bias"], (stride, 1), (weight.shape[2] // 2, 0))

    def norm(self, x: Tensor, name: str) -> Tensor:
        mean, var, weight, bias = (
            self.state[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
        )
        return F.batch_norm(x, mean, var, weight, bias)

    def entry(self, x: Tensor, name: str) -> Tensor:
        """``(N, C, T, V, M)``, normalised person by person where the norm has values of each, with people in P."""
        N, C, T, V, M = x.shape
        features = self.state[f"{name}.weight"].numel()
        y = x.permute(0, 4, 3, 1, 2).reshape(N * M * V * C // features, features, T)
        y = self.norm(y, name).reshape(N, M, V, C, T)
        return y.permute(0, 1, 3, 4, 2).reshape(N * M, C, T, V)

    def head(self, x: Tensor, people: int, name: str) -> Tensor:
        features = x.mean((2, 3)).reshape(-1, people, x.shape[1]).mean(1)
        return features @ self.state[f"{name}.weight"].flatten(1).T + self.state[f"{name}.bias"]

    def around(self, x: Tensor, conv: str, norm: str, stride: int) -> Tensor:
        """The residual: a convolution and its norm where there is one."""
        return self.norm(self.conv(x, conv, stride), norm) if f"{conv}.weight" in self.state else x

    def similarity(self, x: Tensor, a: str, b: str) -> Tensor:
        one, other = self.conv(x, a), self.conv(x, b)
        return torch.einsum("pctv,pctw->pvw", one, other) / (one.shape[1] * one.shape[2])

    def stc(self, y: Tensor, name: str) -> Tensor:
        s = self.state
        width = s[f"{name}.conv_sa.weight"].shape[2]
        joints = F.conv1d(y.mean(2), s[f"{name}.conv_sa.weight"], s[f"{name}.conv_sa.bias"], padding=(width - 1) // 2)
        y = y + y * joints.sigmoid()[:, :, None, :]
        frames = F.conv1d(y.mean(3), s[f"{name}.conv_ta.weight"], s[f"{name}.conv_ta.bias"], padding=4)
        y = y + y * frames.sigmoid()[:, :, :, None]
        squeezed = F.linear(y.mean((2, 3)), s[f"{name}.fc1c.weight"], s[f"{name}.fc1c.bias"]).relu()
        gate = F.linear(squeezed, s[f"{name}.fc2c.weight"], s[f"{name}.fc2c.bias"]).sigmoid()
        return y + y * gate[:, :, None, None]


def run_st_gcn(state: State, x: Tensor) -> Tensor:
    net, M = Net(state), x.shape[4]
    x = net.entry(x, "data_bn")
    for i, stride in enumerate(STRIDES):
        block = f"st_gcn_networks.{i}"
        A = state["A"] * state.get(f"edge_importance.{i}", torch.ones(()))
        mixed = net.conv(x, f"{block}.gcn.conv").unflatten(1, (3, -1))
        y = net.norm(torch.einsum("pkctv,kvw->pctw", mixed, A), f"{block}.tcn.0").relu()
        y = net.norm(net.conv(y, f"{block}.tcn.2", stride), f"{block}.tcn.3")
        x = (y + (net.around(x, f"{block}.residual.0", f"{block}.residual.1", stride) if i else 0)).relu()
    return net.head(x, M, "fcn")


def run_agcn(state: State, x: Tensor) -> Tensor:
    net, M, A = Net(state), x.shape[4], graph(x.shape[3])
    x = net.entry(x, "data_bn")
    for i, stride in enumerate(STRIDES):
        block = f"l{i + 1}"
        y = _adaptive_conv(net, x, f"{block}.gcn1", "PA", A)
        y = net.norm(net.conv(y, f"{block}.tcn1.conv", stride), f"{block}.tcn1.bn")
        x = (y + (net.around(x, f"{block}.residual.conv", f"{block}.residual.bn", stride) if i else 0)).relu()
    return net.head(x, M, "fc")


def _adaptive_conv(net: Net, x: Tensor, name: str, mask: str, A: Tensor) -> Tensor:
    y = torch.zeros(())
    for k in range(3):
        own = net.state[f"{name}.{mask}"][k]
        if f"{name}.alpha" in net.state:
            alpha = net.state[f"{name}.alpha"]
            joined = own + alpha * net.similarity(x, f"{name}.conv_a.{k}", f"{name}.conv_b.{k}").tanh()
        elif f"{name}.conv_a.{k}.weight" in net.state:
            joined = A[k] + own + net.similarity(x, f"{name}.conv_a.{k}", f"{name}.conv_b.{k}").softmax(1)
        else:
            joined = (A[k] + own).expand(len(x), -1, -1)
        y = y + net.conv(torch.einsum("pctv,pvw->pctw", x, joined), f"{name}.conv_d.{k}")
    y = (net.norm(y, f"{name}.bn") + net.around(x, f"{name}.down.0", f"{name}.down.1", 1)).relu()
    return net.stc(y, name) if f"{name}.conv_ta.weight" in net.state else y


def run_author(state: State, x: Tensor) -> Tensor:
    net, M, A = Net(state), x.shape[4], graph(x.shape[3])
    x = net.entry(x, "data_bn")
    for i, stride in enumerate(STRIDES):
        layer = f"layers.layer{i + 1}"
        bilinear = f"{layer}.bln.rand_graph" in state
        gcn = f"{layer}.bln" if bilinear else f"{layer}.gcn"
        y = torch.zeros(())
        for k in range(3):
            if bilinear:
                joined = state[f"{gcn}.rand_graph"][k].expand(len(x), -1, -1)
            elif f"{gcn}.a_conv.{k}.weight" in state:
                similar = net.similarity(x, f"{gcn}.a_conv.{k}", f"{gcn}.b_conv.{k}").softmax(1)
                joined = A[k] + state[f"{gcn}.graph_attn"][k] + similar
            else:
                joined = (A[k] * state[f"{gcn}.graph_attn"][k]).expand(len(x), -1, -1)
            y = y + net.conv(torch.einsum("pctv,pvw->pctw", x, joined), f"{gcn}.g_conv.{k}")
        way = f"{gcn}.bln_residual" if bilinear else f"{gcn}.gcn_residual"
        y = (net.norm(y, f"{gcn}.bn") + net.around(x, f"{way}.0", f"{way}.1", 1)).relu()
        y = net.norm(net.conv(y, f"{layer}.tcn.t_conv", stride), f"{layer}.tcn.bn")
        x = (y + (net.around(x, f"{layer}.residual.t_conv", f"{layer}.residual.bn", stride) if i else 0)).relu()
    return net.head(x, M, "fc")


def run_pyskl(state: State, x: Tensor) -> Tensor:
    net, M = Net(state), x.shape[4]
    x = net.entry(x, "backbone.data_bn")
    for i, stride in enumerate(STRIDES):
        block = f"backbone.gcn.{i}"
        if f"{block}.gcn.alpha" in state:
            y = _adaptive_conv(net, x, f"{block}.gcn", "A", torch.zeros(3, 1, 1))
        else:
            mixed = net.conv(x, f"{block}.gcn.conv").unflatten(1, (3, -1))
            A = state[f"{block}.gcn.A"] * state[f"{block}.gcn.PA"]
            y = net.norm(torch.einsum("pkctv,kvw->pctw", mixed, A), f"{block}.gcn.bn").relu()
        y = net.norm(net.conv(y, f"{block}.tcn.conv", stride), f"{block}.tcn.bn")
        x = (y + (net.around(x, f"{block}.residual.conv", f"{block}.residual.bn", stride) if i else 0)).relu()
    return net.head(x, M, "cls_head.fc_cls" if "cls_head.fc_cls.weight" in state else "cls_head.fc")


def old_mmaction(state: State) -> State:
    """ST-GCN as mmaction2 named it before 1.0."""
    return {
        name.replace("fcn.", "cls_head.fc.") if name.startswith("fcn.") else f"backbone.{name}": value
        for name, value in state.items()
    }
