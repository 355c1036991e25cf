import numpy as np
import pytest

from core.skeleton import KINETICS18, LAYOUTS, NWUCLA20, PENN13, Layout, in_layout, kinetics18_from_mediapipe, mirror


@pytest.fixture
def landmarks() -> np.ndarray:
    """(33, 4): landmark k at x = k/100, y = k/50, visibility 0.5 + k/100."""
    k = np.arange(33)
    return np.stack((k / 100, k / 50, 0.5 + k / 100, np.ones(33)), axis=1).astype(np.float32)


# joint of kinetics18 -> landmark number in MediaPipe's published list of 33
@pytest.mark.parametrize(
    ("joint", "landmark"),
    [
        ("nose", 0), ("r shoulder", 12), ("r elbow", 14), ("r wrist", 16), ("l shoulder", 11), ("l elbow", 13),
        ("l wrist", 15), ("r hip", 24), ("r knee", 26), ("r ankle", 28), ("l hip", 23), ("l knee", 25),
        ("l ankle", 27), ("r eye", 5), ("l eye", 2), ("r ear", 8), ("l ear", 7),
    ],
)  # fmt: skip
def test_each_joint_comes_from_its_landmark(landmarks: np.ndarray, joint: str, landmark: int) -> None:
    joints = kinetics18_from_mediapipe(landmarks, 200, 100, 0.1)
    expected = [landmark / 100 * 200, landmark / 50 * 100, 0.5 + landmark / 100]
    np.testing.assert_allclose(joints[KINETICS18.joints.index(joint)], expected, rtol=1e-6)


def test_neck_is_midway_between_the_shoulders_and_as_sure_as_the_less_sure_one(landmarks: np.ndarray) -> None:
    neck = kinetics18_from_mediapipe(landmarks, 200, 100, 0.1)[1]
    np.testing.assert_allclose(neck, [23.0, 23.0, 0.61], rtol=1e-6)


def test_joints_below_the_threshold_are_zero_in_all_channels(landmarks: np.ndarray) -> None:
    landmarks[14, 2] = 0.29
    landmarks[11, 2] = 0.2
    joints = kinetics18_from_mediapipe(landmarks, 200, 100, 0.3)
    assert not joints[[1, 3, 5]].any()  # neck, r elbow, l shoulder
    assert joints[[0, 2, 4]].all(axis=1)[1:].all()


def test_nobody_found_is_all_zero_even_without_a_threshold() -> None:
    assert not kinetics18_from_mediapipe(np.zeros((4, 2, 33, 4), np.float16), 320, 240, 0.0).any()


def test_flip_swaps_left_and_right_and_is_its_own_inverse() -> None:
    for joint, mirrored in enumerate(KINETICS18.flip):
        name, other = KINETICS18.joints[joint], KINETICS18.joints[mirrored]
        assert KINETICS18.flip[mirrored] == joint
        assert other == {"r": "l", "l": "r"}.get(name[0], name[0]) + name[1:] if name[1] == " " else other == name


def test_every_joint_but_the_centre_hangs_on_one_bone_and_lies_in_one_part() -> None:
    assert sorted(child for child, _ in KINETICS18.bones) == [j for j in range(18) if j != KINETICS18.centre]
    for grain in KINETICS18.parts:
        assert sorted(joint for part in grain for joint in part) == list(range(18))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
def test_every_layout_is_a_tree_with_mirror_and_parts(layout: Layout) -> None:
    joints = range(layout.num_joints)
    assert len(layout.flip) == layout.num_joints
    assert [layout.flip[layout.flip[joint]] for joint in joints] == list(joints)
    assert {tuple(sorted((layout.flip[a], layout.flip[b]))) for a, b in layout.bones} == {
        tuple(sorted(bone)) for bone in layout.bones
    }
    for joint, name in enumerate(layout.joints):
        side = {"r ": "l ", "l ": "r "}.get(name[:2])
        assert layout.joints[layout.flip[joint]] == (side + name[2:] if side else name)
    for grain in layout.parts:
        assert sorted(joint for part in grain for joint in part) == list(joints)


def test_another_layout_has_the_joints_of_the_same_name() -> None:
    joints = np.random.default_rng(1).uniform(1, 9, (4, 13, 3)).astype(np.float32)
    joints[:, 1, 2], joints[:, 2, 2] = 0.4, 0.7  # the shoulders
    joints[2, 2] = 0  # the right one is not seen
    out = in_layout(joints, PENN13, KINETICS18)
    assert out.shape == (4, 18, 3)
    for place, name in enumerate(KINETICS18.joints):
        if name in PENN13.joints:
            np.testing.assert_array_equal(out[:, place], joints[:, PENN13.joints.index(name)])
    np.testing.assert_array_equal(out[:, 0], joints[:, 0])  # the head stands in for the nose
    np.testing.assert_allclose(out[0, 1], [*(joints[0, 1, :2] + joints[0, 2, :2]) / 2, 0.4])  # midway: the neck
    assert not out[2, 1].any()
    assert not out[:, 14:].any()  # Penn Action has no eyes and ears
    np.testing.assert_array_equal(in_layout(joints, PENN13, PENN13), joints)


def test_depth_comes_along() -> None:
    joints = np.random.default_rng(1).uniform(1, 9, (20, 4)).astype(np.float32)
    out = in_layout(joints, NWUCLA20, KINETICS18)
    np.testing.assert_array_equal(out[1], joints[NWUCLA20.joints.index("shoulder centre")])
    np.testing.assert_array_equal(out[4], joints[NWUCLA20.joints.index("r wrist")])


def test_mirror_swaps_sides_with_their_confidences_and_keeps_y() -> None:
    joints = np.zeros((1, 18, 3), np.float32)
    right, left = KINETICS18.joints.index("r wrist"), KINETICS18.joints.index("l wrist")
    joints[0, right] = [0.4, -0.2, 0.7]
    out = mirror(joints)
    np.testing.assert_allclose(out[0, left], [-0.4, -0.2, 0.7])
    assert not out[0, right].any()
    np.testing.assert_array_equal(mirror(out), joints)
