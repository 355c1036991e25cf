"""Which values settings may have: one line a setting, checked before anything is done with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from core.errors import UserError

Range = tuple[float, float]
_MANY = 1_000_000

TRAINING: dict[str, Range] = {
    "validation": (0, 0.9),
    "frames": (1, 5000),
    "rate": (0.1, 1000),
    "people": (1, 64),
    "epochs": (1, _MANY),
    "batch_size": (1, _MANY),
    "lr": (0, 100),
    "decay": (1e-9, 1),
    "warmup": (0, _MANY),
    "weight_decay": (0, 100),
    "label_smoothing": (0, 1),
    "distillation_weight": (0, 1),
    "ema": (0, 1),
    "clip_norm": (0, _MANY),
    "temperature": (0, 1000),
    "seed": (0, 2**31 - 1),
    "validation_seed": (0, 2**31 - 1),
    "workers": (0, 256),
}
"""Of `core.train.TrainConfig`."""

AUGMENTATION: dict[str, Range] = {
    "speed": (0, 10),
    "keep": (0, 1),
    "rotation": (0, 360),
    "turn": (0, 360),
    "view": (0, 360),
    "scale": (0, 10),
    "shift": (0, 100),
    "stretch": (0, 10),
    "flip": (0, 1),
    "noise": (0, 100),
    "joint_dropout": (0, 1),
    "frame_dropout": (0, 1),
    "person_dropout": (0, 1),
}
"""Of `core.data.augment.Augmentation`."""

CARD: dict[str, Range] = {
    "frames": (1, 5000),
    "rate": (0.1, 1000),
    "people": (1, 64),
    "dimensions": (2, 3),
    "min_seconds": (0, 1000),
    "threshold": (0, 1),
    "temperature": (1e-9, 1e12),
}
"""Of `core.card.CheckpointInfo`."""


def check_ranges(values: Mapping[str, Any], ranges: Mapping[str, Range], place: str = "") -> None:
    """Raises a `UserError` where a value lies outside its range, or is no number."""
    for name, (low, high) in ranges.items():
        if name not in values:
            continue
        value = values[name]
        if not isinstance(value, int | float) or not math.isfinite(value) or not low <= value <= high:
            raise UserError(f"{place}{name} must lie between {low:g} and {high:g}, not {value!r:.40}")
