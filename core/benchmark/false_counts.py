"""``python -m core.benchmark false-counts PATHS``: repetitions counted in a minute where nobody repeats anything.

PATHS are videos, or skeleton data sets of any form in `core.data.readers.recognise`, whose clips are put together class
by class. Everyone is counted by himself; the counts of all people add up, and the minutes are those of the videos.
*file* sees all that there is of a person, *live* only what came before.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from core.counting import count_repetitions
from core.counting.live import LiveCounter
from core.data.readers.recognise import read_dataset
from core.data.readers.videos import SUFFIXES
from core.data.skeleton_source import as_kinetics18
from core.pose.backend import BACKENDS, open_pose
from core.skeleton import Joints
from core.sources import open_source
from core.tracking import Tracker

Track = list[tuple[float, Joints]]  # one person, frame by frame: seconds and joints (18, 3)


@dataclass(frozen=True)
class Row:
    """What was counted in one video, or in all clips of one class.

    Attributes:
        name: of the video, or of the data set and the class.
        clips: how many.
        seconds: how long they last.
        file, live: repetitions counted.
        file_a_minute, live_a_minute: the same by time.
    """

    name: str
    clips: int
    seconds: float
    file: int
    live: int
    file_a_minute: float
    live_a_minute: float


def video_tracks(path: Path, people: int, backend: str) -> tuple[float, list[Track]]:
    """How long a video lasts, in seconds, and everyone in it, at most ``people`` at a time."""
    tracks: dict[int, Track] = defaultdict(list)
    tracker, last = Tracker(people), 0.0
    with closing(open_source(path)) as source, closing(open_pose(people, backend=backend)) as pose:
        while (frame := source.read()) is not None:
            last = frame.time
            found = tracker.update(pose.detect(frame), last)
            for person, joints in zip(found.ids, found.joints, strict=True):
                tracks[person].append((last, joints))
    return last, list(tracks.values())


def clip_tracks(path: Path, classes: Sequence[str]) -> Iterator[tuple[str, float, list[Track]]]:
    """Class, seconds and people of every clip of a data set, of the given classes or of all."""
    dataset = read_dataset(path)
    for clip in dataset.clips(skip_bad=True):
        label = dataset.labels[clip.label] if 0 <= clip.label < len(dataset.labels) else path.name
        if classes and label not in classes:
            continue
        people = (clip.person(index) for index in range(clip.joints.shape[3]))
        tracks = [list(zip(times.tolist(), as_kinetics18(_flat(joints), clip.layout), strict=True))
                  for times, joints in people]  # fmt: skip
        yield label, float(clip.times[-1] - clip.times[0]), tracks


def _flat(joints: Joints) -> Joints:
    """Joints ``(S, V, 3 or 4)`` as the camera sees them: what lies in metres is shown in perspective."""
    if joints.shape[-1] == 3:
        return joints
    out = joints[..., [0, 1, 3]].copy()
    out[..., :2] /= joints[..., 2:3].clip(0.3)
    return out


def counted(tracks: Iterable[Track]) -> tuple[int, int]:
    """Repetitions of some people together, in file form and live."""
    file = live = 0
    for track in tracks:
        if not track:
            continue
        times, joints = zip(*track, strict=True)
        file += count_repetitions(times, np.array(joints)).count
        counter = LiveCounter()
        live += [counter(*frame) for frame in track][-1].total
    return file, live


def measure(paths: Sequence[Path], classes: Sequence[str], people: int, backend: str) -> list[Row]:
    """One row for each video, one for each class of each data set, and their sum.

    Raises:
        UserError: a path is neither, or cannot be read.
    """
    found: dict[str, list[tuple[float, int, int]]] = defaultdict(list)
    for path in paths:
        if path.suffix.lower() in SUFFIXES:
            seconds, tracks = video_tracks(path, people, backend)
            found[path.name].append((seconds, *counted(tracks)))
            continue
        for label, seconds, tracks in clip_tracks(path, classes):
            found[f"{path.name}: {label}"].append((seconds, *counted(tracks)))
    rows = [_row(name, parts) for name, parts in found.items()]
    return [*rows, _row("all", [part for parts in found.values() for part in parts])]


def _row(name: str, parts: list[tuple[float, int, int]]) -> Row:
    seconds, file, live = (sum(column) for column in zip(*parts, strict=True)) if parts else (0.0, 0, 0)
    minutes = max(seconds, 1e-9) / 60
    return Row(name, len(parts), seconds, int(file), int(live), file / minutes, live / minutes)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="videos and skeleton data sets")
    parser.add_argument("--classes", nargs="+", default=(), metavar="NAME", help="only these classes of data sets")
    parser.add_argument("--people", type=int, default=2, help="people looked for in videos (default: 2)")
    parser.add_argument("--pose", choices=BACKENDS, default="auto", help="the pose back end (default: the program's)")
    parser.add_argument("--json", action="store_true", help="print the figures as one line of JSON")


def run(arguments: argparse.Namespace) -> None:
    """Measures and prints."""
    rows = measure(arguments.paths, arguments.classes, arguments.people, arguments.pose)
    if arguments.json:
        print(json.dumps({"rows": [asdict(row) for row in rows]}))
        return
    print(f"{'':<28}{'clips':>6}{'seconds':>9}{'file':>6}{'a minute':>10}{'live':>6}{'a minute':>10}")
    for row in rows:
        print(f"{row.name:<28}{row.clips:>6}{row.seconds:>9.1f}{row.file:>6}{row.file_a_minute:>10.2f}"
              f"{row.live:>6}{row.live_a_minute:>10.2f}")  # fmt: skip
