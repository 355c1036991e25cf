"""Video files, read by the timestamps of the container: exact for variable frame rates and for seeking."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.errors import UserError
from core.guards.names import native_path, shown
from core.types import Frame
from core.video.opencv import cv2
from core.video.sizes import picture_sizes

_STALL_MS = 10_000  # a file behind an address that delivers nothing for so long has ended
_MISSING_FRAMES = 3  # containers round their length; fewer missing frames at the end mean nothing
_MISSING_SHARE = 0.03


class VideoFile:
    """A video file, or a video of finite length behind an address. See `core.video.source.Source`.

    Frames come as they are meant to be seen (the container's rotation is applied).

    Raises:
        UserError: empty, not a video, or without a single frame that can be decoded.
    """

    live = False

    def __init__(self, path: Path | str) -> None:
        self.uri = str(path)
        self.name = shown(Path(path).name)
        self.warnings: list[str] = []
        if isinstance(path, Path) and path.stat().st_size == 0:
            raise UserError(f"{path} is empty; give a video file")
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _STALL_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _STALL_MS]
        with native_path(self.uri) as name:
            self._capture = cv2.VideoCapture(name, cv2.CAP_FFMPEG, limits)
        if not self._capture.isOpened():
            raise UserError(
                f"{path} cannot be opened as a video: it is damaged, cut off, or something else; "
                "try to play or convert it with another program"
            )
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = float(rate) if 0 < rate < 1000 else 30.0
        count = int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
        self.frame_count = count if count > 0 else None
        self.duration = count / self.fps if count > 0 else None
        self._index = 0  # of the next frame
        self._last_time = -1.0
        self._ended = False  # its end was read, and what there is to say about it said
        self._ahead = self._decode()
        if self._ahead is None:
            self._capture.release()
            raise UserError(f"{path}: not a single frame can be decoded; convert it to H.264 mp4 with another program")
        height, width = self._ahead.image.shape[:2]
        self.size = (width, height)

    def _decode(self) -> Frame | None:
        ok, image = self._capture.read()
        if not ok:
            return None
        time = self._time()
        if time <= 0 and self._index:  # a container without time stamps
            time = self._last_time + 1 / self.fps
        # Two frames of one time stamp occur in damaged files; one millisecond is what MediaPipe can tell apart.
        time = max(time, self._last_time + 1e-3) if self._index else max(time, 0.0)
        frame = Frame(self._index, time, np.asarray(image, np.uint8))
        self._index += 1
        self._last_time = time
        return frame

    def _time(self) -> float:
        """Seconds of the frame grabbed last."""
        return float(self._capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000

    def read(self) -> Frame | None:
        """The next frame, or None at the end."""
        frame = self._ahead or self._decode()
        self._ahead = None
        if frame is None and not self._ended and self._last_time >= 0:  # not: sought past the end
            self._ended = True
            self._note_missing_end()
            self._note_sizes()
        return frame

    def _note_missing_end(self) -> None:
        if self.duration is None:
            return
        read = self._last_time + 1 / self.fps
        missing = self.duration - read
        if missing > max(_MISSING_FRAMES / self.fps, _MISSING_SHARE * self.duration):
            self.warnings.append(
                f"{self.name} breaks off: {read:.1f} of {self.duration:.1f} s could be decoded, "
                f"the last {missing:.1f} s ({missing / self.duration:.0%}) are missing"
            )

    def _note_sizes(self) -> None:
        sizes = picture_sizes(self.uri) if "://" not in self.uri else []
        if len(sizes) > 1:
            several = ", then ".join(f"{width}x{height}" for width, height in sizes)
            self.warnings.append(
                f"{self.name} changes the size of its pictures ({several}): all were squeezed into the first one, and "
                "bodies with them; cut it there, or convert it to one size with another program"
            )

    def seek(self, time: float) -> None:
        """Go to the first frame not more than half a frame before ``time`` seconds; behind the end, to the end.

        Containers jump to key frames, and by frame numbers that assume a constant rate, so jump a little early and
        go on by the time stamps.
        """
        slack = 0.5 / self.fps  # time stamps are rounded
        for early in (0.5, 3.0, 15.0, float("inf")):
            start = max(0.0, time - early)
            self._capture.set(cv2.CAP_PROP_POS_MSEC, start * 1000)
            self._index, self._last_time, self._ahead = 0, -1.0, None
            frame = self._decode()
            if frame is None or frame.time <= time + slack or start == 0:
                break
        while frame is not None and frame.time < time - slack:
            frame = self._decode()
        if frame is None:
            return
        self._index = round(frame.time * self.fps)
        self._ahead = Frame(self._index, frame.time, frame.image)
        self._index += 1

    def close(self) -> None:
        """Give the file back."""
        self._capture.release()
