"""Northwestern-UCLA (Wang et al., "Cross-view action modeling, learning and recognition", CVPR 2014): 3 Kinects."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import numpy as np

from core.data.clips import Clip
from core.data.dataset import (
    Item,
    Problems,
    SkeletonDataset,
    camera_view,
    clean,
    find,
    label_of,
    read_json,
    reading,
    train_test,
)

CLASSES = (
    "pick up with one hand", "pick up with two hands", "drop trash", "walk around", "sit down", "stand up", "donning",
    "doffing", "throw", "carry",
)  # fmt: skip
_NAME = re.compile(r"a(\d\d)_s(\d\d)_e(\d\d)_v(\d\d)")
_FORM = 'an NW-UCLA clip {"file_name", "skeletons": [T][20][3], "label": 1 to 10}'
_RATE = 30.0  # nominal; the files hold no times


def list_nw_ucla(path: Path) -> SkeletonDataset:
    """Files ``aAA_sSS_eEE_vVV.json`` anywhere under the folder.

    Splits: ``camera 3``, the usual one, holds camera 3 out for the test; ``camera 2`` and ``camera 1`` likewise.
    """
    files = [file for file in find(path, "a*_s*_e*_v*.json") if _NAME.fullmatch(file.stem)]
    return SkeletonDataset(
        format="NW-UCLA",
        layout="nwucla20",
        labels=CLASSES,
        items=tuple(Item(file.stem, partial(_load, file)) for file in files),
        splits={
            f"camera {camera}": train_test({file.stem: not file.stem.endswith(f"_v0{camera}") for file in files})
            for camera in (3, 2, 1)
        },
        problems=Problems(),
    )


def _load(path: Path, problems: Problems) -> Clip:
    content = read_json(path, _FORM)
    with reading(path, _FORM):
        metres = np.array(content["skeletons"], np.float64)
        label = label_of(content["label"], path)
        if metres.ndim != 3 or metres.shape[1:] != (20, 3) or not 1 <= label <= len(CLASSES):
            raise ValueError(f"skeletons of shape {metres.shape}, label {label}")
    there = metres.any(axis=-1, keepdims=True)
    joints = np.concatenate((camera_view(metres), there), axis=-1)
    match = _NAME.fullmatch(path.stem)
    _, subject, _, camera = match.groups() if match else ("", path.stem, "", "0")
    return Clip(
        id=path.stem,
        label=label - 1,
        joints=clean(joints.transpose(2, 0, 1)[..., None], path.stem, problems),
        times=np.arange(len(joints)) / _RATE,
        subject=subject,
        camera=int(camera),
        layout="nwucla20",
    )
