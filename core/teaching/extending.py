"""Taught actions beside those of a trained network: one window, one card, one scale."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import torch

from core.card import CheckpointInfo
from core.checkpoint import Checkpoint, load_checkpoint
from core.errors import UserError
from core.models.beside import STEP, Beside
from core.models.taught import Taught


def trained_network(name_or_path: str | Path, actions: tuple[str, ...]) -> Checkpoint:
    """The network beside which actions are taught.

    Raises:
        UserError: there is none of that name, it sees something else than the joints of one person in 2D, or it knows
            one of the actions already.
    """
    found = load_checkpoint(name_or_path)
    info = found.info
    seen = (info.layout, info.stream, info.dimensions, info.coordinates, info.sampling, info.people)
    if seen != ("kinetics18", "joint", 2, "body", "time", 1) or info.model in ("taught", "beside"):
        raise UserError(
            f"{info.name}: actions are taught beside a trained network that sees one person's joints, such as "
            "stfnet-joint or stbln-joint"
        )
    twice = [action for action in actions if action in info.labels]
    if twice:
        raise UserError(f"{info.name} knows {', '.join(twice)} already; give your own another name")
    return found


def window_of(own: CheckpointInfo, trained: CheckpointInfo) -> CheckpointInfo:
    """The card with a window that is long enough for both, at `STEP` times the trained network's rate."""
    rate = STEP * trained.rate
    return replace(own, frames=max(STEP * trained.frames, round(own.seconds * rate)), rate=rate)


def together(taught: Taught, own: CheckpointInfo, trained: Checkpoint) -> tuple[Beside, CheckpointInfo]:
    """The network that knows both, and its card. All actions are equally likely beforehand, taught or not."""
    info = trained.info
    known, count = len(info.labels), len(own.labels) - 1
    taught.belief += torch.tensor((0.0, math.log(count / known)))
    model = Beside(trained.model, taught, info.frames, info.temperature).eval()
    arguments = {
        "trained": info.model,
        "trained_args": [list(pair) for pair in info.model_args.items()],
        "known": known,
        "frames": info.frames,
        "temperature": info.temperature,
        "examples": len(taught.examples),
    }
    card = replace(
        info,
        name=own.name,
        title=own.title,
        model="beside",
        model_args=arguments,
        frames=own.frames,
        rate=own.rate,
        labels=(*own.labels[:-1], *info.labels),
        data=f"{own.data}, beside {info.name}: {info.data}",
        scores={},
        companions={},
        together={},
        fidelity={},
        training={},
    )
    return model, card
