"""Plays sources through the analyser in its own threads; independent of any widget.

One thread reads the source (`app.player.capture`), one analyses its frames (`app.player.worker`), one loads networks
(`app.player.model_loader`), and one analyses a whole file in the background (`app.player.analysis`). They hand frames
and results on through one-slot mailboxes. A view polls for results at its own pace, with `Player.status`,
`Player.take_result` and `Player.take_messages`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from app.memory import hold_little
from app.player.analysis import Analyses, Analysis
from app.player.capture import RETRIES, Capture, Captured, SourceInfo
from app.player.corrections import Correction, keep_corrections
from app.player.history import Library, Results, Run
from app.player.mailbox import Mailbox
from app.player.model_loader import ModelLoader
from app.player.services import Services
from app.player.state import NEXT, AnalysedFrame, Before, Message, Pace, Playing, SinkFactory, State, Status
from app.player.statistics import Clock, Meter
from app.player.worker import Worker
from core.errors import UserError

if TYPE_CHECKING:  # these import torch, which may wait until the window is there
    from core.inference.recognizer import Recognizer
    from core.video.cameras import Camera

log = logging.getLogger(__name__)

_JOIN = 5.0  # seconds that a thread gets to end


class Player:
    """Plays one source at a time. All public methods except `close` return at once."""

    def __init__(
        self,
        services: Services,
        device: str = "auto",
        max_people: int = 2,
        clock: Clock = time.monotonic,
        retries: Sequence[float] = RETRIES,
    ) -> None:
        self._services = services
        self._clock = clock
        self._retries = retries
        self._frames: Mailbox[Captured] = Mailbox()
        self._results: Mailbox[AnalysedFrame] = Mailbox()

        # Shared between threads, guarded by the condition's lock.
        self._changed = threading.Condition(threading.RLock())
        self._state = State.IDLE
        self._playing = Playing()
        self._left: Capture | None = None  # the one before: it may still hold its camera, or hand on a last frame
        self._playlist: tuple[str, ...] = ()
        self._before: Before | None = None  # until the source that was asked for shows a picture
        self._pace = Pace()
        self._activity = ""
        self._messages: list[Message] = []
        self._pose = (max_people, 0)  # whom it looks for, and how often it was asked for anew
        self._library = Library()
        self._analyses = Analyses(services, self._analysis_ended, clock)
        self._meter = Meter(clock)
        self._models = ModelLoader(services, device, self._changed, self)
        self._worker = Worker(self._frames, services, self)

    # What the window asks

    def status(self) -> Status:
        """A consistent snapshot of the player's state, without images."""
        with self._changed:
            recognizer, pose = self._models.recognizer, self._worker.pose
            playing = self._state is State.PLAYING
            silence = self._playing.silence(self._meter.since_read()) if playing else ""
            return Status(
                state=self._state,
                source=self._playing.source,
                uri=self._playing.uri,
                position=self._playing.position,
                activity=self._playing.lost or self._activity or silence,
                model=recognizer.info if recognizer else None,
                weights=self._models.weights,
                device=str(recognizer.device) if recognizer else "",
                loading_model=self._models.loading,
                models=self._models.models,
                pose=pose.name if pose else "",
                loop=self._pace.loop,
                speed=self._pace.speed,
                writing=self._playing.make_sink is not None,
                exporting=self._exporting(),
                quarters=self._playing.quarters,
                playlist=self._playlist,
                analysis=self._analyses.progress(self.results(), recognizer.info.name if recognizer else None),
                statistics=self._meter.statistics(),
                unfollowed=getattr(pose, "unfollowed", 0),
            )

    def take_result(self) -> AnalysedFrame | None:
        """The newest result that has not been taken yet, or None."""
        return self._results.take_now()

    def take_messages(self) -> list[Message]:
        """The messages that have not been taken yet, oldest first."""
        with self._changed:
            messages, self._messages = self._messages, []
            return messages

    def analysed(self) -> Run | None:
        """The results of the whole-file analysis so far, or of an earlier one; None if there is none."""
        with self._changed:
            recognizer = self._models.recognizer
            return self._analyses.made(self.results(), recognizer.info.name if recognizer else None)

    def results(self) -> Results | None:
        """All results of the source so far; None for live sources."""
        with self._changed:
            return self._results_turned(self._playing.quarters)

    # What the window commands

    def start(self, weights: str | None, preferred: str | None = None) -> None:
        """Load the pose back end and a network in the background.

        Without ``weights`` it is the ``preferred`` one of the bundled networks if it is still there, else the first.
        """
        hold_little()
        self._worker.start()
        self._models.start(weights, preferred)

    def open(self, uri: str, make_sink: SinkFactory | None = None) -> None:
        """Play another source, or all sources in a folder, one after the other.

        With a sink every frame is written to it, until the end or the next source.
        """
        self.open_list((uri,), make_sink)

    def open_list(self, uris: tuple[str, ...], make_sink: SinkFactory | None = None) -> None:
        """Play several sources one after the other."""
        with self._changed:
            playing, source = self._playing, self._playing.source
            if source is not None and self._state in (State.PLAYING, State.PAUSED, State.ENDED):
                self._before = Before(playing.uri, self._playlist, playing.quarters, playing.position, source.live)
            self._playlist = ()
            self._playing.quarters = 0
            self._open(uris[0], make_sink)
            self._playlist = uris

    def _open(self, uri: str, make_sink: SinkFactory | None = None, rest_at: float | None = None) -> None:
        self._stop_capture()
        self._playing.uri = uri
        self._playing.make_sink = make_sink
        self._playing.rests = rest_at is not None
        self._go(State.LOADING)
        self._playing.capture = Capture(
            uri,
            self._frames,
            self,
            self._services.open_source,
            self._services.list_sources,
            lossless=make_sink is not None,
            speed=self._pace.speed,
            loop=self._pace.loop and make_sink is None,
            quarters=self._playing.quarters,
            retries=self._retries,
            after=self._left,
            clock=self._clock,
        )
        if rest_at is not None:
            self._playing.capture.seek(rest_at)
        self._playing.capture.start()

    def list_cameras(self) -> tuple[Camera, ...]:
        """The connected cameras. Finding them may take a moment."""
        return self._services.list_cameras()

    def next(self, step: int) -> None:
        """Play another source of the list: 1 for the next, -1 for the previous one."""
        with self._changed:
            place = self._playlist.index(self._playing.uri) + step if self._playing.uri in self._playlist else -1
            if 0 <= place < len(self._playlist):
                self._open(self._playlist[place])

    def close_source(self) -> None:
        """Close the source and return to the empty window."""
        with self._changed:
            self._stop_capture()
            self._playing.uri = ""
            self._playlist = ()
            self._before = None
            self._go(State.IDLE)

    def play(self) -> None:
        """Resume playback; at the end, start again from the beginning."""
        with self._changed:
            if self._playing.capture is None or self._state not in (State.PAUSED, State.ENDED):
                return
            if self._state is State.ENDED:
                self._playing.capture.seek(0.0)
            self._playing.capture.play()
            self._go(State.PLAYING)

    def pause(self) -> None:
        """Pause playback."""
        with self._changed:
            if self._playing.capture is not None and self._state is State.PLAYING:
                self._playing.capture.pause()
                self._go(State.PAUSED)
                self._worker.look_again()

    def step(self, frames: int) -> None:
        """Pause, and step by this many frames; negative steps go back."""
        with self._changed:
            if not self._seekable() or (self._state is State.ENDED and frames > 0):
                return
            assert self._playing.capture is not None
            self._playing.capture.step(frames)
            self._go(State.PAUSED)

    def seek(self, seconds: float) -> None:
        """Seek in a file. Known results are shown at once, the full-size frame as soon as it is decoded."""
        with self._changed:
            if not self._seekable():
                return
            assert self._playing.capture is not None
            shown, number = self._preview(seconds), self._playing.capture.seek(seconds)
            if shown:
                self._playing.previewed = number
            if self._state is State.ENDED:
                self._go(State.PAUSED)

    def set_loop(self, loop: bool) -> None:
        """Start again at the end of a file."""
        with self._changed:
            self._pace = replace(self._pace, loop=loop)
            if self._playing.capture is not None and self._playing.make_sink is None:
                self._playing.capture.set_loop(loop)

    def set_speed(self, speed: float) -> None:
        """Source seconds per second."""
        with self._changed:
            self._pace = replace(self._pace, speed=speed)
            if self._playing.capture is not None:
                self._playing.capture.set_speed(speed)

    def rotate(self, quarters: int) -> None:
        """Rotate the picture clockwise by this many quarter turns before pose estimation."""
        with self._changed:
            if self._playing.make_sink is not None or self._exporting() or self._playing.capture is None:
                return  # the pictures of a recording have one size
            if self._playing.source is not None and (quarters - self._playing.quarters) % 2:
                self._playing.source = replace(self._playing.source, size=self._playing.source.size[::-1])
            self._playing.quarters = quarters % 4
            self._analyses.stop()
            self._playing.capture.rotate(self._playing.quarters)

    def record(self, make_sink: SinkFactory | None) -> None:
        """Write results to a file from the next frame on, until None is given or the source ends."""
        with self._changed:
            if self._playing.capture is None or self._state is State.FAILED:
                return
            self._playing.make_sink = make_sink
            self._playing.capture.lossless = make_sink is not None
            self._playing.capture.set_loop(self._pace.loop and make_sink is None)

    def analyse_all(self) -> None:
        """Analyse every frame of the file in the background."""
        with self._changed:
            self._start_analysis()

    def export(self, make_sink: SinkFactory) -> None:
        """Analyse every frame of the file in the background and write the results to a file."""
        with self._changed:
            self._playing.export = make_sink
            self._start_analysis()

    def correct(self, correction: Correction | None) -> bool:
        """Corrects who is who in a file that was analysed as a whole, or with None takes the last correction back.

        The people are judged anew in the background. False where that cannot be done: the file must be analysed first.
        """
        with self._changed:
            results = self.results()
            if results is None or self._exporting():
                return False
            done = results.correct(correction, self.next_run()) if correction else results.undo_correction()
            if done:
                self._keep_corrections(results)
                self._start_analysis()
                if self._state in (State.PAUSED, State.ENDED):
                    self.seek(self._playing.position)  # shows the moment again
            return done

    def _keep_corrections(self, results: Results) -> None:
        run = results.complete_run()
        try:
            if run is not None and run.found_by:
                keep_corrections(self._playing.uri, run.found_by, results.corrected_by)
        except UserError as error:
            self._tell("warning", str(error))

    def cancel_analysis(self) -> None:
        """Stop the analysis. Results so far are kept."""
        with self._changed:
            self._analyses.stop()

    def load_model(self, weights: str | None) -> None:
        """Load and warm up another network in the background, then swap. If it fails, the current one stays."""
        self._models.load(weights)

    def set_device(self, device: str) -> None:
        """Reload the current network on another device, and load all later ones there."""
        self._models.set_device(device)

    def follow(self, person: int | None) -> None:
        """Look for this person's evidence first and most often."""
        recognizer = self._models.recognizer
        if recognizer is not None:
            recognizer.followed = person

    def set_people(self, max_people: int) -> None:
        """Set the maximum number of people. The pose back end is reopened before the next frame."""
        with self._changed:
            self._pose = (max_people, self._pose[1] + 1)
            if not self._exporting():
                self._analyses.stop()

    def close(self) -> bool:
        """End all threads, the source's first. False if one did not end in time (for instance a driver hangs)."""
        with self._changed:
            if self._state is State.CLOSING:
                return True
            analysis, loaders = self._analyses.current, self._models.close()
            self._stop_capture()
            capture = self._left
            self._go(State.CLOSING)
            self._changed.notify_all()
        if capture is not None:
            capture.join(_JOIN)
        self._frames.close()
        self._results.close()
        threads = [self._worker, *loaders, *([analysis] if analysis else []), *([capture] if capture else [])]
        for thread in threads:
            if thread.ident is not None:
                thread.join(_JOIN)
        return not any(thread.is_alive() for thread in threads)

    # What a capture reports (called in its thread)

    def capture_listed(self, capture: Capture, uris: tuple[str, ...]) -> None:
        """What lies behind the address; the first of it is opened now."""
        with self._changed:
            if capture is self._playing.capture and uris != (self._playing.uri,):
                self._playlist = uris
                self._playing.uri = uris[0]

    def capture_opened(self, capture: Capture, info: SourceInfo) -> None:
        """The source is open; its first frame follows."""
        with self._changed:
            if capture is self._playing.capture:
                self._playing.source = info
                self._playing.lost = ""
                self._meter.read_now()
                if not info.live and self._playing.make_sink is not None:
                    self._export_what_was_opened(capture)

    def capture_read(self, capture: Capture, dropped: bool) -> None:
        """A frame was handed on, perhaps replacing one that had not been taken."""
        with self._changed:
            if capture is self._playing.capture:
                self._meter.read(dropped)

    def capture_lost(self, capture: Capture, message: str, wait: float) -> None:
        """A camera or stream was lost. It is reopened after a while."""
        with self._changed:
            if capture is self._playing.capture:
                self._playing.lost = f"{message}; trying again in {wait:g} s"
                self._go(State.LOADING)

    def capture_warned(self, capture: Capture, message: str) -> None:
        """Something the user should know about the source."""
        if capture is self._playing.capture:
            self._tell("warning", message)

    def capture_failed(self, capture: Capture, message: str) -> None:
        """The source could not be opened or read; it is closed."""
        self.failed(capture, message)

    # What the worker asks and reports (called in its thread)

    def is_current(self, capture: Capture) -> bool:
        """Whether this capture is the one being played."""
        return capture is self._playing.capture

    def is_playing(self) -> bool:
        """Frames follow each other without being asked for."""
        return self._state is State.PLAYING

    def await_recognizer(self, capture: Capture) -> Recognizer | None:
        """The network to use now; waits for the first one. None if the source was closed meanwhile."""
        with self._changed:
            if self._models.recognizer is None and not self._models.loading and capture is self._playing.capture:
                self._go(State.FAILED)  # loading it failed; on, once another one is chosen
            self._changed.wait_for(lambda: self._models.recognizer is not None or capture is not self._playing.capture)
            if capture is not self._playing.capture:
                return None
            live = self._playing.source is None or self._playing.source.live
            return self._models.recognizer if live else self._models.for_files

    def results_of(self, item: Captured) -> Results | None:
        """Where the results of a frame belong; None for live sources."""
        with self._changed:
            return self._results_turned(item.quarters) if item.capture is self._playing.capture else None

    def next_run(self) -> int:
        """A number that no run had."""
        return self._library.next_run()

    def wanted_pose(self) -> tuple[int, int]:
        """The maximum number of people, and a number that grows whenever the back end must be reopened."""
        return self._pose

    def wanted_sink(self, capture: Capture) -> SinkFactory | None:
        """Where to write."""
        with self._changed:
            return self._playing.make_sink if capture is self._playing.capture else None

    def deliver(self, item: Captured, analysed: AnalysedFrame, judged: bool) -> None:
        """A result for the window; the first one, and one after a loss, set the source going.

        One from before a seek whose place is shown already would take the window back, and is passed over.
        """
        now = self._clock()
        with self._changed:
            if item.capture is not self._playing.capture or item.sought < self._playing.previewed:
                return
            if analysed.info is not None:
                self._playing.position = analysed.result.frame.time
                if not analysed.recalled:
                    self._meter.analysed(judged)
                if self._state is State.PLAYING:  # the first frame waited for everything to load
                    self._meter.arrived(now - item.at)
            self._results.put(analysed)
            if analysed.info is not None and self._state in (State.LOADING, State.FAILED) and not self._playing.lost:
                self._before = None
                if self._playing.rests:
                    self._go(State.PAUSED)
                else:
                    item.capture.play()
                    self._go(State.PLAYING)

    def finished(self, capture: Capture, empty: bool) -> None:
        """The last frame was analysed: on to the next source, if there is one."""
        with self._changed:
            if capture is not self._playing.capture:
                return
            if empty:
                self.failed(capture, f"{capture.uri}: no picture could be read; it may be damaged or empty")
                return
            self._playing.make_sink = None
            self._go(State.ENDED)
            if not self._exporting():
                self.next(1)
            if self._state is State.ENDED:
                self._worker.look_again()

    def failed(self, capture: Capture, message: str) -> None:
        """The source cannot be played any further; on to the next one, if there is one, or back to the one before."""
        with self._changed:
            if capture is not self._playing.capture:
                return
            uri = self._playing.uri
            self._stop_capture()
            self._tell("error", message)
            self._go(State.FAILED)
            if uri in self._playlist:
                self.next(1)
            before = self._before
            if self._state is State.FAILED and before is not None:
                self._before = None
                self._playing.quarters = before.quarters
                self._open(before.uri, rest_at=None if before.live else before.position)
                self._playlist = before.playlist

    def warned(self, message: str) -> None:
        """Something that went wrong and was mended."""
        self._tell("warning", message)

    def not_written(self, capture: Capture | None, message: str) -> None:
        """A file cannot be written; what is played goes on without."""
        with self._changed:
            if capture is not None and capture is self._playing.capture:
                self._playing.make_sink = None
                capture.lossless = False
                capture.set_loop(self._pace.loop)
            self._tell("error", message)

    def written(self, complete: bool) -> None:
        """Files that were being written are finished."""
        if complete:
            self._tell("info", "The recording is complete.")

    def report(self, activity: str, share: float | None = None) -> None:
        """The long-running activity to show; empty when it has ended."""
        if share is not None:
            activity = f"{activity} {share:.0%}"
        with self._changed:
            if self._state is State.CLOSING and activity:
                raise UserError("closing")  # ends a download
            self._activity = activity

    # What the loader reports (called in its thread, with the lock held)

    def model_loaded(self) -> None:
        """Another network is in use."""
        self._changed.notify_all()
        if self._playing.export is not None:
            self._start_analysis()  # it waited for a network
        elif self._analyses.current is not None and not self._analyses.writing:
            self._start_analysis()  # the same, as the new network sees it

    def model_failed(self, message: str) -> None:
        """The network that was in use stays, if there was one."""
        self._messages.append(Message("error", message, about_network=True))
        if self._state is State.LOADING and self._models.recognizer is None:
            self._go(State.FAILED)  # on, once another one is chosen

    # Helpers; those below `_tell` want the lock held

    def _analysis_ended(self, analysis: Analysis, message: str | None) -> None:
        with self._changed:
            if analysis.make_sink is not None and analysis.made.complete:
                self.written(complete=True)
            if analysis is not self._analyses.current:
                return
            if message is not None:
                self._analyses.stop()
                self._tell("error", message)
            elif self._seekable() and self._state is not State.PLAYING and self._playing.capture is not None:
                self._playing.capture.send_again()  # what is shown is now known better

    def _results_turned(self, quarters: int) -> Results | None:
        source = self._playing.source
        if source is None or source.live:
            return None
        return self._library.results(self._playing.uri, quarters, self._pose, source.duration)

    def _tell(self, level: Literal["info", "warning", "error"], text: str) -> None:
        with self._changed:
            self._messages.append(Message(level, text))

    def _go(self, state: State) -> None:
        if state is self._state:
            return
        if state not in NEXT[self._state]:
            raise RuntimeError(f"the player cannot go from {self._state.value} to {state.value}")
        self._state = state

    def _export_what_was_opened(self, capture: Capture) -> None:
        """A file is written by a pass of its own, which depends on nothing but the file; so it plays as usual."""
        self._playing.export, self._playing.make_sink = self._playing.make_sink, None
        capture.lossless = False
        capture.set_loop(self._pace.loop)
        self._start_analysis()

    def _exporting(self) -> bool:
        return self._playing.export is not None or self._analyses.writing

    def _seekable(self) -> bool:
        return self._state in (State.PLAYING, State.PAUSED, State.ENDED) and self._playing.seekable

    def _preview(self, seconds: float) -> bool:
        """Shows the known result of a moment, with a thumbnail; False where it is not known."""
        results, recognizer, source = self.results(), self._models.recognizer, self._playing.source
        if results is None or recognizer is None or source is None:
            return False
        shown = results.preview(seconds, recognizer.info.name, source.size)
        if shown is None:
            return False
        run, result = shown
        self._playing.position = seconds
        self._results.put(AnalysedFrame(result, recognizer.info, self._playing.uri, run.number, recalled=True))
        return True

    def _start_analysis(self) -> None:
        """Once there are a file and a network; until then an export waits."""
        results, recognizer = self.results(), self._models.for_files
        if results is not None and recognizer is not None:
            self._analyses.start(self._playing, results, self.next_run(), recognizer, self._pose[0])

    def _stop_capture(self) -> None:
        capture = self._playing.capture
        if capture is not None:
            self._left = capture
            capture.stop()
            self._frames.put(Captured(capture, None, 0, 0.0))  # wakes the analysis thread
        self._analyses.stop()
        self._playing = Playing(self._playing.uri, quarters=self._playing.quarters)
        self._meter.clear()
        self._changed.notify_all()
