"""Shares the work of the panels out over pictures: painting all of them at once would hold up the next picture."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.ui.presenters.panel_data import PanelData
from app.ui.views.docks import PanelDock

_PICTURES = 4  # over which a moment's panels are shared out


class PanelFeed:
    """Hands the followed person's data to the panels that are seen. A hidden one gets it when it comes to the front."""

    def __init__(self, docks: Sequence[PanelDock]) -> None:
        self.data = PanelData()
        self._docks = tuple(docks)
        self._waiting: list[PanelDock] = []
        self._at_once = 0
        for dock in docks:
            dock.visibilityChanged.connect(lambda visible, dock=dock: self._fill(dock) if visible else None)

    def show_data(self, data: PanelData, playing: bool) -> None:
        """Another moment. While playing, the panels follow a few at a time, see `next_picture`; otherwise at once."""
        self.data = data
        shown = [dock for dock in self._docks if dock.isVisible()]
        late = [dock for dock in self._waiting if dock in shown]  # these come first: none is left out for ever
        self._waiting = late + [dock for dock in shown if dock not in late]
        self._at_once = math.ceil(len(self._waiting) / _PICTURES)
        if not playing:
            self._at_once = len(self._waiting)
            self.next_picture()

    def next_picture(self) -> None:
        """A picture is on the screen: there is time for the next few panels."""
        for dock in self._waiting[: self._at_once]:
            self._fill(dock)
        del self._waiting[: self._at_once]

    def _fill(self, dock: PanelDock) -> None:
        dock.title.show_person(self.data.person)
        dock.panel.show_data(self.data)
