"""The results of a source, kept without its images so that sources of any length fit in memory."""

from __future__ import annotations

import itertools
import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.player.corrections import Correction
from core.labels import SteadyLabel
from core.types import Frame, FrameResult, LiveCount, People, Prediction

NEAR = 0.35  # seconds within which a result is shown on a frame that was skipped
_WORTH = 1.0  # seconds; shorter runs come from dragging through a file, and nobody's window was filled
SAME = 1e-4  # seconds by which the time of one frame may differ


_NO_PICTURE = np.zeros((0, 0, 3), np.uint8)
_NOBODY = People(np.zeros((0, 18, 3), np.float32), ())
_MOST_RUNS = 30  # of one source, besides the complete ones
_UNDONE = 20  # corrections that can be taken back
_KNOWN = (1.0,)  # in the place of the mean on which a label rests, which is not kept


class _Row:
    """One frame: who was there and, in little room, what they were doing. 0.5 kB and 0.6 kB a person."""

    __slots__ = ("counts", "gates", "held", "ids", "joints", "scores", "shown", "states")

    def __init__(self, result: FrameResult) -> None:
        self.ids = result.people.ids
        self.joints = result.people.joints
        predictions = result.predictions
        self.states = tuple(prediction.state for prediction in predictions)
        self.held = tuple((prediction.held, prediction.needed) for prediction in predictions)
        self.shown = tuple(prediction.steady.label if prediction.steady.mean else None for prediction in predictions)
        self.scores = np.array([prediction.scores for prediction in predictions], np.float16)
        gates = [prediction.gate.mean(axis=0) for prediction in predictions if prediction.gate is not None]
        self.counts = tuple(replace(count, cycles=count.cycles[-2:]) for count in result.counts)
        self.gates = np.array(gates, np.float16) if gates and len(gates) == len(predictions) else None

    @property
    def people(self) -> People:
        return People(self.joints, self.ids)

    def renumbered(self, ids: tuple[int, ...]) -> _Row:
        """The same people under other numbers, in the order of these."""
        order = sorted(range(len(ids)), key=ids.__getitem__)
        row = copy(self)
        row.ids, row.joints = tuple(ids[place] for place in order), self.joints[order]
        for name in ("states", "held", "shown", "counts"):
            old = getattr(self, name)
            setattr(row, name, tuple(old[place] for place in order) if old else old)
        row.scores = self.scores[order] if len(self.scores) else self.scores
        row.gates = None if self.gates is None else self.gates[order]
        return row

    def predictions(self, gates: bool) -> tuple[Prediction, ...]:
        return tuple(
            Prediction(
                id,
                state,
                held,
                needed,
                scores.astype(np.float32),
                gate=None if not gates or self.gates is None else self.gates[index][None].astype(np.float32),
                steady=SteadyLabel() if shown is None else SteadyLabel(shown, mean=_KNOWN),
            )
            for index, (id, state, (held, needed), scores, shown) in enumerate(
                zip(self.ids, self.states, self.held, self.scores, self.shown, strict=False)
            )
        )


