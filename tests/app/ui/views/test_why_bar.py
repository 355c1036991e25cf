"""The simple view: one sentence instead of the panels."""

from dataclasses import replace

import pytest
from PyQt6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from app.player.player import Player
from app.ui.presenters.panel_data import PanelData
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import WindowPresenter
from app.ui.window import MainWindow
from tests.app.fakes import FakeWorld


def test_a_first_start_shows_the_simple_view_and_it_is_remembered(qtbot: QtBot, world: FakeWorld, tmp_path) -> None:  # type: ignore[no-untyped-def]
    stored = QSettings(str(tmp_path / "first.ini"), QSettings.Format.IniFormat)
    presenter = WindowPresenter(Player(world.services()), Preferences(stored))
    window = MainWindow(presenter)
    qtbot.addWidget(window)
    window.show()
    assert window.why.isVisible()
    assert all(dock.isHidden() for dock in window.docks)
    window.commands.simple.trigger()
    assert not window.why.isVisible()
    assert not any(dock.isHidden() for dock in window.docks)
    window.close()
    assert not Preferences(stored).simple


def test_the_panels_that_were_shown_come_back(window: MainWindow) -> None:
    window.docks[1].hide()
    window.commands.simple.trigger()
    assert all(dock.isHidden() for dock in window.docks)
    window.docks[2].show()  # one panel may be wanted in the simple view, too
    window.commands.simple.trigger()
    assert [dock.isHidden() for dock in window.docks] == [False, True, *[False] * (len(window.docks) - 2)]


def test_a_window_closed_in_the_simple_view_keeps_its_panels(
    qtbot: QtBot, window: MainWindow, presenter: WindowPresenter, preferences: Preferences
) -> None:
    window.commands.simple.trigger()
    window.close()
    assert preferences.simple
    again = MainWindow(presenter)
    qtbot.addWidget(again)
    assert all(dock.isHidden() for dock in again.docks)
    again.commands.simple.trigger()
    assert not any(dock.isHidden() for dock in again.docks)


def test_the_sentence(window: MainWindow) -> None:
    window.why.show_data(PanelData(1, why="wave, 80%: mostly the right wrist."))
    assert window.why.text.text() == "wave, 80%: mostly the right wrist."
    window.why.show_data(PanelData())
    assert window.why.text.text() == "no one in view"


_LONG = (
    "golf, 72%: vor allem das linke Knie, die linke Hüfte und der rechte Knöchel, am Anfang der letzten 1,6 Sekunden; "
    "eher dagegen sprechen das linke Handgelenk und der linke Ellbogen."
)


@pytest.mark.parametrize("size", [1.0, 1.5])
def test_all_lines_of_the_sentence_are_seen(window: MainWindow, qtbot: QtBot, size: float) -> None:
    presenter = window.presenter
    presenter.change_settings(replace(presenter.settings, text_size=size))
    window.commands.simple.trigger()
    window.resize(1366, 768)
    text = window.why.text
    lines = 2 * text.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: text.height() >= lines)  # also for a short one: the picture stays where it is
    for sentence in (_LONG, " ".join([_LONG] * 3)):
        window.why.show_data(PanelData(1, why=sentence))
        qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()) >= lines)
    window.why.show_data(PanelData())
    qtbot.waitUntil(lambda: text.height() == lines and window.why.height() < 2 * lines)


def test_one_key_changes_what_the_joints_show(window: MainWindow) -> None:
    shown = []
    for _ in range(3):
        window.commands.reasons.trigger()
        shown.append(window.presenter.settings.reasons)
    assert shown == ["attention", "off", "evidence"]
