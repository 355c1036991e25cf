"""The drawn figure, its motion, and the synthetic camera."""

from __future__ import annotations

import time

import numpy as np
import pytest

from core.errors import UserError
from core.sources import open_source
from core.synthetic.camera import SyntheticCamera
from core.synthetic.figure import draw_figure, finish, ground
from core.synthetic.motion import Motion, load_motions, perform, resample
from core.video.opencv import cv2


def test_recorded_motions_fit_the_picture() -> None:
    motions = load_motions()
    assert len(motions) >= 4
    assert len({motion.action for motion in motions}) == len(motions)
    for motion in motions:
        assert motion.points.shape[1:] == (33, 2)
        assert motion.source.startswith(motion.action + "/")
        hips, shoulders = motion.points[:, 23:25].mean(axis=1), motion.points[:, 11:13].mean(axis=1)
        assert np.median(np.linalg.norm(hips - shoulders, axis=1)) == pytest.approx(1, abs=0.02)
        assert motion.points[..., 1].max() == pytest.approx(0, abs=0.01)  # the lowest point is the floor


def test_resampling_keeps_the_speed() -> None:
    ramp = np.arange(11, dtype=np.float32)[:, None, None] * np.ones((33, 2), np.float32)
    points = resample(Motion("walk", ramp, 25.0, "walk/x.avi"), 50.0)
    np.testing.assert_allclose(points[:, 0, 0], np.arange(21) / 2, atol=1e-5)


def test_performance_moves_smoothly_from_action_to_action() -> None:
    points, actions = perform(load_motions(), 30.0)
    assert len(points) == len(actions)
    assert list(dict.fromkeys(actions)) == [motion.action for motion in load_motions()]
    steps = np.abs(np.diff(points, axis=0, append=points[:1])).max(axis=(1, 2))
    assert steps.max() < 1.0  # torsos a frame; a jump between two actions would be more than two


def test_camera_is_deterministic_and_seeks() -> None:
    camera = open_source("synthetic:frames=30&size=320x240&fps=15&people=2")
    assert (camera.size, camera.fps, camera.frame_count, camera.duration) == ((320, 240), 15, 30, 2)
    frames = [camera.read() for _ in range(31)]
    assert frames[-1] is None
    camera.seek(1.0)
    again = camera.read()
    assert again is not None
    assert frames[15] is not None
    assert (again.index, again.time) == (15, 1.0)
    np.testing.assert_array_equal(again.image, frames[15].image)


def test_truth_is_where_the_figure_is_drawn() -> None:
    camera = SyntheticCamera(people=2)
    frame = camera.read()
    assert frame is not None
    truth = camera.truth(0)
    assert truth.shape == (2, 18, 3)
    assert (truth[..., 2] == 1).all()
    empty = ground(640, 480).astype(int)
    for x, y in truth[:, [3, 8, 9, 11, 12], :2].reshape(-1, 2):  # elbow, hips, knees
        here = slice(round(float(y)) - 1, round(float(y)) + 2), slice(round(float(x)) - 1, round(float(x)) + 2)
        assert np.abs(frame.image[here].astype(int) - empty[here]).max() > 40
    for person in range(2):
        middle = truth[person, 8:14, 0].mean()
        assert abs(middle - 640 * (person + 0.5) / 2) < 120


def test_frames_bring_their_joints_along_where_asked() -> None:
    camera = open_source("synthetic:people=3&joints=1&size=320x240&live=0")
    frame = camera.read()
    assert frame is not None
    assert frame.joints is not None
    np.testing.assert_array_equal(frame.joints, SyntheticCamera((320, 240), people=3).truth(0))
    assert SyntheticCamera().read().joints is None  # type: ignore[union-attr]


def test_live_camera_runs_at_its_own_pace_and_has_no_end() -> None:
    camera = open_source("synthetic:live=1&fps=100&size=64x64")
    assert camera.live
    assert (camera.frame_count, camera.duration) == (None, None)
    start = time.monotonic()
    frames = [camera.read() for _ in range(11)]
    assert time.monotonic() - start > 0.099  # the first comes at once, ten more follow 10 ms apart
    camera.seek(0.0)
    after = camera.read()
    assert after is not None
    assert [frame.index for frame in [*frames, after] if frame is not None] == list(range(12))


def test_the_grain_is_the_same_on_every_picture() -> None:
    grey = np.full((64, 96, 3), 120, np.uint8)
    noise = np.random.default_rng(0).integers(-3, 4, grey.shape, np.int16)
    expected = cv2.GaussianBlur((grey.astype(np.int16) + noise).astype(np.uint8), (3, 3), 0.7)
    np.testing.assert_array_equal(finish(grey), expected)


def test_one_action_only() -> None:
    action = load_motions()[1].action
    camera = SyntheticCamera(action=action)
    assert set(camera.actions) == {action}


def test_figure_seen_from_behind_has_no_face() -> None:
    points = load_motions()[0].points[0] * 100 + np.array((320, 450), np.float32)
    facing, away = ground(640, 480), ground(640, 480)
    if points[11, 0] < points[12, 0]:
        points[:, 0] = 640 - points[:, 0]
    draw_figure(facing, points, 100)
    turned = points.copy()
    turned[[11, 12]] = points[[12, 11]]
    draw_figure(away, turned, 100)
    x, y = points[0].round().astype(int)
    assert facing[y, x].mean() > away[y, x].mean() + 50  # skin against hair


@pytest.mark.parametrize("uri", ["synthetic:people=0", "synthetic:fps=0", "synthetic:frames=0", "synthetic:size=9x9"])
def test_settings_out_of_range(uri: str) -> None:
    with pytest.raises(UserError, match="takes 1 to 6 people"):
        open_source(uri)
