"""The window's presenter: polls the player at the screen's pace and tells the views what has changed."""

from __future__ import annotations

import gc
import sys
import threading
import time
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal

from app.player.corrections import Correction
from app.player.player import Player
from app.player.state import AnalysedFrame, SinkFactory, State, Status
from app.player.statistics import Clock, Progress, Statistics
from app.settings import NETWORK, POSE, Settings
from app.ui.presenters.legend import Legend, legend
from app.ui.presenters.panel_data import HISTORY, PanelData, PanelPresenter
from app.ui.presenters.people import PeoplePresenter, PersonMenu, PersonView, person_at
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.repetitions import RepetitionPresenter
from app.ui.presenters.timeline_feed import TimelineFeed
from app.ui.presenters.timeline_model import TimelineModel
from app.ui.texts.languages import said
from core.card import CheckpointInfo

SPEEDS = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0)
_POLL_MS = 4
_SAME = 1e-3  # seconds by which the time of a frame may be told differently
_WORDS_EVERY = 0.16  # seconds between two changes of what is said beside moving pictures: six can be read in a second
_JUMP = 0.5  # seconds between two results that do not follow each other
_STATISTICS_EVERY = 60  # polls between two updates of the rates


@dataclass(frozen=True)
class Picture:
    """What the picture view paints: the image ``(H, W, 3)`` BGR, the people in it, and what their colours mean."""

    image: NDArray[np.uint8]
    people: tuple[PersonView, ...]
    legend: Legend | None = None


