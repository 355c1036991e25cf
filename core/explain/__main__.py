"""Why a network says so, as figures: ``python -m core.explain WEIGHTS CLIP [--data FOLDER]``.

The evidence is what the window shows, in bits; the other figures are attention and activations, as the
papers draw them.

``python -m core.explain fidelity WEIGHTS... --data FOLDER`` measures how faithful such reasons are.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from core.checkpoint import load_checkpoint
from core.cli import run_command
from core.data.readers.recognise import read_dataset
from core.errors import UserError
from core.evaluation.plots import save_figure
from core.explain import fidelity
from core.explain.figures import draw_all
from core.explain.source import find_clip, read_file
from core.explain.view import explain_clip

SUBCOMMANDS = {"fidelity": fidelity.parser}  # by the first word; without one of them figures are drawn
_NEEDS = {"relations": "MCF", "gate": "temporal gate"}  # both are STF-Net's


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m core.explain",
        description="Writes figures of what a network looks at in a clip.",
        epilog="python -m core.explain fidelity --help: how faithful such reasons are, measured on a data set",
    )
    parser.add_argument("weights", help="a bundled model's name or a .safetensors file")
    parser.add_argument("clip", help="a video or skeleton file; with --data the name, or part of it, of a clip there")
    parser.add_argument("--data", type=Path, help="a data set of any form that python -m core.data inspect reads")
    parser.add_argument("-o", "--out", type=Path, default=Path("explained"), help="folder (default explained)")
    parser.add_argument("--end", type=float, help="the window ends at this second of the clip (default: at its end)")
    parser.add_argument("--person", type=int, default=1, help="which person, 1 is the main one (default 1)")
    return parser


def main() -> None:
    """Entry point of ``python -m core.explain``."""
    if sys.argv[1:2] == ["fidelity"]:
        fidelity.main(sys.argv[2:])
        return
    arguments = parser().parse_args()
    if arguments.person < 1:
        raise UserError("--person counts from 1")

    checkpoint = load_checkpoint(arguments.weights)
    size = None
    if arguments.data is None:
        clip, size = read_file(arguments.clip, arguments.end)
    else:
        if arguments.end is not None:
            raise UserError("--end is for files; clips of a data set are taken to their end")
        clip = find_clip(read_dataset(arguments.data), arguments.clip)
    view = explain_clip(checkpoint, clip, arguments.person - 1, size)
    figures = draw_all(view)
    print(view.title)
    for name, figure in figures.items():
        for suffix in (".png", ".svg"):
            save_figure(figure, (arguments.out / name).with_suffix(suffix))
        print(f"wrote {arguments.out / name}.png and .svg")
    for name, needs in _NEEDS.items():
        if name not in figures:
            print(f"no {name}: {checkpoint.info.name} has no {needs}, STF-Net has")


if __name__ == "__main__":
    run_command(main)
