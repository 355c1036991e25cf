"""The docks that hold the views. Each can be moved, hidden, or put in a window of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.ui import texts

_WIDTH = 400  # of the panels at the right
_FEATURES = (
    QDockWidget.DockWidgetFeature.DockWidgetMovable
    | QDockWidget.DockWidgetFeature.DockWidgetFloatable
    | QDockWidget.DockWidgetFeature.DockWidgetClosable
)
Area = Qt.DockWidgetArea


class BareDock(QDockWidget):
    """A dock that has a title only while it floats: the picture needs the room."""

    def __init__(self, key: str, widget: QWidget, window: QMainWindow) -> None:
        super().__init__(texts.VIEWS[key], window)
        self.setObjectName(key)
        self.setWidget(widget)
        self.setFeatures(_FEATURES)
        self._no_title = QWidget()
        self._no_title.setFixedHeight(0)
        self.setTitleBarWidget(self._no_title)
        self.topLevelChanged.connect(self._set_title)

    def _set_title(self, floating: bool) -> None:
        self.setTitleBarWidget(None if floating else self._no_title)
        self._no_title.setVisible(not floating)


def make_panel_dock(key: str, title: str, widget: QWidget, window: QMainWindow) -> QDockWidget:
    """A dock with a title, at the right."""
    dock = QDockWidget(title, window)
    dock.setObjectName(key)
    dock.setWidget(widget)
    dock.setFeatures(_FEATURES)
    window.addDockWidget(Area.RightDockWidgetArea, dock)
    return dock


def arrange(window: QMainWindow, picture: QDockWidget, timeline: QDockWidget, panels: Sequence[QDockWidget]) -> None:
    """Everything in its usual place: the picture above the transport bar, the timeline below, panels at the right."""
    for corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
        window.setCorner(corner, Area.RightDockWidgetArea)
    places = [(picture, Area.TopDockWidgetArea), (timeline, Area.BottomDockWidgetArea)]
    for dock, area in [*places, *((panel, Area.RightDockWidgetArea) for panel in panels)]:
        dock.setFloating(False)
        window.addDockWidget(area, dock)
        dock.show()
    window.resizeDocks(list(panels), [_WIDTH] * len(panels), Qt.Orientation.Horizontal)
    heights = [(panel.widget() or panel).sizeHint().height() for panel in panels]
    window.resizeDocks(list(panels), heights, Qt.Orientation.Vertical)


USUAL_SIZE = QSize(1360, 860)
