"""Pictures of the window for the README, light and dark: ``python -m app.ui.screenshots OUT_DIR``.

Works without a display. Takes about a minute: the clips play at their own pace, through the whole chain.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEventLoop, QSettings, QTimer
from PyQt6.QtWidgets import QApplication

from app.doors import real_doors
from app.player import Player
from app.player_state import State
from app.ui.preferences import Preferences
from app.ui.presenter import WindowPresenter
from app.ui.window import MainWindow
from core.paths import assets_dir

_CLIPS = {"window": str(assets_dir() / "demo.mp4"), "people": "synthetic:people=2"}


def main() -> int:
    """Writes ``NAME_THEME.png`` for each view and theme."""
    parser = argparse.ArgumentParser(prog="python -m app.ui.screenshots", description="Pictures of the window.")
    parser.add_argument("out_dir", type=Path)
    parser.add_argument("--model", metavar="NAME", help="a bundled network or a .safetensors file")
    parser.add_argument("--at", type=float, default=7.0, help="seconds into the clips")
    arguments = parser.parse_args()
    arguments.out_dir.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        for theme in ("dark", "light"):
            preferences = Preferences(QSettings(f"{folder}/{theme}.ini", QSettings.Format.IniFormat))
            preferences.settings = replace(preferences.settings, theme=theme)
            presenter = WindowPresenter(Player(real_doors()), preferences)
            presenter.message.connect(lambda level, text: print(f"{level}: {text}", file=sys.stderr))
            window = MainWindow(presenter)
            window.show()
            presenter.start(arguments.model)
            _wait(lambda presenter=presenter: presenter.status.model is not None and presenter.status.pose != "")  # type: ignore[misc]
            _save(window, arguments.out_dir / f"empty_{theme}.png")
            for name, uri in _CLIPS.items():
                _play(presenter, uri, arguments.at)
                _save(window, arguments.out_dir / f"{name}_{theme}.png")
            window.close()
    app.quit()
    return 0


def _play(presenter: WindowPresenter, uri: str, until: float) -> None:
    presenter.open(uri)
    _wait(lambda: presenter.status.position >= until or presenter.status.state in (State.ENDED, State.FAILED))
    if presenter.status.state is State.PLAYING:
        presenter.toggle()


def _save(window: MainWindow, path: Path) -> None:
    QApplication.processEvents()
    window.grab().save(str(path))
    print(path)


def _wait(condition: Callable[[], bool], timeout: float = 120.0) -> None:
    """Runs the window until the condition holds."""
    loop = QEventLoop()
    watch = QTimer()
    watch.timeout.connect(lambda: loop.quit() if condition() else None)
    watch.start(10)
    QTimer.singleShot(int(timeout * 1000), loop.quit)
    loop.exec()
    watch.stop()
    if not condition():
        raise SystemExit("the window did not get so far in time")


if __name__ == "__main__":
    sys.exit(main())
