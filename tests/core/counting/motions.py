"""Recorded motion, repeated: joints of people whose repetitions are known."""

from __future__ import annotations

import numpy as np

from core.counting import LiveCount, LiveCounter
from core.skeleton import Joints, kinetics18_from_mediapipe
from core.synthetic.motion import load_motions

FPS = 30.0
TORSO, PLACE = 100.0, (320.0, 460.0)  # pixels: length of the torso, where the feet stand


def pose(action: str, share: float) -> np.ndarray:
    """A recorded pose ``(33, 2)`` in lengths of the torso, at a share of its clip in 0..1."""
    points = {motion.action: motion for motion in load_motions()}[action].points
    at = share * (len(points) - 1)
    low = min(int(at), len(points) - 2)
    return np.asarray(points[low] + (at - low) * (points[low + 1] - points[low]))


def repetition(action: str, seconds: float) -> np.ndarray:
    """The recorded motion there and back ``(T, 33, 2)``, slow at both ends."""
    shares = (1 - np.cos(2 * np.pi * np.arange(round(seconds * FPS)) / round(seconds * FPS))) / 2
    return np.array([pose(action, share) for share in shares])


def repeated(action: str, count: int, seconds: float = 2.0) -> np.ndarray:
    return np.concatenate([repetition(action, seconds)] * count)


def held(points: np.ndarray, seconds: float) -> np.ndarray:
    """One pose ``(33, 2)`` for a while."""
    return np.repeat(points[None], round(seconds * FPS), axis=0)


def moved(first: np.ndarray, last: np.ndarray, seconds: float) -> np.ndarray:
    """From one pose to another, evenly."""
    share = np.linspace(0, 1, round(seconds * FPS))[:, None, None]
    return (1 - share) * first + share * last


def joints_of(points: np.ndarray, tremble: float = 0.01) -> Joints:
    """Landmarks ``(T, 33, 2)`` in lengths of the torso as joints ``(T, 18, 3)``, with an estimator's noise."""
    generator = np.random.default_rng(0)
    landmarks = np.ones((len(points), 33, 4), np.float32)
    noise = generator.normal(0, tremble, points.shape)
    landmarks[..., :2] = (points + noise) * TORSO + PLACE
    return kinetics18_from_mediapipe(landmarks, 1, 1, 0.5)


def times_of(joints: Joints) -> np.ndarray:
    return np.arange(len(joints)) / FPS


def live(joints: Joints, counter: LiveCounter | None = None) -> list[LiveCount]:
    """What a live counter tells at each frame."""
    counter = counter or LiveCounter()
    return [counter(float(time), each) for time, each in zip(times_of(joints), joints, strict=True)]
