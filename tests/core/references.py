"""The papers' formulas as plain loops in float64, written from the papers and not from the implementation."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.skeleton import Layout

Array = NDArray[np.float64]

STICK = Layout(
    name="stick",
    joints=("chest", "head", "l arm", "r arm", "r hand"),
    bones=((1, 0), (2, 0), (3, 0), (4, 3)),
    centre=0,
    parts=(((0, 1), (2,), (3, 4)), ((0, 1, 2), (3, 4))),
    flip=(0, 1, 2, 3, 4),
)
"""Five joints, three grains, and one joint (the hand) two hops from the centre."""


def randomise(module: nn.Module, seed: int = 0) -> nn.Module:
    """Every parameter and every batch-norm buffer random, in float64 and evaluation mode: fresh ones hide errors."""
    generator = torch.Generator().manual_seed(seed)
    module = module.double().eval()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator, dtype=torch.float64) * 0.5)
        for part in module.modules():
            if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
                part.running_mean.copy_(torch.randn(part.running_mean.shape, generator=generator) * 0.5)
                part.running_var.copy_(torch.rand(part.running_var.shape, generator=generator) + 0.5)
    return module


def random(*shape: int, seed: int = 1) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def array(tensor: Tensor) -> Array:
    return tensor.detach().double().numpy()


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def relu(x: Array) -> Array:
    return np.maximum(x, 0)


def batch_norm(x: Array, norm: nn.Module) -> Array:
    """Evaluation mode, channels in axis 1."""
    out = np.empty_like(x)
    mean, var = array(norm.running_mean), array(norm.running_var)
    weight, bias = array(norm.weight), array(norm.bias)
    for c in range(x.shape[1]):
        out[:, c] = (x[:, c] - mean[c]) / math.sqrt(var[c] + norm.eps) * weight[c] + bias[c]
    return out


def graph(layout: Layout) -> Array:
    """Â_p[i, j], the weight of joint j in joint i's subset p (root, nearer, farther), a mean over the subset."""
    V = layout.num_joints
    parent = dict(layout.bones)

    def depth(joint: int) -> int:
        return 0 if joint == layout.centre else 1 + depth(parent[joint])

    A = np.zeros((3, V, V))
    for i in range(V):
        A[0, i, i] = 1
        for child, inner in layout.bones:
            if child == i:
                A[1 if depth(inner) < depth(i) else 2, i, inner] = 1
            if inner == i:
                A[1 if depth(child) < depth(i) else 2, i, child] = 1
    for p in range(3):
        for i in range(V):
            total = A[p, i].sum()
            if total:
                A[p, i] /= total
    return A.astype(np.float32).astype(np.float64)  # as the networks keep it


def spatial_convolution(x: Array, operator: Array, weight: Array) -> Array:
    """Σ_p B_p H W_p: B ``(K, V', V)`` from the right joint to the left, W ``(K, C', C)``, H ``(P, C, T, V)``."""
    P, C, T, V = x.shape
    K, W, _ = operator.shape
    out = np.zeros((P, weight.shape[1], T, W))
    for n in range(P):
        for t in range(T):
            for i in range(W):
                for p in range(K):
                    gathered = np.zeros(C)
                    for j in range(V):
                        gathered += operator[p, i, j] * x[n, :, t, j]
                    out[n, :, t, i] += weight[p] @ gathered
    return out


