import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import window as windows
from core.skeleton import get_layout
from core.window import MAX_GAP, Track, align, in_picture, network_input, resample, sample_window, turn


def moving(times: np.ndarray) -> np.ndarray:
    """Joints (T, 18, 3): x = 100 + 10 t + joint, y = 50 - 20 t + joint², all sure."""
    joint = np.arange(18)
    x = 100 + 10 * times[:, None] + joint
    y = 50 - 20 * times[:, None] + joint**2
    return np.stack((x, y, np.full_like(x, 0.9)), axis=-1).astype(np.float32)


def test_same_rate_returns_the_frames_themselves() -> None:
    times = np.arange(40) / 30
    joints = moving(times)
    np.testing.assert_allclose(sample_window(times, joints, times[-1], 40, 30.0), joints, rtol=1e-6)


@pytest.mark.parametrize("rate", [10.0, 12.5, 24.0, 60.0])
def test_motion_is_resampled_by_time_whatever_the_camera_rate(rate: float) -> None:
    times = np.arange(0, 2, 1 / rate)
    end = float(times[-1])
    window = sample_window(times, moving(times), end, 20, 30.0)
    wanted = end - np.arange(19, -1, -1) / 30
    np.testing.assert_allclose(window, moving(wanted), rtol=1e-4)


def test_moments_before_the_first_sighting_are_zero() -> None:
    times = np.arange(10) / 30
    window = sample_window(times, moving(times), times[-1], 40, 30.0)
    assert not window[:30].any()
    np.testing.assert_allclose(window[30:], moving(times), rtol=1e-6)


def test_short_gaps_are_interpolated_and_long_ones_are_not() -> None:
    times = np.arange(40) / 30
    joints = moving(times)
    hidden = joints.copy()
    hidden[10:13, 4] = 0  # 3 frames: 0.133 s between the sightings around them
    hidden[20:30, 7] = 0  # 10 frames: longer than MAX_GAP
    assert 11 / 30 > MAX_GAP > 4 / 30
    window = sample_window(times, hidden, times[-1], 40, 30.0)
    np.testing.assert_allclose(window[10:13, 4], joints[10:13, 4], rtol=1e-4)
    assert not window[20:30, 7].any()
    np.testing.assert_allclose(window[[19, 30], 7], joints[[19, 30], 7], rtol=1e-6)


def test_unseen_frames_of_the_whole_person_are_gaps_too() -> None:
    times = np.delete(np.arange(40) / 30, [15, 16])
    window = sample_window(times, moving(times), times[-1], 40, 30.0)
    np.testing.assert_allclose(window, moving(np.arange(40) / 30), rtol=1e-4)


def test_nobody_is_an_empty_window() -> None:
    assert sample_window([], np.zeros((0, 18, 3), np.float32), 1.0, 8, 30.0).shape == (8, 18, 3)


def normalise(window: np.ndarray) -> np.ndarray:
    """One person's window (T, V, C)."""
    return windows.normalise(window[None, None])[0, 0]


def standing(torso: float = 60.0) -> np.ndarray:
    """One frame of an upright person with the usual proportions, neck at (200, 100)."""
    body = np.zeros((18, 2))
    body[[1, 2, 5]] = [0, 0], [-0.28, 0], [0.28, 0]
    body[0] = 0, -0.35
    body[[8, 9, 10]] = [-0.28, 1], [-0.28, 1.7], [-0.28, 2.4]
    body[[11, 12, 13]] = [0.28, 1], [0.28, 1.7], [0.28, 2.4]
    body[[3, 4]] = [-0.28, 0.5], [-0.28, 1]
    body[[6, 7]] = [0.28, 0.5], [0.28, 1]
    body[14:] = [-0.05, -0.4], [0.05, -0.4], [-0.1, -0.35], [0.1, -0.35]
    return np.concatenate((body * torso + (200, 100), np.full((18, 1), 0.9)), axis=1).astype(np.float32)


