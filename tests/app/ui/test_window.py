from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.player.state import State, Status
from app.ui.presenters.presenter import WindowPresenter
from app.ui.views.transport import clock_text
from app.ui.window import MainWindow
from tests.app.fakes import FakeWorld

Until = Callable[[Callable[[Status], bool]], None]


def button(window: MainWindow, text: str) -> QPushButton:
    return next(item for item in window.empty.findChildren(QPushButton) if item.text() == text)


def test_the_empty_window_offers_what_can_be_done(world: FakeWorld, window: MainWindow, until: Until) -> None:
    world.add("0", live=True, fps=30.0)
    assert window.stage.currentWidget() is window.empty
    assert not window.commands.play.isEnabled()
    button(window, "Open camera").click()
    until(lambda status: status.state is State.PLAYING)
    assert window.stage.currentWidget() is window.picture
    assert window.transport.live.isVisible()
    assert not window.transport.slider.isVisible()
    assert not window.commands.back.isEnabled()
    assert window.windowTitle() == "0 — skelapp"


def test_a_dropped_file_plays(world: FakeWorld, window: MainWindow, until: Until) -> None:
    world.add("/videos/a.mp4", fps=100.0, count=20)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/videos/a.mp4")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, data, left, none))
    until(lambda status: status.state is State.ENDED)
    assert window.windowTitle() == "a.mp4 — skelapp"
    assert window.menus.recent.actions()[0].text() == "/videos/a.mp4"


def test_transport(qtbot: QtBot, world: FakeWorld, window: MainWindow, until: Until) -> None:
    world.add("a.mp4", fps=20.0, count=400)
    window.presenter.open("a.mp4")
    until(lambda status: status.state is State.PLAYING)
    assert window.commands.play.text() == "Pause"
    qtbot.keyClick(window, Qt.Key.Key_Space)
    until(lambda status: status.state is State.PAUSED)
    window.transport.slider.setValue(0)
    window.transport.slider.sliderMoved.emit(10_000)
    until(lambda status: status.position == 10.0)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    until(lambda status: status.position == pytest.approx(10.05))
    qtbot.keyClick(window, Qt.Key.Key_Left)
    until(lambda status: status.position == 10.0)
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    until(lambda status: status.position == 15.0)
    assert window.transport.clock.text() == "00:15.0 / 00:20.0"
    qtbot.keyClick(window, Qt.Key.Key_L)
    assert window.presenter.status.loop
    qtbot.keyClick(window, Qt.Key.Key_BracketRight)
    assert window.presenter.status.speed == 1.5
    qtbot.keyClick(window, Qt.Key.Key_Home)
    until(lambda status: status.position == 0.0)
    timeline = window.timeline
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(timeline.width() // 2, 15))
    until(lambda status: 9.0 < status.position < 11.0)
    window.commands.play.trigger()
    until(lambda status: status.state is State.PLAYING)


def test_a_click_picks_a_person(qtbot: QtBot, world: FakeWorld, window: MainWindow, until: Until) -> None:
    world.add("a.mp4", fps=50.0, count=20)
    window.presenter.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    assert window.docks[1].title.shown() == "How sure it is  class probabilities · person 1"

    def click(share: float) -> None:
        area = window.picture.area()
        where = QPointF(area.left() + share * area.width(), area.top() + 0.4 * area.height()).toPoint()
        qtbot.mouseClick(window.picture, Qt.MouseButton.LeftButton, pos=where)

    click(2 / 3)
    assert window.docks[1].title.shown() == "How sure it is  class probabilities · person 2"
    window.commands.mirror.trigger()
    click(2 / 3)  # now the first person stands there
    assert window.docks[1].title.shown() == "How sure it is  class probabilities · person 1"


def model_actions(window: MainWindow) -> dict[str, QAction]:
    return {action.data(): action for action in window.menus.models.actions() if action.isCheckable()}


def test_switching_the_network(world: FakeWorld, window: MainWindow, until: Until) -> None:
    world.add("a.mp4", fps=100.0, count=10**6)
    window.presenter.open("a.mp4")
    until(lambda status: status.state is State.PLAYING)
    assert [name for name, action in model_actions(window).items() if action.isChecked()] == ["fake-a"]
    model_actions(window)["fake-b"].trigger()
    until(lambda status: status.model == world.cards[1])
    assert [name for name, action in model_actions(window).items() if action.isChecked()] == ["fake-b"]
    assert window.presenter.status.state is State.PLAYING


def test_bad_weights_keep_the_old_network(qtbot: QtBot, world: FakeWorld, window: MainWindow, until: Until) -> None:
    until(lambda status: status.model is not None)
    window.presenter.load_model("/tmp/notes.txt")
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.text.text() == (
        "/tmp/notes.txt is not a weights file; weights are .safetensors made by core.train. Fake A stays in use."
    )
    assert window.notice.property("level") == "error"
    window.notice.close_button.click()
    assert not window.notice.isVisible()
    assert [name for name, action in model_actions(window).items() if action.isChecked()] == ["fake-a"]


def test_a_lost_camera_is_told(qtbot: QtBot, world: FakeWorld, window: MainWindow, until: Until) -> None:
    source = world.add("0", live=True, fps=30.0, lost_at=50)
    window.commands.camera.trigger()
    until(lambda status: status.state is State.LOADING and "trying again" in status.activity)
    told = "0: the camera was unplugged; plug it in and open it again; trying again in 1 s"
    qtbot.waitUntil(lambda: window.status_line.activity.text() == told)
    assert window.stage.currentWidget() is window.picture  # the last picture stays
    source.lost_at = None
    until(lambda status: status.state is State.PLAYING)
    qtbot.waitUntil(lambda: window.status_line.activity.text() == "")


def test_a_camera_that_is_not_there_is_told(qtbot: QtBot, window: MainWindow, until: Until) -> None:
    window.commands.camera.trigger()
    until(lambda status: status.state is State.FAILED)
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.text.text() == "0: no such file; check the name"
    assert window.stage.currentWidget() is window.empty


def test_opening_dismisses_problems_but_not_information(
    qtbot: QtBot, world: FakeWorld, window: MainWindow, until: Until
) -> None:
    world.add("a.mp4", fps=100.0, count=5)
    window.presenter.open("nowhere.mp4")
    qtbot.waitUntil(window.notice.isVisible)
    window.presenter.open("a.mp4")
    assert not window.notice.isVisible()
    until(lambda status: status.state is State.ENDED)
    window.notice.tell("info", "good to know")
    window.presenter.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    assert window.notice.isVisible()


def test_segments_are_found_by_the_analysis_that_runs_already(
    qtbot: QtBot, world: FakeWorld, window: MainWindow, until: Until
) -> None:
    assert not window.commands.find_segments.isEnabled()
    assert not window.commands.add_segment.isEnabled()
    world.add("a.mp4", fps=10.0, count=3000)
    window.presenter.open("a.mp4")
    until(lambda status: status.state is State.PLAYING)
    qtbot.keyClick(window, Qt.Key.Key_A)
    until(lambda status: status.analysis is not None)
    run = window.presenter.player.analysed()
    qtbot.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(window.segments.editor.segments), timeout=30_000)
    assert window.presenter.player.analysed() is run


