"""``python -m app.benchmark soak``: the window, left running: sources, seeks, networks and settings at random.

Files and cameras of the drawn figure are opened, sought, turned, recorded and closed by a seeded random generator, in
the real window with its real threads. Memory and handles are written down all the time. They rise and fall by 200 MB
with what is open and being analysed, so every few minutes everything is closed for a moment. What counts is what the
process holds at such a moment after the first ten minutes (or the first third, where it runs for less) against what it
holds at the last one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.benchmark.window import resident_mb, screen
from core.cli import warn
from core.errors import UserError

_SETTLED = 600.0  # seconds after which memory should stay
_EVERY = 5.0  # seconds between two looks at memory and handles
_ACT = 0.7  # seconds between two acts
_BUSY = 150.0  # seconds between two rests; a sixth of the whole where that is less
_REST = 10.0  # seconds in which what was open can end
_GOAL = 30.0  # MB
_FIGURES = (
    ("minutes", "for which the window ran"),
    ("acts", "done to it"),
    ("settled_mb", "MB of memory at rest, once it had settled"),
    ("end_mb", "MB at rest at the end"),
    ("growth_mb", "MB more at rest at the end than once it had settled"),
    ("peak_mb", "MB at most, while busy"),
    ("handles_settled", "open files at rest, once it had settled"),
    ("handles_end", "open files at rest at the end"),
    ("threads_end", "threads at rest at the end"),
    ("errors", "messages of errors"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--minutes", type=float, default=60.0, help="how long (default 60)")
    parser.add_argument("--seed", type=int, default=1, help="of the acts (default 1)")
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object, with a sample of each minute, and those at rest"
    )


def run(arguments: argparse.Namespace) -> None:
    """Prints the figures, and a warning where memory grew by more than the goal."""
    if not 0 < arguments.minutes <= 60 * 24 * 7:
        raise UserError("--minutes takes up to a week")
    with screen() as display:
        call = [sys.executable, "-m", "app.benchmark.soak", str(arguments.minutes), str(arguments.seed)]
        done = subprocess.run(call, stdout=subprocess.PIPE, text=True, check=False, env={**os.environ, **display})
    if done.returncode != 0:
        raise UserError(f"the window ended with code {done.returncode}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, text in _FIGURES:
            print(f"{name:16} {figures[name]:10.1f}  {text}")
    if figures["growth_mb"] > _GOAL:
        warn(f"memory grew by {figures['growth_mb']:.0f} MB, which is more than {_GOAL:.0f} MB")


def sample() -> tuple[float, int, int]:
    """Memory of this process in MB, its open files, its threads."""
    handles = len(list(Path("/proc/self/fd").iterdir()))
    return resident_mb(), handles, threading.active_count()


def summarise(samples: list[tuple[float, float, int, int]], rests: Sequence[int], minutes: float) -> dict[str, float]:
    """Figures of samples: seconds, MB, handles, threads; ``rests`` are the places of those at rest, in order."""
    settled = min(_SETTLED, minutes * 60 / 3)
    quiet = [samples[place] for place in rests]
    _, before, handles, _ = next((row for row in quiet if row[0] >= settled), quiet[-1])
    _, after, handles_end, threads_end = quiet[-1]
    return {
        "settled_mb": round(before, 1),
        "end_mb": round(after, 1),
        "growth_mb": round(after - before, 1),
        "peak_mb": round(max(row[1] for row in samples), 1),
        "handles_settled": handles,
        "handles_end": handles_end,
        "threads_end": threads_end,
    }


def show_window(minutes: float, seed: int) -> None:
    """Prints one JSON object."""
    from PyQt6.QtCore import QSettings, QTimer
    from PyQt6.QtWidgets import QApplication

    from app.player.player import Player
    from app.player.services import real_services
    from app.ui.presenters.preferences import Preferences
    from app.ui.presenters.presenter import WindowPresenter
    from app.ui.window import MainWindow
    from core.paths import assets_dir

    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        preferences = Preferences(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
        presenter = WindowPresenter(Player(real_services(lambda: presenter.settings)), preferences)
        window = MainWindow(presenter)
        window.show()
        presenter.start(None)
        errors: list[str] = []
        presenter.message.connect(lambda level, text: errors.append(text) if level == "error" else None)
        acts = _acts(presenter, window, str(assets_dir() / "demo.mp4"), Path(folder), random.Random(seed))  # noqa: S311
        began = time.monotonic()
        samples: list[tuple[float, float, int, int]] = []
        rests: list[int] = []
        done = [0]

        def act() -> None:
            next(acts)()
            done[0] += 1

        def look() -> None:
            samples.append((round(time.monotonic() - began, 1), *sample()))

        def rest() -> None:
            acting.stop()
            presenter.close_source()
            QTimer.singleShot(round(_REST * 1000), rested)

        def rested() -> None:
            rests.append(len(samples))
            look()
            if time.monotonic() - began >= minutes * 60:
                window.close()
                app.quit()
            else:
                acting.start()
                tiring.start()

        acting, looking, tiring = QTimer(), QTimer(), QTimer()
        tiring.setSingleShot(True)
        busy = min(_BUSY, minutes * 10)
        for timer, seconds, function in ((acting, _ACT, act), (looking, _EVERY, look), (tiring, busy, rest)):
            timer.setInterval(round(seconds * 1000))
            timer.timeout.connect(function)
            timer.start()
        app.exec()
        presenter.close()
    figures = summarise(samples, rests, minutes)
    told = {"minutes": minutes, "acts": done[0], "errors": len(errors), **figures, "said": errors[:5]}
    names = ("seconds", "mb", "handles", "threads")
    shown = {"samples": samples[:: round(60 / _EVERY)], "rests": [samples[place] for place in rests]}
    tables = {name: [dict(zip(names, row, strict=True)) for row in rows] for name, rows in shown.items()}
    print(json.dumps({**told, **tables}), flush=True)
    os._exit(0)  # a thread may still be at a picture


def _acts(presenter: Any, window: Any, film: str, folder: Path, chance: random.Random) -> Any:
    """One thing after another that a visitor does."""
    from app.ui.presenters.presenter import SPEEDS

    sources = (film, "synthetic:joints=1&live=1", "synthetic:frames=600", "synthetic:frames=300&people=2&joints=1")
    numbers = iter(range(10**9))

    def record() -> None:
        if presenter.status.writing:
            presenter.player.record(None)
        else:
            window.outputs.record(folder / f"{next(numbers) % 3}.mp4")

    def people() -> None:
        presenter.change_settings(replace(presenter.settings, max_people=chance.randint(1, 3)))

    def network() -> None:
        cards, share = presenter.status.models, chance.random()
        if cards:  # known once the first one is loaded
            presenter.load_model(cards[int(share * len(cards))].name)

    choices: list[tuple[float, Callable[[], object]]] = [
        (8, lambda: presenter.open(chance.choice(sources))),
        (30, lambda: presenter.seek(chance.uniform(0, 20))),
        (6, lambda: presenter.step(chance.choice((-1, 1, 5)))),
        (6, presenter.toggle),
        (3, lambda: presenter.rotate(1)),
        (3, lambda: presenter.set_speed(chance.choice(SPEEDS))),
        (2, presenter.toggle_analysis),
        (2, network),
        (2, record),
        (1, people),
        (2, presenter.follow_next),
        (1, lambda: presenter.change_settings(replace(presenter.settings, theme=chance.choice(("dark", "light"))))),
        (1, presenter.close_source),
    ]
    while True:
        yield chance.choices([act for _, act in choices], [weight for weight, _ in choices])[0]


if __name__ == "__main__":
    show_window(float(sys.argv[1]), int(sys.argv[2]))
