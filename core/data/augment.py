"""Random augmentation of clips, a batch at a time. Missing joints stay missing, and no window is empty.

After ST-GCN's random window and random move (Yan et al. 2018), without two known flaws of those: they move missing
joints away from the origin, and a third of their windows of short clips are empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Joints, Layout, mirror
from core.window import turn

Floats = NDArray[np.float64]
Generators = Sequence[np.random.Generator]


@dataclass(frozen=True)
class Augmentation:
    """How far training windows may differ from the clip. Each value is drawn independently for every window.

    Attributes:
        speed: largest relative change of speed (0.2: 0.8 to 1.2 times); for windows cut by time.
        keep: smallest share of the clip that lies in the window; its end is moved accordingly.
        rotation: degrees in the image plane at both ends of a smooth random move.
        turn: degrees about the vertical axis at both ends of that move; for 3D skeletons.
        view: degrees about the vertical axis, constant throughout, like another camera; for 3D skeletons.
        scale: relative change of size at both ends of the move.
        shift: shift in body lengths at both ends of the move.
        stretch: relative change of width to height (as by a turned body or another camera).
        flip: probability of a mirror image, with left and right joints swapped.
        noise: standard deviation of independent noise per joint and frame, in body lengths.
        joint_dropout: probability that a joint is missing for the whole window.
        frame_dropout: probability that a frame is missing.
        person_dropout: probability that a person beyond the first is missing for the whole window.
    """

    speed: float = 0.2
    keep: float = 0.6
    rotation: float = 12.0
    turn: float = 0.0
    view: float = 0.0
    scale: float = 0.1
    shift: float = 0.1
    stretch: float = 0.15
    flip: float = 0.5
    noise: float = 0.01
    joint_dropout: float = 0.03
    frame_dropout: float = 0.05
    person_dropout: float = 0.0

    def cut(self, start: Floats, end: Floats, random: Generators) -> tuple[Floats, Floats, Floats]:
        """Which stretch of clips that last from ``start`` to ``end`` is seen, ``(B,)`` each, and at which speed."""
        drawn = np.stack([each.random(3) for each in random])
        dropped = drawn[:, 0] * (1 - self.keep) * (end - start)
        before = drawn[:, 1] * dropped  # this much is cut off the beginning, the rest off the end
        speed = np.exp((2 * drawn[:, 2] - 1) * np.log1p(self.speed))
        return start + before, end - (dropped - before), speed

    def change(self, windows: Joints, layout: Layout, random: Generators) -> Joints:
        """Normalised windows ``(B, M, T, V, C)`` moved, mirrored, disturbed and with parts missing."""
        moved = self.move(windows, random)
        flipped = np.array([each.random() < self.flip for each in random])
        moved[flipped] = mirror(moved[flipped], layout)
        return self.damage(moved, random)

    def move(self, windows: Joints, random: Generators) -> Joints:
        """Rotated, scaled and shifted by amounts that drift between two random ends; missing joints stay at zero."""
        T, D = windows.shape[2], windows.shape[4] - 1
        # two ends each of rotation, turn, scale and D shifts; one stretch
        drawn = np.stack([each.uniform(-1, 1, 2 * (3 + D) + 1) for each in random])
        along = np.linspace(0, 1, T)
        ends = drawn[:, :-1].reshape(len(drawn), 3 + D, 2)
        drift = ends[..., :1] + (ends[..., 1:] - ends[..., :1]) * along  # (B, 3 + D, T)
        angle = np.deg2rad(self.rotation) * drift[:, 0, None, :, None]
        size = 1 + self.scale * drift[:, 2, None, :, None]
        out = windows.astype(np.float64)
        if D == 3:
            view = [self.view * each.uniform(-1, 1) if self.view else 0.0 for each in random]
            out[..., :3] = turn(out[..., :3], np.deg2rad(self.turn * drift[:, 1] + np.array(view)[:, None]))
        x = out[..., 0] * (1 + self.stretch * drawn[:, -1])[:, None, None, None]
        y = out[..., 1]
        cos, sin = np.cos(angle), np.sin(angle)
        out[..., 0], out[..., 1] = cos * x - sin * y, sin * x + cos * y
        out[..., :D] *= size[..., None]
        out[..., :D] += self.shift * drift[:, 3:].transpose(0, 2, 1)[:, None, :, None]
        out[windows[..., -1] <= 0] = 0
        return out.astype(np.float32)

    def damage(self, windows: Joints, random: Generators) -> Joints:
        """With noise, and with joints, frames and people missing; a window of which nothing would be left keeps all."""
        B, M, T, V, C = windows.shape
        out = windows.copy()
        present = windows[..., -1] > 0
        keep = np.ones((B, M, T, V), bool)
        for b, each in enumerate(random):
            if self.noise:
                noise = each.standard_normal((M, T, V, C - 1), np.float32)
                out[b, ..., :-1] += np.float32(self.noise) * noise * present[b, ..., None]
            keep[b] &= each.random((M, 1, V)) >= self.joint_dropout
            keep[b] &= each.random((1, T, 1)) >= self.frame_dropout
            keep[b, 1:] &= each.random((M, 1, 1))[1:] >= self.person_dropout
        nothing_left = ~(keep & present).reshape(B, -1).any(axis=1)
        keep[nothing_left] = True
        out[~keep] = 0
        return out
