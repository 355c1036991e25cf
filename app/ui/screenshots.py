"""Takes screenshots of the window for the documentation, light and dark: ``python -m app.ui.screenshots [OUT_DIR]``.

Works without a display. It takes some minutes, because the clips play at their own pace through the whole pipeline, and
the demo clip is analysed to its end for its segments.
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
from PyQt6.QtWidgets import QApplication, QWidget

from app.player.player import Player
from app.player.services import real_services
from app.player.state import State
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import WindowPresenter
from app.ui.views.settings_dialog import SettingsDialog
from app.ui.window import MainWindow
from core.paths import assets_dir
from core.types import FrameResult

_CLIPS = {"window": str(assets_dir() / "demo.mp4"), "people": "synthetic:people=2&live=0"}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m app.ui.screenshots", description="Pictures of the window.")
    parser.add_argument("out_dir", type=Path, nargs="?", default=Path("assets/docs"), help="default assets/docs")
    parser.add_argument("--model", metavar="NAME", help="a bundled network or a .safetensors file")
    parser.add_argument("--at", type=float, default=6.0, help="seconds into the clips")
    return parser


def main() -> int:
    """Writes ``NAME_THEME.png`` for each view and theme."""
    arguments = parser().parse_args()
    arguments.out_dir.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        for theme in ("dark", "light"):
            preferences = Preferences(QSettings(f"{folder}/{theme}.ini", QSettings.Format.IniFormat))
            preferences.settings = replace(preferences.settings, theme=theme)
            presenter = WindowPresenter(Player(real_services()), preferences)
            presenter.message.connect(lambda level, text: print(f"{level}: {text}", file=sys.stderr))
            window = MainWindow(presenter)
            window.show()
            presenter.start(arguments.model)
            _wait(lambda presenter=presenter: presenter.status.model is not None and presenter.status.pose != "")  # type: ignore[misc]
            _save(window, arguments.out_dir / f"empty_{theme}.png")
            for name, uri in _CLIPS.items():
                _play(presenter, uri, arguments.at)
                _save(window, arguments.out_dir / f"{name}_{theme}.png")
            _find_segments(window)
            _save(window, arguments.out_dir / f"segments_{theme}.png")
            window.commands.settings.trigger()
            (dialog,) = window.findChildren(SettingsDialog)
            _save(dialog, arguments.out_dir / f"settings_{theme}.png")
            window.close()
    app.quit()
    return 0


class _Nowhere:
    """Where results go so that every frame is analysed, however busy the computer is."""

    def write(self, result: FrameResult) -> None:
        """Not kept."""

    def close(self, complete: bool) -> None:
        """Nothing to end."""


def _play(presenter: WindowPresenter, uri: str, until: float) -> None:
    presenter.open(uri)
    _wait(lambda: presenter.status.uri == uri and presenter.status.state is not State.LOADING)
    presenter.player.record(lambda *_: _Nowhere())
    _wait(lambda: presenter.status.position >= until or presenter.status.state in (State.ENDED, State.FAILED))
    if presenter.status.state is State.PLAYING:
        presenter.toggle()
    presenter.player.record(None)
    presenter.poll()


def _find_segments(window: MainWindow) -> None:
    """The demo clip with its segments, one of them selected, and latent links."""
    presenter = window.presenter
    _play(presenter, _CLIPS["window"], 3.0)
    presenter.change_settings(replace(presenter.settings, show_links=True))
    window.commands.find_segments.trigger()
    _wait(lambda: bool(window.segments.editor.segments), timeout=300.0)
    segment = window.segments.editor.segments[0]
    window.segments.select(segment.person, segment.start)


def _save(window: QWidget, path: Path) -> None:
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
