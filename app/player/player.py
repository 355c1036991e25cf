"""Plays sources through the analyser, in threads of its own; knows no widget.

One thread reads the source (`app.player.capture`), one analyses (`app.player.worker`), one loads a network
(`app.player.model_loader`), one runs through a whole file beside them (`app.player.analysis`). They hand on through
one-slot mailboxes; whoever shows the results asks for them (`Player.status`, `Player.take_result`,
`Player.take_messages`) at its own pace.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from app.player import model_loader as loading
from app.player.analysis import Analysis
from app.player.capture import RETRIES, Capture, Captured, SourceInfo
from app.player.history import Results, Run
from app.player.library import Library
from app.player.mailbox import Mailbox
from app.player.services import Services
from app.player.state import NEXT, AnalysedFrame, Message, SinkFactory, State, Status
from app.player.statistics import Clock, Meter
from app.player.worker import Worker
from core.card import CheckpointInfo
from core.errors import UserError

if TYPE_CHECKING:  # these import torch, which may wait until the window is there
    from core.inference.recognizer import Recognizer
    from core.video.cameras import Camera

log = logging.getLogger(__name__)

_STALLED = 3.0  # seconds without a picture after which a live source is called silent
_JOIN = 5.0  # seconds that a thread gets to end


class Player:
    """Plays one source at a time. All public methods return at once, but for `close`."""

    def __init__(
        self,
        services: Services,
        device: str = "auto",
        max_people: int = 2,
        clock: Clock = time.monotonic,
        retries: Sequence[float] = RETRIES,
    ) -> None:
        self._services = services
        self._device = device
        self._clock = clock
        self._retries = retries
        self._frames: Mailbox[Captured] = Mailbox()
        self._results: Mailbox[AnalysedFrame] = Mailbox()
        self._loaders: list[threading.Thread] = []

        # Shared between threads, guarded by the condition's lock.
        self._changed = threading.Condition(threading.RLock())
        self._state = State.IDLE
        self._capture: Capture | None = None
        self._left: Capture | None = None  # the one before: it may still hold its camera, or hand on a last frame
        self._source: SourceInfo | None = None
        self._uri = ""
        self._playlist: tuple[str, ...] = ()
        self._position = 0.0
        self._activity = ""
        self._lost = ""
        self._recognizer: Recognizer | None = None
        self._models: tuple[CheckpointInfo, ...] = ()
        self._loading_model = ""
        self._loads = 0
        self._preferred: str | None = None
        self._asked: str | None = None
        self._weights = ""
        self._pose = (max_people, 0)  # whom it looks for, and how often it was asked for anew
        self._loop = False
        self._speed = 1.0
        self._quarters = 0
        self._make_sink: SinkFactory | None = None
        self._messages: list[Message] = []
        self._library = Library()
        self._runs = 0
        self._analysis: Analysis | None = None
        self._meter = Meter(clock)
        self._worker = Worker(self._frames, services, self)

    # What the window asks

    def status(self) -> Status:
        """A consistent picture of everything but pictures."""
        with self._changed:
            recognizer = self._recognizer
            pose = self._worker.pose
            return Status(
                state=self._state,
                source=self._source,
                uri=self._uri,
                position=self._position,
                activity=self._lost or self._activity or self._silence(),
                model=recognizer.info if recognizer else None,
                weights=self._weights,
                device=str(recognizer.device) if recognizer else "",
                loading_model=self._loading_model,
                models=self._models,
                pose=pose.name if pose else "",
                loop=self._loop,
                speed=self._speed,
                writing=self._make_sink is not None,
                quarters=self._quarters,
                playlist=self._playlist,
                analysis=self._analysis.progress() if self._analysis else None,
                statistics=self._meter.statistics(),
            )

    def take_result(self) -> AnalysedFrame | None:
        """The newest result nobody has taken yet."""
        return self._results.take_now()

    def take_messages(self) -> list[Message]:
        """The messages nobody has taken yet, oldest first."""
        with self._changed:
            messages, self._messages = self._messages, []
            return messages

    def analysed(self) -> Run | None:
        """The results of the analysis of the whole file, as far as it is; None where there is none."""
        with self._changed:
            return self._analysis.made if self._analysis else None

    def results(self) -> Results | None:
        """What is known of the source, for every moment of it; None for live ones."""
        with self._changed:
            if self._source is None or self._source.live:
                return None
            return self._library.results(self._uri, self._quarters, self._pose, self._source.duration)

    # What the window commands

    def start(self, weights: str | None, preferred: str | None = None) -> None:
        """Load the pose back end and a network in the background.

        Without ``weights`` it is the ``preferred`` one of the bundled networks if it is still there, else the first.
        """
        self._preferred = preferred
        self._worker.start()
        self.load_model(weights)

    def open(self, uri: str, make_sink: SinkFactory | None = None) -> None:
        """Play another source, or all that lie in a folder, one after the other.

        With a sink every frame is written to it, until the end or the next source.
        """
        self.open_list((uri,), make_sink)

    def open_list(self, uris: tuple[str, ...], make_sink: SinkFactory | None = None) -> None:
        """Play some sources one after the other."""
        with self._changed:
            self._playlist = ()
            self._quarters = 0
            self._open(uris[0], make_sink)
            self._playlist = uris

    def _open(self, uri: str, make_sink: SinkFactory | None = None) -> None:
        self._stop_capture()
        self._uri = uri
        self._make_sink = make_sink
        self._go(State.LOADING)
        self._capture = Capture(
            uri,
            self._frames,
            self,
            self._services.open_source,
            self._services.list_sources,
            lossless=make_sink is not None,
            speed=self._speed,
            loop=self._loop and make_sink is None,
            quarters=self._quarters,
            retries=self._retries,
            after=self._left,
            clock=self._clock,
        )
        self._capture.start()

    def list_cameras(self) -> tuple[Camera, ...]:
        """The cameras that are plugged in; may take a moment."""
        return self._services.list_cameras()

    def next(self, step: int) -> None:
        """Another source of the list: 1 the next, -1 the one before."""
        with self._changed:
            place = self._playlist.index(self._uri) + step if self._uri in self._playlist else -1
            if 0 <= place < len(self._playlist):
                self._open(self._playlist[place])

    def close_source(self) -> None:
        """Back to the empty window."""
        with self._changed:
            self._stop_capture()
            self._uri = ""
            self._playlist = ()
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
        """Go to a time of a file. What is known of it is there at once, the sharp picture once it is decoded."""
        with self._changed:
            if not self._seekable():
                return
            assert self._capture is not None
            self._preview(seconds)  # before the sharp one can be there
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

    def rotate(self, quarters: int) -> None:
        """Turn the picture clockwise by so many quarters of a circle before anything is looked for in it."""
        with self._changed:
            if self._make_sink is not None or self._capture is None:
                return  # the pictures of a recording have one size
            if self._source is not None and (quarters - self._quarters) % 2:
                self._source = replace(self._source, size=self._source.size[::-1])
            self._quarters = quarters % 4
            self._stop_analysis()
            self._capture.rotate(self._quarters)

    def record(self, make_sink: SinkFactory | None) -> None:
        """From the next frame on write what is found, until None is given or the source ends."""
        with self._changed:
            if self._capture is None or self._state is State.FAILED:
                return
            self._make_sink = make_sink
            self._capture.lossless = make_sink is not None
            self._capture.set_loop(self._loop and make_sink is None)

    def analyse_all(self) -> None:
        """Look at every frame of the file, beside what is being played."""
        with self._changed:
            results, recognizer = self.results(), self._recognizer
            if results is None or recognizer is None:
                return
            self._stop_analysis()
            self._analysis = Analysis(
                self._uri,
                self._quarters,
                results,
                self.next_run(),
                self._services,
                recognizer.fork(),
                self._pose[0],
                self._analysis_ended,
                self._clock,
            )
            self._analysis.start()

    def cancel_analysis(self) -> None:
        """No further; what was found is kept."""
        with self._changed:
            self._stop_analysis()

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
            self._pose = (max_people, self._pose[1] + 1)
            self._stop_analysis()

    def close(self) -> bool:
        """End all threads, the source first. False where one did not end in time (a driver that hangs)."""
        with self._changed:
            if self._state is State.CLOSING:
                return True
            analysis = self._analysis
            self._stop_capture()
            capture = self._left
            self._go(State.CLOSING)
            self._changed.notify_all()
        if capture is not None:
            capture.join(_JOIN)
        self._frames.close()
        self._results.close()
        threads = [self._worker, *self._loaders, *([analysis] if analysis else []), *([capture] if capture else [])]
        for thread in threads:
            if thread.ident is not None:
                thread.join(_JOIN)
        return not any(thread.is_alive() for thread in threads)

    # What a capture reports (called in its thread)

    def capture_listed(self, capture: Capture, uris: tuple[str, ...]) -> None:
        """What lies behind the address; the first of it is opened now."""
        with self._changed:
            if capture is self._capture and uris != (self._uri,):
                self._playlist = uris
                self._uri = uris[0]

    def capture_opened(self, capture: Capture, info: SourceInfo) -> None:
        """The source is open; its first frame follows."""
        with self._changed:
            if capture is self._capture:
                self._source = info
                self._lost = ""
                self._meter.read_now()

    def capture_read(self, capture: Capture, dropped: bool) -> None:
        """A frame was handed on, perhaps in place of one that nobody had taken."""
        with self._changed:
            if capture is self._capture:
                self._meter.read(dropped)

    def capture_lost(self, capture: Capture, message: str, wait: float) -> None:
        """A camera or stream went; it is opened again in a while."""
        with self._changed:
            if capture is self._capture:
                self._lost = f"{message}; trying again in {wait:g} s"
                self._go(State.LOADING)

    def capture_warned(self, capture: Capture, message: str) -> None:
        """Something the user should know about the source."""
        if capture is self._capture:
            self._tell("warning", message)

    def capture_failed(self, capture: Capture, message: str) -> None:
        """The source could not be opened or read; it is closed."""
        self.failed(capture, message)

    # What the worker asks and reports (called in its thread)

    def is_current(self, capture: Capture) -> bool:
        """The capture is the one being played."""
        return capture is self._capture

    def is_playing(self) -> bool:
        """Frames follow each other without being asked for."""
        return self._state is State.PLAYING

    def await_recognizer(self, capture: Capture) -> Recognizer | None:
        """The network to use now; waits for the first one. None where the source was closed meanwhile."""
        with self._changed:
            if self._recognizer is None and not self._loading_model and capture is self._capture:
                self._go(State.FAILED)  # loading it failed; on, once another one is chosen
            self._changed.wait_for(lambda: self._recognizer is not None or capture is not self._capture)
            return self._recognizer if capture is self._capture else None

    def results_of(self, item: Captured) -> Results | None:
        """Where the results of a frame belong; None for live sources."""
        with self._changed:
            if item.capture is not self._capture or self._source is None or self._source.live:
                return None
            return self._library.results(self._uri, item.quarters, self._pose, self._source.duration)

    def next_run(self) -> int:
        """A number that no run had."""
        with self._changed:
            self._runs += 1
            return self._runs

    def wanted_pose(self) -> tuple[int, int]:
        """Whom to look for, and a number that grows whenever the back end is to be opened anew."""
        return self._pose

    def wanted_sink(self, capture: Capture) -> SinkFactory | None:
        """Where to write."""
        with self._changed:
            return self._make_sink if capture is self._capture else None

    def deliver(self, item: Captured, analysed: AnalysedFrame, judged: bool) -> None:
        """A result for the window; the first one, and one after a loss, set the source going."""
        now = self._clock()
        with self._changed:
            if item.capture is not self._capture:
                return
            if analysed.info is not None:
                self._position = analysed.result.frame.time
                if not analysed.recalled:
                    self._meter.analysed(judged)
                if self._state is State.PLAYING:  # the first frame waited for everything to load
                    self._meter.arrived(now - item.at)
            self._results.put(analysed)
            if analysed.info is not None and self._state in (State.LOADING, State.FAILED) and not self._lost:
                item.capture.play()
                self._go(State.PLAYING)

    def finished(self, capture: Capture, empty: bool) -> None:
        """The last frame was analysed: on to the next source, if there is one."""
        with self._changed:
            if capture is not self._capture:
                return
            if empty:
                self.failed(capture, f"{capture.uri}: no picture could be read; it may be damaged or empty")
                return
            self._make_sink = None
            self._go(State.ENDED)
            self.next(1)

    def failed(self, capture: Capture, message: str) -> None:
        """The source cannot be played any further; on to the next one, if there is one."""
        with self._changed:
            if capture is not self._capture:
                return
            uri = self._uri
            self._stop_capture()
            self._tell("error", message)
            self._go(State.FAILED)
            if uri in self._playlist:
                self.next(1)

    def written(self, complete: bool) -> None:
        """Files that were being written are finished."""
        if complete:
            self._tell("info", "The recording is complete.")

    def report(self, activity: str, share: float | None = None) -> None:
        """What takes long just now; empty: nothing any more."""
        if share is not None:
            activity = f"{activity} {share:.0%}"
        with self._changed:
            if self._state is State.CLOSING and activity:
                raise UserError("closing")  # ends a download
            self._activity = activity

    # The loading threads

    def _load_model(self, weights: str | None, number: int) -> None:
        error = ""
        try:
            if not self._models:
                self._models = tuple(self._services.list_weights())
            weights = weights or loading.choose(self._models, self._preferred)
            recognizer = loading.load(self._services, weights, self._device)
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
                if self._analysis is not None:
                    self.analyse_all()  # the same, as the new network sees it
                return
            stays = f" {self._recognizer.info.title} stays in use." if self._recognizer else ""
            self._messages.append(Message("error", error + "." * bool(stays) + stays))
            if self._state is State.LOADING and self._recognizer is None:
                self._go(State.FAILED)  # on, once another one is chosen

    # Helpers; those below `_tell` want the lock held

    def _analysis_ended(self, analysis: Analysis, message: str | None) -> None:
        with self._changed:
            if analysis is self._analysis and message is not None:
                self._analysis = None
                self._tell("error", message)

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

    def _preview(self, seconds: float) -> None:
        """What is known of a moment, with a small picture of it."""
        results, recognizer, source = self.results(), self._recognizer, self._source
        if results is None or recognizer is None or source is None:
            return
        found = results.find(seconds)
        if found is None or found.run.network != recognizer.info.name:
            return
        frame = results.pictures.preview(seconds, source.size)
        if frame is not None:
            self._position = seconds
            result = found.run.recall(found.place, frame)
            self._results.put(AnalysedFrame(result, recognizer.info, self._uri, found.run.number, recalled=True))

    def _stop_analysis(self) -> None:
        if self._analysis is not None:
            self._analysis.cancel()
            self._analysis = None

    def _stop_capture(self) -> None:
        capture, self._capture = self._capture, None
        if capture is not None:
            self._left = capture
            capture.stop()
            self._frames.put(Captured(capture, None, 0, 0.0))  # wakes the analysis thread
        self._stop_analysis()
        self._source = None
        self._make_sink = None
        self._position = 0.0
        self._lost = ""
        self._meter.clear()
        self._changed.notify_all()

    def _silence(self) -> str:
        if self._source is None or not self._source.live or self._state is not State.PLAYING:
            return ""
        seconds = self._meter.since_read()
        return (
            f"No picture from {self._source.name} for {seconds:.0f} s; is it connected?" if seconds > _STALLED else ""
        )
