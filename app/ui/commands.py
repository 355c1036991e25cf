"""Everything the user can tell the window, each as one action with its text, shortcut and tip."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMainWindow

from app.player_state import State, Status
from app.ui.presenter import WindowPresenter
from core.paths import assets_dir


class Commands:
    """The actions of a window, one attribute each.

    What the presenter does is connected here; what needs the window (its dialogs, its looks) the window connects.
    """

    def __init__(self, window: QMainWindow, presenter: WindowPresenter) -> None:
        self._window = window
        p = presenter
        make = self._make
        self.open = make("Open file …", "Ctrl+O", "Play a video or a skeleton file")
        self.camera = make("Open camera", "Ctrl+K", "Play the first camera", lambda: p.open("0"))
        self.address = make("Open address …", "Ctrl+U", "Play another camera by its number, or a stream by its address")
        self.demo = make("Demo", "Ctrl+D", "Play the embedded clip", lambda: p.open_demo(assets_dir() / "demo.mp4"))
        self.close = make("Close source", "Ctrl+W", "Back to the empty window", lambda: p.close_source())
        self.quit = make("Quit", "Ctrl+Q", "Close the program")
        self.play = make("Play", "Space", "Play or pause", lambda: p.toggle())
        self.back = make("Step back", "Left", "One frame back", lambda: p.step(-1))
        self.forward = make("Step forward", "Right", "One frame on", lambda: p.step(1))
        self.skip_back = make("Back 5 s", "Shift+Left", "Five seconds back", lambda: p.skip(-5.0))
        self.skip = make("Forward 5 s", "Shift+Right", "Five seconds on", lambda: p.skip(5.0))
        self.start = make("To the start", "Home", "Go to the first frame", lambda: p.seek(0.0))
        self.loop = make("Loop", "L", "Start again at the end", p.set_loop, checkable=True)
        self.slower = make("Slower", "[", "Play slower", lambda: p.change_speed(-1))
        self.faster = make("Faster", "]", "Play faster", lambda: p.change_speed(1))
        self.weights = make("Load weights file …", "Ctrl+M", "Use a network that you trained")
        self.mirror = make(
            "Mirror view", "M", "Show the picture as in a mirror; what is analysed stays as it is", checkable=True
        )
        self.light = make("Light theme", "Ctrl+T", "Light or dark colours", checkable=True)
        self.full = make("Full screen", "F11", "Use the whole screen", checkable=True)
        self.reset = make("Reset layout", "Ctrl+0", "All docks back in their places")
        self.about = make("About skelapp", "F1", "Versions, for a bug report")
        self.mirror.setChecked(p.preferences.mirror)
        self.light.setChecked(p.preferences.theme == "light")

    def _make(
        self, text: str, shortcut: str, tip: str, run: Callable[..., object] | None = None, checkable: bool = False
    ) -> QAction:
        action = QAction(text, self._window)
        action.setShortcut(QKeySequence(shortcut))
        name = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip}  ({name})" if name else tip)
        action.setCheckable(checkable)
        if run is not None:
            action.triggered.connect(run)
        self._window.addAction(action)  # shortcuts work even where the menu bar is hidden
        return action

    def show_status(self, status: Status) -> None:
        """What can be done now."""
        playable = status.state in (State.PLAYING, State.PAUSED, State.ENDED)
        live = status.source is not None and status.source.live
        seekable = playable and not live and not status.writing
        self.play.setEnabled(playable)
        self.play.setText("Pause" if status.state is State.PLAYING else "Play")
        seeking = (
            self.back, self.forward, self.start, self.skip, self.skip_back, self.slower, self.faster,
        )  # fmt: skip
        for action in seeking:
            action.setEnabled(seekable)
        self.loop.setEnabled(seekable or (not live and not status.writing))
        self.loop.setChecked(status.loop)
        self.close.setEnabled(status.state is not State.IDLE)
