"""The Model menu: networks by architecture and stream, their fusions, weights from a file, and the device."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu

from app.player.state import Status
from app.ui.presenters.model_choice import Choice, describe, group_models
from app.ui.texts import models as models_texts
from app.ui.texts import settings as settings_texts
from core.card import CheckpointInfo

DEVICES = ("auto", "cpu", "cuda", "mps")


class ModelMenu:
    """Fills a menu, anew whenever what it lists changes.

    Args:
        menu: the empty menu.
        commands: what stands below the networks: what they know, and loading a file.
        load: loads a network by name, or fused ones by their names joined with ``+``.
        set_device: chooses one of `DEVICES`.
    """

    def __init__(
        self,
        menu: QMenu,
        commands: Sequence[QAction],
        load: Callable[[str], object],
        set_device: Callable[[str], object],
    ) -> None:
        self._menu = menu
        self._commands = commands
        self._load = load
        self._devices = self._device_menu(set_device)
        self._shown: object = None  # what the menu was made of
        self._made: list[QObject] = []  # for it, to be given back

    def show_status(self, status: Status, device: str) -> None:
        """What can be chosen, and what is in use; ``device`` is the one that was chosen."""
        for action in self._devices.actions():
            action.setChecked(action.data() == device)
        shown = (status.models, status.model, bool(status.loading_model))
        if shown == self._shown:
            return
        self._shown = shown
        self._menu.clear()
        for old in self._made:
            old.deleteLater()
        group = QActionGroup(self._menu)
        self._made = [group]
        for found in group_models(status.models):
            into = self._menu
            if len(found.choices) > 1:
                into = QMenu(found.title, self._menu)
                into.setToolTipsVisible(True)
                self._menu.addMenu(into)
                self._made.append(into)
            for number, choice in enumerate(found.choices):
                if choice.fused and not found.choices[number - 1].fused:
                    into.addSeparator()
                text = choice.text if into is not self._menu else f"{found.title} · {choice.text}"
                into.addAction(self._entry(group, choice, text, status.model))
        self._add_rest(group, status)

    def _entry(self, group: QActionGroup, choice: Choice, text: str, model: CheckpointInfo | None) -> QAction:
        action = QAction(text, group)
        action.setData(choice.name)
        action.setCheckable(True)
        action.setChecked(model is not None and model.name == choice.name)
        action.setToolTip(choice.tip)
        action.triggered.connect(lambda _, name=choice.name: self._load(name))
        return action

    def _add_rest(self, group: QActionGroup, status: Status) -> None:
        names = [choice.name for found in group_models(status.models) for choice in found.choices]
        if status.model is not None and status.model.name not in names:  # from a file
            own = self._entry(group, Choice(status.model.name, "", describe(status.model)), "", status.model)
            own.setText(status.model.title)
            own.setEnabled(False)
            self._menu.addAction(own)
        if not status.models:
            none = QAction(
                models_texts.READING_WEIGHTS if status.loading_model else models_texts.NO_WEIGHTS, self._menu
            )
            none.setEnabled(False)
            self._menu.addAction(none)
        self._menu.addSeparator()
        self._menu.addActions(self._commands)
        self._menu.addMenu(self._device)

    def _device_menu(self, set_device: Callable[[str], object]) -> QActionGroup:
        self._device = QMenu(models_texts.DEVICE, self._menu)
        group = QActionGroup(self._device)
        for name in DEVICES:
            action = QAction(settings_texts.DEVICES[name], group)
            action.setCheckable(True)
            action.setData(name)
            action.triggered.connect(lambda _, name=name: set_device(name))
            self._device.addAction(action)
        return group
