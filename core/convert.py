"""Converts public checkpoints to our weights: ``python -m core.convert stgcn FILE --labels LABELS.txt -o OUT``.

The first public ST-GCN offers weights for Kinetics-Skeleton. Together with the list of its 400 labels, one per line in
index order, these give a network for 400 actions. Its input is x and y as fractions of the image size minus 0.5, with
the confidence of the pose, in windows of 150 frames.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from core.card import CheckpointInfo
from core.checkpoint import save_checkpoint
from core.cli import run_command
from core.errors import UserError
from core.models import create_model

State = dict[str, Tensor]

LAYOUT_OF = {18: "kinetics18", 25: "ntu25"}
_NORM = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")


def read_state(path: Path) -> State:
    """The tensors of a PyTorch checkpoint, opened without running any code in it.

    Wrappers (``{"state_dict": ...}``) and the ``module.`` of DataParallel are taken off.

    Raises:
        UserError: no such file, not a checkpoint, or one that holds more than tensors.
    """
    if not path.is_file():
        raise UserError(f"{path}: no such file")
    try:
        content: Any = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file makes the unpickler fail in any way
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UserError(f"{path} cannot be read as a checkpoint of plain tensors ({first})") from error
    for wrapper in ("state_dict", "model_state_dict", "model"):
        if isinstance(content, dict) and isinstance(content.get(wrapper), dict):
            content = content[wrapper]
    if not isinstance(content, dict) or not content or not all(isinstance(v, Tensor) for v in content.values()):
        raise UserError(f"{path} holds no table of tensors; give the file that torch.save(model.state_dict()) made")
    return {str(key).removeprefix("module."): value for key, value in content.items()}


def convert_stgcn(state: State) -> tuple[nn.Module, str, dict[str, Any]]:
    """A checkpoint of the first public ST-GCN as an equivalent network.

    Its adjacency ``A`` is kept as it is; biases of the spatial convolutions pass through the graph; all people count.
    Biases in front of a batch norm go into its running mean.

    Args:
        state: keys ``A``, ``data_bn.*``, ``edge_importance.i`` (left out: ones), ``st_gcn_networks.i.gcn.conv.*``,
            ``.tcn.{0,2,3}.*``, ``.residual.{0,1}.*``, ``fcn.*``.

    Returns:
        The network in evaluation mode, its layout's name and its model arguments.

    Raises:
        UserError: the tensors do not fit.
    """
    old = dict(state)
    blocks = count(old, r"st_gcn_networks\.(\d+)\.")
    adjacency = pop(old, "A")
    layout = layout_of(adjacency.shape[-1])
    new: State = {}
    move_norm(old, "data_bn", new, "entry.norm")
    for i in range(blocks):
        source, target = f"st_gcn_networks.{i}", f"blocks.{i}"
        new[f"{target}.spatial.mixing.adjacency"] = adjacency
        new[f"{target}.spatial.mixing.mask"] = old.pop(f"edge_importance.{i}", torch.ones_like(adjacency))
        new[f"{target}.spatial.conv.weight"] = pop(old, f"{source}.gcn.conv.weight")
        new[f"{target}.spatial.conv.bias"] = pop(old, f"{source}.gcn.conv.bias")
        move_norm(old, f"{source}.tcn.0", new, f"{target}.spatial_norm")
        move_conv_norm(old, f"{source}.tcn.2", f"{source}.tcn.3", new, f"{target}.temporal", f"{target}.temporal_norm")
        if f"{source}.residual.0.weight" in old:
            residual = f"{target}.residual"
            move_conv_norm(old, f"{source}.residual.0", f"{source}.residual.1", new, residual, f"{residual}.norm")
    new["classifier.linear.weight"] = pop(old, "fcn.weight").flatten(1)
    new["classifier.linear.bias"] = pop(old, "fcn.bias")
    model_args: dict[str, Any] = {"layers": blocks, "people": "all", "bias_first": True}
    return load("stgcn", layout, new, old, model_args), layout, model_args


def convert_agcn(state: State, person: int | None = None) -> tuple[nn.Module, str, dict[str, Any]]:
    """A checkpoint of the 2s-AGCN family in plain graph form, without its data-dependent term, as ``agcn``.

    Args:
        state: keys ``data_bn.*``, ``l1`` to ``l10`` with ``gcn1.{PA,conv_d.k,bn,down.{0,1}}``, ``tcn1.{conv,bn}``,
            ``residual.{conv,bn}``, and ``fc.*``. The graph is the family's: column-normalised, not in the file.
        person: that family normalises each person with statistics of their own. Where they differ, take those of this
            person, from 1; the network is then the same for clips of that one person.

    Returns:
        As `convert_stgcn`.

    Raises:
        UserError: the tensors do not fit, or there is a data-dependent term.
    """
    old = dict(state)
    data_dependent = [key for key in old if re.search(r"\.conv_[ab]\.", key)]
    if data_dependent:
        raise UserError(
            f"this checkpoint has a data-dependent graph ({data_dependent[0]} and {len(data_dependent) - 1} more), "
            "which agcn does not: only the plain form A + M can be converted"
        )
    blocks = count(old, r"l(\d+)\.gcn1\.")
    mask = old.get("l1.gcn1.PA")
    layout = layout_of(0 if mask is None else mask.shape[-1])
    new: State = {}
    joints, channels = 0 if mask is None else mask.shape[-1], pop(dict(old), "l1.gcn1.conv_d.0.weight").shape[1]
    move_norm(old, "data_bn", new, "entry.norm")
    one_person(new, "entry.norm", joints * channels, person)
    for i in range(blocks):
        source, target = f"l{i + 1}", f"blocks.{i}"
        new[f"{target}.spatial.mixing.mask"] = pop(old, f"{source}.gcn1.PA")
        subsets = [pop(old, f"{source}.gcn1.conv_d.{k}.weight") for k in range(3)]
        new[f"{target}.spatial.conv.weight"] = torch.cat(subsets)
        bias = sum(pop(old, f"{source}.gcn1.conv_d.{k}.bias") for k in range(3))
        move_norm(old, f"{source}.gcn1.bn", new, f"{target}.spatial_norm")
        new[f"{target}.spatial_norm.running_mean"] -= bias
        if f"{source}.gcn1.down.0.weight" in old:
            residual = f"{target}.spatial_residual"
            down = f"{source}.gcn1.down"
            move_conv_norm(old, f"{down}.0", f"{down}.1", new, residual, f"{residual}.norm")
        tcn = f"{source}.tcn1"
        move_conv_norm(old, f"{tcn}.conv", f"{tcn}.bn", new, f"{target}.temporal", f"{target}.temporal_norm")
        if f"{source}.residual.conv.weight" in old:
            residual = f"{target}.residual"
            around = f"{source}.residual"
            move_conv_norm(old, f"{around}.conv", f"{around}.bn", new, residual, f"{residual}.norm")
    new["classifier.linear.weight"] = pop(old, "fc.weight")
    new["classifier.linear.bias"] = pop(old, "fc.bias")
    model_args: dict[str, Any] = {"layers": blocks, "people": "all"}
    return load("agcn", layout, new, old, model_args), layout, model_args


def count(state: State, pattern: str) -> int:
    """How many different numbers the keys hold where the pattern has its group."""
    return len({match[1] for key in state if (match := re.match(pattern, key))})


def layout_of(joints: int) -> str:
    if joints not in LAYOUT_OF:
        raise UserError(f"the checkpoint's graph has {joints} joints; known are {', '.join(map(str, LAYOUT_OF))}")
    return LAYOUT_OF[joints]


def pop(state: State, key: str) -> Tensor:
    """Take a tensor out of a checkpoint, copied."""
    if key not in state:
        raise UserError(f"the checkpoint has no tensor {key!r}: it is of another network")
    return state.pop(key).clone()


def move_norm(old: State, source: str, new: State, target: str) -> None:
    """Move a batch norm."""
    for name in _NORM:
        if name != "num_batches_tracked" or f"{source}.{name}" in old:
            new[f"{target}.{name}"] = pop(old, f"{source}.{name}")
    new.setdefault(f"{target}.num_batches_tracked", torch.tensor(0))


def move_conv_norm(old: State, conv: str, norm: str, new: State, target: str, target_norm: str) -> None:
    """Move a convolution and the batch norm behind it; the convolution's bias goes into the norm's running mean."""
    new[f"{target}.conv.weight"] = pop(old, f"{conv}.weight")
    move_norm(old, norm, new, target_norm)
    if f"{conv}.bias" in old:
        new[f"{target_norm}.running_mean"] -= pop(old, f"{conv}.bias")


def one_person(new: State, norm: str, features: int, person: int | None) -> None:
    """Reduce a norm over people, joints and channels (index ``(m * V + v) * C + c``) to one for everyone."""
    for name in _NORM[:4]:
        values = new[f"{norm}.{name}"]
        if features == 0 or values.numel() % features:
            raise UserError(f"data_bn has {values.numel()} values, not a multiple of {features} (joints x channels)")
        people = values.view(-1, features)
        if person is None and not torch.allclose(people, people[:1].expand_as(people)):
            raise UserError(
                f"this checkpoint normalises each of {len(people)} people differently, our networks all alike; "
                "choose whose statistics to take with --person 1"
            )
        if person is not None and not 1 <= person <= len(people):
            raise UserError(f"--person must be 1 to {len(people)}")
        new[f"{norm}.{name}"] = people[(person or 1) - 1].clone()


def load(name: str, layout: str, new: State, left: State, model_args: dict[str, Any]) -> nn.Module:
    """Build the network and load the tensors; none may be missing, left over or of another shape."""
    if left:
        raise UserError(f"the checkpoint has tensors that {name} does not: {', '.join(sorted(left)[:3])}")
    classes, _ = new["classifier.linear.weight"].shape
    channels = new["blocks.0.spatial.conv.weight"].shape[1]
    try:
        model = create_model(name, layout, num_classes=classes, in_channels=channels, **model_args)
        if name == "agcn":  # whose graph is not in the file
            new = {**{key: value for key, value in model.state_dict().items() if key.endswith("adjacency")}, **new}
        model.load_state_dict(new)
    except (RuntimeError, ValueError) as error:
        lines = str(error).strip().splitlines()
        raise UserError(f"the checkpoint does not fit {name}: {lines[min(1, len(lines) - 1)].strip()}") from error
    return model.eval()


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m core.convert", description=__doc__)
    parser.add_argument("family", choices=("stgcn", "agcn"), help="first public ST-GCN, or the 2s-AGCN family")
    parser.add_argument("file", type=Path, help="the public .pt or .pth file")
    parser.add_argument(
        "--labels", type=Path, required=True, help="text file with one class name per line, in index order"
    )
    parser.add_argument("-o", "--out", type=Path, required=True, help="the .safetensors file to write")
    parser.add_argument("--stream", default="joint", choices=("joint", "bone"), help="the stream it was trained on")
    parser.add_argument("--frames", type=int, default=150, help="length of its window in frames (default 150)")
    parser.add_argument("--rate", type=float, default=30.0, help="frames per second (default 30)")
    parser.add_argument("--person", type=int, help="agcn: the person whose normalisation is used, from 1")
    return parser


def main() -> None:
    arguments = parser().parse_args()
    if arguments.out.suffix != ".safetensors":
        raise UserError(f"{arguments.out}: weights are .safetensors files")
    if not arguments.labels.is_file():
        raise UserError(f"{arguments.labels}: no such file of labels")
    labels = tuple(line.strip() for line in arguments.labels.read_text("utf-8").splitlines() if line.strip())
    state = read_state(arguments.file)
    if arguments.family == "stgcn":
        model, layout, model_args = convert_stgcn(state)
    else:
        model, layout, model_args = convert_agcn(state, arguments.person)
    classes = model.get_parameter("classifier.linear.weight").shape[0]
    if len(labels) != classes:
        raise UserError(f"{arguments.labels} has {len(labels)} labels, the checkpoint {classes} classes")
    info = CheckpointInfo(
        name=arguments.out.stem,
        title=f"{arguments.family}, converted from {arguments.file.name}",
        model=arguments.family,
        model_args=model_args,
        layout=layout,
        stream=arguments.stream,
        frames=arguments.frames,
        rate=arguments.rate,
        labels=labels,
        coordinates="picture",
        y_down=arguments.family == "stgcn",  # the 2s-AGCN family negates y
        data=f"converted from {arguments.file.name}",
    )
    save_checkpoint(arguments.out, model, info)
    print(f"{arguments.out}: {info.model}, {layout}, {classes} classes")


if __name__ == "__main__":
    run_command(main)
