"""``python -m core.benchmark agreement``: how far the pose back end's joints lie from MediaPipe's, on given videos.

Three comparisons. ``image``: every frame by itself. ``video``: MediaPipe has room for exactly as many as are there most
of the time, so that both follow them from frame to frame. ``detector``: MediaPipe has room for one more, so that its
detector, not the frame before, says where every crop is cut. For the comparison of jitter both are smoothed by
`core.pose.smoothing`, as for drawing, except MediaPipe where it has room for one and does so itself.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.benchmark.pose import matches
from core.benchmark.pose_scenes import torso_lengths
from core.pose.blazepose import BlazePose
from core.pose.mediapipe import MediaPipePose
from core.pose.pose_model import find_pose_model
from core.pose.smoothing import OneEuroFilter
from core.skeleton import Joints
from core.tracking import Tracker
from core.types import Frame
from core.video.video_file import VideoFile


@dataclass(frozen=True)
class Row:
    """One comparison on one video.

    Attributes:
        video, mode, frames: see above.
        room: how many people each is to find.
        found, found_mediapipe: shares of frames with somebody.
        both: how many people both found.
        median, p95: distance of their joints, in torso lengths.
        jitter, jitter_mediapipe: median second difference of the joints of who is largest, in torso lengths, after the
            one-euro filter, of frames where both have them.
    """

    video: str
    mode: str
    room: int
    frames: int
    found: float
    found_mediapipe: float
    both: int
    median: float
    p95: float
    jitter: float
    jitter_mediapipe: float


def agreement(video: Path, mode: str, frames: int) -> Row:
    """Both back ends on the first frames of a video."""
    model = find_pose_model()
    with ExitStack() as stack:
        people = stack.enter_context(closing(BlazePose(model, 2)))
        counts = [len(people.detect(frame)) for frame in itertools.islice(_frames(video), min(frames, 60))]
        there = max(1, round(float(np.median(counts))))
        room = there + (mode == "detector")
        ours = stack.enter_context(closing(BlazePose(model, there if mode == "video" else room)))
        theirs = stack.enter_context(closing(MediaPipePose(model, room)))
        found: list[tuple[Joints, Joints]] = []
        times: list[float] = []
        for frame in itertools.islice(_frames(video), frames):
            if mode == "image":
                ours.reset()
                theirs.reset()
            found.append((ours.detect(frame), theirs.detect(frame)))
            times.append(frame.time)
    distances = np.concatenate([_distances(*pair) for pair in found])
    smooths = mode != "image" and room == 1  # MediaPipe does it itself; twice would be too much
    jitters = [_jitter([a for a, _ in found], times), _jitter([b for _, b in found], times, not smooths)]
    return Row(
        video=video.stem,
        mode=mode,
        room=room,
        frames=len(found),
        found=float(np.mean([len(a) > 0 for a, _ in found])),
        found_mediapipe=float(np.mean([len(b) > 0 for _, b in found])),
        both=sum(len(matches(*pair)) for pair in found),
        median=float(np.median(distances)) if len(distances) else float("nan"),
        p95=float(np.quantile(distances, 0.95)) if len(distances) else float("nan"),
        jitter=jitters[0],
        jitter_mediapipe=jitters[1],
    )


def _frames(video: Path) -> Iterator[Frame]:
    with closing(VideoFile(video)) as source:
        yield from iter(source.read, None)


def _distances(ours: Joints, theirs: Joints) -> NDArray[np.float64]:
    """Of every joint that both see of a person, ``(N,)``, in torso lengths."""
    lengths = torso_lengths(theirs)
    parts = [np.zeros(0)]
    for a, b in matches(ours, theirs):
        both = (ours[a, :, 2] > 0) & (theirs[b, :, 2] > 0)
        parts.append(np.linalg.norm((ours[a] - theirs[b])[both, :2], axis=1) / lengths[b])
    return np.concatenate(parts)


def _jitter(found: list[Joints], times: list[float], smoothed: bool = True) -> float:
    tracker, smooth = Tracker(1), OneEuroFilter()
    tracked = [tracker.update(joints, time) for joints, time in zip(found, times, strict=True)]
    rows = [(smooth(people, time) if smoothed else people).joints for people, time in zip(tracked, times, strict=True)]
    changes = [np.zeros(0)]
    for triple in zip(rows, rows[1:], rows[2:], strict=False):
        if all(len(people) for people in triple):
            a, b, c = (people[0] for people in triple)
            seen = (a[:, 2] > 0) & (b[:, 2] > 0) & (c[:, 2] > 0)
            changes.append(np.linalg.norm((a - 2 * b + c)[seen, :2], axis=1) / torso_lengths(b[None])[0])
    everything = np.concatenate(changes)
    return float(np.median(everything)) if len(everything) else float("nan")


def summary(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A row a comparison: of each figure the median of the videos."""
    names = [each.name for each in fields(Row) if each.type == "float"]
    out: list[dict[str, Any]] = []
    for mode in dict.fromkeys(row.mode for row in rows):
        mine = [row for row in rows if row.mode == mode]
        medians = {name: float(np.nanmedian([getattr(row, name) for row in mine])) for name in names}
        out.append({"mode": mode, "videos": len(mine), **medians})
    return out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("videos", nargs="+", type=Path, metavar="VIDEO")
    parser.add_argument("--modes", nargs="+", default=["image", "video", "detector"])
    parser.add_argument("--frames", type=int, default=150, help="of each video (default 150)")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> None:
    """Measures and prints."""
    rows = []
    for mode in arguments.modes:
        for video in arguments.videos:
            row = agreement(video, mode, arguments.frames)
            rows.append(row)
            if not arguments.json:
                print(
                    f"{row.video:<24}{row.mode:<10}room {row.room}  found {row.found:.3f} / {row.found_mediapipe:.3f}  "
                    f"median {row.median:.4f} p95 {row.p95:.4f}  jitter {row.jitter:.4f} / {row.jitter_mediapipe:.4f}",
                    flush=True,
                )
    if arguments.json:
        print(json.dumps({"summary": summary(rows), "rows": [asdict(row) for row in rows]}))
