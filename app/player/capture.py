"""Reads one source in its own thread, at the source's pace, into a mailbox."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from app.memory import give_back
from app.player.mailbox import Mailbox
from app.player.statistics import Clock
from core.errors import UserError
from core.types import Frame
from core.video.source import Source

log = logging.getLogger(__name__)

# Where decoding cannot keep up with the file's clock, the clock gives way instead of rushing after it.
_LATE = 0.25
_LONGEST_WAIT = 5.0  # seconds; a longer gap between two frames of a file is passed over
RETRIES = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds to wait before each attempt to reopen a lost camera or stream; the last one is repeated until `stop`."""


@dataclass(frozen=True)
class SourceInfo:
    """Properties of an open source. ``duration`` is in seconds, None for live sources."""

    uri: str
    name: str
    live: bool
    fps: float
    size: tuple[int, int]
    duration: float | None


@dataclass(frozen=True)
class Captured:
    """One frame on its way to the analyser.

    Attributes:
        frame: None after the last frame of the source.
        epoch: grows with every seek and loop; where it changes, earlier frames say nothing about this one.
        at: clock time at which the frame was due.
        quarters: how the picture was turned, clockwise, in quarters of a circle.
        sought: number of the newest `Capture.seek` that was followed before it was read.
    """

    capture: Capture
    frame: Frame | None
    epoch: int
    at: float
    quarters: int = 0
    sought: int = 0


class Listener(Protocol):
    """Receives the events of a capture. Called in the capture's thread."""

    def capture_listed(self, capture: Capture, uris: tuple[str, ...]) -> None: ...
    def capture_opened(self, capture: Capture, info: SourceInfo) -> None: ...
    def capture_read(self, capture: Capture, dropped: bool) -> None: ...
    def capture_lost(self, capture: Capture, message: str, wait: float) -> None: ...
    def capture_warned(self, capture: Capture, message: str) -> None: ...
    def capture_failed(self, capture: Capture, message: str) -> None: ...


