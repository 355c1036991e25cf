"""What is written while a source plays: the annotated video and the rows of the export."""

from __future__ import annotations

from pathlib import Path

from app.output.render import Renderer
from app.output.rows import Export, describe
from core.card import CheckpointInfo
from core.types import FrameResult
from core.video.source import Source
from core.video.writer import VideoWriter


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
        self._source = source
        self._render = Renderer(info.labels)
        self._rows = None if export is None else Export(export, info.labels, max_people, describe(info, source, pose))
        self._video = None if record is None else VideoWriter(record, source.size, source.fps)

    def write(self, result: FrameResult) -> None:
        """Add one frame."""
        if self._rows is not None:
            self._rows.write(result)
        if self._video is not None:
            self._video.write(self._render(result), result.frame.time)

    def close(self, complete: bool) -> None:
        """End the files; ``complete`` if the source came to its end."""
        if self._rows is not None:
            self._rows.close(complete, self._source.warnings)
        if self._video is not None:
            self._video.close()
