"""Loads a network for the window: by name, by path, or the one that was used last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.player.services import Services
from core.card import CheckpointInfo
from core.errors import UserError
from core.types import People

if TYPE_CHECKING:  # these import torch, which may wait until the window is there
    from core.inference.recognizer import Recognizer


def choose(models: tuple[CheckpointInfo, ...], preferred: str | None) -> str:
    """What to load where nothing was asked for: the weights used last if they are still there, else the first.

    Raises:
        UserError: there is nothing to choose from.
    """
    if not models:
        raise UserError("no weights are bundled; choose a .safetensors file in the Model menu")
    names = [info.name for info in models]
    return preferred if preferred and _is_there(preferred, names) else names[0]


def load(services: Services, weights: str, device: str) -> Recognizer:
    """A recogniser that is ready to run."""
    recognizer = services.load_recognizer(weights, device)
    warm_up(recognizer)
    return recognizer


def _is_there(weights: str, names: list[str]) -> bool:
    """Whether weights, or all of several joined with ``+``, are bundled, or files."""
    return all(part in names or (part.endswith(".safetensors") and Path(part).is_file()) for part in weights.split("+"))


def warm_up(recognizer: Recognizer) -> None:
    """The first pass through a network is slow; make it before anybody waits for it."""
    joints = np.random.default_rng(0).uniform(0.2, 1.0, (1, 18, 3)).astype(np.float32)
    for time in (0.0, 0.1):
        recognizer.push(People(joints, (1,)), time, (640, 480))
    recognizer.reset()
