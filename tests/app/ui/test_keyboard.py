"""The keys alone reach everything, and what has them is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QMenu,
    QScrollBar,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.player.state import State, Status
from app.ui.views.docks import PanelDock, is_seen
from app.ui.views.menus import show_or_hide
from app.ui.window import MainWindow
from tests.app.fakes import FakeWorld

_TOUCHABLE = QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QTableView
_INNER = "qt_"  # parts of Qt's own widgets, which their owner serves


def by_tab(top: QWidget) -> list[QWidget]:
    """Everything that Tab comes to, in its order."""
    visited: list[QWidget] = []
    top.setFocus()
    for _ in range(300):
        QTest.keyClick(QApplication.focusWidget() or top, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in visited:
            break
        visited.append(now)
    return visited


def out_of_reach(top: QWidget, visited: list[QWidget]) -> list[str]:
    """What could be clicked but has no way to it by keys: it takes no focus, and no shortcut or menu does the same."""
    found = []
    for widget in top.findChildren(QWidget):
        touchable = isinstance(widget, _TOUCHABLE) and not isinstance(widget, QScrollBar)
        inner = widget.objectName().startswith(_INNER) or isinstance(widget.parent(), QMenu | QTabBar | QComboBox)
        seen = widget.isVisible() and widget.isEnabled() and not widget.visibleRegion().isEmpty()
        if touchable and seen and not inner and widget not in visited and widget.window() is top:
            found.append(f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()}")
    return found


def picture_of(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.fixture
def playing(world: FakeWorld, window: MainWindow, until: Callable[[Callable[[Status], bool]], None]) -> MainWindow:
    window.activateWindow()
    window.resize(1366, 768)
    window.commands.reset.trigger()
    until(lambda status: window.isActiveWindow() and status.model is not None)
    world.add("a.mp4", fps=30.0, count=10**6)
    window.presenter.open("a.mp4")
    until(lambda status: status.state is State.PLAYING and window.picture.isVisible())
    window.presenter.toggle()
    return window


def test_tab_reaches_every_button_and_shows_where_it_is(playing: MainWindow) -> None:
    playing.notice.tell("warning", "something")
    QApplication.processEvents()
    visited = by_tab(playing)
    assert out_of_reach(playing, visited) == []
    assert {
        playing.picture if playing.picture.isVisible() else playing.transport.analysis,
        playing.notice.close_button,
    } <= set(visited)
    visited.remove(playing)  # it has the keys where nothing in it does
    for widget in visited:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        with_keys = picture_of(widget)
        widget.clearFocus()
        assert with_keys != picture_of(widget), f"{type(widget).__name__} {widget.accessibleName()} has no ring"


def test_a_views_shortcut_raises_it_with_the_keys_and_hides_it_only_from_the_front(
    qtbot: QtBot, playing: MainWindow
) -> None:
    for number, dock in enumerate(playing.docks, start=1):
        behind = not is_seen(dock)
        if behind:
            assert not dock.isHidden()
            QTest.keyClick(playing, Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda dock=dock: is_seen(dock))  # type: ignore[misc]
        if behind:
            assert dock.isAncestorOf(QApplication.focusWidget())
        QTest.keyClick(playing, Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.ControlModifier)
        assert dock.isHidden()
        QTest.keyClick(playing, Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda dock=dock: is_seen(dock))  # type: ignore[misc]


def test_tabs_of_panels_explain_and_copy_by_keys(qtbot: QtBot, playing: MainWindow) -> None:
    for dock in playing.findChildren(PanelDock):
        if not is_seen(dock):
            show_or_hide(dock)
        qtbot.waitUntil(lambda dock=dock: is_seen(dock))  # type: ignore[misc]
        visited = by_tab(playing)
        assert {dock.title.explain, dock.title.more} <= set(visited)
        assert out_of_reach(playing, visited) == []


def test_every_command_is_in_a_menu_and_every_menu_has_a_letter(window: MainWindow) -> None:
    bar = window.menuBar()
    assert bar is not None
    letters = [action.text() for action in bar.actions()]
    assert all("&" in text for text in letters)
    assert len({text[text.index("&") + 1].lower() for text in letters}) == len(letters)

    def entries(menu: QMenu) -> Iterator[QAction]:
        for action in menu.actions():
            yield action
            if (below := action.menu()) is not None:
                yield from entries(below)

    there = {entry for action in bar.actions() if (menu := action.menu()) is not None for entry in entries(menu)}
    missing = [key for key, (action, _) in window.commands.all.items() if action not in there]
    assert missing == []


@pytest.mark.parametrize("command", ["settings", "knows", "guide", "about"])
def test_dialogs_are_walked_by_tab_and_left_by_escape(qtbot: QtBot, window: MainWindow, command: str) -> None:
    getattr(window.commands, command).trigger()
    dialog = next(each for each in window.findChildren(QDialog) if each.isVisible())
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    visited = by_tab(dialog)
    assert visited
    assert out_of_reach(dialog, visited) == []
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
