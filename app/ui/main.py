"""Starts the window."""

from __future__ import annotations

import logging
import signal
import sys
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PyQt6 import sip
from PyQt6.QtCore import QSettings, QTimer
from PyQt6.QtWidgets import QApplication

from app.crash_report import unseen_report
from app.output.recording import sink_factory
from app.player.player import Player
from app.player.services import real_services
from app.settings import Settings
from app.ui.presenters.preferences import open_preferences
from app.ui.presenters.presenter import WindowPresenter
from app.ui.qt_language import set_language
from app.ui.texts import languages
from app.ui.texts import window as texts
from app.ui.window import MainWindow
from core.cli import polite_signals

log = logging.getLogger(__name__)


def run_window(
    source: str | None,
    weights: str | None,
    device: str,
    max_people: int | None,
    record: Path | None,
    export: Path | None,
    pose: str = "auto",
) -> int:
    """Opens the window and returns the exit code once it is closed.

    Args:
        source: as in `core.sources.open_source`; None shows the empty window.
        weights: name or path; None takes those used last, or the first bundled ones.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        max_people: how many people are looked for; None leaves it, as ``auto`` the device, to the settings.
        pose: the pose back end; ``auto`` leaves it to the settings.
        record, export: files to which the results of ``source`` are written, every frame of it.

    Raises:
        UserError: a file cannot be written where it should be.
    """
    app = QApplication(sys.argv[:1])
    app.setApplicationName("skelapp")
    preferences, unused = open_preferences(QSettings("skelapp", "skelapp"))
    settings = preferences.settings
    set_language(app, languages.chosen_language(settings.language))

    def with_pose(chosen: Settings) -> Settings:
        return chosen if pose == "auto" else replace(chosen, pose_backend=pose)

    where = settings.device if device == "auto" else device
    people = max_people or with_pose(settings).people
    make_sink = sink_factory(people, record, export)
    services = real_services(lambda: with_pose(presenter.settings))
    presenter = WindowPresenter(Player(services, where, people), preferences)
    window = MainWindow(presenter)
    window.show()
    for number in (signal.SIGINT, *polite_signals()):
        signal.signal(number, lambda *_: window.close())

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Keeps the window open after an exception in a view, on which PyQt would otherwise abort."""
        log.error("in the window", exc_info=(kind, error, trace))
        window.notice.tell("error", texts.FAULT.format(kind=kind.__name__, error=error))

    sys.excepthook = report

    def begin() -> None:
        """Imports slow modules in the background, once the window is shown."""
        from core.pose.backend import usage_notice

        presenter.start(weights)
        if source is not None:
            presenter.open(source, make_sink)
        if crash := unseen_report():
            window.notice.tell("warning", texts.CRASHED.format(path=crash))
        elif unused:
            window.notice.tell("warning", unused)
        elif (notice := usage_notice(with_pose(presenter.settings).pose_backend)) is not None:
            window.notice.tell("info", notice, stays=True)
            presenter.settings_changed.connect(
                lambda chosen: None if usage_notice(with_pose(chosen).pose_backend) else window.notice.retract(notice)
            )

    QTimer.singleShot(0, begin)
    code = app.exec()
    # In this order, whatever order Python would take: threads, what polls them, what is shown; the application last.
    presenter.close()
    sys.excepthook = sys.__excepthook__
    sip.delete(window)
    sip.delete(presenter)
    return code
