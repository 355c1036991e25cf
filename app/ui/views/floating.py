"""Where a view goes that was put in a window of its own by its button or its command."""

from __future__ import annotations

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QApplication, QDockWidget, QMainWindow

_APART = 10  # pixels between the window and what left it


def watch(dock: QDockWidget, window: QMainWindow) -> None:
    """From now on the dock is framed while it floats, and put beside what it left."""
    dock.topLevelChanged.connect(lambda floating: _settle(dock, window, floating))


def _settle(dock: QDockWidget, window: QMainWindow, floating: bool) -> None:
    style = dock.style()
    if style is not None:  # the style sheet asks whether it floats
        style.unpolish(dock)
        style.polish(dock)
    dragged = QApplication.mouseButtons() & Qt.MouseButton.LeftButton
    screen = window.screen()
    if floating and not dragged and screen is not None:
        dock.setGeometry(place_beside(dock.geometry(), window.geometry(), screen.availableGeometry()))


def place_beside(dock: QRect, window: QRect, screen: QRect) -> QRect:
    """Right of the window, else left of it, where the screen has room; else inside it, off the column it was in."""
    place = QRect(dock)
    if window.right() + _APART + dock.width() <= screen.right():
        place.moveLeft(window.right() + _APART)
    elif window.left() - _APART - dock.width() >= screen.left():
        place.moveRight(window.left() - _APART)
    elif dock.left() - dock.width() - _APART >= screen.left():
        place.moveRight(dock.left() - _APART)
    place.moveTop(min(max(place.top(), screen.top() + 30), max(screen.top() + 30, screen.bottom() - dock.height())))
    return place
