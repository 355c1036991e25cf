"""Multi-person tracking: optimal assignment on keypoint similarity, with motion prediction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Joints
from core.types import People

# Tolerances of the similarity, in body sizes: how far a joint may lie from where it was and still count.
_SAME_FRAME = 0.08  # two detections this close are one person found twice
_NEXT_FRAME = 0.5  # fast limbs, motion blur, and the estimator's own jumps
_PER_SECOND = 1.5  # an unseen person moves on; tighter values split every fifteenth clip of JHMDB in two
_LONGEST = 1.0  # seconds after which the tolerance grows no further
_MIN_SIMILARITY = 0.1
_LOYALTY = 1.5  # of more people than there is room for, someone new must be so much more prominent to take a place
_MEMORY = 0.3  # seconds over which the motion of a person is averaged
_SAME_LOOKS = 9.0  # levels of colour between someone new and someone who was away, below which they may be one person
_CLEARLY = 1.5  # times farther off must be the next one who was away
_OTHER_LOOKS = 27.0  # levels of colour, from which on somebody found is rather not the one who was there
_UNLIKELY = 0.5  # times as similar are such two; not at all after:
_GLIMPSE = 0.25  # seconds
_NEW_LOOKS = 0.1  # share of a frame in what a person is remembered to look like


def body_sizes(people: Joints) -> NDArray[np.float64]:
    """How large people ``(M, V, 3)`` are, ``(M,)`` in pixels.

    Square root of the area of the box around the present joints; 0 with fewer than 2 of them.
    """
    present = people[..., 2:] > 0
    low = np.where(present, people[..., :2], np.inf).min(axis=1)
    high = np.where(present, people[..., :2], -np.inf).max(axis=1)
    width, height = np.where(present.sum(axis=1) > 1, high - low, 0.0).astype(np.float64).T
    # a person seen edge-on, or only a raised arm, has a flat box: never less than a third of the longer side
    return np.asarray(np.sqrt(np.maximum(width, height / 3) * np.maximum(height, width / 3)))


def body_size(joints: Joints) -> float:
    """`body_sizes` of one person ``(V, 3)``."""
    return float(body_sizes(joints[None])[0])


def similarities(a: Joints, b: Joints, tolerance: NDArray[np.floating]) -> NDArray[np.float64]:
    """Object keypoint similarity of everyone in ``(A, V, 3)`` to everyone in ``(B, V, 3)``: 1 the same, 0 far apart.

    The mean over the joints present in both of ``exp(-d² / (2 (tolerance · size)²))``, size that of the larger body.
    As in the COCO keypoint evaluation, with one tolerance for all joints.

    Args:
        tolerance: ``(A,)``, in body sizes.

    Returns:
        ``(A, B)``; 0 where no joint is present in both.
    """
    both = (a[:, None, :, 2] > 0) & (b[None, :, :, 2] > 0)
    scale = tolerance[:, None] * np.maximum(body_sizes(a)[:, None], body_sizes(b)[None])
    squared = ((a[:, None, :, :2].astype(np.float64) - b[None, :, :, :2]) ** 2).sum(axis=-1)
    near = np.exp(-squared / (2 * np.maximum(scale, 1e-9) ** 2)[..., None])
    count = both.sum(axis=-1)
    return np.where((count > 0) & (scale > 0), (near * both).sum(axis=-1) / np.maximum(count, 1), 0.0)


@dataclass
class _Track:
    id: int
    joints: Joints
    time: float
    looks: NDArray[np.floating] | None = None  # see `Tracker.update`
    velocity: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))  # of the whole body, pixels a second

    def ahead(self, time: float, foresee: bool) -> Joints:
        """The predicted joints at a time, if the body keeps its velocity."""
        joints = self.joints.copy()
        if foresee:
            joints[joints[:, 2] > 0, :2] += self.velocity * (time - self.time)
        return joints

    def return_with(self, joints: Joints, time: float) -> None:
        """The person is back, wherever they were last."""
        self.joints, self.time = joints, time
        self.velocity = np.zeros(2)

    def remember(self, looks: NDArray[np.floating]) -> None:
        """What the person looks like now; what is not seen stays as it was."""
        if np.isnan(looks).all():
            return
        before = looks if self.looks is None else np.where(np.isnan(self.looks), looks, self.looks)
        self.looks = np.where(np.isnan(looks), before, before + _NEW_LOOKS * (looks - before))

    def see(self, joints: Joints, time: float) -> None:
        """The person was found again."""
        wait = time - self.time
        both = (self.joints[:, 2] > 0) & (joints[:, 2] > 0)
        if wait > 0 and both.any():
            # the median over the joints: an arm that is swung does not move the body
            velocity = np.median((joints[both, :2] - self.joints[both, :2]) / wait, axis=0)
            self.velocity += (1 - np.exp(-wait / _MEMORY)) * (velocity - self.velocity)
        self.joints, self.time = joints, time


class Tracker:
    """Gives the people in successive frames stable ids.

    Args:
        max_people: no more than this many people are kept per frame, the largest and surest ones.
        max_gap: seconds after which the place of an unseen person is forgotten; whoever comes back later is someone
            new, unless they are known by their looks.
        foresee: look for people where their motion takes them, rather than where they were; tells those apart who
            walk past each other.
        memory: seconds for which somebody's looks are remembered.
    """

    def __init__(self, max_people: int = 2, max_gap: float = 2.0, foresee: bool = True, memory: float = 120.0) -> None:
        self.max_people = max_people
        self.max_gap = max_gap
        self.foresee = foresee
        self.memory = memory
        self.reset()

    def reset(self) -> None:
        """Forgets everyone: after a seek, or at the start of another source."""
        self._tracks: list[_Track] = []
        self._away: list[_Track] = []  # those whose place is forgotten, but not their looks
        self._next_id = 1

    def resume(self, people: People, time: float) -> None:
        """Continues from people whose ids are already known, as they were at ``time`` seconds."""
        self._tracks = [_Track(id, joints, time) for id, joints in zip(people.ids, people.joints, strict=True)]
        self._away = []
        self._next_id = max([self._next_id, *(id + 1 for id in people.ids)])

    def update(self, joints: Joints, time: float, looks: NDArray[np.floating] | None = None) -> People:
        """Takes the people found in one frame, in any order, and returns them numbered, in the order of their ids.

        Args:
            joints: ``(M, 18, 3)`` float32 in pixels, missing joints zero.
            time: the frame's time in seconds, not before the last one's.
            looks: ``(M, K)`` what each looks like, such as `core.pose.clothes.clothes`; not a number where unknown.
                By it someone who was away, or is found elsewhere after a cut, gets their number back.
        """
        from scipy.optimize import linear_sum_assignment  # a third of a second, which the window need not wait for

        chosen = _distinct(joints)
        found = joints[chosen]
        looks = np.full((len(found), 1), np.nan) if looks is None else looks[chosen]
        self._forget(time)
        likeness = np.zeros((len(self._tracks), len(found)))
        if self._tracks and len(found):
            waits = np.array([time - track.time for track in self._tracks])
            tolerance = _NEXT_FRAME + _PER_SECOND * waits.clip(max=_LONGEST)
            expected = np.stack([track.ahead(time, self.foresee) for track in self._tracks])
            likeness = similarities(expected, found, tolerance)
            likeness *= self._same_clothes(looks, waits)
        rows, columns = linear_sum_assignment(-likeness)
        pairs = zip(rows.tolist(), columns.tolist(), strict=True)
        known = {column: self._tracks[row] for row, column in pairs if likeness[row, column] >= _MIN_SIMILARITY}
        back = self._returned([place for place in range(len(found)) if place not in known], known.values(), looks)
        weight = prominences(found) * [_LOYALTY if place in known else 1 for place in range(len(found))]
        now: list[_Track] = []
        for place in sorted(np.argsort(-weight, kind="stable")[: self.max_people].tolist()):
            if place in known:
                known[place].see(found[place], time)
            elif place in back:
                known[place] = back[place]
                known[place].return_with(found[place], time)
                self._away = [track for track in self._away if track is not back[place]]
                if not any(track is back[place] for track in self._tracks):
                    self._tracks.append(back[place])
            else:
                known[place] = _Track(self._next_id, found[place], time)
                self._next_id += 1
                self._tracks.append(known[place])
            known[place].remember(looks[place])
            now.append(known[place])
        now.sort(key=lambda track: track.id)
        stacked = np.stack([track.joints for track in now]) if now else np.zeros((0, 18, 3), np.float32)
        return People(joints=stacked, ids=tuple(track.id for track in now))

    def _forget(self, time: float) -> None:
        """Places after `max_gap`, looks after `memory`."""
        gone = [track for track in self._tracks if time - track.time > self.max_gap]
        self._tracks = [track for track in self._tracks if time - track.time <= self.max_gap]
        away = [*self._away, *(track for track in gone if track.looks is not None)]
        self._away = [track for track in away if time - track.time <= self.memory]

    def _same_clothes(self, looks: NDArray[np.floating], waits: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much similarity of place counts, 0..1, for everyone who was there (rows) and everyone found (columns).

        Where somebody was, somebody else may be now.
        """
        unlike = np.array([[_unlikeness(row, track.looks) for row in looks] for track in self._tracks])
        other = np.isfinite(unlike) & (unlike >= _OTHER_LOOKS)
        return np.where(other, np.where(waits[:, None] > _GLIMPSE, 0.0, _UNLIKELY), 1.0)

    def _returned(self, places: list[int], seen: Collection[_Track], looks: NDArray[np.floating]) -> dict[int, _Track]:
        """Which of those found at the given places are somebody who was away: as they look, and nobody else does."""
        missing = [track for track in (*self._tracks, *self._away) if not any(track is other for other in seen)]
        pairs = sorted(
            (_unlikeness(looks[place], track.looks), place, number)
            for place in places
            for number, track in enumerate(missing)
        )
        back: dict[int, _Track] = {}
        taken: set[int] = set()
        for distance, place, number in pairs:
            if distance >= _SAME_LOOKS or place in back or number in taken:
                continue
            others = [d for d, p, n in pairs if p == place and n != number and n not in taken]
            if min(others, default=np.inf) >= _CLEARLY * distance:
                back[place] = missing[number]
                taken.add(number)
        return back


