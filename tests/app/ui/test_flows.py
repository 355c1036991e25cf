"""What a user does, from the first click to the last, on real sources: the synthetic camera, files, and clips."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.player.player import Player
from app.player.services import Services, real_services
from app.player.state import State, Status
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import WindowPresenter
from app.ui.window import MainWindow
from core.errors import UserError
from core.paths import assets_dir
from core.types import Frame
from core.video.source import Source
from tests.app.fakes import FakeWorld
from tests.core.video.clips import write_clip

Until = Callable[[Callable[[Status], bool]], None]
CLIPS = Path(__file__).parents[4] / "shared" / "data" / "videos"
CAMERA = "synthetic:live=1&joints=1&people=2&size=320x240"


class Plug:
    """A source that can be pulled out."""

    def __init__(self) -> None:
        self.pulled = False

    def into(self, source: Source) -> Source:
        read = source.read

        def watched() -> Frame | None:
            if self.pulled:
                raise UserError(f"{source.name} was unplugged")
            return read()

        source.read = watched  # type: ignore[method-assign]
        return source


@pytest.fixture
def plug() -> Plug:
    return Plug()


@pytest.fixture
def services(world: FakeWorld, plug: Plug) -> Services:
    """Real sources; pose and network are stand-ins, since they are slow and tested elsewhere."""
    real = real_services()

    def open_source(uri: str) -> Source:
        if plug.pulled:
            raise UserError(f"{uri} cannot be opened")
        return plug.into(real.open_source(uri))

    return replace(world.services(), open_source=open_source, list_sources=real.list_sources)


@pytest.fixture
def presenter(qtbot: QtBot, services: Services, preferences: Preferences) -> Iterator[WindowPresenter]:
    presenter = WindowPresenter(Player(services, retries=(0.05,)), preferences)
    presenter.start(None)
    yield presenter
    presenter.close()


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, data, left, none))


def test_open_seek_and_switch(window: MainWindow, until: Until, tmp_path: Path) -> None:
    window.presenter.open("synthetic:frames=90&size=320x240")
    until(lambda status: status.state is State.PLAYING and status.position > 0.1)
    window.presenter.seek(2.0)
    until(lambda status: status.position >= 2.0)
    window.presenter.open(str(write_clip(tmp_path / "a.mp4", frames=20, fps=50.0)))
    until(lambda status: status.state is State.ENDED)
    assert window.windowTitle() == "a.mp4 — skelapp"
    window.commands.close.trigger()
    until(lambda status: status.state is State.IDLE)
    assert window.stage.currentWidget() is window.empty


def test_dropped_files_and_folders_play_one_after_the_other(window: MainWindow, until: Until, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    first, second = (write_clip(folder / f"{name}.mp4", frames=8, fps=100.0) for name in "ab")
    alone = write_clip(tmp_path / "c.mp4", frames=8, fps=100.0)
    drop(window, folder)
    until(lambda status: status.state is State.ENDED and status.uri == str(second))
    assert window.windowTitle() == "b.mp4  (2 / 2) — skelapp"
    window.commands.previous.trigger()
    assert window.presenter.player.status().uri == str(first)
    drop(window, alone, first)
    until(lambda status: status.state is State.ENDED and status.uri == str(first))
    assert window.presenter.status.playlist == (str(alone), str(first))


def test_a_skeleton_file_plays_without_pose_estimation(
    world: FakeWorld, window: MainWindow, until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "walk.jsonl"
    rows = []
    for index in range(20):
        joints = [[100 + index, 50 + 5 * joint, 0.9] for joint in range(18)]
        rows.append(f'{{"frame": {index}, "time": {index / 50}, "people": [{{"id": 1, "keypoints": {joints}}}]}}')
    path.write_text("\n".join(rows))
    drop(window, path)
    until(lambda status: status.state is State.ENDED)
    assert world.pose.searched == 0
    assert window.presenter.shown is not None
    assert window.presenter.shown.result.people.joints[0, 0, 0] == 119


def test_a_camera_goes_and_comes_back(qtbot: QtBot, window: MainWindow, until: Until, plug: Plug) -> None:
    window.presenter.open(CAMERA)
    until(lambda status: status.state is State.PLAYING and status.position > 0.1)
    plug.pulled = True
    until(lambda status: status.state is State.LOADING and "trying again" in status.activity)
    qtbot.waitUntil(lambda: "trying again in 0.05 s" in window.status_line.activity.text())
    plug.pulled = False
    until(lambda status: status.state is State.PLAYING)
    position = window.presenter.status.position
    until(lambda status: status.position > position)


def test_closes_while_a_camera_plays_and_a_file_is_analysed(window: MainWindow, until: Until, world: FakeWorld) -> None:
    window.presenter.open("synthetic:frames=100000&size=320x240")
    until(lambda status: status.state is State.PLAYING)
    window.commands.analyse.trigger()
    until(lambda status: status.analysis is not None and status.analysis.share > 0)
    window.close()
    assert window.presenter.player.status().state is State.CLOSING
    assert world.pose.closed


def test_the_whole_file_fills_the_timeline(qtbot: QtBot, window: MainWindow, until: Until, world: FakeWorld) -> None:
    window.presenter.open("synthetic:frames=300&size=320x240&fps=30")
    until(lambda status: status.state is State.PLAYING)
    window.presenter.toggle()
    window.commands.analyse.trigger()
    assert window.commands.analyse.text() == "Stop the analysis"
    until(lambda status: status.analysis is not None and status.analysis.done)
    assert window.commands.analyse.text() == "Analyse whole file"
    qtbot.waitUntil(lambda: window.transport.analysis.text() == "Analysed")
    lanes = window.presenter.timeline_model.lanes
    qtbot.waitUntil(lambda: 1 in lanes and lanes[1][-1].end > 9.9)
    searched = world.pose.searched
    histories: list[int] = []
    window.presenter.panel_data_changed.connect(lambda panel_data: histories.append(len(panel_data.times)))
    window.presenter.seek(8.0)
    until(lambda status: status.position >= 8.0)
    qtbot.waitUntil(lambda: bool(histories) and histories[-1] > 70)  # the past is known although it was never played
    assert world.pose.searched == searched


def test_turning_and_following(qtbot: QtBot, window: MainWindow, until: Until) -> None:
    window.presenter.open("synthetic:size=320x240")
    until(lambda status: status.state is State.PLAYING)
    window.commands.rotate_right.trigger()
    qtbot.waitUntil(lambda: (shown := window.presenter.shown) is not None and shown.result.frame.image.shape[0] == 320)
    qtbot.waitUntil(lambda: window.presenter.people.followed == 1)
    window.commands.follow_next.trigger()
    assert window.presenter.people.followed == 2
    window.commands.follow_next.trigger()
    assert window.presenter.people.followed == 1


def test_cameras_are_named_in_the_menu(qtbot: QtBot, window: MainWindow) -> None:
    window.presenter.look_for_cameras()
    qtbot.waitUntil(lambda: len(window.menus.cameras.actions()) == 2)
    assert [action.text() for action in window.menus.cameras.actions()] == ["Integrated", "C920"]
    window.menus.cameras.actions()[1].trigger()
    assert window.presenter.preferences.camera == "2"


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips are not part of the project")
def test_real_clips_play_and_seek(window: MainWindow, until: Until) -> None:
    for clip in ("arms.mp4", "one_by_one_10fps.mp4"):
        window.presenter.open(str(CLIPS / clip))
        until(lambda status, clip=clip: status.state is State.PLAYING and status.uri.endswith(clip))  # type: ignore[misc]
        window.presenter.toggle()
        window.presenter.seek(5.0)
        until(lambda status: abs(status.position - 5.0) < 0.2)
        window.presenter.step(1)
        until(lambda status: status.position > 5.0)


def test_the_demo_plays(window: MainWindow, until: Until, tmp_path: Path) -> None:
    shutil.copy(assets_dir() / "demo.mp4", tmp_path / "demo.mp4")
    drop(window, tmp_path / "demo.mp4")
    until(lambda status: status.state is State.PLAYING and status.position > 0.2)
    window.timeline.seeked.emit(window.presenter.timeline_model.span[1] / 2)
    until(lambda status: status.position > 3.0)
