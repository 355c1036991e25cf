"""Every view can be hidden, and put elsewhere."""

from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.presenters.presenter import WindowPresenter
from app.ui.window import MainWindow


def test_every_view_is_hidden_and_shown_from_the_menu(window: MainWindow) -> None:
    for dock in (*window.docks, window.picture_dock, window.timeline_dock):
        toggle = dock.toggleViewAction()
        assert toggle is not None
        assert dock.isVisible()
        toggle.trigger()
        assert not dock.isVisible()
        toggle.trigger()
        assert dock.isVisible()


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
