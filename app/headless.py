"""One source from its first frame to its last, without a window."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from tqdm import tqdm

from app.export import check_export_path
from app.pipeline import Analyser, load_recognizer
from app.recording import Recording
from app.summary import Summary
from core.checkpoint import list_weights
from core.errors import UserError
from core.types import Frame
from core.video.pose import PoseBackend, open_pose, usage_notice
from core.video.sources import Source, open_source
from core.video.writer import check_video_path


def run_headless(
    uri: str, weights: str | None, device: str, max_people: int, record: Path | None, export: Path | None
) -> int:
    """Analyses a source, writes what was asked for and prints the recognised actions.

    Args:
        uri: as in `core.video.sources.open_source`.
        weights: name or path; None takes the first bundled ones.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        max_people: how many people are looked for.
        record: the annotated video; export: one row a frame.

    Returns:
        The exit code: 0, or 130 where a source with an end was interrupted.

    Raises:
        UserError: something is missing or cannot be read or written.
    """
    if record is not None:
        check_video_path(record)
    if export is not None:
        check_export_path(export)
    with contextlib.closing(open_source(uri)) as source:
        recognizer = load_recognizer(weights or _first_weights(), device)
        first = source.read()
        if first is None:
            raise UserError(f"{source.name} holds no frame")
        with contextlib.ExitStack() as stack:
            pose = None
            if first.joints is None:  # a skeleton file brings them along
                pose = stack.enter_context(contextlib.closing(_open_pose(max_people)))
            analyser = Analyser(pose, recognizer, max_people)
            pose_name = None if pose is None else pose.name
            recording = Recording(source, recognizer.info, pose_name, max_people, record, export)
            summary = Summary(recognizer.labels)
            finished = False
            try:
                finished = _analyse(source, first, analyser, recording, summary)
            finally:
                recording.close(finished)
    for warning in source.warnings:
        print(f"skelapp: warning: {warning}", file=sys.stderr)
    print("\n".join([*summary.lines(), *(f"wrote {path}" for path in (record, export) if path is not None)]))
    if finished or source.live:
        return 0
    print("skelapp: stopped before the end", file=sys.stderr)
    return 130


def _first_weights() -> str:
    bundled = list_weights()
    if not bundled:
        raise UserError("no network is bundled with this installation; name a .safetensors file with --model")
    return bundled[0].name


def _open_pose(max_people: int) -> PoseBackend:
    notice = usage_notice()
    if notice:
        print(f"skelapp: note: {notice}", file=sys.stderr)
    told: set[str] = set()

    def progress(message: str, share: float | None) -> None:
        if message not in told:
            told.add(message)
            print(f"skelapp: {message} ...", file=sys.stderr)

    return open_pose(max_people=max_people, progress=progress)


def _analyse(source: Source, first: Frame, analyser: Analyser, recording: Recording, summary: Summary) -> bool:
    """Runs the source to its end; False where the user stopped it before."""
    frame: Frame | None = first
    # Silent where standard error is not a terminal.
    with tqdm(total=source.frame_count, desc=source.name, unit=" frames", disable=None) as bar:
        try:
            while frame is not None:
                result = analyser(frame)
                recording.write(result)
                summary.add(result)
                bar.update()
                frame = source.read()
        except KeyboardInterrupt:
            return False
    return True
