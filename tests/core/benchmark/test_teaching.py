"""The table of teaching: what is drawn, what is seen by the camera, and numbers on drawn people."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.benchmark import teaching
from core.benchmark.__main__ import main
from core.checkpoint import DEFAULT, load_checkpoint
from core.data.clips import Clip
from core.errors import UserError
from core.teaching.fitting import pack_clips
from tests.core.teaching.figures import ACTIONS, drawn, write_clip


def test_draws_keep_people_apart() -> None:
    clips = pack_clips(
        [drawn("bow", i, 12) for i in range(24)], [i % 2 for i in range(24)], subjects=[f"p{i // 6}" for i in range(24)]
    )
    for taught, asked, _ in teaching.draw(clips, "others", 2, 5, 0):
        assert np.bincount(taught.labels).tolist() == [2, 2]
        assert not set(taught.subjects) & set(asked.subjects)
    for taught, asked, _ in teaching.draw(clips, "same", 2, 5, 0):
        assert set(taught.subjects) == set(asked.subjects)
        assert len(set(taught.subjects)) == 1
        assert not set(taught.ids) & set(asked.ids)
    assert not list(teaching.draw(clips, "same", 3, 5, 0))  # nothing would be left to ask


def test_the_camera() -> None:
    """Two joints at the same place in the room, one a metre to the right and down: pixels by hand."""
    joints = np.zeros((4, 1, 2, 1), np.float32)
    joints[:, 0, :, 0] = np.array([(-0.5, -0.5, 0, 1), (0.5, 0.5, 0, 1)]).T
    clip = Clip("x", 0, joints, np.zeros(1), "s1", layout="nwucla20")
    seen = teaching.seen_by_camera(clip, 0.0, 0)
    random = np.random.default_rng((0, *b"s1"))
    pitch, distance = np.deg2rad(random.uniform(-1, 1, 2)[1] * 8), random.uniform(2.5, 4)
    depth = 0.5 * np.sin(pitch) + distance
    np.testing.assert_allclose(
        seen.joints[:, 0, 1, 0], (320 + 600 * 0.5 / depth, 240 + 600 * 0.5 * np.cos(pitch) / depth, 1), rtol=1e-5
    )
    assert seen.joints.shape == (3, 1, 2, 1)
    again = teaching.seen_by_camera(clip, 0.0, 0)
    np.testing.assert_array_equal(again.joints, seen.joints)


def test_the_interval_holds_the_mean() -> None:
    mean, low, high = teaching.interval(np.array([0.4, 0.5, 0.6, 0.7]))
    assert mean == pytest.approx(0.55)
    assert 0.4 < low < mean < high < 0.7
    assert teaching.interval(np.full(5, 0.8)) == pytest.approx((0.8, 0.8, 0.8))


def test_a_network_trained_on_answers_with_the_labels_that_it_was_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among the taught actions alone, even where "something else", its last score, is the highest."""
    clips = pack_clips([drawn("bow", i, 12) for i in range(4)], [1, 3, 1, 3])
    info = replace(load_checkpoint(DEFAULT).info, sampling="clip", labels=("one", "three", "something else"))
    scores = torch.tensor([[0.1, 0.3, 0.6]])
    monkeypatch.setattr(
        teaching, "fine_tuned_on_all", lambda shown: (lambda windows: scores.expand(len(windows), 3), info)
    )
    assert teaching.METHODS["tuned"](clips)(clips).tolist() == [3, 3, 3, 3]


def test_the_table_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for label, action in enumerate(ACTIONS):
        for number in range(4):
            write_clip(tmp_path / action / f"{number}.jsonl", drawn(action, 10 * label + number))
    command = ["x", "teaching", "--data", str(tmp_path), "--examples", "2", "9", "--draws", "2", "--json"]
    monkeypatch.setattr("sys.argv", command)
    main()
    cells = json.loads(capsys.readouterr().out)
    assert [(cell["who"], cell["method"], cell["examples"]) for cell in cells] == [
        ("others", "taught", 2), ("others", "dtw", 2), ("others", "mean", 2),
    ]  # fmt: skip
    taught, warped, mean = cells
    assert taught["accuracy"] == 1
    assert taught["auroc"] > 0.8
    assert warped["accuracy"] >= 0.75
    assert mean["auroc"] is None
    assert 0.25 <= mean["accuracy"] <= 1
    assert taught["seconds"] > 0


def test_pairs_are_taught_as_pairs() -> None:
    alone, pair = drawn("bow", 1, 12), np.stack([drawn("bow", 2, 12)] * 2)
    assert teaching.people_in(pack_clips([alone, pair[:, :8], pair[:, :8]], [0, 0, 0])) == 2
    assert teaching.people_in(pack_clips([alone, alone, pair[:, :8]], [0, 0, 0])) == 1


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UserError, match="dtw needs dtaidistance"):
        teaching.run(argparse.Namespace(methods=["dtw"]))
