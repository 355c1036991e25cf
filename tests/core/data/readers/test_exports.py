import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.readers.exports import list_exports
from core.errors import UserError
from tests.app.results import prediction, result
from tests.core.data.readers.fakes import write_rows


def test_the_programs_own_rows_come_back(tmp_path: Path) -> None:
    write_rows(tmp_path / "squat" / "one.jsonl")
    write_rows(tmp_path / "walk" / "two.jsonl")
    data = list_exports(tmp_path)
    assert data.labels == ("squat", "walk")
    first, second = data.clips()
    assert [(clip.id, clip.label) for clip in (first, second)] == [("squat/one", 0), ("walk/two", 1)]
    assert first.joints.shape == (3, 3, 18, 2)
    np.testing.assert_allclose(first.times, [0, 0.05, 0.15])
    assert first.joints[2].any(axis=1).tolist() == [[True, False], [False, False], [True, True]]
    expected = result(3, prediction(2), prediction(1)).people.joints
    np.testing.assert_allclose(first.joints[:, 2, :, 0].T, expected[1], atol=0.005)  # who is seen longest comes first
    np.testing.assert_allclose(first.joints[:, 2, :, 1].T, expected[0], atol=0.005)
    assert not data.problems.lines()


def test_a_file_without_a_class(tmp_path: Path) -> None:
    data = list_exports(write_rows(tmp_path / "one.jsonl"))
    (clip,) = data.clips()
    assert (clip.id, clip.label, data.labels) == ("one", -1, ())
    assert data.problems.lines() == ["1 x clip without a class (no folder names it), label -1 (one)"]


def test_a_cut_off_last_row_is_left_out_and_said(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a" / "one.jsonl")
    path.write_text(path.read_text()[:-30])
    data = list_exports(tmp_path)
    (clip,) = data.clips()
    assert len(clip.times) == 2
    assert data.problems.lines() == ["1 x last row cut off, left out (a/one)"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda row: "{", r"line 2, is not a row of a skelapp export .*line 1 column"),
        (lambda row: json.dumps({**row, "time": 0.0}), r"line 2: the time 0\.0 s does not lie after the row before"),
        (lambda row: json.dumps({**row, "time": None}), "line 2, is not a row"),
        (lambda row: json.dumps({**row, "people": [{"id": 1, "keypoints": [[1, 2, 3]]}]}), "line 2, is not a row"),
        (lambda row: json.dumps({**row, "people": [{"id": 1}]}), "line 2, is not a row .*'keypoints' is missing"),
    ],
)
def test_damage_names_the_line(tmp_path: Path, change: Any, message: str) -> None:
    path = write_rows(tmp_path / "a" / "one.jsonl")
    lines = path.read_text().splitlines()
    lines[1] = change(json.loads(lines[1]))
    path.write_text("\n".join(lines))
    with pytest.raises(UserError, match=rf"one\.jsonl, {message}"):
        next(list_exports(tmp_path).clips())


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").touch()
    with pytest.raises(UserError, match=r"one\.jsonl holds no rows"):
        next(list_exports(tmp_path).clips())


def test_a_manifest_knows_subjects_and_split(tmp_path: Path) -> None:
    write_rows(tmp_path / "a" / "one.jsonl")
    write_rows(tmp_path / "b" / "two.jsonl")
    manifest = {"clips": {"a/one": {"split": "test", "subject": "Ann"}, "gone/three": {"split": "test"}}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    data = list_exports(tmp_path)
    assert data.splits == {"official": {"test": {"a/one"}}}
    assert [clip.subject for clip in data.clips()] == ["Ann", "b/two"]


def test_a_damaged_manifest_is_named(tmp_path: Path) -> None:
    write_rows(tmp_path / "a" / "one.jsonl")
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(UserError, match=r"manifest\.json is not a manifest of an extracted data set"):
        list_exports(tmp_path)
