"""Drawn people for the tests of teaching: what they do is known, and no data set is needed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from core.skeleton import Joints

# A standing person in torso lengths, y downward, in the order of kinetics18.
STANDING = np.array(
    [
        (0, -0.9), (0, -0.6), (-0.25, -0.6), (-0.35, -0.2), (-0.4, 0.2), (0.25, -0.6), (0.35, -0.2), (0.4, 0.2),
        (-0.15, 0.4), (-0.15, 1.0), (-0.15, 1.6), (0.15, 0.4), (0.15, 1.0), (0.15, 1.6), (-0.06, -0.95), (0.06, -0.95),
        (-0.12, -0.9), (0.12, -0.9),
    ]
)  # fmt: skip
ACTIONS = ("raise right", "raise left", "squat", "bow")


def drawn(action: str, seed: int, frames: int = 45) -> Joints:
    """``(T, 18, 3)`` pixels: the action once, by a person of random size, place and pace."""
    random = np.random.default_rng(seed)
    size, place = random.uniform(60, 140), random.uniform(200, 400, 2)
    frames = int(frames * random.uniform(0.7, 1.3))
    along = np.sin(np.pi * np.linspace(0, 1, frames)) ** random.uniform(0.8, 1.5)
    pose = np.repeat(STANDING[None], frames, axis=0)
    if action in ("raise right", "raise left"):
        elbow, wrist, side = (3, 4, -1) if action == "raise right" else (6, 7, 1)
        pose[:, elbow] += along[:, None] * np.array((side * 0.15, -0.8))
        pose[:, wrist] += along[:, None] * np.array((side * 0.1, -1.7))
    elif action == "squat":
        pose[:, [9, 12], 0] += along[:, None] * np.array((-0.2, 0.2))
        pose[:, [9, 12], 1] += along[:, None] * 0.2
        pose[:, [*range(9), 11, 14, 15, 16, 17], 1] += along[:, None] * 0.6
    elif action == "bow":
        upper = [0, 1, 2, 3, 4, 5, 6, 7, 14, 15, 16, 17]
        pose[:, upper, 1] += along[:, None] * np.linspace(0.5, 0.2, len(upper))
        pose[:, upper, 0] += along[:, None] * 0.5
    out = np.ones((frames, 18, 3), np.float32)
    out[..., :2] = pose * size + place + random.normal(0, 0.02 * size, pose.shape)
    return out


def write_clip(path: Path, joints: Joints) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {"frame": t, "time": t / 25, "people": [{"id": 1, "keypoints": frame.round(2).tolist()}]}
        for t, frame in enumerate(joints)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def examples(count: int, actions: tuple[str, ...] = ACTIONS, seed: int = 0) -> tuple[list[Joints], list[str]]:
    """``count`` clips of each action, and their labels."""
    labels = [action for action in actions for _ in range(count)]
    return [drawn(action, seed * 1000 + number) for number, action in enumerate(labels)], labels
