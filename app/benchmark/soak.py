"""``python -m app.benchmark soak``: the window, left running: sources, seeks, networks and settings at random.

Files and cameras of the drawn figure are opened, sought, turned, recorded and closed by a seeded random generator, in
the real window with its real threads. Memory and handles are written down all the time. What counts is what the process
holds after the first ten minutes (or the first third, where it runs for less) against what it holds at the end.
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
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.benchmark.window import resident_mb, screen
from core.cli import warn
from core.errors import UserError

_SETTLED = 600.0  # seconds after which memory should stay
_EVERY = 5.0  # seconds between two looks at memory and handles
_ACT_MS = 700  # between two acts
_GOAL = 30.0  # MB
_FIGURES = (
    ("minutes", "for which the window ran"),
    ("acts", "done to it"),
    ("settled_mb", "MB of memory once it had settled, median of a minute"),
    ("end_mb", "MB at the end, median of a minute"),
    ("growth_mb", "MB more at the end than once it had settled"),
    ("handles_settled", "open files once it had settled"),
    ("handles_end", "open files at the end"),
    ("threads_end", "threads at the end"),
    ("errors", "messages of errors"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--minutes", type=float, default=60.0, help="how long (default 60)")
    parser.add_argument("--seed", type=int, default=1, help="of the acts (default 1)")
    parser.add_argument("--json", action="store_true", help="print one JSON object, with a sample of each minute")


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


def summarise(samples: list[tuple[float, float, int, int]], minutes: float) -> dict[str, float]:
    """Figures of samples: seconds, MB, handles, threads."""
    settled = min(_SETTLED, minutes * 60 / 3)
    end = samples[-1][0]
    width = min(60.0, minutes * 60 / 6)

    def middle(column: int, first: float, last: float) -> float:
        values = sorted(row[column] for row in samples if first <= row[0] <= last)
        return float(values[len(values) // 2]) if values else float("nan")

    before, after = middle(1, settled, settled + width), middle(1, end - width, end)
    return {
        "settled_mb": round(before, 1),
        "end_mb": round(after, 1),
        "growth_mb": round(after - before, 1),
        "handles_settled": middle(2, settled, settled + width),
        "handles_end": middle(2, end - width, end),
        "threads_end": middle(3, end - width, end),
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
        done = [0]

        def act() -> None:
            if time.monotonic() - began > minutes * 60:
                window.close()
                app.quit()
                return
            next(acts)()
            done[0] += 1

        def look() -> None:
            samples.append((round(time.monotonic() - began, 1), *sample()))

        timers = []
        for interval, function in ((_ACT_MS, act), (round(_EVERY * 1000), look)):
            timer = QTimer()
            timer.setInterval(interval)
            timer.timeout.connect(function)
            timer.start()
            timers.append(timer)
        app.exec()
        presenter.close()
    figures = summarise(samples, minutes)
    told = {"minutes": minutes, "acts": done[0], "errors": len(errors), **figures, "said": errors[:5]}
    names = ("seconds", "mb", "handles", "threads")
    once_a_minute = [dict(zip(names, row, strict=True)) for row in samples[:: round(60 / _EVERY)]]
    print(json.dumps({**told, "samples": once_a_minute}), flush=True)
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
