"""Prints a network's parameters, operations, receptive field and shapes: ``python -m core.info MODEL``."""

from __future__ import annotations

import argparse
import ast
import copy
import json
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from core.cli import run_command
from core.errors import UserError
from core.models import MODELS, create_model
from core.models.bagcn import FocusDiffusion
from core.models.blocks import TemporalConv
from core.models.stfnet import MultiGrainFocus, TemporalFocus
from core.skeleton import LAYOUTS, get_layout


@dataclass(frozen=True)
class ModelInfo:
    """The countable figures of one network.

    Attributes:
        model, layout, classes, channels, frames, people: what was counted, for one clip.
        parameters: learnable numbers.
        macs: multiply-accumulate operations of one forward pass, half of what torch.utils.flop_counter counts.
        receptive_field: input frames one output frame depends on; None where a block looks at the whole clip.
        blocks: ``(P, C, T, V)`` after every block.
    """

    model: str
    layout: str
    classes: int
    channels: int
    frames: int
    people: int
    parameters: int
    macs: int
    receptive_field: int | None
    blocks: tuple[tuple[int, ...], ...]


def model_info(
    name: str,
    layout: str = "kinetics18",
    classes: int = 60,
    channels: int = 3,
    frames: int = 300,
    people: int = 1,
    model_args: dict[str, Any] | None = None,
) -> ModelInfo:
    """Build a network and count.

    Raises:
        UserError: wrong model, layout or argument.
    """
    model = build(name, layout, classes, channels, model_args or {})
    shape = (1, channels, frames, get_layout(layout).num_joints, people)
    return ModelInfo(
        model=name,
        layout=layout,
        classes=classes,
        channels=channels,
        frames=frames,
        people=people,
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        macs=count_macs(model, shape),
        receptive_field=receptive_field(model),
        blocks=block_shapes(model, shape),
    )


def build(name: str, layout: str, classes: int, channels: int, model_args: dict[str, Any]) -> nn.Module:
    """`create_model` in evaluation mode, its complaints as a UserError."""
    try:
        return create_model(name, layout, num_classes=classes, in_channels=channels, **model_args).eval()
    except (ValueError, TypeError) as error:
        raise UserError(str(error)) from error


@torch.no_grad()
def count_macs(model: nn.Module, shape: tuple[int, ...]) -> int:
    """Multiply-accumulates of convolutions and matrix products in one forward pass of an input ``(N, C, T, V, M)``."""
    # On the meta device nothing is computed, and an LSTM shows the matrix products it is made of.
    with FlopCounterMode(display=False) as counter:
        copy.deepcopy(model).to("meta")(torch.empty(shape, device="meta"))
    return counter.get_total_flops() // 2


@torch.no_grad()
def block_shapes(model: Any, shape: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """``(P, C, T, V)`` after every block of a network of `core.models`, for an input ``(N, C, T, V, M)``."""
    model = copy.deepcopy(model).to("meta")
    y, _ = model.entry(torch.empty(shape, device="meta"))
    shapes = []
    for block in model.blocks:
        result = block(y)
        y = result[0] if isinstance(result, tuple) else result
        shapes.append(tuple(y.shape))
    return tuple(shapes)


def receptive_field(model: Any) -> int | None:
    """Input frames that one output frame depends on; None with MCF or an LSTM, which look at the whole clip."""
    frames, step = 1, 1
    for block in model.blocks:
        for module in block.modules():
            whole_clip = isinstance(module, MultiGrainFocus) or (isinstance(module, FocusDiffusion) and module.context)
            if whole_clip:
                return None
            if isinstance(module, TemporalFocus) and module.motion:
                frames += step
            if isinstance(module, TemporalConv):  # those of a block follow one another
                frames += (module.conv.kernel_size[0] - 1) * step
        step *= block.temporal.conv.stride[0]
    return frames


def parse_setting(text: str) -> tuple[str, Any]:
    """``key=value`` with a Python or JSON value; anything else is a string."""
    key, equals, value = text.partition("=")
    if not equals:
        raise UserError(f"--set {text!r} must look like key=value")
    words = {"true": True, "false": False, "null": None}
    if value in words:
        return key, words[value]
    try:
        return key, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return key, value


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m core.info", description=__doc__)
    parser.add_argument("model", help=f"name of the network: {', '.join(MODELS)}")
    parser.add_argument("--layout", default="kinetics18", help=f"joint layout: {', '.join(LAYOUTS)}")
    parser.add_argument("--frames", type=int, default=300, help="frames of the clip (default %(default)s)")
    parser.add_argument("--classes", type=int, default=60, help="number of classes (default %(default)s)")
    parser.add_argument("--channels", type=int, default=3, help="input channels (default %(default)s)")
    parser.add_argument("--people", type=int, default=1, help="people in the clip (default %(default)s)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="an argument of the network (can be repeated)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    return parser


def main() -> None:
    arguments = parser().parse_args()
    if min(arguments.frames, arguments.classes, arguments.channels, arguments.people) < 1:
        raise UserError("--frames, --classes, --channels and --people must be at least 1")
    info = model_info(
        arguments.model,
        arguments.layout,
        arguments.classes,
        arguments.channels,
        arguments.frames,
        arguments.people,
        dict(parse_setting(text) for text in arguments.set),
    )
    if arguments.json:
        print(json.dumps(asdict(info)))
        return
    field = "the whole clip" if info.receptive_field is None else f"{info.receptive_field} frames"
    print(f"{info.model}, {info.layout}, {info.classes} classes, {info.frames} frames, {info.people} people")
    print(f"parameters       {info.parameters:,}")
    print(f"operations       {info.macs / 1e9:.2f} G multiply-accumulates")
    print(f"receptive field  {field}")
    for index, shape in enumerate(info.blocks):
        print(f"block {index:2}         {shape}")


if __name__ == "__main__":
    run_command(main)
