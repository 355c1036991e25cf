"""Results with known content, for tests of what draws and writes them."""

from __future__ import annotations

import numpy as np

from core.types import Frame, FrameResult, People, Prediction, State

LABELS = ("wave", "clap", "swing_baseball", "walk", "sit", "stand")


def joints(seed: int, box: tuple[int, int, int, int]) -> np.ndarray:
    """``(18, 3)`` joints in a box (left, top, right, bottom), the last one missing."""
    left, top, right, bottom = box
    places = np.random.default_rng(seed).uniform((left, top), (right, bottom), (18, 2))
    out = np.concatenate((places, np.full((18, 1), 0.75)), axis=1).astype(np.float32)
    out[17] = 0
    return out


def prediction(
    person: int, best: int = 0, state: State = "ok", focus: bool = True, gate: bool = False, score: float = 0.7
) -> Prediction:
    """One whose best class has ``score``, the others share the rest; the focus of joint i is i / 20."""
    scores = np.full(len(LABELS), (1 - score) / (len(LABELS) - 1), np.float32)
    scores[best] = score
    return Prediction(
        person,
        state,
        0.6,
        1.0,
        scores,
        focus=np.arange(18, dtype=np.float32) / 20 if focus else None,
        gate=np.linspace(0.2, 0.8, 5 * 8, dtype=np.float32).reshape(5, 8) if gate else None,
    )


def result(index: int, *predictions: Prediction, size: tuple[int, int] = (640, 480), fps: float = 20.0) -> FrameResult:
    """A grey frame with one person per prediction, side by side."""
    width, height = size
    image = np.full((height, width, 3), 128, np.uint8)
    share = width // max(len(predictions), 1)
    people = [
        joints(i, (i * share + share // 4, height // 2, i * share + share // 2, height * 4 // 5))
        for i in range(len(predictions))
    ]
    stacked = np.stack(people) if people else np.zeros((0, 18, 3), np.float32)
    ids = tuple(item.id for item in predictions)
    return FrameResult(Frame(index, index / fps, image), People(stacked, ids), predictions)
