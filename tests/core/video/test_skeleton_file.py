"""Skeleton files as sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import UserError
from core.types import Frame
from core.video.skeleton_file import sidecar_path
from core.video.sources import open_source


def row(frame: int, time: float, *people: np.ndarray) -> str:
    return json.dumps({"frame": frame, "time": time, "people": [{"keypoints": person.tolist()} for person in people]})


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
    assert "last row is cut off" in source.warnings[0]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([row(0, 0.0), "{}", row(2, 0.2)], "line 2, is not a row"),
        ([row(0, 0.1), row(1, 0.1)], "line 2: the time 0.1"),
        ([""], "holds no rows"),
        ([row(0, 0.0, np.zeros((17, 3)))], "line 1, is not a row"),
        ([row(0, 0.0, np.full((18, 3), np.nan))], "not numbers"),
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
