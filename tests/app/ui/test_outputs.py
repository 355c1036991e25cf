"""Recording, exports, snapshots and segments, from the window to the files and back."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.output.segment_files import read_segments
from app.player.state import State, Status
from app.ui.window import MainWindow
from core.data.readers.recognise import read_dataset
from core.inference.segments import Segment
from core.sources import open_source
from core.video.opencv import cv2
from tests.app.fakes import FakeWorld

Until = Callable[[Callable[[Status], bool]], None]


@pytest.fixture
def playing(world: FakeWorld, window: MainWindow, until: Until) -> MainWindow:
    """A live source of 25 frames a second is being played."""
    world.add("0", live=True, fps=25.0)
    window.commands.camera.trigger()
    until(lambda status: status.state is State.PLAYING)
    return window


@pytest.fixture
def ended(world: FakeWorld, window: MainWindow, until: Until) -> MainWindow:
    """A file of two seconds was played to its end."""
    world.add("film.mp4", fps=20.0, count=40)
    window.presenter.set_speed(4.0)
    window.presenter.open("film.mp4")
    until(lambda status: status.state is State.ENDED)
    return window


def test_recording_begins_and_ends_while_playing(
    qtbot: QtBot, playing: MainWindow, tmp_path: Path, until: Until
) -> None:
    path = tmp_path / "rows.jsonl"
    assert playing.commands.record.isEnabled()
    assert not playing.commands.export_file.isEnabled()  # a camera has no whole
    playing.outputs.record(path)
    until(lambda status: status.writing)
    assert playing.commands.record.text() == "Stop recording"
    assert playing.commands.record.isChecked()
    partial = tmp_path / "rows.partial.jsonl"  # until it is whole
    qtbot.waitUntil(lambda: partial.exists() and len(partial.read_text().splitlines()) > 5)
    playing.commands.record.trigger()
    until(lambda status: not status.writing)
    assert playing.commands.record.text() == "Record …"
    assert playing.notice.text.text() == f"Wrote {path}."
    assert playing.presenter.status.state is State.PLAYING
    qtbot.waitUntil(path.exists)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert all(len(row["people"]) == 2 for row in rows)


def test_a_place_that_cannot_be_written_is_told(qtbot: QtBot, playing: MainWindow, tmp_path: Path) -> None:
    playing.outputs.record(tmp_path / "nowhere" / "out.mp4")
    assert "make the folder first" in playing.notice.text.text()
    assert not playing.presenter.status.writing
    assert playing.presenter.status.state is State.PLAYING


def test_the_whole_file_as_a_video_has_every_frame(
    qtbot: QtBot, ended: MainWindow, tmp_path: Path, until: Until
) -> None:
    path = tmp_path / "film.mp4"
    ended.outputs.export_file(path)
    until(lambda status: status.exporting)
    assert not ended.commands.export_file.isEnabled()
    until(lambda status: not status.exporting)
    with_everybody = open_source(path)
    assert with_everybody.frame_count == 40
    frame = with_everybody.read()
    assert frame is not None
    assert frame.image.shape == (240, 320, 3)
    assert frame.image.std() > 10  # something is drawn on the grey


def test_snapshot_is_what_is_shown_in_the_sources_size(ended: MainWindow, tmp_path: Path) -> None:
    ended.outputs.snapshot(tmp_path / "frame.png")
    picture = cv2.imread(str(tmp_path / "frame.png"))
    assert picture is not None
    assert picture.shape == (240, 320, 3)
    drawn = np.asarray(picture, int)
    assert (np.abs(drawn - 90).max(axis=2) > 60).mean() > 0.01
    ended.outputs.snapshot(tmp_path / "frame.bmp")
    assert ".png or .jpg" in ended.notice.text.text()


def test_paths_are_asked_for_and_the_folder_is_remembered(qtbot: QtBot, ended: MainWindow, tmp_path: Path) -> None:
    ended.commands.snapshot.trigger()
    dialog = ended.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.defaultSuffix() == "png"
    dialog.fileSelected.emit(str(tmp_path / "frame.png"))
    dialog.close()
    assert (tmp_path / "frame.png").exists()
    assert ended.presenter.preferences.folder == str(tmp_path)


def test_figures_are_copied_and_saved(qtbot: QtBot, ended: MainWindow, tmp_path: Path) -> None:
    assert ended.figures.current is ended.picture
    panel = ended.docks[-1].panel  # attention, which lies behind the evidence
    ended.docks[-1].raise_()
    qtbot.waitUntil(lambda: bool(panel.table()))
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton)
    ended.outputs.save_figure(tmp_path / "focus.svg")
    assert "l wrist" in (tmp_path / "focus.svg").read_text()
    ended.outputs.save_figure(tmp_path / "focus.txt")
    assert ".png, .svg" in ended.notice.text.text()


@pytest.fixture
def found(qtbot: QtBot, ended: MainWindow) -> MainWindow:
    """The segments of the file were found."""
    ended.commands.find_segments.trigger()
    qtbot.waitUntil(lambda: bool(ended.segments.editor.segments), timeout=10_000)
    return ended


def test_segments_of_the_whole_file(found: MainWindow, tmp_path: Path) -> None:
    (segment,) = [item for item in found.segments.editor.segments if item.person == 1]
    assert segment.label == "wave"
    assert segment.start == pytest.approx(0.45, abs=0.11)  # before, everybody warms up
    assert segment.end == pytest.approx(2.0)
    found.segments.export(tmp_path / "film.json")
    assert read_segments(tmp_path / "film.json")[0].label == "wave"
    assert "Wrote" in found.notice.text.text()
    found.segments.remove()  # nothing is selected
    assert found.segments.editor.segments
    found.segments.load(tmp_path / "film.json")
    assert found.segments.editor.segments[0].start == pytest.approx(segment.start, abs=1e-3)


def x_of(window: MainWindow, seconds: float) -> int:
    return round(window.timeline._drawing.x(seconds))


def test_segments_are_edited_in_the_timeline(qtbot: QtBot, found: MainWindow, until: Until) -> None:
    editor, timeline = found.segments.editor, found.timeline
    (segment,) = [item for item in editor.segments if item.person == 1]
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(timeline, left, pos=QPoint(x_of(found, 2.0) - 1, 18))
    qtbot.mouseMove(timeline, QPoint(x_of(found, 1.7), 18))
    qtbot.mouseMove(timeline, QPoint(x_of(found, 1.5), 18))
    qtbot.mouseRelease(timeline, left, pos=QPoint(x_of(found, 1.5), 18))
    (shorter,) = [item for item in editor.segments if item.person == 1]
    assert shorter.end == pytest.approx(1.5, abs=0.02)
    assert editor.selected == shorter
    found.segments.rename("juggle")
    assert editor.at(1, 1.0) == Segment(1, shorter.start, shorter.end, "juggle")
    found.presenter.seek(1.0)
    until(lambda status: status.position == 1.0)
    found.commands.split_segment.trigger()
    assert [round(item.start, 2) for item in editor.segments if item.person == 1][1] == 1.0
    found.commands.remove_segment.trigger()
    assert [item.end for item in editor.segments if item.person == 1] == [1.0]
    for _ in range(4):
        found.commands.undo_segment.trigger()
    assert editor.at(1, 1.9) == segment
    assert found.presenter.status.position == 1.0
    qtbot.mouseClick(timeline, left, pos=QPoint(x_of(found, 0.1), 18))  # beside all segments: goes there
    assert editor.selected is None
    until(lambda status: status.position == pytest.approx(0.1, abs=0.06))


def test_the_labels_of_the_menu(found: MainWindow) -> None:
    (segment,) = [item for item in found.segments.editor.segments if item.person == 1]
    assert not found.menus.labels.isEnabled()
    found.segments.select(1, 1.0)
    assert found.menus.labels.isEnabled()
    next(action for action in found.menus.labels.actions() if action.text() == "throw").trigger()
    assert found.segments.editor.at(1, 1.0) == Segment(1, segment.start, segment.end, "throw")


def test_other_settings_find_other_segments_until_something_was_edited(found: MainWindow) -> None:
    presenter, editor = found.presenter, found.segments.editor
    presenter.change_settings(replace(presenter.settings, segment_shortest=5.0))
    assert editor.segments == ()
    presenter.change_settings(replace(presenter.settings, segment_shortest=0.4))
    found.segments.select(1, 1.0)
    found.segments.rename("jump")
    presenter.change_settings(replace(presenter.settings, segment_shortest=5.0))
    assert [item.label for item in editor.segments if item.person == 1] == ["jump"]
    found.commands.find_segments.trigger()
    assert editor.segments == ()


def test_segments_become_a_data_set(found: MainWindow, tmp_path: Path) -> None:
    found.segments.select(1, 1.0)
    found.segments.export_clips(tmp_path)
    dataset = read_dataset(tmp_path)
    assert dataset.labels == ("wave",)
    (clip,) = dataset.clips()
    assert clip.id == "wave/film_mp4-001"
    assert clip.joints.shape[2:] == (18, 1)
    assert len(clip.times) > 25


def test_segments_by_keys(qtbot: QtBot, found: MainWindow, until: Until) -> None:
    editor, none = found.segments.editor, Qt.KeyboardModifier.NoModifier
    editor.load((Segment(1, 0.2, 0.6, "walk"), Segment(1, 1.0, 1.4, "wave")))
    found.segments.changed.emit()
    found.presenter.seek(0.5)
    until(lambda status: status.position == pytest.approx(0.5))
    qtbot.keyClick(found, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert editor.selected == Segment(1, 1.0, 1.4, "wave")
    until(lambda status: status.position == pytest.approx(1.0))
    found.presenter.seek(1.2)
    until(lambda status: status.position == pytest.approx(1.2))
    qtbot.keyClick(found, Qt.Key.Key_I, none)
    assert editor.selected == Segment(1, pytest.approx(1.2), 1.4, "wave")
    qtbot.keyClick(found, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert editor.selected == Segment(1, 0.2, 0.6, "walk")
    until(lambda status: status.position == pytest.approx(0.2))
    qtbot.keyClick(found, Qt.Key.Key_O, none)  # it would end where it begins
    assert "must end after it starts" in found.notice.text.text()
    assert found.segment_dock.isHidden()
    qtbot.keyClick(found, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert found.segment_dock.isVisible()
    found.segment_table.chosen.emit(editor.segments[1])
    until(lambda status: status.position == pytest.approx(1.2))


def test_another_source_has_no_segments(found: MainWindow, world: FakeWorld, qtbot: QtBot) -> None:
    world.add("b.mp4", fps=100.0, count=5)
    found.presenter.open("b.mp4")
    qtbot.waitUntil(lambda: found.segments.editor.segments == ())
    assert not found.commands.export_segments.isEnabled()


def test_what_was_edited_is_there_again_with_its_source(
    found: MainWindow, world: FakeWorld, qtbot: QtBot, until: Until
) -> None:
    found.segments.select(1, 1.0)
    found.segments.rename("juggle")
    edited = found.segments.editor.segments
    world.add("b.mp4", fps=100.0, count=5)
    found.presenter.open("b.mp4")
    qtbot.waitUntil(lambda: found.segments.editor.segments == ())
    found.presenter.open("film.mp4")
    until(lambda status: status.state is State.ENDED and status.uri == "film.mp4")
    qtbot.waitUntil(lambda: found.segments.editor.segments == edited)
    for _ in range(3):
        found.presenter.statistics_changed.emit(found.presenter.status)
    assert found.segments.editor.segments == edited
    assert found.timeline._mouse.editor is found.segments.editor
    found.commands.undo_segment.trigger()
    assert "juggle" not in {segment.label for segment in found.segments.editor.segments}


def test_a_new_segment_is_made_by_hand(ended: MainWindow, until: Until) -> None:
    ended.presenter.seek(0.5)
    until(lambda status: status.position == 0.5)
    ended.commands.add_segment.trigger()
    assert ended.segments.editor.segments == (Segment(1, 0.5, 1.5, "wave"),)
