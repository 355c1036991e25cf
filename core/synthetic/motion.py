"""Recorded human motion for the drawn figure: a few kB of landmarks, and how they are played."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.paths import assets_dir

Points = NDArray[np.float32]

FILE_NAME = "demo_motion.npz"
_UNIT = 1 / 200  # of the torso's length; stored are whole units, and after the first frame differences: they pack well
_REPEATS = 2  # a clip lasts less than two seconds
_BETWEEN = 0.35  # seconds from the end of one clip to the start of the next


@dataclass(frozen=True)
class Motion:
    """One recorded clip.

    Attributes:
        action: what is done, a JHMDB class name.
        points: ``(T, 33, 2)`` MediaPipe's landmarks in lengths of the torso; x from the person's middle, y downward
            from the lowest point they reach.
        rate: frames per second.
        source: the clip it was recorded from.
    """

    action: str
    points: Points
    rate: float
    source: str


@cache
def load_motions() -> tuple[Motion, ...]:
    """The bundled motions in the order in which the demo plays them."""
    with np.load(assets_dir() / FILE_NAME) as arrays:
        cards = json.loads(str(arrays["cards"]))["clips"]
        return tuple(
            Motion(
                card["action"],
                _UNIT * np.cumsum(arrays[f"steps{i}"], axis=0, dtype=np.float32),
                card["rate"],
                card["source"],
            )
            for i, card in enumerate(cards)
        )


def save_motions(path: Path, motions: list[Motion], origin: str) -> None:
    """Write motions as `load_motions` reads them; ``origin`` names where they come from and their licence."""
    cards = [{"action": motion.action, "rate": motion.rate, "source": motion.source} for motion in motions]
    steps = {}
    for i, motion in enumerate(motions):
        units = np.round(motion.points / _UNIT).astype(np.int16)
        steps[f"steps{i}"] = np.diff(units, axis=0, prepend=np.zeros_like(units[:1]))
    steps["cards"] = np.array(json.dumps({"origin": origin, "clips": cards}))
    np.savez_compressed(path, allow_pickle=False, **steps)


def perform(motions: tuple[Motion, ...], fps: float) -> tuple[Points, list[str]]:
    """Motions one after another, each played twice, joined by short blends, so that it can go round and round.

    Returns:
        ``(T, 33, 2)`` landmarks at ``fps`` frames per second, units as in `Motion`, and T action names (of the motion
        that a blend leads to).
    """
    pieces: list[Points] = []
    actions: list[str] = []
    played = [motion for motion in motions for _ in range(_REPEATS)]
    for motion, before in zip(played, [played[-1], *played[:-1]], strict=True):
        clip = resample(motion, fps)
        blend = _blend(before.points[-1], clip[0], max(1, round(_BETWEEN * fps)))
        pieces += [blend, clip]
        actions += [motion.action] * (len(blend) + len(clip))
    return np.concatenate(pieces), actions


def resample(motion: Motion, fps: float) -> Points:
    """The motion at another frame rate, by linear interpolation."""
    at = np.arange(0, len(motion.points) - 1 + 1e-6, motion.rate / fps)
    start = np.minimum(at.astype(int), len(motion.points) - 2)
    share = (at - start)[:, None, None].astype(np.float32)
    return np.asarray((1 - share) * motion.points[start] + share * motion.points[start + 1], np.float32)


def _blend(first: Points, last: Points, count: int) -> Points:
    """``count`` poses between two, slow at both ends."""
    share = np.arange(1, count + 1, dtype=np.float32) / (count + 1)
    share = (share * share * (3 - 2 * share))[:, None, None]
    return np.asarray((1 - share) * first + share * last, np.float32)
