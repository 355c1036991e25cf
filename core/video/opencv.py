"""OpenCV, imported in one place: ``from core.video.opencv import cv2``.

OpenCV's import points Qt at OpenCV's own plugins, which breaks PyQt6, and both it and its FFmpeg write warnings to
standard error that say nothing to a user; both are undone here.
"""

from __future__ import annotations

import contextlib
import os
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


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Drops what native code writes to standard error, where it has no switch for that. Process-wide: keep it short."""
    try:
        saved = os.dup(2)
    except OSError:  # a program without standard error
        yield
        return
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(sink)
