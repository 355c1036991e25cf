"""One video to a file of skeletons, with the pose estimation and tracking of the live program.

``NAME.jsonl`` has the rows of the program's own export, one for every frame, and ``NAME.jsonl.meta.json`` beside it
says what they were made from. The side-car is written last: a clip that has one is complete.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.ahead import Ahead
from core.data.rows import FrameRow
from core.data.skeleton_source import sidecar_path
from core.errors import UserError
from core.guards.names import json_text, shown
from core.pose.backend import PoseBackend, backend_named, open_pose
from core.pose.both_ways import detect_both_ways
from core.pose.hindsight import detect_with_hindsight
from core.pose.mediapipe import MIN_CONFIDENCE
from core.pose.mirrored import MirroredPose
from core.pose.pose_model import find_pose_model
from core.skeleton import Joints
from core.tracking import Tracker
from core.types import Frame
from core.video.video_file import VideoFile

HARDLY = 0.15
"""Share of a video's frames."""


@dataclass(frozen=True)
class PoseSettings:
    """How people are found; the same for every clip of a data set.

    Attributes:
        people: how many are looked for in a frame.
        confidence: below it, in 0..1, nobody is found.
        model_sha256: of the pose model's file.
        both_ways: every video is looked at backwards too, see `core.pose.both_ways`.
        again: where somebody is found in less than `HARDLY` of a video's frames, it is looked at again with this
            confidence; 0: it is not.
        mirrored: the estimator is shown mirror images, see `core.pose.mirrored`.
        pose: the estimator's name.
    """

    people: int = 2
    confidence: float = MIN_CONFIDENCE
    model_sha256: str = ""
    both_ways: bool = False
    again: float = 0.0
    mirrored: bool = False
    pose: str = "MediaPipe full"


@dataclass(frozen=True)
class ClipRecord:
    """What is known of an extracted clip.

    Attributes:
        video: the file, as it was given.
        sha256, bytes, modified: its content, length, and time of its last change in nanoseconds since 1970.
        size: width and height in pixels.
        fps: frames per second, nominal.
        frames: how many were decoded.
        duration: seconds.
        seen: frames in which somebody was found.
        people: how many different people.
        warnings: what went wrong without stopping, such as a missing end.
    """

    video: str
    sha256: str
    bytes: int
    modified: int
    size: tuple[int, int]
    fps: float
    frames: int
    duration: float
    seen: int
    people: int
    warnings: tuple[str, ...]


OpenPose = Callable[[PoseSettings], PoseBackend]


def open_same_pose(settings: PoseSettings, model: Path | None = None, threads: int = 1) -> PoseBackend:
    """The live program's estimator.

    Args:
        settings: how many people, how sure, whether in a mirror.
        model: the pose model's file; None: where the live program has it.
        threads: on which it computes; one where the videos are shared out among the cores.

    Raises:
        UserError: the model found here is not the one the settings name, as may be on another machine of a cluster.
    """
    model = find_pose_model(model)
    if settings.model_sha256 not in ("", file_sha256(model)):
        raise UserError(f"{model} is not the pose model that this data set is made with; put the same file there")
    backend = backend_named(settings.pose)
    pose = open_pose(
        settings.people, model, confidence=settings.confidence, backend=backend, thorough=True, threads=threads
    )
    return MirroredPose(pose) if settings.mirrored else pose


def extract_clip(video: Path, target: Path, settings: PoseSettings, open_pose: OpenPose = open_same_pose) -> ClipRecord:
    """Finds the people in every frame of a video and writes them to ``target``, a .jsonl file.

    The side-car has the settings by which they were found: those of the second look, where there was one.

    Raises:
        UserError: the video cannot be read, or the file cannot be written.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        record = _find_people(video, partial, settings, open_pose)
        if settings.again and record.seen < HARDLY * record.frames:
            settings = replace(settings, confidence=settings.again)
            record = _find_people(video, partial, settings, open_pose)
        sidecar_path(target).unlink(missing_ok=True)  # of an earlier content, until the new one is there
        partial.replace(target)
        write_json(sidecar_path(target), {"format": "skelapp export 1", "source": asdict(record), **asdict(settings)})
    except OSError as error:
        raise UserError(f"{target} cannot be written ({error.strerror or error})") from error
    finally:
        partial.unlink(missing_ok=True)
    return record


def _find_people(video: Path, rows: Path, settings: PoseSettings, open_pose: OpenPose) -> ClipRecord:
    """Writes the rows of one look at a video."""
    status = video.stat()
    times: list[float] = []
    ids: set[int] = set()
    seen = 0
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(contextlib.closing(VideoFile(video)))
        pose = stack.enter_context(contextlib.closing(open_pose(settings)))
        file = stack.enter_context(rows.open("w", encoding="utf-8", newline="\n"))
        frames = stack.enter_context(Ahead(iter(source.read, None), f"read {source.name}", room=3))
        found: Iterable[tuple[Frame, Joints]]
        if settings.both_ways:
            found = detect_both_ways(frames, pose, stack.enter_context(contextlib.closing(open_pose(settings))))
        else:
            found = detect_with_hindsight(frames, pose)
        tracker = Tracker(settings.people)
        for frame, joints in found:
            people = tracker.update(joints, frame.time)
            file.write(FrameRow.of(frame.index, frame.time, people).to_json())
            times.append(frame.time)
            ids.update(people.ids)
            seen += bool(people.ids)
    return ClipRecord(
        video=shown(video),
        sha256=file_sha256(video),
        bytes=status.st_size,
        modified=status.st_mtime_ns,
        size=source.size,
        fps=source.fps,
        frames=len(times),
        duration=round(times[-1] - times[0] + 1 / source.fps, 6),
        seen=seen,
        people=len(ids),
        warnings=tuple(source.warnings),
    )


def attempt(video: Path, target: Path, settings: PoseSettings, open_pose: OpenPose) -> ClipRecord | str:
    """`extract_clip`, but what stops it is returned as a sentence: one bad video must not end a long run."""
    try:
        return extract_clip(video, target, settings, open_pose)
    except UserError as error:
        return " ".join(str(error).split())
    except Exception as error:  # whatever a decoder or an estimator may raise
        return f"{shown(video)}: {type(error).__name__}: {' '.join(str(error).split())}"


def left_over(target: Path) -> list[Path]:
    """What a process that died left of this clip."""
    return sorted(target.parent.glob(f".{glob.escape(target.name)}.*partial"))


def read_record(video: Path, target: Path) -> ClipRecord | None:
    """What an earlier run noted, if it finished this clip and the video has not changed since."""
    try:
        source = json.loads(sidecar_path(target).read_text(encoding="utf-8"))["source"]
        record = ClipRecord(**{**source, "size": tuple(source["size"]), "warnings": tuple(source["warnings"])})
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    status = video.stat()
    same = (record.bytes, record.modified) == (status.st_size, status.st_mtime_ns)
    return record if same and target.is_file() else None


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Writes a file that is there as a whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    partial.write_text(json_text(content, indent=2) + "\n", encoding="utf-8", newline="\n")
    partial.replace(path)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file of any length."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
