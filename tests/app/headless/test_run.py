"""Several sources at once, from the command line to files and exit codes. One source: `test_cli`."""

from __future__ import annotations

import csv
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.cli import main
from app.headless import run as headless
from app.headless.run import run_headless
from core.checkpoint import save_checkpoint
from core.errors import UserError
from core.inference.recognizer import Recognizer
from core.video.camera import LiveSource
from tests.app.fakes import FakePose, FakeSource
from tests.core.fakes import random_model, small_info


@pytest.fixture
def weights(tmp_path: Path) -> str:
    for name, stream in (("small", "joint"), ("bone", "bone")):
        info = small_info(name=name, stream=stream, min_seconds=0.0)
        save_checkpoint(tmp_path / f"{name}.safetensors", random_model(info), info)
    return str(tmp_path / "small.safetensors")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, FakeSource]]:
    """Sources by name, and a pose estimator that finds their people."""
    sources: dict[str, FakeSource] = {}

    def open_source(uri: str) -> FakeSource:
        if uri not in sources:
            raise UserError(f"{uri} does not exist; give a video file")
        return sources[uri]

    monkeypatch.setattr(headless, "open_source", open_source)
    monkeypatch.setattr(headless, "_open_pose", lambda *_: FakePose())
    yield sources
    ours = ("read", "pose", "source", "recognition")
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith(ours)] == []


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_source_gets_what_it_gets_alone(
    tmp_path: Path, weights: str, world: dict[str, FakeSource], capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("a.mp4", "b.mp4", "c.mp4")
    for index, name in enumerate(names):
        world[name] = FakeSource(name, count=12 + index, size=(320 + 32 * index, 240))
    together, alone = tmp_path / "together", tmp_path / "alone"
    together.mkdir()
    alone.mkdir()
    assert run_headless(names, weights, "cpu", 2, None, together) == 0
    out = capsys.readouterr().out.splitlines()
    for index, name in enumerate(names):
        world[name].seek(0)
        assert run_headless(name, weights, "cpu", 2, None, alone / f"{name}.jsonl") == 0
        said = capsys.readouterr().out.splitlines()
        ours = (together / f"{name}.jsonl").read_bytes()
        assert ours.count(b"\n") == 12 + index
        assert ours == (alone / f"{name}.jsonl").read_bytes()
        assert [line for line in out if line.startswith(name)][:2] == [f"{name}: {line}" for line in said[:2]]


def test_a_bad_source_does_not_stop_the_others(
    tmp_path: Path, weights: str, world: dict[str, FakeSource], capsys: pytest.CaptureFixture[str]
) -> None:
    world["good.mp4"] = FakeSource("good.mp4")
    world["lost.mp4"] = FakeSource("lost.mp4", lost_at=5)
    assert run_headless(["good.mp4", "missing.mp4", "lost.mp4"], weights, "cpu", 2, None, tmp_path) == 2
    out, err = capsys.readouterr()
    errors = [line for line in err.splitlines() if line.startswith("skelapp: error: ")]
    assert errors == [
        "skelapp: error: missing.mp4 does not exist; give a video file",
        "skelapp: error: lost.mp4: the camera was unplugged; plug it in and open it again",
    ]
    told = [line.split(":")[0] for line in out.splitlines() if "in time" not in line]
    assert told == ["good.mp4"] * 3 + ["lost.mp4"] * 3
    assert len(rows(tmp_path / "good.mp4.jsonl")) == 20
    assert len(rows(tmp_path / "lost.mp4.jsonl")) == 5
    complete = [
        json.loads((tmp_path / f"{name}.mp4.jsonl.meta.json").read_text())["complete"] for name in ("good", "lost")
    ]
    assert complete == [True, False]


def test_interrupt_ends_all_sources_with_whole_files(
    tmp_path: Path, weights: str, world: dict[str, FakeSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.mp4", "b.mp4"):
        world[name] = FakeSource(name, count=10**6)
    join = headless._join
    calls: list[int] = []

    def interrupted(threads: object) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt
        join(threads)  # type: ignore[arg-type]

    monkeypatch.setattr(headless, "_join", interrupted)
    assert run_headless(["a.mp4", "b.mp4"], weights, "cpu", 1, None, tmp_path) == 130
    for name in ("a.mp4", "b.mp4"):
        written = rows(tmp_path / f"{name}.jsonl")
        assert [row["frame"] for row in written] == list(range(len(written)))
        assert world[name].closed


def test_windows_of_all_cameras_go_through_one_set_of_networks(
    weights: str, world: dict[str, FakeSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    classifiers = []
    fork = Recognizer.fork

    def noted(self: Recognizer, classifier: object = None) -> Recognizer:
        classifiers.append(classifier)
        return fork(self, classifier)  # type: ignore[arg-type]

    monkeypatch.setattr(Recognizer, "fork", noted)
    for name in ("a.mp4", "0", "1"):
        world[name] = FakeSource(name)
    assert run_headless(["a.mp4", "0", "1"], weights, "cpu", 2, None, None) == 0
    assert len(classifiers) == 3
    assert classifiers[0] is None  # a file is judged by itself, so that its rows are always the same
    assert classifiers[1] is classifiers[2] is not None


def test_fused_networks_and_how_they_run_are_told(
    tmp_path: Path, weights: str, world: dict[str, FakeSource], capsys: pytest.CaptureFixture[str]
) -> None:
    world["a.mp4"] = FakeSource("a.mp4")
    fused = f"{weights}*0.6+{tmp_path / 'bone.safetensors'}*0.4"
    assert run_headless("a.mp4", fused, "cpu", 2, None, tmp_path / "a.csv") == 0
    note = next(line for line in capsys.readouterr().err.splitlines() if line.startswith("skelapp: note: "))
    assert note == "skelapp: note: Small + Small, by windows on cpu, every 0.05 s of a file"
    card = json.loads((tmp_path / "a.csv.meta.json").read_text())
    assert (card["model"]["name"], card["stream"]) == ("small+bone", "joint+bone")
    with pytest.raises(UserError, match="--engine steps: small was not trained causal"):
        run_headless("a.mp4", weights, "cpu", 2, None, None, engine="steps")


def test_several_sources_need_no_window(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["a.mp4", "b.mp4"]) == 2
    assert "the window shows one source, not 2; add --headless" in capsys.readouterr().err
    assert main(["a.mp4", "--headless", "--hop", "-1"]) == 2
    assert "--hop takes 0 to 10 seconds" in capsys.readouterr().err


def test_a_folder_gets_one_table_and_segments_of_each(
    tmp_path: Path, weights: str, world: dict[str, FakeSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"clips/{name}.mp4" for name in ("a", "b", "lost")]
    for name in names:
        world[name] = FakeSource(name, count=30, lost_at=20 if "lost" in name else None)
    monkeypatch.setattr(headless, "list_sources", lambda uri: tuple(names))
    monkeypatch.setattr(headless, "_CORES", 1)
    folder = tmp_path / "clips"
    folder.mkdir()
    out, table = tmp_path / "segments", tmp_path / "all.csv"
    code = run_headless([str(folder)], weights, "cpu", 2, None, None, segments=out, summary=table)
    assert code == 2
    with table.open(newline="") as file:
        told = list(csv.DictReader(file))
    assert list(dict.fromkeys(row["source"] for row in told)) == names
    assert [bool(row["error"]) for row in told] == ["lost" in row["source"] for row in told]
    assert {row["person"] for row in told} == {"1", "2"}
    assert sorted(path.name for path in out.iterdir()) == ["clips-a.mp4.csv", "clips-b.mp4.csv", "clips-lost.mp4.csv"]
    assert (out / "clips-a.mp4.csv").read_text().startswith("person,start,end,label,score\n")
    world[names[0]] = FakeSource(names[0])
    assert run_headless(names[0], weights, "cpu", 2, None, None, segments=tmp_path / "a.srt") == 0
    assert (tmp_path / "a.srt").exists()


def test_a_camera_that_goes_is_told_by_a_warning_and_the_exit_code(
    tmp_path: Path, weights: str, world: dict[str, FakeSource], capsys: pytest.CaptureFixture[str]
) -> None:
    class Camera:
        def __init__(self) -> None:
            self.left = 12

        def get(self, _: int) -> float:
            return 0.0

        def read(self) -> tuple[bool, object]:
            self.left -= 1
            return self.left >= 0, np.zeros((240, 320, 3), np.uint8)

        def release(self) -> None:
            pass

    world["0"] = LiveSource("0", "the camera", Camera())  # type: ignore[arg-type, assignment]
    assert run_headless("0", weights, "cpu", 2, None, tmp_path / "out.jsonl") == 3
    said = capsys.readouterr().err
    assert re.search(r"^skelapp: warning: the camera stopped delivering pictures after \d+\.\d s$", said, re.MULTILINE)
    assert json.loads((tmp_path / "out.jsonl.meta.json").read_text())["warnings"] != []
