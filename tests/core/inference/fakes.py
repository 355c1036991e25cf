"""One moving person, and the cards of networks that run frame by frame."""

from __future__ import annotations

import numpy as np

from core.skeleton import kinetics18_from_mediapipe
from tests.core.data.fakes import moving_landmarks
from tests.core.fakes import small_info

ARGS = {"base_channels": 8, "temporal": "causal", "window": 20}
CAUSAL = {
    "stgcn": small_info(model="stgcn", model_args=ARGS, coordinates="running"),
    "stfnet": small_info(model_args=ARGS, coordinates="running"),
    "bone": small_info(model="agcn", model_args=ARGS, coordinates="running", stream="bone"),
    "picture": small_info(model="stgcn", model_args=ARGS, coordinates="picture", y_down=False),
}


def motion(action: int = 0, frames: int = 30, seed: int = 0) -> np.ndarray:
    """(frames, 18, 3) of one moving person."""
    return kinetics18_from_mediapipe(moving_landmarks(action, frames, seed), 320, 240, 0.1)
