"""The comparison of two back ends, on joints whose distance is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.benchmark import agreement as bench
from core.benchmark.agreement import Row, agreement, summary
from core.synthetic.camera import SyntheticCamera
from core.types import Frame

_CAMERA = SyntheticCamera(frames=12)
_TORSO = 0.205 * 480


class Shifted:
    """Who is there, some pixels to the right; it notes how often it was reset, and for how many it has room."""

    made: list[Shifted] = []  # noqa: RUF012

    def __init__(self, model: object, room: int) -> None:
        self.room, self.resets, self.shift = room, 0, 0.0
        self.made.append(self)

    def detect(self, frame: Frame) -> np.ndarray:
        joints = _CAMERA.truth(frame.index)
        joints[..., 0] += self.shift
        return joints

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        pass


class Straight(Shifted):
    def __init__(self, model: object, room: int) -> None:
        super().__init__(model, room)
        self.shift = 4.0


@pytest.mark.parametrize(
    ("mode", "rooms", "resets"), [("image", (1, 1), 8), ("video", (1, 1), 0), ("detector", (2, 2), 0)]
)
def test_distances_are_told_in_torso_lengths(
    mode: str, rooms: tuple[int, int], resets: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "find_pose_model", lambda: None)
    monkeypatch.setattr(bench, "BlazePose", Shifted)
    monkeypatch.setattr(bench, "MediaPipePose", Straight)
    monkeypatch.setattr(
        bench, "_frames", lambda video: (Frame(i, i / 30, np.zeros((480, 640, 3), np.uint8)) for i in range(12))
    )
    Shifted.made.clear()
    row = agreement(Path("clip.mp4"), mode, 8)
    _, ours, theirs = Shifted.made
    assert (ours.room, theirs.room) == rooms
    assert ours.resets == theirs.resets == resets
    assert (row.video, row.mode, row.frames, row.both) == ("clip", mode, 8, 8)
    assert (row.found, row.found_mediapipe) == (1, 1)
    assert row.median == pytest.approx(4 / _TORSO, rel=0.2)
    assert row.p95 < 1.4 * row.median
    smoothed_alike = row.jitter == pytest.approx(row.jitter_mediapipe, rel=1e-3)
    assert smoothed_alike == (mode == "image" or theirs.room > 1)  # else MediaPipe smooths by itself
    assert min(row.jitter, row.jitter_mediapipe) > 0


def test_a_comparison_is_summed_up_by_the_median_of_its_videos() -> None:
    rows = [
        Row("a", mode, 1, 8, 1.0, found, 8, median, 0.02, 0.001, 0.002)
        for mode, found, median in (("image", 1.0, 0.1), ("image", 0.5, 0.3), ("image", 0.9, 0.2), ("video", 0.7, 0.4))
    ]
    image, video = summary(rows)
    assert (image["mode"], image["videos"], image["found_mediapipe"], image["median"]) == ("image", 3, 0.9, 0.2)
    assert (video["mode"], video["videos"], video["median"]) == ("video", 1, 0.4)