def test_body_units_have_the_torso_as_one_and_y_downward() -> None:
    window = normalise(np.repeat(standing(60)[None], 5, axis=0))
    np.testing.assert_allclose(window[0, 8, 1] - window[0, 2, 1], 1.0, rtol=1e-4)  # hip below shoulder: y grows down
    np.testing.assert_allclose(window[:, [1, 2, 5, 8, 11], :2].mean(axis=(0, 1)), 0, atol=1e-6)
    np.testing.assert_allclose(window[..., 2], 0.9)


@given(st.floats(-500, 500), st.floats(-500, 500), st.floats(0.2, 8))
def test_place_and_size_in_the_picture_do_not_matter(dx: float, dy: float, size: float) -> None:
    window = np.stack([standing(60) + [5 * t, 0, 0] for t in range(6)]).astype(np.float32)
    moved = window.copy()
    moved[..., :2] = (moved[..., :2] - (200, 100)) * size + (200 + dx, 100 + dy)
    np.testing.assert_allclose(normalise(moved), normalise(window), atol=2e-3)


def test_the_unit_is_the_80th_percentile_of_the_sizes_of_the_window() -> None:
    sizes = np.array([70, 50, 52, 54, 56, 58, 60, 62, 64, 66, 68], np.float32)  # somebody comes nearer
    out = normalise(np.stack([standing(size) for size in sizes]))
    torso = np.linalg.norm(out[:, 8, :2] - out[:, 2, :2], axis=1)
    np.testing.assert_allclose(torso, sizes / 66, rtol=5e-3)  # 66 is larger than 8 of the 10 others


def test_walking_through_the_window_stays_visible() -> None:
    window = np.stack([standing(50) + [10 * t, 0, 0] for t in range(6)]).astype(np.float32)
    np.testing.assert_allclose(np.diff(normalise(window)[:, 1, 0]), 10 / 50, rtol=1e-3)


def test_missing_joints_stay_zero_and_do_not_move_the_others_far() -> None:
    window = np.repeat(standing()[None], 4, axis=0)
    window[:, [10, 13]] = 0
    out = normalise(window)
    assert not out[:, [10, 13]].any()
    whole = normalise(np.repeat(standing()[None], 4, axis=0))
    np.testing.assert_allclose(out[:, :10], whole[:, :10], atol=1e-5)


def test_an_empty_window_stays_empty() -> None:
    assert not normalise(np.zeros((4, 18, 3), np.float32)).any()


def test_shares_of_the_picture_have_the_middle_at_zero() -> None:
    window = np.zeros((1, 18, 3), np.float32)
    window[0, 4] = [320, 0, 0.7]
    window[0, 5] = [160, 120, 0.6]
    out = in_picture(window, 320, 240)
    np.testing.assert_allclose(out[0, [4, 5]], [[0.5, -0.5, 0.7], [0, 0, 0.6]])
    assert not np.delete(out, [4, 5], axis=1).any()


def test_a_network_is_fed_its_own_coordinates_and_empty_moments_stay_empty() -> None:
    window = np.zeros((4, 18, 3), np.float32)
    window[2:] = standing()
    np.testing.assert_array_equal(network_input(window), normalise(window))
    np.testing.assert_array_equal(network_input(window, (640, 480)), in_picture(window, 640, 480))
    assert not network_input(window)[:2].any()


