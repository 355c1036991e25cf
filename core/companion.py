"""Fits the companion of networks: ridge regression on hand-made features, in closed form, in seconds.

``python -m core.companion --data DATA --split 1 -o weights/motion-ridge.safetensors``. It learns from the training part
of a split, in augmented views and mirror images (`core.teaching.ridge`). A network whose card names it among its
companions is then judged together with it: ``core.calibrate NETWORK --companions motion-ridge``.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import torch

from core.card import CheckpointInfo
from core.checkpoint import save_checkpoint
from core.cli import run_command
from core.data.augment import Augmentation
from core.data.pack import Pack, load_pack
from core.data.selection import choose_clips
from core.errors import UserError
from core.evaluation.records import current_commit
from core.teaching.ridge import VIEWS, fit

AUGMENTATION = Augmentation(speed=0.25, keep=0.85, rotation=15, scale=0.15, stretch=0.2, noise=0.02, joint_dropout=0.08,
                            frame_dropout=0.1, flip=0)  # fmt: skip
"""As the bundled networks were trained (`core/recipes/stfnet-jhmdb.yaml`); mirror images are taken of every view."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m core.companion", description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="any form that python -m core.data inspect reads")
    parser.add_argument(
        "--more", type=Path, nargs="+", default=[], metavar="DATA",
        help="also learn from other extractions of the same videos",
    )  # fmt: skip
    parser.add_argument("--split", help="official split by name, or how it ends (1); all: every clip")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="FILE", help="the .safetensors file to write")
    parser.add_argument("--frames", type=int, default=20, help="frames of a window (default 20)")
    parser.add_argument("--rate", type=float, default=12.5, help="frames per second of a window (default 12.5)")
    parser.add_argument("--views", type=int, default=VIEWS, help=f"augmented views of each clip (default {VIEWS})")
    parser.add_argument("--title", default="Hand-made motion features, ridge regression", help="what menus show")
    parser.add_argument("--license", default="", help="licence of the data")
    return parser


def main() -> None:
    """Entry point of ``python -m core.companion``."""
    arguments = parser().parse_args()
    if arguments.frames < 2 or arguments.rate <= 0 or arguments.views < 0:
        raise UserError("--frames takes at least 2, --rate more than 0, --views 0 or more")
    packs = [load_pack(data) for data in (arguments.data, *arguments.more)]
    everything = packs[0]
    chosen = [choose_clips(pack, arguments.split, "train") for pack in packs]
    clips, split = Pack.joined([part for part, _, _ in chosen]), chosen[0][1]
    if not len(clips):
        raise UserError(f"{arguments.data}: {split} holds no clip to learn from")
    titles = " and ".join(dict.fromkeys(pack.title for pack in packs))
    info = CheckpointInfo(
        name=arguments.out.stem, title=arguments.title, model="ridge", model_args={}, layout=clips.layout,
        stream="joint", frames=arguments.frames, rate=arguments.rate, labels=tuple(clips.classes),
        data=f"{titles}, {split}, {len(clips)} clips", license=arguments.license,
        training={
            "split": split, "views": arguments.views, "augmentation": asdict(AUGMENTATION),
            "data": {"title": everything.title, "digest": everything.digest, "clips": len(clips)},
            "more": [pack.digest for pack in packs[1:]], "commit": current_commit(),
        },
    )  # fmt: skip
    model, accuracy = fit(clips, info, AUGMENTATION, arguments.views)
    save_checkpoint(arguments.out, model, info, torch.float16)
    known = f"{len(clips)} clips, {len(info.labels)} actions"
    print(f"{arguments.out}: {known}; right on {accuracy:.1%} of left-out recordings")


if __name__ == "__main__":
    run_command(main)
