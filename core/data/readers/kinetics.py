"""Kinetics-Skeleton (Yan et al., "Spatial temporal graph convolutional networks", AAAI 2018): OpenPose's 18 joints.

There are two forms: one JSON file per clip with a label file per subset, or all clips packed into one array. The packed
form is also used for NTU RGB+D, with 25 joints in metres.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.clips import Clip
from core.data.dataset import (
    Item,
    Problems,
    SkeletonDataset,
    camera_view,
    clean,
    find,
    label_of,
    name_of,
    read_json,
    reading,
    seen_or_score,
)
from core.data.readers.arrays import map_npy
from core.data.readers.pickles import load_pickle
from core.errors import UserError
from core.guards.limits import CLIPS, FRAMES, PEOPLE, check_clip

# What the release was made from; the files hold neither.
SIZE = (340, 256)
RATE = 30.0
_PEOPLE = 2  # kept per frame, as in the published packed form
_SUBSETS = {"train": "train", "val": "test", "test": "test"}
_CLIP = 'a Kinetics-Skeleton clip {"data": [{"frame_index", "skeleton": [{"pose", "score"}]}]}'


def list_kinetics(path: Path) -> SkeletonDataset:
    """The clips under ``kinetics_train/`` and ``kinetics_val/``, of one such folder, or one ``.json`` file.

    Labels come from ``kinetics_<train|val>_label.json`` beside the folders: ``{id: {"has_skeleton", "label",
    "label_index"}}``; clips without a skeleton are left out, as always. Where there is no such file, from the clips.
    """
    problems = Problems()
    label_files = (
        [] if path.is_file() else sorted({*path.glob("*_label.json"), *path.parent.glob(f"{path.name}_label.json")})
    )
    names: dict[int, str] = {}
    items: dict[str, Item] = {}
    parts: dict[str, set[str]] = {}
    for label_file in label_files:
        folder = label_file.with_name(label_file.name.removesuffix("_label.json"))
        part = _SUBSETS.get(folder.name.rpartition("_")[2], folder.name)
        for name, entry in _entries(label_file).items():
            names[entry["label_index"]] = entry["label"]
            if not entry["has_skeleton"]:
                problems.add("clip without a skeleton, left out as its label file says", name)
                continue
            items[name] = Item(name, partial(_load_json, folder / f"{name}.json", entry["label_index"]))
            parts.setdefault(part, set()).add(name)
        listed = {f"{name}.json" for name in items}
        stray = [file.name for file in folder.glob("*.json") if file.name not in listed]
        problems.add("clip that its label file does not list or has no skeleton, left out", str(folder), len(stray))
    if not label_files:
        files = [path] if path.is_file() else find(path, "*.json")
        items = {file.stem: Item(file.stem, partial(_load_json, file, None)) for file in files}
    return SkeletonDataset(
        format="Kinetics-Skeleton",
        layout="kinetics18",
        labels=_label_names(names),
        items=tuple(items[name] for name in sorted(items)),
        splits={"official": {part: frozenset(ids) for part, ids in parts.items()}} if len(parts) > 1 else {},
        problems=problems,
    )


def _entries(label_file: Path) -> dict[str, dict[str, Any]]:
    form = 'a label file {id: {"has_skeleton", "label", "label_index"}}'
    content = read_json(label_file, form)
    with reading(label_file, form):
        return {
            _file_name(name): {
                "has_skeleton": bool(entry["has_skeleton"]),
                "label": name_of(entry["label"]),
                "label_index": label_of(entry["label_index"], label_file),
            }
            for name, entry in content.items()
        }


def _file_name(name: str) -> str:
    """A clip's name, which is also that of its file: no path that leads elsewhere."""
    if Path(name).name != name:
        raise ValueError(f"the clip's name {name[:80]!r}")
    return name_of(name)


