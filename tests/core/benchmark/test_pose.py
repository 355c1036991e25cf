"""The benchmark of pose back ends, on estimators whose errors are known."""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.benchmark import pose as bench
from core.benchmark.pose import compare, matches, run
from core.benchmark.pose_scenes import TORSO, Scene, drawn, empty, photograph, shrunk, torso_lengths
from core.errors import UserError
from core.skeleton import Joints
from core.synthetic.camera import SyntheticCamera
from core.types import Frame
from core.video.opencv import cv2
from core.video.writer import VideoWriter


class Told:
    """Finds what it was told is there, changed by a function of the frame's number."""

    name = "told"

    def __init__(self, scene: Scene, change: object = None) -> None:
        self._truth = [truth for _, truth, _ in scene.shoot()]
        self._change = change or (lambda index, joints: joints)

    def detect(self, frame: Frame) -> Joints:
        return self._change(frame.index, self._truth[frame.index].copy())  # type: ignore[operator]

    def reset(self) -> None:
        pass

    def close(self) -> None:
        pass


def moved(joints: Joints, x: float) -> Joints:
    joints[..., 0] += x
    return joints


def test_drawn_people_have_the_height_that_is_asked_for() -> None:
    scene = drawn((640, 360), 0.5, 2, 3)
    shots = list(scene.shoot())
    assert [len(truth) for _, truth, _ in shots] == [2, 2, 2]
    assert shots[0][0].image.shape == (360, 640, 3)
    lengths = np.array([torso_lengths(truth) for _, truth, _ in shots])
    assert np.median(lengths) == pytest.approx(TORSO * 0.5 * 360, rel=0.25)  # the trunk leans now and then


def test_an_empty_room_moves_but_shows_nobody() -> None:
    shots = list(empty((320, 180), 0, 12).shoot())
    assert all(len(truth) == len(bystanders) == 0 for _, truth, bystanders in shots)
    assert (shots[0][0].image != shots[11][0].image).any()


def test_the_camera_wanders_over_a_photograph_of_nobody(tmp_path: Path) -> None:
    ramp = np.repeat(np.arange(200, dtype=np.uint8)[None], 90, axis=0)
    cv2.imwrite(str(tmp_path / "ramp.png"), np.repeat(ramp[..., None], 3, axis=2))
    scene = photograph(tmp_path / "ramp.png", (320, 180), 200)
    shots = list(scene.shoot())
    assert (scene.name, scene.people) == ("photo ramp", 0)
    assert {shot[0].image.shape for shot in shots} == {(180, 320, 3)}
    assert all(len(truth) == len(bystanders) == 0 for _, truth, bystanders in shots)
    # 440 pixels of the ramp pass by: the left edge sees its first columns, and the 54th
    left = [float(shot[0].image[:, :5].mean()) for shot in shots]
    assert min(left) < 5
    assert max(left) == pytest.approx(54, abs=6)
    (tmp_path / "not.png").write_text("a picture?")
    with pytest.raises(UserError, match=r"not\.png"):
        photograph(tmp_path / "not.png", (320, 180), 1)


def test_a_video_is_made_smaller_and_its_people_with_it(tmp_path: Path) -> None:
    camera = SyntheticCamera(frames=4, people=2)
    with VideoWriter(tmp_path / "two.mp4", camera.size, camera.fps) as writer:
        for frame in iter(camera.read, None):
            writer.write(frame.image, frame.time)

    class Found(Told):
        def __init__(self) -> None:
            self._truth = [camera.truth(index) for index in range(4)]
            for truth in self._truth:
                truth[1] *= np.float32([0.3, 0.3, 1])  # somebody much smaller
            self._change = lambda index, joints: joints

    scene = shrunk(tmp_path / "two.mp4", (640, 360), 0.2, 3, 4, Found())
    shots = list(scene.shoot())
    assert [(len(truth), len(bystanders)) for _, truth, bystanders in shots] == [(3, 3)] * 4
    assert np.median([torso_lengths(truth) for _, truth, _ in shots]) == pytest.approx(TORSO * 0.2 * 360, rel=0.2)
    frame, truth, _ = shots[0]
    x, y = truth[1, 1, :2].round().astype(int)  # the neck lies on somebody, not on the wall
    assert np.abs(frame.image[y + 8, x].astype(int) - frame.image[y + 8, 3]).max() > 40


