"""Writes video files that can be played up to the last second, whatever becomes of the program or the disk."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.guards.partial import begin
from core.video.opencv import cv2

if TYPE_CHECKING:
    import av

# The best encoder that is there; H.264 plays everywhere. Nothing is held back in it, so that nothing is lost with it.
_ENCODERS = {"libx264": {"preset": "veryfast", "crf": "23", "tune": "zerolatency"}, "mpeg4": {"qscale": "4"}}
_THREADS = 2  # pose estimation and the networks need the other cores
_TICKS = 12_800  # a second; a gap must fit into 31 bits of them
_LONGEST_GAP = 24 * 3600.0  # seconds
# Written in pieces, each playable by itself, and joined when the file is closed.
_PIECES = {"movflags": "hybrid_fragmented+frag_keyframe"}


class VideoWriter:
    """An .mp4 file, written frame by frame, each at its own time. A context manager.

    Until it is whole the file is called ``NAME.partial.mp4``. That one plays too: whoever finds it after a power cut
    has all but the last second. Pictures of another size than the first ones are fitted into theirs.

    Args:
        path: where to; the suffix ``.mp4`` is required.
        size: width and height of the pictures.
        fps: frames per second, nominal: of key frames there is one a second.

    Raises:
        UserError: the file cannot be written.
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: float) -> None:
        check_video_path(path)
        self._path = path
        self._size = size
        self._start: float | None = None
        self._last = -1  # tick of the last picture
        self._shift = 0.0  # seconds that were cut out of gaps that are too long
        self._file, self.partial = begin(path)
        try:
            self._container, self._stream = _encoder(self._file, size, fps)
        except Exception as error:
            self._give_up()
            raise UserError(f"{path} cannot be written ({error})") from error

    def write(self, picture: NDArray[np.uint8], time: float) -> None:
        """Add a picture ``(H, W, 3)`` BGR that is shown from ``time`` seconds on.

        Raises:
            UserError: the disk is full or gone; what was written before stays in the partial file.
        """
        import av

        if self._start is None:
            self._start = time
        seconds = time - self._start - self._shift
        too_long = seconds - max(self._last, 0) / _TICKS - _LONGEST_GAP
        if too_long > 0:
            self._shift += too_long
            seconds -= too_long
        self._last = max(round(seconds * _TICKS), self._last + 1)
        frame = av.VideoFrame.from_ndarray(_fitted(picture, self._size), format="bgr24")
        frame.pts, frame.time_base = self._last, Fraction(1, _TICKS)
        with self._writing():
            for packet in self._stream.encode(frame):
                self._container.mux(packet)

    def close(self) -> None:
        """Finish the file and give it its name; where no picture was written, nothing stays.

        Raises:
            UserError: the disk is full or gone; what was written before stays in the partial file.
        """
        if self._file.closed:
            return
        if self._start is None:  # a video without pictures is none
            self._give_up()
            return
        with self._writing():
            for packet in self._stream.encode(None):
                self._container.mux(packet)
            self._container.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self.partial.replace(self._path)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            self._give_up()
            there = self.partial.exists()
            kept = f"what was recorded before is in {self.partial}" if there else "nothing was recorded"
            raise UserError(
                f"{self._path} cannot be written on ({error.strerror if isinstance(error, OSError) else error}); {kept}"
            ) from error

    def _give_up(self) -> None:
        """Ends without finishing; an empty file goes."""
        with contextlib.suppress(Exception):
            self._file.close()
        with contextlib.suppress(OSError):
            if self.partial.stat().st_size == 0:
                self.partial.unlink()

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _encoder(file: BinaryIO, size: tuple[int, int], fps: float) -> tuple[av.container.OutputContainer, av.VideoStream]:
    import av

    container = av.open(file, "w", format="mp4", options=_PIECES)
    name = next(name for name in _ENCODERS if name in av.codecs_available)
    rate = Fraction(min(max(fps, 1.0), 240.0)).limit_denominator(1001)
    stream = cast("av.VideoStream", container.add_stream(name, rate=rate, options=_ENCODERS[name]))
    stream.width, stream.height = _even(size)
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = Fraction(1, _TICKS)
    stream.time_base = Fraction(1, _TICKS)
    stream.codec_context.gop_size = max(1, round(rate))
    stream.codec_context.thread_count = _THREADS
    return container, stream


def _even(size: tuple[int, int]) -> tuple[int, int]:
    """H.264 has half as many colours as points, in both directions."""
    return size[0] + size[0] % 2, size[1] + size[1] % 2


def _fitted(picture: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The picture in a frame of this size, made even: as large as fits, black beside it."""
    width, height = size
    if picture.shape[:2] != (height, width):
        scale = min(width / picture.shape[1], height / picture.shape[0])
        inner = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
        resized = cv2.resize(picture, inner, interpolation=cv2.INTER_AREA)
        left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
        picture = np.zeros((height, width, 3), np.uint8)
        picture[top : top + inner[1], left : left + inner[0]] = resized
    if width % 2 or height % 2:
        picture = np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.ascontiguousarray(picture)


def check_video_path(path: Path) -> None:
    """Raises a `UserError` where no recording can be written."""
    if path.suffix.lower() != ".mp4":
        raise UserError(f"{path}: recordings are .mp4 files; give a name that ends in .mp4")
    if not path.parent.is_dir():
        raise UserError(f"{path.parent} does not exist; make the folder first")
