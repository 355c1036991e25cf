import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import evaluate
from core.checkpoint import read_info, save_checkpoint
from core.data.clips import Clip
from core.data.jhmdb import JHMDB_CLASSES, read_jhmdb
from core.evaluate import judge, last_scores
from core.recognizer import Recognizer
from core.types import People
from tests.core.data.fakes import write_jhmdb
from tests.core.fakes import random_model, small_info


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_jhmdb(tmp_path_factory.mktemp("jhmdb") / "data", ("clap", "run", "wave"))


@pytest.fixture
def recognizer() -> Recognizer:
    info = small_info(labels=JHMDB_CLASSES)
    return Recognizer(random_model(info), info)


def test_the_answer_is_the_live_one_at_the_last_sighting(data: Path, recognizer: Recognizer) -> None:
    clip = read_jhmdb(data, 1, "test")[0]
    times, joints = clip.person()
    recognizer.reset()
    for time, person in zip(times, joints, strict=True):
        live = recognizer.push(People(person[None], (1,)), float(time))[0]
    scores = last_scores(recognizer, clip)
    assert scores is not None
    np.testing.assert_allclose(scores, live.scores, atol=1e-6)


def test_a_clip_with_nobody_in_it_is_counted_and_not_guessed(recognizer: Recognizer) -> None:
    nobody = Clip("empty", 20, np.zeros((3, 20, 18, 1), np.float32), np.arange(20) / 30, "s")
    result = judge(recognizer, [nobody])
    assert not result.seen[0]
    np.testing.assert_allclose(result.probabilities, 1 / 21)
    assert result.metrics().top1 == 0


def test_command_prints_figures_and_writes_one_row_a_clip(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    info = small_info(labels=JHMDB_CLASSES)
    weights = tmp_path / "w.safetensors"
    save_checkpoint(weights, random_model(info), info)
    table = tmp_path / "out.csv"
    arguments = [str(weights), "--data", str(data), "--predictions", str(table), "--json", "--save"]
    monkeypatch.setattr("sys.argv", ["evaluate", *arguments])
    evaluate.main()
    figures = json.loads(capsys.readouterr().out)
    assert figures["clips"] == 3
    assert figures["nobody seen"] == 0
    rows = list(csv.DictReader(table.open()))
    assert [row["label"] for row in rows] == ["clap", "run", "wave"]
    right = np.mean([row["label"] == row["prediction"] for row in rows])
    assert figures["top-1"] == pytest.approx(right)
    card = read_info(weights)
    assert card.scores["split 1 test top-1"] == pytest.approx(right, abs=1e-4)
    assert replace(card, scores={}) == info
    assert sum(float(rows[0][name]) for name in JHMDB_CLASSES) == pytest.approx(1, abs=1e-4)
