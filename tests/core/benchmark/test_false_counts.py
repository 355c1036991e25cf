"""The command that counts where nobody repeats anything."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest

from core.benchmark import false_counts
from core.benchmark.false_counts import Row, run
from core.errors import UserError
from core.skeleton import Joints
from core.types import Frame
from tests.core.counting.motions import held, joints_of, pose, repeated


def export(path: Path, joints: Joints) -> None:
    path.parent.mkdir(exist_ok=True, parents=True)
    lines = ({"frame": index, "time": index / 30, "people": [{"id": 1, "keypoints": each.tolist()}]}
             for index, each in enumerate(joints))  # fmt: skip
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")


def test_by_class(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for clip in ("a", "b"):
        export(tmp_path / "set" / "golf" / f"{clip}.jsonl", joints_of(repeated("golf", 3, 2.0)))
    export(tmp_path / "set" / "stand" / "c.jsonl", joints_of(held(pose("golf", 0), 3.0)))
    arguments = argparse.Namespace(paths=[tmp_path / "set"], classes=(), people=2, pose="auto", json=True)
    run(arguments)
    rows = [Row(**row) for row in json.loads(capsys.readouterr().out)["rows"]]
    assert [(row.name, row.clips, row.file, row.live) for row in rows] == [
        ("set: golf", 2, 6, 6),
        ("set: stand", 1, 0, 0),
        ("all", 3, 6, 6),
    ]
    assert rows[0].seconds == pytest.approx(2 * 179 / 30)
    assert rows[0].live_a_minute == pytest.approx(6 / (2 * 179 / 30 / 60))
    arguments.classes, arguments.json = ("stand",), False
    run(arguments)
    assert "golf" not in capsys.readouterr().out


def test_people_of_a_video_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    left, right = joints_of(repeated("golf", 3)), joints_of(repeated("golf", 3) + [4.5, 0])

    class Video:
        index = 0

        def read(self) -> Frame | None:
            self.index += 1
            blank = np.zeros((4, 4, 3), np.uint8)
            return Frame(self.index - 1, (self.index - 1) / 30, blank) if self.index <= len(left) else None

        def detect(self, frame: Frame) -> Joints:
            return np.stack([left[frame.index], right[frame.index]])

        def close(self) -> None:
            pass

    monkeypatch.setattr(false_counts, "open_source", lambda path: Video())
    monkeypatch.setattr(false_counts, "open_pose", lambda people, backend: asked.append(backend) or Video())
    row, every = false_counts.measure([Path("two.mp4")], (), 2, "mediapipe")
    assert (row.name, row.clips, row.file, row.live) == ("two.mp4", 1, 6, 6)
    assert row.seconds == pytest.approx(179 / 30)
    assert every.live == 6
    assert asked == ["mediapipe"]


def test_what_is_in_metres_is_seen_in_perspective() -> None:
    joints = np.array([[[1.0, 0.5, 2.0, 1.0], [1.0, 0.5, 0.0, 0.0]]], np.float32)
    np.testing.assert_allclose(false_counts._flat(joints)[0, 0], [0.5, 0.25, 1.0])
    assert false_counts._flat(joints)[0, 1, 2] == 0


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        false_counts.measure([tmp_path / "no"], (), 2, "auto")
