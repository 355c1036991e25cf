import argparse
from pathlib import Path

import pytest

from app.benchmark import live as benchmark_live
from core.checkpoint import save_checkpoint
from tests.app.fakes import FakePose, FakeSource
from tests.core.fakes import random_model, small_info


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> argparse.Namespace:
    path = tmp_path / "small.safetensors"
    save_checkpoint(path, random_model(small_info()), small_info())
    monkeypatch.setattr(benchmark_live, "open_pose", lambda people: FakePose())
    monkeypatch.setattr(benchmark_live, "open_source", lambda uri: FakeSource(uri, count=6, fps=200.0))
    return argparse.Namespace(
        video="clip.mp4", model=str(path), people=2, hop=None, frames=8, rounds=2, sources=None, seconds=0.2
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
    assert set(figures["stages_ms"]) == {"decode", "pose", "track", "action", "draw"}
    for values in figures["stages_ms"].values():
        assert 0 <= values["p50"] <= values["p95"] <= values["p99"]
    assert 0 < figures["latency_p50_ms"] <= figures["latency_p95_ms"] <= figures["latency_p99_ms"]
    assert 0 <= figures["dropped"] < 16
    assert figures["peak_mb"] > 50


def test_sources_at_once(arguments: argparse.Namespace) -> None:
    arguments.sources = [1, 3]
    rows = benchmark_live.measure_sources(arguments)
    assert [row["sources"] for row in rows] == [1, 3]
    assert [len(row["fps_each"]) for row in rows] == [1, 3]
    assert rows[0]["fairness"] == 1.0
    assert 0 <= rows[1]["fairness"] <= 1.0
    assert rows[1]["fps_total"] == pytest.approx(sum(rows[1]["fps_each"]), abs=0.1)
