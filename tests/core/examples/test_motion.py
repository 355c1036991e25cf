import numpy as np
import pytest

from core.examples.motion import MotionMeter, way

STANDING = np.ones((18, 3), np.float32) * np.arange(18)[:, None] * 10  # 170 pixels tall
STANDING[:, 2] = 1


def test_energy_is_the_speed_of_the_fastest_joints_in_body_lengths() -> None:
    meter = MotionMeter()
    for index in range(30):
        joints = STANDING.copy()
        joints[[3, 4, 5], 0] += 17 * index / 15  # a tenth of the body's length a second
        meter(index / 15, joints)
    assert meter.length == pytest.approx(170, rel=0.05)
    assert meter.energy == pytest.approx(0.1, rel=0.05)


def test_standing_still_is_no_movement_and_gaps_are_none() -> None:
    meter = MotionMeter()
    unseen = STANDING.copy()
    unseen[7] = 0
    assert [meter(index / 15, unseen if index % 2 else STANDING) for index in range(9)] == [0.0] * 9


def test_the_way_counts_joints_seen_in_both() -> None:
    other = STANDING.copy()
    other[0, :2] += (300, 400)
    assert way(STANDING, other) == pytest.approx(500 / 3)
    other[0] = 0
    assert way(STANDING, other) == 0
    assert way(STANDING, np.zeros((18, 3))) == 0