def test_a_failed_open_leaves_picture_lanes_and_edited_segments(
    qtbot: QtBot, world: FakeWorld, window: MainWindow, until: Until
) -> None:
    world.add("a.mp4", fps=100.0, count=200)
    window.presenter.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    window.commands.find_segments.trigger()
    qtbot.waitUntil(lambda: bool(window.segments.editor.segments))
    window.segments.select(1, 1.0)
    window.segments.rename("jump")
    window.presenter.open("nowhere.mp4")
    until(lambda status: status.state is State.PAUSED and status.uri == "a.mp4")
    qtbot.waitUntil(lambda: window.notice.text.text() == "nowhere.mp4: no such file; check the name")
    assert window.notice.isVisible()
    assert window.stage.currentWidget() is window.picture
    assert window.windowTitle() == "a.mp4 — skelapp"
    qtbot.waitUntil(lambda: 1 in window.presenter.timeline_model.lanes)
    for _ in range(3):
        window.presenter.statistics_changed.emit(window.presenter.status)
    assert [item.label for item in window.segments.editor.segments if item.person == 1] == ["jump"]
    window.commands.close.trigger()
    assert not window.notice.isVisible()


def test_what_was_done_is_told_for_a_while_and_problems_until_they_are_gone(window: MainWindow) -> None:
    notice = window.notice
    notice.tell("error", "no weights")
    assert not notice._while.isActive()
    notice.retract("something else")
    assert notice.isVisible()
    notice.retract("no weights")
    assert not notice.isVisible()
    notice.tell("info", "wrote it")
    assert notice._while.isActive()
    notice._while.timeout.emit()
    assert not notice.isVisible()
    notice.tell("info", "usage is reported", stays=True)
    assert not notice._while.isActive()


