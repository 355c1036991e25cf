"""What two runs over a video find together."""

from __future__ import annotations

import numpy as np
import pytest

from core.pose import both_ways
from core.pose.both_ways import detect_both_ways, merged
from core.skeleton import Joints
from core.types import Frame


def body(x: float, y: float = 100.0, size: float = 50.0) -> Joints:
    """A person ``(18, 3)`` whose joints lie on a grid of ``size`` pixels."""
    joints = np.ones((18, 3), np.float32)
    joints[:, 0] = x + np.arange(18) % 3 * size / 2
    joints[:, 1] = y + np.arange(18) // 3 * size / 5
    return joints


class Late:
    """Finds a person who walks to the right only from the third frame of a run on, and then one pixel behind."""

    name = "late"

    def __init__(self) -> None:
        self.runs: list[list[int]] = []
        self.times: list[float] = []
        self.reset()

    def detect(self, frame: Frame) -> Joints:
        if self.runs[-1]:
            assert frame.time > self.times[-1], "time goes back"
        step = frame.index - self.runs[-1][-1] if self.runs[-1] else 0
        self.runs[-1].append(frame.index)
        self.times.append(frame.time)
        if len(self.runs[-1]) < 3:
            return np.zeros((0, 18, 3), np.float32)
        return body(10.0 * frame.index - step)[None]

    def reset(self) -> None:
        self.runs.append([])

    def close(self) -> None: ...


def frames(count: int) -> list[Frame]:
    return [Frame(index, index / 30, np.zeros((4, 4, 3), np.uint8)) for index in range(count)]


def test_a_backward_run_finds_who_was_found_late_and_takes_the_lag_away() -> None:
    found = list(detect_both_ways(frames(6), Late(), Late()))
    assert [frame.index for frame, _ in found] == [0, 1, 2, 3, 4, 5]
    assert [round(frame.time * 30) for frame, _ in found] == [0, 1, 2, 3, 4, 5]
    # frames 0 and 1 from the backward run only (one pixel ahead), 2 and 3 from both, 4 and 5 forwards (one behind)
    assert [joints[0, 0, 0] for _, joints in found] == pytest.approx([1, 11, 20, 30, 39, 49])
    assert [len(joints) for _, joints in found] == [1] * 6


def test_a_long_video_is_done_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(both_ways, "_STRETCH", 3 * 48)  # three frames
    forwards, backwards = Late(), Late()
    found = list(detect_both_ways(frames(7), forwards, backwards))
    assert [frame.index for frame, _ in found] == list(range(7))
    assert forwards.runs == [[0, 1, 2, 3, 4, 5, 6]]
    assert [run for run in backwards.runs if run] == [[2, 1, 0], [5, 4, 3], [6]]


def test_everybody_is_there_once() -> None:
    near, far = body(100), body(400)
    both = merged(np.stack([far, near]), np.stack([near + np.array([2, -4, 0], np.float32)]))
    assert both.dtype == np.float32
    np.testing.assert_allclose(both, [near + [1, -2, 0], far])
    np.testing.assert_allclose(merged(near[None], far[None]), [near, far])
    assert merged(np.zeros((0, 18, 3), np.float32), np.zeros((0, 18, 3), np.float32)).shape == (0, 18, 3)


def test_a_joint_seen_once_stays_where_it_was_seen() -> None:
    first, second = body(100), body(104)
    first[4] = 0
    first[7, 2], second[7, 2] = 0.5, 0.9
    second[10] = 0
    out = merged(first[None], second[None])[0]
    np.testing.assert_allclose(out[4], second[4])
    np.testing.assert_allclose(out[10], first[10])
    np.testing.assert_allclose(out[7], [(first[7, 0] + second[7, 0]) / 2, first[7, 1], 0.7], rtol=1e-6)
