"""A whole window around a fake world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from app.player.player import Player
from app.player.state import Status
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import WindowPresenter
from app.ui.texts.languages import constants, pairs, use
from app.ui.window import MainWindow
from tests.app.fakes import FakeWorld


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """Settings that nobody else sees; all panels are shown."""
    chosen = Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    chosen.simple = False
    return chosen


@pytest.fixture
def presenter(qtbot: QtBot, world: FakeWorld, preferences: Preferences) -> Iterator[WindowPresenter]:
    """A started presenter without a window."""
    presenter = WindowPresenter(Player(world.services()), preferences)
    presenter.start(None)
    yield presenter
    presenter.close()


@pytest.fixture
def window(qtbot: QtBot, presenter: WindowPresenter) -> Iterator[MainWindow]:
    """A window that is shown."""
    window = MainWindow(presenter)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()


@pytest.fixture
def german() -> Iterator[None]:
    """The texts in German for one test."""
    english = {module: constants(module) for module, _ in pairs("de")}
    use("de")
    yield
    for module, kept in english.items():
        vars(module).update(kept)


@pytest.fixture
def until(qtbot: QtBot, presenter: WindowPresenter) -> Callable[[Callable[[Status], bool]], None]:
    """Waits for a status."""
    return lambda condition: qtbot.waitUntil(lambda: condition(presenter.status), timeout=30_000)
