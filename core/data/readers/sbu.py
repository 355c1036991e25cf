"""SBU Kinect Interaction (Yun et al., "Two-person interaction detection", CVPRW 2012): 8 interactions of two people."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import numpy as np

from core.data.clips import Clip
from core.data.dataset import Item, Problems, SkeletonDataset, clean, find, read_lines, reading
from core.errors import UserError

CLASSES = (
    "approaching", "departing", "kicking", "pushing", "shaking hands", "hugging", "exchanging", "punching",
)  # fmt: skip
# The authors' five folds, by pair of people.
FOLDS = (
    ("s01s02", "s03s04", "s05s02", "s06s04"),
    ("s02s03", "s02s07", "s03s05", "s05s03"),
    ("s01s03", "s01s07", "s07s01", "s07s03"),
    ("s02s01", "s02s06", "s03s02", "s03s06"),
    ("s04s02", "s04s03", "s04s06", "s06s02", "s06s03"),
)
_ID = re.compile(r"(s\d\ds\d\d)/(\d\d)/(\d+)")
_RATE = 15.0
# The files hold x and y in 0..1 of the picture and z scaled; the authors' formulas back to millimetres are
# 1280 - 2560 x, 960 - 1920 y, 1280 z (x to the left and y up). Here in metres, x to the right and y down.
_METRES = np.array((2.56, 1.92, 1.28))
_ORIGIN = np.array((1.28, 0.96, 0.0))


def list_sbu(path: Path) -> SkeletonDataset:
    """Files ``sXXsYY/CC/NNN/skeleton_pos.txt``: pair of people, class, take."""
    files = {"/".join(file.parts[-4:-1]): file for file in find(path, "skeleton_pos.txt")}
    folds: dict[str, dict[str, frozenset[str]]] = {}
    for number, pairs in enumerate(FOLDS, 1):
        test = frozenset(name for name in files if name[:6] in pairs)
        known = frozenset(name for name in files if any(name[:6] in fold for fold in FOLDS))
        folds[f"fold {number}"] = {"train": known - test, "test": test}
    return SkeletonDataset(
        format="SBU Kinect Interaction",
        layout="sbu15",
        labels=CLASSES,
        items=tuple(Item(name, partial(_load, file, name)) for name, file in files.items()),
        splits=folds,
        problems=Problems(),
    )


def _load(path: Path, name: str, problems: Problems) -> Clip:
    match = _ID.fullmatch(name)
    if match is None or not 1 <= int(match[2]) <= len(CLASSES):
        raise UserError(f"{path} does not lie in folders sXXsYY/CC/NNN with a class CC of 01 to {len(CLASSES):02d}")
    form = "a frame number and 2 x 15 x (x, y, z)"
    rows = []
    for number, line in enumerate(read_lines(path), 1):
        if line.strip():
            with reading(f"{path}, line {number},", form):
                rows.append(np.array([float(field) for field in line.rstrip(", ").split(",")]))
                if len(rows[-1]) != 91:
                    raise ValueError(f"{len(rows[-1])} numbers, not 91")
    if not rows:
        raise UserError(f"{path} holds no frames")
    table = np.stack(rows)
    if not np.isfinite(table[:, 0]).all():
        raise UserError(f"{path}: a frame number is no number")
    if (np.diff(table[:, 0]) <= 0).any():
        raise UserError(f"{path}, line {int((np.diff(table[:, 0]) <= 0).argmax()) + 2}: the frame numbers do not rise")
    raw = table[:, 1:].reshape(-1, 2, 15, 3)
    joints = np.concatenate((raw * _METRES - _ORIGIN, raw.any(axis=-1, keepdims=True)), axis=-1)  # T, M, V, C
    return Clip(
        id=name,
        label=int(match[2]) - 1,
        joints=clean(joints.transpose(3, 0, 2, 1), name, problems),
        times=(table[:, 0] - table[0, 0]) / _RATE,
        subject=match[1],
        layout="sbu15",
    )
