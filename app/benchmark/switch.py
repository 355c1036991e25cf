"""How long the picture freezes while another network is loaded: ``python -m app.benchmark switch``.

The real window plays a live synthetic camera at 30 frames per second. Meanwhile each bundled network is loaded in turn,
and finally a file that is not a network. Works without a display. Prints one JSON object with the longest time in
milliseconds between two painted frames, while nothing is loaded and during each switch.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QEventLoop, QSettings, QTimer
from PyQt6.QtWidgets import QApplication

from app.player.player import Player
from app.player.services import real_services
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import WindowPresenter
from app.ui.window import MainWindow
from core.errors import UserError

_QUIET = 5.0  # seconds of playing before the first switch
_AFTER = 1.0  # seconds that still count after a switch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--source", default="synthetic:live=1&joints=1&size=1280x720", help="the source to play")
    parser.add_argument("--rounds", type=int, default=2, metavar="N", help="how often each network is loaded")
    parser.add_argument("--json", action="store_true", help="print the JSON object on one line")


def run(arguments: argparse.Namespace) -> None:
    """Plays, switches, prints."""
    app = application()
    figures = measure(arguments.source, arguments.rounds)
    app.quit()
    print(json.dumps(figures, indent=None if arguments.json else 2))


def application() -> QApplication:
    """Qt's application object, which works without a display too."""
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(sys.argv[:1])


def measure(source: str, rounds: int) -> dict[str, object]:
    """Milliseconds between two pictures, at their longest, while nothing is loaded and in each switch."""
    with tempfile.TemporaryDirectory() as folder:
        damaged = Path(folder) / "damaged.safetensors"
        damaged.write_text("not weights")
        preferences = Preferences(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
        presenter = WindowPresenter(Player(real_services(lambda: presenter.settings)), preferences)
        window = MainWindow(presenter)
        painted: list[float] = []
        window.picture.painted.connect(lambda: painted.append(time.perf_counter()))
        window.show()
        presenter.start(None)
        presenter.open(source)
        wait(lambda: presenter.status.model is not None and len(painted) > 30)
        names = [card.name for card in presenter.status.models] * rounds
        start = time.perf_counter()
        wait(lambda: time.perf_counter() - start > _QUIET)
        figures: dict[str, object] = {"quiet": _longest(painted, start)}
        figures["switches"] = [_switch(presenter, painted, name) for name in (*names, str(damaged))]
        window.close()
    return figures


def _switch(presenter: WindowPresenter, painted: list[float], name: str) -> dict[str, object]:
    start = time.perf_counter()
    presenter.load_model(name)
    wait(lambda: presenter.status.loading_model == "")
    loaded = time.perf_counter()
    wait(lambda: time.perf_counter() - loaded > _AFTER)
    return {
        "network": Path(name).name,
        "seconds": round(loaded - start, 2),
        "longest gap": _longest(painted, start),
        "in use": presenter.status.weights,
    }


def _longest(painted: list[float], start: float) -> float:
    """Milliseconds of the longest gap between two pictures that ends after ``start``."""
    gaps = [after - before for before, after in itertools.pairwise(painted) if after > start]
    return round(1000 * max(gaps), 1)


def wait(condition: Callable[[], bool], timeout: float = 60.0) -> None:
    """Lets the window work until something is so.

    Raises:
        UserError: it is not within ``timeout`` seconds.
    """
    loop, watch, end = QEventLoop(), QTimer(), time.perf_counter() + timeout
    watch.timeout.connect(lambda: loop.quit() if condition() or time.perf_counter() > end else None)
    watch.start(5)
    loop.exec()
    watch.stop()
    if not condition():
        raise UserError("the window did not get so far in time; is the computer busy with something else?")
