"""The landmark network without the outputs that nobody reads: the rest is the same, bit by bit."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.errors import UserError
from core.pose import pose_networks
from core.pose.network import Crew, Network
from core.pose.pose_model import find_pose_model
from core.pose.pose_networks import HEATMAP, LANDMARKER, LANDMARKS, PRESENCE, read_networks

pytest.importorskip("ai_edge_litert", reason="no wheels of ai-edge-litert for this machine")


@pytest.fixture(scope="module")
def model() -> Path:
    return find_pose_model()


def test_outputs_that_remain_are_bit_equal(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pose_networks, "cached", lambda name: tmp_path / name)
    with zipfile.ZipFile(model) as archive:
        whole = Network(archive.read(LANDMARKER))
    cut = Network(read_networks(model).landmarker)
    picture = np.random.default_rng(0).integers(0, 256, (256, 256, 3), np.uint8)
    expected = {output.shape: output for output in whole(picture, 1 / 255, 0.0)}
    found = cut(picture, 1 / 255, 0.0)
    assert [output.shape for output in found] == [LANDMARKS, PRESENCE, HEATMAP]
    assert len(expected) == 5
    for output in found:
        np.testing.assert_array_equal(output, expected[output.shape])


def test_the_cut_network_is_kept_and_a_damaged_one_is_not_believed(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pose_networks, "cached", lambda name: tmp_path / "cache" / name)
    first = read_networks(model)
    (kept,) = (tmp_path / "cache").iterdir()
    monkeypatch.setattr(pose_networks, "without_other_outputs", lambda *_: pytest.fail("made again"))
    assert read_networks(model) == first
    monkeypatch.undo()
    monkeypatch.setattr(pose_networks, "cached", lambda name: tmp_path / "cache" / name)
    content = bytearray(kept.read_bytes())
    content[1000] ^= 1
    kept.write_bytes(content)
    assert read_networks(model) == first
    assert kept.read_bytes() != bytes(content)


def test_file_that_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "pose.task"
    path.write_bytes(b"PK no")
    with pytest.raises(UserError, match=r"pose\.task is not a pose model"):
        read_networks(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pose_detector.tflite", b"")
        archive.writestr(LANDMARKER, b"\0" * 64)
    with pytest.raises(UserError, match=r"pose\.task holds no pose landmark network"):
        read_networks(path)


def test_a_crew_answers_in_order_and_raises_what_was_raised() -> None:
    crew = Crew(3)
    assert crew.map(lambda n, threads: n * n, range(20)) == [n * n for n in range(20)]
    with pytest.raises(ZeroDivisionError):
        crew.map(lambda n, threads: 1 // n, [2, 1, 0, 3])
    crew.close()
    alone = Crew(1)
    assert alone.map(lambda n, threads: (n, threads), [1, 2]) == [(1, 1), (2, 1)]
    alone.close()


@pytest.mark.parametrize(
    ("items", "threads"), [(0, []), (1, [4]), (2, [2, 2]), (3, [1, 1, 1]), (5, [1, 1, 1, 1, 4]), (6, [1] * 4 + [2] * 2)]
)
def test_threads_that_would_have_nothing_to_do_help_the_others(items: int, threads: list[int]) -> None:
    crew = Crew(4)
    assert crew.map(lambda item, threads: threads, range(items)) == threads
    crew.close()
