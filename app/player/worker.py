"""Analyses the frames of the player's sources in its own thread."""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from app.player.capture import Capture, Captured
from app.player.history import NEAR, SAME, HistoryHit, Results, Run
from app.player.mailbox import Mailbox
from app.player.services import FrameAnalyser, Services
from app.player.state import AnalysedFrame, Sink, SinkFactory
from app.player.watched_pose import WatchedPose
from core.card import CheckpointInfo
from core.errors import NoNumbersError, UserError
from core.labels import SteadyLabel
from core.types import Frame, FrameResult, LiveCount, People, Prediction

if TYPE_CHECKING:  # these import torch, OpenCV or MediaPipe, which may wait until the window is there
    from core.inference.recognizer import Recognizer

log = logging.getLogger(__name__)

_WHOLE = 300  # results that are kept with everything that explains them
_GAP = 1.0  # seconds that may be left out without starting anew
_EVIDENCE_HOP = 1.5  # seconds between two looks for evidence while a file plays: 7 % of the time
_FRESH = 0.1  # seconds for which evidence is that of the moment shown
_STILL = 0.08  # seconds without another picture, after which one stands still
_FAULTS = 3  # pictures in a row that may fail before the source is given up


class Host(Protocol):
    """What the worker asks and tells; called in the worker's thread."""

    def is_current(self, capture: Capture) -> bool: ...
    def is_playing(self) -> bool: ...
    def await_recognizer(self, capture: Capture) -> Recognizer | None: ...
    def results_of(self, item: Captured) -> Results | None: ...
    def next_run(self) -> int: ...
    def wanted_pose(self) -> tuple[int, int]: ...
    def wanted_sink(self, capture: Capture) -> SinkFactory | None: ...
    def deliver(self, item: Captured, analysed: AnalysedFrame, judged: bool) -> None: ...
    def finished(self, capture: Capture, empty: bool) -> None: ...
    def failed(self, capture: Capture, message: str) -> None: ...
    def warned(self, message: str) -> None: ...
    def written(self, complete: bool) -> None: ...
    def not_written(self, capture: Capture | None, message: str) -> None: ...
    def report(self, activity: str, share: float | None = None) -> None: ...


