"""Who is who from frame to frame: an optimal assignment on joint similarity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from core.skeleton import Joints
from core.types import People

# Tolerances of the similarity, in body sizes: how far a joint may lie from where it was and still count.
_SAME_FRAME = 0.08  # two detections this close are one person found twice
_NEXT_FRAME = 0.5  # fast limbs, motion blur, and the estimator's own jumps
_PER_SECOND = 1.5  # an unseen person moves on; tighter values split every fifteenth clip of JHMDB in two
_MIN_SIMILARITY = 0.1


def body_size(joints: Joints) -> float:
    """Square root of the area of the box around the present joints ``(V, 3)``, in pixels; 0 with fewer than 2."""
    present = joints[joints[:, 2] > 0, :2]
    if len(present) < 2:
        return 0.0
    width, height = np.ptp(present, axis=0)
    # a person seen edge-on, or only a raised arm, has a flat box: never less than a third of the longer side
    return float(np.sqrt(max(width, height / 3) * max(height, width / 3)))


def similarity(a: Joints, b: Joints, tolerance: float) -> float:
    """Object keypoint similarity of two people ``(V, 3)``: 1 the same, 0 far apart.

    The mean over the joints present in both of ``exp(-d² / (2 (tolerance · size)²))``, size that of the larger body.
    As in the COCO keypoint evaluation, with one tolerance for all joints.
    """
    both = (a[:, 2] > 0) & (b[:, 2] > 0)
    scale = tolerance * max(body_size(a), body_size(b))
    if not both.any() or scale == 0:
        return 0.0
    squared = ((a[both, :2] - b[both, :2]) ** 2).sum(axis=1)
    return float(np.exp(-squared / (2 * scale**2)).mean())


@dataclass
class _Track:
    id: int
    joints: Joints
    time: float


class Tracker:
    """Gives the people of successive frames stable numbers.

    Args:
        max_people: no more than this many people are kept per frame, the largest and surest ones.
        max_gap: seconds after which an unseen person is forgotten; whoever comes back later is someone new.
    """

    def __init__(self, max_people: int = 2, max_gap: float = 1.0) -> None:
        self.max_people = max_people
        self.max_gap = max_gap
        self.reset()

    def reset(self) -> None:
        """Forgets everyone: after a seek, or at the start of another source."""
        self._tracks: list[_Track] = []
        self._next_id = 1

    def update(self, joints: Joints, time: float) -> People:
        """Takes the people found in one frame, in any order, and returns them numbered, in the order of their ids.

        Args:
            joints: ``(M, 18, 3)`` float32 in pixels, missing joints zero.
            time: the frame's time in seconds, not before the last one's.
        """
        found = self._choose(joints)
        self._tracks = [track for track in self._tracks if time - track.time <= self.max_gap]
        likeness = np.array(
            [
                [similarity(track.joints, person, _NEXT_FRAME + _PER_SECOND * (time - track.time)) for person in found]
                for track in self._tracks
            ]
        ).reshape(len(self._tracks), len(found))
        unmatched = set(range(len(found)))
        now: list[_Track] = []
        rows, columns = linear_sum_assignment(-likeness)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            if likeness[row, column] >= _MIN_SIMILARITY:
                track = self._tracks[row]
                track.joints, track.time = found[column], time
                now.append(track)
                unmatched.discard(column)
        for column in sorted(unmatched):
            track = _Track(self._next_id, found[column], time)
            self._next_id += 1
            self._tracks.append(track)
            now.append(track)
        now.sort(key=lambda track: track.id)
        stacked = np.stack([track.joints for track in now]) if now else np.zeros((0, 18, 3), np.float32)
        return People(joints=stacked, ids=tuple(track.id for track in now))

    def _choose(self, joints: Joints) -> list[Joints]:
        """The people worth keeping: with joints, not found twice, the most prominent first."""
        order = np.argsort([-prominence(person) for person in joints], kind="stable")
        chosen: list[Joints] = []
        for index in order:
            person = joints[index]
            if prominence(person) > 0 and all(similarity(person, other, _SAME_FRAME) < 0.5 for other in chosen):
                chosen.append(person)
        return chosen[: self.max_people]


def prominence(joints: Joints) -> float:
    """How much of the picture one person ``(V, 3)`` is: mean confidence times body size."""
    return float(joints[:, 2].mean()) * body_size(joints)


def main_person(seen: dict[int, float]) -> int | None:
    """The id with the largest prominence summed over all frames; the lower id where equal; None for nobody."""
    return min(seen, key=lambda person: (-seen[person], person)) if seen else None


def sum_prominence(seen: dict[int, float], people: People) -> None:
    """Adds one frame's people to the sums that `main_person` compares."""
    for person, joints in zip(people.ids, people.joints, strict=True):
        seen[person] = seen.get(person, 0.0) + prominence(joints)