def temporal_convolution(x: Array, weight: Array, stride: int, groups: int, temporal: str) -> Array:
    """Weight ``(C', C / groups, k)``. Output frames lie at 0, s, ... (centred) or ..., T-1-s, T-1 (causal)."""
    P, _, T, V = x.shape
    outputs, inputs, k = weight.shape
    centres = list(range(0, T, stride)) if temporal == "centred" else list(range(T - 1, -1, -stride))[::-1]
    first = -(k // 2) if temporal == "centred" else -(k - 1)
    out = np.zeros((P, outputs, len(centres), V))
    for index, centre in enumerate(centres):
        for o in range(outputs):
            start = o // (outputs // groups) * inputs
            for tap in range(k):
                frame = centre + first + tap
                if 0 <= frame < T:
                    for c in range(inputs):
                        out[:, o, index] += weight[o, c, tap] * x[:, start + c, frame]
    return out


def pointwise(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """1x1 convolution, weight ``(C', C)``."""
    out = np.zeros((x.shape[0], weight.shape[0], *x.shape[2:]))
    for o in range(weight.shape[0]):
        for c in range(weight.shape[1]):
            out[:, o] += weight[o, c] * x[:, c]
        if bias is not None:
            out[:, o] += bias[o]
    return out


def multi_grain_focus(x: Array, grains: list[list[list[int]]], w: dict[str, Array]) -> tuple[Array, list[Array]]:
    """STF-Net eq. 4 to 7. ``w``: reduce, theta, phi, gamma, restore as (weight, bias), and omega."""
    P, _, T, V = x.shape
    small = pointwise(x, w["reduce"], w["reduce_bias"])
    theta, phi, gamma = (pointwise(small, w[name], w[f"{name}_bias"]) for name in ("theta", "phi", "gamma"))
    C = theta.shape[1]
    fused = np.zeros_like(theta)
    relations = []
    for i, parts in enumerate(grains):
        relation = np.zeros((P, V, len(parts)))
        for n in range(P):
            for v in range(V):
                scores = []
                for part in parts:
                    score = 0.0
                    for c in range(C):
                        for t in range(T):
                            score += theta[n, c, t, v] * sum(phi[n, c, t, u] for u in part) / len(part)
                    scores.append(score / (C * T))
                total = sum(math.exp(score) for score in scores)
                for s, part in enumerate(parts):
                    relation[n, v, s] = math.exp(scores[s]) / total
                    fused[n, :, :, v] += (
                        w["omega"][i] * relation[n, v, s] * sum(gamma[n, :, :, u] for u in part) / len(part)
                    )
        relations.append(relation)
    return x + pointwise(fused, w["restore"], w["restore_bias"]), relations


def temporal_focus(
    x: Array, squeeze: Array, norm: nn.Module, excite: Array, motion: bool, temporal: str
) -> tuple[Array, Array]:
    """STF-Net eq. 8 and 9, the gate ``(P, C, T)`` and the input times 1 + gate."""
    P, C, T, V = x.shape
    y = np.zeros((P, C, T, 1))
    for v in range(V):
        y[..., 0] += x[..., v] / V
    if motion:
        change = np.zeros_like(y)
        for t in range(T):
            if temporal == "centred" and t + 1 < T:
                change[:, :, t] = y[:, :, t + 1] - y[:, :, t]
            if temporal == "causal" and t > 0:
                change[:, :, t] = y[:, :, t] - y[:, :, t - 1]
        y = change
    groups = C // 4
    hidden = relu(batch_norm(temporal_convolution(y, squeeze, 1, groups, temporal), norm))
    raw = temporal_convolution(hidden, excite, 1, groups, temporal)[..., 0]
    gate = np.vectorize(sigmoid)(raw)
    out = x.copy()
    for v in range(V):
        out[..., v] *= 1 + gate
    return out, gate


def lstm(x: Array, module: nn.LSTM) -> Array:
    """A stacked, possibly bidirectional LSTM from its gates' equations (BAGCN eq. 5 and 6): ``(P, T, C)``."""
    ways = 2 if module.bidirectional else 1
    for layer in range(module.num_layers):
        outputs = []
        for way in range(ways):
            suffix = f"l{layer}" + ("_reverse" if way else "")
            w_x, w_h = array(getattr(module, f"weight_ih_{suffix}")), array(getattr(module, f"weight_hh_{suffix}"))
            bias = array(getattr(module, f"bias_ih_{suffix}")) + array(getattr(module, f"bias_hh_{suffix}"))
            size = module.hidden_size
            out = np.zeros((*x.shape[:2], size))
            for n in range(x.shape[0]):
                hidden, cell = np.zeros(size), np.zeros(size)
                frames = range(x.shape[1])
                for t in reversed(frames) if way else frames:
                    gates = w_x @ x[n, t] + w_h @ hidden + bias
                    enter, forget, candidate, leave = np.split(gates, 4)
                    logistic = np.vectorize(sigmoid)
                    cell = logistic(forget) * cell + logistic(enter) * np.tanh(candidate)
                    hidden = logistic(leave) * np.tanh(cell)
                    out[n, t] = hidden
            outputs.append(out)
        x = np.concatenate(outputs, -1)
    return x


def focus_diffusion(x: Array, focus: str, context: nn.LSTM | None, w: dict[str, Array]) -> tuple[Array, Array]:
    """BAGCN eq. 4 to 7. ``w``: attention, W1, W2 ``(C', C')``, W3 ``(C', C' + Ĉ)`` and biases."""
    P, C, T, V = x.shape
    attention = np.zeros((P, T, V))
    for n in range(P):
        for t in range(T):
            for v in range(V):
                attention[n, t, v] = sigmoid(float(w["attention"][0] @ x[n, :, t, v] + w["attention_bias"][0]))
    embedded = pointwise(x, w["W1"])
    latent = np.zeros((P, T, C))
    for n in range(P):
        for t in range(T):
            if focus == "max":
                latent[n, t] = np.max(embedded[n, :, t], axis=1)
            else:
                for v in range(V):
                    share = attention[n, t, v] if focus == "attention" else 1 / V
                    latent[n, t] += share * embedded[n, :, t, v]
    gathered = latent @ w["W2"].T
    if context is not None:
        gathered = lstm(gathered, context)
    out = np.zeros_like(x)
    for n in range(P):
        for t in range(T):
            for v in range(V):
                both = np.concatenate([x[n, :, t, v], attention[n, t, v] * gathered[n, t]])
                out[n, :, t, v] = w["W3"] @ both + w["W3_bias"]
    return out, attention
