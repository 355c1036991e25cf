"""Runs one or several sources from the first frame to the last, without a window."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tqdm import tqdm

from app.headless.jobs import Job, looks_live, plan
from app.headless.summary import Summary
from app.headless.table import SummaryRow, check_table_path, write_summary
from app.offline import analyse
from app.output.recording import Recording
from app.output.segment_files import write_segments
from app.pipeline import Analyser, EngineChoice, load_recognizer
from core.checkpoint import list_weights
from core.errors import UserError
from core.inference.batching import Batcher
from core.inference.recognizer import Recognizer
from core.pose.backend import PoseBackend, open_pose, usage_notice
from core.sources import list_sources, open_source
from core.types import FrameResult
from core.video.source import Source

_CORES = os.cpu_count() or 1
LOST = 3
"""The exit code where a camera or stream stopped delivering pictures: whoever watches over the program can start it
again."""


@dataclass
class Outcome:
    """What became of a job.

    Attributes:
        lines: what was recognised, and what was written.
        rows: what was recognised, for the table.
        warnings: of the source.
        error: why it could not be done, or not to its end.
        stopped: by the user, before the end of a source that has one.
        lost: a camera or stream ended by itself.
    """

    lines: list[str] = field(default_factory=list)
    rows: list[SummaryRow] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    error: str = ""
    stopped: bool = False
    lost: bool = False


@dataclass(frozen=True)
class Shared:
    """What all jobs have in common. A live source is judged in a thread beside, as fast as the computer can."""

    recognizer: Recognizer
    max_people: int
    hop: float
    pose: str = "auto"
    threads: int | None = None  # of one source's pose estimation
    stop: threading.Event = field(default_factory=threading.Event)
    opening: threading.Lock = field(default_factory=threading.Lock)  # one download, one notice


def run_headless(
    uris: str | Sequence[str],
    weights: str | None,
    device: str,
    max_people: int,
    record: Path | None,
    export: Path | None,
    hop: float | None = None,
    engine: EngineChoice = "auto",
    pose: str = "auto",
    segments: Path | None = None,
    summary: Path | None = None,
) -> int:
    """Analyses sources, several at the same time, writes what was asked for and prints the recognised actions.

    Every source has its own decoder and pose estimator; one set of networks judges the people of all of them.

    Args:
        uris: as in `core.sources.open_source`; a folder stands for what is in it.
        weights: name or path, several to be fused joined by ``+``; None takes the first bundled ones.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        max_people: how many people are looked for.
        record: the annotated video; export: one row a frame; segments: who does what, and when (.csv, .json, .srt). A
            folder, or a name with ``{name}`` in the place of the source's, where there are several sources.
        hop: seconds of a file between two judgements of a person; None: one frame of the network.
        engine: how the networks run, see `app.pipeline.load_recognizer`; ``auto``: measured for live sources; a file is
            judged by windows, so that it gets the same results on every computer.
        pose: the pose back end, see `core.pose.backend.choose_backend`.
        summary: a table (.csv) of what everybody did in all sources.

    Returns:
        The exit code: 0, 2 where one of several sources failed, `LOST` where a camera or stream ended by itself, 130
        where a source with an end was interrupted.

    Raises:
        UserError: something is missing or cannot be read or written.
    """
    if summary is not None:
        check_table_path(summary, "--summary")
    asked = [uris] if isinstance(uris, str) else uris
    every = [each for uri in asked for each in (list_sources(uri) if Path(uri).is_dir() else (uri,))]
    jobs = plan(every, record, export, segments)
    live = all(looks_live(uri) for uri in (job.uri for job in jobs))
    recognizer = load_recognizer(
        weights or _first_weights(), device, "windows" if engine == "auto" and not live else engine
    )
    shared = Shared(recognizer, max_people, recognizer.natural_hop if hop is None else hop, pose)
    pace = "" if live else f", every {shared.hop:g} s of a file" if shared.hop else ", every frame"
    print(f"skelapp: note: {recognizer.info.title}, {recognizer.engine}{pace}", file=sys.stderr)
    outcomes = process(jobs, shared)
    for job, outcome in zip(jobs, outcomes, strict=True):
        name = f"{job.uri}: " if len(jobs) > 1 else ""
        for warning in outcome.warnings:
            print(f"skelapp: warning: {warning}", file=sys.stderr)
        if outcome.error:
            print(f"skelapp: error: {' '.join(outcome.error.split())}", file=sys.stderr)
        for line in outcome.lines:
            print(f"{name}{line}")
    if summary is not None:
        write_summary(summary, [row for outcome in outcomes for row in outcome.rows])
        print(f"wrote {summary}")
    if any(outcome.error for outcome in outcomes):
        return 2
    if any(outcome.stopped for outcome in outcomes):
        print("skelapp: stopped before the end", file=sys.stderr)
        return 130
    return LOST if any(outcome.lost for outcome in outcomes) else 0


def process(jobs: Sequence[Job], shared: Shared) -> list[Outcome]:
    """Runs one source, whose errors are raised, or several at the same time."""
    return [_alone(jobs[0], shared)] if len(jobs) == 1 else _together(jobs, shared)


def _alone(job: Job, shared: Shared) -> Outcome:
    """In this thread; errors are raised."""
    outcome = Outcome()
    _work(job, shared.recognizer.fork(), shared, outcome, None)
    return outcome


def _together(jobs: Sequence[Job], shared: Shared) -> list[Outcome]:
    """One thread a source. A source that fails does not stop the others."""
    outcomes = [Outcome() for _ in jobs]
    at_once, pose_threads = files_at_once(len(jobs))
    shared = replace(shared, threads=pose_threads)
    turns = threading.Semaphore(at_once)
    batcher = Batcher(shared.recognizer.classifier)

    def recognizer(job: Job) -> Recognizer:
        """A file's frames are judged many at a time, always the same ones, so that its rows are always the same."""
        return shared.recognizer.fork(batcher if looks_live(job.uri) else None)

    with tqdm(desc=f"{len(jobs)} sources", unit=" frames", disable=None) as bar:
        threads = [
            threading.Thread(
                target=_guarded,
                args=(
                    job,
                    shared.recognizer.fork(batcher if looks_live(job.uri) else None),
                    shared,
                    outcome,
                    bar,
                    turns,
                ),
                name=f"source {job.uri}",
                daemon=True,
            )
            for job, outcome in zip(jobs, outcomes, strict=True)
        ]
        for thread in threads:
            thread.start()
        try:
            _join(threads)
        except KeyboardInterrupt:
            shared.stop.set()
            _join(threads)
    return outcomes


