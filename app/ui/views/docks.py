"""The docks that hold the views. Each can be moved, hidden, or put in a window of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget

from app.ui.texts import window as texts
from app.ui.views import theme
from app.ui.views.panel import Panel
from app.ui.views.panel_title import PanelTitle

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


class PanelDock(QDockWidget):
    """A panel at the right, under a title bar that explains it. While it floats it has the system's frame."""

    def __init__(self, panel: Panel, window: QMainWindow) -> None:
        super().__init__(panel.text.name, window)
        self.setObjectName(panel.key)
        self.setWidget(panel)
        self.setFeatures(_FEATURES)
        self.panel = panel
        self.title = PanelTitle(self, panel.text)
        self.setTitleBarWidget(self.title)
        self.topLevelChanged.connect(self._set_title)
        window.addDockWidget(Area.RightDockWidgetArea, self)

    def _set_title(self, floating: bool) -> None:
        self.setTitleBarWidget(None if floating else self.title)
        self.title.setVisible(not floating)
        self.setWindowTitle(self.title.shown() if floating else self.panel.text.name)


# Which panels share a place, as tabs, by how many places there is room for. The first of each is in front.
_GROUPS: dict[int, tuple[tuple[str, ...], ...]] = {
    1: (("evidence", "history", "repetitions", "angles", "focus", "relations", "gate", "features"),),
    2: (("evidence", "history", "repetitions", "angles"), ("relations", "focus", "gate", "features")),
    3: (("evidence", "focus"), ("history", "repetitions", "angles"), ("relations", "gate", "features")),
    4: (("evidence", "focus"), ("history", "repetitions", "angles"), ("relations",), ("gate", "features")),
}
_PLACE = 240.0  # pixels that a panel with its tabs and title should have


def arrange(window: QMainWindow, picture: QDockWidget, timeline: QDockWidget, panels: Sequence[PanelDock]) -> None:
    """Everything in its usual place: the picture above the transport bar, the timeline below, panels at the right."""
    for corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
        window.setCorner(corner, Area.RightDockWidgetArea)
    window.setTabPosition(Area.AllDockWidgetAreas, QTabWidget.TabPosition.North)
    for dock, area in ((picture, Area.TopDockWidgetArea), (timeline, Area.BottomDockWidgetArea)):
        dock.setFloating(False)
        window.addDockWidget(area, dock)
        dock.show()
    by_key = {panel.objectName(): panel for panel in panels}
    count = min(max(int(window.height() / theme.px(_PLACE)), 1), max(_GROUPS))
    groups = [[by_key[key] for key in group if key in by_key] for group in _GROUPS[count]]
    for panel in panels:  # never all of them above each other: the window would have to grow
        panel.hide()
        panel.setFloating(False)
    hide_strays(window)
    for first, *others in groups:
        window.addDockWidget(Area.RightDockWidgetArea, first)
        for other in others:
            window.tabifyDockWidget(first, other)
    for first, *others in groups:
        for panel in (first, *others):
            panel.show()
        first.raise_()
    fronts = [group[0] for group in groups]
    width = round(min(theme.px(_WIDTH), 0.36 * window.width()))
    window.resizeDocks(fronts, [width] * len(fronts), Qt.Orientation.Horizontal)
    window.resizeDocks(fronts, [100] * len(fronts), Qt.Orientation.Vertical)
    hide_strays(window)


def hide_strays(window: QMainWindow) -> None:
    """Hides tab bars that Qt forgets when docks leave a place that they shared: those right above no dock."""
    layout = window.layout()
    if layout is not None:
        layout.activate()
    tops = {(dock.x(), dock.y()) for dock in window.findChildren(QDockWidget) if dock.isVisible()}
    for bar in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
        below = (bar.x(), bar.geometry().bottom() + 1)
        if not any(x == below[0] and abs(y - below[1]) <= 1 for x, y in tops):
            bar.hide()


def is_seen(dock: QDockWidget) -> bool:
    """It is shown, and not behind another one that has the same place."""
    return dock.isVisible() and not dock.visibleRegion().isEmpty()


USUAL_SIZE = QSize(1360, 860)
