"""Skeleton files as sources."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.skeleton_source import as_kinetics18, sidecar_path
from core.errors import UserError
from core.skeleton import KINETICS18, LAYOUTS
from core.sources import list_sources, open_source
from core.types import Frame


def row(frame: int, time: float, *people: np.ndarray) -> str:
    rows = [{"id": id, "keypoints": person.tolist()} for id, person in enumerate(people, 1)]
    return json.dumps({"frame": frame, "time": time, "people": rows})


def person(seed: int) -> np.ndarray:
    joints = np.random.default_rng(seed).uniform(1, 200, (18, 3)).round(2)
    joints[:, 2] = 0.5
    return joints


def frames_of(path: Path) -> list[Frame]:
    source = open_source(path)
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    return frames


def test_own_export_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    hidden = person(2)
    hidden[4] = (7, 8, 0)  # without confidence the place means nothing
    path.write_text("\n".join([row(0, 0.0, person(1)), row(1, 0.1), row(2, 0.25, person(1), hidden)]) + "\n")
    sidecar_path(path).write_text(json.dumps({"source": {"fps": 12.5, "size": [640, 360]}}))
    source = open_source(path)
    assert (source.fps, source.size, source.frame_count, source.live) == (12.5, (640, 360), 3, False)
    assert source.duration == pytest.approx(0.25 + 0.08)
    frames = frames_of(path)
    assert [frame.time for frame in frames] == [0.0, 0.1, 0.25]
    joints = [frame.joints for frame in frames]
    assert [len(people) for people in joints if people is not None] == [1, 0, 2]
    np.testing.assert_array_equal(joints[0], person(1)[None].astype(np.float32))
    assert joints[2] is not None
    np.testing.assert_array_equal(joints[2][1, 4], (0, 0, 0))
    assert frames[0].image.shape == (360, 640, 3)
    source.seek(0.2)
    frame = source.read()
    assert frame is not None
    assert frame.index == 2


def test_without_side_car_size_and_rate_come_from_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    far = person(1)
    far[0] = (900, 700, 1)
    path.write_text("\n".join(row(i, i / 20, far) for i in range(5)))
    source = open_source(path)
    assert source.fps == pytest.approx(20)
    assert source.size == (910, 710)


def test_row_cut_off_at_the_end_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(row(0, 0.0, person(1)) + "\n" + row(1, 0.1, person(1))[:40])
    source = open_source(path)
    assert source.frame_count == 1
    assert "ast row cut off" in source.warnings[0]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([row(0, 0.0), "{}", row(2, 0.2)], "line 2, is not a row"),
        ([row(0, 0.1), row(1, 0.1)], "line 2: the time 0.1"),
        ([""], "holds no rows"),
        ([row(0, 0.0, np.zeros((17, 3)))], "line 1, is not a row"),
    ],
)
def test_damaged_exports(tmp_path: Path, lines: list[str], message: str) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("\n".join(lines))
    with pytest.raises(UserError, match=message):
        open_source(path)


def kinetics(path: Path, *rows: tuple[int, list[tuple[list[float], list[float]]]]) -> Path:
    data: list[dict[str, Any]] = [
        {"frame_index": index, "skeleton": [{"pose": pose, "score": score} for pose, score in people]}
        for index, people in rows
    ]
    path.write_text(json.dumps({"data": data, "label": "juggling", "label_index": 3}))
    return path


def test_kinetics_clip(tmp_path: Path) -> None:
    pose, score = [0.5, 0.25] * 17 + [0.0, 0.0], [0.8] * 17 + [0.0]
    path = kinetics(tmp_path / "clip.json", (1, [(pose, score)]), (2, []), (4, [(pose, [0.0] * 18)]))
    source = open_source(path)
    assert (source.size, source.fps, source.frame_count) == ((340, 256), 30, 3)
    frames = frames_of(path)
    np.testing.assert_allclose([frame.time for frame in frames], [0, 1 / 30, 3 / 30])
    joints = [frame.joints for frame in frames]
    assert joints[0] is not None
    assert joints[2] is not None
    np.testing.assert_allclose(joints[0][0, 0], (170, 64, 0.8), rtol=1e-6)
    np.testing.assert_array_equal(joints[0][0, 17], (0, 0, 0))
    # All scores zero although there are poses: the joints that lie somewhere count.
    np.testing.assert_array_equal(joints[2][0, 0], (170, 64, 1))
    np.testing.assert_array_equal(joints[2][0, 17], (0, 0, 0))


def test_kinetics_clip_with_a_frame_twice(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="same frame_index"):
        open_source(kinetics(tmp_path / "clip.json", (1, []), (1, [])))


def test_joints_that_are_no_numbers_are_missing_and_told(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    odd = person(1)
    odd[3, 0] = np.nan
    path.write_text(row(0, 0.0, odd))
    source = open_source(path)
    frame = source.read()
    assert frame is not None
    assert frame.joints is not None
    np.testing.assert_array_equal(frame.joints[0, 3], (0, 0, 0))
    np.testing.assert_array_equal(frame.joints[0, 4], odd[4].astype(np.float32))
    assert "impossible coordinate" in source.warnings[0]


def test_one_clip_of_a_data_set(tmp_path: Path) -> None:
    for name, count in (("wave/a", 2), ("wave/b", 4)):
        path = tmp_path / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(row(i, i / 10, person(1)) for i in range(count)))
    assert list_sources(str(tmp_path)) == (f"{tmp_path}::wave/a", f"{tmp_path}::wave/b")
    source = open_source(f"{tmp_path}::wave/b")
    assert (source.uri, source.name, source.frame_count) == (f"{tmp_path}::wave/b", "wave/b", 4)
    with pytest.raises(UserError, match=r"no clip 'wave/c'"):
        open_source(f"{tmp_path}::wave/c")


def test_kinect_skeletons_are_fitted_into_the_picture(tmp_path: Path) -> None:
    # people, T, V, metres: y grows upward in the file
    skeleton = np.zeros((1, 3, 25, 3))
    skeleton[..., :] = (0, 0, 3)
    skeleton[0, :, 3, 1] = 0.8  # the head
    skeleton[0, :, [15, 19], 1] = -0.8  # the feet
    skeleton[0, :, [4, 5, 6], 0], skeleton[0, :, [8, 9, 10], 0] = -0.2, 0.2
    annotation = {"frame_dir": "S001C001P001R001A001", "label": 0, "total_frames": 3, "keypoint": skeleton}
    path = tmp_path / "ntu.pkl"
    path.write_bytes(pickle.dumps({"split": {"train": [annotation["frame_dir"]]}, "annotations": [annotation]}))
    source = open_source(path)
    assert source.size == (640, 480)
    frame = source.read()
    assert frame is not None
    assert frame.joints is not None
    joints = frame.joints[0]
    names = {name: joints[index] for index, name in enumerate(KINETICS18.joints)}
    assert names["nose"][:2] == pytest.approx((320, 240 - 192), abs=1)  # the head stands in, 0.8 of the height above
    assert names["r wrist"][0] < 320 < names["l wrist"][0] or names["l wrist"][0] < 320 < names["r wrist"][0]
    assert not names["l eye"].any()


@pytest.mark.parametrize("layout", ["ntu25", "nwucla20", "coco17", "penn13", "sbu15"])
def test_every_layout_becomes_kinetics18_by_name(layout: str) -> None:
    names = LAYOUTS[layout].joints
    joints = np.stack([np.arange(len(names)) + 1.0, np.arange(len(names)) * 2, np.full(len(names), 0.7)], axis=1)
    out = as_kinetics18(joints, layout)
    for index, name in enumerate(KINETICS18.joints):
        if name in names:
            np.testing.assert_allclose(out[index], joints[names.index(name)], rtol=1e-6)
    wrist = names.index("r wrist" if "r wrist" in names else "r hand")
    np.testing.assert_allclose(out[4], joints[wrist], rtol=1e-6)
    assert out[[0, 1, 2, 5, 8, 11], 2].all()  # head, neck, shoulders, hips are there in every one
    if "neck" not in names and "shoulder centre" not in names:
        middle = (joints[names.index("r shoulder"), :2] + joints[names.index("l shoulder"), :2]) / 2
        np.testing.assert_allclose(out[1, :2], middle)


def test_a_missing_shoulder_leaves_no_neck() -> None:
    joints = np.ones((17, 3))
    joints[LAYOUTS["coco17"].joints.index("l shoulder")] = 0
    np.testing.assert_array_equal(as_kinetics18(joints, "coco17")[1], (0, 0, 0))