def test_many_people_at_once_are_each_sampled_as_alone() -> None:
    """Against the definition, moment by moment and joint by joint."""
    random = np.random.default_rng(0)
    people = []
    for length in (1, 7, 40):
        times = np.sort(random.choice(np.arange(100), length, replace=False)) / 30
        joints = random.uniform(1, 100, (length, 18, 3)).astype(np.float32)
        joints[random.random((length, 18)) < 0.4] = 0
        people.append((times, joints))
    tracks = [Track.of(*person) for person in people]
    track = Track(
        *(np.concatenate([getattr(t, name) for t in tracks]) for name in ("times", "joints", "back", "ahead"))
    )
    ends = np.cumsum([len(times) for times, _ in people])
    wanted = random.uniform(0, 3.4, (3, 12))
    wanted[:, 0] = [times[-1] for times, _ in people]
    reach, gap = np.array([0.02, 0.1, 0.05]), np.array([0.2, 0.1, 0.15])
    found = resample(track, np.concatenate(([0], ends[:-1])), ends, wanted, reach, gap)
    for b, (times, joints) in enumerate(people):
        for t, moment in enumerate(wanted[b]):
            for v in range(18):
                seen = joints[:, v, 2] > 0
                np.testing.assert_allclose(
                    found[b, t, v], definition(moment, times[seen], joints[seen, v], reach[b], gap[b]), rtol=1e-4
                )
    assert (found[..., 2] > 0).mean() > 0.05


def definition(moment: float, times: np.ndarray, values: np.ndarray, reach: float, gap: float) -> np.ndarray:
    earlier, later = times <= moment, times >= moment
    if earlier.any() and later.any():
        a, b = np.flatnonzero(earlier)[-1], np.flatnonzero(later)[0]
        if times[b] - times[a] <= gap:
            share = (moment - times[a]) / (times[b] - times[a]) if b > a else 0
            return values[a] + (values[b] - values[a]) * share
    if len(times) and np.abs(times - moment).min() <= reach:
        return values[np.abs(times - moment).argmin()]
    return np.zeros(3)


def test_only_the_rows_asked_for_count() -> None:
    times = np.arange(10) / 10
    track = Track.of(times, moving(times))
    found = resample(track, np.array([3]), np.array([6]), times[None], np.array([0.01]), np.array([1.0]))
    np.testing.assert_allclose(found[0, 3:6], moving(times)[3:6], rtol=1e-6)
    assert not found[0, :3].any()
    assert not found[0, 6:].any()


def test_people_of_a_window_share_origin_and_unit() -> None:
    one = np.repeat(standing(60)[None], 4, axis=0)
    other = one.copy()
    other[..., 0] += 120
    both = windows.normalise(np.stack((one, other))[None])[0]
    np.testing.assert_allclose(both[1, ..., 0] - both[0, ..., 0], 2.0, rtol=1e-4)  # 120 pixels are two torsos
    np.testing.assert_allclose(both[:, :, [1, 2, 5, 8, 11], 0].mean(), 0, atol=1e-5)


@pytest.mark.parametrize("angle", [0.0, 0.7, -2.5])
def test_3d_windows_face_the_camera_whatever_side_it_stands_on(angle: float) -> None:
    layout = get_layout("nwucla20")
    random = np.random.default_rng(0)
    body = random.normal(0, 0.4, (1, 1, 5, 20, 3))
    left, right = layout.joints.index("l shoulder"), layout.joints.index("r shoulder")
    body[..., left, :] = [0.25, 0, 0]
    body[..., right, :] = [-0.25, 0, 0]
    body[..., layout.joints.index("l hip"), :] = [0.1, 0.5, 0]
    body[..., layout.joints.index("r hip"), :] = [-0.1, 0.5, 0]
    turned = turn(body, np.full((1, 1), angle)) + [0.3, -0.1, 2.5]
    ones = np.ones((*body.shape[:-1], 1))
    straight = windows.normalise(np.concatenate((body, ones), axis=-1).astype(np.float32), layout)
    found = windows.normalise(np.concatenate((turned, ones), axis=-1).astype(np.float32), layout)
    np.testing.assert_allclose(found, straight, atol=1e-5)
    across = found[..., left, :3] - found[..., right, :3]
    assert (across[..., 0] > 0.2).all()  # the person's left is at the camera's right
    np.testing.assert_allclose(across[..., 2], 0, atol=1e-5)


