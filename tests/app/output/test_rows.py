"""Rows on disk, and the side-car."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.output.rows import Export, describe
from core.angles import ANGLES, joint_angles
from core.data.skeleton_source import sidecar_path
from core.errors import UserError
from core.sources import open_source
from core.types import LiveCount
from tests.app.results import LABELS, prediction, result
from tests.core.fakes import small_info
from tests.core.guards.fakes import full_disk

RESULTS = [
    result(0, prediction(1, state="warming_up", focus=False)),
    result(1),
    result(2, prediction(1), prediction(2, best=3, state="uncertain", score=0.3)),
    result(3, prediction(2, best=4)),
]


def written(path: Path, count: int = len(RESULTS)) -> Path:
    with Export(path, LABELS, 2, {"note": "test"}) as export:
        for item in RESULTS[:count]:
            export.write(item)
    return path


def test_jsonl_has_one_row_a_frame(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in written(tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["frame"] for row in rows] == [0, 1, 2, 3]
    assert [row["time"] for row in rows] == [0.0, 0.05, 0.1, 0.15]
    assert [[person["id"] for person in row["people"]] for row in rows] == [[1], [], [1, 2], [2]]
    first, second = rows[2]["people"]
    assert (first["state"], second["state"]) == ("ok", "uncertain")
    assert first["actions"][0] == {"label": "wave", "score": 0.7}
    assert second["actions"][0] == {"label": "walk", "score": 0.3}
    assert [len(person["actions"]) for person in (first, second)] == [5, 5]
    np.testing.assert_allclose(first["focus"], np.arange(18) / 20)
    np.testing.assert_allclose(first["keypoints"], RESULTS[2].people.joints[0], atol=0.005)
    assert rows[0]["people"][0]["focus"] is None


def test_counts_have_columns_of_their_own(tmp_path: Path) -> None:
    counted = replace(RESULTS[2], counts=(LiveCount(count=4, period=2.0), LiveCount()))
    with Export(tmp_path / "out.csv", LABELS, 2, {}) as export:
        export.write(counted)
        export.write(RESULTS[3])
    with (tmp_path / "out.csv").open(newline="") as file:
        first, second = csv.DictReader(file)
    assert [first[name] for name in ("p1_count", "p1_period", "p2_count", "p2_period")] == ["4", "2.00", "0", "0.00"]
    assert (second["p2_count"], second["p2_period"]) == ("", "")


def test_csv_has_one_row_a_frame_and_a_place_a_person(tmp_path: Path) -> None:
    with written(tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["frame"] for row in rows] == ["0", "1", "2", "3"]
    assert [(row["p1_id"], row["p2_id"]) for row in rows] == [("1", ""), ("", ""), ("1", "2"), ("", "2")]
    assert rows[2]["p2_state"] == "uncertain"
    assert (rows[2]["p1_action1"], rows[2]["p1_score1"]) == ("wave", "0.7000")
    assert float(rows[2]["p2_l_hip_x"]) == pytest.approx(float(RESULTS[2].people.joints[1, 11, 0]), abs=0.005)
    assert (rows[2]["p1_r_wrist_focus"], rows[0]["p1_r_wrist_focus"]) == ("0.2000", "")
    elbow, lean = (ANGLES.index(name) for name in ("r elbow", "trunk lean"))
    angles = joint_angles(RESULTS[2].people.joints)
    assert float(rows[2]["p1_r_elbow_angle"]) == pytest.approx(angles[0, elbow], abs=0.06)
    assert float(rows[2]["p2_trunk_lean_angle"]) == pytest.approx(angles[1, lean], abs=0.06)
    assert rows[1]["p1_r_elbow_angle"] == rows[0]["p2_trunk_lean_angle"] == ""  # nobody there
    assert (rows[2]["p1_l_ear_x"], rows[2]["p1_l_ear_confidence"]) == ("0.00", "0.0000")


def test_rows_are_on_disk_at_once(tmp_path: Path) -> None:
    path, partial = tmp_path / "out.jsonl", tmp_path / "out.partial.jsonl"
    export = Export(path, LABELS, 2, {})
    for count, item in enumerate(RESULTS, 1):
        export.write(item)
        assert [json.loads(line)["frame"] for line in partial.read_text().splitlines()] == list(range(count))
    assert json.loads(sidecar_path(partial).read_text())["complete"] is False
    assert not path.exists()
    export.close(complete=True, warnings=["something is missing"])
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["out.jsonl", "out.jsonl.meta.json"]
    card = json.loads(sidecar_path(path).read_text())
    assert (card["complete"], card["frames"], card["warnings"]) == (True, 4, ["something is missing"])


def test_side_car_says_what_made_the_rows(tmp_path: Path) -> None:
    card = describe(small_info(), open_source("synthetic:frames=7"), "MediaPipe full")
    assert card["model"]["name"] == "small"
    assert card["model"]["labels"] == ["walk", "wave", "sit"]
    assert (card["stream"], card["pose"]) == ("joint", "MediaPipe full")
    assert (card["window"]["frames"], card["window"]["rate"], card["window"]["seconds"]) == (20, 20.0, 1.0)
    assert card["source"] == {
        "uri": "synthetic:frames=7", "fps": 30, "size": [640, 480], "frame_count": 7, "duration": pytest.approx(7 / 30),
    }  # fmt: skip
    assert set(card["versions"]) == {"skelapp", "python", "torch", "mediapipe", "opencv-contrib-python", "numpy"}
    json.dumps(card)


def test_export_is_read_back_as_a_source(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with Export(path, LABELS, 2, describe(small_info(), open_source("synthetic:fps=20&live=0"), None)) as export:
        for item in RESULTS:
            export.write(item)
    source = open_source(path)
    assert (source.fps, source.size, source.frame_count) == (20, (640, 480), 4)
    for item in RESULTS:
        frame = source.read()
        assert frame is not None
        assert frame.joints is not None
        assert frame.time == pytest.approx(item.frame.time)
        np.testing.assert_allclose(frame.joints, item.people.joints, atol=0.006)


@pytest.mark.parametrize(
    ("name", "message"),
    [("out.txt", ".jsonl, .csv, .json"), ("no/out.csv", "make the folder first")],
)
def test_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        Export(tmp_path / name, LABELS, 2, {})


def test_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(UserError, match=r"out\.csv cannot be written"):
        Export(tmp_path / "out.csv", LABELS, 2, {})


@pytest.mark.parametrize("suffix", [".jsonl", ".csv"])
def test_of_a_full_disk_nothing_is_left_but_whole_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    whole = written(tmp_path / f"whole{suffix}").read_bytes()
    second = whole.index(b"\n", whole.index(b"\n") + 1) + 1  # where the second line ends
    monkeypatch.setattr("core.guards.partial.begin", lambda path: full_disk(path, second + 20))
    with pytest.raises(UserError, match=rf"out{suffix} cannot be written any further \(No space .* are in .*partial"):
        written(tmp_path / f"out{suffix}")
    assert not (tmp_path / f"out{suffix}").exists()
    assert (tmp_path / f"out.partial{suffix}").read_bytes() == whole[:second]


def test_of_a_disk_that_is_full_at_once_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.guards.partial.begin", lambda path: full_disk(path, 20))
    with pytest.raises(UserError, match=r"out\.csv cannot be written \(No space left on device\)"):
        written(tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []


def test_an_older_export_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    old = written(tmp_path / "out.jsonl", 1).read_text()
    export = Export(tmp_path / "out.jsonl", LABELS, 2, {})
    export.write(RESULTS[0])
    export.write(RESULTS[1])
    assert (tmp_path / "out.jsonl").read_text() == old
    export.close()
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2
