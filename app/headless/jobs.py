"""The jobs of the headless mode: each source, with the files to write for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.output.rows import check_export_path
from app.output.segment_files import check_segments_path
from core.errors import UserError
from core.video.source import STREAM_SCHEMES
from core.video.writer import check_video_path

_PLACE = "{name}"  # in the name of a file to be written: the source's


@dataclass(frozen=True)
class Job:
    """One source, and what is written of it: the annotated video, one row a frame, and the segments."""

    uri: str
    record: Path | None = None
    export: Path | None = None
    segments: Path | None = None

    @property
    def outputs(self) -> list[Path]:
        """All files that are written."""
        return [path for path in (self.record, self.export, self.segments) if path is not None]


def plan(uris: Sequence[str], record: Path | None, export: Path | None, segments: Path | None = None) -> list[Job]:
    """Which files are written of which source. A folder that is not there yet is made.

    Raises:
        UserError: a file cannot be written, or several sources would be written to the same one.
    """
    videos = _paths(uris, record, ".mp4", "--record")
    rows = _paths(uris, export, ".jsonl", "--export")
    spans = _paths(uris, segments, ".csv", "--segments")
    for paths, check in ((videos, check_video_path), (rows, check_export_path), (spans, check_segments_path)):
        for path in paths:
            if path is not None:
                check(path)
    jobs = [Job(*each) for each in zip(uris, videos, rows, spans, strict=True)]
    for job in jobs:
        for output in job.outputs:
            for uri in uris:
                if output.exists() and Path(uri).exists() and output.samefile(uri):
                    raise UserError(f"{output} is the source; write to another file")
    return jobs


def _paths(uris: Sequence[str], pattern: Path | None, suffix: str, option: str) -> list[Path | None]:
    if pattern is None:
        return [None] * len(uris)
    if not pattern.suffix and not pattern.exists() and _PLACE not in pattern.name:
        try:
            pattern.mkdir(parents=True)
        except OSError as error:
            raise UserError(f"{option} {pattern}: the folder cannot be made ({error.strerror})") from error
    if pattern.is_dir():
        pattern = pattern / f"{_PLACE}{suffix}"
    if _PLACE not in str(pattern):
        if len(uris) > 1:
            raise UserError(
                f"{option} {pattern}: for several sources give a folder, or a name such as "
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
    if uri.startswith("synthetic:"):
        return "live=1" in uri or not ("frames=" in uri or "live=0" in uri)
    return (uri.isdecimal() and not Path(uri).exists()) or uri.lower().startswith(STREAM_SCHEMES)
