"""Cameras and streams, with a stand-in for OpenCV's capture."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.errors import UserError
from core.video import live
from core.video.live import LiveSource


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
