"""Every example runs, on drawn people whose action is known."""

from __future__ import annotations

import csv
import json
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.models import MODELS
from core.sources import open_source
from core.video.writer import VideoWriter

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(name: str, *arguments: str) -> list[str]:
        """What an example prints, line by line."""
        monkeypatch.setattr("sys.argv", [name, *arguments])
        runpy.run_path(str(EXAMPLES / name), run_name="__main__")
        return capsys.readouterr().out.splitlines()

    return run


def write_video(path: Path, action: str, frames: int) -> None:
    source = open_source(f"synthetic:action={action}&fps=15&frames={frames}&size=480x360")
    with VideoWriter(path, source.size, source.fps) as writer:
        while (frame := source.read()) is not None:
            writer.write(frame.image, frame.time)


def write_clips(folder: Path, action: str, count: int, frames: int = 30) -> None:
    """Clips of one class as core.extract writes them: stretches of a drawn person's action, each with its own noise."""
    source = open_source(f"synthetic:action={action}&joints=1&live=0")
    path = []
    while (frame := source.read()) is not None:
        assert frame.joints is not None
        path.append(frame.joints[0])
    random = np.random.default_rng(len(action))
    (folder / action).mkdir(parents=True)
    for number in range(count):
        start = int(random.integers(len(path) - frames))
        rows = []
        for index, joints in enumerate(path[start : start + frames]):
            noisy = joints + random.normal(0, 1, joints.shape) * (1, 1, 0)
            rows.append({"frame": index, "time": index / 30, "people": [{"id": 1, "keypoints": noisy.tolist()}]})
        (folder / action / f"{number}.jsonl").write_text("\n".join(map(json.dumps, rows)))


def test_there_is_a_test_of_every_example() -> None:
    tested = {"label_video.py", "own_pose_backend.py", "own_network.py", "export_folder.py"}
    assert {path.name for path in EXAMPLES.glob("*.py")} == tested


def test_a_video_is_labelled_in_twenty_lines(run: Any) -> None:
    lines = run("label_video.py", "synthetic:action=golf&fps=15&frames=26&size=480x360")
    assert len(lines) > 20
    assert lines[-1].startswith("  1.67 s  person 1  ok          golf ")
    code = (EXAMPLES / "label_video.py").read_text(encoding="utf-8").splitlines()[1:]
    assert sum(bool(line.strip()) for line in code) <= 20


def test_another_pose_estimator_finds_the_person(run: Any) -> None:
    assert "person 1" in run("own_pose_backend.py", "synthetic:action=golf&frames=16&size=480x360")[-1]
    example = runpy.run_path(str(EXAMPLES / "own_pose_backend.py"))
    pose = example["CocoPose"](example["standing_people"]())
    source = open_source("synthetic:action=golf&joints=1&live=0")
    source.seek(0.5)
    frame = source.read()
    assert frame is not None
    assert frame.joints is not None
    (truth,) = frame.joints
    found = min(pose.detect(frame), key=lambda joints: abs(joints - truth).sum())
    np.testing.assert_allclose(found[1], (found[2] + found[5]) / 2)  # COCO has no neck
    torso = np.linalg.norm(truth[1, :2] - (truth[8, :2] + truth[11, :2]) / 2)
    trunk = [1, 2, 5, 8, 11]
    assert (np.linalg.norm(found[trunk, :2] - truth[trunk, :2], axis=1) < 0.5 * torso).all()
    assert found[8, 0] < found[11, 0]  # the right hip is at the left of the picture


def test_a_network_of_ones_own_learns_ones_own_clips(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for action in ("clap", "golf"):
        write_clips(tmp_path / "clips", action, 8)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("core.models.MODELS", dict(MODELS))  # the example adds its own
    last = run("own_network.py", str(tmp_path / "clips"), "8")[-1]
    assert last.startswith(f"{tmp_path / 'clips'}::clap/0: clap ")


def test_a_folder_becomes_a_table(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "videos"
    folder.mkdir()
    write_video(folder / "one.mp4", "golf", 26)
    (folder / "two.mp4").write_bytes(b"no video")
    assert run("export_folder.py", str(folder), str(tmp_path / "out.csv")) == []
    rows = list(csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8")))
    assert [float(row["seconds"]) for row in rows] == pytest.approx([0, 0.5, 1, 1.5], abs=0.11)
    assert {(row["video"], row["person"]) for row in rows} == {(str(folder / "one.mp4"), "1")}
    assert (rows[-1]["state"], rows[-1]["action"]) == ("ok", "golf")
    assert 0 < float(rows[-1]["score"]) <= 1