def _unlikeness(a: NDArray[np.floating], b: NDArray[np.floating] | None) -> float:
    """Root mean square difference of two looks ``(K,)``, infinite where less than half of them can be compared."""
    difference = (a - b) if b is not None and a.shape == b.shape else np.full(1, np.nan)
    seen = ~np.isnan(difference)
    return float(np.sqrt((difference[seen] ** 2).mean())) if 2 * seen.sum() >= max(1, len(seen)) else np.inf


def _distinct(joints: Joints) -> list[int]:
    """The places of the people ``(M, V, 3)``, each but once, the most prominent first."""
    weight = prominences(joints)
    chosen: list[int] = []
    for index in np.argsort(-weight, kind="stable").tolist():
        others = joints[chosen]
        if weight[index] > 0 and (similarities(joints[[index]], others, np.array([_SAME_FRAME])) < 0.5).all():
            chosen.append(index)
    return chosen


def prominences(people: Joints) -> NDArray[np.float64]:
    """The prominence ``(M,)`` of each person ``(M, V, 3)``: mean confidence times body size."""
    return np.asarray(people[..., 2].mean(axis=1) * body_sizes(people))


def prominence(joints: Joints) -> float:
    """`prominences` of one person ``(V, 3)``."""
    return float(prominences(joints[None])[0])


def main_person(seen: dict[int, float]) -> int | None:
    """The id with the largest prominence summed over all frames; the lower id on a tie; None without people."""
    return min(seen, key=lambda person: (-seen[person], person)) if seen else None


def sum_prominence(seen: dict[int, float], people: People) -> None:
    """Adds one frame's people to the sums that `main_person` compares."""
    for person, joints in zip(people.ids, people.joints, strict=True):
        seen[person] = seen.get(person, 0.0) + prominence(joints)
