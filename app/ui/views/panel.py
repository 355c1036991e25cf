"""The base of all panels."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QSizePolicy, QWidget

from app.ui.presenters.panel_data import PanelData
from app.ui.texts import panels as texts
from app.ui.views import theme

Table = list[list[str]]


class Panel(QWidget):
    """The content of one dock: one view of why the network decides as it does, for the followed person.

    Attributes:
        key: names the dock in the stored layout, and its title and explanation in `texts.PANELS`.
    """

    key = ""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setToolTip(self.text.tip)
        self.setAccessibleName(self.text.title)

    @property
    def text(self) -> texts.PanelText:
        """How it is called and explained."""
        return texts.PANELS[self.key]

    def show_data(self, panel_data: PanelData) -> None:
        """Shows another moment."""
        raise NotImplementedError

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        raise NotImplementedError

    def set_scale(self, fixed: bool, colours: str) -> None:
        """Colours from fixed limits or from the window's own, and the map of values. Curves and bars have no choice."""

    def table(self) -> Table:
        """The values shown, for a spreadsheet: a header and rows; empty where there is nothing to show."""
        return []


class PaintedPanel(Panel):
    """A panel that paints itself, in all the room there is: at least ``height`` pixels of it."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(height)
        self._panels = PanelData()
        self._theme = theme.DARK

    def show_data(self, panel_data: PanelData) -> None:
        """Shows another moment."""
        self._panels = panel_data
        self.update()

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self._theme = chosen
        self.update()


def missing(panel_data: PanelData, what: str) -> str:
    """Why a panel is empty. A moment gone back to has no reasons at all until they are found anew."""
    if panel_data.person is None:
        return texts.NOBODY
    reasons = panel_data.relations or any(
        each is not None for each in (panel_data.gate, panel_data.feature_map, panel_data.focus)
    )
    return texts.NETWORK_HAS_NONE.format(what=what) if reasons else texts.NO_REASONS
