"""Round trip through the reader of the data set."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.output.rows import Export
from core.data.readers.kinetics import SIZE
from core.data.readers.recognise import read_dataset
from core.sources import open_source
from core.types import FrameResult
from tests.app.results import LABELS, prediction, result


def written(path: Path, results: list[FrameResult]) -> Path:
    with Export(path, LABELS, 2, {}) as export:
        for item in results:
            export.write(item)
    return path


def test_joints_and_times_come_back(tmp_path: Path) -> None:
    results = [result(index, prediction(1), prediction(2, best=3), fps=30.0) for index in range(6)]
    path = written(tmp_path / "clip.json", results)
    dataset = read_dataset(path)
    assert dataset.format == "Kinetics-Skeleton"
    (clip,) = dataset.clips()
    assert clip.joints.shape == (3, 6, 18, 2)
    assert (clip.id, clip.label) == ("clip", 0)
    np.testing.assert_allclose(clip.times, np.arange(6) / 30)
    for person in range(2):
        expected = results[3].people.joints[person].copy()
        expected[:, :2] *= np.array(SIZE) / (640, 480)
        # both people are equally sure, so the reader may take them in any order
        found = [clip.joints[:, 3, :, index].T for index in range(2)]
        assert min(np.abs(one - expected).max() for one in found) < 0.005
    assert not len(dataset.problems)


def test_it_plays_as_a_source(tmp_path: Path) -> None:
    results = [result(index, prediction(1), fps=30.0) for index in range(4)]
    source = open_source(written(tmp_path / "clip.json", results))
    frame = source.read()
    assert frame is not None
    assert frame.joints is not None
    expected = results[0].people.joints[0, :, :2] * np.array(SIZE) / (640, 480)
    np.testing.assert_allclose(frame.joints[0, :17, :2], expected[:17], atol=0.01)


def test_frames_without_people_and_other_rates_keep_their_time(tmp_path: Path) -> None:
    slow = [result(0, prediction(1), fps=10.0), result(1, fps=10.0), result(2, prediction(1), fps=10.0)]
    content = json.loads(written(tmp_path / "slow.json", slow).read_text())
    assert [row["frame_index"] for row in content["data"]] == [1, 4, 7]
    assert [len(row["skeleton"]) for row in content["data"]] == [1, 0, 1]
    fast = [result(index, prediction(1), fps=60.0) for index in range(6)]
    content = json.loads(written(tmp_path / "fast.json", fast).read_text())
    indices = [row["frame_index"] for row in content["data"]]
    assert indices == sorted(set(indices))
    assert len(indices) == 3
    (clip,) = read_dataset(tmp_path / "fast.json").clips()
    assert clip.times[-1] == pytest.approx(2 / 30, abs=1 / 30)


def test_the_label_is_what_the_main_person_was_sure_of(tmp_path: Path) -> None:
    unsure = [result(0, prediction(1, best=2)), result(1, prediction(1, best=4, state="uncertain"))]
    content = json.loads(written(tmp_path / "a.json", unsure).read_text())
    assert (content["label"], content["label_index"]) == ("swing_baseball", 2)
    content = json.loads(written(tmp_path / "b.json", [result(0)]).read_text())
    assert (content["label"], content["label_index"]) == ("unknown", -1)
