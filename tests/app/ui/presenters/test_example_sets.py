from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.presenters.example_sets import ExampleSets, FolderExamples
from core.errors import UserError
from core.examples.archive import export_set
from core.examples.store import ExampleSet
from tests.core.examples.motions import motion_of


@pytest.fixture
def sets(qtbot: QtBot, tmp_path: Path) -> ExampleSets:
    return ExampleSets(lambda: str(tmp_path / "sets"))


def test_there_is_always_a_set(sets: ExampleSets, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert sets.names == ("my-actions",)
    assert sets.open_known("gone").name == "my-actions"
    assert not sets.folder.exists()
    sets.open("Sport").add("hop", motion_of())
    assert sets.names == ("Sport",)
    assert sets.open_known("").name == "Sport"
    with pytest.raises(UserError):
        sets.open("../elsewhere")
    monkeypatch.setenv("SKELAPP_EXAMPLES", str(tmp_path / "usual"))
    assert ExampleSets(lambda: "").folder == tmp_path / "usual"


def test_an_imported_set_takes_the_place_of_none(sets: ExampleSets, tmp_path: Path) -> None:
    first = sets.open("sport")
    first.add("hop", motion_of())
    export_set(first, tmp_path / "Sport.zip")
    assert sets.import_file(tmp_path / "Sport.zip").name == "Sport 2"
    assert sets.import_file(tmp_path / "Sport.zip").name == "Sport 3"
    assert len(sets.names) == 3


def test_a_folder_is_read_in_the_background(qtbot: QtBot, sets: ExampleSets, tmp_path: Path) -> None:
    clips = ExampleSet(tmp_path / "clips")
    for action in ("hop", "sit_down"):
        clips.add(action, motion_of(), "Ada", "monday")
    with qtbot.waitSignal(sets.read, timeout=20_000) as told:
        assert sets.read_folder(tmp_path / "clips")
        assert not sets.read_folder(tmp_path / "clips")  # one after the other
    name, found = told.args or ("", FolderExamples())
    assert name == "clips"
    assert [(action, motion.seconds, recording) for action, motion, recording in found.taken] == [
        ("hop", pytest.approx(1.0), "clips Ada monday"),
        ("sit down", pytest.approx(1.0), "clips Ada monday"),
    ]
    assert sets.reading == ""


def test_a_folder_of_nothing_says_so(qtbot: QtBot, sets: ExampleSets, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with qtbot.waitSignal(sets.read, timeout=20_000) as told:
        sets.read_folder(tmp_path / "none")
    _, found = told.args or ("", FolderExamples())
    assert found.taken == ()
    assert str(tmp_path / "none") in found.problem
