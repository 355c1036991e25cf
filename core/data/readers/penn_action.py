"""Penn Action (Zhang et al., "From actemes to action", ICCV 2013): 15 sports and exercises, 13 annotated joints."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.data.clips import Clip
from core.data.dataset import Item, Problems, SkeletonDataset, clean, find, reading
from core.data.readers.mat import read_mat
from core.errors import UserError

CLASSES = (
    "baseball_pitch", "baseball_swing", "bench_press", "bowl", "clean_and_jerk", "golf_swing", "jump_rope",
    "jumping_jacks", "pullup", "pushup", "situp", "squat", "strum_guitar", "tennis_forehand", "tennis_serve",
)  # fmt: skip
_FORM = "a Penn Action label file (action, train, x, y, visibility, dimensions)"
_RATE = 30.0  # nominal; the files hold no times
_OCCLUDED = 0.5  # confidence of a joint that was placed although it is hidden


def list_penn_action(path: Path) -> SkeletonDataset:
    """Files ``labels/NNNN.mat``; the official split stands in each of them (train: 1 or -1). No subjects are given."""
    files = find(path / "labels" if (path / "labels").is_dir() else path, "*.mat")
    parts: dict[str, set[str]] = {"train": set(), "test": set()}
    for file in files:
        try:
            with reading(file, _FORM):
                parts["train" if _read(file, ("train",))["train"].item() == 1 else "test"].add(file.stem)
        except UserError:
            continue  # said when the clip is read
    return SkeletonDataset(
        format="Penn Action",
        layout="penn13",
        labels=CLASSES,
        items=tuple(Item(file.stem, partial(_load, file)) for file in files),
        splits={"official": {part: frozenset(ids) for part, ids in parts.items()}},
        problems=Problems(),
    )


def _read(path: Path, names: tuple[str, ...]) -> dict[str, Any]:
    with reading(path, _FORM):
        content = read_mat(path, names)
        missing = [name for name in names if name not in content]
        if missing:
            raise ValueError(f"{', '.join(missing)} missing")
    return content


def _load(path: Path, problems: Problems) -> Clip:
    content = _read(path, ("action", "train", "x", "y", "visibility", "dimensions"))
    with reading(path, _FORM):
        x, y = np.array(content["x"], np.float64), np.array(content["y"], np.float64)
        visible = np.array(content["visibility"], np.float64)
        height, width = (int(value) for value in content["dimensions"].ravel()[:2])
        action = str(content["action"])
        if x.ndim != 2 or x.shape[1] != 13 or not x.shape == y.shape == visible.shape:
            raise ValueError(f"x {x.shape}, y {y.shape}, visibility {visible.shape}; all are to be (frames, 13)")
    if action not in CLASSES:
        raise UserError(f"{path}: unknown action {action!r}; known are {', '.join(CLASSES)}")
    if len(x) == 0:
        raise UserError(f"{path} holds no frames")
    # Where nobody annotated anything the files have (1, 1), scaled as the clip was: (0.75, 0.75), (1.5, 1.5) and so on.
    unmarked = (visible == 0) & (np.abs(x - y) < 1e-6) & (x < 2)
    problems.add("joint not annotated (in the very corner), taken as missing", path.stem, int(unmarked.sum()))
    outside = ~unmarked & ((x < 0) | (y < 0) | (x > width + 1) | (y > height + 1))
    problems.add("joint outside the picture, kept", path.stem, int(outside.sum()))
    confidence = np.where(unmarked, 0, np.where(visible > 0, 1, _OCCLUDED))
    joints = clean(np.stack((x, y, confidence))[..., None], path.stem, problems)
    return Clip(path.stem, CLASSES.index(action), joints, np.arange(len(x)) / _RATE, subject=path.stem, layout="penn13")
