"""The page "Teach" in the window: from the first click to the network that is still there tomorrow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.player.player import Player
from app.player.services import Services, real_services
from app.player.state import State
from app.ui.presenters.fine_tuning import TuningView
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import WindowPresenter
from app.ui.presenters.teach import TeachPresenter
from app.ui.views.teach_page import TeachPage
from app.ui.window import MainWindow
from core.errors import UserError
from core.examples.store import SOMETHING_ELSE, ExampleSet
from core.teaching import fit
from tests.app.fakes import FakeWorld
from tests.app.ui.stage import URI, Stage
from tests.core.examples.motions import motion_of

LONG = 30_000  # milliseconds


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKELAPP_EXAMPLES", str(tmp_path / "examples"))
    monkeypatch.setattr(QApplication, "beep", lambda: None)


@pytest.fixture
def stage() -> Stage:
    return Stage(joints=True)


@pytest.fixture
def services(world: FakeWorld, stage: Stage, own_weights: Path) -> Services:
    """Networks, tracking and counting are real; the camera is a stage, whose pictures bring their joints along."""
    return replace(
        real_services(),
        open_source=lambda _: stage,
        list_sources=lambda uri: (uri,),
        open_pose=world.services().open_pose,
    )


@pytest.fixture
def own_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The user's folder with a small network, to begin with."""
    folder = tmp_path / "weights"
    monkeypatch.setenv("SKELAPP_WEIGHTS", str(folder))
    clips = [motion_of(1.0, shift).joints for shift in (0.0, 5.0)]
    clips[1][:, 4, 1] += 50 * np.sin(np.arange(11))
    fit(clips, ["left", "right"], fps=10).save(folder / "start.safetensors")
    return folder


def begin(qtbot: QtBot, services: Services, preferences: Preferences, stage: Stage) -> MainWindow:
    preferences.countdown = 1
    preferences.repetitions = 2
    presenter = WindowPresenter(Player(services, "cpu", 1), preferences)
    stage.attach(presenter)
    window = MainWindow(presenter)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    presenter.start(None if preferences.model else "start")
    return window


@pytest.fixture
def window(qtbot: QtBot, services: Services, preferences: Preferences, stage: Stage) -> Iterator[MainWindow]:
    window = begin(qtbot, services, preferences, stage)
    yield window
    window.close()


def page_of(window: MainWindow) -> tuple[TeachPage, TeachPresenter]:
    page, presenter = window.teach.page, window.teach.presenter
    assert page is not None
    assert presenter is not None
    return page, presenter


def record(qtbot: QtBot, window: MainWindow, stage: Stage, action: str, motion: str) -> None:
    """Names an action if need be, and shows it to the camera until the recording ends by itself."""
    page, presenter = page_of(window)
    stage.perform(motion)
    if action not in presenter.examples.actions:
        page.name.setText(action)
        page.add.click()
    presenter.select_action(action)
    before = len(presenter.examples.examples(action))
    page.record.click()
    assert presenter.recording.running
    qtbot.waitUntil(lambda: not presenter.recording.running, timeout=LONG)
    assert len(presenter.examples.examples(action)) == before + 2


def answers(qtbot: QtBot, window: MainWindow, stage: Stage, motion: str, action: str) -> None:
    page, _ = page_of(window)
    stage.perform(motion)
    begun = stage.index
    qtbot.waitUntil(lambda: stage.index > begun + 20 and page.answer.shown == action, timeout=LONG)


def test_three_actions_are_taught_from_pixels_recognised_and_kept(
    qtbot: QtBot, world: FakeWorld, own_weights: Path, preferences: Preferences
) -> None:
    stage = Stage(joints=False)
    services = replace(real_services(), open_source=lambda _: stage, list_sources=lambda uri: (uri,))
    window = begin(qtbot, services, preferences, stage)
    window.commands.teach.trigger()
    page, presenter = page_of(window)
    assert not page.use.isEnabled()
    for action, motion in (("clap", "clap"), ("swing a club", "golf"), ("hit the ball", "swing_baseball")):
        record(qtbot, window, stage, action, motion)
    qtbot.waitUntil(
        lambda: window.presenter.status.model is not None and len(window.presenter.status.model.labels) == 4
    )
    answers(qtbot, window, stage, "golf", "swing a club")
    answers(qtbot, window, stage, "clap", "clap")
    answers(qtbot, window, stage, "pullup", SOMETHING_ELSE)
    page.use.click()
    qtbot.waitUntil(lambda: window.presenter.status.weights == "my-actions", timeout=LONG)
    window.close()

    stage = Stage(joints=True)
    services = replace(services, open_source=lambda _: stage, open_pose=world.services().open_pose)
    window = begin(qtbot, services, preferences, stage)
    qtbot.waitUntil(lambda: window.presenter.status.weights == "my-actions", timeout=LONG)
    qtbot.waitUntil(lambda: ("my-actions", True, True) in own_entries(window))
    window.commands.teach.trigger()
    _, presenter = page_of(window)
    assert [(row.name, row.shown) for row in presenter.rows] == [
        ("clap", 2),
        ("hit the ball", 2),
        ("swing a club", 2),
        (SOMETHING_ELSE, 0),
    ]
    window.presenter.open(URI)
    answers(qtbot, window, stage, "golf", "swing a club")
    window.close()


