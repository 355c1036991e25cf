"""Where frames come from: one door, `open_source`, and what every source does."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from core.errors import UserError
from core.types import Frame

STREAM_SCHEMES = ("http://", "https://", "rtsp://", "rtmp://", "rtsps://", "udp://", "tcp://", "srt://")


class Source(Protocol):
    """A run of frames.

    Attributes:
        uri: what was opened.
        name: what to call it in a title.
        live: a camera or stream: no end, no seeking, and frames that are not read are lost.
        fps: frames per second, nominal; the true times are in the frames.
        size: width and height in pixels, as delivered.
        frame_count: how many frames there should be; None where not known.
        duration: seconds; None where not known.
        warnings: what went wrong without stopping the source, one plain sentence each; grows while reading.
    """

    uri: str
    name: str
    live: bool
    fps: float
    size: tuple[int, int]
    frame_count: int | None
    duration: float | None
    warnings: list[str]

    def read(self) -> Frame | None:
        """The next frame, or None at the end. Times increase strictly from frame to frame, except after `seek`."""
        ...

    def seek(self, time: float) -> None:
        """Go to the first frame not more than half a frame before ``time`` seconds. Live sources do nothing."""
        ...

    def close(self) -> None:
        """Give the file or device back."""
        ...


def open_source(uri: str | Path) -> Source:
    """Opens a source of frames.

    Args:
        uri: a camera number ("0"), a stream address ("rtsp://..."), ``synthetic:`` (a drawn figure, see
            `core.synthetic.camera`), a skeleton file of any form in `core.data.readers.recognise`, one clip of a data set
            (``PATH::CLIP``), or a video file.

    Raises:
        UserError: there is no such thing, or it cannot be read.
    """
    text = str(uri)
    if text.startswith("synthetic:"):
        from core.synthetic.camera import SyntheticCamera

        return SyntheticCamera.from_uri(text)
    if text.isdecimal() and not Path(text).exists():
        from core.video.camera import open_camera

        return open_camera(int(text))
    if text.lower().startswith(STREAM_SCHEMES):
        from core.video.camera import open_stream

        return open_stream(text)

    from core.data.skeleton_source import SUFFIXES, open_skeleton_file, split_address

    clip = split_address(text)
    if clip is not None:
        return open_skeleton_file(*clip)
    path = Path(text).expanduser()
    if path.is_dir():
        raise UserError(f"{path} is a folder; give one file (the window plays whole folders)")
    if not path.exists():
        raise UserError(f"{path} does not exist; give a video file, a camera number (0, 1, ...) or a stream address")
    if path.suffix.lower() in SUFFIXES:
        return open_skeleton_file(path)
    from core.video.video_file import VideoFile

    return VideoFile(path)
