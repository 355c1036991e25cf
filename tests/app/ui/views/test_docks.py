"""Every view can be hidden, and put elsewhere."""

from dataclasses import replace

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from app.ui.presenters.presenter import WindowPresenter
from app.ui.views import docks
from app.ui.window import MainWindow


def test_every_view_is_hidden_and_shown_from_the_menu(qtbot: QtBot, window: MainWindow) -> None:
    for dock in (*window.docks, window.picture_dock, window.timeline_dock):
        toggle = window.menus.toggles[dock.objectName()]
        if not docks.is_seen(dock):  # it is behind another one, and comes to the front first
            assert toggle.isChecked()
            toggle.trigger()
            qtbot.waitUntil(lambda dock=dock: docks.is_seen(dock))  # type: ignore[misc]
        toggle.trigger()
        assert dock.isHidden()
        assert not toggle.isChecked()
        toggle.trigger()
        assert dock.isVisible()
        assert toggle.isChecked()


def test_the_picture_takes_what_is_left(window: MainWindow) -> None:
    assert window.transport.height() < 60
    assert window.picture_dock.height() > 0.6 * window.height()
    assert window.picture_dock.width() > 0.6 * window.width()
    centre = window.centralWidget()
    assert centre is not None
    assert window.picture_dock.y() < centre.y() < window.timeline_dock.y()
    assert window.dockWidgetArea(window.docks[0]) == Qt.DockWidgetArea.RightDockWidgetArea


def test_the_picture_leaves_the_window_and_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.float_picture.trigger()
    assert window.picture_dock.isFloating()
    assert window.commands.float_picture.isChecked()
    window.commands.reset.trigger()
    assert not window.picture_dock.isFloating()
    assert not window.commands.float_picture.isChecked()


def test_the_places_are_remembered(qtbot: QtBot, window: MainWindow, presenter: WindowPresenter) -> None:
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.docks[2])
    window.timeline_dock.hide()
    window.close()
    again = MainWindow(presenter)
    qtbot.addWidget(again)
    again.show()
    assert again.dockWidgetArea(again.docks[2]) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert again.timeline_dock.isHidden()
    assert not again.picture_dock.isHidden()


def test_with_every_view_hidden_a_message_stays_small(qtbot: QtBot, window: MainWindow) -> None:
    for dock in (*window.docks, window.picture_dock, window.timeline_dock):
        dock.hide()
    window.notice.tell("info", "something was written")
    qtbot.waitUntil(lambda: window.transport.isVisible() and window.notice.height() > 10)
    assert window.notice.height() < 60
    assert window.transport.geometry().bottom() < 160 < window.height()


def test_a_laptops_screen_is_large_enough_and_no_tab_bar_is_left_over(window: MainWindow, qtbot: QtBot) -> None:
    for text_size, size in ((1.0, (1920, 1080)), (1.5, (1366, 768)), (1.0, (1366, 768))):
        window.presenter.change_settings(replace(window.presenter.settings, text_size=text_size))
        window.resize(*size)
        qtbot.waitUntil(lambda size=size: (window.width(), window.height()) == size)  # type: ignore[misc]
        window.commands.reset.trigger()
        assert (window.width(), window.height()) == size
        shared = sorted(dock.windowTitle() for dock in window.docks if window.tabifiedDockWidgets(dock))
        qtbot.waitUntil(lambda shared=shared: _tabs(window) == shared)  # type: ignore[misc]


def _tabs(window: MainWindow) -> list[str]:
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible() and bar.parent() is window]
    return sorted(bar.tabText(index) for bar in bars for index in range(bar.count()))