def tries(presenter: TeachPresenter) -> int:
    """How many examples the network was taught that answers now; 0 while it is another one."""
    learned = presenter.learned
    if learned is None or learned.lesson is None or presenter.window.status.weights != str(learned.weights):
        return 0
    return len(learned.lesson.taught.clips)


def own_entries(window: MainWindow) -> list[tuple[str, bool, bool]]:
    """The user's networks in the Model menu: name, and whether it can be chosen, and is."""
    menus = [menu for menu in window.menus.models.findChildren(QMenu) if menu.title() == "Your own actions"]
    entries = [entry for menu in menus for entry in menu.actions()]
    return [(entry.text(), entry.isEnabled(), entry.isChecked()) for entry in entries]


def focused(window: MainWindow) -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_by_keyboard_alone(qtbot: QtBot, window: MainWindow, stage: Stage) -> None:
    """Opens the page, names two actions, records both, deletes an example, takes that back, and keeps the network."""
    qtbot.waitUntil(lambda: window.presenter.status.model is not None, timeout=LONG)

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(focused(window), key, modifier)

    def walk(to: QWidget) -> None:
        for _ in range(40):
            if to.hasFocus():
                return
            press(Qt.Key.Key_Tab)
        raise AssertionError(f"{to} cannot be reached")

    window.setFocus()
    press(Qt.Key.Key_T)
    page, presenter = page_of(window)
    assert page.name.hasFocus()  # there is no action yet
    for action, motion in (("clap", "clap"), ("swing", "golf")):
        walk(page.name)
        qtbot.keyClicks(focused(window), action)
        press(Qt.Key.Key_Return)
        assert presenter.action == action
        assert page.record.hasFocus()
        stage.perform(motion)
        press(Qt.Key.Key_Space)
        assert presenter.recording.running
        qtbot.waitUntil(lambda: not presenter.recording.running, timeout=LONG)
    walk(page.table)
    press(Qt.Key.Key_Up)
    assert presenter.action == "clap"
    walk(page.tiles)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Space)
    assert len(presenter.selected) == 1
    assert window.presenter.status.state is State.PLAYING  # the space bar was the list's
    press(Qt.Key.Key_Delete)
    assert len(presenter.examples.examples("clap")) == 1
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(presenter.examples.examples("clap")) == 2
    qtbot.waitUntil(lambda: tries(presenter) == 4, timeout=LONG)
    walk(page.use)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.presenter.status.weights == "my-actions", timeout=LONG)
    press(Qt.Key.Key_Escape)
    assert not window.teach.is_open
    assert window.presenter.status.weights == "my-actions"


def test_closing_the_page_puts_everything_back(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.presenter.status.weights == "start", timeout=LONG)
    shown = [dock.objectName() for dock in window.docks if dock.isVisible()]
    window.teach.open()
    page, presenter = page_of(window)
    assert not any(dock.isVisible() for dock in window.docks)
    for shift, action in enumerate(("hop", "hop", "jump", "jump")):
        presenter._add(action, motion_of(1.0, shift), "a", "camera")
    qtbot.waitUntil(lambda: "my-actions" in window.presenter.status.weights, timeout=LONG)
    page.back.click()
    qtbot.waitUntil(lambda: window.presenter.status.weights == "start", timeout=LONG)
    assert [dock.objectName() for dock in window.docks if dock.isVisible()] == shown
    assert window.presenter.preferences.model == "start"


