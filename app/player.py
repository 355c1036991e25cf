"""Plays sources through the analyser, in threads of its own; knows no widget.

One thread reads the source (`app.capture`), one analyses, one loads a network. They hand on through one-slot mailboxes;
whoever shows the results asks for them (`Player.status`, `Player.take_result`, `Player.take_messages`) at its own pace.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from app.capture import Capture, Captured, SourceInfo
from app.doors import Doors, FrameAnalyser
from app.mailbox import Mailbox
from app.memory import Memory
from app.player_state import NEXT, Analysed, Message, Sink, SinkFactory, State, Status
from app.statistics import Clock, Rate, Statistics
from core.errors import UserError
from core.types import Frame, FrameResult, People, Prediction

if TYPE_CHECKING:  # these import torch, OpenCV or MediaPipe, which may wait until the window is there
    from core.checkpoint import CheckpointInfo
    from core.recognizer import Recognizer
    from core.video.pose import PoseBackend

log = logging.getLogger(__name__)

_STALLED = 3.0  # seconds without a picture after which a live source is called silent
_JOIN = 5.0  # seconds that a thread gets to end


class Player:
    """Plays one source at a time. All public methods return at once, but for `close`."""

    def __init__(self, doors: Doors, device: str = "auto", max_people: int = 2, clock: Clock = time.monotonic) -> None:
        self._doors = doors
        self._device = device
        self._max_people = max_people
        self._clock = clock
        self._frames: Mailbox[Captured] = Mailbox()
        self._results: Mailbox[Analysed] = Mailbox()
        self._worker = threading.Thread(target=self._work, name="analysis", daemon=True)
        self._loaders: list[threading.Thread] = []

        # Shared between threads, guarded by the condition's lock.
        self._changed = threading.Condition(threading.RLock())
        self._state = State.IDLE
        self._capture: Capture | None = None
        self._source: SourceInfo | None = None
        self._uri = ""
        self._position = 0.0
        self._activity = ""
        self._recognizer: Recognizer | None = None
        self._models: tuple[CheckpointInfo, ...] = ()
        self._loading_model = ""
        self._loads = 0
        self._preferred: str | None = None
        self._asked: str | None = None
        self._weights = ""
        self._loop = False
        self._speed = 1.0
        self._make_sink: SinkFactory | None = None
        self._pose_is_old = False
        self._messages: list[Message] = []

        self._capture_rate = Rate(clock)
        self._pose_rate = Rate(clock)
        self._action_rate = Rate(clock)
        self._drop_rate = Rate(clock)
        self._dropped = 0
        self._latency = 0.0
        self._last_read = 0.0

        # Only the analysis thread touches these.
        self._pose: PoseBackend | None = None
        self._analyser: FrameAnalyser | None = None
        self._at: tuple[Capture, int] | None = None  # capture and epoch of the frame that came last
        self._run = 0
        self._memory = Memory()
        self._sink: Sink | None = None
        self._predictions: dict[int, Prediction] = {}

    # What the window asks

    def status(self) -> Status:
        """A consistent picture of everything but pictures."""
        with self._changed:
            recognizer = self._recognizer
            return Status(
                state=self._state,
                source=self._source,
                uri=self._uri,
                position=self._position,
                activity=self._activity or self._silence(),
                model=recognizer.info if recognizer else None,
                weights=self._weights,
                device=str(recognizer.device) if recognizer else "",
                loading_model=self._loading_model,
                models=self._models,
                pose=self._pose.name if self._pose else "",
                loop=self._loop,
                speed=self._speed,
                writing=self._make_sink is not None,
                statistics=self._statistics(),
            )

    def take_result(self) -> Analysed | None:
        """The newest result nobody has taken yet."""
        return self._results.take_now()

    def take_messages(self) -> list[Message]:
        """The messages nobody has taken yet, oldest first."""
        with self._changed:
            messages, self._messages = self._messages, []
            return messages

    # What the window commands

    def start(self, weights: str | None, preferred: str | None = None) -> None:
        """Load the pose back end and a network in the background.

        Without ``weights`` it is the ``preferred`` one of the bundled networks if it is still there, else the first.
        """
        self._preferred = preferred
        self._worker.start()
        self.load_model(weights)

    def open(self, uri: str, make_sink: SinkFactory | None = None) -> None:
        """Play another source. With a sink every frame is written to it, until the end or the next source."""
        with self._changed:
            before = self._stop_capture()
            self._uri = uri
            self._make_sink = make_sink
            self._go(State.LOADING)
            self._capture = Capture(
                uri,
                self._frames,
                self,
                self._doors.open_source,
                lossless=make_sink is not None,
                speed=self._speed,
                loop=self._loop and make_sink is None,
                after=before,
                clock=self._clock,
            )
            self._capture.start()

    def close_source(self) -> None:
        """Back to the empty window."""
        with self._changed:
            self._stop_capture()
            self._uri = ""
            self._go(State.IDLE)

    def play(self) -> None:
        """Go on; from the end, start again."""
        with self._changed:
            if self._capture is None or self._state not in (State.PAUSED, State.ENDED):
                return
            if self._state is State.ENDED:
                self._capture.seek(0.0)
            self._capture.play()
            self._go(State.PLAYING)

    def pause(self) -> None:
        """Hold the picture."""
        with self._changed:
            if self._capture is not None and self._state is State.PLAYING:
                self._capture.pause()
                self._go(State.PAUSED)

    def step(self, frames: int) -> None:
        """Pause, and move by some frames; back where negative."""
        with self._changed:
            if not self._seekable() or (self._state is State.ENDED and frames > 0):
                return
            assert self._capture is not None
            self._capture.step(frames)
            self._go(State.PAUSED)

    def seek(self, seconds: float) -> None:
        """Go to a time of a file."""
        with self._changed:
            if not self._seekable():
                return
            assert self._capture is not None
            self._capture.seek(seconds)
            if self._state is State.ENDED:
                self._go(State.PAUSED)

    def set_loop(self, loop: bool) -> None:
        """Start again at the end of a file."""
        with self._changed:
            self._loop = loop
            if self._capture is not None and self._make_sink is None:
                self._capture.set_loop(loop)

    def set_speed(self, speed: float) -> None:
        """Source seconds per second."""
        with self._changed:
            self._speed = speed
            if self._capture is not None:
                self._capture.set_speed(speed)

    def load_model(self, weights: str | None) -> None:
        """Load and warm up another network beside the running one, then swap; on failure the running one stays."""
        with self._changed:
            self._loads += 1
            self._asked = weights
            self._loading_model = weights or "default"
            loader = threading.Thread(
                target=self._load_model, args=(weights, self._loads), name="load model", daemon=True
            )
            self._loaders = [thread for thread in self._loaders if thread.is_alive()] + [loader]
            loader.start()

    def set_device(self, device: str) -> None:
        """Load the network in use, and all after it, onto another device."""
        with self._changed:
            self._device = device
            self.load_model(self._asked if self._loading_model else self._weights or None)

    def set_people(self, max_people: int) -> None:
        """Look for so many people, with a pose back end that is opened anew before the next frame."""
        with self._changed:
            self._max_people = max_people
            self._pose_is_old = True

    def close(self) -> bool:
        """End all threads, the source first. False where one did not end in time (a driver that hangs)."""
        with self._changed:
            if self._state is State.CLOSING:
                return True
            capture = self._stop_capture()
            self._go(State.CLOSING)
            self._changed.notify_all()
        if capture is not None:
            capture.join(_JOIN)
        self._frames.close()
        self._results.close()
        threads = [self._worker, *self._loaders]
        for thread in threads:
            if thread.ident is not None:
                thread.join(_JOIN)
        return not any(thread.is_alive() for thread in (*threads, *([capture] if capture else [])))

    # What a capture reports (called in its thread)

    def capture_opened(self, capture: Capture, info: SourceInfo) -> None:
        """The source is open; its first frame follows."""
        with self._changed:
            if capture is self._capture:
                self._source = info
                self._last_read = self._clock()

    def capture_read(self, capture: Capture, dropped: bool) -> None:
        """A frame was handed on, perhaps in place of one that nobody had taken."""
        with self._changed:
            if capture is not self._capture:
                return
            self._last_read = self._clock()
            self._capture_rate.tick()
            if dropped:
                self._dropped += 1
                self._drop_rate.tick()

    def capture_warned(self, capture: Capture, message: str) -> None:
        """Something the user should know about the source."""
        if capture is self._capture:
            self._tell("warning", message)

    def capture_failed(self, capture: Capture, message: str) -> None:
        """The source could not be opened or read; it is closed."""
        self._fail(capture, message)

    # The analysis thread

    def _work(self) -> None:
        self._preload_pose()
        while (item := self._frames.take()) is not None:
            try:
                if item.capture is not self._capture:
                    self._close_sink(complete=False)  # of the source that was left
                elif item.frame is None:
                    self._finish(item.capture)
                else:
                    self._analyse(item, item.frame)
            except UserError as error:
                self._fail(item.capture, str(error))
            except Exception as error:
                log.exception("analysing %s", item.capture.uri)
                self._fail(item.capture, f"the analysis failed ({type(error).__name__}: {error})")
        self._close_sink(complete=False)
        if self._pose is not None:
            self._pose.close()

    def _preload_pose(self) -> None:
        """MediaPipe takes seconds to start: do it before the first picture needs it."""
        try:
            self._open_pose()
        except UserError as error:
            log.info("pose back end: %s", error)  # told to the user once a picture needs it
        except Exception:
            log.exception("pose back end")

    def _open_pose(self) -> PoseBackend:
        self._report("Preparing pose estimation …")
        try:
            self._pose = self._doors.open_pose(self._max_people, self._report)
        finally:
            self._report("")
        return self._pose

    def _report(self, activity: str, share: float | None = None) -> None:
        if share is not None:
            activity = f"{activity} {share:.0%}"
        with self._changed:
            if self._state is State.CLOSING and activity:
                raise UserError("closing")  # ends a download
            self._activity = activity

    def _analyse(self, item: Captured, frame: Frame) -> None:
        new_source = self._at is None or self._at[0] is not item.capture
        if new_source:
            self._close_sink(complete=False)
            nobody = People(np.zeros((0, 18, 3), np.float32), ())
            self._results.put(Analysed(FrameResult(frame, nobody, ()), None, item.capture.uri, self._run + 1))
        recognizer = self._await_recognizer(item.capture)
        if recognizer is None:
            return
        analyser = self._ready_analyser(recognizer, frame)
        if new_source:
            self._open_sink(item.capture, frame, recognizer)
        recalled = self._find_place(item, frame, analyser)
        if recalled is None:
            result = analyser(frame)
            self._memory.add(result)
            if self._sink is not None:
                self._sink.write(result)
        else:
            result = recalled
        self._deliver(item, Analysed(result, recognizer.info, item.capture.uri, self._run, recalled is not None))

    def _find_place(self, item: Captured, frame: Frame, analyser: FrameAnalyser) -> FrameResult | None:
        """Makes the analyser ready for a frame; or the frame's result, where the user went back to it."""
        before, self._at = self._at, (item.capture, item.epoch)
        jumped = before != self._at
        new_source = before is None or before[0] is not item.capture
        anew = new_source or (jumped and self._state is State.PLAYING)  # a loop, or a seek while playing
        if not anew and self._memory.is_behind(frame.time):
            recalled = self._memory.recall(frame)
            if recalled is not None:
                return recalled
            anew = True
        if anew or (jumped and not self._memory.can_follow(frame.time)):
            analyser.reset()
            self._memory.restart()
            self._run += 1
        return None

    def _await_recognizer(self, capture: Capture) -> Recognizer | None:
        """The network to use now; waits for the first one. None where the source was closed meanwhile."""
        with self._changed:
            if self._recognizer is None and not self._loading_model and capture is self._capture:
                self._go(State.FAILED)  # loading it failed; on, once another one is chosen
            self._changed.wait_for(lambda: self._recognizer is not None or capture is not self._capture)
            return self._recognizer if capture is self._capture else None

    def _ready_analyser(self, recognizer: Recognizer, frame: Frame) -> FrameAnalyser:
        if self._pose_is_old:
            self._pose_is_old = False
            self._analyser = None
            recognizer.reset()  # people are numbered anew
            self._memory.restart()
            self._run += 1
            if self._pose is not None:
                self._pose.close()
                self._pose = None
        if self._pose is None and frame.joints is None:
            self._open_pose()
            self._analyser = None
        if self._analyser is None:
            self._analyser = self._doors.make_analyser(self._pose, recognizer, self._max_people)
        if self._analyser.recognizer is not recognizer:
            self._analyser.recognizer = recognizer
            self._memory.forget()
        return self._analyser

    def _deliver(self, item: Captured, analysed: Analysed) -> None:
        now = self._clock()
        predictions = {prediction.id: prediction for prediction in analysed.result.predictions}
        judged = any(self._predictions.get(key) is not value for key, value in predictions.items())
        self._predictions = predictions
        with self._changed:
            if item.capture is not self._capture:
                return
            self._position = analysed.result.frame.time
            if not analysed.recalled:
                self._pose_rate.tick()
                if judged:
                    self._action_rate.tick()
            if self._state is State.PLAYING:  # the first frame waited for everything to load
                latency = now - item.at
                self._latency = latency if self._latency == 0 else 0.9 * self._latency + 0.1 * latency
            self._results.put(analysed)
            if self._state in (State.LOADING, State.FAILED):
                item.capture.play()
                self._go(State.PLAYING)

    def _finish(self, capture: Capture) -> None:
        self._close_sink(complete=True)
        with self._changed:
            if capture is self._capture:
                if self._at is None or self._at[0] is not capture:
                    self._fail(capture, f"{capture.uri}: no picture could be read; it may be damaged or empty")
                else:
                    self._make_sink = None
                    self._go(State.ENDED)

    def _open_sink(self, capture: Capture, frame: Frame, recognizer: Recognizer) -> None:
        with self._changed:
            make_sink = self._make_sink if capture is self._capture else None
        if make_sink is not None and capture.source is not None:
            pose = self._pose.name if self._pose is not None and frame.joints is None else None
            self._sink = make_sink(capture.source, recognizer.info, pose)

    def _close_sink(self, complete: bool) -> None:
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.close(complete)
            if complete:
                self._tell("info", "The recording is complete.")

    # The loading threads

    def _load_model(self, weights: str | None, number: int) -> None:
        error = ""
        try:
            if not self._models:
                self._models = tuple(self._doors.list_weights())
            if weights is None:
                if not self._models:
                    raise UserError("no weights are bundled; choose a .safetensors file in the Model menu")
                names = [info.name for info in self._models]
                weights = self._preferred if _is_there(self._preferred, names) else names[0]
                assert weights is not None
            recognizer = self._doors.load_recognizer(weights, self._device)
            _warm_up(recognizer)
        except UserError as problem:
            error = str(problem)
        except Exception as problem:
            log.exception("loading %s", weights)
            error = f"{weights} could not be loaded ({type(problem).__name__}: {problem})"
        with self._changed:
            if number != self._loads or self._state is State.CLOSING:
                return  # another one was asked for meanwhile
            self._loading_model = ""
            if not error:
                self._recognizer = recognizer
                self._weights = weights or ""
                self._changed.notify_all()
                return
            stays = f" {self._recognizer.info.title} stays in use." if self._recognizer else ""
            self._messages.append(Message("error", error + "." * bool(stays) + stays))
            if self._state is State.LOADING and self._recognizer is None:
                self._go(State.FAILED)  # on, once another one is chosen

    # Helpers; those below `_tell` want the lock held

    def _tell(self, level: Literal["info", "warning", "error"], text: str) -> None:
        with self._changed:
            self._messages.append(Message(level, text))

    def _go(self, state: State) -> None:
        if state is self._state:
            return
        if state not in NEXT[self._state]:
            raise RuntimeError(f"the player cannot go from {self._state.value} to {state.value}")
        self._state = state

    def _seekable(self) -> bool:
        playable = self._state in (State.PLAYING, State.PAUSED, State.ENDED)
        return playable and self._source is not None and not self._source.live and self._make_sink is None

    def _stop_capture(self) -> Capture | None:
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.stop()
            self._frames.put(Captured(capture, None, 0, 0.0))  # wakes the analysis thread
        self._source = None
        self._make_sink = None
        self._position = 0.0
        self._dropped = 0
        self._latency = 0.0
        for rate in (self._capture_rate, self._pose_rate, self._action_rate, self._drop_rate):
            rate.clear()
        self._changed.notify_all()
        return capture

    def _fail(self, capture: Capture, message: str) -> None:
        with self._changed:
            if capture is not self._capture:
                return
            self._stop_capture()
            self._tell("error", message)
            self._go(State.FAILED)

    def _silence(self) -> str:
        if self._source is None or not self._source.live or self._state is not State.PLAYING:
            return ""
        seconds = self._clock() - self._last_read
        return (
            f"No picture from {self._source.name} for {seconds:.0f} s; is it connected?" if seconds > _STALLED else ""
        )

    def _statistics(self) -> Statistics:
        return Statistics(
            capture=self._capture_rate.per_second(),
            pose=self._pose_rate.per_second(),
            action=self._action_rate.per_second(),
            latency=self._latency,
            dropped=self._dropped,
            dropping=self._drop_rate.per_second() > 0,
        )


def _is_there(weights: str | None, names: list[str]) -> bool:
    """Whether weights, or all of several joined with ``+``, are bundled, or files."""
    parts = (weights or "").split("+")
    return all(part in names or (part.endswith(".safetensors") and Path(part).is_file()) for part in parts)


def _warm_up(recognizer: Recognizer) -> None:
    """The first pass through a network is slow; make it before anybody waits for it."""
    joints = np.random.default_rng(0).uniform(0.2, 1.0, (1, 18, 3)).astype(np.float32)
    for time_ in (0.0, 0.1):
        recognizer.push(People(joints, (1,)), time_, (640, 480))
    recognizer.reset()
