import argparse
import json
from pathlib import Path

import numpy as np
import pytest

from app.benchmark import live as benchmark_live
from app.benchmark.__main__ import main
from core.checkpoint import save_checkpoint
from core.errors import UserError
from tests.app.fakes import FakePose, FakeSource
from tests.core.fakes import random_model, small_info


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> argparse.Namespace:
    path = tmp_path / "small.safetensors"
    save_checkpoint(path, random_model(small_info()), small_info())
    monkeypatch.setattr(benchmark_live, "open_pose", lambda people, backend: FakePose())
    monkeypatch.setattr(benchmark_live, "open_source", lambda uri: FakeSource(uri, count=6, fps=200.0))
    return argparse.Namespace(
        video="clip.mp4",
        model=str(path),
        people=2,
        hop=None,
        frames=8,
        rounds=2,
        sources=None,
        seconds=0.2,
        pose="auto",
    )


def test_a_file_goes_on_where_it_starts_again(arguments: argparse.Namespace) -> None:
    source = benchmark_live._Again("clip.mp4", 14)
    frames = list(iter(source.read, None))
    assert [frame.index for frame in frames] == list(range(14))
    assert [int(frame.image[0, 0, 0]) for frame in frames] == [0, 1, 2, 3, 4, 5] * 2 + [0, 1]
    times = [frame.time for frame in frames]
    assert times == pytest.approx([index / 200 for index in range(14)])
    assert len(source.decoding) == len(source.there) == 14


def test_every_figure_is_there(arguments: argparse.Namespace) -> None:
    figures = benchmark_live.measure(arguments)
    assert (figures["frames"], figures["people"], figures["room"]) == (16, 2.0, 2)
    assert figures["pose_only_fps"] > 0
    assert figures["share"] == pytest.approx(figures["chain_fps"] / figures["pose_only_fps"], abs=2e-3)
    assert figures["against_mediapipe"] == pytest.approx(figures["chain_fps"] / figures["mediapipe_only_fps"], abs=2e-3)
    assert set(figures["stages_ms"]) == {"decode", "pose", "track", "action", "draw"}
    for values in figures["stages_ms"].values():
        assert 0 <= values["p50"] <= values["p95"] <= values["p99"]
    assert 0 < figures["latency_p50_ms"] <= figures["latency_p95_ms"] <= figures["latency_p99_ms"]
    assert 0 <= figures["dropped"] < 16
    assert figures["peak_mb"] > 50
    assert 0 < figures["evidence_share"] < 1
    assert 0 < figures["evidence_share_live"] < 1


def test_the_share_of_evidence_is_of_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        def weigh(self, windows: object, labels: object) -> str:
            spent["thread"] += 0.25
            spent["process"] += 0.5
            return "found"

    spent = {"thread": 7.0, "process": 90.0}
    monkeypatch.setattr(benchmark_live.time, "thread_time", lambda: spent["thread"])
    monkeypatch.setattr(benchmark_live.time, "process_time", lambda: spent["process"])
    networks = benchmark_live._Weighing(Slow())  # type: ignore[arg-type]
    assert networks.share == 0
    assert networks.weigh([], np.zeros(0, np.int64)) == "found"
    spent["process"] += 2.0
    assert networks.share == pytest.approx(0.1)


def test_sources_at_once(arguments: argparse.Namespace) -> None:
    arguments.sources = [1, 3]
    rows = benchmark_live.measure_sources(arguments)
    assert [row["sources"] for row in rows] == [1, 3]
    assert [len(row["fps_each"]) for row in rows] == [1, 3]
    assert rows[0]["fairness"] == 1.0
    assert 0 <= rows[1]["fairness"] <= 1.0
    assert rows[1]["fps_total"] == pytest.approx(sum(rows[1]["fps_each"]), abs=0.1)


_MS = {"p50": 1.0, "p95": 2.0, "p99": 3.0}
FIGURES = {
    "video": "clip.mp4", "model": "small", "room": 3, "people": 2.5, "frames": 10, "pose_only_fps": 50.0,
    "pose": "BlazePose full", "mediapipe_only_fps": 20.0, "against_mediapipe": 2.3,
    "chain_fps": 46.0, "share": 0.92, "evidence_share": 0.087, "evidence_share_live": 0.079,
    "stages_ms": {"pose": _MS, "draw": _MS}, "latency_p50_ms": 20.0,
    "latency_p95_ms": 25.5, "latency_p99_ms": 30.0, "prediction_age_p95_ms": 80.0, "dropped": 4, "peak_mb": 600,
}  # fmt: skip


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr("sys.argv", ["app.benchmark", "live", *arguments])
    main()


def test_the_chain_is_measured_and_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[argparse.Namespace] = []
    monkeypatch.setattr(benchmark_live, "measure", lambda arguments: asked.append(arguments) or FIGURES)
    call(monkeypatch, "clip.mp4", "--people", "3", "--json")
    assert json.loads(capsys.readouterr().out) == FIGURES
    assert asked[0].people == 3
    assert asked[0].sources is None
    call(monkeypatch, "clip.mp4")
    out = capsys.readouterr().out
    assert "MediaPipe alone 20.0 frames/s, BlazePose full alone 50.0, all 46.0: 92.0% of it, 2.30 times" in out
    assert "peak memory 600 MB" in out
    assert "4 frames left out" in out
    assert "evidence: 8.7% of the processor time, live 7.9%" in out


def test_several_sources(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"sources": 2, "fps_total": 60.0, "fps_each": [28.0, 32.0], "fairness": 0.875, "peak_mb": 700}]
    monkeypatch.setattr(benchmark_live, "measure_sources", lambda arguments: rows)
    call(monkeypatch, "clip.mp4", "--sources", "2")
    assert capsys.readouterr().out.splitlines()[1].split() == ["2", "60.0", "28.0", "32.0", "0.88", "700"]


def test_what_goes_wrong_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match=r"^nothing\.mp4 does not exist"):
        call(monkeypatch, "nothing.mp4", "--rounds", "1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--people", "0"], "at least 1 person"), (["--rounds", "0"], "1 round"), (["--sources", "0"], "from 1")],
)
def test_bad_numbers(monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        call(monkeypatch, "clip.mp4", *arguments)
