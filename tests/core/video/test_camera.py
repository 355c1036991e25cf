"""Cameras, with a stand-in for OpenCV's capture, and streams from a server on this computer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import UserError
from core.sources import open_source
from core.video import camera as live
from core.video.camera import LiveSource
from core.video.opencv import cv2
from tests.core.video.clips import number_of, write_clip


class FakeCapture:
    """Delivers some frames, then nothing."""

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self.released = False

    def get(self, _: int) -> float:
        return 0.0

    def read(self) -> tuple[bool, Any]:
        self.frames -= 1
        return (True, np.zeros((48, 64, 3), np.uint8)) if self.frames >= 0 else (False, None)

    def release(self) -> None:
        self.released = True


def test_times_are_those_of_arrival_and_increase(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 10.04, 10.04, 10.5])
    monkeypatch.setattr(live.time, "monotonic", lambda: next(clock))
    source = LiveSource("0", "camera 0", FakeCapture(4))  # type: ignore[arg-type]
    assert (source.live, source.size, source.fps, source.frame_count) == (True, (64, 48), 30, None)
    frames = [source.read() for _ in range(4)]
    times = [frame.time for frame in frames if frame is not None]
    np.testing.assert_allclose(times, [0, 0.04, 0.041, 0.5])
    assert [frame.index for frame in frames if frame is not None] == [0, 1, 2, 3]
    assert source.read() is None
    assert source.warnings == ["camera 0 stopped delivering pictures after 0.5 s"]


def test_camera_without_a_picture() -> None:
    capture = FakeCapture(0)
    with pytest.raises(UserError, match="delivers no picture"):
        LiveSource("0", "camera 0", capture)  # type: ignore[arg-type]
    assert capture.released


class _Handler(BaseHTTPRequestHandler):
    """``/clip.mkv`` is a file, ``/live`` a camera that sends pictures until it has none."""

    clip: bytes

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path == "/clip.mkv":
            self.send_header("Content-Length", str(len(self.clip)))
            self.end_headers()
            self.wfile.write(self.clip)
            return
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=picture")
        self.end_headers()
        for level in range(0, 200, 10):
            picture = cv2.imencode(".jpg", np.full((120, 160, 3), level, np.uint8))[1].tobytes()
            head = f"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            self.wfile.write(head.encode() + picture + b"\r\n")

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    _Handler.clip = write_clip(tmp_path / "clip.mkv", frames=12).read_bytes()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_video_behind_an_address_is_a_file(address: str) -> None:
    source = open_source(f"{address}/clip.mkv")
    assert (source.live, source.frame_count) == (False, 12)
    frames = list(iter(source.read, None))
    assert [number_of(frame.image) for frame in frames] == list(range(12))
    np.testing.assert_allclose([frame.time for frame in frames], np.arange(12) / 30, atol=1e-3)
    source.close()


def test_stream_is_live(address: str) -> None:
    source = open_source(f"{address}/live")
    assert (source.live, source.size, source.duration) == (True, (160, 120), None)
    frames = list(iter(source.read, None))
    assert [round(float(frame.image.mean()) / 10) for frame in frames] == list(range(20))
    assert (np.diff([frame.time for frame in frames]) > 0).all()
    assert source.warnings[0].startswith(f"{address}/live stopped delivering")
    source.close()
