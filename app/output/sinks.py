"""Files that are written while a source plays, by the names of the files."""

from __future__ import annotations

from pathlib import Path

from app.player.state import Sink, SinkFactory
from core.card import CheckpointInfo
from core.video.source import Source

VIDEO = ".mp4"


def sink_factory(max_people: int, record: Path | None, export: Path | None) -> SinkFactory | None:
    """Makes the files once the source is open; None where nothing is to be written.

    Args:
        max_people: how many people a table has room for.
        record: the annotated video. export: one row a frame, see `app.output.rows.Export`.

    Raises:
        UserError: a file cannot be written where it should be.
    """
    if record is None and export is None:
        return None
    from app.output.recording import Recording
    from app.output.rows import check_export_path
    from core.video.writer import check_video_path

    if record is not None:
        check_video_path(record)
    if export is not None:
        check_export_path(export)

    def make_sink(source: Source, info: CheckpointInfo, pose: str | None) -> Sink:
        return Recording(source, info, pose, max_people, record, export)

    return make_sink


def sink_for(path: Path, max_people: int) -> SinkFactory:
    """The annotated video where the name ends in .mp4, else rows.

    Raises:
        UserError: as `sink_factory`.
    """
    video = path.suffix.lower() == VIDEO
    made = sink_factory(max_people, path if video else None, None if video else path)
    assert made is not None
    return made
