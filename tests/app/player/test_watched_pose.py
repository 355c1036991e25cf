"""A pose back end that raises, hangs, or finds what cannot be."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from app.player.watched_pose import PoseFailedError, WatchedPose
from core.errors import UserError
from core.skeleton import Joints
from core.types import Frame
from tests.app.fakes import FakePose, joints_at

FRAME = Frame(3, 0.3, np.zeros((240, 320, 3), np.uint8))


class Faulty(FakePose):
    """Does something else for the first pictures."""

    def __init__(self, fault: Callable[[], Joints], times: int = 1) -> None:
        super().__init__()
        self.fault, self.times = fault, times

    def detect(self, frame: Frame) -> Joints:
        if self.times:
            self.times -= 1
            return self.fault()
        return super().detect(frame)


def _raise() -> Joints:
    raise RuntimeError("the graph has errors\nand more")


def _nan() -> Joints:
    return np.full((1, 18, 3), np.nan, np.float32)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (_raise, "Pose estimation failed (RuntimeError: the graph has errors). It was started again."),
        (_nan, "Pose estimation failed (ValueError: it found joints of shape (1, 18, 3) that cannot be used)."),
    ],
)
def test_a_new_one_gets_the_same_picture(fault: Callable[[], Joints], said: str) -> None:
    poses, told = [Faulty(fault), FakePose()], []
    opened = iter(poses)
    watched = WatchedPose(lambda: next(opened), told.append)
    np.testing.assert_array_equal(watched.detect(FRAME), joints_at(0.3))
    assert [pose.closed for pose in poses] == [True, False]
    assert len(told) == 1
    assert told[0].startswith(said.removesuffix("."))
    watched.close()
    assert poses[1].closed


def test_one_that_hangs_is_left_alone_and_closed_once_it_comes_back() -> None:
    release, told, before = threading.Event(), [], set(threading.enumerate())

    def hang() -> Joints:
        release.wait()
        return np.zeros((0, 18, 3), np.float32)

    poses = [Faulty(hang), FakePose()]
    opened = iter(poses)
    watched = WatchedPose(lambda: next(opened), told.append, answer=0.05)
    np.testing.assert_array_equal(watched.detect(FRAME), joints_at(0.3))
    assert told == ["Pose estimation failed (it did not answer for 0.05 s). It was started again."]
    assert not poses[0].closed
    hanging = [thread for thread in threading.enumerate() if thread.name == "pose" and thread not in before]
    release.set()
    watched.close()
    for thread in hanging:
        thread.join(5)
    assert [pose.closed for pose in poses] == [True, True]


def test_where_the_new_one_fails_too_it_is_said() -> None:
    made: list[FakePose] = []

    def open_pose() -> FakePose:
        made.append(Faulty(_raise, times=9))
        return made[-1]

    watched = WatchedPose(open_pose, lambda _: None)
    with pytest.raises(PoseFailedError, match=r"twice on one picture: RuntimeError: the graph has errors$"):
        watched.detect(FRAME)
    assert len(made) == 3  # ready for the next picture
    watched.close()


def test_one_that_cannot_be_opened_is_told_as_it_is() -> None:
    def refuse() -> FakePose:
        raise UserError("no pose model; download it")

    with pytest.raises(UserError, match="no pose model; download it"):
        WatchedPose(refuse, lambda _: None)
