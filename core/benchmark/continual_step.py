"""One step of ST-GCN built from the modules of the library continual-inference, run by `core.benchmark.step`.

This is a script of its own because the library is not a dependency of this project and is installed in its own
environment. The layers are those of `core.models.stgcn`, without strides (so that every frame gets a label, as in our
streams) and without padding.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import continual as co  # type: ignore[import-not-found, unused-ignore]
import torch
from torch import Tensor, nn

from core.benchmark.measure import milliseconds
from core.graph import adjacency
from core.models.mixing import EdgeImportance
from core.models.stgcn import WIDTHS
from core.skeleton import get_layout


class Graph(nn.Module):
    """A spatial convolution of ``(N, C, T, V)``."""

    def __init__(self, A: Tensor, in_channels: int, channels: int) -> None:
        super().__init__()
        self.mixing = EdgeImportance(A)
        self.conv = nn.Conv2d(in_channels, 3 * channels, 1)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x)
        N, _, T, V = y.shape
        return self.norm(torch.einsum("nkctv,kvw->nctw", y.view(N, 3, -1, T, V), self.mixing())).relu()


def network(layout: str, in_channels: int, classes: int) -> Any:
    """ST-GCN for steps ``(1, C, V)``."""
    A = adjacency(get_layout(layout))
    blocks = []
    channels = in_channels
    for index, width in enumerate(WIDTHS):
        out = 64 * width
        layer = co.Sequential(
            co.forward_stepping(Graph(A, channels, out)), co.Conv2d(out, out, (9, 1)), nn.BatchNorm2d(out)
        )
        if index > 0 and channels == out:
            layer = co.Residual(layer, residual_shrink=True)
        elif index > 0:
            around = co.Sequential(co.Delay(4, auto_shrink=True), co.Conv2d(channels, out, 1), nn.BatchNorm2d(out))
            layer = co.BroadcastReduce(around, layer, auto_delay=False)
        blocks += [layer, nn.ReLU()]
        channels = out
    mean = co.Lambda(lambda x: x.mean(-1))
    return co.Sequential(*blocks, mean, co.AvgPool1d(75, stride=1), co.Linear(channels, classes, channel_dim=1))


@torch.inference_mode()
def main() -> None:
    """Prints the time of a step as JSON; arguments: layout, C, classes, threads, repeats, steps a repeat."""
    layout, numbers = sys.argv[1], [int(argument) for argument in sys.argv[2:]]
    in_channels, classes, threads, repeats, steps = numbers
    torch.set_num_threads(threads)
    model = network(layout, in_channels, classes).eval()
    frame = torch.rand(1, in_channels, get_layout(layout).num_joints)
    for _ in range(model.receptive_field):
        model.forward_step(frame)

    def play() -> None:
        for _ in range(steps):
            if not isinstance(model.forward_step(frame), Tensor):
                raise RuntimeError("no label although the receptive field is full")

    print(json.dumps({"step_ms": milliseconds([play], repeats)[0] / steps}))


if __name__ == "__main__":
    main()