def test_running_units_are_those_of_the_frames_so_far() -> None:
    window = np.stack([standing(60) + [6 * t, 3 * t, 0] for t in range(8)]).astype(np.float32)
    window[2] = 0
    window[3:, [8, 11]] = 0
    found = windows.normalise_running(window[None, None])[0, 0]
    for end in range(1, 9):  # no frame after it matters
        np.testing.assert_allclose(windows.normalise_running(window[None, None, :end])[0, 0], found[:end], atol=1e-6)
    np.testing.assert_allclose(found[0], normalise(window[:1])[0], atol=1e-5)
    second = (window[1, 4, 0] - window[:2, [1, 2, 5, 8, 11], 0].mean()) / 60
    np.testing.assert_allclose(found[1, 4, 0], second, rtol=1e-4)
    assert not found[2].any()
    later = window[5, [1, 2, 5], 0] - found[5, [1, 2, 5], 0] * 60  # the origin, from three joints
    frames = [window[t, [1, 2, 5, 8, 11] if t < 2 else [1, 2, 5], 0].mean() for t in (0, 1, 3, 4, 5)]
    np.testing.assert_allclose(later, np.mean(frames), rtol=1e-3)


def test_a_turn_takes_x_to_z_and_leaves_the_height() -> None:
    x = np.array([1.0, 2.0, 0.0]).reshape(1, 1, 1, 1, 3)
    np.testing.assert_allclose(turn(x, np.array([[np.pi / 2]])).ravel(), [0, 2, 1], atol=1e-12)


@pytest.mark.parametrize("every_frame", [True, False])
def test_aligned_skeletons_stand_upright_with_the_spine_at_the_origin(every_frame: bool) -> None:
    """NTU as public code prepares it; the Kinect's y grows upward, ours downward."""
    joints = np.random.default_rng(0).normal(size=(2, 2, 6, 25, 4)).astype(np.float32)
    joints[..., 3] = 1
    joints[1, 0, 0] = 0  # the first person of the second window comes a frame later
    joints[0, 1, 3, 7] = 0
    out = align(joints, every_frame)
    assert not out[joints[..., 3] == 0].any()
    for window, first in ((0, 0), (1, 1)):
        main = out[window, 0, first, :, :3]
        np.testing.assert_allclose(main[1], 0, atol=1e-6)
        across = main[8] - main[4]
        np.testing.assert_allclose(across / np.linalg.norm(across), (1, 0, 0), atol=1e-5)
        kinect = joints[window, ..., :3] * (-1, -1, 1)
        origin = kinect[0, :, 1] if every_frame else np.broadcast_to(kinect[0, first, 1], (6, 3))
        moved = kinect - origin[None, :, None]
        # two turns, the first of which takes the spine to z, the second the shoulders to x; no mirror image
        spine = moved[0, first, 1] - moved[0, first, 0]
        upright = _turn(spine, np.array([0.0, 0, 1]))
        np.testing.assert_allclose(upright @ spine, (0, 0, np.linalg.norm(spine)), atol=1e-6)
        shoulders = upright @ (moved[0, first, 8] - moved[0, first, 4])
        turned = moved @ (_turn(shoulders, np.array([1.0, 0, 0])) @ upright).T
        there = joints[window, ..., 3] > 0
        np.testing.assert_allclose(out[window, ..., :3][there], turned[there], atol=1e-4)


def _turn(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The turn about the cross product by the angle between, column by column with Rodrigues' formula."""
    axis = np.cross(source, target)
    axis /= np.linalg.norm(axis)
    angle = np.arccos(source @ target / np.linalg.norm(source))
    columns = [
        unit * np.cos(angle) + np.cross(axis, unit) * np.sin(angle) + axis * (axis @ unit) * (1 - np.cos(angle))
        for unit in np.eye(3)
    ]
    return np.stack(columns, axis=1)
