"""``python -m core.benchmark train``: the speed of a training step, and whether data loading keeps up with it.

The first table is one step (forward, loss, backward, SGD) of AGCN in its published size, compared with a
straightforward implementation of the same network: a 1x1 convolution and an einsum for each of the three subsets, with
joints last in memory. Ours is faster because joints are mixed for all subsets at once and without copies, a single 1x1
convolution handles all subsets and their sum, channels are last in memory, and sums and ReLUs work in place. On a GPU,
the last row is compiled.

The second table is samples per second of the loader alone (windows are cut, normalised and augmented), of the network
alone, and of both as in training. ``busy`` is the share of the time in which the network is not waiting for its next
batch.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader

from core.benchmark.measure import milliseconds
from core.card import CheckpointInfo
from core.checkpoint import build_model
from core.data.augment import Augmentation
from core.data.clips import Clip
from core.data.pack import Pack, load_pack
from core.data.windows import WindowDataset, identity_collate
from core.errors import UserError
from core.graph import adjacency
from core.models import MODELS, create_model
from core.models.stgcn import WIDTHS
from core.skeleton import get_layout
from core.streams import prepare
from core.train import epoch_batches

LAYOUT = "ntu25"
CLASSES = 60
SYNTHETIC_CLIPS = 640
"""About as many as JHMDB's training part has."""


@dataclass(frozen=True)
class StepRow:
    """One way of training AGCN: its name, milliseconds a step, and how many times as fast as the first row it is."""

    name: str
    step_ms: float
    speedup: float


@dataclass(frozen=True)
class FlowRow:
    """Samples a second of the loader alone, the network alone and both; and the share of time that is not waiting."""

    loader: float
    model: float
    both: float
    busy: float


