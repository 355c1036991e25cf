"""Makes a data set of skeletons from videos: ``python -m core.extract VIDEOS... -o DATASET``.

VIDEOS are files and folders; a folder has one subfolder per class. People are found and tracked by the code of the live
program, on all cores by default. DATASET gets ``CLASS/CLIP.jsonl``, which every command of this project reads, and
``manifest.json`` with the SHA-256, size, frame rate and length of each clip's video, and the pose model and its
settings. To train a network on your own videos:

    python -m core.extract my-videos -o my-clips
    python -m core.train --config own-clips --data my-clips

If it is interrupted, the same command resumes where it stopped. Videos that cannot be read do not stop it; they are
listed at the end, and the exit code is then 2.

To use several machines, start Dask on them (``dask scheduler`` on one, ``dask worker tcp://HOST:8786 --nthreads 1
--nworkers auto`` on each) and add ``--cluster tcp://HOST:8786``. VIDEOS and DATASET must have the same paths
everywhere.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import joblib  # type: ignore[import-untyped]
from tqdm import tqdm

from core import __version__
from core.cli import run_command
from core.data.dataset import reading
from core.data.readers.exports import MANIFEST, MANIFEST_FORM
from core.data.video_list import Task, list_tasks
from core.errors import UserError
from core.guards.limits import TEXT, check_size
from core.pose.backend import BACKENDS, NAMES, choose_backend, usage_notice
from core.pose.extraction import (
    ClipRecord,
    OpenPose,
    PoseSettings,
    attempt,
    file_sha256,
    left_over,
    open_same_pose,
    read_record,
    write_json,
)
from core.pose.pose_model import find_pose_model

RECIPE = "own-clips"


@dataclass
class Report:
    """What a run did.

    Attributes:
        clips: in the data set now, of those asked for; ``kept`` of them were there before.
        frames, video_seconds: of the clips extracted by this run, which took ``seconds``.
        seen: share of these frames in which somebody was found.
        speed: seconds of video per second.
        failures: clip -> why it could not be extracted.
        warnings: clip -> what was wrong with a video without stopping its extraction.
    """

    clips: int = 0
    kept: int = 0
    frames: int = 0
    video_seconds: float = 0.0
    seconds: float = 0.0
    seen: float = 0.0
    speed: float = 0.0
    failures: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """For people."""
        made = self.clips - self.kept
        out = [f"{name}: {warning}" for name, warnings in self.warnings.items() for warning in warnings]
        out += [f"failed: {name}: {reason}" for name, reason in self.failures.items()]
        out.append(f"{made} clips extracted, {self.kept} already there, {len(self.failures)} failed")
        if self.frames:
            out.append(
                f"{self.frames} frames, someone in {self.seen:.1%} of them; {self.video_seconds:.1f} s of video in "
                f"{self.seconds:.1f} s: {self.speed:.2f} seconds of video per second"
            )
        return out


def extract(
    tasks: Sequence[Task],
    output: Path,
    settings: PoseSettings,
    open_pose: OpenPose = open_same_pose,
    workers: int | None = None,
    cluster: str | None = None,
) -> Report:
    """Extracts what is not there yet, and writes the manifest.

    Args:
        tasks: see `list_tasks`.
        output: the data set's folder; may hold clips already.
        settings: how people are found; the same for all clips of a folder.
        open_pose: opens the estimator, in every process.
        workers: processes; None: one a core.
        cluster: address of a Dask scheduler that is used instead.

    Raises:
        UserError: the folder holds clips of other settings or cannot be written, or the cluster cannot be reached.
    """
    output = output.resolve()
    manifest = _read_manifest(output, settings)
    targets = {task.name: output / f"{task.name}.jsonl" for task in tasks}
    kept = {task.name: record for task in tasks if (record := read_record(task.video, targets[task.name]))}
    records, failures = dict(kept), {}
    start = time.perf_counter()
    try:
        output.mkdir(parents=True, exist_ok=True)
        for target in targets.values():
            for old in left_over(target):
                old.unlink()
        write_json(output / MANIFEST, manifest)  # the settings are fixed before the first clip is
        pending = [task for task in tasks if task.name not in kept]
        with tqdm(total=len(tasks), initial=len(kept), unit=" clips", disable=None) as bar:
            for name, result in _results(pending, targets, settings, open_pose, workers, cluster):
                if isinstance(result, ClipRecord):
                    records[name] = result
                else:
                    failures[name] = result
                bar.update()
        clips = {**manifest["clips"], **{task.name: _entry(task, records) for task in tasks if task.name in records}}
        write_json(output / MANIFEST, {**manifest, "clips": dict(sorted(clips.items())), "failures": failures})
    except OSError as error:
        raise UserError(f"{output} cannot be written ({error.strerror or error})") from error
    return _report(records, kept, dict(sorted(failures.items())), time.perf_counter() - start)


def _read_manifest(output: Path, settings: PoseSettings) -> dict[str, Any]:
    path = output / MANIFEST
    names = ("mediapipe", "opencv-contrib-python", "numpy")
    versions = {"skelapp": __version__, "python": platform.python_version()}
    versions |= {name: metadata.version(name) for name in names}
    new = {"format": MANIFEST_FORM, "settings": asdict(settings), "versions": versions, "clips": {}, "failures": {}}
    if not path.exists():
        return new
    with reading(path, "a manifest of an extracted data set"):
        check_size(path, TEXT)
        old = json.loads(path.read_text(encoding="utf-8"))
        clips, before = dict(old["clips"]), dict(old["settings"])
    before = asdict(PoseSettings()) | before  # settings that were not there yet when the data set was made
    differ = [f"{key} {before[key]!r} there, {value!r} now" for key, value in asdict(settings).items()
              if before[key] != value]  # fmt: skip
    if differ:
        raise UserError(f"{output} was extracted with other settings ({'; '.join(differ)}); choose another folder")
    there = {name: entry for name, entry in clips.items() if (output / f"{name}.jsonl").is_file()}
    return {**new, "clips": there}


def _entry(task: Task, records: dict[str, ClipRecord]) -> dict[str, object]:
    known = {key: value for key, value in (("split", task.split), ("subject", task.subject)) if value}
    return {**asdict(records[task.name]), **known}


def _results(
    pending: list[Task],
    targets: dict[str, Path],
    settings: PoseSettings,
    open_pose: OpenPose,
    workers: int | None,
    cluster: str | None,
) -> Iterator[tuple[str, ClipRecord | str]]:
    """Name and outcome of every task, in the order in which they end."""
    left = {task.name: task for task in pending}
    while left:
        try:
            with _engine(workers, cluster):
                parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
                calls = (
                    joblib.delayed(_named)(name, task.video, targets[name], settings, open_pose)
                    for name, task in list(left.items())
                )
                for name, result in parallel(calls):
                    del left[name]
                    yield name, result
        except BrokenProcessPool:
            # A process died, and all with it. Those that were being worked on are tried again, each on its own.
            for name in [name for name in left if left_over(targets[name])] or list(left)[:1]:
                task = left.pop(name)
                yield name, _alone(task, targets[name], settings, open_pose)


def _named(
    name: str, video: Path, target: Path, settings: PoseSettings, open_pose: OpenPose
) -> tuple[str, ClipRecord | str]:
    return name, attempt(video, target, settings, open_pose)


def _alone(task: Task, target: Path, settings: PoseSettings, open_pose: OpenPose) -> ClipRecord | str:
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            return pool.submit(attempt, task.video, target, settings, open_pose).result()
    except BrokenProcessPool:
        return f"{task.video}: the process that read it died; the file is damaged, or there is too little memory"
    finally:
        for old in left_over(target):
            old.unlink()


@contextlib.contextmanager
def _engine(workers: int | None, cluster: str | None) -> Iterator[None]:
    """joblib on this machine's cores, or on a Dask cluster."""
    if cluster is None:
        with joblib.parallel_config("loky", n_jobs=workers or joblib.cpu_count(), inner_max_num_threads=1):
            yield
        return
    if importlib.util.find_spec("distributed") is None:
        raise UserError("--cluster needs Dask; install it with: pip install 'skelapp[cluster]'")
    from distributed import Client

    try:
        client = Client(cluster, timeout=20)
    except (OSError, ValueError) as error:
        raise UserError(f"no Dask scheduler answers at {cluster} ({error}); start one with: dask scheduler") from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise UserError(f"the Dask scheduler at {cluster} has no workers; start some with: dask worker {cluster}")
        with joblib.parallel_config("dask", n_jobs=-1):
            yield