class Run:
    """Results of consecutive frames in order of time. Ids mean the same people throughout.

    Attributes:
        number: grows from run to run.
        network: name of the network that made the predictions.
        closed: somebody is making it, nobody else may go on with it.
        complete: it has all frames of the source.
        pose: name of what found the people; None where the source brought them along.
        found_by: what its numbers depend on besides the file, see `app.player.corrections`; empty: not known.
    """

    def __init__(self, number: int, network: str, closed: bool = False) -> None:
        self.number = number
        self.network = network
        self.closed = closed
        self.complete = False
        self.pose: str | None = None
        self.found_by = ""
        self._times: list[float] = []
        self._rows: list[_Row] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._times)

    @property
    def end(self) -> float | None:
        """Time of the last frame; None before the first."""
        return self._times[-1] if self._times else None

    @property
    def worth(self) -> bool:
        """Whether the run is long enough to be shown again, or all there is to be seen."""
        return self.complete or (len(self._times) > 0 and self._times[-1] - self._times[0] >= _WORTH)

    def add(self, result: FrameResult) -> None:
        """Adds the next frame, which must be later than all before it."""
        with self._lock:
            self._rows.append(_Row(result))
            self._times.append(result.frame.time)

    def place(self, time: float, near: float = NEAR) -> int | None:
        """Index of the result at a time, or at most ``near`` seconds before it; None outside the run."""
        with self._lock:
            place = bisect_right(self._times, time + SAME) - 1
            if place < 0 or time > self._times[-1] + SAME or time - self._times[place] > near:
                return None
            return place

    def time(self, place: int) -> float:
        """Seconds of a frame."""
        return self._times[place]

    def find(self, time: float) -> People:
        """Who was there at the time of a frame; nobody where there is no such frame."""
        place = self.place(time)
        return self.people(place) if place is not None and time - self._times[place] <= SAME else _NOBODY

    def people(self, place: int) -> People:
        """Who was there."""
        return self._rows[place].people

    def counts(self, place: int) -> tuple[LiveCount, ...]:
        """How often each of them had repeated what they did; of the cycles the last two."""
        return self._rows[place].counts

    def between(self, after: float, before: float) -> list[tuple[float, People]]:
        """The people of all frames later than one time and earlier than another."""
        with self._lock:
            places = range(bisect_right(self._times, after + SAME), bisect_left(self._times, before - SAME))
            return [(self._times[place], self._rows[place].people) for place in places]

    def history(self, place: int, seconds: float, most: int = 100) -> list[FrameResult]:
        """Results of the seconds up to an index, without images, oldest first; evenly thinned to ``most`` of them."""
        with self._lock:
            first = bisect_left(self._times, self._times[place] - seconds)
            step = -(-(place + 1 - first) // most)
            places = range(place, first - 1, -step)[::-1]
            return [self.recall(at, Frame(-1, self._times[at], _NO_PICTURE)) for at in places]

    def corrected(self, correction: Correction, number: int) -> Run:
        """The same results, with its people renumbered."""
        run = Run(number, self.network)
        run.complete, run.pose, run.found_by = self.complete, self.pose, self.found_by
        with self._lock:
            run._times = list(self._times)
            run._rows = [
                row.renumbered(correction.renumbered(row.ids, time))
                for row, time in zip(self._rows, self._times, strict=True)
            ]
        return run

    def never_with(self, person: int) -> tuple[int, ...]:
        """Who is in no frame together with a person: who may be the same one."""
        with self._lock:
            frames = [set(row.ids) for row in self._rows]
        together = set().union(*(ids for ids in frames if person in ids))
        return tuple(sorted(set().union(*frames) - together))

    def people_at(self, place: int, time: float) -> People:
        """Who was there, moved on to a time between a frame and the next one."""
        people = self._rows[place].people
        if place + 1 >= len(self._times) or not SAME < time - self._times[place] < NEAR:
            return people
        later, after = self._rows[place + 1], self._times[place + 1]
        share = min(1.0, (time - self._times[place]) / (after - self._times[place]))
        joints = people.joints.copy()
        for index, person in enumerate(people.ids):
            if person in later.ids:
                there = later.joints[later.ids.index(person)]
                both = (joints[index, :, 2] > 0) & (there[:, 2] > 0)
                joints[index, both, :2] += share * (there[both, :2] - joints[index, both, :2])
        return People(joints, people.ids)

    def recall(self, place: int, frame: Frame, gates: bool = False) -> FrameResult:
        """The stored part of the result: without its explanation, except the mean gates ``(1, T)`` if asked for.

        The people are where they were at the time of ``frame``.
        """
        row = self._rows[place]
        return FrameResult(frame, self.people_at(place, frame.time), row.predictions(gates), counts=row.counts)


@dataclass(frozen=True)
class HistoryHit:
    """A result found in the history: its run and its index there."""

    run: Run
    place: int

    @property
    def time(self) -> float:
        """Seconds of the frame that was analysed."""
        return self.run.time(self.place)


class Results:
    """Runs of results over one source, with thumbnails. May be used from several threads.

    Args:
        duration: of the source in seconds; None where it is not known.
    """

    def __init__(self, duration: float | None = None) -> None:
        self._lock = threading.Lock()
        self._runs: list[Run] = []
        self._uncorrected: list[Run] = []  # what was corrected, the last one last
        self._corrections: tuple[Correction, ...] = ()
        self.pictures = Pictures(duration)

    def begin(self, number: int, network: str, closed: bool = False) -> Run:
        """Begins a new run, which takes precedence over earlier ones."""
        run = Run(number, network, closed)
        with self._lock:
            self._runs = [*self._worth_keeping(), run]
        return run

    def _worth_keeping(self) -> list[Run]:
        """Of each network the newest run that covers all frames, and the longest others; somebody makes closed ones."""
        whole = {run.network: run for run in self._runs if run.complete}
        parts = sorted((run for run in self._runs if run.worth and not run.complete), key=len)[-_MOST_RUNS:]
        kept = {*whole.values(), *parts, *(run for run in self._runs if run.closed)}
        return [run for run in self._runs if run in kept]

    def complete_run(self, network: str | None = None) -> Run | None:
        """The newest run that covers all frames; that of one network, if it is named."""
        with self._lock:
            complete = (run for run in reversed(self._runs) if run.complete)
            return next((run for run in complete if network in (None, run.network)), None)

    def correct(self, correction: Correction, number: int) -> bool:
        """Renumbers the people of the newest complete run, in a new one; other runs, which number them otherwise, go.

        Returns:
            False where there is no complete run: numbers would not mean the same people in the next one.
        """
        run = self.complete_run()
        if run is None:
            return False
        with self._lock:
            self._uncorrected = [*self._uncorrected, run][-_UNDONE:]
            self._corrections += (correction,)
            self._runs = [run.corrected(correction, number)]
        return True

    def restore(self, run: Run, corrections: Sequence[Correction]) -> None:
        """Corrections from before can be taken back too; ``run`` has the people as they were found."""
        steps = [run]
        for correction in corrections[:-1]:
            steps.append(steps[-1].corrected(correction, run.number))
        with self._lock:
            self._uncorrected, self._corrections = steps[-_UNDONE:], tuple(corrections)

    def undo_correction(self) -> bool:
        """Takes back the last correction; False where there is none."""
        with self._lock:
            if not self._uncorrected:
                return False
            self._runs = [self._uncorrected.pop()]
            self._corrections = self._corrections[:-1]
            return True

    @property
    def corrections(self) -> int:
        """How many corrections can be taken back."""
        return len(self._uncorrected)

    @property
    def corrected_by(self) -> tuple[Correction, ...]:
        """All corrections, in the order in which they were made."""
        return self._corrections

    def runs(self) -> tuple[Run, ...]:
        """All runs, the oldest first."""
        with self._lock:
            return tuple(self._runs)

    def find(self, time: float, current: Run | None = None, near: float = NEAR) -> HistoryHit | None:
        """The result for the frame at a time, from the newest run that is long enough or is the current one."""
        with self._lock:
            runs = list(reversed(self._runs))
        best: HistoryHit | None = None
        for run in runs:
            place = run.place(time, near) if run is current or run.worth else None
            if place is None:
                continue
            found = HistoryHit(run, place)
            if best is None or time - found.time < time - best.time - SAME:
                best = found
        return best

    def preview(self, seconds: float, network: str, size: tuple[int, int]) -> tuple[Run, FrameResult] | None:
        """What a network said of a moment, with a small picture in the source's size; None unless both are known."""
        found = self.find(seconds)
        if found is None or found.run.network != network:
            return None
        frame = self.pictures.preview(seconds, size)
        return (found.run, found.run.recall(found.place, frame)) if frame is not None else None


class Pictures:
    """Small pictures of a file, a quarter of a second apart or more, as JPEG: 10 to 20 MB at most.

    Going to another place of a film takes up to a second where its codec has few key frames; these are there at once.
    """

    _MOST = 2000
    _WIDTH = 360

    def __init__(self, duration: float | None) -> None:
        self.spacing = max(0.25, (duration or 0.0) / self._MOST)
        self._lock = threading.Lock()
        self._made: dict[int, tuple[float, NDArray[np.uint8]]] = {}

    def __len__(self) -> int:
        return len(self._made)

    def add(self, frame: Frame) -> None:
        """Keeps the picture, unless there already is one of about the same time."""
        slot = int(frame.time / self.spacing)
        if slot in self._made or len(self._made) >= 2 * self._MOST:
            return
        from core.video.opencv import cv2

        height, width = frame.image.shape[:2]
        size = (min(width, self._WIDTH), max(1, round(height * min(width, self._WIDTH) / width)))
        small = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)
        done, packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])
        if done:
            with self._lock:
                self._made[slot] = (frame.time, np.asarray(packed, np.uint8))

    def nearest(self, time: float) -> tuple[float, NDArray[np.uint8]] | None:
        """Time and picture ``(h, w, 3)`` BGR, small; None where none is near."""
        slot = int(time / self.spacing)
        with self._lock:
            near = [self._made[key] for key in (slot - 1, slot, slot + 1) if key in self._made]
        if not near:
            return None
        from core.video.opencv import cv2

        at, packed = min(near, key=lambda item: abs(item[0] - time))
        return at, np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)

    def preview(self, time: float, size: tuple[int, int]) -> Frame | None:
        """A picture of about that time in the size of the source's."""
        found = self.nearest(time)
        if found is None:
            return None
        from core.video.opencv import cv2

        image = np.asarray(cv2.resize(found[1], size, interpolation=cv2.INTER_LINEAR), np.uint8)
        return Frame(-1, time, image)


_KEPT = 4  # sources whose results are remembered


class Library:
    """Results by what they depend on: the source, how its picture is turned, and the pose back end."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, tuple[int, int]], Results] = OrderedDict()
        self._runs = itertools.count(1)

    def results(self, uri: str, quarters: int, pose: tuple[int, int], duration: float | None) -> Results:
        """The results of a source; empty ones if it was not played recently."""
        key = (uri, quarters, pose)
        if key not in self._kept:
            self._kept[key] = Results(duration)
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]

    def next_run(self) -> int:
        """A number that no run had. May be called from any thread."""
        return next(self._runs)
