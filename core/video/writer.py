"""Writes video files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.video.opencv import cv2, quiet_stderr

# H.264 plays everywhere, but not every OpenCV brings an encoder for it (those for Linux do not).
_CODECS = ("avc1", "mp4v")


class VideoWriter:
    """An .mp4 file of constant frame rate, written frame by frame. A context manager.

    Pictures with time stamps of their own (cameras, variable rates) are repeated or left out so that the file runs as
    they did.

    Args:
        path: where to; the suffix ``.mp4`` is required.
        size: width and height of the pictures.
        fps: frames per second.

    Raises:
        UserError: the file cannot be written.
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: float) -> None:
        check_video_path(path)
        self._size = size
        self._fps = fps
        self._start: float | None = None
        self._written = 0
        self._last: NDArray[np.uint8] | None = None
        for codec in _CODECS:
            with quiet_stderr():
                self._writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), fps, size)
            if self._writer.isOpened():
                return
        raise UserError(f"{path} cannot be written; is the folder writable, and the disk not full?")

    def write(self, picture: NDArray[np.uint8], time: float) -> None:
        """Add a picture ``(H, W, 3)`` BGR that is shown from ``time`` seconds on."""
        if self._start is None:
            self._start = time
        place = round((time - self._start) * self._fps)
        while self._written < place and self._last is not None:
            self._put(self._last)
        if self._written == place:
            self._put(picture)
        self._last = picture

    def _put(self, picture: NDArray[np.uint8]) -> None:
        self._writer.write(picture)
        self._written += 1

    def close(self) -> None:
        """Finish the file; without this it cannot be played."""
        self._writer.release()

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def check_video_path(path: Path) -> None:
    """Raises a `UserError` where no recording can be written."""
    if path.suffix.lower() != ".mp4":
        raise UserError(f"{path}: recordings are .mp4 files; give a name that ends in .mp4")
    if not path.parent.is_dir():
        raise UserError(f"{path.parent} does not exist; make the folder first")
