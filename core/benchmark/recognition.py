"""``python -m core.benchmark recognition VIDEOS``: what networks recognise with the joints of each pose back end.

VIDEOS is a folder with one subfolder a class. All its videos are extracted by both back ends, as `core.extract` does
it, and judged at their ends as live, each network with its companions; the comparison is clip by clip.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from core.data.pack import Pack, load_pack
from core.data.video_list import list_tasks
from core.errors import UserError
from core.evaluation.metrics import compare, compare_runs
from core.evaluation.scores import Scores
from core.evaluation.together import score_together
from core.extract import extract
from core.inference.ensemble import load_members
from core.pose.backend import NAMES
from core.pose.extraction import PoseSettings, file_sha256
from core.pose.pose_model import find_pose_model

_BOTH = ("blazepose", "mediapipe")


@dataclass(frozen=True)
class Row:
    """What one network makes of both.

    Attributes:
        network: its name; ``mean``: of all networks, where the interval resamples the clips.
        clips: how many.
        blazepose, mediapipe: shares of them that it recognises with the joints of each back end.
        difference, low, high: of the two, with its 95 % interval.
        p: of McNemar's exact test that they are equal.
        same: share of the clips of which it says the same with both.
    """

    network: str
    clips: int
    blazepose: float
    mediapipe: float
    difference: float
    low: float
    high: float
    p: float
    same: float


def extracted(videos: Path, folder: Path, backend: str, workers: int | None) -> tuple[Pack, float]:
    """The clips of the videos by one back end, and the share of their frames with somebody.

    Raises:
        UserError: a video cannot be read.
    """
    model = find_pose_model()
    settings = PoseSettings(model_sha256=file_sha256(model), pose=NAMES[backend])
    report = extract(list_tasks([videos]), folder / backend, settings, workers=workers)
    if report.failures:
        raise UserError(f"{videos}: {'; '.join(report.failures.values())}")
    return load_pack(folder / backend), report.seen


def compared(network: str, ours: Scores, theirs: Scores) -> Row:
    """The row of a network; both scores are of the same clips in the same order."""
    told = compare(ours.right, theirs.right)
    return Row(
        network=network,
        clips=len(ours.right),
        blazepose=float(ours.right.mean()),
        mediapipe=float(theirs.right.mean()),
        difference=told.difference,
        low=told.low,
        high=told.high,
        p=told.p,
        same=float((ours.predictions == theirs.predictions).mean()),
    )


def mean_row(ours: list[Scores], theirs: list[Scores]) -> Row:
    """The row of all networks together."""
    first, second = (np.stack([scores.right for scores in side]).astype(np.float64) for side in (ours, theirs))
    told = compare_runs(first, second)
    same = [(a.predictions == b.predictions).mean() for a, b in zip(ours, theirs, strict=True)]
    return Row(
        "mean", first.shape[1], float(first.mean()), float(second.mean()), told.difference, told.low, told.high,
        told.p, float(np.mean(same)),
    )  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("videos", type=Path, metavar="VIDEOS", help="a folder with one subfolder a class")
    parser.add_argument(
        "--networks", nargs="+", required=True, metavar="NAME", help="bundled ones or .safetensors files"
    )
    parser.add_argument("--workers", type=int, metavar="N", help="processes of the extraction (default: one a core)")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> None:
    """Measures and prints."""
    with TemporaryDirectory() as folder:
        (ours, seen), (theirs, seen_by_mediapipe) = (
            extracted(arguments.videos, Path(folder), backend, arguments.workers) for backend in _BOTH
        )
        networks = [load_members(name) for name in arguments.networks]
        scores = [[score_together(members, pack) for members in networks] for pack in (ours, theirs)]
    rows = [compared(a.name, a, b) for a, b in zip(*scores, strict=True)] + [mean_row(*scores)]
    if arguments.json:
        figures = {"seen": seen, "seen_by_mediapipe": seen_by_mediapipe, "rows": [asdict(row) for row in rows]}
        print(json.dumps(figures))
        return
    print(f"somebody in {seen:.1%} of the frames, by MediaPipe in {seen_by_mediapipe:.1%}")
    print(f"{'network':<24}{'clips':>6}{'BlazePose':>11}{'MediaPipe':>11}{'difference':>12}{'(95 %)':>18}{'same':>7}")
    for row in rows:
        print(
            f"{row.network:<24}{row.clips:>6}{row.blazepose:>11.1%}{row.mediapipe:>11.1%}{100 * row.difference:>+12.1f}"
            f"{100 * row.low:>+10.1f}{100 * row.high:>+8.1f}{row.same:>7.2f}"
        )
