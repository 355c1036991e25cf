"""Angles of joints."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.angles import ANGLES, joint_angles
from core.skeleton import KINETICS18


def body(**places: tuple[float, float]) -> np.ndarray:
    """A person of whom only these joints are seen: ``r_elbow=(x, y)``."""
    joints = np.zeros((18, 3), np.float32)
    for name, (x, y) in places.items():
        joints[KINETICS18.joints.index(name.replace("_", " "))] = x, y, 0.9
    return joints


def angle(name: str, joints: np.ndarray) -> float:
    return float(joint_angles(joints)[..., ANGLES.index(name)])


@pytest.mark.parametrize(
    ("wrist", "degrees"),
    [((10, 40), 180.0), ((30, 20), 90.0), ((-10, 20), 90.0), ((10, 0), 0.0), ((30, 40), 135.0)],
)
def test_an_elbow(wrist: tuple[float, float], degrees: float) -> None:
    arm = body(r_shoulder=(10, 0), r_elbow=(10, 20), r_wrist=wrist)
    assert angle("r elbow", arm) == pytest.approx(degrees, abs=1e-3)
    assert math.isnan(angle("l elbow", arm))


def test_each_angle_has_its_own_joints() -> None:
    straight = body(
        r_shoulder=(0, 0), r_elbow=(0, 10), r_wrist=(0, 20), r_hip=(0, 30), r_knee=(10, 30), r_ankle=(10, 50)
    )
    assert angle("r elbow", straight) == pytest.approx(180)
    assert angle("r shoulder", straight) == pytest.approx(0)  # the arm hangs down
    assert angle("r hip", straight) == pytest.approx(90)
    assert angle("r knee", straight) == pytest.approx(90)


@pytest.mark.parametrize(("neck", "degrees"), [((10, -40), 0.0), ((50, 0), 90.0), ((-30, 0), -90.0), ((30, -20), 45.0)])
def test_the_trunk_leans_to_the_right_of_the_picture(neck: tuple[float, float], degrees: float) -> None:
    assert angle("trunk lean", body(neck=neck, r_hip=(0, 0), l_hip=(20, 0))) == pytest.approx(degrees, abs=1e-3)


def test_what_is_not_seen_or_has_no_length_is_not_a_number() -> None:
    assert np.isnan(joint_angles(body(r_shoulder=(0, 0), r_elbow=(0, 10)))).all()
    assert math.isnan(angle("r elbow", body(r_shoulder=(5, 5), r_elbow=(5, 5), r_wrist=(9, 9))))
    assert joint_angles(np.zeros((4, 2, 18, 3), np.float32)).shape == (4, 2, 9)


@given(st.floats(-180, 180), st.floats(0.1, 10), st.floats(-500, 500))
def test_turning_scaling_and_moving_change_no_joint(turn: float, scale: float, shift: float) -> None:
    random = np.random.default_rng(3)
    joints = np.concatenate((random.normal(0, 50, (18, 2)), np.ones((18, 1))), axis=1).astype(np.float64)
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    moved = joints.copy()
    moved[:, :2] = joints[:, :2] @ np.array([[c, s], [-s, c]]) * scale + shift
    np.testing.assert_allclose(joint_angles(moved)[:8], joint_angles(joints)[:8], atol=0.01)
    turned = (joint_angles(moved)[8] - joint_angles(joints)[8] - turn + 180) % 360 - 180
    assert turned == pytest.approx(0, abs=0.01)  # clockwise in the picture is positive
