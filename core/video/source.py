"""The protocol of every source of frames."""

from __future__ import annotations

import urllib.parse
from typing import Protocol

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


def without_password(uri: str) -> str:
    """An address as it may be shown: without user, password and query."""
    if not uri.lower().startswith(STREAM_SCHEMES):
        return uri
    try:
        parts = urllib.parse.urlsplit(uri)
    except ValueError:  # brackets that do not close
        return uri.partition(":")[0] + "://..."
    host = parts.netloc.rpartition("@")[2]
    return urllib.parse.urlunsplit((parts.scheme, host, parts.path, "", ""))
