"""Draws what each augmentation does: ``python -m core.data augmentation -o PNG``."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from core.card import CheckpointInfo
from core.data.augment import Augmentation
from core.data.clips import Clip
from core.data.inspect import bone_colour
from core.data.windows import WindowDataset
from core.skeleton import Joints, get_layout, kinetics18_from_mediapipe
from core.synthetic.motion import load_motions

NOTHING = replace(Augmentation(**{field.name: 0.0 for field in fields(Augmentation)}), keep=1.0)
"""A window as it is."""

SHOWN = (
    ("as it is", NOTHING),
    ("speed 0.5", replace(NOTHING, speed=0.5)),
    ("keep 0.5", replace(NOTHING, keep=0.5)),
    ("rotation 30, scale 0.2, shift 0.4", replace(NOTHING, rotation=30, scale=0.2, shift=0.4)),
    ("stretch 0.4", replace(NOTHING, stretch=0.4)),
    ("flip", replace(NOTHING, flip=1)),
    ("noise 0.05", replace(NOTHING, noise=0.05)),
    ("joint drop-out 0.2", replace(NOTHING, joint_dropout=0.2)),
    ("frame drop-out 0.3", replace(NOTHING, frame_dropout=0.3)),
    ("two people", NOTHING),
    ("person drop-out", replace(NOTHING, person_dropout=1)),
)
PAIRS = ("two people", "person drop-out")
_FRAMES, _RATE, _SEED = 9, 6.0, 4


def save_augmentations(path: Path) -> None:
    """One row an augmentation, exaggerated, of the bundled motion; the last rows are of two people."""
    figure = Figure(figsize=(6.4, 1.6 * len(SHOWN)), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, (name, augmentation) in zip(figure.subplots(len(SHOWN), 1), SHOWN, strict=True):
        window = _window(augmentation, people=2 if name in PAIRS else 1)
        _draw_row(axes, window)
        axes.set_title(name, fontsize=9, loc="left", pad=1)
    figure.savefig(path, dpi=90)


def _window(augmentation: Augmentation, people: int) -> Joints:
    """``(M, T, 18, 3)``: the bundled motion's last seconds, changed."""
    clip = _clip()
    card = CheckpointInfo("", "", "stfnet", {}, "kinetics18", "joint", _FRAMES, _RATE, ("clip",), people=people)
    windows, _ = WindowDataset([clip], card, augmentation, _SEED)[0]
    return windows.permute(3, 1, 2, 0).numpy()


def _clip() -> Clip:
    """Two people do the first bundled motion side by side."""
    motion = next(each for each in load_motions() if each.action == "golf")
    landmarks = np.ones((len(motion.points), 33, 4), np.float32)
    landmarks[..., :2] = motion.points * 100 + 300
    joints = kinetics18_from_mediapipe(landmarks, 1, 1, 0.1)
    other = joints + np.array([110, 0, 0], np.float32)
    stacked = np.stack((joints, other), axis=-1).transpose(2, 0, 1, 3)
    return Clip("bundled", 0, stacked, np.arange(len(joints)) / motion.rate, "bundled")


def _draw_row(axes: Axes, window: Joints) -> None:
    """The frames of a window side by side; of two people every other frame."""
    layout = get_layout("kinetics18")
    step = 1.8 * len(window)
    window = window[:, :: len(window)]
    for t, joints in ((t, joints) for person in window for t, joints in enumerate(person)):
        seen = joints[:, 2] > 0
        x, y = joints[:, 0] + step * t, joints[:, 1]
        for child, parent in layout.bones:
            if seen[child] and seen[parent]:
                axes.plot(x[[child, parent]], y[[child, parent]], color=bone_colour(layout.joints[child]), lw=1.2)
        axes.plot(x[seen], y[seen], ".", color="0.3", ms=2)
    axes.set_xlim(-1.5, 1.8 * (_FRAMES - 1) + 1.5)
    axes.set_ylim(2.6, -1.6)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_color("0.85")
