# ruff: noqa: N802 (Qt names its events)
"""Files, folders and addresses that are dropped on a view."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QWidget


def take_drops(widget: QWidget, take: Callable[[list[QUrl]], object]) -> None:
    """Lets things be dropped on a widget and everything in it that takes none itself; ``take`` gets their addresses."""
    widget.setAcceptDrops(True)
    widget.installEventFilter(_Drops(widget, take))


class _Drops(QObject):
    def __init__(self, widget: QWidget, take: Callable[[list[QUrl]], object]) -> None:
        super().__init__(widget)
        self._take = take

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Accepts whatever has an address."""
        if not isinstance(event, QDragEnterEvent | QDropEvent):
            return False
        data = event.mimeData()
        if data is None or not data.hasUrls():
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._take(data.urls())
        return True
