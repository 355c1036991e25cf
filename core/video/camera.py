"""Cameras and network streams: frames with the time at which they arrived."""

from __future__ import annotations

import os
import time

import numpy as np

from core.errors import UserError
from core.types import Frame
from core.video.cameras import BACKEND, camera_name
from core.video.opencv import cv2
from core.video.source import Source, without_password
from core.video.video_file import VideoFile

_TIMEOUT_MS = 10_000
_LAST_CAMERA = 9999


class LiveSource:
    """A camera or a stream that is being delivered now. See `core.video.source.Source`."""

    live = True

    def __init__(self, uri: str, name: str, capture: cv2.VideoCapture) -> None:
        self.uri = uri
        self.name = name
        self.frame_count: int | None = None
        self.duration: float | None = None
        self.warnings: list[str] = []
        self._capture = capture
        rate = capture.get(cv2.CAP_PROP_FPS)
        self.fps = float(rate) if 0 < rate <= 240 else 30.0
        ok, image = capture.read()
        if not ok:
            capture.release()
            raise UserError(f"{name} opens but delivers no picture; is another program using it?")
        self._start = time.monotonic()
        self._ahead: Frame | None = Frame(0, 0.0, np.asarray(image, np.uint8))
        self._index = 1
        self._last_time = 0.0
        self.size = (image.shape[1], image.shape[0])

    def read(self) -> Frame | None:
        """The next frame, or None where no more come."""
        if self._ahead is not None:
            frame, self._ahead = self._ahead, None
            return frame
        ok, image = self._capture.read()
        if not ok:
            self.warnings[:] = [f"{self.name} stopped delivering pictures after {self._last_time:.1f} s"]
            return None
        self._last_time = max(time.monotonic() - self._start, self._last_time + 1e-3)
        frame = Frame(self._index, self._last_time, np.asarray(image, np.uint8))
        self._index += 1
        return frame

    def seek(self, time: float) -> None:
        """Does nothing: a live source cannot seek."""

    def close(self) -> None:
        """Give the device back."""
        self._capture.release()


def open_camera(number: int) -> Source:
    """The camera with this number, counted from 0 by the operating system."""
    if number > _LAST_CAMERA:
        raise UserError(f"there is no camera {str(number)[:20]}; they are numbered from 0")
    capture = cv2.VideoCapture(number, BACKEND)
    if not capture.isOpened():
        raise UserError(f"camera {number} cannot be opened; is it plugged in, and not in use by another program?")
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # the newest frame, not one that waited
    return LiveSource(str(number), camera_name(number), capture)


def open_stream(uri: str) -> Source:
    """A stream by its address. A video of known length behind an address is a `VideoFile`."""
    os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "rtsp_transport;tcp")
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _TIMEOUT_MS]
    shown = without_password(uri)
    try:
        capture = cv2.VideoCapture(uri, cv2.CAP_FFMPEG, limits)
        if not capture.isOpened():
            raise UserError(f"{shown} cannot be reached, or is not a video stream; check the address and the network")
        if capture.get(cv2.CAP_PROP_FRAME_COUNT) > 0:
            capture.release()
            return VideoFile(uri)
    except cv2.error as error:
        raise UserError(f"{shown} cannot be opened ({error}); check the address") from error
    return LiveSource(uri, shown, capture)