def files_at_once(count: int) -> tuple[int, int]:
    """How many of so many files are analysed at the same time, and on how many threads poses are found in each."""
    at_once = max(1, min(count, _CORES))
    return at_once, max(1, _CORES // at_once)


def _join(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        while thread.is_alive():
            thread.join(0.2)  # short, so that Ctrl-C is heard on every system


def _guarded(
    job: Job, recognizer: Recognizer, shared: Shared, outcome: Outcome, bar: tqdm, turns: threading.Semaphore
) -> None:
    turn = contextlib.nullcontext() if looks_live(job.uri) else turns
    try:
        with turn:
            if not shared.stop.is_set():
                _work(job, recognizer, shared, outcome, bar)
            else:
                outcome.stopped = True
    except UserError as error:
        outcome.error = str(error) if job.uri in str(error) else f"{job.uri}: {error}"
    except Exception as error:  # one source must not take the others down
        outcome.error = f"{job.uri}: the analysis failed ({type(error).__name__}: {error})"
    if outcome.error:
        outcome.rows = [replace(row, error=outcome.error) for row in outcome.rows or [SummaryRow(job.uri)]]


def _work(job: Job, recognizer: Recognizer, shared: Shared, outcome: Outcome, bar: tqdm | None) -> None:
    """Runs a source to its end, or until it is stopped."""
    with contextlib.closing(open_source(job.uri)) as source, contextlib.ExitStack() as stack:
        outcome.warnings = source.warnings
        first = source.read()
        if first is None:
            raise UserError(f"{source.name} holds no frame")
        pose = None
        if first.joints is None:  # a skeleton file brings them along
            with shared.opening:
                pose = stack.enter_context(
                    contextlib.closing(_open_pose(shared.max_people, shared.pose, not source.live, shared.threads))
                )
        recognizer.hop = shared.hop
        if job.record is None and job.export is None:
            recognizer.evidence_hop = None  # nobody would see it
        analyser = stack.enter_context(
            contextlib.closing(Analyser(pose, recognizer, shared.max_people, background=source.live))
        )
        pose_name = None if pose is None else pose.name
        recording = Recording(source, recognizer.info, pose_name, shared.max_people, job.record, job.export)
        summary = Summary(recognizer.labels, source.live)
        finished = False
        try:
            results = stack.enter_context(contextlib.closing(analyse(source, analyser, first)))
            finished = _write(results, source, recording, summary, shared.stop, bar)
        finally:
            recording.close(finished)
            outcome.stopped = not (finished or source.live)
            outcome.lost = finished and source.live and source.frame_count is None
            if job.segments is not None:
                write_segments(job.segments, summary.segments(), source.name)
            outcome.rows = summary.rows(job.uri)
            outcome.lines = [*summary.lines(), *(f"wrote {path}" for path in job.outputs)]


def _write(
    results: Iterator[FrameResult],
    source: Source,
    recording: Recording,
    summary: Summary,
    stop: threading.Event,
    bar: tqdm | None,
) -> bool:
    """Takes all results; False where the user stopped it before the end."""
    # Silent where standard error is not a terminal.
    shown = tqdm(total=source.frame_count, desc=source.name, unit=" frames", disable=None) if bar is None else bar
    try:
        for result in results:
            recording.write(result)
            summary.add(result)
            shown.update()
            if stop.is_set():
                return False
    except KeyboardInterrupt:
        return False
    finally:
        if bar is None:
            shown.close()
    return True


def _first_weights() -> str:
    bundled = list_weights()
    if not bundled:
        raise UserError("no network is bundled with this installation; name a .safetensors file with --model")
    return bundled[0].name


def _open_pose(max_people: int, backend: str, thorough: bool, threads: int | None) -> PoseBackend:
    notice = usage_notice(backend)
    if notice:
        print(f"skelapp: note: {notice}", file=sys.stderr)
    told: set[str] = set()

    def progress(message: str, share: float | None) -> None:
        if message not in told:
            told.add(message)
            print(f"skelapp: {message} ...", file=sys.stderr)

    return open_pose(max_people=max_people, progress=progress, backend=backend, thorough=thorough, threads=threads)
