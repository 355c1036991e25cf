import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.augment import Augmentation, mirror, smooth_move
from core.skeleton import KINETICS18

STILL = Augmentation(
    speed=0, keep=1, rotation=0, scale=0, shift=0, stretch=0, flip=0, noise=0, joint_dropout=0, frame_dropout=0
)


def sightings(frames: int = 30, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    joints = np.concatenate((random.normal(100, 30, (frames, 18, 2)), random.uniform(0.2, 1, (frames, 18, 1))), axis=2)
    joints[random.random((frames, 18)) < 0.2] = 0
    joints[:, :3, 2] = np.maximum(joints[:, :3, 2], 0.5)  # somebody is there in every frame
    return np.arange(frames) / 30, joints.astype(np.float32)


def test_without_changes_it_is_the_plain_window() -> None:
    from core.data.clips import last_window

    times, joints = sightings()
    window = STILL(times, joints, 40, 30.0, np.random.default_rng(0))
    np.testing.assert_allclose(window, last_window(times, joints, 40, 30.0), atol=1e-6)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60))
def test_windows_are_never_empty_and_missing_joints_stay_missing(seed: int, frames: int) -> None:
    times, joints = sightings(frames, seed)
    joints[:, 9] = 0
    joints[:, 12] = 0
    window = Augmentation(flip=0)(times, joints, 40, 30.0, np.random.default_rng(seed))
    assert window.shape == (40, 18, 3)
    assert window[..., 2].any()
    assert not window[:, [9, 12]].any()
    assert not window[window[..., 2] == 0].any()


@pytest.mark.parametrize(("factor", "expected"), [(1.25, 0.8), (0.8, 1.25)])
def test_speed_shortens_or_stretches_time(factor: float, expected: float) -> None:
    class Fixed(np.random.Generator):
        def uniform(self, low=0.0, high=1.0, size=None):  # type: ignore[no-untyped-def, override]
            return np.log(factor) / np.log(1.25) if (low, high) == (-1, 1) else super().uniform(low, high, size)

    times = np.arange(60) / 30
    joints = np.ones((60, 18, 3), np.float32)
    window = Augmentation(speed=0.25, keep=1)._random_time(times, joints, 120, 30.0, Fixed(np.random.PCG64(0)))
    assert (window[:, 0, 2] > 0).sum() == pytest.approx(60 * expected, abs=2)


def test_move_turns_by_the_angle_and_leaves_missing_joints_alone() -> None:
    class Ends(np.random.Generator):
        def uniform(self, low=0.0, high=1.0, size=None):  # type: ignore[no-untyped-def, override]
            return np.full(size, high) if size else 0.0  # both ends at the limit, no stretch

    window = np.zeros((3, 18, 3), np.float32)
    window[:, 4] = [1, 0, 0.9]
    moved = smooth_move(window, rotation=90, scale=0.5, shift=2, stretch=0.3, random=Ends(np.random.PCG64(0)))
    # +90 degrees with y downward turns x into y; then 1.5 times as large, then 2 to the right and down
    np.testing.assert_allclose(moved[:, 4], [[2, 3.5, 0.9]] * 3, atol=1e-6)
    assert not np.delete(moved, 4, axis=1).any()


def test_move_drifts_from_one_end_to_the_other() -> None:
    window = np.ones((5, 18, 3), np.float32)
    moved = smooth_move(window, 0, 0, 1.0, 0, np.random.default_rng(3))
    steps = np.diff(moved[:, 0, 0])
    np.testing.assert_allclose(steps, steps[0], atol=1e-6)
    assert abs(steps[0]) > 1e-3


def test_mirror_swaps_sides_with_their_confidences_and_keeps_y() -> None:
    window = np.zeros((1, 18, 3), np.float32)
    right, left = KINETICS18.joints.index("r wrist"), KINETICS18.joints.index("l wrist")
    window[0, right] = [0.4, -0.2, 0.7]
    out = mirror(window)
    np.testing.assert_allclose(out[0, left], [-0.4, -0.2, 0.7])
    assert not out[0, right].any()
    np.testing.assert_array_equal(mirror(out), window)


def test_noise_falls_on_present_joints_only_and_has_the_given_size() -> None:
    times, joints = np.arange(40) / 30, np.ones((40, 18, 3), np.float32)
    joints[..., :2] = np.random.default_rng(1).normal(100, 30, (18, 2))
    joints[:, 7] = 0
    noisy = Augmentation(**{**STILL.__dict__, "noise": 0.05})
    difference = noisy(times, joints, 40, 30.0, np.random.default_rng(2)) - STILL(
        times, joints, 40, 30.0, np.random.default_rng(2)
    )
    assert not difference[:, 7].any()
    assert difference[:, :7, :2].std() == pytest.approx(0.05, rel=0.1)
    assert not difference[..., 2].any()