class PlainUnit(nn.Module):
    """A layer of AGCN the straightforward way: a convolution and an einsum a subset, batch norms on their own."""

    def __init__(self, A: Tensor, in_channels: int, channels: int, stride: int, residual: bool) -> None:
        super().__init__()
        self.A = nn.Parameter(A.clone(), requires_grad=False)
        self.mask = nn.Parameter(torch.zeros_like(A))
        self.convs = nn.ModuleList(nn.Conv2d(in_channels, channels, 1, bias=False) for _ in A)
        self.spatial_norm = nn.BatchNorm2d(channels)
        self.down = _shortcut(in_channels, channels, 1)
        self.temporal = nn.Conv2d(channels, channels, (9, 1), (stride, 1), (4, 0), bias=False)
        self.temporal_norm = nn.BatchNorm2d(channels)
        self.residual = _shortcut(in_channels, channels, stride) if residual else None

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> ``(P, C', ceil(T / stride), V)``."""
        A = self.A + self.mask
        mixed = [conv(torch.einsum("pctv,vw->pctw", x, A_k)) for conv, A_k in zip(self.convs, A, strict=True)]
        y = F.relu(self.spatial_norm(sum(mixed)) + self.down(x))
        y = self.temporal_norm(self.temporal(y))
        return F.relu(y if self.residual is None else y + self.residual(x))


def _shortcut(in_channels: int, channels: int, stride: int) -> nn.Module:
    if in_channels == channels and stride == 1:
        return nn.Identity()
    return nn.Sequential(nn.Conv2d(in_channels, channels, 1, (stride, 1), bias=False), nn.BatchNorm2d(channels))


class PlainAGCN(nn.Module):
    """`create_model("agcn")` without any of our speed-ups, the same function of the same weights."""

    def __init__(self, num_classes: int, layout: str, base_channels: int = 64) -> None:
        super().__init__()
        skeleton = get_layout(layout)
        A = adjacency(skeleton)
        self.norm = nn.BatchNorm1d(3 * skeleton.num_joints)
        self.units = nn.ModuleList()
        channels = 3
        for index, width in enumerate(WIDTHS):
            stride = 2 if index > 0 and width > WIDTHS[index - 1] else 1
            self.units.append(PlainUnit(A, channels, base_channels * width, stride, index > 0))
            channels = base_channels * width
        self.linear = nn.Linear(channels, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """``(N, C, T, V, M)`` -> logits ``(N, classes)``; everybody counts."""
        N, C, T, V, M = x.shape
        x = self.norm(x.permute(0, 4, 3, 1, 2).reshape(N * M, V * C, T))
        x = x.view(N * M, V, C, T).permute(0, 2, 3, 1).contiguous()
        for unit in self.units:
            x = unit(x)
        return self.linear(x.mean((2, 3)).view(N, M, -1).mean(1))


def measure_steps(
    shape: tuple[int, int, int, int, int], repeats: int, device: torch.device, base_channels: int = 64
) -> list[StepRow]:
    """Training steps on clips ``(N, C, T, V, M)`` with 25 joints, in turns; the yardstick first."""
    torch.manual_seed(0)
    x = torch.randn(shape, device=device)
    labels = torch.randint(CLASSES, (shape[0],), device=device)

    def plain() -> nn.Module:
        return PlainAGCN(CLASSES, LAYOUT, base_channels)

    def ours() -> nn.Module:
        return create_model("agcn", LAYOUT, num_classes=CLASSES, base_channels=base_channels)

    compiled = device.type == "cuda"
    ways = [("plain, float32", plain, False, False), ("plain, bf16-mixed", plain, True, False)]
    ways.append(("agcn, float32", ours, False, False))
    ways.append((f"agcn, bf16-mixed{', compiled' if compiled else ''}", ours, True, compiled))
    calls: list[Callable[[], object]] = []
    for _, make, half, compile_it in ways:
        network = make().to(device).train()
        optimizer = torch.optim.SGD(network.parameters(), 0.01, momentum=0.9, nesterov=True, weight_decay=1e-4)
        model = torch.compile(network) if compile_it else network
        calls.append(_step(model, optimizer, x, labels, half))
    times = milliseconds(calls, repeats)
    return [StepRow(way[0], each, times[0] / each) for way, each in zip(ways, times, strict=True)]


def _step(
    model: Callable[[Tensor], Tensor], optimizer: torch.optim.Optimizer, x: Tensor, labels: Tensor, half: bool
) -> Callable[[], object]:
    def step() -> None:
        with torch.autocast(x.device.type, torch.bfloat16, enabled=half):
            loss = F.cross_entropy(model(x).float(), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if x.device.type == "cuda":
            torch.cuda.synchronize()

    return step


def measure_flow(
    clips: Pack, info: CheckpointInfo, batch: int, batches: int, repeats: int, device: torch.device, workers: int = 0
) -> FlowRow:
    """The loader alone, the network alone and both, over as many batches each, in turns."""
    torch.manual_seed(0)
    data = WindowDataset(clips, info, Augmentation())
    network = build_model(info).to(device).train()
    optimizer = torch.optim.AdamW(network.parameters(), 1e-3)

    def load() -> Iterator[tuple[Tensor, Tensor]]:
        order = epoch_batches(len(data), batch, 1, data.epoch)[:batches]
        data.epoch += 1
        return iter(DataLoader(data, batch_sampler=order, collate_fn=identity_collate, num_workers=workers))

    def train(windows: Tensor, labels: Tensor) -> None:
        loss = F.cross_entropy(network(prepare(windows.to(device), info)), labels.to(device))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()

    ready = list(load())

    def model_alone() -> None:
        for windows, labels in ready:
            train(windows, labels)
        if device.type == "cuda":
            torch.cuda.synchronize()

    waiting: list[float] = []  # share of each turn in which the network waits for its next batch

    def both() -> None:
        start = time.perf_counter()
        waited, asked = 0.0, start
        for windows, labels in load():
            waited += time.perf_counter() - asked
            train(windows, labels)
            if device.type == "cuda":
                torch.cuda.synchronize()
            asked = time.perf_counter()
        waiting.append(waited / (time.perf_counter() - start))

    times = milliseconds([lambda: list(load()), model_alone, both], repeats)
    samples = sum(len(labels) for _, labels in ready)
    loader, model, together = (1000 * samples / each for each in times)
    return FlowRow(loader, model, together, 1 - statistics.median(waiting))


def synthetic_clips(count: int, seed: int = 0) -> Pack:
    """Clips of one second, 25 to 40 frames, of one person whose joints swing about."""
    random = np.random.default_rng(seed)
    clips = []
    for index in range(count):
        frames = int(random.integers(25, 41))
        times = np.arange(frames) / 30
        middle, swing, phase = random.uniform(20, 200, (2, 18)), random.uniform(0, 20, (2, 18)), random.random((2, 18))
        joints = np.ones((3, frames, 18, 1), np.float32)
        angle = 2 * np.pi * (times[:, None, None] + phase)
        joints[:2, ..., 0] = (middle + swing * np.sin(angle)).transpose(1, 0, 2)
        clips.append(Clip(f"clip {index}", index % 21, joints, times, f"person {index}"))
    return Pack.of(clips)


def card(clips: Pack, model: str, base_channels: int, frames: int) -> CheckpointInfo:
    """The card of a network for these clips."""
    return CheckpointInfo(
        name="benchmark",
        title="benchmark",
        model=model,
        model_args={"base_channels": base_channels},
        layout=clips.layout,
        stream="joint",
        frames=frames,
        rate=12.5,
        dimensions=clips.coordinates,
        labels=clips.classes,
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--clips", type=int, default=2, help="clips in the step of AGCN (default %(default)s)")
    parser.add_argument("--clip-frames", type=int, default=300, help="frames of each clip (default %(default)s)")
    parser.add_argument("--data", type=Path, help="data set to load from (default: synthetic clips)")
    parser.add_argument("--model", default="stfnet", help=f"model of the second table: {', '.join(MODELS)}")
    parser.add_argument("--channels", type=int, default=32, help="channels of its first blocks (default %(default)s)")
    parser.add_argument("--frames", type=int, default=20, help="frames of its windows (default %(default)s)")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--batches", type=int, default=10, help="number of batches to measure (default %(default)s)")
    parser.add_argument("--workers", type=int, default=0, help="processes of the data loader (default %(default)s)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> None:
    """Prints both tables."""
    if arguments.model not in MODELS:
        raise UserError(f"no model {arguments.model}; there are {', '.join(MODELS)}")
    if min(arguments.clips, arguments.batch, arguments.batches, arguments.repeats, arguments.threads) < 1:
        raise UserError("--clips, --batch, --batches, --repeats and --threads are at least 1")
    device = torch.device(arguments.device)
    torch.set_num_threads(arguments.threads)
    clips = synthetic_clips(SYNTHETIC_CLIPS) if arguments.data is None else load_pack(arguments.data)
    info = card(clips, arguments.model, arguments.channels, arguments.frames)
    flow = measure_flow(clips, info, arguments.batch, arguments.batches, arguments.repeats, device, arguments.workers)
    shape = (arguments.clips, 3, arguments.clip_frames, get_layout(LAYOUT).num_joints, 2)
    steps = measure_steps(shape, arguments.repeats, device)
    if arguments.json:
        print(json.dumps({"shape": shape, "steps": [asdict(row) for row in steps], "flow": asdict(flow)}))
        return
    print(f"{device.type}, {arguments.threads} threads, torch {torch.__version__}")
    print(f"a training step of AGCN on {shape} (N, C, T, V, M)")
    for row in steps:
        print(f"  {row.name:28} {row.step_ms:8.1f} ms  {row.speedup:5.2f} times as fast")
    where = "synthetic clips" if arguments.data is None else str(arguments.data)
    windows = f"batches of {arguments.batch} x {arguments.frames} frames"
    print(f"{arguments.model}, {arguments.channels} channels, {windows}, {where}")
    print(f"  loader alone  {flow.loader:8.0f} samples/s")
    print(f"  network alone {flow.model:8.0f} samples/s")
    print(f"  both          {flow.both:8.0f} samples/s, busy {flow.busy:.1%}")
