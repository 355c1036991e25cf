"""Skeleton files as sources, drawn on a plain background: every format that `core.data.readers.recognise` reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.guards.limits import PICTURE, TEXT, check_size
from core.skeleton import Joints, get_layout
from core.types import Frame

if TYPE_CHECKING:  # the readers import torch; a video needs neither
    from core.data.clips import Clip
    from core.data.dataset import Problems, SkeletonDataset

SUFFIXES = (".json", ".jsonl", ".mat", ".npy", ".npz", ".pickle", ".pkl", ".skeleton", ".txt")
_CLIP_MARK = "::"  # stands between the path of a data set and the name of one of its clips

_GROUND = (48, 44, 40)  # BGR
_RATE = 30.0  # of a clip of one frame
_FASTEST = 1000.0  # frames per second that a side-car may claim
_SMALLEST, _LARGEST = (320, 240), (3840, 2160)
_STAGE = (640, 480)  # pixels into which people given in metres are fitted
_MARGIN = 10
# Joints of kinetics18 that other layouts know under another name, the nearest first.
_STAND_INS = {
    "nose": ("head",),
    "neck": ("shoulder centre",),
    "r wrist": ("r hand",),
    "l wrist": ("l hand",),
    "r ankle": ("r foot",),
    "l ankle": ("l foot",),
}


@dataclass(frozen=True)
class Recording:
    """Skeletons over time.

    Attributes:
        times: T seconds, strictly increasing.
        joints: T arrays ``(M, 18, 3)`` as in `core.types.People`; M may differ from frame to frame.
        fps: frames per second, nominal.
        size: width and height of the picture they lie in.
    """

    times: NDArray[np.float64]
    joints: list[Joints]
    fps: float
    size: tuple[int, int]


class SkeletonSource:
    """A recording as a source: frames with a plain ground and their joints. See `core.video.source.Source`."""

    live = False

    def __init__(self, uri: str, name: str, recording: Recording, warnings: list[str]) -> None:
        self.uri = uri
        self.name = name
        self.fps = recording.fps
        self.size = recording.size
        self.frame_count: int | None = len(recording.times)
        self.duration: float | None = float(recording.times[-1]) + 1 / recording.fps
        self.warnings = warnings
        self._recording = recording
        self._index = 0
        self._ground: NDArray[np.uint8] = np.full((recording.size[1], recording.size[0], 3), _GROUND, np.uint8)

    def read(self) -> Frame | None:
        """The next frame, or None at the end."""
        index = self._index
        if index >= len(self._recording.times):
            return None
        self._index += 1
        return Frame(index, float(self._recording.times[index]), self._ground, self._recording.joints[index])

    def seek(self, time: float) -> None:
        """Go to the first frame not more than half a frame before ``time`` seconds."""
        self._index = int(np.searchsorted(self._recording.times, time - 0.5 / self.fps))

    def close(self) -> None:
        """Nothing is held."""


def sidecar_path(export: Path) -> Path:
    """Where the description of an export lies: ``OUT.jsonl`` has ``OUT.jsonl.meta.json``."""
    return export.with_name(export.name + ".meta.json")


def clip_address(path: Path, clip: str) -> str:
    """The address of one clip of a data set of several: ``PATH::CLIP``."""
    return f"{path}{_CLIP_MARK}{clip}"


def split_address(uri: str) -> tuple[Path, str] | None:
    """Path and clip of an address made by `clip_address`; None for any other address."""
    path, mark, clip = uri.partition(_CLIP_MARK)
    return (Path(path).expanduser(), clip) if mark and clip and Path(path).expanduser().exists() else None


def list_clips(path: Path) -> tuple[str, ...]:
    """The names of the clips of a data set.

    Raises:
        UserError: no data set of a known form lies there.
    """
    return tuple(item.id for item in _dataset(path).items)


def open_skeleton_file(path: Path, clip: str | None = None) -> SkeletonSource:
    """Opens one clip of a skeleton file or data set.

    Args:
        path: anything that `core.data.readers.recognise.read_dataset` takes.
        clip: the name of the clip, which a path with several needs.

    Raises:
        UserError: it cannot be read, or there is no such clip.
    """
    from core.data.dataset import Problems

    dataset = _dataset(path)
    if clip is None and len(dataset.items) > 1:
        raise UserError(
            f"{path} holds {len(dataset.items)} clips; name one, such as {clip_address(path, dataset.items[0].id)}"
        )
    item = next((item for item in dataset.items if clip in (None, item.id)), None)
    if item is None:
        raise UserError(f"{path} holds no clip {clip!r}")
    problems = Problems()
    found = item.read(problems)
    if len(found.times) == 0:
        raise UserError(f"{path} holds no frames")
    recording = _recording(found, _picture(dataset, path), problems)
    if clip is None:
        return SkeletonSource(str(path), path.name, recording, _warnings(problems))
    return SkeletonSource(clip_address(path, clip), clip, recording, _warnings(problems))


def _dataset(path: Path) -> SkeletonDataset:
    try:
        changed = path.stat().st_mtime
    except OSError:
        changed = 0.0  # the reader says what is wrong
    return _listed(path, changed)


@lru_cache(maxsize=1)  # a large data set takes a while to list, and its clips are played one after another
def _listed(path: Path, changed: float) -> SkeletonDataset:
    from core.data.readers.recognise import read_dataset

    dataset = read_dataset(path)
    if dataset.videos:
        raise UserError(f"{path} holds videos; open one of them")
    return dataset


def _warnings(problems: Problems) -> list[str]:
    return [line[:1].upper() + line[1:] for line in problems.lines()]


def _picture(dataset: SkeletonDataset, path: Path) -> tuple[float | None, tuple[int, int] | None]:
    """Rate and picture size, where something besides the joints says so."""
    from core.data.readers.kinetics import RATE, SIZE

    if dataset.format == "Kinetics-Skeleton":
        return RATE, SIZE
    side_car = sidecar_path(path)
    try:
        check_size(side_car, TEXT)
        source = json.loads(side_car.read_text(encoding="utf-8"))["source"]
        fps, size = float(source["fps"]), (int(source["size"][0]), int(source["size"][1]))
        if not (0 < fps <= _FASTEST and min(size) > 0):
            return None, None
    except (OSError, UserError, ValueError, KeyError, TypeError, LookupError, OverflowError, RecursionError):
        return None, None  # no side-car, or not ours: the joints are enough
    PICTURE.check(max(size), side_car)
    return fps, size


def _recording(clip: Clip, picture: tuple[float | None, tuple[int, int] | None], problems: Problems) -> Recording:
    """A clip ``(C, T, V, M)`` of any layout, flat or in metres, as kinetics18 in pixels."""
    joints = clip.joints.transpose(3, 1, 2, 0)  # M, T, V, C
    fps, size = picture
    if joints.shape[-1] == 4:  # in metres, as the camera sees them: from straight ahead the depth does not show
        joints, size = _fitted(joints[..., [0, 1, 3]]), _STAGE
    people = as_kinetics18(joints, clip.layout)
    if size is None:
        size = _extent(people, clip.id, problems)
    if fps is None:
        fps = 1 / float(np.median(np.diff(clip.times))) if len(clip.times) > 1 else _RATE
        fps = min(max(fps, 1 / _FASTEST), _FASTEST)
    rows = [people[:, index] for index in range(len(clip.times))]
    return Recording(clip.times, [row[(row[..., 2] > 0).any(axis=1)] for row in rows], fps, size)


def as_kinetics18(joints: NDArray[np.floating], layout: str) -> Joints:
    """Joints ``(..., V, 3)`` of another layout as ``(..., 18, 3)``, by name; what the layout lacks is missing."""
    names = get_layout(layout).joints
    if layout == "kinetics18":
        return np.asarray(joints, np.float32)
    out = np.zeros((*joints.shape[:-2], 18, 3), np.float32)
    for index, name in enumerate(get_layout("kinetics18").joints):
        known = next((other for other in (name, *_STAND_INS.get(name, ())) if other in names), None)
        if known is not None:
            out[..., index, :] = joints[..., names.index(known), :]
        elif name == "neck":  # midway between the shoulders
            sides = joints[..., [names.index("r shoulder"), names.index("l shoulder")], :]
            out[..., index, :2] = sides[..., :2].mean(axis=-2)
            out[..., index, 2] = sides[..., 2].min(axis=-1)
    out[out[..., 2] <= 0] = 0
    return out


def _fitted(joints: NDArray[np.floating]) -> NDArray[np.floating]:
    """Metres ``(..., V, 3)`` as pixels of `_STAGE`: everyone as large as fits, in the middle."""
    seen = joints[..., 2] > 0
    if not seen.any():
        return joints
    low, high = joints[seen][:, :2].min(axis=0), joints[seen][:, :2].max(axis=0)
    room = np.array(_STAGE) * 0.8
    scale = float((room / np.maximum(high - low, 1e-3)).min())
    out = joints.copy()
    out[..., :2] = (joints[..., :2] - (low + high) / 2) * scale + np.array(_STAGE) / 2
    return out


def _extent(joints: Joints, clip: str, problems: Problems) -> tuple[int, int]:
    """A picture in which all joints ``(..., 3)`` lie, as far as a picture may be so large."""
    corner = joints[..., :2].reshape(-1, 2).max(axis=0, initial=0)
    width, height = (max(low, int(end) + _MARGIN) for low, end in zip(_SMALLEST, corner, strict=True))
    outside = width > _LARGEST[0] or height > _LARGEST[1]
    problems.add(f"clip with joints beyond {_LARGEST[0]} x {_LARGEST[1]} pixels, which are not shown", clip, outside)
    return min(width, _LARGEST[0]), min(height, _LARGEST[1])
