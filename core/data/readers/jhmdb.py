"""JHMDB with the skeletons that MediaPipe finds: 21 everyday actions in 928 short clips, three official splits.

Source: Jhuang et al., "Towards understanding action recognition", ICCV 2013; the clips come from HMDB51 (CC BY 4.0).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from core.data.clips import Clip
from core.data.dataset import Item, Problems, SkeletonDataset, Splits, clean, read_lines, reading
from core.data.readers.arrays import read_npz
from core.data.readers.exports import list_exports
from core.errors import UserError
from core.guards.limits import PEOPLE, PICTURE, check_clip
from core.skeleton import VISIBILITY_THRESHOLD, kinetics18_from_mediapipe
from core.tracking import Tracker, main_person, sum_prominence
from core.types import People

JHMDB_CLASSES = (
    "brush_hair", "catch", "clap", "climb_stairs", "golf", "jump", "kick_ball", "pick", "pour", "pullup", "push", "run",
    "shoot_ball", "shoot_bow", "shoot_gun", "sit", "stand", "swing_baseball", "throw", "walk", "wave",
)  # fmt: skip

ARCHIVE = "landmarks33.npz"


def list_jhmdb(path: Path) -> SkeletonDataset:
    """All clips with the three official splits.

    Args:
        path: a folder with ``landmarks33.npz`` (name, frames, size, fps, landmarks ``(sum of frames, people, 33, 4)``)
            and ``splits/<class>_test_split<1|2|3>.txt``, or that file; or what ``python -m core.extract`` made of the
            videos, ``<class>/<clip>.jsonl``, once ``splits/`` is put there.

    Raises:
        UserError: a file is missing or not of this form.
    """
    folder = path.parent if path.is_file() else path
    if not path.is_file() and not (folder / ARCHIVE).is_file():
        return _list_extracted(folder)
    archive = _open_archive(folder)
    return SkeletonDataset(
        format="JHMDB, MediaPipe landmarks",
        layout="kinetics18",
        labels=JHMDB_CLASSES,
        items=tuple(Item(name, partial(_load, archive, index)) for index, name in enumerate(archive.names)),
        splits=_official(folder, {name: name for name in archive.names}),
        problems=Problems(),
    )


def _list_extracted(folder: Path) -> SkeletonDataset:
    exports = list_exports(folder)
    if exports.labels != JHMDB_CLASSES:
        raise UserError(
            f"{folder} has JHMDB's splits, but skeletons of {len(exports.labels)} classes, not of its 21; extract its "
            f"videos with: python -m core.extract VIDEOS -o {folder}"
        )
    return replace(
        exports,
        format="JHMDB, extracted",
        items=tuple(Item(item.id, partial(_load_extracted, item)) for item in exports.items),
        splits=_official(folder, {f"{item.id}.avi": item.id for item in exports.items}),
    )


def _load_extracted(item: Item, problems: Problems) -> Clip:
    return replace(item.read(problems), subject=_subject(item.id))


def _official(folder: Path, ids: dict[str, str]) -> Splits:
    """The splits of the clips that are there; ``ids``: what the lists call them -> what they are called here."""
    return {
        f"split {split}": {
            subset: frozenset(ids[name] for name in _split_members(folder / "splits", split, subset) & set(ids))
            for subset in ("train", "test")
        }
        for split in (1, 2, 3)
    }


def _subject(name: str) -> str:
    """The source video of a clip ``<class>/<video>_<class>_<attributes>``."""
    action, file = name.split("/")
    return file.split(f"_{action}_")[0]


@dataclass(frozen=True)
class _Archive:
    """The arrays of ``landmarks33.npz``; the landmarks of clip i lie in rows ``starts[i]`` to ``starts[i + 1]``."""

    names: list[str]
    sizes: np.ndarray
    rates: np.ndarray
    landmarks: np.ndarray
    starts: np.ndarray


def _open_archive(folder: Path) -> _Archive:
    path = folder / ARCHIVE
    if not path.is_file():
        raise UserError(f"{path} is missing; give the folder that holds {ARCHIVE} and splits/")
    with reading(path, "a landmark archive; extract it again"):
        names, frames, sizes, rates, landmarks = read_npz(path, ("name", "frames", "size", "fps", "landmarks"))
        count = len(names)
        if (names.shape, frames.shape, sizes.shape, rates.shape) != ((count,), (count,), (count, 2), (count,)):
            raise ValueError("its arrays differ in length")
        if landmarks.ndim != 4 or landmarks.shape[2:] != (33, 4) or landmarks.dtype.kind != "f":
            raise ValueError(f"landmarks of shape {landmarks.shape} and type {landmarks.dtype}")
        if frames.dtype.kind not in "iu" or frames.min(initial=1) < 1 or sum(frames.tolist()) != len(landmarks):
            raise ValueError(f"its clips are not {len(landmarks)} frames together")
        if not (rates > 0).all() or rates.max(initial=1) > 1000 or sizes.min(initial=1) < 1:
            raise ValueError("a clip without a rate or a size")
        PICTURE.check(int(sizes.max(initial=1)), path)
        stray = [name for name in map(str, names) if name.count("/") != 1 or name.split("/")[0] not in JHMDB_CLASSES]
        if stray:
            raise ValueError(f"a clip with the name {stray[0]!r}, not CLASS/FILE")
    return _Archive([str(name) for name in names], sizes, rates, landmarks, np.concatenate(([0], np.cumsum(frames))))


def _load(archive: _Archive, index: int, problems: Problems) -> Clip:
    name = archive.names[index]
    width, height = archive.sizes[index].tolist()
    check_clip(name, int(archive.starts[index + 1] - archive.starts[index]), archive.landmarks.shape[1], 33, 4)
    landmarks = archive.landmarks[archive.starts[index] : archive.starts[index + 1]]
    joints = kinetics18_from_mediapipe(landmarks, width, height, VISIBILITY_THRESHOLD)
    times = frame_times(len(joints), float(archive.rates[index]))
    # those outside 0..1 and those that are no numbers are mended as everywhere
    sound = clean(joints.transpose(3, 0, 2, 1), name, problems).transpose(1, 3, 2, 0)
    return Clip(
        id=name,
        label=JHMDB_CLASSES.index(name.split("/")[0]),
        joints=track_people(sound, times),
        times=times,
        subject=_subject(name),
    )


def frame_times(frames: int, rate: float) -> np.ndarray:
    """Seconds ``(T,)`` of a clip's frames as its file has them.

    The files of JHMDB run at a nominal 30 frames a second, but hold only five of every six: the time stamps of every
    clip skip a slot after the same frames, so that 40 frames last 1.6 seconds.
    """
    skipped = np.array([2, 8, 12, 18, 22, 27, 32, 37])  # a slot is left out after each of these frames
    index = np.arange(frames)
    return (index + (index[:, None] > skipped).sum(axis=1)) / rate


def track_people(found: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Detections ``(T, M, 18, 3)`` in any order -> tracked people ``(3, T, 18, M')``, the main person first."""
    # Clips of 2 s in which cameras pan and cut: foresight loses as often as it wins. The weights were made without.
    tracker = Tracker(max_people=found.shape[1], max_gap=1.0, foresee=False)
    seen: dict[int, float] = {}
    history: list[People] = []
    PEOPLE.check(found.shape[1], "a clip")
    for time, joints in zip(times, found, strict=True):
        people = tracker.update(joints, float(time))
        sum_prominence(seen, people)
        history.append(people)
    main = main_person(seen)
    order = sorted(seen, key=lambda person: (person != main, person))
    out = np.zeros((3, len(found), found.shape[2], max(len(order), 1)), np.float32)
    for index, people in enumerate(history):
        for person, joints in zip(people.ids, people.joints, strict=True):
            out[:, index, :, order.index(person)] = joints.T
    return out


def _split_members(folder: Path, split: int, subset: str) -> set[str]:
    """Names ``class/file.avi`` of the clips of one split; in its lists 1 means training, 2 test."""
    mark = "1" if subset == "train" else "2"
    members = set()
    for action in JHMDB_CLASSES:
        path = folder / f"{action}_test_split{split}.txt"
        if not path.is_file():
            raise UserError(f"{path} is missing; the official split lists belong there")
        for number, line in enumerate(read_lines(path), 1):
            fields = line.split()
            if fields and len(fields) != 2:
                raise UserError(f"{path}, line {number}: expected a file name and 1 or 2, found {line!r}")
            if fields and fields[1] == mark:
                members.add(f"{action}/{fields[0]}")
    return members
