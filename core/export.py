"""Exports a network as an ONNX file: ``python -m core.export WEIGHTS -o OUT.onnx``."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import nn

from core.checkpoint import load_checkpoint
from core.cli import run_command
from core.errors import UserError
from core.models.blocks import fold_batch_norms
from core.skeleton import get_layout
from core.streaming.onnx_graph import trace
from core.streams import num_channels

TOLERANCE = 1e-4
"""Largest difference between the logits of the file and of the network, relative to the largest logit above 1."""


def export_onnx(model: nn.Module, path: Path, example: torch.Tensor) -> None:
    """Write ``model`` as ONNX: input ``x (N, C, T, V, M)`` with any N, output ``logits (N, classes)``.

    Batch norms are folded into the convolutions. T, V and M are those of ``example``.
    """
    axes = {name: {0: "N"} for name in ("x", "logits")}
    graph = trace(fold_batch_norms(model), (example,), ["x"], ["logits"], axes)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(graph)


@torch.no_grad()
def difference(model: nn.Module, path: Path, x: torch.Tensor) -> float:
    """Largest difference of the logits of the file, run by ONNX Runtime, from the network's, for ``x``.

    Relative to the largest logit where that is above 1.
    """
    import onnxruntime  # type: ignore[import-untyped, unused-ignore]

    expected = model(x)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"x": x.numpy()})
    return float((torch.from_numpy(found) - expected).abs().max() / expected.abs().max().clamp(min=1))


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m core.export", description=__doc__)
    parser.add_argument("weights", help="name of a bundled network, or a .safetensors file")
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--people", type=int, default=1, help="number of people M in the input (default 1)")
    return parser


def main() -> None:
    arguments = parser().parse_args()
    checkpoint = load_checkpoint(arguments.weights)
    info = checkpoint.info
    joints = get_layout(info.layout).num_joints
    example = torch.rand(
        2, num_channels(info.stream, info.dimensions, info.convention), info.frames, joints, arguments.people
    )
    export_onnx(checkpoint.model, arguments.out, example)
    found = difference(checkpoint.model, arguments.out, example[:1])
    if found > TOLERANCE:
        raise UserError(f"{arguments.out}: its logits differ by {found:.1e}, more than {TOLERANCE:.0e}; do not use it")
    shape = ("N", *example.shape[1:])
    print(f"{arguments.out}: input x {shape}, logits (N, {len(info.labels)}), differ by {found:.1e}")


if __name__ == "__main__":
    run_command(main)
