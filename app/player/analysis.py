"""Analyses a whole file in the background while it is played, as fast as the computer allows."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from app.memory import give_back
from app.offline import KnownPeople, Stages, analyse, recognise_again
from app.player.corrections import CorrectedPeople, kept_corrections
from app.player.history import Results, Run
from app.player.services import Services
from app.player.state import Playing, Sink, SinkFactory
from app.player.statistics import Clock, Progress, Rate
from app.player.watched_pose import WatchedPose
from core import __version__
from core.errors import UserError
from core.priority import give_way
from core.types import FrameResult
from core.video.source import Source

if TYPE_CHECKING:  # these import torch, which may wait until the window is there
    from core.inference.recognizer import Recognizer

log = logging.getLogger(__name__)


class Analysis(threading.Thread):
    """One pass over a file, with a source, a pose back end and windows of its own, by `app.offline`.

    Where all of the file was analysed before, its people are known, and as they were corrected; they are only judged
    anew.

    Args:
        quarters: how the picture is turned.
        results: what is found goes there at once, in one run.
        number: of this run.
        recognizer: for a file, see `core.inference.recognizer.Recognizer.for_file`; used by nobody else.
        ended: called in this thread at the end, with a plain message where it failed, None where it was cancelled or
            came to the end.
        make_sink: where every result is also written; None: nowhere.
        found_by: what the people's numbers depend on besides the file; by it corrections from before are found.
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
        make_sink: SinkFactory | None = None,
        found_by: str = "",
    ) -> None:
        super().__init__(name=f"analyse {uri}", daemon=True)
        self.uri = uri
        self.quarters = quarters
        self.results = results
        self.make_sink = make_sink
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
        if make_sink is None:
            recognizer.evidence_hop = None  # a run keeps none of it, and it costs more than all judgements together
        else:
            from app.pipeline import EVIDENCE_HOP  # imports torch

            recognizer.evidence_hop = EVIDENCE_HOP  # as without a window
        self.made = results.begin(number, recognizer.info.name, closed=True)
        self.made.found_by = found_by if self._known is None else self._known.found_by
        self._corrections = kept_corrections(uri, found_by) if self._known is None else ()
        self._uncorrected = Run(number, recognizer.info.name)

    def cancel(self) -> None:
        """End soon; what was found stays."""
        self._cancelled = True

    @property
    def writing(self) -> bool:
        """It writes its results to a file, and is not at the end yet."""
        return self.make_sink is not None and not self._done

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
        give_way()
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
        give_back()
        self.made.closed = False  # from here on it may be continued
        self._ended(self, message)

    def _pass(self, source: Source) -> None:
        with ExitStack() as stack:
            judge = self._known is not None and self.make_sink is None
            results = self._recognise_known(source, stack) if judge else self._analyse(source, stack)
            for result in results:
                self._take(result)
                if self._cancelled:
                    return
            self._restore()
            self.made.complete = True
        self._done = True

    def _restore(self) -> None:
        """What was corrected before is corrected again, and can be taken back."""
        if self._corrections:
            run = self._uncorrected
            run.complete, run.pose, run.found_by = True, self.made.pose, self.made.found_by
            self.results.restore(run, self._corrections)

    def _analyse(self, source: Source, stack: ExitStack) -> Iterator[FrameResult]:
        first = source.read()
        if first is None:
            raise UserError(f"{source.name}: no picture could be read; it may be damaged or empty")
        pose = None
        if first.joints is None and self._known is None:
            pose = stack.enter_context(closing(self._watched_pose()))
        analyser = stack.enter_context(closing(self._services.make_analyser(pose, self._recognizer, self._max_people)))
        self.made.pose = pose.name if pose else (self._known.pose if self._known else None)
        sink: Sink | None = None
        if self.make_sink is not None:
            sink = self.make_sink(source, self._recognizer.info, self.made.pose)
            stack.callback(lambda: sink.close(self.made.complete))
        stages: Stages = analyser if self._known is None else KnownPeople(analyser, self._known.find)
        if self._corrections:
            stages = CorrectedPeople(stages, self._corrections, self._uncorrected.add)
        results = stack.enter_context(closing(analyse(source, stages, first, self.quarters)))
        for result in results:
            if sink is not None:
                sink.write(result)
            self.results.pictures.add(result.frame)
            yield result

    def _watched_pose(self) -> WatchedPose:
        return WatchedPose(lambda: self._services.open_pose(self._max_people, lambda *_: None, whole=True), log.warning)

    def _recognise_known(self, source: Source, stack: ExitStack) -> Iterator[FrameResult]:
        """The people of another run, as this network sees them."""
        from core.video.rotation import rotated_size  # imports OpenCV

        assert self._known is not None
        self.made.pose = self._known.pose
        analyser = stack.enter_context(closing(self._services.make_analyser(None, self._recognizer, self._max_people)))
        known = self._known.between(float("-inf"), float("inf"))
        return recognise_again(known, rotated_size(source.size, self.quarters), analyser)

    def _take(self, result: FrameResult) -> None:
        self.made.add(result)
        self._rate.tick()
        self._at = result.frame.time


class Analyses:
    """The one analysis that runs beside what is played, if any. It wants the player's lock held.

    Args:
        ended: as in `Analysis`.
    """

    def __init__(self, services: Services, ended: Callable[[Analysis, str | None], None], clock: Clock) -> None:
        self.current: Analysis | None = None
        self._services = services
        self._ended = ended
        self._clock = clock

    def start(self, playing: Playing, results: Results, number: int, recognizer: Recognizer, max_people: int) -> None:
        """Begins anew with what is played, and writes what was to be exported of it."""
        self.stop()
        self.current = Analysis(
            playing.uri,
            playing.quarters,
            results,
            number,
            self._services,
            recognizer.fork(),
            max_people,
            self._ended,
            self._clock,
            playing.export,
            f"skelapp {__version__}; {self._services.pose_settings()}; {max_people} people; turned {playing.quarters}",
        )
        playing.export = None
        self.current.start()

    def stop(self) -> None:
        """What was found stays."""
        if self.current is not None:
            self.current.cancel()
            self.current = None

    @property
    def writing(self) -> bool:
        """Its results go to a file, and it is not at the end yet."""
        return self.current is not None and self.current.writing

    def made(self, results: Results | None, network: str | None) -> Run | None:
        """Its results so far; where there is none, those of an earlier one of a network."""
        if self.current is not None:
            return self.current.made
        return results.complete_run(network) if results is not None and network is not None else None

    def progress(self, results: Results | None, network: str | None) -> Progress | None:
        """How far it is; done where all is known from an earlier one, None where there is none."""
        if self.current is not None:
            return self.current.progress()
        return Progress(1.0, 0.0, 0.0, done=True) if self.made(results, network) is not None else None