class WindowPresenter(QObject):
    """State and commands of the window. Everything here runs in the GUI thread and returns at once.

    Signals:
        status_changed(Status): anything but position and rates changed. position_changed(seconds),
        statistics_changed(Status), picture_changed(Picture), panel_data_changed(PanelData),
        timeline_changed(TimelineModel), opening: another source, or none, was asked for. cameras_changed(cameras),
        message(level, text), message_over(text): its cause is gone. preferences_changed(), settings_changed(Settings).
    """

    status_changed = pyqtSignal(object)
    position_changed = pyqtSignal(float)
    statistics_changed = pyqtSignal(object)
    picture_changed = pyqtSignal(object)
    panel_data_changed = pyqtSignal(object)
    timeline_changed = pyqtSignal(object)
    opening = pyqtSignal()
    cameras_changed = pyqtSignal(object)
    message = pyqtSignal(str, str)
    message_over = pyqtSignal(str)
    target_reached = pyqtSignal(int)
    preferences_changed = pyqtSignal()
    settings_changed = pyqtSignal(object)

    def __init__(self, player: Player, preferences: Preferences, clock: Clock = time.monotonic) -> None:
        super().__init__()
        self.player = player
        self._clock = clock
        self.preferences = preferences
        self._settings = preferences.settings
        self.repetitions = RepetitionPresenter()
        self.people = PeoplePresenter(self.repetitions)
        self.panel_data = PanelPresenter()
        self.timeline_model = TimelineModel()
        self._status = player.status()
        self._shown: AnalysedFrame | None = None
        self._views: tuple[PersonView, ...] = ()
        self._run: tuple[str, int, str] = ("", 0, "")  # source, run and network of what is shown
        self._said: AnalysedFrame | None = None  # the result that labels and panels speak of
        self._said_at = 0.0  # clock time
        self._panels_wait = False  # for the picture to be on the screen
        self._until_statistics = 0
        self._told: float | None = None  # time of the result that entered the history last
        self._feed = TimelineFeed(self.timeline_model)
        self._cards: dict[str, CheckpointInfo] = {}  # of the networks that were in use
        self.trying = ""  # weights that are in use for a while and not remembered
        self._network_problem = ""  # what was said last about a network that could not be loaded
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)
        self._use_settings()
        player.set_loop(preferences.loop)

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self._settings

    @property
    def status(self) -> Status:
        """As told last."""
        return self._status

    @property
    def shown(self) -> AnalysedFrame | None:
        """The result whose picture is shown."""
        return self._shown

    @property
    def said(self) -> AnalysedFrame | None:
        """The result that labels and panels speak of: that of the picture, or one shortly before."""
        return self._said

    # Life

    def start(self, weights: str | None) -> None:
        """Start loading in the background: the given weights, or else those used last."""
        self.player.start(weights, preferred=self.preferences.model)
        # the threads that read and judge let the window have its turn after 1 ms instead of Python's 5
        sys.setswitchinterval(0.001)
        self._timer.start()

    def close(self) -> None:
        """End all threads."""
        self._timer.stop()
        self.player.close()
        self.preferences.save()

    # Commands

    def open(self, uri: str, make_sink: SinkFactory | None = None) -> None:
        """Play a source and remember it; a folder or a data set is played one by one."""
        self.preferences.add_recent(uri)
        if uri.isdecimal():
            self.preferences.camera = uri
        self.preferences_changed.emit()
        self._open(uri, make_sink)

    def open_list(self, uris: tuple[str, ...]) -> None:
        """Play some sources one after the other."""
        if len(uris) == 1:
            self.open(uris[0])
            return
        for uri in reversed(uris):
            self.preferences.add_recent(uri)
        self.preferences_changed.emit()
        self.opening.emit()
        self.player.open_list(uris)
        self.poll()

    def open_camera(self) -> None:
        """Play the camera that was played last."""
        self.open(self.preferences.camera)

    def look_for_cameras(self) -> None:
        """Ask the system in the background which cameras are plugged in."""
        threading.Thread(
            target=lambda: self.cameras_changed.emit(self.player.list_cameras()), name="list cameras", daemon=True
        ).start()

    def next(self, step: int) -> None:
        """Play the next source of a list, or with -1 the previous one."""
        self.opening.emit()
        self.player.next(step)
        self.poll()

    def open_demo(self, path: Path) -> None:
        """Play the bundled clip, without adding it to the recent sources."""
        self._open(str(path), None)

    def _open(self, uri: str, make_sink: SinkFactory | None) -> None:
        self.opening.emit()
        self.player.open(uri, make_sink)
        self.poll()

    def clear_recent(self) -> None:
        """Clear the list of recent sources."""
        self.preferences.clear_recent()
        self.preferences_changed.emit()

    def close_source(self) -> None:
        """Close the source and return to the empty window."""
        self.opening.emit()  # nothing is left to complain of
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
        """Seek forward by some seconds, or back."""
        self.seek(max(0.0, self._status.position + seconds))

    def set_loop(self, loop: bool) -> None:
        """Loop files, now and after the next start of the program."""
        self.preferences.loop = loop
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

    def rotate(self, quarters: int) -> None:
        """Rotate the picture clockwise by quarter turns before pose estimation."""
        self.player.rotate(self._status.quarters + quarters)
        self.poll()

    def toggle_analysis(self) -> None:
        """Analyse the whole file in the background, or stop doing so."""
        if self._status.analysis is not None and not self._status.analysis.done:
            self.player.cancel_analysis()
        else:
            self.player.analyse_all()
        self.poll()

    def load_model(self, weights: str) -> None:
        """Swap the network as soon as the new one is ready."""
        self.player.load_model(weights)
        self.poll()

    def set_device(self, device: str) -> None:
        """Run networks on another device: ``auto``, ``cpu``, ``cuda`` or ``mps``."""
        self.change_settings(replace(self._settings, device=device))

    def change_settings(self, settings: Settings) -> None:
        """Apply and save other settings. Whatever must be loaded for them is loaded in the background."""
        before, self._settings = self._settings, settings
        if settings == before:
            return
        self.preferences.settings = settings
        changed = {item.name for item in fields(Settings) if getattr(settings, item.name) != getattr(before, item.name)}
        if changed & set(POSE):
            self.player.set_people(settings.people)
        if changed & set(NETWORK):
            self.player.set_device(settings.device)
        self._use_settings()
        self.settings_changed.emit(settings)
        self._show_again()
        self.poll()

    def next_reasons(self) -> None:
        """Show evidence, attention or nothing on the joints, one after the other."""
        kinds = ("evidence", "attention", "off")
        following = kinds[(kinds.index(self._settings.reasons) + 1) % len(kinds)]
        self.change_settings(replace(self._settings, reasons=following))

    def _use_settings(self) -> None:
        self.people.link_threshold = self._settings.link_threshold if self._settings.show_links else None
        self.people.smooth = self._settings.smooth_joints
        self.people.latent_links = self._settings.latent_links if self._settings.show_links else None
        self.people.reasons = self._settings.reasons

    def pick_at(self, x: float, y: float) -> None:
        """Follow the person at a point of the frame, or else the most prominent one."""
        self.people.pick(person_at(self._views, x, y))
        self._show_again()

    def person_menu(self, x: float, y: float) -> PersonMenu | None:
        """What can be done about the person at a point of the frame; None where nobody is."""
        person = person_at(self._views, x, y)
        if person is None:
            return None
        results = self.player.results()
        run = results.complete_run() if results is not None else None
        here = tuple(view.id for view in self._views if view.id != person)
        return PersonMenu(
            person,
            same=run.never_with(person) if run is not None else (),
            here=here if run is not None else (),
            possible=results is not None,
            analysed=run is not None,
            corrections=results.corrections if results is not None else 0,
        )

    def correct(self, correction: Correction | None) -> None:
        """Correct who is who in the file, or take the last correction back with None."""
        if self.player.correct(correction):
            results = self.player.results()
            self._feed.begin(results, self._status.source.duration if self._status.source else None)
            self.poll()

    def merge(self, person: int, other: int) -> None:
        """The other one is this person, in all of the file."""
        self.correct(Correction("merge", person, other))

    def swap(self, person: int, other: int) -> None:
        """From the moment shown on, each of the two is the other."""
        if self._shown is not None:
            self.correct(Correction("swap", person, other, self._shown.result.frame.time - _SAME))

    def follow(self, person: int) -> None:
        """Follow a person."""
        self.people.pick(person)
        self._show_again()

    def follow_next(self) -> None:
        """Follow the next person in the picture, by number."""
        people = sorted(view.id for view in self._views)
        if people:
            followed = self.people.followed
            self.people.pick(next((id for id in people if followed is not None and id > followed), people[0]))
            self._show_again()

    def reset_count(self, person: int) -> None:
        """Count a person's repetitions from 0 again."""
        self.repetitions.reset(person)
        self._show_again()

    def set_target(self, person: int, repetitions: int) -> None:
        """How many repetitions a person wants to do; 0: no target."""
        self.repetitions.set_target(person, repetitions)
        self._show_again()

    def _show_again(self) -> None:
        """Shows the same moment again, with other settings, or now that it stands still."""
        if self._shown is not None:
            self._said = self._shown
            self._views = self.people.update(self._shown)
            self._tell_picture(self._shown)
            self._tell_panels()

    # What the player did meanwhile

    def poll(self) -> None:
        """Tell the views what changed since the last time."""
        status = self.player.status()
        analysed = self.player.take_result()
        if analysed is not None and analysed.uri == status.uri:
            if analysed.info is not None:
                status = replace(status, position=analysed.result.frame.time)  # what is shown, not what is on its way
            self._show(analysed, status)
        elif self._panels_wait and self._shown is not None:
            self._tell_panels()
        before, self._status = self._status, status
        self._feed_timeline(status)
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
            text = said(message.text)
            self._network_problem = text if message.about_network else self._network_problem
            self.message.emit(message.level, text)

    def _show(self, analysed: AnalysedFrame, status: Status) -> None:
        run = (analysed.uri, analysed.run, analysed.info.name if analysed.info else "")
        playing = status.state is State.PLAYING
        begins = run != self._run or analysed.info is None
        results = self.player.results()
        if results is not self._feed.results or (results is None and (run[0] != self._run[0] or not analysed.info)):
            self._feed.begin(results, status.source.duration if status.source else None)
        if begins:
            self.people.reset()
            self.panel_data.reset()
            self.repetitions.forget()
            self._told = None
            self._run = run
        if analysed.info is not None:
            self.timeline_model.use(analysed.info.name)
        self._shown = analysed
        if begins or not playing or self._said is None or self._clock() - self._said_at >= _WORDS_EVERY:
            self._said, self._said_at = analysed, self._clock()
            # While playing, they are told at the next poll, when the picture is on the screen: painting them takes as
            # long as painting it. Where the next picture is there before, now.
            self._panels_wait = True
        self.people.still = not playing
        self._views = self.people.update(analysed, self._said)
        self.player.follow(self.people.followed)
        self._tell_history(analysed)
        self.timeline_model.update(analysed, self.people.followed)
        self._tell_picture(analysed)
        if not playing or (self._panels_wait and self._said is not analysed):
            self._tell_panels()

    def _tell_picture(self, shown: AnalysedFrame) -> None:
        said = legend(self._views, shown.info, self._settings)
        self.picture_changed.emit(Picture(shown.result.frame.image, self._views, said))

    def _tell_history(self, analysed: AnalysedFrame) -> None:
        """The history for the panels: the results so far, or those before the time that was sought."""
        now, before = analysed.result.frame.time, self._told
        self._told = now
        follows = before is not None and 0 < now - before < _JUMP
        if now == before:  # the same moment, known better
            self.panel_data.update(replace(analysed, recalled=False))
        elif not analysed.recalled or follows:
            self.panel_data.update(replace(analysed, recalled=False))
            for person in self.repetitions.update(analysed):
                self.target_reached.emit(person)
        else:
            self.panel_data.reset()
            self.repetitions.jump()
            results = self.player.results()
            found = results.find(now) if results is not None else None
            for result in found.run.history(found.place, HISTORY) if found is not None else ():
                past = AnalysedFrame(result, analysed.info, analysed.uri, analysed.run)
                self.panel_data.update(past)
                self.repetitions.update(past)

    def _feed_timeline(self, status: Status) -> None:
        """Enters into the timeline of a file what was found in it meanwhile, or before it was opened."""
        if status.model is None:
            return
        self._cards[status.model.name] = status.model
        followed = self.people.followed if self.people.followed is not None else 1
        if self._feed.feed(self._cards, status.model.name, status.uri, followed):
            self.timeline_changed.emit(self.timeline_model)

    def _tell_panels(self) -> None:
        assert self._said is not None
        self._panels_wait = False
        data = self.panel_data.describe(self._said, self.people.followed)
        now = self._said.result.frame.time
        self.panel_data_changed.emit(replace(data, repetitions=self.repetitions.describe(data.person, now)))
        self.timeline_changed.emit(self.timeline_model)

    def _react(self, before: Status, status: Status) -> None:
        if status.model is not None and before.model is None:
            gc.freeze()  # what was imported stays; looking through it for garbage would stop the window for 0.1 s
        if status.weights and status.weights not in (before.weights, self.trying):
            self.preferences.model = status.weights
            self.preferences_changed.emit()
        if self._network_problem and (status.loading_model or status.weights != before.weights):
            self.message_over.emit(self._network_problem)
            self._network_problem = ""
        if before.state is State.PLAYING and status.state in (State.PAUSED, State.ENDED):
            self.people.still = True
            self._show_again()
        if status.source is None and status.state in (State.IDLE, State.FAILED):
            self._shown = self._said = None
            self._panels_wait = False
            self._views = ()
            self._feed.begin(None, 0.0)
            self.timeline_changed.emit(self.timeline_model)
            self.panel_data_changed.emit(PanelData())


def _lasting(status: Status) -> Status:
    """A status without what changes with every frame."""
    running = status.analysis and Progress(0.0, 0.0, None, status.analysis.done)
    return replace(status, position=0.0, statistics=Statistics(), analysis=running, unfollowed=0)
