"""Takes screenshots of every screen: ``python -m app.ui.screenshots [OUT_DIR]``.

Each screen is shown in every size, theme, text size and language that is asked for; the usual ones are those of the
documentation. Works without a display. It takes some minutes, because the clips play at their own pace through the
whole pipeline, and the demo clip is analysed to its end for its segments.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEventLoop, QSettings, QTimer
from PyQt6.QtWidgets import QApplication, QWidget

from app.player.player import Player
from app.player.services import real_services
from app.player.state import State
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import Picture, WindowPresenter
from app.ui.qt_language import set_language
from app.ui.texts import languages
from app.ui.views.guide import Guide
from app.ui.views.history import AnglePanel
from app.ui.views.knowledge_page import KnowledgePage
from app.ui.views.settings_dialog import SettingsDialog
from app.ui.window import MainWindow
from core.errors import UserError
from core.examples.recorder import Recorder
from core.examples.store import ExampleSet
from core.paths import assets_dir
from core.synthetic.camera import SyntheticCamera
from core.types import FrameResult

_CLIPS = {"window": str(assets_dir() / "demo.mp4"), "people": "synthetic:people=2&live=0"}
_TABS = 3  # panels that may lie behind one another


@dataclass(frozen=True)
class Look:
    """One way of showing a screen; ``size`` in pixels."""

    size: tuple[int, int]
    theme: str
    text: float


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m app.ui.screenshots", description="Pictures of the window.")
    parser.add_argument("out_dir", type=Path, nargs="?", default=Path("assets/docs"), help="default assets/docs")
    parser.add_argument("--model", metavar="NAME", help="a bundled network or a .safetensors file")
    parser.add_argument("--at", type=float, default=6.0, help="seconds into the clips")
    parser.add_argument("--sizes", default="1360x860", help="WIDTHxHEIGHT, several with commas (default %(default)s)")
    parser.add_argument("--themes", default="dark,light", help="default %(default)s")
    parser.add_argument("--text", default="1", help="text sizes such as 1,1.5 (default %(default)s)")
    parser.add_argument("--language", choices=("en", *languages.LANGUAGES), default="en", help="default %(default)s")
    parser.add_argument("--screens", help="only these, with commas: " + ", ".join(SCREENS))
    return parser


def main() -> int:
    """Writes ``SCREEN_THEME.png``; with several sizes or text sizes these are in the names, too."""
    arguments = parser().parse_args()
    arguments.out_dir.mkdir(parents=True, exist_ok=True)
    looks = _looks(arguments.sizes, arguments.themes, arguments.text)
    screens = arguments.screens.split(",") if arguments.screens else list(SCREENS)
    if unknown := set(screens) - set(SCREENS):
        raise UserError(f"no screen named {', '.join(sorted(unknown))}; there are: {', '.join(SCREENS)}")
    app = QApplication(sys.argv[:1])
    set_language(app, arguments.language)
    with tempfile.TemporaryDirectory() as folder:
        preferences = Preferences(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
        preferences.simple = False
        presenter = WindowPresenter(Player(real_services()), preferences)
        presenter.message.connect(lambda level, text: print(f"{level}: {text}", file=sys.stderr))
        window = MainWindow(presenter)
        window.show()
        presenter.start(arguments.model)
        _wait(lambda: presenter.status.model is not None and presenter.status.pose != "")
        for name in screens:
            for variant, view in SCREENS[name](window, arguments.at):
                for look in looks:
                    path = arguments.out_dir / f"{name}{variant}_{_name(look, looks)}.png"
                    _save(window, view, look, path)
        window.close()
    app.quit()
    return 0


def _looks(sizes: str, themes: str, text: str) -> list[Look]:
    try:
        pairs = [(int(width), int(height)) for width, height in (size.split("x") for size in sizes.split(","))]
        scales = [float(scale) for scale in text.split(",")]
    except ValueError as error:
        raise UserError("--sizes is like 1366x768,1920x1080 and --text like 1,1.5") from error
    return [Look(*parts) for parts in itertools.product(pairs, themes.split(","), scales)]


def _name(look: Look, looks: list[Look]) -> str:
    """The theme; before it whatever differs between the looks."""
    size = f"{look.size[0]}x{look.size[1]}_" if len({each.size for each in looks}) > 1 else ""
    text = f"_{look.text:g}" if len({each.text for each in looks}) > 1 else ""
    return f"{size}{look.theme}{text}"


# The screens: each brings the window there, and names its variants and what is to be seen of them.

Shown = Iterator[tuple[str, Callable[[], QWidget]]]


def _empty(window: MainWindow, at: float) -> Shown:
    yield "", lambda: window


def _window(window: MainWindow, at: float) -> Shown:
    _play(window.presenter, _CLIPS["window"], at)
    yield "", lambda: window


def _simple(window: MainWindow, at: float) -> Shown:
    """What a first start shows."""
    _play(window.presenter, _CLIPS["window"], at)
    window.commands.simple.trigger()
    yield "", lambda: window
    window.commands.simple.trigger()


def _people(window: MainWindow, at: float) -> Shown:
    """All panels, also those that lie behind others."""
    _play(window.presenter, _CLIPS["people"], at)
    for tab in range(_TABS):
        yield f"_{tab + 1}" if tab else "", lambda tab=tab: _raise(window, tab)  # type: ignore[misc]


def _attention(window: MainWindow, at: float) -> Shown:
    """Attention instead of evidence on the joints."""
    window.commands.reasons.trigger()
    yield "", lambda: window
    window.presenter.change_settings(replace(window.presenter.settings, reasons="evidence"))


def _segments(window: MainWindow, at: float) -> Shown:
    """The demo clip with its segments, one of them selected, and latent links."""
    presenter = window.presenter
    _play(presenter, _CLIPS["window"], 3.0)
    presenter.change_settings(replace(presenter.settings, show_links=True))
    window.commands.find_segments.trigger()
    _wait(lambda: bool(window.segments.editor.segments), timeout=300.0)
    segment = window.segments.editor.segments[0]
    window.segments.select(segment.person, segment.start)
    _until_explained(presenter, lambda: presenter.seek(3.0))
    yield "", lambda: window


def _angles(window: MainWindow, at: float) -> Shown:
    """Four angles in front of what shares their place."""
    _play(window.presenter, _CLIPS["window"], at)
    (panel,) = window.findChildren(AnglePanel)
    panel.show_choice(("r elbow", "l elbow", "r knee", "trunk lean"))
    dock = next(dock for dock in window.docks if dock.panel is panel)

    def raised() -> QWidget:
        dock.raise_()
        return window

    yield "", raised
    panel.show_choice(window.presenter.preferences.angles)


def _guide(window: MainWindow, at: float) -> Shown:
    def page() -> QWidget:
        window.commands.guide.trigger()  # draws it anew
        return window.findChildren(Guide)[0]

    yield "", page


def _knows(window: MainWindow, at: float) -> Shown:
    window.commands.knows.trigger()
    (page,) = window.findChildren(KnowledgePage)
    yield "", lambda: page


def _settings(window: MainWindow, at: float) -> Shown:
    window.commands.settings.trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    yield "", lambda: dialog


def _teach(window: MainWindow, at: float) -> Shown:
    """Three actions that were recorded twice, one of them doubtful; then the countdown of another recording."""
    presenter = window.presenter
    with tempfile.TemporaryDirectory() as folder:
        _record_examples(Path(folder) / "my-actions")
        presenter.change_settings(replace(presenter.settings, examples_folder=folder))
        presenter.preferences.who = "Ada"
        presenter.open("synthetic:action=golf&fps=15")
        window.teach.open()
        page, teach = window.teach.page, window.teach.presenter
        assert page is not None
        assert teach is not None
        teach.use_set("my-actions")
        teach.select_action("swing a club")
        _wait(lambda: page.answer.shown == "swing a club")
        page.tiles.setCurrentRow(page.tiles.count() - 1)
        yield "", lambda: window
        teach.record()
        _wait(lambda: teach.recording.progress is not None and teach.recording.progress.left == 2)
        presenter.toggle()
        yield "_recording", lambda: window
        window.teach.close()


def _record_examples(folder: Path) -> None:
    """Three actions, twice three repetitions each, as the synthetic camera shows them."""
    examples = ExampleSet(folder)
    for action, name in (("clap", "clap"), ("golf", "swing a club"), ("pullup", "pull up")):
        camera = SyntheticCamera(fps=15, action=action)
        for recording in ("2026-11-23", "2026-11-24"):
            recorder = Recorder(wanted=3, countdown=1)
            for index in range(300):
                for motion in recorder(index / 15, camera.truth(index)[0]).cut:
                    examples.add(name, motion, "Ada", recording, "camera 0")
    last = examples.examples("swing a club")[-1]
    examples.trim(last.id, 0.0, 0.4)


SCREENS: dict[str, Callable[[MainWindow, float], Shown]] = {
    "empty": _empty,
    "window": _window,
    "simple": _simple,
    "people": _people,
    "attention": _attention,
    "segments": _segments,
    "angles": _angles,
    "guide": _guide,
    "knows": _knows,
    "settings": _settings,
    "teach": _teach,
}


def _raise(window: MainWindow, tab: int) -> QWidget:
    """Brings the panels of one number to the front of those that share their place."""
    for dock in window.docks:
        others = [each for each in window.docks if each is dock or each in window.tabifiedDockWidgets(dock)]
        if others.index(dock) == min(tab, len(others) - 1):
            dock.raise_()
    return window


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
    presenter.player.record(None)
    _until_explained(presenter, presenter.player.pause)


def _until_explained(presenter: WindowPresenter, act: Callable[[], object]) -> None:
    """Does something after which the picture stands still, and waits for the reasons of what is shown."""
    shown: list[Picture] = []
    presenter.picture_changed.connect(shown.append)
    act()
    _wait(lambda: bool(shown) and any(person.evidence is not None for person in shown[-1].people))
    presenter.picture_changed.disconnect(shown.append)


def _save(window: MainWindow, view: Callable[[], QWidget], look: Look, path: Path) -> None:
    presenter = window.presenter
    presenter.change_settings(replace(presenter.settings, theme=look.theme, text_size=look.text))
    QApplication.processEvents()
    window.resize(*look.size)
    QApplication.processEvents()
    window.commands.reset.trigger()
    QApplication.processEvents()
    shown = view()
    for _ in range(5):  # layouts settle
        QApplication.processEvents()
    shown.grab().save(str(path))
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
