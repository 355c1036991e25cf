"""A whole window around a fake world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from app.player import Player
from app.player_state import Status
from app.ui.preferences import Preferences
from app.ui.session import Session
from app.ui.window import MainWindow
from tests.app.fakes import FakeWorld


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """Settings that nobody else sees."""
    return Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def session(qtbot: QtBot, world: FakeWorld, preferences: Preferences) -> Iterator[Session]:
    """A started session without a window."""
    session = Session(Player(world.doors()), preferences)
    session.start(None)
    yield session
    session.close()


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> Iterator[MainWindow]:
    """A window that is shown."""
    window = MainWindow(session)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()


@pytest.fixture
def until(qtbot: QtBot, session: Session) -> Callable[[Callable[[Status], bool]], None]:
    """Waits for a status."""
    return lambda condition: qtbot.waitUntil(lambda: condition(session.status), timeout=5000)
