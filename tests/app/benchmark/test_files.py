import argparse
from pathlib import Path

import numpy as np
import pytest

from app.benchmark import files
from app.headless import run
from core.checkpoint import save_checkpoint
from core.errors import UserError
from core.types import Frame
from tests.app.fakes import FakePose, FakeSource
from tests.core.fakes import random_model, small_info


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> argparse.Namespace:
    path = tmp_path / "small.safetensors"
    save_checkpoint(path, random_model(small_info()), small_info())
    for module in (files, run):
        monkeypatch.setattr(module, "open_source", lambda uri: FakeSource(uri, count=len(uri), fps=20.0))
    monkeypatch.setattr(files, "open_pose", lambda *_, **__: FakePose())
    monkeypatch.setattr(run, "_open_pose", lambda *_: FakePose())
    return argparse.Namespace(
        videos=["clip.mp4", "other.mp4"], model=str(path), people=2, rounds=2, pose="auto", draw=False
    )


def test_every_figure_is_there(arguments: argparse.Namespace) -> None:
    figures = files.measure(arguments)
    assert (figures["videos"], figures["frames"], figures["room"]) == (["clip.mp4", "other.mp4"], 8 + 9, 2)
    assert figures["share"] == pytest.approx(figures["file_fps"] / figures["pose_only_fps"], abs=1e-3)
    assert figures["same_rows"] is True
    assert "the same rows every time" in files._table(figures)
    arguments.videos = ["clip.mp4"]
    assert files.measure(arguments)["frames"] == 8


def test_rows_that_differ_are_told(arguments: argparse.Namespace, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)

    class Trembling(FakePose):
        def detect(self, frame: Frame) -> np.ndarray:
            joints = super().detect(frame)
            joints[..., :2] += random.normal(0, 1, joints[..., :2].shape)
            return joints

    monkeypatch.setattr(run, "_open_pose", lambda *_: Trembling())
    figures = files.measure(arguments)
    assert figures["same_rows"] is False
    assert "NOT the same rows" in files._table(figures)


def test_a_file_that_cannot_be_read_is_named(arguments: argparse.Namespace) -> None:
    arguments.videos = ["clip.mp4", ""]
    with pytest.raises(UserError, match="no frame"):
        files.measure(arguments)


def test_files_share_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_CORES", 8)
    assert [run.files_at_once(count) for count in (1, 2, 3, 8, 100)] == [(1, 8), (2, 4), (3, 2), (8, 1), (8, 1)]
