"""The base of views that paint themselves."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from app.ui.views import theme


class Painted(QWidget):
    """A view that paints itself in the colours of a theme, dark until it is told otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme.DARK

    def set_theme(self, chosen: theme.Theme) -> None:
        """Applies a theme."""
        self._theme = chosen
        self.update()
