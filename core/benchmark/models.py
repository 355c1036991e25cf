"""``python -m core.benchmark models``: speed of the networks, compared with ST-GCN in its plain, published form.

At the same number of operations, our networks are faster than the plain form for these reasons. One matrix product
mixes the joints of all subsets, and a 1x1 convolution mixes channels. Channels are last in memory, so that neither
these nor the temporal convolutions copy. Batch norms are folded into the convolutions before inference. MCF multiplies
the features by V x V matrices only. BAGCN applies its attention before W_1, so that one latent node per frame is
embedded instead of V joints.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from multiprocessing import get_context

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.benchmark.measure import milliseconds, peak_mb
from core.errors import UserError
from core.graph import adjacency
from core.info import build, count_macs
from core.models import MODELS
from core.models.blocks import fold_batch_norms
from core.models.stgcn import WIDTHS
from core.skeleton import get_layout

YARDSTICK = "plain stgcn"
LAYOUT = "kinetics18"
CLASSES = 400


@dataclass(frozen=True)
class Row:
    """One network's figures for one batch.

    Attributes:
        model: its name, or `YARDSTICK`.
        parameters: learnable numbers.
        macs: multiply-accumulates of a forward pass.
        forward_ms: evaluation, batch norms folded into the convolutions.
        explain_percent: what asking for the explanation adds to the forward pass.
        training_ms: forward and backward in training mode.
        peak_mb: highest resident memory of a process that does all this and nothing else.
        time_ratio, macs_ratio: forward pass over the yardstick's.
    """

    model: str
    parameters: int
    macs: int
    forward_ms: float
    explain_percent: float
    training_ms: float
    peak_mb: float
    time_ratio: float
    macs_ratio: float


class PlainBlock(nn.Module):
    """A layer of ST-GCN the straightforward way: 1x1 convolution, einsum over the graph, batch norms on their own."""

    def __init__(self, A: Tensor, in_channels: int, channels: int, stride: int, residual: bool) -> None:
        super().__init__()
        self.A = nn.Parameter(A.clone(), requires_grad=False)
        self.importance = nn.Parameter(torch.ones_like(A))
        self.conv = nn.Conv2d(in_channels, 3 * channels, 1)
        self.tcn = nn.Sequential(
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, (9, 1), (stride, 1), (4, 0)),
            nn.BatchNorm2d(channels),
        )
        self.residual: nn.Module | None = None
        if residual and (in_channels != channels or stride != 1):
            self.residual = nn.Sequential(nn.Conv2d(in_channels, channels, 1, (stride, 1)), nn.BatchNorm2d(channels))
        elif residual:
            self.residual = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> ``(P, C', ceil(T / stride), V)``."""
        y = self.conv(x)
        P, _, T, V = y.shape
        y = torch.einsum("pkctv,kvw->pctw", y.view(P, 3, -1, T, V), self.A * self.importance).contiguous()
        y = self.tcn(y)
        return F.relu(y if self.residual is None else y + self.residual(x))


class PlainSTGCN(nn.Module):
    """ST-GCN as first published, without any of our speed-ups: the yardstick."""

    def __init__(self, num_classes: int, in_channels: int, layout: str = LAYOUT) -> None:
        super().__init__()
        skeleton = get_layout(layout)
        A = adjacency(skeleton)
        self.norm = nn.BatchNorm1d(in_channels * skeleton.num_joints)
        channels = in_channels
        self.blocks = nn.ModuleList()
        for index, width in enumerate(WIDTHS):
            stride = 2 if index > 0 and width > WIDTHS[index - 1] else 1
            self.blocks.append(PlainBlock(A, channels, 64 * width, stride, index > 0))
            channels = 64 * width
        self.linear = nn.Conv2d(channels, num_classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        """``(N, C, T, V, M)`` -> logits ``(N, classes)``."""
        N, C, T, V, M = x.shape
        x = self.norm(x.permute(0, 4, 3, 1, 2).reshape(N * M, V * C, T))
        x = x.view(N * M, V, C, T).permute(0, 2, 3, 1).contiguous()
        for block in self.blocks:
            x = block(x)
        pooled = F.avg_pool2d(x, x.shape[2:]).view(N, M, -1, 1, 1).mean(1)
        return self.linear(pooled).flatten(1)


def make(name: str, channels: int) -> nn.Module:
    if name == YARDSTICK:
        return PlainSTGCN(CLASSES, channels).eval()
    return build(name, LAYOUT, CLASSES, channels, {})


def measure(name: str, shape: tuple[int, int, int, int, int], repeats: int, threads: int) -> Row:
    """One network against the yardstick, in turns."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    x = torch.rand(shape)
    model, plain = make(name, shape[1]), make(YARDSTICK, shape[1])
    fast = model if name == YARDSTICK else fold_batch_norms(model)
    calls: list[Callable[[], object]] = [lambda: plain(x), lambda: fast(x)]
    if name != YARDSTICK:
        calls.append(lambda: fast(x, explain=True))
    with torch.inference_mode():
        plain_ms, forward_ms, *explained = milliseconds(calls, repeats)
    macs, plain_macs = count_macs(model, shape), count_macs(plain, shape)
    explain_percent = 100 * (explained[0] / forward_ms - 1) if explained else 0.0

    def train_step() -> None:
        model(x).square().mean().backward()

    model.train()
    (training_ms,) = milliseconds([train_step], max(3, repeats // 3))
    return Row(
        model=name,
        parameters=sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad),
        macs=macs,
        forward_ms=forward_ms,
        explain_percent=explain_percent,
        training_ms=training_ms,
        peak_mb=peak_mb(),
        time_ratio=forward_ms / plain_ms,
        macs_ratio=macs / plain_macs,
    )


def measure_models(
    names: list[str], shape: tuple[int, int, int, int, int], repeats: int = 15, threads: int = 2
) -> Iterator[Row]:
    """`measure` for every name, each in a process of its own, so that memory is its own too."""
    for name in names:
        with get_context("spawn").Pool(1) as pool:
            yield pool.apply(measure, (name, shape, repeats, threads))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--model", action="append", help=f"only this model (can be repeated): {', '.join(MODELS)}")
    parser.add_argument("--frames", type=int, default=150)
    parser.add_argument("--people", type=int, default=2)
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> None:
    """Prints one row a network, the yardstick first."""
    names = arguments.model or list(MODELS)
    unknown = [name for name in names if name not in MODELS]
    if unknown:
        raise UserError(f"no model {', '.join(unknown)}; there are {', '.join(MODELS)}")
    joints = get_layout(LAYOUT).num_joints
    shape = (1, arguments.channels, arguments.frames, joints, arguments.people)
    rows = measure_models([YARDSTICK, *names], shape, arguments.repeats, arguments.threads)
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows]))
        return
    print(f"one clip {shape} (N, C, T, V, M), {arguments.threads} threads, torch {torch.__version__}")
    print(f"{'model':12} {'params M':>8} {'MACs G':>7} {'of plain':>8} {'eval ms':>8} {'of plain':>8} ", end="")
    print(f"{'explain %':>9} {'fwd+bwd ms':>10} {'peak MB':>8}")
    for row in rows:
        print(
            f"{row.model:12} {row.parameters / 1e6:8.2f} {row.macs / 1e9:7.2f} {row.macs_ratio:8.2f} "
            f"{row.forward_ms:8.1f} {row.time_ratio:8.2f} {row.explain_percent:9.1f} "
            f"{row.training_ms:10.1f} {row.peak_mb:8.0f}",
            flush=True,
        )
