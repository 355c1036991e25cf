"""Starts the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PyQt6.QtCore import QSettings, QTimer
from PyQt6.QtWidgets import QApplication

from app.doors import real_doors
from app.player import Player
from app.ui.preferences import Preferences
from app.ui.session import Session
from app.ui.window import MainWindow


def run_window(
    source: str | None, weights: str | None, device: str, max_people: int, record: Path | None, export: Path | None
) -> int:
    """Opens the window and returns the exit code once it is closed.

    Args:
        source: as in `core.video.sources.open_source`; None shows the empty window.
        weights: name or path; None takes those used last, or the first bundled ones.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        max_people: how many people are looked for.
        record, export: files to which the results of ``source`` are written, every frame of it.
    """
    # OpenCV points Qt at plugins of its own, which do not fit.
    os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("skelapp")
    session = Session(Player(real_doors(), device, max_people), Preferences(QSettings("skelapp", "skelapp")))
    window = MainWindow(session)
    window.show()

    def begin() -> None:
        session.start(weights)
        if source is not None:
            session.open(source)

    QTimer.singleShot(0, begin)
    return app.exec()
