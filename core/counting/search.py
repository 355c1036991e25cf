"""The search for cycles: the best way to cut a motion into repetitions, kept up to date sample by sample.

A *cycle* is a stretch whose motion resembles the stretch right before it; a *chain* is an unbroken row of cycles. Every
cycle after a chain's first one earns its resemblance to its predecessor less `Settings.toll`, so a chain pays only
while the motion really repeats. A cycle half or twice as long as the true one earns less: half a cycle resembles
nothing, and a double one earns once instead of twice. The best choice of chains that do not overlap is found by dynamic
programming over the ends of cycles. The work for a sample does not depend on how many came before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PLACE = 3  # coordinates of where a person is
RATE = 10.0  # samples a second: every frame more costs time and tells nothing new about motion of half a second
_NEVER = -1e9
_STRIDE = 1.0  # seconds: in less nobody is said to travel
_AT_ONCE = 8  # samples described together


def _lengths(shortest: float, longest: float, step: float) -> NDArray[np.int_]:
    """Cycle lengths in samples, each about ``step`` times the one before."""
    out = [max(2, round(shortest * RATE))]
    while out[-1] < longest * RATE:
        out.append(max(out[-1] + 1, round(out[-1] * step)))
    return np.array(out)


@dataclass(frozen=True)
class Settings:
    """What counts as a repetition.

    Attributes:
        shortest, longest: seconds that a cycle may last.
        toll: how much of its resemblance, which is 1 at most, a cycle has to give.
        entry: what a new chain costs.
        tempo: the cost of a squared change of a cycle's length, as a logarithm, from one to the next.
        motion: body lengths, the mean way of a joint from its mean place at which motion counts half. Below it lies
            the trembling of a person who stands.
        drift: how far a change of the mean pose from one cycle to the next speaks against them, 0 to 1.
        points: how many points of its course stand for a cycle.
        travel: body lengths a second from one cycle to the next at which a motion counts half. Beyond it lie the steps
            of someone who walks somewhere.
    """

    shortest: float = 0.45
    longest: float = 10.0
    toll: float = 0.5
    entry: float = 0.4
    tempo: float = 0.1
    motion: float = 0.03
    drift: float = 0.5
    points: int = 8
    travel: float = 0.3


@dataclass(frozen=True)
class Link:
    """A cycle of a chain: samples ``start`` to ``end``, and its resemblance to the one before (NaN for the first)."""

    start: int
    end: int
    likeness: float


@dataclass
class _Step:
    """What has to be kept of one sample to find the way back.

    Attributes:
        before: ``(views, L)`` index of the length of the cycle before, -1 for a chain's first.
        likeness: ``(views, L)`` resemblance to it.
        last: ``(views,)`` index of the length of the cycle that ends here on the best way, -1 if none does.
    """

    before: NDArray[np.int16]
    likeness: NDArray[np.float32]
    last: NDArray[np.int16]


@dataclass
class CycleSearch:
    """Chains of cycles in several views of one motion at once.

    Args:
        views: how many.
        width: coordinates of a view's samples.
        settings: what counts.
        memory: for how many samples the way back is kept; None: for all.
    """

    views: int
    width: int
    settings: Settings = field(default_factory=Settings)
    memory: int | None = None

    def __post_init__(self) -> None:
        settings = self.settings
        self.lengths = _lengths(settings.shortest, settings.longest, 1.1)
        count, self.ring = len(self.lengths), int(self.lengths[-1]) + 2
        places = (np.arange(settings.points) + 0.5) / settings.points
        ago = (1 - places) * self.lengths[:, None]
        self._older, self._share = np.ceil(ago).astype(int), (np.ceil(ago) - ago).astype(np.float32)[..., None, None]
        ratio = np.log(self.lengths[:, None] / self.lengths)
        self._cost = settings.toll + settings.tempo * ratio**2
        self.time = -1  # the number of the newest sample
        self.reach = 2 * self.ring  # samples to which two of the longest cycles go back
        self._seen = np.zeros((self.reach, self.views, self.width), np.float32)
        self._course = np.zeros((self.ring, self.views, count, settings.points * self.width), np.float32)
        self._mean = np.zeros((self.ring, self.views, count, self.width), np.float32)
        self._power = np.zeros((self.ring, self.views, count), np.float32)
        self._way = np.zeros((self.reach, PLACE))  # the sum of all places up to a sample
        self._place = np.zeros((self.ring, count, PLACE))
        self._apart = np.maximum((self.lengths[:, None] + self.lengths) / (2 * RATE), _STRIDE)
        self._score = np.full((self.ring, self.views, count), _NEVER)
        self._number = np.zeros((self.ring, self.views, count), int)
        self.total = np.zeros((self.ring, self.views))
        self._total_number = np.zeros((self.ring, self.views), int)
        self._steps: deque[_Step] = deque(maxlen=self.memory)

    def restart(self) -> None:
        """Forgets chains, but not what was seen: from here on, new chains begin."""
        self._score[:] = _NEVER
        self.total[:] = _NEVER
        self.total[self.time % self.ring] = 0.0
        self._total_number[self.time % self.ring] = 0
        self._steps.clear()

    def repaint(self, seen: Array, breathe: Callable[[], object] = lambda: None) -> None:
        """Puts the last samples ``(n, views, width)``, `reach` of them or all, in other coordinates; chains stay.

        ``breathe`` is called now and then, see `core.counting.live.LiveCounter`.
        """
        numbers = np.arange(self.time - len(seen) + 1, self.time + 1)
        self._seen[numbers % self.reach] = seen
        ends = numbers[-self.ring :]
        for first in range(0, len(ends), _AT_ONCE):
            self._describe(ends[first : first + _AT_ONCE])
            breathe()

    def _describe(self, ends: NDArray[np.int_]) -> None:
        """Courses of all cycles that end at these samples; of those that begin before the first one, nonsense."""
        rows = ends % self.ring
        older = ends[:, None, None] - self._older
        points = self._seen[older % self.reach]  # (n, L, K, views, D)
        points += self._share * (self._seen[(older + 1) % self.reach] - points)
        mean = points.mean(axis=2)
        points -= mean[:, :, None]
        course = points.transpose(0, 3, 1, 2, 4).reshape(len(ends), self.views, len(self.lengths), -1)
        self._course[rows] = course
        self._mean[rows] = mean.transpose(0, 2, 1, 3)
        self._power[rows] = np.einsum("nvld,nvld->nvl", course, course) / self.settings.points

    def step(self, sample: Array, place: Array | float = 0.0) -> None:
        """The next sample ``(views, width)``, and where the person is, see `core.counting.views.moves`."""
        self.time += 1
        now, row = self.time, self.time % self.ring
        self._way[now % self.reach] = self._way[(now - 1) % self.reach] + place
        before = self._way[(now - self.lengths) % self.reach]
        self._place[row] = (self._way[now % self.reach] - before) / self.lengths[:, None]
        self._seen[now % self.reach] = sample
        self._describe(np.array([now]))
        fit = int((self.lengths <= now).sum())
        count = len(self.lengths)
        step = _Step(
            np.full((self.views, count), -1, np.int16),
            np.full((self.views, count), np.nan, np.float32),
            np.full(self.views, -1, np.int16),
        )
        self._score[row] = _NEVER
        self.total[row] = self.total[(now - 1) % self.ring] if now else 0.0
        self._total_number[row] = self._total_number[(now - 1) % self.ring] if now else 0
        if fit:
            self._extend(row, fit, step)
        self._steps.append(step)

    def _extend(self, row: int, fit: int, step: _Step) -> None:
        starts = (self.time - self.lengths[:fit]) % self.ring
        likeness = self._likeness(row, starts, fit)  # (views, fit, L)
        chained = self._score[starts].transpose(1, 0, 2) + likeness - self._cost[:fit]
        before = chained.argmax(axis=2)
        value = np.take_along_axis(chained, before[..., None], 2)[..., 0]
        opening = self.total[(starts - 1) % self.ring].T - self.settings.entry
        opening = np.where(self.lengths[:fit] < self.time, opening, -self.settings.entry)
        goes_on = value > opening
        self._score[row, :, :fit] = np.where(goes_on, value, opening)
        numbers = np.take_along_axis(self._number[starts].transpose(1, 0, 2), before[..., None], 2)[..., 0]
        opening_number = np.where(self.lengths[:fit] < self.time, self._total_number[(starts - 1) % self.ring].T, 0)
        self._number[row, :, :fit] = np.where(goes_on, numbers, opening_number) + 1
        step.before[:, :fit] = np.where(goes_on, before, -1)
        step.likeness[:, :fit] = np.where(goes_on, np.take_along_axis(likeness, before[..., None], 2)[..., 0], np.nan)
        ending = np.where(goes_on, value, _NEVER)
        best = ending.argmax(axis=1)
        gain = ending[np.arange(self.views), best]
        better = gain > self.total[row]
        self.total[row] = np.where(better, gain, self.total[row])
        best_number = self._number[row, np.arange(self.views), best]
        self._total_number[row] = np.where(better, best_number, self._total_number[row])
        step.last[:] = np.where(better, best, -1)

    def _likeness(self, row: int, starts: NDArray[np.int_], fit: int) -> Array:
        """How cycles that end now resemble those that end where they start: ``(views, fit, L)``, at most 1."""
        course, before = self._course[row, :, :fit], self._course[starts].transpose(1, 0, 2, 3)
        product = (before @ course[..., None])[..., 0] / self.settings.points
        power, power_before = self._power[row, :, :fit, None], self._power[starts].transpose(1, 0, 2)
        drift = ((self._mean[starts].transpose(1, 0, 2, 3) - self._mean[row, :, :fit, None]) ** 2).sum(axis=-1)
        both = power + power_before + 1e-12
        likeness = 1 - (both - 2 * product + self.settings.drift * drift) / both
        least = np.minimum(power, power_before)
        likeness *= least / (least + self.settings.motion**2)
        way = self._place[starts] - self._place[row, :fit, None]
        speed = np.einsum("flp,flp->fl", way, way) / self._apart[:fit] ** 2
        return np.asarray(likeness / (1 + (speed / self.settings.travel**2) ** 2))

    @property
    def newest(self) -> Array:
        """The newest sample ``(views, width)``."""
        return np.asarray(self._seen[self.time % self.reach])

    @property
    def counts(self) -> NDArray[np.int_]:
        """The number of cycles in each view's best chains so far, ``(views,)``, since the last `restart`."""
        return self._total_number[self.time % self.ring]

    def chains(self, view: int, most: int | None = None) -> list[list[Link]]:
        """The best chains of a view so far, in order of time, as far as memory reaches.

        Args:
            view: which.
            most: the newest cycles suffice, so many.
        """
        out: list[list[Link]] = []
        first = self.time - len(self._steps) + 1
        end, cycles = self.time, 0
        while end >= first and (most is None or cycles < most):
            length = int(self._steps[end - first].last[view])
            if length < 0:
                end -= 1
                continue
            chain: list[Link] = []
            while length >= 0 and end >= first and (most is None or len(chain) < most):
                step = self._steps[end - first]
                start = end - int(self.lengths[length])
                chain.append(Link(start, end, float(step.likeness[view, length])))
                length, end = int(step.before[view, length]), start
            out.append(chain[::-1])
            cycles += len(chain)
            end -= 1
        return out[::-1]

    @property
    def scores(self) -> Array:
        """How much each view's best chains have earned so far, ``(views,)``."""
        return np.asarray(self.total[self.time % self.ring])