class Worker(threading.Thread):
    """Analyses captured frames and hands the results to the host.

    Frames of a file that were analysed before need no pose estimation: their people are known, and the network is given
    the window before them.
    """

    def __init__(self, frames: Mailbox[Captured], services: Services, host: Host) -> None:
        super().__init__(name="analysis", daemon=True)
        self.pose: WatchedPose | None = None
        self._frames = frames
        self._services = services
        self._host = host
        self._analyser: FrameAnalyser | None = None
        self._wanted = host.wanted_pose()  # what the pose back end and the tracker were made for
        self._last: tuple[Capture, int] | None = None  # capture and epoch of the frame that came last
        self._item: Captured | None = None  # that frame
        self._thorough = False  # it is looked at once more, with time for its reasons
        self._results: Results | None = None
        self._run: Run | None = None  # of the frame that came last
        self._tracked: tuple[Run, float] | None = None  # what the tracker and the pose back end saw last
        self._replayed_to: tuple[Run, float] | None = None  # what the recogniser was shown last
        self._whole: deque[tuple[Run, FrameResult]] = deque(maxlen=_WHOLE)
        self._sink: Sink | None = None
        self._make_sink: SinkFactory | None = None  # what the sink was made by
        self._judged: tuple[Prediction, ...] = ()  # what it said then, with its reasons
        self._predictions: dict[int, Prediction] = {}  # delivered last
        self._faults = 0  # pictures in a row that could not be analysed
        self._judged_anew: dict[tuple[int, str], int] = {}  # run and network to the number that results have then

    def look_again(self) -> None:
        """Where playing stops: the frame that came last is looked at once more, for its reasons. For any thread.

        Not where frames are written: there, none may come twice.
        """
        item = self._item
        if item is not None and self._host.wanted_sink(item.capture) is None:
            self._frames.put_if_free(item, 0.0)  # else a newer one is there

    def run(self) -> None:
        """Runs until the mailbox is closed."""
        self._preload_pose()
        while (item := self._frames.take()) is not None:
            try:
                if not self._host.is_current(item.capture):
                    self._close_sink(complete=False)  # of the source that was left
                elif item.frame is None:
                    self._close_sink(complete=True)
                    self._host.finished(item.capture, self._last is None or self._last[0] is not item.capture)
                else:
                    self._analyse(item, item.frame)
                    self._faults = 0
                    if self._is_unexplained(item.frame) and not self._frames.comes(_STILL):
                        self._explain(item, item.frame)
            except NoNumbersError as error:
                self._bear(item.capture, str(error))
            except UserError as error:
                self._host.failed(item.capture, str(error))
            except Exception as error:
                log.exception("analysing %s", item.capture.uri)
                self._bear(item.capture, f"{type(error).__name__}: {error}")
        self._close_sink(complete=False)
        if self._analyser is not None:
            self._analyser.close()
        if self.pose is not None:
            self.pose.close()

    def _bear(self, capture: Capture, reason: str) -> None:
        """One picture, or two, may fail without ending the source: everything starts anew with the next one."""
        self._faults += 1
        if self._faults >= _FAULTS:
            self._faults = 0
            self._host.failed(capture, f"the analysis failed ({reason})")
            return
        if self._faults == 1:
            self._host.warned(f"A picture could not be analysed ({reason}). It goes on with the next one.")
        self._last = (capture, -1)  # as after a jump
        self._run = self._tracked = self._replayed_to = None
        self._drop_analyser()

    # Pose estimation and networks

    def _preload_pose(self) -> None:
        """MediaPipe takes seconds to start: do it before the first picture needs it."""
        try:
            self._open_pose()
        except UserError as error:
            log.info("pose back end: %s", error)  # told to the user once a picture needs it
        except Exception:
            log.exception("pose back end")

    def _open_pose(self) -> None:
        self._host.report("Preparing pose estimation …")
        try:
            self.pose = WatchedPose(
                lambda: self._services.open_pose(self._wanted[0], self._host.report), self._host.warned
            )
        finally:
            self._host.report("")

    def _ready(self, recognizer: Recognizer, frame: Frame) -> FrameAnalyser:
        """The analyser for a frame, rebuilt if one of its parts has changed."""
        if self._wanted != self._host.wanted_pose():
            self._wanted = self._host.wanted_pose()
            self._drop_analyser()
            if self.pose is not None:
                self.pose.close()
                self.pose = None
        if self.pose is None and frame.joints is None:
            self._drop_analyser()
            self._open_pose()
        if self._analyser is None:
            self._analyser = self._services.make_analyser(self.pose, recognizer, self._wanted[0])
            self._tracked = self._replayed_to = self._run = None
        if self._analyser.recognizer is not recognizer:
            self._analyser.recognizer = recognizer
            self._whole.clear()
            self._replayed_to = None
        return self._analyser

    def _drop_analyser(self) -> None:
        if self._analyser is not None:
            self._analyser.close()
            self._analyser = None

    # One frame

    def _is_unexplained(self, frame: Frame) -> bool:
        """Whether a file's picture stands still, and it was not looked for the reasons of what is said there."""
        if self._results is None or self._sink is not None or self._host.is_playing():
            return False
        return any(_lacks_reasons(prediction, frame.time) for prediction in self._predictions.values())

    def _explain(self, item: Captured, frame: Frame) -> None:
        """The same frame again, with its reasons: these may take a while, and the picture was not to wait for them."""
        self._thorough = True
        try:
            self._analyse(item, frame)
        finally:
            self._thorough = False

    def _analyse(self, item: Captured, frame: Frame) -> None:
        new_source = self._last is None or self._last[0] is not item.capture
        if new_source:
            self._close_sink(complete=False)
            nobody = People(np.zeros((0, 18, 3), np.float32), ())
            self._host.deliver(item, AnalysedFrame(FrameResult(frame, nobody, ()), None, item.capture.uri, -1), False)
        recognizer = self._host.await_recognizer(item.capture)
        if recognizer is None:
            return
        analyser = self._ready(recognizer, frame)
        jumped = self._last != (item.capture, item.epoch)
        self._last, self._item = (item.capture, item.epoch), item
        results = self._host.results_of(item)
        if new_source or results is not self._results:
            self._results = results
            self._run = self._tracked = self._replayed_to = None
            self._whole.clear()
            self._judged_anew.clear()
        analyser.background = results is None  # a live picture does not wait for a network; a file's results are exact
        if results is not None:
            analyser.recognizer.evidence_hop = _EVIDENCE_HOP
        self._change_sink(item.capture, frame, recognizer)
        near = NEAR if self._host.is_playing() else _GAP  # standing still, there is time to look at a skipped frame
        found = None if self._results is None else self._results.find(frame.time, self._run, near)
        if self._sink is not None and found is not None and found.time != frame.time:
            found = None  # what is written is never that of another frame
        if self._results is not None:
            self._results.pictures.add(frame)
        if found is None:
            self._look(item, frame, analyser, jumped)
        else:
            self._recall(item, frame, analyser, found, jumped)

    def _look(self, item: Captured, frame: Frame, analyser: FrameAnalyser, jumped: bool) -> None:
        """Analyses a frame for the first time."""
        run = self._follow(frame, analyser, jumped)
        result = analyser(frame)
        if self._results is not None:
            run.add(result)
            self._whole.append((run, _without_picture(result)))
        self._tracked = self._replayed_to = (run, frame.time)
        self._judged = result.predictions
        self._deliver(item, result, analyser.recognizer.info, run, recalled=False)

    def _follow(self, frame: Frame, analyser: FrameAnalyser, jumped: bool) -> Run:
        """Makes the analyser ready to go on from the frame before, if there is one to go on from; the frame's run."""
        run = self._run
        if run is not None and not jumped and self._results is None:
            return run  # live: whoever comes back after a while is someone new anyway
        if run is not None and run.end is not None and 0 < frame.time - run.end <= _GAP and not run.closed:
            if self._tracked != (run, run.end):  # another run was looked at meanwhile
                people = run.between(run.end - _GAP, run.end + _GAP)
                analyser.resume(people[-1][1], run.end)
            self._replay(run, frame.time, analyser.recognizer)
            return run
        analyser.reset()
        number = self._host.next_run()
        name = analyser.recognizer.info.name
        self._run = self._results.begin(number, name) if self._results is not None else Run(number, name)
        return self._run

    def _recall(self, item: Captured, frame: Frame, analyser: FrameAnalyser, found: HistoryHit, jumped: bool) -> None:
        """A frame that was analysed before: at once what is kept of it, then what the network says about it."""
        run, info = found.run, analyser.recognizer.info
        self._run = run
        recalled = run.network == info.name  # what another network made of it, the window has not seen from this one
        whole = self._kept(run, frame.time)
        if whole is not None:
            self._deliver(item, replace(whole, frame=frame), info, run, recalled=True)
            return
        if jumped and recalled and self._sink is None:
            self._deliver(item, run.recall(found.place, frame), info, run, recalled=True)
            if self._frames.waiting and not self._host.is_playing():
                return  # being dragged through: the next one is there already
        predictions = self._judge(frame, analyser, found)
        if abs(found.time - frame.time) <= SAME:
            people = run.people(found.place)
        elif self._host.is_playing():
            people = run.people_at(found.place, frame.time)
        else:  # it was skipped while playing; now that it can be looked at, the skeleton lies on the body
            people = self._search(run, found, frame, analyser)
        result = _of_those(people, frame, predictions, run.people(found.place), run.counts(found.place))
        if not self._host.is_playing():
            self._whole.append((run, _without_picture(result)))
        self._deliver(item, result, info, run, recalled)

    def _kept(self, run: Run, time: float) -> FrameResult | None:
        """The whole result of a frame, if it was made lately, and as thoroughly as is wanted now."""
        for owner, kept in reversed(self._whole):
            if owner is run and abs(kept.frame.time - time) <= SAME:
                lacking = self._thorough and any(_lacks_reasons(each, time) for each in kept.predictions)
                return None if lacking else kept
        return None

    def _judge(self, frame: Frame, analyser: FrameAnalyser, found: HistoryHit) -> tuple[Prediction, ...]:
        """What the network says of the people of a known frame, with everything that explains it."""
        run, people = found.run, found.run.people(found.place)
        if (kept := self._kept(run, found.time)) is not None:
            return kept.predictions
        self._replay(run, found.time, analyser.recognizer)
        known = replace(frame, time=found.time)
        if self._replayed_to == (run, found.time):
            self._judged = self._explained(self._judged, people, known, analyser)
            return self._judged
        begins = self._replayed_to is None
        predictions = analyser.recognizer.push(people, found.time, (frame.image.shape[1], frame.image.shape[0]))
        self._replayed_to = (run, found.time)
        predictions = self._explained(predictions, people, known, analyser)
        if run.network == analyser.recognizer.info.name:  # what was said of a moment stays; the reasons are added
            predictions = _with_words(predictions, run.recall(found.place, known).predictions)
        elif begins:  # nothing was said before that a label could hold on to
            predictions = tuple(replace(prediction, steady=SteadyLabel()) for prediction in predictions)
        self._judged = predictions
        result = FrameResult(known, people, predictions, counts=run.counts(found.place))
        self._whole.append((run, _without_picture(result)))
        return predictions

    def _explained(
        self, predictions: tuple[Prediction, ...], people: People, frame: Frame, analyser: FrameAnalyser
    ) -> tuple[Prediction, ...]:
        """The predictions for a frame that the recogniser was shown last, with evidence where there is time for it."""
        if not self._thorough or not any(_lacks_reasons(each, frame.time) for each in predictions):
            return predictions
        return analyser.recognizer.explain(people, frame.time, (frame.image.shape[1], frame.image.shape[0]))

    def _search(self, run: Run, found: HistoryHit, frame: Frame, analyser: FrameAnalyser) -> People:
        """The people of a frame between two known ones, with the numbers that they have there."""
        analyser.resume(run.people(found.place), found.time)
        people = analyser.track(analyser.find(frame)).people
        self._tracked = (run, frame.time)
        return people

    def _replay(self, run: Run, until: float, recognizer: Recognizer) -> None:
        """Shows the recogniser what happened before a time in a run, as far as it does not know it."""
        since = self._replayed_to[1] if self._replayed_to is not None and self._replayed_to[0] is run else None
        if since is None or since > until or until - since > recognizer.info.seconds:
            recognizer.reset()
            since = until - recognizer.info.seconds - _GAP
            self._replayed_to = None
        for time, people in run.between(since, until):
            recognizer.observe(people, time)

    def _deliver(self, item: Captured, result: FrameResult, info: CheckpointInfo, run: Run, recalled: bool) -> None:
        if self._sink is not None:
            try:
                self._sink.write(result)
            except UserError as error:  # the disk is full: what is played goes on
                self._host.not_written(item.capture, str(error))
                self._close_sink(complete=False)
        predictions = {prediction.id: prediction for prediction in result.predictions}
        judged = any(self._predictions.get(key) is not value for key, value in predictions.items())
        self._predictions = predictions
        number = run.number
        if run.network != info.name:  # the same people, judged anew: what was said of them before does not go on
            number = self._judged_anew.get((number, info.name)) or self._host.next_run()
            self._judged_anew[run.number, info.name] = number
        self._host.deliver(item, AnalysedFrame(result, info, item.capture.uri, number, recalled), judged)

    # Files

    def _change_sink(self, capture: Capture, frame: Frame, recognizer: Recognizer) -> None:
        wanted = self._host.wanted_sink(capture)
        if wanted is self._make_sink:
            return
        self._close_sink(complete=False)
        self._make_sink = wanted
        if wanted is not None and capture.source is not None:
            pose = self.pose.name if self.pose is not None and frame.joints is None else None
            self._sink = wanted(capture.source, recognizer.info, pose)

    def _close_sink(self, complete: bool) -> None:
        sink, self._sink, self._make_sink = self._sink, None, None
        if sink is not None:
            try:
                sink.close(complete)
            except UserError as error:
                self._host.not_written(None, str(error))
            else:
                self._host.written(complete)


