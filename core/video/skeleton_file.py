"""Files of skeletons as sources, on a plain ground: our own export (.jsonl) and Kinetics-Skeleton (.json)."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.skeleton import Joints
from core.types import Frame

# What the Kinetics-Skeleton release was made from; the files hold neither.
_KINETICS_SIZE = (340, 256)
_KINETICS_RATE = 30.0
_GROUND = (48, 44, 40)  # BGR


@dataclass(frozen=True)
class Recording:
    """Skeletons over time.

    Attributes:
        times: T seconds, strictly increasing.
        joints: T arrays ``(M, 18, 3)`` as in `core.types.People`; M may differ from frame to frame.
        fps: frames per second, nominal.
        size: width and height of the picture they lie in.
    """

    times: list[float]
    joints: list[Joints]
    fps: float
    size: tuple[int, int]


class SkeletonSource:
    """A recording as a source: frames with a plain ground and their joints. See `core.video.sources.Source`."""

    live = False

    def __init__(self, uri: str, name: str, recording: Recording, warnings: list[str]) -> None:
        self.uri = uri
        self.name = name
        self.fps = recording.fps
        self.size = recording.size
        self.frame_count: int | None = len(recording.times)
        self.duration: float | None = recording.times[-1] + 1 / recording.fps
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
        return Frame(index, self._recording.times[index], self._ground, self._recording.joints[index])

    def seek(self, time: float) -> None:
        """Go to the first frame not more than half a frame before ``time`` seconds."""
        self._index = int(np.searchsorted(self._recording.times, time - 0.5 / self.fps))

    def close(self) -> None:
        """Nothing is held."""


def open_skeleton_file(path: Path) -> SkeletonSource:
    """Opens a skeleton file; which form it has is told by its suffix.

    Raises:
        UserError: it cannot be read, or is not of this form.
    """
    warnings: list[str] = []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read ({error})") from error
    own = path.suffix.lower() == ".jsonl"
    recording = _read_export(path, text, warnings) if own else _read_kinetics(path, text)
    return SkeletonSource(str(path), path.name, recording, warnings)


def _read_export(path: Path, text: str, warnings: list[str]) -> Recording:
    """Rows of `app.export`; the picture's size and the rate come from the side-car where it is there."""
    times: list[float] = []
    joints: list[Joints] = []
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            time = float(row["time"])
            people = [np.array(person["keypoints"], np.float32).reshape(18, 3) for person in row["people"]]
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines) > 1:
                warnings.append(f"{path.name}: the last row is cut off and was left out")
                break
            raise UserError(f"{path}, line {number}, is not a row of a skelapp export ({error})") from error
        if times and time <= times[-1]:
            raise UserError(f"{path}, line {number}: the time {time} s does not lie after the row before")
        times.append(time)
        joints.append(_valid(path, people))
    if not times:
        raise UserError(f"{path} holds no rows; give a .jsonl made with --export")
    return Recording(times, joints, *_export_properties(path, times, joints))


def sidecar_path(export: Path) -> Path:
    """Where the description of an export lies: ``OUT.jsonl`` has ``OUT.jsonl.meta.json``."""
    return export.with_name(export.name + ".meta.json")


def _export_properties(path: Path, times: list[float], joints: list[Joints]) -> tuple[float, tuple[int, int]]:
    """Rate and picture size: from the side-car, else from the rows."""
    try:
        source = json.loads(sidecar_path(path).read_text(encoding="utf-8"))["source"]
        fps, size = float(source["fps"]), (int(source["size"][0]), int(source["size"][1]))
        if fps > 0 and min(size) > 0:
            return fps, size
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        pass  # no side-car, or not ours: the rows are enough
    fps = 1 / float(np.median(np.diff(times))) if len(times) > 1 else 30.0
    corner = np.max([person[..., :2].max(axis=(0, 1)) for person in joints if len(person)] or [(0, 0)], axis=0)
    return fps, (max(320, int(corner[0]) + 10), max(240, int(corner[1]) + 10))


def _read_kinetics(path: Path, text: str) -> Recording:
    """A Kinetics-Skeleton clip: ``{"data": [{"frame_index": 1, "skeleton": [{"pose": [36], "score": [18]}]}]}``."""
    try:
        rows = json.loads(text)["data"]
        indices = [int(row["frame_index"]) for row in rows]
        joints = [_valid(path, [_kinetics_person(person) for person in row["skeleton"]]) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path} is not a Kinetics-Skeleton clip ({type(error).__name__}: {error})") from error
    if not indices:
        raise UserError(f"{path} holds no frames")
    order = np.argsort(indices, kind="stable")
    first = min(indices)
    times = [(indices[i] - first) / _KINETICS_RATE for i in order]
    if any(later <= earlier for earlier, later in itertools.pairwise(times)):
        raise UserError(f"{path}: two frames have the same frame_index")
    return Recording(times, [joints[i] for i in order], _KINETICS_RATE, _KINETICS_SIZE)


def _kinetics_person(person: dict[str, Any]) -> Joints:
    """Coordinates in 0..1 to pixels. Some files have poses but scores that are all zero: those joints count as seen."""
    pose = np.array(person["pose"], np.float32).reshape(18, 2)
    score = np.array(person["score"], np.float32).reshape(18, 1)
    if not score.any():
        score = np.asarray(pose.any(axis=1, keepdims=True), np.float32)
    return np.concatenate((pose * np.array(_KINETICS_SIZE, np.float32), score), axis=1)


def _valid(path: Path, people: list[Joints]) -> Joints:
    """Stack, with confidences in 0..1 and joints without confidence all zero."""
    joints = np.stack(people) if people else np.zeros((0, 18, 3), np.float32)
    if not np.isfinite(joints).all():
        raise UserError(f"{path} holds coordinates that are not numbers")
    joints[..., 2] = joints[..., 2].clip(0, 1)
    joints[joints[..., 2] == 0] = 0
    return joints
