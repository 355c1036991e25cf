"""Pickles of pyskl and mmaction2, ``{"split": {name: [frame_dir]}, "annotations": [...]}``, opened safely."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.data.clips import Clip
from core.data.dataset import (
    Item,
    Problems,
    SkeletonDataset,
    Splits,
    camera_view,
    clean,
    label_of,
    name_of,
    reading,
    seen_or_score,
)
from core.data.readers.ntu import parse_name
from core.data.readers.pickles import load_pickle
from core.errors import UserError
from core.guards.limits import CLIPS, PEOPLE, check_clip

_FORM = 'a pyskl pickle {"split", "annotations": [{"frame_dir", "label", "keypoint", ...}]}'
_LAYOUTS = {17: "coco17", 18: "kinetics18", 13: "penn13", 15: "sbu15", 20: "nwucla20", 25: "ntu25"}
_KINECT = (20, 25)  # so many joints come from a Kinect, in metres
_RATE = 30.0  # nominal; the files hold no times


def list_pyskl(path: Path) -> SkeletonDataset:
    """One pickle. Splits named ``<name>_train`` and ``<name>_val`` or ``_test`` become the parts train and test.

    Keypoints are ``(M, T, V, 2)`` pixels with ``keypoint_score`` ``(M, T, V)``, or ``(M, T, V, 3)``: for 20 and 25
    joints x, y, z of a Kinect, else x, y and score.
    """
    content = load_pickle(path)
    with reading(path, _FORM):
        annotations = list(content["annotations"])
        CLIPS.check(len(annotations), path)
        splits = _splits(
            {name_of(name): [name_of(clip) for clip in clips] for name, clips in (content.get("split") or {}).items()}
        )
    items: dict[str, Item] = {}
    joints = set()
    for number, annotation in enumerate(annotations):
        place = f"{path}, annotation {number}"
        with reading(place, _FORM):
            name = name_of(annotation["frame_dir"])
            keypoint = annotation.get("keypoint")
            if getattr(keypoint, "ndim", 0) == 4:
                joints.add(int(keypoint.shape[2]))
        if name in items:
            raise UserError(f"{place}: the clip {name} was there before")
        items[name] = Item(name, partial(_load, f"{place} ({name})", annotation))
    if not items:
        raise UserError(f"{path} holds no annotations")
    known = sorted(joints & _LAYOUTS.keys())
    if len(known) > 1:
        raise UserError(f"{path} mixes clips of {' and '.join(map(str, known))} joints")
    problems = Problems()
    for name, parts in splits.items():
        for part, ids in parts.items():
            problems.add("name in a split of which there is no clip", f"{name} {part}", len(ids - items.keys()))
    return SkeletonDataset(
        format="pyskl / mmaction2",
        layout=_LAYOUTS[known[0]] if known else "coco17",
        labels=(),
        items=tuple(items[name] for name in sorted(items)),
        splits={name: {part: ids & items.keys() for part, ids in parts.items()} for name, parts in splits.items()},
        problems=problems,
    )


def _splits(lists: dict[str, list[str]]) -> Splits:
    out: dict[str, dict[str, frozenset[str]]] = {}
    for name, clips in lists.items():
        stem, _, ending = name.rpartition("_")
        part = {"train": "train", "val": "test", "test": "test"}.get(ending.rstrip("0123456789"), name)
        number = ending.removeprefix(ending.rstrip("0123456789"))  # UCF101 and HMDB51 count: train1, test1
        split = "official" if part == name else "_".join(filter(None, (stem, number))) or "official"
        if part in out.get(split, {}):
            part = ending  # a val and a test part beside each other keep their names
        out.setdefault(split, {})[part] = frozenset(clips)
    return out


def _load(place: str, annotation: dict[str, Any], problems: Problems) -> Clip:
    name = str(annotation["frame_dir"])
    if "keypoint" not in annotation:
        raise UserError(f"{place} holds no keypoints (some pickles keep them in a file per clip, which is not read)")
    with reading(place, _FORM):
        label = label_of(annotation["label"], place)
        keypoint = np.asarray(annotation["keypoint"], np.float64)
        if keypoint.ndim != 4 or keypoint.shape[2] not in _LAYOUTS or keypoint.shape[3] not in (2, 3):
            raise ValueError(f"keypoint of shape {keypoint.shape}, not (M, T, V, 2 or 3)")
        PEOPLE.check(keypoint.shape[0], place)
        check_clip(place, keypoint.shape[1], keypoint.shape[0], keypoint.shape[2], 4)
        metres = keypoint.shape[2] in _KINECT and keypoint.shape[3] == 3
        score = _score(annotation, keypoint, metres)
        frames = keypoint.shape[1]
        total = int(annotation.get("total_frames") or frames)
    if min(keypoint.shape[:2]) == 0:
        raise UserError(f"{place} holds no people or no frames")
    position = camera_view(keypoint) if metres else keypoint[..., :2]
    score = seen_or_score(position, score, name, problems)
    problems.add("clip whose total_frames differs from its keypoints", name, total != frames)
    joints = clean(np.concatenate((position, score[..., None]), axis=-1).transpose(3, 1, 2, 0), name, problems)
    fields = parse_name(name)
    return Clip(
        id=name,
        label=label,
        joints=joints,
        times=np.arange(frames) / _RATE,
        subject=f"P{fields[2]:03d}" if fields else name,
        camera=fields[1] if fields else 0,
        layout=_LAYOUTS[keypoint.shape[2]],
    )


def _score(annotation: dict[str, Any], keypoint: np.ndarray, metres: bool) -> np.ndarray:
    """Confidences ``(M, T, V)``: the file's; else of every joint that is not at the origin 1."""
    if annotation.get("keypoint_score") is not None:
        score = np.asarray(annotation["keypoint_score"], np.float64)
        if score.shape != keypoint.shape[:3]:
            raise ValueError(f"keypoint_score of shape {score.shape} beside keypoint of shape {keypoint.shape}")
        return score
    if keypoint.shape[3] == 3 and not metres:
        return keypoint[..., 2]
    return np.asarray(keypoint.any(axis=-1), np.float64)
