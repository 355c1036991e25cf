"""Folders written by OpenPose (``--write_json``): one file per frame, ``<clip>_000000000000_keypoints.json``.

BODY_25, COCO-18 and BODY_25B are all read as kinetics18; feet, mid-hip and the top of the head are dropped.

Coordinates are pixels. OpenPose can also write shares of the picture (``--keypoint_scale`` 3: 0..1, 4: -1..1); whoever
has such files puts ``picture_size.txt`` with the picture's width and height beside them or into the folder above all.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.data.clips import Clip
from core.data.dataset import (
    Item,
    Problems,
    SkeletonDataset,
    clean,
    find,
    read_json,
    read_lines,
    reading,
    seen_or_score,
)
from core.data.readers.jhmdb import track_people
from core.errors import UserError
from core.guards.limits import PEOPLE, PICTURE, check_clip
from core.skeleton import KINETICS18

Order = Literal["BODY_25", "BODY_25B", "COCO"]

# Joint of kinetics18 -> number in the order of the file. The neck of BODY_25B (-1) is made midway between the
# shoulders: its own is higher up.
ORDERS: dict[Order, tuple[int, ...]] = {
    "COCO": tuple(range(18)),
    "BODY_25": (0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18),
    "BODY_25B": (0, -1, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3),
}
_NAME = re.compile(r"(?:(.*)[._])?(\d{1,12})(?:_keypoints)?\.json")
_FORM = 'an OpenPose frame {"people": [{"pose_keypoints_2d": [x, y, confidence, ...]}]}'
_SIZE_FILE = "picture_size.txt"
_SHARE = 1.5  # pixels; a whole clip within so few is not in pixels
_RATE = 30.0  # nominal; the files hold no times


def list_openpose(path: Path) -> SkeletonDataset:
    """Clips as ``CLASS/CLIP/*_keypoints.json`` or ``CLASS/CLIP_*_keypoints.json``; or without classes. Files that lost
    the ending ``_keypoints`` but kept the frame number are read too.

    The files of one folder that share the name before the frame number are a clip. A folder of several such names is
    a class; else the class is the folder above, where there is one below ``path``. Clips without a class have the label
    -1. Which order 25 joints have is measured.
    """
    root = path.parent if path.is_file() else path
    clips: dict[Path, dict[str, list[tuple[int, Path]]]] = {}
    for file in find(path, "*.json"):
        match = _NAME.fullmatch(file.name)
        if match:
            clips.setdefault(file.parent, {}).setdefault(match[1] or "", []).append((int(match[2]), file))
    found: dict[str, tuple[str, list[tuple[int, Path]]]] = {}
    for folder, names in clips.items():
        inside = folder.relative_to(root).parts
        for name, files in names.items():
            several = len(names) > 1
            label = "/".join(inside if several else inside[:-1])
            key = "/".join((*inside, name)) if several or not inside else "/".join(inside)
            found[key] = (label, sorted(files))
    labels = tuple(sorted({label for label, _ in found.values() if label}))
    problems = Problems()
    for key, (label, _) in found.items():
        problems.add("clip without a class (no folder names it), label -1", key, not label)
    return SkeletonDataset(
        format="OpenPose",
        layout="kinetics18",
        labels=labels,
        items=tuple(
            Item(key, partial(_load, key, labels.index(label) if label else -1, files, root))
            for key, (label, files) in sorted(found.items())
        ),
        splits={},
        problems=problems,
    )


def _load(name: str, label: int, files: list[tuple[int, Path]], root: Path, problems: Problems) -> Clip:
    frames = _in_pixels([_read_frame(file) for _, file in files], files[0][1].parent, root)
    sizes = {people.shape[1] for people in frames if len(people)}
    if len(sizes) > 1:
        raise UserError(f"{files[0][1].parent}: {name} mixes frames of {' and '.join(map(str, sorted(sizes)))} joints")
    crowd = PEOPLE.check(max(len(people) for people in frames), files[0][1].parent)
    check_clip(files[0][1].parent, len(frames), crowd)
    order = notice_order([people for people in frames if len(people)])
    problems.add(f"clip in the order {order}, read as kinetics18", name, order != "COCO")
    found = np.zeros((len(frames), max(crowd, 1), 18, 3), np.float32)
    for place, people in zip(found, frames, strict=True):
        if len(people):
            kinetics = to_kinetics18(people, order)
            kinetics[..., 2] = seen_or_score(kinetics[..., :2], kinetics[..., 2], name, problems)
            place[: len(people)] = clean(kinetics.transpose(2, 1, 0)[:, None], name, problems)[:, 0].transpose(2, 1, 0)
    numbers = np.array([number for number, _ in files])
    times = (numbers - numbers[0]) / _RATE
    return Clip(name, label, track_people(found, times), times, subject=name)


def _in_pixels(frames: list[NDArray[np.float64]], folder: Path, root: Path) -> list[NDArray[np.float64]]:
    """People ``(M, V, 3)`` of each frame in pixels, where they are shares of the picture.

    Raises:
        UserError: they are shares of the picture, and its size is not told.
    """
    placed = [people[people[..., 2] > 0][:, :2] for people in frames]
    values = np.concatenate(placed) if placed else np.zeros((0, 2))
    if len(values) == 0 or not np.isfinite(values).all() or np.abs(values).max() > _SHARE:
        return frames
    centred = bool((values < -0.1).any())  # -1..1
    width, height = _picture_size(folder, root)
    scale = np.array((width, height)) / (2 if centred else 1)
    return [np.concatenate(((people[..., :2] + centred) * scale, people[..., 2:]), axis=-1) for people in frames]


def _picture_size(folder: Path, root: Path) -> tuple[int, int]:
    path = next((each / _SIZE_FILE for each in (folder, root) if (each / _SIZE_FILE).is_file()), None)
    if path is None:
        raise UserError(
            f"{folder}: the joints are shares of the picture, not pixels, and stand for nothing without its size; "
            f"put a file {_SIZE_FILE} into {root} that holds width and height, such as 1920 1080"
        )
    with reading(path, "a picture's width and height, such as 1920 1080"):
        width, height = (PICTURE.check(int(word), path) for word in next(iter(read_lines(path)), "").split())
        if min(width, height) < 1:
            raise ValueError(f"{width} x {height}")
    return width, height


def _read_frame(path: Path) -> NDArray[np.float64]:
    """People ``(M, 18 or 25, 3)`` of one file."""
    content = read_json(path, _FORM)
    with reading(path, _FORM):
        people = [np.array(person["pose_keypoints_2d"], np.float64).reshape(-1, 3) for person in content["people"]]
        wrong = [len(person) for person in people if len(person) not in (18, 25)]
        if wrong:
            raise ValueError(f"a person of {wrong[0]} joints, not 18 or 25")
        return np.stack(people) if people else np.zeros((0, 18, 3))


def notice_order(frames: list[NDArray[np.float64]]) -> Order:
    """The order of the joints of people ``(M, V, 3)``: of 25, that in which the bones are shorter over all frames."""
    if not frames or frames[0].shape[1] == 18:
        return "COCO"
    people = np.concatenate(frames)
    lengths: dict[Order, float] = {}
    for order in ("BODY_25", "BODY_25B"):
        joints = to_kinetics18(people, order)
        child, parent = (list(ends) for ends in zip(*KINETICS18.bones, strict=True))
        both = (joints[:, child, 2] > 0) & (joints[:, parent, 2] > 0)
        bones = np.linalg.norm(joints[:, child, :2] - joints[:, parent, :2], axis=-1)
        lengths[order] = float(bones[both].mean()) if both.any() else np.inf
    return "BODY_25B" if lengths["BODY_25B"] < lengths["BODY_25"] else "BODY_25"


def to_kinetics18(people: NDArray[np.float64], order: Order) -> NDArray[np.float64]:
    """OpenPose joints ``(..., V, 3)`` in one of its orders -> ``(..., 18, 3)``."""
    joints = people[..., list(ORDERS[order]), :].copy()
    if order == "BODY_25B":
        right, left = people[..., 6, :], people[..., 5, :]
        joints[..., 1, :2] = (right[..., :2] + left[..., :2]) / 2
        joints[..., 1, 2] = np.minimum(right[..., 2], left[..., 2])
        joints[..., 1, :] *= joints[..., 1, 2:] > 0
    return joints
