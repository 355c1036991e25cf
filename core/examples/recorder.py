"""Cuts examples from live motion, hands-free: a countdown, then one example for every repetition.

Whoever shows an action stands still, does it, and stands still again: the movement in between is an example, from the
moment the body starts to move until it is at rest where it began (or anywhere, for longer). Motion that goes on and on
is cut at the cycles that `core.counting` finds, a few cycles to an example where they are short.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from core.counting import Cycle, LiveCount, LiveCounter, count_repetitions
from core.examples.files import Motion
from core.examples.motion import MotionMeter, Pose, way
from core.skeleton import Joints

SHORTEST = 0.4  # seconds of an example, without its margins
LONG_ENOUGH = 1.2  # seconds; shorter cycles are joined until they last so long
LONGEST = 10.0  # seconds after which a movement without any cycles is cut all the same
PIECE = 2.4  # seconds of an example of "something else"
MARGIN = 0.15  # seconds before and after a movement that belong to it

_QUIET = (0.08, 0.35)  # body lengths a second: limits of what counts as the beginning of a movement, and
_OVER_REST = 3.0  # times the usual energy of somebody at rest, in between
_LEAVE = 0.6  # a movement ends below this share of what it begins at, or
_NEAR_REST = 1.6  # below so many times the usual energy at rest
_REST_AT_START = 0.2  # seconds of rest that end a movement where it began,
_REST_ELSEWHERE = 0.8  # and elsewhere
_BACK = 0.3  # as far from the beginning as this share of the farthest is where it began
_LEAST_WAY = 0.08  # body lengths; a movement that goes less far is none
_PERIODIC = 2.5  # seconds of a movement after which the counter is asked
_SURE = 0.5  # confidence of a count that cuts
_SEEN = 0.6  # share of frames of an example that show somebody
_GONE = 1.0  # seconds out of view that end a movement
_FEWEST = 5  # joints; with fewer there is nobody to learn from


class Stage(Enum):
    """What a recorder is doing."""

    NOBODY = "nobody"  # waits until somebody is in view
    COUNTDOWN = "countdown"
    READY = "ready"  # waits for a movement
    MOVING = "moving"
    DONE = "done"


@dataclass(frozen=True)
class Progress:
    """What a recorder says after a frame.

    Attributes:
        left: whole seconds of the countdown that are left, rounded up.
        count: examples so far. wanted: after so many it is done.
        cut: the examples that ended with this frame.
    """

    stage: Stage
    left: int
    count: int
    wanted: int
    cut: tuple[Motion, ...] = ()


class Recorder:
    """Records examples of one action by one person, fed frame by frame.

    Args:
        wanted: how many examples; it is done after so many.
        countdown: seconds with somebody in view before it begins.
        pieces: examples are pieces of `PIECE` seconds, whatever happens in them: for "something else".
    """

    def __init__(self, wanted: int = 5, countdown: float = 3.0, pieces: bool = False) -> None:
        self._wanted = wanted
        self._countdown = countdown
        self._pieces = pieces
        self._meter = MotionMeter()
        self._counter = LiveCounter()
        self._told = LiveCount()
        self._frames: deque[tuple[float, Joints]] = deque()
        self._energies: deque[tuple[float, float]] = deque()
        self._stage = Stage.NOBODY
        self._begun: float | None = None  # when the countdown did
        self._time = -np.inf
        self._seen_at = -np.inf
        self._onset = 0.0  # of the movement
        self._from: Pose = np.zeros((18, 3))  # the pose in which it began
        self._farthest = 0.0  # body lengths from there
        self._quiet_since: float | None = None
        self._cut_to = -np.inf  # what lies before belongs to examples that are finished
        self._count = 0
        self._finished: list[Motion] = []

    def __call__(self, time: float, joints: Joints | None) -> Progress:
        """The next frame.

        Args:
            time: seconds; going back, or missing some, ends a movement without an example.
            joints: ``(18, 3)`` kinetics18 in pixels; None where the person is not in view.
        """
        if self._stage is Stage.DONE:
            return self._progress()
        if time <= self._time or time - self._time > _GONE:
            self._forget()
        self._time = time
        there = joints is not None and int((joints[:, 2] > 0).sum()) >= _FEWEST
        self._frames.append((time, joints if there and joints is not None else np.zeros((18, 3), np.float32)))
        while self._frames[0][0] < time - 2 * LONGEST:
            self._frames.popleft()
        if there and joints is not None:
            self._seen_at = time
            self._meter(time, joints)
            self._told = self._counter(time, joints)
        self._step(time, there)
        return self._progress()

    def stop(self) -> Progress:
        """Ends it. A movement that is under way is none: it leads to the key that was pressed."""
        self._stage = Stage.DONE
        return self._progress()

    def _progress(self) -> Progress:
        cut, self._finished = tuple(self._finished), []
        left = 0
        if self._stage is Stage.COUNTDOWN and self._begun is not None:
            left = max(1, int(np.ceil(self._countdown - (self._time - self._begun) - 1e-6)))
        return Progress(self._stage, left, self._count, self._wanted, cut)

    def _forget(self) -> None:
        """The thread is lost: what comes now has nothing to do with what was before."""
        self._frames.clear()
        self._energies.clear()
        self._meter.reset()
        self._counter.reset()
        self._told = LiveCount()
        self._cut_to = self._seen_at = -np.inf
        self._stage, self._begun = Stage.NOBODY, None

    def _step(self, time: float, there: bool) -> None:
        if self._stage is Stage.READY and time - self._seen_at > _GONE:
            self._stage = Stage.NOBODY  # whoever comes back walks into place first
        if self._stage is Stage.NOBODY and there:
            self._stage, self._begun = Stage.COUNTDOWN, time
        if self._stage is Stage.COUNTDOWN and self._begun is not None:
            if not there and time - self._seen_at > _GONE:
                self._stage = Stage.NOBODY
            elif time - self._begun >= self._countdown:
                self._stage, self._begun, self._cut_to = Stage.READY, None, time
            self._remember_rest(time)
            return
        if self._pieces:
            self._cut_piece(time)
        elif self._stage is Stage.READY:
            self._remember_rest(time)
            if there and self._meter.energy > self.begins_at:
                self._begin(time)
        elif self._stage is Stage.MOVING:
            self._go_on(time, there)

    # Rest and movement

    @property
    def begins_at(self) -> float:
        """The energy from which on a movement begins: some times that of the last seconds' rest, within limits."""
        return float(np.clip(_OVER_REST * self._usual(), *_QUIET))

    @property
    def ends_at(self) -> float:
        """The energy below which it ends."""
        return max(_LEAVE * self.begins_at, _NEAR_REST * self._usual())

    def _usual(self) -> float:
        energies = [energy for _, energy in self._energies]
        return float(np.percentile(energies, 30)) if len(energies) > 5 else 0.0

    def _remember_rest(self, time: float) -> None:
        self._energies.append((time, self._meter.energy))
        while self._energies[0][0] < time - 4:
            self._energies.popleft()

    def _begin(self, time: float) -> None:
        self._stage = Stage.MOVING
        self._onset = max(time - MARGIN, self._cut_to)
        self._from = self._pose_between(time - 0.5, time - 0.2)
        self._farthest = 0.0
        self._quiet_since = None

    def _pose_between(self, start: float, end: float) -> Pose:
        """Median places ``(18, 3)`` in a stretch, the present ones where that is empty."""
        frames = [joints for at, joints in self._frames if start <= at <= end and joints[:, 2].any()]
        return np.median(frames, axis=0) if frames else self._meter.pose

    def _go_on(self, time: float, there: bool) -> None:
        if not there:
            if time - self._seen_at > _GONE:
                self._end(self._seen_at)
            return
        apart = way(self._meter.pose, self._from) / max(self._meter.length, 1e-9)
        self._farthest = max(self._farthest, apart)
        if self._meter.energy >= self.ends_at:
            self._quiet_since = None
        elif self._quiet_since is None:
            self._quiet_since = time
        rest = 0.0 if self._quiet_since is None else time - self._quiet_since
        back = apart <= max(_BACK * self._farthest, _LEAST_WAY)
        if rest >= (_REST_AT_START if back else _REST_ELSEWHERE) and self._quiet_since is not None:
            self._end(self._quiet_since)
        elif time - self._onset > _PERIODIC:
            self._cut_cycles(self._told.cycles if self._told.active and self._told.confidence >= _SURE else ())
            if time - max(self._onset, self._cut_to) > LONGEST:
                self._end(time)

    def _end(self, end: float) -> None:
        """A movement is over: it is an example, or several, or none."""
        start, far = max(self._onset, self._cut_to), self._farthest >= _LEAST_WAY
        inside = self._onset >= self._cut_to  # nothing of it was cut yet
        if inside and far and end - start > 2 * LONG_ENOUGH:
            self._cut_cycles(self._cycles(start, end))
        if inside and far and self._cut_to <= start and end - start >= SHORTEST:
            self._cut(start - MARGIN, end + MARGIN)
        self._cut_to = max(self._cut_to, end)
        if self._stage is Stage.MOVING:
            self._stage = Stage.READY

    def _cycles(self, start: float, end: float) -> Sequence[Cycle]:
        frames = [frame for frame in self._frames if start <= frame[0] <= end]
        found = count_repetitions([at for at, _ in frames], np.array([joints for _, joints in frames]))
        return found.cycles if found.count >= 2 and found.confidence >= _SURE else ()

    # Cutting

    def _cut_cycles(self, cycles: Sequence[Cycle]) -> None:
        """An example for every cycle not cut yet, or for as many as last long enough together."""
        start: float | None = None
        floor = max(self._onset - MARGIN, self._cut_to)
        for cycle in cycles:
            if cycle.start < floor - 0.05:
                continue
            start = cycle.start if start is None else start
            if cycle.end - start >= LONG_ENOUGH:
                self._cut(start, cycle.end)
                self._cut_to = cycle.end
                start = None

    def _cut_piece(self, time: float) -> None:
        if time - self._cut_to >= PIECE:
            self._cut(self._cut_to, time)
            self._cut_to = time

    def _cut(self, start: float, end: float) -> None:
        frames = [frame for frame in self._frames if max(start, self._cut_to) <= frame[0] <= end]
        if self._stage is Stage.DONE or len(frames) < 4:
            return
        motion = Motion.of((at for at, _ in frames), (joints for _, joints in frames))
        if motion.seen >= _SEEN:
            self._finished.append(motion)
            self._count += 1
            if self._count >= self._wanted:
                self._stage = Stage.DONE