def _report(
    records: dict[str, ClipRecord], kept: dict[str, ClipRecord], failures: dict[str, str], seconds: float
) -> Report:
    made = [record for name, record in records.items() if name not in kept]
    frames = sum(record.frames for record in made)
    duration = sum(record.duration for record in made)
    return Report(
        clips=len(records),
        kept=len(kept),
        frames=frames,
        video_seconds=round(duration, 3),
        seconds=round(seconds, 3),
        seen=sum(record.seen for record in made) / max(frames, 1),
        speed=round(duration / seconds, 3),
        failures=failures,
        warnings={name: record.warnings for name, record in sorted(records.items()) if record.warnings},
    )


def threads_each(videos: int, workers: int | None, cores: int) -> int:
    """On how many threads poses are found in each video: fewer videos than cores share out all of them."""
    return max(1, cores // max(1, min(videos, workers or cores)))


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m core.extract", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "videos", nargs="+", type=Path, metavar="VIDEOS", help="files, or folders with one subfolder per class"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DATASET", help="the folder to write")
    parser.add_argument(
        "--labels",
        type=Path,
        metavar="FILE.csv",
        help="table with the columns clip, label and, optionally, split, subject",
    )
    parser.add_argument(
        "--people",
        type=int,
        default=PoseSettings.people,
        help="maximum number of people in a frame (default %(default)s)",
    )
    parser.add_argument(
        "--confidence",
        type=float,
        default=PoseSettings.confidence,
        help="minimum confidence of a detection, 0..1 (default %(default)s)",
    )
    parser.add_argument(
        "--again",
        type=float,
        default=PoseSettings.again,
        metavar="CONFIDENCE",
        help="repeat videos in which hardly anyone is found with this lower confidence (default: do not repeat)",
    )
    parser.add_argument(
        "--both-ways",
        action="store_true",
        help="also run through every video backwards: finds more people and steadier joints, takes twice as long",
    )
    parser.add_argument(
        "--mirrored",
        action="store_true",
        help="use mirror images: a second extraction of the same videos, for core.train and core.evaluate --more",
    )
    parser.add_argument(
        "--pose",
        choices=BACKENDS,
        default="auto",
        help="what finds the people (default: as in the live program)",
    )
    parser.add_argument("--pose-model", type=Path, metavar="FILE", help="default: the live program's")
    parser.add_argument("--workers", type=int, metavar="N", help="processes (default: one a core)")
    parser.add_argument("--cluster", metavar="ADDRESS", help="of a Dask scheduler, such as tcp://HOST:8786")
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of ``python -m core.extract``."""
    arguments = parser().parse_args(argv)
    sure = 0 < arguments.confidence < 1 and 0 <= arguments.again < 1
    if not sure or not 1 <= arguments.people <= 20 or (arguments.workers or 1) < 1:
        raise UserError("--confidence and --again lie between 0 and 1, --people takes 1 to 20, --workers at least 1")
    notice = usage_notice(arguments.pose)
    if notice:
        print(f"skelapp: note: {notice}", file=sys.stderr)
    tasks = list_tasks(arguments.videos, arguments.labels)
    nameless = sum("/" not in task.name for task in tasks)
    if nameless:
        print(
            f"skelapp: note: {nameless} videos lie in no subfolder; their clips have no class and cannot be trained on",
            file=sys.stderr,
        )
    model = find_pose_model(arguments.pose_model)
    settings = PoseSettings(
        people=arguments.people,
        confidence=arguments.confidence,
        model_sha256=file_sha256(model),
        both_ways=arguments.both_ways,
        again=arguments.again,
        mirrored=arguments.mirrored,
        pose=NAMES[choose_backend(arguments.pose)],
    )
    pose = partial(
        open_same_pose,
        model=arguments.pose_model and arguments.pose_model.resolve(),
        threads=1 if arguments.cluster else threads_each(len(tasks), arguments.workers, joblib.cpu_count()),
    )
    report = extract(tasks, arguments.output, settings, pose, arguments.workers, arguments.cluster)
    print(json.dumps(asdict(report)) if arguments.json else "\n".join(report.lines()))
    if report.failures:
        raise UserError(f"{len(report.failures)} of {len(tasks)} videos could not be extracted; all others are done")
    if not arguments.json:
        print(f"to teach it:    python -m core.teach {arguments.output} -o my-actions --evaluate")
        print(f"to train on it: python -m core.train --config {RECIPE} --data {arguments.output}")


if __name__ == "__main__":
    run_command(main)
