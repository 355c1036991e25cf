"""UTD-MHAD (Chen et al., "UTD-MHAD: a multimodal dataset for human action recognition", ICIP 2015): 27 actions."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import numpy as np

from core.data.clips import Clip
from core.data.dataset import Item, Problems, SkeletonDataset, camera_view, clean, find, reading, train_test
from core.data.readers.mat import read_mat
from core.skeleton import NWUCLA20

CLASSES = (
    "swipe left", "swipe right", "wave", "clap", "throw", "arm cross", "basketball shoot", "draw x",
    "draw circle clockwise", "draw circle counter clockwise", "draw triangle", "bowling", "boxing", "baseball swing",
    "tennis swing", "arm curl", "tennis serve", "push", "knock", "catch", "pick up and throw", "jog", "walk",
    "sit to stand", "stand to sit", "lunge", "squat",
)  # fmt: skip
# The order in the files; the layout is NW-UCLA's, whose joints are the same Kinect's in another order.
_ORDER = (
    "head", "shoulder centre", "spine", "hip centre", "l shoulder", "l elbow", "l wrist", "l hand", "r shoulder",
    "r elbow", "r wrist", "r hand", "l hip", "l knee", "l ankle", "l foot", "r hip", "r knee", "r ankle", "r foot",
)  # fmt: skip
_NAME = re.compile(r"a(\d+)_s(\d+)_t(\d+)_skeleton")
_FORM = "a UTD-MHAD clip (d_skel [20][3][T] in metres)"
_RATE = 30.0  # nominal; the files hold no times


def list_utd_mhad(path: Path) -> SkeletonDataset:
    """Files ``aA_sS_tT_skeleton.mat``: action, subject, trial. Split: odd subjects train, even ones test."""
    files = [file for file in find(path, "a*_s*_t*_skeleton.mat") if _NAME.fullmatch(file.stem)]
    names = {file.stem.removesuffix("_skeleton"): file for file in files}
    return SkeletonDataset(
        format="UTD-MHAD",
        layout="nwucla20",
        labels=CLASSES,
        items=tuple(Item(name, partial(_load, file, name)) for name, file in names.items()),
        splits={"subjects": train_test({name: int(name.split("_")[1][1:]) % 2 == 1 for name in names})},
        problems=Problems(),
    )


def _load(path: Path, name: str, problems: Problems) -> Clip:
    with reading(path, _FORM):
        metres = np.array(read_mat(path, ("d_skel",))["d_skel"], np.float64)
        label, subject, _ = (int(part[1:]) for part in name.split("_"))
        if metres.ndim != 3 or metres.shape[:2] != (20, 3) or not 1 <= label <= len(CLASSES):
            raise ValueError(f"d_skel of shape {metres.shape}, action {label}")
    metres = metres.transpose(2, 0, 1)[:, [_ORDER.index(joint) for joint in NWUCLA20.joints]]  # T, V, C
    there = metres.any(axis=-1, keepdims=True)
    joints = np.concatenate((camera_view(metres), there), axis=-1)
    return Clip(
        id=name,
        label=label - 1,
        joints=clean(joints.transpose(2, 0, 1)[..., None], name, problems),
        times=np.arange(len(joints)) / _RATE,
        subject=f"s{subject}",
        layout="nwucla20",
    )
