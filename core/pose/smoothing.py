"""Steadier joints: the one-euro filter, which smooths slow motion strongly and fast motion hardly at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Joints
from core.tracking import body_size
from core.types import People

_MAX_GAP = 0.5  # seconds; a joint that was away for longer starts anew


@dataclass(frozen=True)
class Smoothing:
    """How much is smoothed. Casiez et al., "1€ Filter", CHI 2012.

    The cutoff frequency is ``min_cutoff + beta · speed``, with the speed of the joint in body sizes a second, so that
    one setting holds for people near and far and for any picture.

    Attributes:
        min_cutoff: Hz, above 0; lower values tremble less while a joint rests.
        beta: Hz for each body size a second, from 0; higher values lag less while a joint moves.
        speed_cutoff: Hz, above 0, of the low-pass through which the speed itself goes.
    """

    min_cutoff: float = 0.5
    beta: float = 8.0
    speed_cutoff: float = 1.0


@dataclass
class _Person:
    """What is remembered of one person: times ``(V,)``, smoothed places and speeds ``(V, 2)`` in pixels."""

    times: NDArray[np.float64]
    places: NDArray[np.float64]
    speeds: NDArray[np.float64]


class OneEuroFilter:
    """Smooths tracked people frame by frame, each joint by itself; confidences and missing joints stay as they are.

    What is drawn may be smoothed. What networks are fed is not: they were trained on joints as they were found.
    """

    def __init__(self, smoothing: Smoothing | None = None) -> None:
        self.smoothing = smoothing or Smoothing()
        self._people: dict[int, _Person] = {}

    def reset(self) -> None:
        """Forgets everyone: after a seek, or at the start of another source."""
        self._people.clear()

    def __call__(self, people: People, time: float) -> People:
        """The same people at ``time`` seconds, which must not go back without a `reset`."""
        self._people = {
            person: state for person, state in self._people.items() if np.nanmax(state.times) > time - _MAX_GAP
        }
        joints = people.joints.copy()
        for person, row in zip(people.ids, joints, strict=True):
            if (row[:, 2] > 0).any():
                row[:, :2] = self._smooth(person, row, time)
        return replace(people, joints=joints)

    def _smooth(self, person: int, joints: Joints, time: float) -> NDArray[np.float64]:
        """Equations 1 to 9 of the paper, for all joints ``(V, 3)`` of one person at once; returns ``(V, 2)``."""
        seen = joints[:, 2] > 0
        found = joints[:, :2].astype(np.float64)
        state = self._people.get(person)
        if state is None:
            blank = np.zeros_like(found)
            state = self._people[person] = _Person(np.full(len(joints), -np.inf), blank, blank.copy())
        step = time - state.times
        known = seen & (step > 0) & (step <= _MAX_GAP)
        wait = np.where(known, step, 1.0)[:, None]
        with np.errstate(invalid="ignore"):
            speed = np.where(known[:, None], (found - state.places) / wait, 0.0)
        share = _share(self.smoothing.speed_cutoff, wait)
        speeds = np.where(known[:, None], share * speed + (1 - share) * state.speeds, 0.0)
        pace = np.linalg.norm(speeds, axis=1, keepdims=True) / max(body_size(joints), 1.0)
        share = _share(self.smoothing.min_cutoff + self.smoothing.beta * pace, wait)
        places = np.where(known[:, None], share * found + (1 - share) * state.places, found)
        state.times[seen] = time
        state.places[seen] = places[seen]
        state.speeds[seen] = speeds[seen]
        return np.where(seen[:, None], places, found)


def _share(cutoff: float | NDArray[np.float64], step: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weight of the new value in a low-pass: ``1 / (1 + τ / Te)`` with ``τ = 1 / (2π · cutoff)``."""
    return np.asarray(1 / (1 + 1 / (2 * np.pi * cutoff * step)))