def test_matches_go_by_place_and_size_and_not_by_left_and_right() -> None:
    (_, truth, _), *_ = drawn((640, 360), 0.5, 2, 1).shoot()
    length = torso_lengths(truth)[0]
    assert matches(truth[::-1], truth) == [(0, 1), (1, 0)] or matches(truth[::-1], truth) == [(1, 0), (0, 1)]
    swapped = truth[:1, [0, 1, 5, 6, 7, 2, 3, 4, 11, 12, 13, 8, 9, 10, 15, 14, 17, 16]]
    assert matches(swapped, truth) == [(0, 0)]
    assert matches(moved(truth[:1].copy(), 0.6 * length), truth) == []
    large = truth[:1].copy()
    centre = large[0, :, :2].mean(axis=0)
    large[0, :, :2] = centre + 2.5 * (large[0, :, :2] - centre)
    assert matches(large, truth) == []
    assert matches(truth[:0], truth) == []


def test_figures_of_an_estimator_whose_errors_are_known() -> None:
    scene = drawn((640, 360), 0.5, 1, 10)
    lengths = [torso_lengths(truth)[0] for _, truth, _ in scene.shoot()]

    def late_and_shaking(index: int, joints: Joints) -> Joints:
        if index < 3:
            return joints[:0]
        return moved(joints, 0.1 * lengths[index] * (1 if index % 2 else -1))

    def twice(index: int, joints: Joints) -> Joints:
        return np.concatenate((joints, moved(joints.copy(), 250)))

    perfect, late, double = compare(
        scene, {"perfect": Told(scene), "late": Told(scene, late_and_shaking), "double": Told(scene, twice)}
    )
    assert (perfect.found, perfect.first, perfect.false, perfect.error, perfect.jitter) == (1, 0, 0, 0, 0)
    assert (late.found, late.first, late.false) == (0.7, 3, 0)
    assert late.error == pytest.approx(0.1, abs=1e-4)
    assert late.jitter == pytest.approx(0.2, abs=1e-4)
    assert (double.found, double.false) == (1, 0.5)


def test_bystanders_are_neither_found_nor_false_and_an_empty_room_counts_by_frames() -> None:
    scene = drawn((640, 360), 0.3, 2, 6)
    shots = [(frame, truth[:1], truth[1:]) for frame, truth, _ in scene.shoot()]
    (row,) = compare(replace(scene, shoot=lambda: iter(shots)), {"told": Told(scene)})
    assert (row.found, row.false) == (1, 0)
    (row,) = compare(
        replace(scene, shoot=lambda: iter([(frame, truth[:0], truth[:0]) for frame, truth, _ in shots])),
        {"told": Told(scene)},
    )
    assert row.false == 2
    assert np.isnan(row.found)


def test_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    bench.add_arguments(parser)
    arguments = parser.parse_args(
        ["--scenes", "figure", "empty", "--shares", "0.5", "--people", "1", "--rooms", "1", "--frames", "3", "--size",
         "320x180", "--json"]
    )  # fmt: skip
    monkeypatch.setattr(bench, "find_pose_model", lambda: None)
    monkeypatch.setattr(bench, "BlazePose", lambda *_, **__: Told(empty((320, 180), 0, 3)))
    monkeypatch.setattr(bench, "open_backends", lambda names, people, stack: {"told": Told(empty((320, 180), 0, 3))})
    run(arguments)
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [(row["scene"], row["backend"], row["frames"]) for row in rows] == [
        ("figure", "told", 3),
        ("empty", "told", 3),
    ]
    arguments.json = False
    run(arguments)
    assert capsys.readouterr().out.splitlines()[1].split()[:4] == ["figure", "0.50", "1", "told"]


def test_unknown_back_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "find_pose_model", lambda: None)
    with ExitStack() as stack, pytest.raises(UserError, match="no pose back end 'openpose'"):
        bench.open_backends(["openpose"], 1, stack)


def test_room_for_as_many_as_there_are() -> None:
    pytest.importorskip("ai_edge_litert", reason="no wheels of ai-edge-litert for this machine")
    with ExitStack() as stack:
        poses = bench.open_backends(["blazepose", "blazepose-exact"], 3, stack)
        assert [pose.max_people for pose in poses.values()] == [6, 3]  # type: ignore[attr-defined]
        nobody = bench.open_backends(["blazepose-exact"], 0, stack)  # an empty room
        assert nobody["blazepose-exact"].max_people == 1  # type: ignore[attr-defined]
