"""The files written while a source is processed: the annotated video and the export.

Drawing and encoding are imported when the first file is opened, so that the window does not have to wait for them.
"""

from __future__ import annotations

from pathlib import Path

from app.player.state import SinkFactory
from core.card import CheckpointInfo
from core.errors import UserError
from core.types import FrameResult
from core.video.source import Source

VIDEO = ".mp4"


class Recording:
    """Files made of one source's results; either may be None.

    Args:
        source: open; its warnings go into the export's side-car.
        info: card of the network. pose: name of the pose back end, None where frames bring their joints along.
        record: the annotated video, .mp4. export: one row a frame, .jsonl or .csv.

    Raises:
        UserError: a file cannot be written.
    """

    def __init__(
        self,
        source: Source,
        info: CheckpointInfo,
        pose: str | None,
        max_people: int,
        record: Path | None,
        export: Path | None,
    ) -> None:
        from app.output.render import Renderer
        from app.output.rows import Export, describe
        from core.video.writer import VideoWriter

        self._source = source
        self._render = Renderer(info.labels)
        self._rows = None if export is None else Export(export, info.labels, max_people, describe(info, source, pose))
        try:
            self._video = None if record is None else VideoWriter(record, source.size, source.fps)
        except UserError:
            if self._rows is not None:
                self._rows.give_up()
            raise

    def write(self, result: FrameResult) -> None:
        """Add one frame."""
        if self._rows is not None:
            self._rows.write(result)
        if self._video is not None:
            self._video.write(self._render(result), result.frame.time)

    def close(self, complete: bool) -> None:
        """End the files; ``complete`` if the source came to its end."""
        try:
            if self._rows is not None:
                self._rows.close(complete, self._source.warnings)
        finally:
            if self._video is not None:
                self._video.close()


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
    from app.output.rows import check_export_path
    from core.video.writer import check_video_path

    if record is not None:
        check_video_path(record)
    if export is not None:
        check_export_path(export)

    def make_sink(source: Source, info: CheckpointInfo, pose: str | None) -> Recording:
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


class Pictures:
    """A sink for a source's pictures as they came, with nothing drawn on them."""

    def __init__(self, path: Path, source: Source) -> None:
        from core.video.writer import VideoWriter

        self._video = VideoWriter(path, source.size, source.fps)

    def write(self, result: FrameResult) -> None:
        """Add one frame."""
        self._video.write(result.frame.image, result.frame.time)

    def close(self, complete: bool) -> None:
        """End the file."""
        self._video.close()


def pictures_sink(path: Path) -> SinkFactory:
    """The source's own pictures as an .mp4."""
    return lambda source, info, pose: Pictures(path, source)
