"""A clip, and a tiny JHMDB of true form with motions that differ by class, where the real one is not at hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.data.clips import Clip
from core.data.dataset import Problems
from core.data.readers.jhmdb import JHMDB_CLASSES, list_jhmdb

WIDTH, HEIGHT, RATE = 320, 240, 30.0


def random_clip(frames: int = 20, unseen: tuple[int, ...] = ()) -> Clip:
    """Random joints of two people, label 3; the first person is missing in the frames ``unseen``."""
    joints = np.random.default_rng(0).uniform(1, 100, (3, frames, 18, 2)).astype(np.float32)
    joints[2] = 0.9
    joints[:, list(unseen), :, 0] = 0
    return Clip("a", 3, joints, np.arange(frames) / 30, "s")


def standing_landmarks() -> np.ndarray:
    """MediaPipe's 33 landmarks (x, y in 0..1, visibility, presence) of a person standing upright, from the front."""
    places = np.zeros((33, 2))
    places[:11] = [0.5, 0.18]  # head
    places[[2, 5, 7, 8]] += [[0.015, -0.02], [-0.015, -0.02], [0.03, -0.01], [-0.03, -0.01]]
    for side, shift in ((0, 0.06), (1, -0.06)):  # MediaPipe: odd numbers left, which is the picture's right
        for joint, y in ((11, 0.3), (13, 0.42), (15, 0.54), (23, 0.58), (25, 0.75), (27, 0.92)):
            places[joint + side] = 0.5 + shift, y
        places[[17 + side, 19 + side, 21 + side]] = 0.5 + shift, 0.55
        places[[29 + side, 31 + side]] = 0.5 + shift, 0.94
    landmarks = np.ones((33, 4), np.float32)
    landmarks[:, :2] = places
    landmarks[:, 2:] = 0.95
    return landmarks


def moving_landmarks(action: int, frames: int, seed: int) -> np.ndarray:
    """``(frames, 33, 4)``: the wrists and ankles swing in a way, and at a pace, that belongs to the action."""
    random = np.random.default_rng(seed)
    landmarks = np.repeat(standing_landmarks()[None], frames, axis=0)
    phase = 2 * np.pi * (np.arange(frames) / RATE * (1 + action % 3) + random.random())
    swing = 0.12 * np.stack((np.sin(phase), np.cos(phase)), axis=1)
    limb = ([15], [16], [27], [28], [15, 16], [27, 28], [15, 27])[action % 7]
    for joint in limb:
        landmarks[:, joint, :2] += swing * (1, 0.2 + 0.4 * (action // 7))
    landmarks[..., :2] += random.normal(0, 0.003, landmarks[..., :2].shape) + random.uniform(-0.05, 0.05, 2)
    return landmarks


def rotate_splits(folder: Path, tested: int = 3) -> Path:
    """Of what `write_jhmdb` wrote: split N tests clips ``tested (N - 1)`` to ``tested N - 1`` of every class."""
    for file in (folder / "splits").glob("*.txt"):
        split = int(file.stem[-1])
        names = [line.split()[0] for line in file.read_text().splitlines() if line]
        file.write_text("".join(f"{name} {2 if at // tested == split - 1 else 1}\n" for at, name in enumerate(names)))
    return folder


def write_jhmdb(folder: Path, classes: tuple[str, ...] = JHMDB_CLASSES, train: int = 2, test: int = 1) -> Path:
    """Writes landmarks33.npz and splits/ as `core.data.readers.jhmdb` reads them."""
    (folder / "splits").mkdir(parents=True)
    names, frames, landmarks = [], [], []
    for action in JHMDB_CLASSES:
        lines = []
        count = train + test if action in classes else 0
        for number in range(count):
            length = 20 + 5 * (number % 4)
            clip = np.zeros((length, 2, 33, 4), np.float16)
            clip[:, 0] = moving_landmarks(JHMDB_CLASSES.index(action), length, seed=number)
            names.append(f"{action}/video{number}_{action}_f_cm_np1_fr_med_{number}.avi")
            frames.append(length)
            landmarks.append(clip)
            lines.append(f"{names[-1].split('/')[1]} {1 if number < train else 2}")
        for split in (1, 2, 3):
            (folder / "splits" / f"{action}_test_split{split}.txt").write_text("\n".join(lines) + "\n")
    np.savez_compressed(
        folder / "landmarks33.npz",
        name=np.array(names),
        frames=np.array(frames, np.int32),
        size=np.array([(WIDTH, HEIGHT)] * len(names), np.int32),
        fps=np.full(len(names), RATE, np.float32),
        landmarks=np.concatenate(landmarks),
    )
    return folder


def jhmdb_clips(folder: Path, split: int, part: str) -> list[Clip]:
    """The clips of one part of an official split of what `write_jhmdb` wrote."""
    data = list_jhmdb(folder)
    wanted = data.splits[f"split {split}"][part]
    return [item.load(Problems()) for item in data.items if item.id in wanted]