class Capture(threading.Thread):
    """Reads one source. Starts paused on its first frame; a live source is read continuously.

    A live source that goes is opened again and again, until `stop`; its time goes on meanwhile.

    Args:
        uri: as in `open_source`; of an address with several sources behind it, the first is read.
        frames: where frames go. The latest wins, unless ``lossless``: then reading waits for the reader.
        after: the capture before this one; a camera can be opened only once it let go.
    """

    def __init__(
        self,
        uri: str,
        frames: Mailbox[Captured],
        listener: Listener,
        open_source: Callable[[str], Source],
        list_sources: Callable[[str], tuple[str, ...]],
        *,
        lossless: bool = False,
        speed: float = 1.0,
        loop: bool = False,
        quarters: int = 0,
        retries: Sequence[float] = RETRIES,
        after: threading.Thread | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        super().__init__(name=f"capture {uri}", daemon=True)
        self.uri = uri
        self.lossless = lossless
        self.source: Source | None = None  # once it is open; for its attributes, not to be read from elsewhere
        self._frames = frames
        self._listener = listener
        self._open_source = open_source
        self._list_sources = list_sources
        self._retries = retries
        self._after = after
        self._clock = clock
        self._changed = threading.Condition()
        self._playing = False
        self._steps = 1
        self._seek_to: float | None = None
        self._seeks = 0  # asked for so far
        self._speed = speed
        self._loop = loop
        self._quarters = quarters
        self._stopped = False
        # Only the capture's own thread touches these.
        self._ahead: Frame | None = None  # decoded, not yet due
        self._last = 0.0  # time of the frame handed on last; the clock goes on from there
        self._anchor: tuple[float, float] | None = None  # clock time, source time
        self._epoch = 0
        self._sought = 0  # the newest seek that was followed
        self._turned = quarters  # of the frame handed on last
        self._read_before = -1  # index of the frame read last
        self._later = (0, 0.0)  # index and time of a live source's first frame, after it was opened again

    # Called from any thread

    def play(self) -> None:
        """Plays at the source's own pace."""
        with self._changed:
            self._playing = True
            self._steps = 0
            self._changed.notify_all()

    def pause(self) -> None:
        """Pauses."""
        with self._changed:
            self._playing = False
            self._changed.notify_all()

    def step(self, frames: int) -> None:
        """Pauses, and steps by this many frames; negative steps go back."""
        with self._changed:
            self._playing = False
            self._steps += frames
            self._changed.notify_all()

    def seek(self, seconds: float) -> int:
        """Go to a time; while paused, the frame there is shown. The number of this seek, see `Captured.sought`."""
        with self._changed:
            self._seek_to = max(0.0, seconds)
            self._seeks += 1
            self._steps = 0 if self._playing else 1
            self._changed.notify_all()
            return self._seeks

    def set_speed(self, speed: float) -> None:
        """Source seconds per second."""
        with self._changed:
            self._speed = speed
            self._changed.notify_all()

    def set_loop(self, loop: bool) -> None:
        """Start again at the end."""
        with self._changed:
            self._loop = loop

    def rotate(self, quarters: int) -> None:
        """Rotates the picture clockwise by this many quarter turns; while paused, the current frame is sent again."""
        with self._changed:
            self._quarters = quarters
            self._send_again()

    def send_again(self) -> None:
        """While paused, sends the current frame again; on the way to another, that one comes and nothing else."""
        with self._changed:
            self._send_again()

    def _send_again(self) -> None:
        if not self._playing:
            self._steps = max(self._steps, 1)
            self._seek_to = self._last if self._seek_to is None else self._seek_to
        self._changed.notify_all()

    def stop(self) -> None:
        """Asks the thread to close the source; join to wait for it."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    # The thread

    def run(self) -> None:
        """Opens, plays and closes the source. Errors go to the listener as plain messages."""
        if self._after is not None:
            self._after.join(timeout=5)
            self._after = None
        try:
            uris = self._list_sources(self.uri)
            self.uri = uris[0]
            self._listener.capture_listed(self, uris)
            source: Source | None = self._open(self.uri)
            began = self._clock()
            while source is not None:
                try:
                    lost = self._play(source)
                finally:
                    source.close()
                    give_back()
                source = self._open_again(lost, began) if lost is not None else None
        except UserError as error:
            self._listener.capture_failed(self, str(error))
        except Exception as error:
            log.exception("reading %s", self.uri)
            self._listener.capture_failed(self, f"{self.uri}: reading failed ({type(error).__name__}: {error})")

    def _open(self, uri: str) -> Source:
        source = self._open_source(uri)
        from core.video.rotation import rotated_size  # imports OpenCV, as the source did

        self.source = source
        size = rotated_size(source.size, self._quarters)
        self._listener.capture_opened(
            self, SourceInfo(uri, source.name, source.live, source.fps, size, source.duration)
        )
        return source

    def _open_again(self, why: str, began: float) -> Source | None:
        """Reopens a lost live source until it is back; None if it was stopped first."""
        for attempt in itertools.count():
            wait = self._retries[min(attempt, len(self._retries) - 1)]
            self._listener.capture_lost(self, why, wait)
            with self._changed:
                if self._changed.wait_for(lambda: self._stopped, wait):
                    return None
            try:
                source = self._open(self.uri)
            except Exception as error:
                why = str(error)
                continue
            with self._changed:
                self._steps = max(self._steps, 1)  # show that it is back, also while paused
            self._later = (self._read_before + 1, max(self._clock() - began, self._last + 1e-3))
            return source
        return None

    def _play(self, source: Source) -> str | None:
        """Plays until it is stopped, or until a live source is lost, which it returns as a reason."""
        empty = True  # nothing read since the last seek
        while self._wait_for_work(source.live):
            if self._take_seek(source):
                empty = True
            try:
                frame = self._ahead or self._read(source)
            except Exception as error:
                if not source.live:
                    raise
                if not isinstance(error, UserError):
                    log.exception("reading %s", self.uri)
                return str(error) if isinstance(error, UserError) else f"{source.name} failed ({error})"
            self._ahead = None
            if frame is None:
                if source.live:
                    return f"no more pictures come from {source.name}"
                if self._rewind(empty):
                    continue
                self._end(source)
                continue
            empty = False
            self._hand_on(frame, source.live)
        return None

    def _read(self, source: Source) -> Frame | None:
        frame = source.read()
        if frame is None:
            return None
        index, start = self._later
        if source.live and index:
            frame = replace(frame, index=frame.index + index, time=frame.time + start)
        self._read_before = frame.index
        return frame

    def _wait_for_work(self, live: bool) -> bool:
        """Sleeps while paused without a command. False when it is time to stop."""
        with self._changed:
            if not self._playing:
                self._anchor = None
            self._changed.wait_for(
                lambda: live or self._stopped or self._playing or self._steps or self._seek_to is not None
            )
            return not self._stopped

    def _take_seek(self, source: Source) -> bool:
        with self._changed:
            target = self._seek_to
            if target is None and self._steps < 0:
                # half a frame early: a source goes to the first frame at or after a time
                target = max(0.0, self._last + (self._steps - 0.5) / source.fps)
                self._steps = 1
            self._seek_to = None
            self._sought = self._seeks
        if target is None or source.live:
            return False
        source.seek(target)
        self._last = target
        self._ahead = None
        self._anchor = None
        self._epoch += 1
        return True

    def _rewind(self, empty: bool) -> bool:
        with self._changed:
            if not (self._loop and self._playing) or empty:
                return False
            self._seek_to = 0.0 if self._seek_to is None else self._seek_to
            return True

    def _end(self, source: Source) -> None:
        with self._changed:
            self._playing = False
            self._steps = 0
        for warning in source.warnings:
            self._listener.capture_warned(self, warning)
        self._put(Captured(self, None, self._epoch, self._clock()), lossless=True)

    def _hand_on(self, frame: Frame, live: bool) -> None:
        with self._changed:
            playing = self._playing
            if live and not playing and not self._steps:
                return  # paused: drained, not shown
            if playing and not live and not self._wait_until_due(frame.time):
                self._ahead = frame
                return
            if self._steps > 0:
                self._steps -= 1
            if self._quarters != self._turned:
                self._turned = self._quarters
                self._epoch += 1
        self._last = frame.time
        frame = self._turn(frame)
        captured = Captured(self, frame, self._epoch, self._clock(), self._turned, self._sought)
        dropped = self._put(captured, self.lossless and not live)
        self._listener.capture_read(self, dropped and playing)

    def _turn(self, frame: Frame) -> Frame:
        if self._turned == 0:
            return frame
        from core.video.rotation import rotate  # imports OpenCV

        return rotate(frame, self._turned)

    def _wait_until_due(self, at: float) -> bool:
        """Waits for the file's clock while holding the lock. False if a command came first."""
        if self._anchor is None:
            self._anchor = (self._clock(), min(self._last, at))
        speed = self._speed
        due = self._anchor[0] + (at - self._anchor[1]) / speed
        while (delay := due - self._clock()) > 0:
            if delay > _LONGEST_WAIT:
                self._anchor = (self._clock(), at)
                return True
            self._changed.wait(delay)
            if self._stopped or not self._playing or self._seek_to is not None:
                return False
            if self._speed != speed:
                self._anchor = None
                return False
        if delay < -_LATE:
            self._anchor = (self._clock(), at)
        return True

    def _put(self, item: Captured, lossless: bool) -> bool:
        if not lossless:
            return self._frames.put(item)
        while not self._frames.put_if_free(item, timeout=0.1):
            if self._stopped:
                break
        return False
