"""The only place that imports OpenCV: ``from core.video.opencv import cv2``.

Importing OpenCV points Qt at OpenCV's own plugins, which breaks PyQt6, and both OpenCV and its FFmpeg print warnings to
standard error that mean nothing to a user. Both are undone here.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

_QT = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_AV_LOG_QUIET = "-8"

os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", _AV_LOG_QUIET)
_before = {name: os.environ.get(name) for name in _QT}
import cv2  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

__all__ = ["cv2", "quiet_stderr"]


class _Silence:
    """Discards standard error while at least one caller needs that. Several threads may use it at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = 0
        self._saved = -1

    def begin(self) -> bool:
        """False in a program without standard error."""
        with self._lock:
            if self._wanted == 0:
                try:
                    self._saved = os.dup(2)
                except OSError:
                    return False
                sink = os.open(os.devnull, os.O_WRONLY)
                os.dup2(sink, 2)
                os.close(sink)
            self._wanted += 1
            return True

    def end(self) -> None:
        with self._lock:
            self._wanted -= 1
            if self._wanted == 0:
                os.dup2(self._saved, 2)
                os.close(self._saved)


_silence = _Silence()  # standard error is one for the whole process


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Drops what native code writes to standard error, where it has no switch for that. Process-wide: keep it short."""
    began = _silence.begin()
    try:
        yield
    finally:
        if began:
            _silence.end()
