"""Random views of a clip. Missing joints stay missing, and no window is empty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.skeleton import KINETICS18, Joints
from core.window import network_input, sample_window


@dataclass(frozen=True)
class Augmentation:
    """How far training windows may differ from the clip; each value is drawn anew for every window.

    Attributes:
        speed: played up to so much faster or slower, as a factor (0.2: 0.8 to 1.25 times).
        keep: at least this share of the clip lies in the window; the end is moved accordingly.
        rotation: degrees at both ends of a smooth random move.
        scale: relative change of size at both ends of it.
        shift: body lengths at both ends of it.
        stretch: relative change of width against height (a turned body, another camera).
        flip: probability of a mirror image, left and right joints swapped.
        noise: standard deviation of independent noise per joint and frame, in body lengths.
        joint_dropout: probability that a joint is missing for the whole window.
        frame_dropout: probability that a frame is missing.
    """

    speed: float = 0.2
    keep: float = 0.6
    rotation: float = 12.0
    scale: float = 0.1
    shift: float = 0.1
    stretch: float = 0.15
    flip: float = 0.5
    noise: float = 0.01
    joint_dropout: float = 0.03
    frame_dropout: float = 0.05

    def __call__(
        self,
        times: NDArray[np.float64],
        joints: Joints,
        frames: int,
        rate: float,
        random: np.random.Generator,
    ) -> Joints:
        """A random normalised window ``(frames, V, 3)`` of a person seen at times ``(S,)``, joints ``(S, V, 3)``."""
        if len(times) == 0:
            return np.zeros((frames, joints.shape[1], 3), np.float32)
        window = self._random_time(times, joints, frames, rate, random)
        window = network_input(window)
        window = smooth_move(window, self.rotation, self.scale, self.shift, self.stretch, random)
        if random.random() < self.flip:
            window = mirror(window)
        return self._damage(window, random)

    def _random_time(
        self, times: NDArray[np.float64], joints: Joints, frames: int, rate: float, random: np.random.Generator
    ) -> Joints:
        factor = np.exp(random.uniform(-1, 1) * np.log1p(self.speed))
        start, end = float(times[0]), float(times[-1])
        cut = random.uniform(0, 1 - self.keep) * (end - start)
        before = random.uniform(0, 1) * cut  # this much is cut off the beginning, the rest off the end
        inside = (times >= start + before - 1e-9) & (times <= end - (cut - before) + 1e-9)
        if not inside.any():
            inside[:] = True
        times, joints = times[inside] / factor, joints[inside]
        return sample_window(times, joints, float(times[-1]), frames, rate)

    def _damage(self, window: Joints, random: np.random.Generator) -> Joints:
        frames, joints = window.shape[:2]
        present = window[..., 2] > 0
        noisy = window.copy()
        noisy[..., :2] += random.normal(0, self.noise, (frames, joints, 2)) * present[..., None]
        keep_joint = random.random((1, joints)) >= self.joint_dropout
        keep_frame = random.random((frames, 1)) >= self.frame_dropout
        keep = keep_joint & keep_frame
        if (keep & present).any():
            noisy[~keep] = 0
        return noisy.astype(np.float32)


def smooth_move(
    window: Joints, rotation: float, scale: float, shift: float, stretch: float, random: np.random.Generator
) -> Joints:
    """A rotation, scaling and shift that drifts between two random end points; missing joints stay at zero.

    After ST-GCN's random move (Yan et al. 2018), which moves missing joints off the origin; this one does not.
    """
    frames = len(window)
    along = np.linspace(0, 1, frames)
    angle = np.deg2rad(np.interp(along, (0, 1), random.uniform(-rotation, rotation, 2)))
    size = np.interp(along, (0, 1), 1 + random.uniform(-scale, scale, 2))
    moved = [np.interp(along, (0, 1), random.uniform(-shift, shift, 2)) for _ in range(2)]
    wide = 1 + random.uniform(-stretch, stretch)
    x, y = window[..., 0] * wide, window[..., 1]
    cos, sin = (np.cos(angle) * size)[:, None], (np.sin(angle) * size)[:, None]
    out = window.copy()
    out[..., 0] = cos * x - sin * y + moved[0][:, None]
    out[..., 1] = sin * x + cos * y + moved[1][:, None]
    out[window[..., 2] <= 0] = 0
    return out


def mirror(window: Joints) -> Joints:
    """Left becomes right ``(T, 18, 3)``: x negated, joint pairs swapped, confidences going with their joints."""
    out = window[:, list(KINETICS18.flip)].copy()
    out[..., 0] *= -1
    return out
