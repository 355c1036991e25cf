"""A small real network with a card, for tests of everything that uses weights."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from core.card import CheckpointInfo
from core.checkpoint import build_model


def small_info(**changes: Any) -> CheckpointInfo:
    """The card of a narrow STF-Net with three classes and a window of 20 frames at 20 per second."""
    values: dict[str, Any] = {
        "name": "small",
        "title": "Small",
        "model": "stfnet",
        "model_args": {"base_channels": 8},
        "layout": "kinetics18",
        "stream": "joint",
        "frames": 20,
        "rate": 20.0,
        "labels": ("walk", "wave", "sit"),
        "threshold": 0.0,
    }
    return CheckpointInfo(**{**values, **changes})


def random_model(info: CheckpointInfo, seed: int = 0) -> nn.Module:
    """The network with all parameters and batch-norm buffers random, so that no branch is dead."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = build_model(info)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(torch.randn_like(parameter) * 0.03)
            model.classifier.linear.weight.mul_(0.05)  # scores that are neither 0 nor 1
            for name, buffer in model.state_dict().items():
                if name.endswith("running_mean"):
                    buffer.normal_(0, 0.1)
                elif name.endswith("running_var"):
                    buffer.uniform_(0.5, 1.5)
    return model.eval()
