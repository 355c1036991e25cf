"""Records examples from what is being played: who is followed, frame by frame, goes through a recorder."""

from __future__ import annotations

from datetime import datetime

from PyQt6.QtCore import QObject, pyqtSignal

from app.player.state import AnalysedFrame
from app.ui.texts import teach as texts
from core.examples.recorder import Progress, Recorder, Stage
from core.examples.store import SOMETHING_ELSE

_STAMP = "%Y%m%d-%H%M%S"
_LAST = 3  # seconds of the countdown that beep


class RecordingPresenter(QObject):
    """One recording at a time.

    Signals:
        cut(action, Motion, recording, source): an example is there. progressed(Progress). announced(str): for all to
        read from afar; empty where there is nothing. beeped(): once a second of the countdown, and at its end.
        ended(action, count).
    """

    cut = pyqtSignal(str, object, str, str)
    progressed = pyqtSignal(object)
    announced = pyqtSignal(str)
    beeped = pyqtSignal()
    ended = pyqtSignal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._recorder: Recorder | None = None
        self._action = ""
        self._name = ""
        self._person: int | None = None
        self._last: tuple[int, float] | None = None  # run and time of the frame that came last
        self._told: Progress | None = None
        self._said = ""  # what was announced last

    @property
    def running(self) -> bool:
        """Somebody is being recorded, or waited for."""
        return self._recorder is not None

    @property
    def action(self) -> str:
        """What is being recorded."""
        return self._action

    @property
    def name(self) -> str:
        """Which recording it is: when it began."""
        return self._name

    @property
    def progress(self) -> Progress | None:
        """As told last; None before the first frame and while nothing is recorded."""
        return self._told

    def start(self, action: str, wanted: int, countdown: float) -> None:
        """Record so many examples of an action after so many seconds."""
        self._recorder = Recorder(wanted, countdown, pieces=action == SOMETHING_ELSE)
        self._action = action
        self._name = datetime.now().strftime(_STAMP)
        self._person = self._last = self._told = None
        self._said = ""

    def stop(self) -> None:
        """End it; what was cut so far is kept."""
        if self._recorder is not None:
            self._finish(self._recorder.stop())

    def feed(self, shown: AnalysedFrame, followed: int | None, source: str) -> None:
        """The next frame that is shown; the same one again does nothing."""
        if self._recorder is None or shown.info is None:
            return
        time, people = shown.result.frame.time, shown.result.people
        if self._last == (shown.run, time):
            return
        self._last = (shown.run, time)
        if self._person is None or (self._person not in people.ids and self._waits()):
            self._person = followed  # a network that is swapped meanwhile changes nothing about who is who
        joints = None
        if self._person in people.ids:
            joints = people.joints[people.ids.index(self._person)]
        told = self._recorder(time, joints)
        for motion in told.cut:
            self.cut.emit(self._action, motion, self._name, source)
        self._announce(told)
        if told.stage is Stage.DONE:
            self._finish(told)
        else:
            self._told = told
            self.progressed.emit(told)

    def _waits(self) -> bool:
        return self._told is None or self._told.stage is Stage.NOBODY

    def _announce(self, told: Progress) -> None:
        if told.stage is Stage.NOBODY:
            text = texts.STEP_INTO_VIEW
        elif told.stage is Stage.COUNTDOWN:
            text = str(told.left)
        else:
            text = texts.COUNT.format(count=told.count, wanted=told.wanted) if told.count else texts.GO
        if text != self._said:
            self._said = text
            self.announced.emit(text)
            if told.stage is not Stage.NOBODY and (told.stage is not Stage.COUNTDOWN or told.left <= _LAST):
                self.beeped.emit()

    def _finish(self, told: Progress) -> None:
        self._recorder = self._told = None
        self.announced.emit("")
        self.ended.emit(self._action, told.count)
