"""Every network learns over 90 % of a small training set: a drawn one, and a real one where the data lie at hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from core.models import MODELS, create_model
from core.skeleton import kinetics18_from_mediapipe
from core.window import normalise

JHMDB = Path(__file__).parents[4] / "shared" / "data" / "jhmdb" / "landmarks33.npz"
CLASSES, CLIPS, FRAMES = 4, 6, 12
STEPS = 20

# A standing person in body units, y downward, in the order of kinetics18.
STANDING = np.array(
    [
        (0, -0.9), (0, -0.6), (-0.25, -0.6), (-0.35, -0.2), (-0.4, 0.2), (0.25, -0.6), (0.35, -0.2), (0.4, 0.2),
        (-0.15, 0.4), (-0.15, 1.0), (-0.15, 1.6), (0.15, 0.4), (0.15, 1.0), (0.15, 1.6), (-0.06, -0.95), (0.06, -0.95),
        (-0.12, -0.9), (0.12, -0.9),
    ]
)  # fmt: skip


def drawn() -> tuple[Tensor, Tensor]:
    """Waving the right hand, waving the left one, squatting, walking: ``(N, 3, T, 18, 1)`` and labels.

    Phase, speed, size and place differ from clip to clip; joints tremble, and a tenth of them is missing.
    """
    random = np.random.default_rng(0)
    clips = np.zeros((CLASSES * CLIPS, 3, FRAMES, 18, 1), np.float32)
    labels = np.repeat(np.arange(CLASSES), CLIPS)
    for clip, label in zip(clips, labels, strict=True):
        speed, phase, size = random.uniform(0.3, 0.6), random.uniform(0, 6), random.uniform(0.8, 1.2)
        shift = random.normal(0, 0.2, 2)
        for t in range(FRAMES):
            pose, swing = STANDING.copy(), np.sin(speed * t + phase)
            if label in (0, 1):
                elbow, wrist = ((3, 4), (6, 7))[label]
                pose[elbow, 1] = -0.7
                pose[wrist] = (pose[elbow, 0] + 0.3 * swing, -1.1)
            elif label == 2:
                pose[[9, 12], 1] -= 0.15 * (1 + swing)
                pose[[0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17], 1] += 0.3 * (1 + swing)
            else:
                pose[[9, 10, 4], 0] += 0.4 * swing
                pose[[12, 13, 7], 0] -= 0.4 * swing
            pose = pose * size + shift + random.normal(0, 0.03, pose.shape)
            there = random.random(18) > 0.1
            clip[:2, t, :, 0] = pose.T * there
            clip[2, t, :, 0] = there
    return torch.from_numpy(clips), torch.from_numpy(labels)


def jhmdb() -> tuple[Tensor, Tensor]:
    """The first clips of four actions, the first person MediaPipe found."""
    actions = ("clap", "golf", "pullup", "walk")
    clips, labels = [], []
    with np.load(JHMDB) as data:
        names, frames, sizes, landmarks = (data[key] for key in ("name", "frames", "size", "landmarks"))
    starts = np.concatenate([[0], np.cumsum(frames)])
    for label, action in enumerate(actions):
        for index in [i for i, name in enumerate(names) if name.startswith(action + "/")][:CLIPS]:
            found = landmarks[starts[index] : starts[index + 1], 0][-FRAMES:]
            joints = kinetics18_from_mediapipe(found, int(sizes[index][0]), int(sizes[index][1]), 0.1)
            clip = np.zeros((3, FRAMES, 18, 1), np.float32)
            clip[:, FRAMES - len(joints) :, :, 0] = normalise(joints[None, None])[0, 0].transpose(2, 0, 1)
            clips.append(clip)
            labels.append(label)
    return torch.from_numpy(np.stack(clips)), torch.tensor(labels)


SOURCES = {"drawn": drawn} | ({"jhmdb": jhmdb} if JHMDB.is_file() else {})


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", MODELS)
def test_over_90_percent_of_a_small_training_set(name: str, source: str) -> None:
    torch.manual_seed(0)
    x, labels = SOURCES[source]()
    assert len(labels) == CLASSES * CLIPS
    model = create_model(name, num_classes=CLASSES, base_channels=8)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total_iters=STEPS)
    for _ in range(STEPS):
        optimizer.zero_grad()
        F.cross_entropy(model(x), labels).backward()
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        for module in model.modules():  # so few steps leave the batch norms' running statistics behind the weights
            if isinstance(module, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)):
                module.reset_running_stats()
                module.momentum = None
        model(x)
        accuracy = (model.eval()(x).argmax(1) == labels).float().mean()
    assert float(accuracy) > 0.9
