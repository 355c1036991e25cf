"""The back end on drawn people whose joints are known, against MediaPipe, and its rules for who is who."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.benchmark.pose import matches
from core.benchmark.pose_scenes import drawn, empty
from core.errors import UserError
from core.pose import backend, blazepose
from core.pose.backend import backend_named, choose_backend, open_pose, usage_notice, usual_people
from core.pose.blazepose import BlazePose
from core.pose.followed import same_person
from core.pose.mediapipe import MediaPipePose
from core.pose.pose_model import find_pose_model
from core.synthetic.camera import SyntheticCamera
from core.types import Frame

pytest.importorskip("ai_edge_litert", reason="no wheels of ai-edge-litert for this machine")


@pytest.fixture(scope="module")
def pose() -> Iterator[BlazePose]:
    backend = BlazePose(find_pose_model())
    yield backend
    backend.close()


def torso(joints: np.ndarray) -> float:
    return float(np.linalg.norm(joints[1, :2] - (joints[8, :2] + joints[11, :2]) / 2))


def test_two_people_are_where_mediapipe_sees_them(pose: BlazePose) -> None:
    """With room for exactly those who are there, both cut their crops from the landmarks before."""
    camera = SyntheticCamera(people=2, frames=10)
    pose.reset()
    with closing(MediaPipePose(find_pose_model(), 2)) as mediapipe:
        for frame in iter(camera.read, None):
            ours, theirs = pose.detect(frame), mediapipe.detect(frame)
            if frame.index < 5:
                continue  # until both have found both
            assert ours.shape == theirs.shape == (2, 18, 3)
            ours, theirs = (people[np.argsort(people[:, 1, 0])] for people in (ours, theirs))
            both = (ours[..., 2] > 0) & (theirs[..., 2] > 0)
            distances = np.linalg.norm(ours[..., :2] - theirs[..., :2], axis=-1)[both] / torso(theirs[0])
            assert both.mean() > 0.95
            assert np.median(distances) < 0.01
            np.testing.assert_allclose(ours[..., 2][both], theirs[..., 2][both], atol=0.2)


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_people_large_and_small_are_found_and_followed(share: float) -> None:
    scene = drawn((640, 360), share, 1, 6)
    with closing(BlazePose(find_pose_model(), thorough=True)) as pose:
        for frame, truth, _ in scene.shoot():
            found = pose.detect(frame)
            assert len(found) == 1
            assert matches(found, truth) == [(0, 0)]
        assert pose.unfollowed == 0


def test_more_people_than_are_followed_are_counted() -> None:
    scene = drawn((640, 360), 0.4, 3, 3)
    with closing(BlazePose(find_pose_model(), max_people=1, thorough=True)) as pose:
        assert [len(pose.detect(frame)) for frame, *_ in scene.shoot()] == [1] * 3
        assert pose.unfollowed == 2
        pose.reset()
        assert pose.unfollowed == 0


def test_whoever_gets_a_place_is_no_longer_counted() -> None:
    frames = [frame for frame, *_ in drawn((640, 360), 0.5, 2, 8).shoot()]
    with closing(BlazePose(find_pose_model(), max_people=1, thorough=True)) as pose:
        (first,) = pose.detect(frames[0])
        assert pose.unfollowed == 1
        left = first[1, 0] < 320
        for frame in frames[1:]:
            image = frame.image.copy()
            image[:, slice(320) if left else slice(320, None)] = 128
            found = pose.detect(replace(frame, image=image))
        assert len(found) == 1
        assert (found[0, 1, 0] > 320) == left
        assert pose.unfollowed == 0


def test_nobody_in_an_empty_room(pose: BlazePose) -> None:
    pose.reset()
    assert sum(len(pose.detect(frame)) for frame, *_ in empty((640, 360), 0, 12).shoot()) == 0


def test_the_same_frames_give_the_same_joints_however_many_threads() -> None:
    frames = list(iter(SyntheticCamera(people=2, frames=4).read, None))
    runs = []
    for threads in (1, 3):
        with closing(BlazePose(find_pose_model(), threads=threads)) as pose:
            for _ in range(2):
                pose.reset()
                runs.append([pose.detect(frame) for frame in frames])
    for other in runs[1:]:
        for first, second in zip(runs[0], other, strict=True):
            np.testing.assert_array_equal(first, second)


def test_newcomers_of_whom_the_first_looks_are_not_sure_are_shown_after_some_frames(
    pose: BlazePose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blazepose, "steady", lambda before, pose, score: False)
    monkeypatch.setattr(blazepose, "_CALM", 0.3)  # the drawn person moves fast
    pose.reset()
    found, arrivals = [], []
    for frame in iter(SyntheticCamera(frames=8).read, None):
        found.append(pose.poses(frame))
        arrivals.append(pose.arrivals)
    assert [len(people) for people in found] == [0] * 3 + [1] * 5
    assert [[len(arrival) for arrival in each] for each in arrivals] == [[]] * 3 + [[4]] + [[]] * 4
    assert arrivals[3][0][-1] is found[3][0]
    assert all(same_person(earlier, found[3][0]) for earlier in arrivals[3][0])


def test_newcomers_who_are_calm_only_now_and_then_are_not_shown(
    pose: BlazePose, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = itertools.cycle((0.01, 0.02, 0.2))
    monkeypatch.setattr(blazepose, "steady", lambda before, pose, score: False)
    monkeypatch.setattr(blazepose, "change", lambda before, pose: next(changes))
    pose.reset()
    assert [len(pose.detect(frame)) for frame in iter(SyntheticCamera(frames=16).read, None)] == [0] * 16


def test_someone_who_leaves_is_let_go(pose: BlazePose) -> None:
    pose.reset()
    for frame in iter(SyntheticCamera(frames=3).read, None):
        assert len(pose.detect(frame)) == 1
    blank = np.full((480, 640, 3), 128, np.uint8)
    assert len(pose.detect(Frame(3, 0.1, blank))) == 0


def test_at_least_one_person() -> None:
    with pytest.raises(UserError, match="at least 1 person"):
        BlazePose(find_pose_model(), max_people=0)


def test_a_back_end_says_which_size_of_the_model_it_runs(tmp_path: Path) -> None:
    lite = tmp_path / "pose_landmarker_lite.task"
    lite.symlink_to(find_pose_model())
    for name, known in (("blazepose", "BlazePose lite"), ("mediapipe", "MediaPipe lite")):
        with closing(open_pose(model=lite, backend=name)) as pose:
            assert pose.name == known
        assert backend_named(known) == name
    with pytest.raises(UserError, match="no pose back end is called 'OpenPose'"):
        backend_named("OpenPose")


def test_the_back_end_is_the_one_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_backend() == choose_backend("blazepose") == "blazepose"
    assert choose_backend("mediapipe") == "mediapipe"
    assert (usual_people(), usual_people("blazepose"), usual_people("mediapipe")) == (6, 6, 2)
    assert usage_notice() is usage_notice("blazepose") is None
    with closing(open_pose()) as pose:
        assert pose.name == "BlazePose full"
    with closing(open_pose(backend="mediapipe")) as other:
        assert other.name == "MediaPipe full"
    with pytest.raises(UserError, match="no pose back end 'openpose'; there are auto, blazepose, mediapipe"):
        choose_backend("openpose")
    monkeypatch.setattr(backend.importlib.util, "find_spec", lambda name: None)
    assert choose_backend() == "mediapipe"
    assert (usual_people(), usual_people("blazepose")) == (2, 6)
    with pytest.raises(UserError, match="needs ai-edge-litert"):
        choose_backend("blazepose")
