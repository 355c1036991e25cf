"""Weights on disk: safetensors whose metadata hold everything needed to use them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn

from core.card import CheckpointInfo, parse_card
from core.errors import UserError
from core.models import create_model
from core.paths import own_weights_dir, weights_dir
from core.streams import CONVENTIONS, STREAMS, num_channels

DEFAULT = "stfnet-joint"
"""The default network. It explains the most, and no single one is better by more than chance
(RESULTS.md)."""
_KEY = "skelapp"  # one metadata entry, JSON


@dataclass(frozen=True)
class Checkpoint:
    """A network in evaluation mode, and its card."""

    model: nn.Module
    info: CheckpointInfo


def build_model(info: CheckpointInfo) -> nn.Module:
    """A fresh network as the card describes it."""
    return create_model(
        info.model,
        layout=info.layout,
        num_classes=len(info.labels),
        in_channels=num_channels(info.stream, info.dimensions, info.convention),
        **info.model_args,
    )


def take_over(network: nn.Module, name_or_path: str | Path) -> int:
    """Copies the tensors of trained weights that a network has too, of the same name and shape; returns how many."""
    given, own = load_checkpoint(name_or_path).model.state_dict(), network.state_dict()
    taken = {name: value for name, value in given.items() if name in own and own[name].shape == value.shape}
    network.load_state_dict({**own, **taken})
    return len(taken)


def save_checkpoint(path: Path, model: nn.Module, info: CheckpointInfo, dtype: torch.dtype | None = None) -> None:
    """Writes weights and card. An interrupted write leaves no partial file. ``dtype`` converts the floating tensors."""
    tensors = {
        key: (value.to(dtype) if dtype is not None and value.is_floating_point() else value).contiguous().cpu()
        for key, value in model.state_dict().items()
    }
    _write(path, tensors, info)


def save_info(path: Path, info: CheckpointInfo) -> None:
    """Replaces the card of a weights file and leaves its weights unchanged."""
    with safe_open(path, framework="pt") as file:
        tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (not a dict)
    _write(path, tensors, info)


def _write(path: Path, tensors: dict[str, torch.Tensor], info: CheckpointInfo) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    save_file(tensors, partial, metadata={_KEY: json.dumps(asdict(info))})
    partial.replace(path)


def read_info(path: Path) -> CheckpointInfo:
    """The card of a weights file, without loading the weights.

    Raises:
        UserError: no such file, not a safetensors file, or not one of ours.
    """
    if not path.is_file():
        raise UserError(f"{path}: no such weights file; --list-models shows the bundled ones")
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
    except (SafetensorError, OSError, ValueError) as error:
        raise UserError(
            f"{path} is not a weights file ({error}); weights are .safetensors made by core.train"
        ) from error
    if _KEY not in metadata:
        raise UserError(f"{path} holds tensors but no skelapp card; convert it with python -m core.convert")
    try:
        info = parse_card(json.loads(metadata[_KEY]))
    except (ValueError, TypeError, RecursionError, UserError) as error:
        raise UserError(f"{path}: its card cannot be read ({error}); train or convert it again") from error
    if info.coordinates not in ("body", "running", "picture", "aligned"):
        raise UserError(f"{path}: unknown coordinates {info.coordinates!r}; known are body, running, picture, aligned")
    if info.convention and info.convention not in CONVENTIONS:
        raise UserError(f"{path}: unknown convention {info.convention!r}; known are {', '.join(CONVENTIONS)}")
    if info.stream not in STREAMS:
        raise UserError(f"{path}: unknown stream {info.stream!r}; known are {', '.join(STREAMS)}")
    if info.sampling not in ("time", "clip", "repeat"):
        raise UserError(f"{path}: unknown sampling {info.sampling!r}; known are time, clip, repeat")
    return info


def list_weights() -> list[CheckpointInfo]:
    """The cards of the bundled weights, `DEFAULT` first, then by name, and of the user's own (`own_weights_dir`) after
    them. Files that are not weights are left out."""
    bundled = _cards(weights_dir())
    names = {card.name for card in bundled}
    own = [card for card in _cards(own_weights_dir()) if card.name not in names]
    return sorted(bundled, key=lambda card: (card.name != DEFAULT, card.name)) + own


def _cards(folder: Path) -> list[CheckpointInfo]:
    cards = []
    try:
        paths = sorted(folder.glob("*.safetensors"))
    except OSError:
        return []  # closed to this user
    for path in paths:
        try:
            cards.append(read_info(path))
        except (UserError, OSError):
            continue  # a stray file must not hide the good ones; opening it by name says what is wrong
    return cards


def find_weights(name_or_path: str | Path) -> Path:
    """The name of a bundled network or of one of the user's own, or a path to a file, as a path."""
    path = Path(name_or_path)
    if path.suffix == ".safetensors" or path.exists():
        return path
    for folder in (weights_dir(), own_weights_dir()):
        found = folder / f"{name_or_path}.safetensors"
        if found.is_file():
            return found
    names = ", ".join(card.name for card in list_weights()) or "none"
    raise UserError(f"no model named {name_or_path!r}; there are: {names}; or give the path of a .safetensors file")


def load_checkpoint(name_or_path: str | Path) -> Checkpoint:
    """Opens bundled weights by name, or a file by path; float32, in evaluation mode.

    Raises:
        UserError: the file is missing, damaged, or does not fit the network it names.
    """
    path = find_weights(name_or_path)
    info = read_info(path)
    try:
        model = build_model(info)
        with safe_open(path, framework="pt") as file:
            state = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (not a dict)
        state = {key: value.float() if value.is_floating_point() else value for key, value in state.items()}
        if not all(value.isfinite().all() for value in state.values()):
            raise ValueError("some of them are no numbers")
        model.load_state_dict(state)
    except UserError:
        raise
    except Exception as error:  # whatever a network's own arguments may make it raise
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise UserError(f"{path}: the weights do not fit the network {info.model!r} ({first})") from error
    return Checkpoint(model.eval(), info)
