"""The commands of the window, one QAction for each."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMainWindow

from app.player.state import State, Status
from app.ui.presenters.presenter import WindowPresenter
from app.ui.texts import commands as texts
from core.paths import assets_dir


class Commands:
    """The actions of a window, one attribute each.

    What the presenter does is connected here; what needs the window (its dialogs, its looks) the window connects.
    """

    def __init__(self, window: QMainWindow, presenter: WindowPresenter) -> None:
        self._window = window
        self._preferences = presenter.preferences
        self.shortcuts = presenter.preferences.shortcuts  # those that are not the usual ones
        self.all: dict[str, tuple[QAction, texts.CommandText]] = {}
        p = presenter
        make = self._make
        self.open = make("open")
        self.open_folder = make("open_folder")
        self.camera = make("camera", lambda: p.open_camera())
        self.address = make("address")
        self.demo = make("demo", lambda: p.open_demo(assets_dir() / "demo.mp4"))
        self.close = make("close", lambda: p.close_source())
        self.record = make("record", checkable=True)
        self.export_file = make("export_file")
        self.snapshot = make("snapshot")
        self.copy_figure = make("copy_figure")
        self.save_figure = make("save_figure")
        self.quit = make("quit")
        self.play = make("play", lambda: p.toggle())
        self.back = make("back", lambda: p.step(-1))
        self.forward = make("forward", lambda: p.step(1))
        self.skip_back = make("skip_back", lambda: p.skip(-5.0))
        self.skip = make("skip", lambda: p.skip(5.0))
        self.previous = make("previous", lambda: p.next(-1))
        self.next = make("next", lambda: p.next(1))
        self.analyse = make("analyse", lambda: p.toggle_analysis())
        self.follow_next = make("follow_next", lambda: p.follow_next())
        self.rotate_right = make("rotate_right", lambda: p.rotate(1))
        self.rotate_left = make("rotate_left", lambda: p.rotate(-1))
        self.start = make("start", lambda: p.seek(0.0))
        self.loop = make("loop", p.set_loop, checkable=True)
        self.slower = make("slower", lambda: p.change_speed(-1))
        self.faster = make("faster", lambda: p.change_speed(1))
        self.weights = make("weights")
        self.teach = make("teach", checkable=True)
        self.record_example = make("record_example")
        self.teach_segment = make("teach_segment")
        self.find_segments = make("find_segments")
        self.add_segment = make("add_segment")
        self.next_segment = make("next_segment")
        self.previous_segment = make("previous_segment")
        self.segment_from = make("segment_from")
        self.segment_to = make("segment_to")
        self.split_segment = make("split_segment")
        self.remove_segment = make("remove_segment")
        self.undo_segment = make("undo_segment")
        self.export_segments = make("export_segments")
        self.load_segments = make("load_segments")
        self.export_clips = make("export_clips")
        self.timeline_in = make("timeline_in")
        self.timeline_out = make("timeline_out")
        self.timeline_fit = make("timeline_fit")
        self.timeline_later = make("timeline_later")
        self.timeline_sooner = make("timeline_sooner")
        self.simple = make("simple", checkable=True)
        self.reasons = make("reasons", lambda: p.next_reasons())
        self.mirror = make("mirror", checkable=True)
        self.light = make("light", checkable=True)
        self.fixed_scale = make("fixed_scale", checkable=True)
        self.links = make("links", checkable=True)
        self.float_picture = make("float_picture", checkable=True)
        self.zoom_in = make("zoom_in")
        self.zoom_out = make("zoom_out")
        self.zoom_fit = make("zoom_fit")
        self.zoom_follow = make("zoom_follow", checkable=True)
        self.magnifier = make("magnifier", checkable=True)
        self.magnifier.setChecked(True)
        self.full = make("full", checkable=True)
        self.reset = make("reset")
        self.settings = make("settings")
        self.knows = make("knows")
        self.guide = make("guide")
        self.about = make("about")
        self.mirror.setChecked(p.preferences.mirror)
        self.light.setChecked(p.settings.theme == "light")

    def _make(self, key: str, run: Callable[..., object] | None = None, checkable: bool = False) -> QAction:
        """The action that `texts.COMMANDS` describes under ``key``."""
        described = texts.COMMANDS[key]
        action = QAction(described.text, self._window)
        action.setCheckable(checkable)
        if run is not None:
            action.triggered.connect(run)
        self._window.addAction(action)  # shortcuts work even where the menu bar is hidden
        self.adopt(key, action, described)
        return action

    def adopt(self, key: str, action: QAction, described: texts.CommandText) -> None:
        """Give an action its tip, and the shortcut that the user chose for it, or else the usual one."""
        self.all[key] = (action, described)
        chosen = self.shortcuts.get(key, described.shortcut)
        action.setShortcut(QKeySequence(chosen))
        name = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = texts.TIP_WITH_SHORTCUT.format(tip=described.tip, shortcut=name) if name else described.tip
        action.setToolTip(tip)

    def set_shortcuts(self, shortcuts: dict[str, str]) -> None:
        """Use, and remember, other shortcuts than the usual ones."""
        self.shortcuts = self._preferences.shortcuts = shortcuts
        for key, (action, described) in list(self.all.items()):
            self.adopt(key, action, described)

    def show_status(self, status: Status) -> None:
        """What can be done now."""
        playable = status.state in (State.PLAYING, State.PAUSED, State.ENDED)
        live = status.source is not None and status.source.live
        seekable = playable and not live and not status.writing
        self.play.setEnabled(playable)
        self.play.setText(texts.PAUSE if status.state is State.PLAYING else texts.COMMANDS["play"].text)
        seeking = (
            self.back, self.forward, self.start, self.skip, self.skip_back, self.slower, self.faster,
        )  # fmt: skip
        for action in seeking:
            action.setEnabled(seekable)
        self.loop.setEnabled(seekable or (not live and not status.writing))
        self.follow_next.setEnabled(playable and status.model is not None)
        self.loop.setChecked(status.loop)
        timeline = (
            self.timeline_in, self.timeline_out, self.timeline_fit, self.timeline_later, self.timeline_sooner,
        )  # fmt: skip
        for action in timeline:
            action.setEnabled(playable and not live)
        self.close.setEnabled(status.state is not State.IDLE)
        place = status.playlist.index(status.uri) if status.uri in status.playlist else 0
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(place + 1 < len(status.playlist))
        for action in (self.rotate_left, self.rotate_right):
            action.setEnabled(playable and not status.writing)
        running = status.analysis is not None and not status.analysis.done
        self.analyse.setEnabled(running or (playable and not live and status.model is not None))
        self.analyse.setText(texts.CANCEL_ANALYSIS if running else texts.COMMANDS["analyse"].text)

    def show_segments(self, some: bool, selected: bool, can_undo: bool) -> None:
        """What can be done to segments now."""
        for action in (self.next_segment, self.previous_segment):
            action.setEnabled(some)
        for action in (self.segment_from, self.segment_to, self.split_segment, self.remove_segment):
            action.setEnabled(selected)
        self.undo_segment.setEnabled(can_undo)
