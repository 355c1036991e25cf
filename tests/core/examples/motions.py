"""Motion for the tests of examples: the recorded figure, repeated with and without pauses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.examples.files import Motion
from core.skeleton import Joints, kinetics18_from_mediapipe
from core.synthetic.motion import load_motions, resample

RATE = 15.0


def figure(points: np.ndarray) -> Joints:
    """``(18, 3)`` of the drawn figure, 450 pixels tall, from landmarks ``(33, 2)`` in torso lengths."""
    seen = np.concatenate((points * 100 + (320, 400), np.ones((33, 2))), axis=1).astype(np.float32)
    return np.asarray(kinetics18_from_mediapipe(seen, 1, 1, 0.5)).reshape(18, 3)


def repeated(action: str, count: int, pause: float, before: float = 4.0, rate: float = RATE) -> Iterator[Joints]:
    """Stands still, then does it so many times, each time back to the beginning, resting so many seconds."""
    (motion,) = (each for each in load_motions() if each.action == action)
    points = resample(motion, rate)
    yield from (figure(points[0]) for _ in range(round(before * rate)))
    back = np.linspace(0, 1, round(0.4 * rate))[:, None, None]
    for _ in range(count):
        for row in (*points, *(points[-1] + back * (points[0] - points[-1]))):
            yield figure(row)
        yield from (figure(points[0]) for _ in range(round(pause * rate)))


def motion_of(seconds: float = 1.0, shift: float = 0.0) -> Motion:
    """Somebody whose joints all move to the right."""
    times = np.arange(round(seconds * 10) + 1) / 10
    joints = np.ones((len(times), 18, 3), np.float32) * np.arange(1, 19)[:, None]
    joints[..., 0] += 10 * times[:, None] + shift
    joints[..., 2] = 1
    return Motion(times, joints)