def _label_names(names: dict[int, str]) -> tuple[str, ...]:
    """Names in index order; a class of which no clip is there goes by its number."""
    return tuple(names.get(index, f"class {index}") for index in range(max(names) + 1)) if names else ()


def _load_json(path: Path, label: int | None, problems: Problems) -> Clip:
    content = read_json(path, _CLIP)
    with reading(path, _CLIP):
        rows = content["data"]
        own_label = label_of(content["label_index"], path)
        if label is not None and own_label != label:
            problems.add("label in the clip differs from the label file, which is taken", path.stem)
        if not isinstance(rows, list):
            raise ValueError("data is no list of frames")
    if not rows:
        raise UserError(f"{path} holds no frames")
    check_clip(path, len(rows), _PEOPLE)
    order, frames = [], []
    for number, row in enumerate(rows):
        with reading(f"{path}, entry {number} of data", _CLIP):
            order.append(FRAMES.check(int(row["frame_index"]), path))
            frames.append(_people(row["skeleton"], path, problems))
    if len(set(order)) < len(order):
        raise UserError(f"{path}: two frames have the same frame_index")
    joints = np.stack([frames[index] for index in np.argsort(order)])  # T, M, V, C
    crowd = sum(len(row["skeleton"]) > _PEOPLE for row in rows)
    problems.add(f"frame with more than {_PEOPLE} people; the surest are kept", path.stem, crowd)
    times = (np.sort(order) - min(order)) / RATE
    return _clip(path.stem, own_label if label is None else label, joints, times, problems)


def _people(skeletons: list[dict[str, Any]], path: Path, problems: Problems) -> NDArray[np.float64]:
    """The two people with the highest summed score of one frame, ``(2, 18, 3)`` in pixels."""
    people = np.zeros((PEOPLE.check(len(skeletons), path), 18, 3))
    for person, skeleton in zip(people, skeletons, strict=True):
        person[:, :2] = np.array(skeleton["pose"], np.float64).reshape(18, 2) * SIZE
        person[:, 2] = np.array(skeleton["score"], np.float64).reshape(18)
    people[..., 2] = seen_or_score(people[..., :2], people[..., 2], path.stem, problems)
    best = people[np.argsort(-people[..., 2].sum(axis=1), kind="stable")[:_PEOPLE]]
    return np.concatenate((best, np.zeros((_PEOPLE - len(best), 18, 3))))


def _clip(name: str, label: int, joints: NDArray[np.float64], times: NDArray[np.float64], problems: Problems) -> Clip:
    """From joints ``(T, M, V, C)``; a second person who is never seen is left out."""
    sound = clean(joints.transpose(3, 0, 2, 1), name, problems)
    layout = "kinetics18" if sound.shape[2] == 18 else "ntu25"
    people = max(1, int(np.flatnonzero((sound[-1] > 0).any(axis=(0, 1))).max(initial=0)) + 1)
    return Clip(name, label, np.ascontiguousarray(sound[..., :people]), times, subject=name, layout=layout)


def list_packed(path: Path) -> SkeletonDataset:
    """Packed arrays ``<train|val>_data*.npy``, float32 ``(N, 3, T, V, 2)``, and ``<train|val>_label.pkl``, the pair
    (names, labels). ``path`` is one ``.npy`` file, or a folder with one for each subset.

    V = 18: x and y in -0.5..0.5 of the picture, and the score. Some were written with y negated; that is measured
    (heads are above hips) and undone. V = 25: x, y, z in metres as the Kinect gives them. Empty frames at the end are
    padding.
    """
    problems = Problems()
    items: dict[str, Item] = {}
    parts: dict[str, set[str]] = {}
    layouts = set()
    for file in [path] if path.is_file() else sorted(path.glob("*_data*.npy")):
        array = _packed_array(file)
        layouts.add("kinetics18" if array.shape[3] == 18 else "ntu25")
        subset = file.name.partition("_data")[0]
        names, labels = _packed_labels(file.with_name(f"{subset}_label.pkl"), len(array))
        negated = array.shape[3] == 18 and _y_is_negated(array, file, problems)
        for row, (name, label) in enumerate(zip(names, labels, strict=True)):
            if name in items:
                raise UserError(f"{file}: the clip {name} (row {row}) was there before; give subsets of one data set")
            items[name] = Item(name, partial(_load_packed, file, row, name, label, negated))
            parts.setdefault(_SUBSETS.get(subset, subset), set()).add(name)
    if len(layouts) != 1:
        raise UserError(f"{path} mixes arrays of 18 and of 25 joints; give one of the files")
    return SkeletonDataset(
        format="packed arrays",
        layout=layouts.pop(),
        labels=(),
        items=tuple(items[name] for name in sorted(items)),
        splits={"official": {part: frozenset(ids) for part, ids in parts.items()}} if len(parts) > 1 else {},
        problems=problems,
    )