def _of_those(
    people: People, frame: Frame, predictions: tuple[Prediction, ...], known: People, counts: tuple[LiveCount, ...]
) -> FrameResult:
    """A result of those people of whom something was said in the known frame."""
    said = {prediction.id: prediction for prediction in predictions}
    counted = dict(zip(known.ids, counts, strict=False))
    there = [index for index, person in enumerate(people.ids) if person in said]
    ids = tuple(people.ids[index] for index in there)
    told = tuple(counted[person] for person in ids if person in counted)
    return FrameResult(frame, People(people.joints[there], ids), tuple(said[person] for person in ids), counts=told)


def _with_words(explained: tuple[Prediction, ...], said: tuple[Prediction, ...]) -> tuple[Prediction, ...]:
    """Scores, state and label of one set of predictions with the explanations of another."""
    reasons = {prediction.id: prediction for prediction in explained}
    return tuple(
        replace(
            reasons[words.id],
            state=words.state,
            held=words.held,
            needed=words.needed,
            scores=words.scores,
            steady=words.steady,
        )
        if words.id in reasons
        else words
        for words in said
    )


def _lacks_reasons(prediction: Prediction, time: float) -> bool:
    """Whether there is no evidence of that moment."""
    old = prediction.evidence is None or time - prediction.evidence_time > _FRESH
    return old and prediction.state != "warming_up"


def _without_picture(result: FrameResult) -> FrameResult:
    picture = result.frame.image[:0].copy()
    return replace(result, frame=replace(result.frame, image=picture, joints=None))
