"""Makes assets/demo.mp4: ``python -m core.synthetic.demo_clip [--landmarks FOLDER]``.

The clip is a recording of the synthetic camera: a drawn figure with recorded motion. The motion is stored in
assets/demo_motion.npz; ``--landmarks`` extracts it again from a folder with JHMDB's landmarks33.npz.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.cli import run_command
from core.errors import UserError
from core.paths import assets_dir
from core.synthetic.camera import SyntheticCamera
from core.synthetic.motion import FILE_NAME, Motion, save_motions
from core.video.writer import VideoWriter

# Clips of JHMDB's test split 1 in which the actor is seen whole and all the time, in the order of the demo.
CLIPS = (
    "clap/Budam_-_Clap_Hands_clap_u_nm_np1_fr_med_0.avi",
    "golf/Golfswing_golf_f_cm_np1_fr_goo_0.avi",
    "swing_baseball/hittingofftee2_swing_baseball_f_nm_np1_fr_med_11.avi",
    "pullup/Random_Pull_Up_Exercises_pullup_f_nm_np1_ba_med_1.avi",
)
_ORIGIN = (
    "Body landmarks of clips of JHMDB (Jhuang et al. 2013), test split 1, a subset of HMDB51 (Kuehne et al. 2011); "
    "CC BY 4.0; found by MediaPipe, smoothed, in lengths of the torso"
)
_RATE = 25.0  # pictures a second in JHMDB; its files run at 30 with every sixth picture left out
_SMOOTHING = 1.0  # frames


def record_motions(archive: Path) -> list[Motion]:
    """The motions of `CLIPS` from ``landmarks33.npz``."""
    with np.load(archive) as arrays:
        names, frames, sizes, landmarks = (arrays[key] for key in ("name", "frames", "size", "landmarks"))
    starts = np.concatenate(([0], np.cumsum(frames)))
    motions = []
    for clip in CLIPS:
        found = np.flatnonzero(names == clip)
        if len(found) != 1:
            raise UserError(f"{archive} does not hold the clip {clip}")
        person = landmarks[starts[found[0]] : starts[found[0] + 1], 0].astype(np.float64)
        points = _smooth(person[..., :2] * sizes[found[0]], person[..., 2])
        motions.append(Motion(clip.split("/")[0], _in_torsos(points), _RATE, clip))
    return motions


def _smooth(points: np.ndarray, visibility: np.ndarray) -> np.ndarray:
    """Mean over neighbouring frames, weighted by visibility: what is not seen follows from before and after."""
    weight = visibility[..., None] ** 2 + 1e-3

    def blur(values: np.ndarray) -> np.ndarray:
        return gaussian_filter1d(values, _SMOOTHING, axis=0, mode="nearest")

    return blur(points * weight) / blur(weight)


def _in_torsos(points: np.ndarray) -> np.ndarray:
    """Pixels ``(T, 33, 2)`` to lengths of the torso, from the middle of the hips' way and the lowest point."""
    hips = points[:, 23:25].mean(axis=1)
    torso = np.median(np.linalg.norm(points[:, 11:13].mean(axis=1) - hips, axis=1))
    left, right = points[..., 0].min(), points[..., 0].max()
    origin = np.array([(left + right) / 2, points[..., 1].max()])
    return ((points - origin) / torso).astype(np.float32)


def render_clip(path: Path) -> None:
    """Record one round of the synthetic camera."""
    camera = SyntheticCamera()
    with VideoWriter(path, camera.size, camera.fps) as writer:
        while (frame := camera.read()) is not None:
            writer.write(frame.image, frame.time)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m core.synthetic.demo_clip", description="Make the demo clip.")
    parser.add_argument("--landmarks", type=Path, help="folder with landmarks33.npz: take the motion anew from it")
    return parser


def main() -> None:
    """Entry point of ``python -m core.synthetic.demo_clip``."""
    arguments = parser().parse_args()
    if arguments.landmarks:
        save_motions(assets_dir() / FILE_NAME, record_motions(arguments.landmarks / "landmarks33.npz"), _ORIGIN)
    render_clip(assets_dir() / "demo.mp4")


if __name__ == "__main__":
    run_command(main)
