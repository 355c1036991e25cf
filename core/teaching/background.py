"""Other people doing other things: what taught actions are told from when none of them is shown.

The windows are those of `core.example_motions`. ``python -m core.teaching.background JHMDB`` makes the file.
"""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from core.card import CheckpointInfo
from core.cli import run_command
from core.data.pack import Pack, load_pack
from core.data.windows import WindowDataset
from core.example_motions import FILE, FRAMES, PER_ACTION, STEP, motions
from core.models.motion_features import JOINTS, measure
from core.paths import weights_dir
from core.skeleton import KINETICS18


@cache
def background() -> Tensor:
    """Windows ``(252, 3, 40, 18)`` in body units, one person each.

    Raises:
        UserError: the file is missing or damaged.
    """
    return torch.from_numpy(motions())


@cache
def background_features() -> tuple[Tensor, Tensor]:
    """Their features ``(252, F)``, and which of them are known, see `core.models.motion_features.measure`."""
    return measure(background())


def pick(clips: Pack, per_action: int = PER_ACTION, seed: int = 0) -> Tensor:
    """So many windows ``(B, 3, 40, 18)`` of each action of a data set, at random, of clips that show somebody."""
    card = CheckpointInfo("", "", "taught", {}, "kinetics18", "joint", FRAMES, 30.0, clips.classes, sampling="clip")
    random = np.random.default_rng(seed)
    long_enough = clips.rows[:, 0, 1] - clips.rows[:, 0, 0] >= 10  # sightings
    chosen: list[int] = []
    for label in range(len(clips.classes)):
        chosen += random.permutation(np.flatnonzero((clips.labels == label) & long_enough))[:per_action].tolist()
    return WindowDataset(clips, card).__getitems__(sorted(chosen))[0][..., 0]


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    out = argparse.ArgumentParser(prog="python -m core.teaching.background", description=f"Makes weights/{FILE}.")
    out.add_argument("jhmdb", type=Path, metavar="JHMDB", help="the data set's folder")
    return out


def main() -> None:
    """Entry point of ``python -m core.teaching.background``."""
    windows = pick(load_pack(parser().parse_args().jhmdb).part("split 1", "train")).numpy()
    windows = windows[..., [KINETICS18.joints.index(name) for name in JOINTS]]
    place = (windows[:, :2] / STEP).round().clip(-32767, 32767).astype(np.int16).transpose(0, 2, 3, 1)
    path = weights_dir() / FILE
    np.savez_compressed(path, place=place, seen=np.packbits(windows[:, 2] > 0, axis=-1))
    print(f"wrote {path}: {len(place)} windows")


if __name__ == "__main__":
    run_command(main)
