"""The window's presenter: asks the player at the screen's pace and tells the views what changed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from app.player import Player
from app.player_state import Analysed, SinkFactory, State, Status
from app.settings import NETWORK, POSE, Settings
from app.statistics import Statistics
from app.ui.chronicle import Chronicle
from app.ui.insight import Insight, InsightPresenter
from app.ui.people import PeoplePresenter, PersonView, person_at
from app.ui.preferences import Preferences

SPEEDS = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0)
_POLL_MS = 8
_PANELS_EVERY = 3  # pictures between two updates of panels and timeline
_STATISTICS_EVERY = 30  # polls between two updates of the rates


@dataclass(frozen=True)
class Picture:
    """What the picture view paints: the image ``(H, W, 3)`` BGR, and the people in it."""

    image: NDArray[np.uint8]
    people: tuple[PersonView, ...]


class WindowPresenter(QObject):
    """State and commands of the window. Everything here runs in the GUI thread and returns at once.

    Signals:
        status_changed(Status): anything but position and rates changed. position_changed(seconds),
        statistics_changed(Status), picture_changed(Picture), insight_changed(Insight), chronicle_changed(Chronicle),
        opening: another source was asked for. message(level, text), preferences_changed(), settings_changed(Settings).
    """

    status_changed = pyqtSignal(object)
    position_changed = pyqtSignal(float)
    statistics_changed = pyqtSignal(object)
    picture_changed = pyqtSignal(object)
    insight_changed = pyqtSignal(object)
    chronicle_changed = pyqtSignal(object)
    opening = pyqtSignal()
    message = pyqtSignal(str, str)
    preferences_changed = pyqtSignal()
    settings_changed = pyqtSignal(object)

    def __init__(self, player: Player, preferences: Preferences) -> None:
        super().__init__()
        self.player = player
        self.preferences = preferences
        self._settings = preferences.settings
        self.people = PeoplePresenter()
        self.insight = InsightPresenter()
        self.chronicle = Chronicle()
        self._status = player.status()
        self._shown: Analysed | None = None
        self._views: tuple[PersonView, ...] = ()
        self._run: tuple[str, int, str] = ("", 0, "")  # source, run and network of what is shown
        self._until_panels = 0
        self._until_statistics = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)
        self._use_settings()

    @property
    def settings(self) -> Settings:
        """As chosen last."""
        return self._settings

    @property
    def status(self) -> Status:
        """As told last."""
        return self._status

    @property
    def shown(self) -> Analysed | None:
        """The result whose picture is shown."""
        return self._shown

    # Life

    def start(self, weights: str | None) -> None:
        """Begin loading in the background: the weights given, else those used last."""
        self.player.start(weights, preferred=self.preferences.model)
        self._timer.start()

    def close(self) -> None:
        """End all threads."""
        self._timer.stop()
        self.player.close()
        self.preferences.save()

    # Commands

    def open(self, uri: str, make_sink: SinkFactory | None = None) -> None:
        """Play a source and remember it."""
        self.preferences.add_recent(uri)
        self.preferences_changed.emit()
        self._open(uri, make_sink)

    def open_demo(self, path: Path) -> None:
        """Play the embedded clip; it is not worth remembering."""
        self._open(str(path), None)

    def _open(self, uri: str, make_sink: SinkFactory | None) -> None:
        self.opening.emit()
        self.player.open(uri, make_sink)
        self.poll()

    def clear_recent(self) -> None:
        """Forget the sources played lately."""
        self.preferences.clear_recent()
        self.preferences_changed.emit()

    def close_source(self) -> None:
        """Back to the empty window."""
        self.player.close_source()
        self.poll()

    def toggle(self) -> None:
        """Play or pause."""
        if self._status.state is State.PLAYING:
            self.player.pause()
        else:
            self.player.play()
        self.poll()

    def step(self, frames: int) -> None:
        """Pause, and move by frames."""
        self.player.step(frames)
        self.poll()

    def seek(self, seconds: float) -> None:
        """Go to a time."""
        self.player.seek(seconds)
        self.poll()

    def skip(self, seconds: float) -> None:
        """Go on, or back, by some seconds."""
        self.seek(max(0.0, self._status.position + seconds))

    def set_loop(self, loop: bool) -> None:
        """Start again at the end."""
        self.player.set_loop(loop)
        self.poll()

    def set_speed(self, speed: float) -> None:
        """Source seconds per second."""
        self.player.set_speed(speed)
        self.poll()

    def change_speed(self, steps: int) -> None:
        """The next faster or slower of `SPEEDS`."""
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self._status.speed))
        self.set_speed(SPEEDS[min(max(nearest + steps, 0), len(SPEEDS) - 1)])

    def load_model(self, weights: str) -> None:
        """Swap the network as soon as the new one is ready."""
        self.player.load_model(weights)
        self.poll()

    def set_device(self, device: str) -> None:
        """Run networks elsewhere: ``auto``, ``cpu``, ``cuda`` or ``mps``."""
        self.change_settings(replace(self._settings, device=device))

    def change_settings(self, settings: Settings) -> None:
        """Use, and remember, other settings. What has to be loaded for them is loaded beside what runs."""
        before, self._settings = self._settings, settings
        if settings == before:
            return
        self.preferences.settings = settings
        changed = {item.name for item in fields(Settings) if getattr(settings, item.name) != getattr(before, item.name)}
        if changed & set(POSE):
            self.player.set_people(settings.max_people)
        if changed & set(NETWORK):
            self.player.set_device(settings.device)
        self._use_settings()
        self.settings_changed.emit(settings)
        self._show_again()
        self.poll()

    def _use_settings(self) -> None:
        self.people.link_threshold = self._settings.link_threshold if self._settings.show_links else None
        self.people.smooth = self._settings.smooth_joints

    def pick_at(self, x: float, y: float) -> None:
        """Follow the person at a point of the frame; beside everybody, the most prominent one."""
        self.people.pick(person_at(self._views, x, y))
        self._show_again()

    def _show_again(self) -> None:
        """The same moment, seen otherwise."""
        if self._shown is not None:
            self._views = self.people.update(self._shown)
            self.picture_changed.emit(Picture(self._shown.result.frame.image, self._views))
            self._tell_panels()

    # What the player did meanwhile

    def poll(self) -> None:
        """Tell the views what changed since the last time."""
        status = self.player.status()
        analysed = self.player.take_result()
        if analysed is not None and analysed.uri == status.uri:
            self._show(analysed, status)
        before, self._status = self._status, status
        if _lasting(status) != _lasting(before):
            self._react(before, status)
            self.status_changed.emit(status)
            self._until_statistics = 0
        if status.position != before.position:
            self.position_changed.emit(status.position)
        self._until_statistics -= 1
        if self._until_statistics <= 0:
            self._until_statistics = _STATISTICS_EVERY
            self.statistics_changed.emit(status)
        for message in self.player.take_messages():
            self.message.emit(message.level, message.text)

    def _show(self, analysed: Analysed, status: Status) -> None:
        run = (analysed.uri, analysed.run, analysed.info.name if analysed.info else "")
        if run != self._run or analysed.info is None:
            if run[0] != self._run[0] or analysed.info is None:
                self.chronicle.reset(status.source.duration if status.source else None)
            self.people.reset()
            self.insight.reset()
            self._until_panels = 0
            self._run = run
        self._shown = analysed
        self._views = self.people.update(analysed)
        self.insight.update(analysed)
        self.chronicle.update(analysed, self.people.followed)
        self.picture_changed.emit(Picture(analysed.result.frame.image, self._views))
        self._until_panels -= 1
        if self._until_panels <= 0 or status.state is not State.PLAYING:
            self._tell_panels()

    def _tell_panels(self) -> None:
        assert self._shown is not None
        self._until_panels = _PANELS_EVERY
        self.insight_changed.emit(self.insight.describe(self._shown, self.people.followed))
        self.chronicle_changed.emit(self.chronicle)

    def _react(self, before: Status, status: Status) -> None:
        if status.weights and status.weights != before.weights:
            self.preferences.model = status.weights
            self.preferences_changed.emit()
        if status.state is State.IDLE and before.state is not State.IDLE:
            self._shown = None
            self._views = ()
            self.chronicle.reset(0.0)
            self.chronicle_changed.emit(self.chronicle)
            self.insight_changed.emit(Insight())


def _lasting(status: Status) -> Status:
    """A status without what changes with every frame."""
    return replace(status, position=0.0, statistics=Statistics())