def _packed_array(file: Path) -> NDArray[np.float32]:
    with reading(file, "an array (N, 3, T, 18 or 25, M)"):
        array = map_npy(file)
        if array.ndim != 5 or array.shape[1] != 3 or array.shape[3] not in (18, 25):
            raise ValueError(f"its shape is {array.shape}")
        if array.dtype.kind != "f":
            raise ValueError(f"it holds {array.dtype}")
        CLIPS.check(len(array), file)
        PEOPLE.check(array.shape[4], file)
        check_clip(file, array.shape[2], array.shape[4], array.shape[3], 3)
        return array


def _packed_labels(file: Path, count: int) -> tuple[list[str], list[int]]:
    if not file.is_file():
        raise UserError(f"{file} is missing; the packed array's names and labels belong there")
    content = load_pickle(file)
    with reading(file, "a pair (names, labels)"):
        names, labels = content
        names, labels = [name_of(name) for name in names], [label_of(label, file) for label in labels]
    if not len(names) == len(labels) == count:
        raise UserError(
            f"{file} has {len(names)} names and {len(labels)} labels for {count} clips; it belongs elsewhere"
        )
    return names, labels


def _y_is_negated(array: NDArray[np.float32], file: Path, problems: Problems) -> bool:
    """Whether heads lie below hips in most frames of up to 64 clips spread over the array."""
    below = above = 0
    for row in np.unique(np.linspace(0, len(array) - 1, 64).astype(int)) if len(array) else ():
        clip = np.asarray(array[row], np.float64)
        y, seen = clip[1], clip[2] > 0
        for hip in (8, 11):
            both = seen[:, 0] & seen[:, hip]
            below += int((both & (y[:, 0] > y[:, hip])).sum())
            above += int((both & (y[:, 0] < y[:, hip])).sum())
    problems.add("array with y negated (heads below hips), turned back", file.name, int(below > above))
    return below > above


def _load_packed(file: Path, row: int, name: str, label: int, negated: bool, problems: Problems) -> Clip:
    place = f"{file}, row {row} ({name})"
    with reading(place, "a clip"):
        joints = np.asarray(_packed_array(file)[row], np.float64).transpose(1, 3, 2, 0)  # T, M, V, C
    used = np.flatnonzero(joints.any(axis=(1, 2, 3)))
    if len(used) == 0:
        raise UserError(f"{place} is empty: no joint in any frame")
    joints = joints[: used[-1] + 1]
    if joints.shape[2] == 25:
        there = joints.any(axis=-1, keepdims=True)
        joints = np.concatenate((camera_view(joints), there), axis=-1)
    else:
        score = seen_or_score(joints[..., :2], joints[..., 2], name, problems)
        y = -joints[..., 1] if negated else joints[..., 1]
        joints = np.stack(((joints[..., 0] + 0.5) * SIZE[0], (y + 0.5) * SIZE[1], score), axis=-1)
    return _clip(name, label, joints, np.arange(len(joints)) / RATE, problems)
