"""The menu bar: where each command is found, and the menus that list things."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QMenu

from app.player_state import Status
from app.ui import texts
from app.ui.commands import Commands
from app.ui.presenter import WindowPresenter


class Menus:
    """The window's menus; ``recent`` and ``models`` are filled anew when what they list changes."""

    def __init__(
        self, window: QMainWindow, commands: Commands, docks: Sequence[QDockWidget], presenter: WindowPresenter
    ) -> None:
        self._window = window
        self._commands = c = commands
        self._presenter = presenter
        self._models_shown: object = None  # what the model menu was made of
        file = self._menu(texts.MENU_FILE)
        file.addActions([c.open, c.camera, c.address])
        self.recent = file.addMenu(texts.OPEN_RECENT) or QMenu()
        file.addAction(c.demo)
        file.addSeparator()
        file.addActions([c.close, c.quit])
        playback = self._menu(texts.MENU_PLAYBACK)
        playback.addActions([c.play, c.back, c.forward])
        playback.addSeparator()
        playback.addActions([c.start, c.skip_back, c.skip])
        playback.addSeparator()
        playback.addActions([c.loop, c.slower, c.faster])
        self.models = self._menu(texts.MENU_MODEL)
        view = self._menu(texts.MENU_VIEW)
        view.addActions([self._toggle(dock, f"Ctrl+{number}") for number, dock in enumerate(docks, start=1)])
        view.addSeparator()
        view.addActions([c.mirror, c.light, c.full, c.reset])
        self._menu(texts.MENU_HELP).addAction(c.about)
        self.fill_recent()
        self.show_status(presenter.status)

    def _menu(self, name: str) -> QMenu:
        bar = self._window.menuBar()
        menu = bar.addMenu(name) if bar else None
        assert menu is not None
        menu.setToolTipsVisible(True)
        return menu

    def _toggle(self, dock: QDockWidget, shortcut: str) -> QAction:
        toggle = dock.toggleViewAction()
        assert toggle is not None
        title = dock.windowTitle()
        described = texts.CommandText(title, shortcut, texts.SHOW_DOCK_TIP.format(title=title))
        self._commands.adopt(f"show_{dock.objectName()}", toggle, described)
        return toggle

    def fill_recent(self) -> None:
        """One entry per source opened lately."""
        self.recent.clear()
        recent = self._presenter.preferences.recent
        self.recent.setEnabled(bool(recent))
        for uri in recent:
            name = texts.RECENT_CAMERA.format(number=uri) if uri.isdecimal() else uri
            action = self.recent.addAction(name)
            if action is not None:
                action.setToolTip(texts.RECENT_TIP.format(name=name))
                action.triggered.connect(lambda _, uri=uri: self._presenter.open(uri))
        self.recent.addSeparator()
        clear = self.recent.addAction(texts.CLEAR_RECENT)
        if clear is not None:
            clear.triggered.connect(self._presenter.clear_recent)

    def show_status(self, status: Status) -> None:
        """One entry per network, the current one checked."""
        shown = (status.models, status.model, status.loading_model)
        if shown == self._models_shown:
            return
        self._models_shown = shown
        self.models.clear()
        group = QActionGroup(self.models)
        cards = list(status.models)
        if status.model is not None and status.model not in cards:
            cards.append(status.model)  # from a file
        for card in cards:
            action = QAction(card.title, group)
            action.setCheckable(True)
            action.setChecked(card == status.model)
            action.setEnabled(card in status.models)
            scores = ", ".join(f"{name} {value:.3g}" for name, value in card.scores.items())
            action.setToolTip(f"{card.model}, {card.stream}, {len(card.labels)} actions" + f"; {scores}" * bool(scores))
            action.triggered.connect(lambda _, name=card.name: self._presenter.load_model(name))
            self.models.addAction(action)
        if not cards:
            none = QAction("reading the list …" if status.loading_model else "no weights found", self.models)
            none.setEnabled(False)
            self.models.addAction(none)
        self.models.addSeparator()
        self.models.addAction(self._commands.weights)
