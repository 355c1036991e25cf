"""The command that measures counts against true ones."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest

from core.benchmark import counting
from core.benchmark.counting import Row, errors, read_videos, run, summary
from core.errors import UserError
from core.types import Frame
from tests.core.counting.motions import held, joints_of, pose, repeated


def archive(path: Path, **changes: np.ndarray) -> Path:
    videos = [repeated("golf", 4), held(pose("golf", 0), 3.0)]
    poses = np.concatenate(videos).astype(np.float32) + 10
    poses[5] = 0  # nobody is there
    arrays = {
        "name": np.array(["a", "b"]),
        "type": np.array(["golf", "rest"]),
        "count": np.array([5, 0]),
        "frames": np.array([len(video) for video in videos]),
        "poses": poses,
    }
    np.savez(path, **(arrays | changes))
    return path


def test_mae_and_obo() -> None:
    rows = [Row("a", "x", 10, 8, 9, 0.1), Row("b", "x", 4, 4, 8, 0.1), Row("c", "y", 0, 1, 0, 0.1)]
    assert errors(rows, "file") == pytest.approx(((0.2 + 0.0 + 1.0) / 3, 2 / 3))
    assert errors(rows, "live") == pytest.approx(((0.1 + 1.0 + 0.0) / 3, 2 / 3))
    found = summary(rows)
    assert list(found) == ["all", "x", "y"]
    assert found["x"]["file_obo"] == 0.5
    assert found["y"]["live_mae"] == 0.0


def test_joints_of_a_file(tmp_path: Path) -> None:
    first, second = read_videos(archive(tmp_path / "a.npz"))
    assert (first.name, first.exercise, first.true, first.joints.shape) == ("a", "golf", 5, (240, 18, 3))
    assert (first.joints[5] == 0).all()
    assert (first.joints[6, :, 2] == 1).all()
    assert second.true == 0


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = argparse.Namespace(data=archive(tmp_path / "a.npz"), fps=30.0, part="all", chain=None, json=True)
    run(arguments)
    found = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["true"], row["file"], row["live"]) for row in found["videos"]] == [
        ("a", 5, 4, 4),
        ("b", 0, 0, 0),
    ]
    assert found["summary"]["all"]["file_mae"] == pytest.approx(0.1)
    arguments.json, arguments.part = False, "odd"
    run(arguments)
    assert "rest" in capsys.readouterr().out


def test_the_share_of_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that pose estimation moves by 30, a network by 15 and counting by 1."""
    clock = {"now": 100.0}

    def takes(seconds: float) -> None:
        clock["now"] += seconds

    class Stage:
        left, natural_hop, hop = 3, 0.1, 0.0

        def read(self) -> Frame | None:
            self.left -= 1
            return Frame(2 - self.left, (2 - self.left) / 30, np.zeros((4, 4, 3), np.uint8)) if self.left >= 0 else None

        def detect(self, frame: Frame) -> np.ndarray:
            takes(0.03)
            return joints_of(held(pose("golf", 0), 0.1))[:1]

        def push(self, *rest: object) -> None:
            takes(0.015)

        def __call__(self, *rest: object) -> None:
            takes(0.001)

        def close(self) -> None:
            pass

    monkeypatch.setattr(counting.time, "process_time", lambda: clock["now"])
    monkeypatch.setattr(counting.Recognizer, "from_weights", lambda *rest: Stage())
    for name in ("open_source", "open_pose", "PeopleCounter"):
        monkeypatch.setattr(counting, name, lambda *rest: Stage())
    figures = counting.chain_figures(Path("a.mp4"), "small")
    assert figures == pytest.approx({"chain_ms": 46.0, "counting_ms": 1.0, "share": 1 / 46})
    monkeypatch.setattr(Stage, "left", 0)
    with pytest.raises(UserError, match=r"a\.mp4 holds no frames"):
        counting.chain_figures(Path("a.mp4"), "small")


def test_bad_files(tmp_path: Path) -> None:
    np.savez(tmp_path / "few.npz", name=np.array(["a"]))
    with pytest.raises(UserError, match=r"few.npz holds no type, count, frames, poses"):
        read_videos(tmp_path / "few.npz")
    with pytest.raises(UserError, match="poses must be"):
        read_videos(archive(tmp_path / "short.npz", frames=np.array([1, 2])))
    (tmp_path / "text.npz").write_text("no")
    with pytest.raises(UserError, match="cannot be read"):
        read_videos(tmp_path / "text.npz")
