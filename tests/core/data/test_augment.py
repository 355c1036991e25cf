import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.augment import Augmentation
from core.skeleton import KINETICS18, get_layout, mirror

NONE = Augmentation(**dict.fromkeys((field.name for field in dataclasses.fields(Augmentation)), 0.0))


def only(**changes: float) -> Augmentation:
    return dataclasses.replace(NONE, **changes)


def generators(count: int, seed: int = 0) -> list[np.random.Generator]:
    return [np.random.default_rng((seed, index)) for index in range(count)]


def windows(B: int = 4, M: int = 2, T: int = 12, V: int = 18, C: int = 3, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    out = random.normal(0, 1, (B, M, T, V, C)).astype(np.float32)
    out[..., -1] = random.uniform(0.2, 1, (B, M, T, V))
    out[random.random((B, M, T, V)) < 0.2] = 0
    return out


class Ends(np.random.Generator):
    """Draws the upper end everywhere."""

    def uniform(self, low=0.0, high=1.0, size=None):  # type: ignore[no-untyped-def, override]
        return high if size is None else np.full(size, high)


def test_nothing_asked_nothing_changed() -> None:
    same = windows()
    np.testing.assert_allclose(NONE.change(same, KINETICS18, generators(4)), same, atol=1e-6)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 3))
def test_windows_are_never_empty_and_missing_joints_stay_missing(seed: int, dimensions: int) -> None:
    strong = Augmentation(turn=60, flip=0, joint_dropout=0.9, frame_dropout=0.9, person_dropout=0.5)
    before = windows(C=dimensions + 1, seed=seed)
    after = strong.change(before, KINETICS18, generators(4, seed))
    assert (after[..., -1] > 0).any(axis=(1, 2, 3)).all()
    assert not after[before[..., -1] == 0].any()
    assert not after[after[..., -1] == 0].any()


def test_move_turns_by_the_angle_then_scales_then_shifts() -> None:
    window = np.zeros((1, 1, 3, 18, 3), np.float32)
    window[..., 4, :] = [1, 0, 0.9]
    changes = only(rotation=90, scale=0.5, shift=2)
    moved = changes.move(window, [Ends(np.random.PCG64(0))])
    # +90 degrees with y downward turns x into y; then 1.5 times as large, then 2 to the right and down
    np.testing.assert_allclose(moved[0, 0, :, 4], [[2, 3.5, 0.9]] * 3, atol=1e-6)
    assert not np.delete(moved, 4, axis=3).any()


def test_a_view_is_turned_by_the_same_angle_throughout() -> None:
    window = windows(B=3, C=4)
    window[..., 0, :] = (1, 2, 0, 0.9)
    seen = only(view=75).move(window, generators(3))[..., 0, :]
    angle = np.arctan2(seen[..., 2], seen[..., 0])
    np.testing.assert_allclose(np.hypot(seen[..., 0], seen[..., 2]), 1, atol=1e-6)
    np.testing.assert_allclose(seen[..., 1], 2)
    assert np.ptp(angle, axis=(1, 2)) == pytest.approx(0, abs=1e-6)  # one angle a clip, for all its people
    assert len(np.unique(angle[:, 0, 0].round(6))) == 3
    assert np.abs(angle).max() <= np.deg2rad(75)
    np.testing.assert_allclose(
        only(view=90).move(window, [Ends(np.random.PCG64(0))] * 3)[..., 0, :],
        [[[[0, 2, 1, 0.9]] * 12] * 2] * 3,
        atol=1e-6,
    )


def test_stretch_widens_and_a_turn_is_about_the_vertical_axis() -> None:
    window = np.zeros((1, 1, 2, 18, 4), np.float32)
    window[..., 4, :] = [1, 3, 0, 0.9]
    np.testing.assert_allclose(
        only(stretch=0.2).move(window, [Ends(np.random.PCG64(0))])[0, 0, 0, 4], [1.2, 3, 0, 0.9], atol=1e-6
    )
    np.testing.assert_allclose(
        only(turn=90).move(window, [Ends(np.random.PCG64(0))])[0, 0, 0, 4], [0, 3, 1, 0.9], atol=1e-6
    )


def test_move_drifts_from_one_end_to_the_other_and_people_move_together() -> None:
    moved = only(shift=1.0).move(np.ones((1, 2, 5, 18, 3), np.float32), generators(1, 3))
    steps = np.diff(moved[0, 0, :, 0, 0])
    np.testing.assert_allclose(steps, steps[0], atol=1e-6)
    assert abs(steps[0]) > 1e-3
    np.testing.assert_array_equal(moved[0, 0], moved[0, 1])


def test_a_mirror_image_follows_the_layout_and_comes_as_often_as_asked() -> None:
    layout = get_layout("nwucla20")
    before = windows(B=400, M=1, T=2, V=20, C=4)
    after = only(flip=0.25).change(before, layout, generators(400))
    flipped = (after != before).any(axis=(1, 2, 3, 4))
    assert 0.2 < flipped.mean() < 0.3
    np.testing.assert_allclose(after[flipped], mirror(before[flipped], layout), atol=1e-6)


def test_noise_falls_on_present_joints_only_and_has_the_given_size() -> None:
    before = windows(B=20)
    difference = only(noise=0.05).damage(before, generators(20)) - before
    present = before[..., -1] > 0
    assert not difference[~present].any()
    assert difference[present][:, :2].std() == pytest.approx(0.05, rel=0.05)
    assert not difference[..., -1].any()


def test_joints_frames_and_people_go_missing_as_often_as_asked() -> None:
    full = np.ones((300, 2, 10, 18, 3), np.float32)
    joints = only(joint_dropout=0.2).damage(full, generators(300))[..., 2]
    assert (joints == 0).mean() == pytest.approx(0.2, abs=0.02)
    assert (joints == joints[:, :, :1]).all()  # missing for the whole window
    frames = only(frame_dropout=0.3).damage(full, generators(300))[..., 2]
    assert (frames == 0).mean() == pytest.approx(0.3, abs=0.03)
    assert (frames == frames[:, :1, :, :1]).all()  # for everybody
    people = only(person_dropout=0.4).damage(full, generators(300))[..., 2]
    assert people[:, 0].all()
    assert (people[:, 1] == 0).mean() == pytest.approx(0.4, abs=0.06)


def test_a_cut_keeps_its_share_and_speeds_lie_within_their_factor() -> None:
    start, end = np.zeros(500), np.full(500, 2.0)
    low, high, speed = only(keep=0.6, speed=0.25).cut(start, end, generators(500))
    assert (low >= 0).all()
    assert (high <= 2).all()
    length = (high - low) / 2
    assert length.min() == pytest.approx(0.6, abs=0.01)
    assert length.max() == pytest.approx(1.0, abs=0.01)
    assert speed.min() == pytest.approx(0.8, abs=0.01)
    assert speed.max() == pytest.approx(1.25, abs=0.01)
