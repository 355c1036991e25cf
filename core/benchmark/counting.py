"""``python -m core.benchmark counting``: how well repetitions are counted, on videos whose true counts are known.

The data are a file ``.npz`` of MediaPipe landmarks, the videos one after another: ``name``, ``type`` and ``count`` of
each video, ``frames`` (its length) and ``poses`` ``(all frames, 33, 2 or more)``; a frame without a person is all zero.

MAE is the mean of ``|error| / true count`` (a true count of 0 divides by 1), OBO the share of videos whose count is off
by at most one (Hu et al., TransRAC, CVPR 2022). *file* sees the whole video, *live* only what came before.

With ``--chain VIDEO`` the share of counting is measured too: of the processor time of pose estimation, tracking,
recognition and counting of the largest person in a video, frame by frame.
"""

from __future__ import annotations

import argparse
import json
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.counting import LiveCounter, PeopleCounter, count_repetitions
from core.errors import UserError
from core.inference.recognizer import Recognizer
from core.pose.backend import open_pose
from core.skeleton import Joints, kinetics18_from_mediapipe
from core.sources import open_source
from core.tracking import Tracker

_KEYS = ("name", "type", "count", "frames", "poses")


@dataclass(frozen=True)
class Video:
    """One video: joints ``(T, 18, 3)`` and the true count."""

    name: str
    exercise: str
    true: int
    joints: Joints


@dataclass(frozen=True)
class Row:
    """What was counted in one video; ``milliseconds`` a frame, live."""

    name: str
    exercise: str
    true: int
    file: int
    live: int
    milliseconds: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--data", type=Path, required=True, metavar="NPZ", help="landmarks and true counts")
    parser.add_argument("--fps", type=float, default=30.0, help="frames per second of all videos (default: 30)")
    parser.add_argument("--part", choices=("all", "even", "odd"), default="all", help="every video, or every second")
    parser.add_argument("--chain", type=Path, metavar="VIDEO", help="also counting's share of the processor time")
    parser.add_argument("--model", default="stfnet-joint", metavar="NAME", help="with --chain: the network")
    parser.add_argument("--json", action="store_true", help="print the figures as one line of JSON")


def read_videos(path: Path) -> list[Video]:
    """The videos of a file.

    Raises:
        UserError: it cannot be read, or an array is missing or does not fit.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            missing = [key for key in _KEYS if key not in arrays]
            if missing:
                raise UserError(f"{path} holds no {', '.join(missing)}; it takes {', '.join(_KEYS)}")
            names, exercises, counts, frames, poses = (arrays[key] for key in _KEYS)
    except (OSError, ValueError, EOFError) as error:
        raise UserError(f"{path} cannot be read as .npz: {error}") from error
    if poses.ndim != 3 or poses.shape[1] != 33 or len(poses) != frames.sum() or not len(names) == len(frames):
        raise UserError(f"{path}: poses must be (sum of frames, 33, 2 or more), not {poses.shape}")
    parts = np.split(poses, np.cumsum(frames)[:-1])
    return [
        Video(str(name), str(exercise), int(count), _joints(part))
        for name, exercise, count, part in zip(names, exercises, counts, parts, strict=True)
    ]


def _joints(poses: NDArray[np.floating]) -> Joints:
    landmarks = np.zeros((len(poses), 33, 4), np.float32)
    landmarks[..., :2] = poses[..., :2]
    landmarks[..., 2:] = (poses != 0).any(axis=(1, 2))[:, None, None]
    return kinetics18_from_mediapipe(landmarks, 1, 1, 0.5)


def measure(videos: list[Video], fps: float) -> list[Row]:
    """Counts every video, whole and frame by frame."""
    rows = []
    for video in videos:
        times = np.arange(len(video.joints)) / fps
        counter = LiveCounter()
        live = 0
        start = time.process_time()
        for moment, joints in zip(times, video.joints, strict=True):
            live = counter(float(moment), joints).total
        spent = 1000 * (time.process_time() - start) / max(len(times), 1)
        file = count_repetitions(times, video.joints).count
        rows.append(Row(video.name, video.exercise, video.true, file, live, spent))
    return rows


def errors(rows: list[Row], form: str) -> tuple[float, float]:
    """MAE and OBO of a form, ``file`` or ``live``."""
    true = np.array([row.true for row in rows])
    off = np.abs(np.array([getattr(row, form) for row in rows]) - true)
    return float((off / np.maximum(true, 1)).mean()), float((off <= 1).mean())


def summary(rows: list[Row]) -> dict[str, dict[str, float]]:
    """MAE and OBO of both forms, over all videos and by exercise."""
    out = {}
    for name in ("all", *sorted({row.exercise for row in rows})):
        part = [row for row in rows if name in ("all", row.exercise)]
        figures = {f"{form}_{measure}": value for form in ("file", "live")
                   for measure, value in zip(("mae", "obo"), errors(part, form), strict=True)}  # fmt: skip
        out[name] = {"videos": float(len(part)), **figures}
    return out


def chain_figures(video: Path, model: str) -> dict[str, float]:
    """Milliseconds of processor time a frame, in all threads: of everything, of counting, and its share."""
    recognizer = Recognizer.from_weights(model, "cpu")
    recognizer.hop = recognizer.natural_hop
    tracker, counter = Tracker(1), PeopleCounter()
    counting, frames, begin = 0.0, 0, time.process_time()
    with closing(open_source(video)) as source, closing(open_pose(1)) as pose:
        while (frame := source.read()) is not None:
            people = tracker.update(pose.detect(frame), frame.time)
            recognizer.push(people, frame.time, (frame.image.shape[1], frame.image.shape[0]))
            start = time.process_time()
            counter(people, frame.time)
            counting += time.process_time() - start
            frames += 1
    spent = time.process_time() - begin
    if not frames:
        raise UserError(f"{video} holds no frames")
    return {"chain_ms": 1000 * spent / frames, "counting_ms": 1000 * counting / frames, "share": counting / spent}


def run(arguments: argparse.Namespace) -> None:
    """Measures and prints."""
    videos = read_videos(arguments.data)
    videos = {"all": videos, "even": videos[::2], "odd": videos[1::2]}[arguments.part]
    rows = measure(videos, arguments.fps)
    found = summary(rows)
    spent = float(np.average([row.milliseconds for row in rows], weights=[len(video.joints) for video in videos]))
    chain = chain_figures(arguments.chain, arguments.model) if arguments.chain else {}
    if arguments.json:
        print(json.dumps({"live_ms": spent, **chain, "summary": found, "videos": [asdict(row) for row in rows]}))
        return
    print(f"{'':<24}{'videos':>7}{'file MAE':>10}{'OBO':>7}{'live MAE':>10}{'OBO':>7}")
    for name, row in found.items():
        print(f"{name:<24}{row['videos']:>7.0f}{row['file_mae']:>10.3f}{row['file_obo']:>7.3f}"
              f"{row['live_mae']:>10.3f}{row['live_obo']:>7.3f}")  # fmt: skip
    share = f", {chain['share']:.1%} of the chain" if chain else ""
    print(f"\nlive: {spent:.2f} ms a frame{share}\n\n{'video':<16}{'exercise':<18}{'true':>5}{'file':>6}{'live':>6}")
    for each in rows:
        print(f"{each.name:<16}{each.exercise:<18}{each.true:>5}{each.file:>6}{each.live:>6}")
