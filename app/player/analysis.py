"""Analyses a whole file beside what is being played, as fast as the computer can."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from app.player.history import Results, Run
from app.player.progress import Progress
from app.player.services import Services
from app.player.statistics import Clock, Rate
from core.errors import UserError
from core.types import Frame, FrameResult
from core.video.source import Source

if TYPE_CHECKING:  # these import torch and OpenCV
    from core.inference.recognizer import Recognizer

log = logging.getLogger(__name__)


class Analysis(threading.Thread):
    """One pass over a file, with a source, a pose back end and windows of its own.

    Where all of the file was analysed before by another network, its people are known and only judged anew.

    Args:
        quarters: how the picture is turned.
        results: what is found goes there at once, in one run.
        number: of this run.
        ended: called in this thread at the end, with a plain message where it failed, None where it was cancelled or
            came to the end.
    """

    def __init__(
        self,
        uri: str,
        quarters: int,
        results: Results,
        number: int,
        services: Services,
        recognizer: Recognizer,
        max_people: int,
        ended: Callable[[Analysis, str | None], None],
        clock: Clock = time.monotonic,
    ) -> None:
        super().__init__(name=f"analyse {uri}", daemon=True)
        self.uri = uri
        self.quarters = quarters
        self.results = results
        self._services = services
        self._recognizer = recognizer
        self._max_people = max_people
        self._ended = ended
        self._rate = Rate(clock, window=5.0)
        self._cancelled = False
        self._duration: float | None = None
        self._fps = 30.0
        self._at = 0.0
        self._done = False
        self._known = results.complete_run()
        self.made = results.begin(number, recognizer.info.name, closed=True)

    def cancel(self) -> None:
        """End soon; what was found stays."""
        self._cancelled = True

    @property
    def cancelled(self) -> bool:
        """It was told to end."""
        return self._cancelled

    def progress(self) -> Progress:
        """How far it is. May be called from any thread."""
        if self._done:
            return Progress(1.0, 0.0, 0.0, done=True)
        if not self._duration:
            return Progress(0.0, 0.0, None)
        rate = self._rate.per_second()
        left = max(0.0, self._duration - self._at)
        return Progress(min(self._at / self._duration, 1.0), rate, left * self._fps / rate if rate > 0 else None)

    def run(self) -> None:
        """To the end of the file, or until `cancel`."""
        message: str | None = None
        try:
            with closing(self._services.open_source(self.uri)) as source:
                self._duration, self._fps = source.duration, source.fps
                self._pass(source)
        except UserError as error:
            message = str(error)
        except Exception as error:
            log.exception("analysing %s", self.uri)
            message = f"the analysis of the whole file failed ({type(error).__name__}: {error})"
        self.made.closed = False  # from here on it may be continued
        self._ended(self, message)

    def _pass(self, source: Source) -> None:
        if self._known is not None:
            for result in self._judge(self._known, source):
                self._take(result)
        else:
            self._analyse(source)
        if not self._cancelled:
            self.made.complete = True
            self._done = True

    def _analyse(self, source: Source) -> None:
        from core.video.rotation import rotate  # imports OpenCV

        first = source.read()
        if first is None:
            raise UserError(f"{source.name}: no picture could be read; it may be damaged or empty")
        pose = None if first.joints is not None else self._services.open_pose(self._max_people, lambda *_: None)
        analyser = self._services.make_analyser(pose, self._recognizer, self._max_people)
        try:
            frame: Frame | None = first
            while frame is not None and not self._cancelled:
                result = analyser(rotate(frame, self.quarters))
                self.results.pictures.add(result.frame)
                self._take(result)
                frame = source.read()
        finally:
            analyser.close()
            if pose is not None:
                pose.close()

    def _judge(self, known: Run, source: Source) -> Iterator[FrameResult]:
        """The people of another run, as this network sees them."""
        from core.video.rotation import rotated_size

        width, height = rotated_size(source.size, self.quarters)
        blank = np.zeros((0, 0, 3), np.uint8)
        for index, (at, people) in enumerate(known.between(float("-inf"), float("inf"))):
            if self._cancelled:
                return
            predictions = self._recognizer.push(people, at, (width, height))
            yield FrameResult(Frame(index, at, blank), people, predictions)

    def _take(self, result: FrameResult) -> None:
        self.made.add(result)
        self._rate.tick()
        self._at = result.frame.time
