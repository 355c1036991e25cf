"""Who is found late in a recording is given to the frames before."""

from __future__ import annotations

import numpy as np
import pytest

from core.pose import hindsight
from core.pose.blazepose import BlazePose
from core.pose.hindsight import detect_with_hindsight, poses_with_hindsight
from core.pose.landmarks import Pose
from core.pose.mirrored import MirroredPose
from core.pose.region import Region
from core.types import Frame


def pose(x: float) -> Pose:
    """Somebody 100 pixels tall whose body's middle is at a column."""
    landmarks = np.ones((33, 4))
    landmarks[:, 0] = x
    landmarks[:, 1] = np.linspace(20, 120, 33)
    return Pose(landmarks, 1.0, Region(x, 70.0, 125.0, 0.0))


class Walk(BlazePose):
    """Somebody walks 10 pixels a frame; they are shown from a frame on, and were followed for some frames before.

    Args:
        shown: the frame. followed: how many frames before. visible: the first frame in which they can be seen at all.
        bystanders: who stands where in frames.
    """

    def __init__(self, shown: int, followed: int, visible: int, bystanders: dict[int, float] | None = None) -> None:
        self.name, self.max_people = "walk", 2
        self.shown, self.followed, self.visible = shown, followed, visible
        self.bystanders = bystanders or {}
        self.looked_at: list[int] = []

    def poses(self, frame: Frame) -> list[Pose]:
        self._arrivals = []
        if frame.index == self.shown:
            self._arrivals = [[pose(10.0 * k) for k in range(self.shown - self.followed, self.shown + 1)]]
        here = [pose(self.bystanders[frame.index])] if frame.index in self.bystanders else []
        return here + [pose(10.0 * frame.index)] * (frame.index >= self.shown)

    def seen_at(self, image: np.ndarray, region: Region) -> Pose | None:
        index = int(image[0, 0, 0])
        assert region.x == 10 * (index + 1)  # where they are in the frame after
        self.looked_at.append(index)
        return pose(10.0 * index) if index >= self.visible else None


def frames(count: int) -> list[Frame]:
    return [Frame(index, index / 30, np.full((160, 320, 3), index, np.uint8)) for index in range(count)]


def columns(people: list[Pose]) -> list[float]:
    return [float(each.landmarks[0, 0]) for each in people]


def test_frames_before_get_the_poses_they_had_then_and_are_searched_backwards_before_these() -> None:
    walk = Walk(shown=6, followed=2, visible=2)
    found = [(frame.index, columns(people)) for frame, people in poses_with_hindsight(frames(8), walk)]
    assert found == [(0, []), (1, []), *((k, [10.0 * k]) for k in range(2, 8))]
    assert walk.looked_at == [3, 2, 1]


def test_it_ends_where_the_person_is_known_already_or_there_is_no_room() -> None:
    met = Walk(shown=6, followed=0, visible=0, bystanders={3: 30.0})
    assert [columns(people) for _, people in poses_with_hindsight(frames(7), met)][2:5] == [[], [30], [40]]
    full = Walk(shown=6, followed=0, visible=0, bystanders=dict.fromkeys(range(6), 300.0))
    full.max_people = 1
    assert [columns(people) for _, people in poses_with_hindsight(frames(7), full)][:6] == [[300]] * 6


def test_as_many_frames_are_held_as_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hindsight, "_HELD_BYTES", 4 * 160 * 320 * 3)
    found = [columns(people) for _, people in poses_with_hindsight(frames(8), Walk(shown=6, followed=0, visible=0))]
    assert found == [[], [], [], [30], [40], [50], [60], [70]]


def test_joints_in_a_mirror_too() -> None:
    straight, mirrored = (
        [joints for _, joints in detect_with_hindsight(frames(4), each)]
        for each in (Walk(2, 0, 1), MirroredPose(Walk(2, 0, 1)))
    )
    assert [len(joints) for joints in straight] == [len(joints) for joints in mirrored] == [0, 1, 1, 1]
    np.testing.assert_allclose(straight[3][0, :, 0], 30)
    np.testing.assert_allclose(mirrored[3][0, :, 0], 320 - 30)