def test_a_window_closed_with_the_page_open_remembers_itself_without_it(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
) -> None:
    qtbot.waitUntil(lambda: window.presenter.status.weights == "start", timeout=LONG)
    before = window.saveState()
    window.teach.open()
    window.close()
    assert preferences.layout is not None
    assert preferences.model == "start"
    assert window.saveState().size() == before.size()


def test_a_folder_is_dropped(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    other = ExampleSet(tmp_path / "clips")
    for shift, action in enumerate(("hop", "hop", "sit down")):
        other.add(action, motion_of(1.0, shift), "Ada", "monday")
    window.teach.open()
    page, presenter = page_of(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "clips"))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, left, none))
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, none))
    qtbot.waitUntil(lambda: len(presenter.examples.examples()) == 3, timeout=LONG)
    assert [row.name for row in presenter.rows] == ["hop", "sit down", SOMETHING_ELSE]
    assert {each.recording for each in presenter.examples.examples()} == {"clips Ada monday"}
    assert page.table.current == "hop"
    assert page.tiles.count() == 2


def test_the_selected_segment_is_taught(qtbot: QtBot, window: MainWindow) -> None:
    """What becomes of the stretch is tested with the presenter; here that it is asked for, and where."""
    command = window.commands.teach_segment
    assert not command.isEnabled()
    editor = window.segments.editor
    editor.labels = ("swing_a_club",)
    editor.insert(1, 0.5, 2.0, "swing_a_club")
    editor.selected = editor.segments[0]
    window.segments.changed.emit()
    assert command.isEnabled()
    command.trigger()
    assert window.teach.is_open
    _, presenter = page_of(window)
    assert presenter.examples.examples() == ()
    assert window.notice.text.text().startswith("This stretch has not been analysed yet")


def test_a_person_in_the_picture_has_a_menu(qtbot: QtBot, window: MainWindow) -> None:
    window.presenter.open(URI)
    qtbot.waitUntil(lambda: window.presenter.people.followed is not None, timeout=LONG)
    place = window.picture.area().center().toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, window.picture.mapToGlobal(place))
    window.picture.contextMenuEvent(event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (teach,) = (action for action in menu.actions() if action.text() == "Teach this …")
    teach.trigger()
    menu.close()
    assert window.teach.is_open


def test_the_usual_layout_leaves_the_page_open(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1366, 768)
    window.teach.open()
    page, _ = page_of(window)
    window.commands.reset.trigger()
    assert window.teach.is_open
    assert not any(dock.isVisible() for dock in window.docks)
    qtbot.waitUntil(lambda: page.width() > 600)
    assert (window.width(), window.height()) == (1366, 768)
    page.back.click()
    assert any(dock.isVisible() for dock in window.docks)


def test_the_announcement_is_painted(window: MainWindow) -> None:
    before = window.picture.grab().toImage()
    window.picture.announce("3")
    assert window.picture.grab().toImage() != before
    window.picture.announce("")
    assert window.picture.grab().toImage() == before


def test_the_simple_view_closes_the_page(window: MainWindow) -> None:
    window.teach.open()
    window.commands.simple.trigger()
    assert not window.teach.is_open
    assert not any(dock.isVisible() for dock in window.docks)
    window.commands.simple.trigger()
    assert any(dock.isVisible() for dock in window.docks)


def test_a_folder_that_cannot_be_read_says_so(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path) -> ExampleSet:
        raise UserError(f"{folder} cannot be read (Permission denied)")

    monkeypatch.setattr("app.ui.presenters.example_sets.ExampleSet", fail)
    window.commands.teach.trigger()
    assert not window.teach.is_open
    assert not window.commands.teach.isChecked()
    assert "cannot be read" in window.notice.text.text()


def test_fine_tuning_shows_how_far_it_is(window: MainWindow) -> None:
    window.teach.open()
    page, presenter = page_of(window)
    assert (page.tune.text(), page.tune.isEnabled(), page.progress.isVisible()) == ("Fine-tune", False, False)
    presenter.tuning.view = TuningView(0.25, "25%, 1:02 left", (0.5, 0.75))
    presenter.tuning.changed.emit()
    assert (page.tune.text(), page.tune.isEnabled(), page.progress.value()) == ("Cancel", True, 250)
    assert page.progress.isVisible()
    assert page.curve.isVisible()
    assert page.line.text() == "25%, 1:02 left"
    page.tune.click()
    assert page.tune.text() == "Fine-tune"
    assert not page.progress.isVisible()
    assert window.notice.text.text() == "Fine-tuning was cancelled; nothing has changed."
