"""The jobs of the headless mode: each source, with the files to write for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.output.rows import check_export_path
from core.errors import UserError
from core.video.source import STREAM_SCHEMES
from core.video.writer import check_video_path

_PLACE = "{name}"  # in the name of a file to be written: the source's


@dataclass(frozen=True)
class Job:
    """One source, and what is written of it: the annotated video, and one row a frame."""

    uri: str
    record: Path | None = None
    export: Path | None = None


def plan(uris: Sequence[str], record: Path | None, export: Path | None) -> list[Job]:
    """Which files are written of which source.

    Raises:
        UserError: a file cannot be written, or several sources would be written to the same one.
    """
    videos = _paths(uris, record, ".mp4", "--record")
    rows = _paths(uris, export, ".jsonl", "--export")
    for video in videos:
        if video is not None:
            check_video_path(video)
    for path in rows:
        if path is not None:
            check_export_path(path)
    jobs = [Job(*each) for each in zip(uris, videos, rows, strict=True)]
    for job in jobs:
        for output in (job.record, job.export):
            for uri in uris:
                if output and output.exists() and Path(uri).exists() and output.samefile(uri):
                    raise UserError(f"{output} is the source; write to another file")
    return jobs


def _paths(uris: Sequence[str], pattern: Path | None, suffix: str, option: str) -> list[Path | None]:
    if pattern is None:
        return [None] * len(uris)
    if pattern.is_dir():
        pattern = pattern / f"{_PLACE}{suffix}"
    if _PLACE not in str(pattern):
        if len(uris) > 1:
            raise UserError(
                f"{option} {pattern}: for several sources give a folder that is there, or a name such as "
                f"out/{_PLACE}{pattern.suffix or suffix}"
            )
        return [pattern]
    names: list[str] = []
    for uri in uris:
        name = short_name(uri)
        same = sum(1 for other in names if re.fullmatch(re.escape(name) + r"(-\d+)?", other))
        names.append(f"{name}-{same + 1}" if same else name)
    return [Path(str(pattern).replace(_PLACE, name)) for name in names]


def short_name(uri: str) -> str:
    """What a file about a source is called: a video's name without its suffix; ``camera-0``; an address's letters."""
    if looks_live(uri) and uri.isdecimal():
        return f"camera-{uri}"
    name = Path(uri).stem if Path(uri).exists() else uri.partition("://")[2] or uri
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "source"


def looks_live(uri: str) -> bool:
    """Whether it is a camera's number or the address of a stream; not yet opened."""
    return (uri.isdecimal() and not Path(uri).exists()) or uri.lower().startswith(STREAM_SCHEMES)
