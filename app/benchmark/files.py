"""``python -m app.benchmark files``: whole files to rows, as without a window, against pose estimation alone.

Both use all cores, and take turns. Pose estimation alone: every file is decoded and searched for people, as many files
at the same time as the program takes. The program: that, tracking, recognition, counting and an export of each file;
with ``--draw`` an annotated video too. The rows of all turns are compared, and those of the files one by one.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from app.headless.jobs import Job, plan
from app.headless.run import Shared, files_at_once, process
from app.pipeline import load_recognizer
from core.ahead import Ahead
from core.benchmark.measure import peak_mb
from core.errors import UserError
from core.pose.backend import BACKENDS, open_pose
from core.sources import open_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("videos", nargs="+", metavar="VIDEO", help="video files")
    parser.add_argument("--model", default="stfnet-joint", help="a bundled network, or a .safetensors file")
    parser.add_argument("--people", type=int, default=2, help="how many people are looked for (default 2)")
    parser.add_argument("--pose", choices=BACKENDS, default="auto", help="the pose back end (default: the program's)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each (default 3)")
    parser.add_argument("--draw", action="store_true", help="write annotated videos too, as --record of the program")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def run(arguments: argparse.Namespace) -> None:
    """Prints the figures."""
    if arguments.people < 1 or arguments.rounds < 1:
        raise UserError("give at least 1 person and 1 round")
    figures = measure(arguments)
    print(json.dumps(figures) if arguments.json else _table(figures))


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Frames a second of both, in turns, and whether the rows were always the same."""
    videos: list[str] = arguments.videos
    recognizer = load_recognizer(arguments.model, "cpu", "windows")
    shared = Shared(recognizer, arguments.people, recognizer.natural_hop, arguments.pose)
    poses: list[float] = []
    whole: list[float] = []
    digests: set[str] = set()
    frames = 0
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        jobs = plan(videos, out if arguments.draw else None, out)
        for turn in range(arguments.rounds):
            for program in (turn % 2 == 1, turn % 2 == 0):  # who goes first changes
                start = time.perf_counter()
                if program:
                    _program(jobs, shared)
                    digests.add(_digest(job.export for job in jobs))
                else:
                    frames = _poses_alone(videos, arguments.people, arguments.pose)
                (whole if program else poses).append(time.perf_counter() - start)
        for job in jobs if len(jobs) > 1 else ():
            _program([job], shared)
        digests.add(_digest(job.export for job in jobs))
    alone, ours = frames / float(np.median(poses)), frames / float(np.median(whole))
    return {
        "videos": [Path(video).name for video in videos],
        "model": recognizer.info.name,
        "room": arguments.people,
        "pose": arguments.pose,
        "drawn": arguments.draw,
        "frames": frames,
        "rounds": arguments.rounds,
        "pose_only_fps": round(alone, 2),
        "file_fps": round(ours, 2),
        "share": round(ours / alone, 3),
        "same_rows": len(digests) == 1,
        "peak_mb": round(peak_mb()),
    }


def _program(jobs: Sequence[Job], shared: Shared) -> None:
    """All of it, as `app.headless.run.run_headless` does it."""
    with contextlib.redirect_stderr(io.StringIO()):
        outcomes = process(jobs, shared)
    for outcome in outcomes:
        if outcome.error:
            raise UserError(outcome.error)


def _poses_alone(videos: Sequence[str], people: int, backend: str) -> int:
    """Every frame is decoded and searched for people; how many there were."""
    at_once, threads = files_at_once(len(videos))

    def search(uri: str) -> int:
        pose = open_pose(people, backend=backend, thorough=True, threads=threads)
        source = open_source(uri)
        frames = Ahead(iter(source.read, None), f"read {source.name}", room=3)
        with contextlib.closing(pose), contextlib.closing(source), frames:
            return sum(1 for frame in frames if pose.detect(frame) is not None)

    with ThreadPoolExecutor(at_once) as pool:
        return sum(pool.map(search, videos))


def _digest(paths: Iterable[Path | None]) -> str:
    """Of the content of all files."""
    digest = hashlib.sha256()
    for path in paths:
        assert path is not None
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _table(figures: dict[str, Any]) -> str:
    same = "the same rows every time" if figures["same_rows"] else "NOT the same rows every time"
    drawn = " and annotated videos" if figures["drawn"] else ""
    return (
        f"{len(figures['videos'])} files, {figures['frames']} frames, {figures['model']}, room for {figures['room']}\n"
        f"pose estimation alone {figures['pose_only_fps']:.1f} frames/s; rows{drawn} {figures['file_fps']:.1f}: "
        f"{figures['share']:.1%} of it; {same}; peak memory {figures['peak_mb']} MB"
    )
