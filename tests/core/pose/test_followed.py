from dataclasses import replace

import numpy as np

from core.pose.followed import steady
from core.pose.landmarks import Pose
from core.pose.region import Region, region_around


def pose(shift: float) -> Pose:
    """Of a body 200 pixels long, everything moved by so many pixels."""
    landmarks = np.full((33, 4), 100.0)
    landmarks[:, 0] += shift
    return Pose(landmarks, 1.0, region_around(np.array([100.0, 100.0]), np.array([100.0, 0.0])))


def test_two_looks_see_the_same_within_a_share_of_half_the_body() -> None:
    assert isinstance(pose(0).region, Region)
    assert pose(0).region.inner == 100
    assert steady(pose(0), pose(3.9), 0.6)
    assert not steady(pose(0), pose(4.1), 0.84)


def test_where_the_detector_is_sure_they_may_differ_more() -> None:
    assert steady(pose(0), pose(14.9), 0.85)
    assert not steady(pose(0), pose(15.1), 0.99)


def test_what_belongs_to_no_landmark_of_the_body_does_not_count() -> None:
    hands = pose(0).landmarks.copy()
    hands[17:23, :2] += 500  # fingers
    assert steady(pose(0), replace(pose(0), landmarks=hands), 0.0)
