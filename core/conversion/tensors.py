"""Moves the tensors of a public network to the places that ours has for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from core.conversion.reading import State
from core.errors import UserError
from core.models import create_model

LAYOUT_OF = {17: "coco17", 18: "kinetics18", 25: "ntu25"}
PLACES = 2
"""People that every public network takes at once; whoever is not there is zero and counts in the mean."""

_NORM = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")


@dataclass(frozen=True)
class Converted:
    """An equivalent network of ours, in evaluation mode, and the arguments of `core.models.create_model` for it."""

    model: nn.Module
    name: str
    layout: str
    model_args: dict[str, Any]

    @property
    def classes(self) -> int:
        return self.model.get_parameter("classifier.linear.weight").shape[0]


def count(state: State, pattern: str) -> int:
    """How many different numbers the keys hold where the pattern has its group."""
    return len({match[1] for key in state if (match := re.match(pattern, key))})


def layout_of(joints: int) -> str:
    """The layout with so many joints.

    Raises:
        UserError: no public network has so many.
    """
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
    new[f"{target}.weight"] = pop(old, f"{conv}.weight")
    move_norm(old, norm, new, target_norm)
    if f"{conv}.bias" in old:
        new[f"{target_norm}.running_mean"] -= pop(old, f"{conv}.bias")


def move_subsets(old: State, source: str, new: State, target: str, norm: str) -> None:
    """Move the three 1x1 convolutions ``source.k`` of a spatial convolution, whose norm was moved already.

    Their biases come after the mixing of the joints, so they too go into the norm's running mean.
    """
    new[f"{target}.weight"] = torch.cat([pop(old, f"{source}.{k}.weight") for k in range(3)])
    new[f"{norm}.running_mean"] -= torch.stack([pop(old, f"{source}.{k}.bias") for k in range(3)]).sum(0)


def move_entry(old: State, source: str, new: State, features: int, person: int | None) -> dict[str, Any]:
    """Move the norm of the input; returns the arguments of `core.models.blocks.InputNorm` that go with it.

    The norm covers ``features`` values (joints x channels), or as many for each of several people, index
    ``(m * V + v) * C + c``.

    Args:
        person: None: as in the public code, with room for `PLACES` people. Else a number from 1: one person alone is
            looked at, with the statistics of this one where people have their own.
    """
    move_norm(old, source, new, "entry.norm")
    values = new["entry.norm.weight"].numel()
    if features == 0 or values % features:
        raise UserError(f"{source} has {values} values, not a multiple of {features} (joints x channels)")
    people = values // features
    if person is None:
        return {"people": "all", "places": max(people, PLACES), "norm_each": people > 1}
    if not 1 <= person <= max(people, PLACES):
        raise UserError(f"--person must be 1 to {max(people, PLACES)}")
    row = person - 1 if people > 1 else 0
    for name in _NORM[:4]:
        new[f"entry.norm.{name}"] = new[f"entry.norm.{name}"].view(people, -1)[row].clone()
    return {"people": "all"}


def load(name: str, layout: str, new: State, left: State, model_args: dict[str, Any]) -> Converted:
    """Build the network and load the tensors; none may be missing, left over or of another shape.

    An adjacency that is not among the tensors is the family's: column-normalised, as ours.
    """
    if left:
        raise UserError(f"the checkpoint has tensors that {name} does not: {', '.join(sorted(left)[:3])}")
    classes, _ = new["classifier.linear.weight"].shape
    channels = new["blocks.0.spatial.conv.weight"].shape[1]
    try:
        model = create_model(name, layout, num_classes=classes, in_channels=channels, **model_args)
        graph = {key: value for key, value in model.state_dict().items() if key.endswith(".adjacency")}
        model.load_state_dict({**graph, **new})
    except (RuntimeError, ValueError) as error:
        lines = str(error).strip().splitlines()
        raise UserError(f"the checkpoint does not fit {name}: {lines[min(1, len(lines) - 1)].strip()}") from error
    return Converted(model.eval(), name, layout, model_args)