def test_segments_are_suggested_beside_the_video(
    window: MainWindow, world: FakeWorld, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = tmp_path / "film.mp4"
    film.touch()
    world.add(str(film), fps=100.0, count=5)
    suggested: list[Path] = []
    monkeypatch.setattr(
        "app.ui.views.dialogs.choose_new_file", lambda window, title, kinds, path, chosen: suggested.append(path)
    )
    window.presenter.open(str(film))
    until(lambda status: status.state is State.ENDED)
    window.outputs._ask_segments()
    assert suggested == [tmp_path / "film.csv"]


def test_amber_while_frames_are_dropped(qtbot: QtBot, world: FakeWorld, window: MainWindow) -> None:
    world.add("0", live=True)  # as fast as it is read
    window.commands.camera.trigger()
    qtbot.waitUntil(lambda: window.status_line.dropped.objectName() == "warning")
    assert window.status_line.rates.text().startswith("camera ")
    assert "fake pose" in window.status_line.model.text()


def test_a_file_skips_frames_without_alarm(qtbot: QtBot, world: FakeWorld, window: MainWindow, until: Until) -> None:
    world.add("a.mp4", fps=20000.0, count=10**7)  # far faster than it can be analysed
    window.presenter.open("a.mp4")
    until(lambda status: status.statistics.dropping)
    window.status_line.show_status(window.presenter.player.status())
    assert window.status_line.dropped.text().startswith("skipped ")
    assert window.status_line.dropped.objectName() == ""


def test_people_beyond_the_limit_are_counted(qtbot: QtBot, world: FakeWorld, window: MainWindow, until: Until) -> None:
    world.add("a.mp4", fps=50.0, count=20)
    window.presenter.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    assert window.status_line.unfollowed.isHidden()
    world.pose.unfollowed = 2
    qtbot.waitUntil(lambda: window.status_line.unfollowed.text() == "2 more in view")
    assert not window.status_line.unfollowed.isHidden()


def test_zooming_by_command(world: FakeWorld, window: MainWindow, until: Until) -> None:
    world.add("a.mp4", fps=50.0, count=20)
    window.presenter.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    width = window.picture.area().width()
    window.commands.zoom_in.trigger()
    window.commands.zoom_in.trigger()
    window.commands.zoom_out.trigger()
    assert window.picture.area().width() == pytest.approx(1.25 * width, abs=1)
    window.commands.zoom_fit.trigger()
    assert window.picture.area().width() == width


def test_theme_and_layout_are_remembered(
    qtbot: QtBot, presenter: WindowPresenter, window: MainWindow, world: FakeWorld
) -> None:
    window.commands.light.trigger()
    window.docks[1].hide()
    window.close()
    again = MainWindow(presenter)
    qtbot.addWidget(again)
    again.show()
    assert again.commands.light.isChecked()
    assert [dock.isHidden() for dock in again.docks] == [False, True, *[False] * 6]
    again.commands.reset.trigger()
    assert not any(dock.isHidden() for dock in again.docks)
    again.commands.light.trigger()
    assert presenter.settings.theme == "dark"


def test_every_action_has_a_shortcut_and_a_tip(window: MainWindow) -> None:
    bar = window.menuBar()
    assert bar is not None
    actions = [action for action in window.findChildren(QAction) if action.parent() is window]
    assert len(actions) > 15
    shortcuts = [action.shortcut().toString() for action in actions]
    assert {window.menus.toggles[dock.objectName()].shortcut().toString() for dock in window.docks} < set(shortcuts)
    assert all(shortcuts)
    assert len(set(shortcuts)) == len(shortcuts)
    assert all("(" in action.toolTip() for action in actions)


def test_closes_while_playing_and_loading(world: FakeWorld, window: MainWindow, until: Until) -> None:
    source = world.add("a.mp4", fps=1000.0, count=10**9)
    window.presenter.open("a.mp4")
    until(lambda status: status.state is State.PLAYING)
    window.presenter.load_model("fake-b")
    window.close()
    assert window.presenter.player.status().state is State.CLOSING
    assert source.closed
    assert world.pose.closed


@pytest.mark.parametrize(("seconds", "text"), [(0, "00:00.0"), (67.3, "01:07.3"), (3600.05, "1:00:00.0")])
def test_clock(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


def test_a_long_name_of_a_network_never_widens_the_window(window: MainWindow) -> None:
    before = window.minimumSizeHint().width()
    window.status_line.model.setText("STF-Net, joint stream, with motion-ridge  ·  " * 20)
    assert window.minimumSizeHint().width() <= max(before, 700)
