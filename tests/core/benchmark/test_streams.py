import argparse
import json
from pathlib import Path

import pytest

from core.benchmark import streams as bench
from core.benchmark.streams import Row, judging, measure, run, streams
from core.checkpoint import save_checkpoint
from core.errors import UserError
from core.inference.recognizer import Recognizer
from tests.core.fakes import random_model, small_info


def test_how_many_keep_up() -> None:
    rows = [Row(1, 5.0, 5.0), Row(2, 6.0, 10.0), Row(4, 8.0, 20.0), Row(8, 12.0, 40.0)]
    assert streams(rows, 100, batched=True) == 6  # 10 ms: half way between 4 and 8
    assert streams(rows, 100, batched=False) == 2
    assert streams(rows, 1000, batched=True) == 0


def test_people_are_doubled_until_nobody_keeps_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "judging", lambda recognizer, people: people)
    monkeypatch.setattr(bench, "milliseconds", lambda calls, repeats: [3.0 + calls[0], 4.0])
    recognizer = Recognizer(random_model(small_info()), small_info())
    rows = measure(recognizer, fps=100, repeats=1)
    assert rows == [Row(1, 4.0, 4.0), Row(2, 5.0, 8.0), Row(4, 7.0, 16.0), Row(8, 11.0, 32.0)]


def test_everybody_is_judged_over_a_full_window() -> None:
    recognizer = Recognizer(random_model(small_info()), small_info())
    predictions = judging(recognizer, 3)()
    assert [prediction.id for prediction in predictions] == [0, 1, 2]  # type: ignore[attr-defined]
    assert {prediction.held for prediction in predictions} == {1.0}  # type: ignore[attr-defined]
    assert all(prediction.evidence is None for prediction in predictions)  # type: ignore[attr-defined]
    assert recognizer.evidence_hop == 0.0


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.torch, "set_num_threads", lambda threads: None)
    path = tmp_path / "small.safetensors"
    save_checkpoint(path, random_model(small_info()), small_info())
    arguments = argparse.Namespace(model=str(path), device="cpu", fps=300.0, repeats=1, threads=1, json=True)
    run(arguments)
    figures = json.loads(capsys.readouterr().out)
    assert figures["rows"][0]["people"] == 1
    assert figures["batched"] >= 0
    arguments.json = False
    run(arguments)
    assert "at 300 judgements a second:" in capsys.readouterr().out
    arguments.fps = 0.0
    with pytest.raises(UserError, match="a rate above 0"):
        run(arguments)
