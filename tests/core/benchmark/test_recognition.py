import argparse
import json
from pathlib import Path

import numpy as np
import pytest

from core.benchmark import recognition
from core.benchmark.recognition import compared, mean_row, run
from core.evaluation.scores import Scores


def scores(*best: int, name: str = "a") -> Scores:
    """Of as many clips, all of class 0."""
    probabilities = np.eye(3, dtype=np.float32)[list(best)]
    clips = len(best)
    return Scores(name, tuple("abcdefgh"[:clips]), np.zeros(clips, np.int64), ("x", "y", "z"), probabilities,
                  np.ones(clips, bool))  # fmt: skip


def test_a_network_is_compared_clip_by_clip() -> None:
    row = compared("a", scores(0, 0, 0, 1), scores(0, 1, 0, 2))
    assert (row.clips, row.blazepose, row.mediapipe, row.difference) == (4, 0.75, 0.5, 0.25)
    assert row.same == 0.5  # wrong in another way is not the same
    assert row.low <= 0.25 <= row.high
    assert row.p == 1.0


def test_the_mean_of_networks() -> None:
    row = mean_row([scores(0, 0), scores(0, 1)], [scores(0, 1), scores(1, 1)])
    assert (row.clips, row.blazepose, row.mediapipe, row.difference, row.same) == (2, 0.75, 0.25, 0.5, 0.5)


def test_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made = {"blazepose": ((0, 0), 1.0), "mediapipe": ((0, 2), 0.75)}
    monkeypatch.setattr(recognition, "extracted", lambda videos, folder, backend, workers: made[backend])
    monkeypatch.setattr(recognition, "load_members", lambda name: (name,))
    monkeypatch.setattr(recognition, "score_together", lambda members, pack: scores(*pack, name=members[0]))
    parser = argparse.ArgumentParser()
    recognition.add_arguments(parser)
    arguments = parser.parse_args(["clips", "--networks", "n", "m", "--json"])
    assert arguments.videos == Path("clips")
    run(arguments)
    figures = json.loads(capsys.readouterr().out)
    assert (figures["seen"], figures["seen_by_mediapipe"]) == (1.0, 0.75)
    assert [(row["network"], row["blazepose"], row["mediapipe"]) for row in figures["rows"]] == [
        ("n", 1.0, 0.5), ("m", 1.0, 0.5), ("mean", 1.0, 0.5)
    ]  # fmt: skip
    arguments.json = False
    run(arguments)
    assert "+50.0" in capsys.readouterr().out
