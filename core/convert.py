"""Converts public weights to ours: ``python -m core.convert FILE --labels LABELS -o OUT``.

FILE is a ``.pt`` or ``.pth`` file as published: of ST-GCN's first public code, of 2s-AGCN and AAGCN, of the author of
ST-BLN, or of pyskl and mmaction2 (ST-GCN and AAGCN). Its form is told by the names of its tensors; the converted
network gives the same scores for the same input.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from core.card import CheckpointInfo
from core.checkpoint import save_checkpoint
from core.cli import run_command
from core.conversion import Converted, Form, State, converted, read_state, recognise
from core.data.readers.ntu import CLASSES
from core.errors import UserError
from core.guards.limits import TEXT, check_size

STREAMS = ("joint", "bone", "joint_motion", "bone_motion")
_SHORT = {"j": "joint", "b": "bone", "jm": "joint_motion", "bm": "bone_motion"}
RATE = 30.0
"""Frames per second of NTU RGB+D and of Kinetics-Skeleton."""


def stream_of(file: Path) -> str:
    """The stream that a file's name tells: ``j.pth`` as pyskl has it, or words as in ``...-bone-motion-...``."""
    if file.stem in _SHORT:
        return _SHORT[file.stem]
    words = set(re.split(r"[-_.]", file.stem.lower()))
    return ("bone" if "bone" in words else "joint") + ("_motion" if "motion" in words else "")


def labels_of(text: str) -> tuple[str, ...]:
    """Class names in index order: ``ntu60``, ``ntu120``, or a text file with one per line.

    Raises:
        UserError: no such file, or one that is too large.
    """
    if text in ("ntu60", "ntu120"):
        return CLASSES[: int(text.removeprefix("ntu"))]
    if not Path(text).is_file():
        raise UserError(f"{text}: no such file of labels; or say ntu60 or ntu120")
    check_size(Path(text), TEXT)
    return tuple(line.strip() for line in Path(text).read_text("utf-8").splitlines() if line.strip())


def note_of(form: Form, network: Converted, stream: str, frames: int) -> str:
    """In what the windows differ from those of the code that trained the network; "" if in nothing."""
    said = []
    if "places" not in network.model_args:
        said.append("one person is judged alone, where the original averages over two")
    if form.sampling == "repeat":
        live = f"live it takes the last {frames / RATE:.1f} seconds" if network.layout != "ntu25" else ""
        said += [live] if live else []
    if form.convention == "pyskl":
        said.append("of a clip longer than the window, frames are taken at equal distances, not at random in each part")
        if "motion" in stream:
            said.append("motion is that between the frames of the window, there between the frames of the clip")
    if network.layout == "ntu25":
        said.append("frames without anybody stay empty, where the original repeats earlier ones")
    return "; ".join(said)


def origin_of(form: Form, state: State) -> str:
    """Where a checkpoint is published; pyskl and mmaction2 name their classifiers differently."""
    return {
        "cls_head.fc_cls.weight": "github.com/kennymckormick/pyskl",
        "cls_head.fc.weight": "github.com/open-mmlab/mmaction2",
    }.get(next((key for key in state if key.startswith("cls_head.") and key.endswith("weight")), ""), form.origin)


def card(
    form: Form, network: Converted, origin: str, arguments: argparse.Namespace, labels: tuple[str, ...]
) -> CheckpointInfo:
    """The card of a converted network."""
    stream, frames = arguments.stream or stream_of(arguments.file), arguments.frames or form.frames
    solid = network.layout == "ntu25"
    return CheckpointInfo(
        name=arguments.out.stem,
        title=f"{form.title}, {stream.replace('_', ' ')}, converted",
        model=network.name,
        model_args=network.model_args,
        layout=network.layout,
        stream=stream,
        frames=frames,
        rate=arguments.rate,
        sampling=form.sampling,
        people=network.model_args.get("places", 1),
        dimensions=3 if solid else 2,
        labels=labels,
        coordinates="aligned" if solid else "picture",
        convention=form.convention or ("2s-agcn" if solid else ""),
        y_down=form.y_down or solid,
        license=arguments.licence or f"{form.license}, that of the code; the weights may come under another one",
        origin=arguments.origin or f"{arguments.file.name} of {origin}",
        note=note_of(form, network, stream, frames),
    )


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m core.convert", description=__doc__)
    parser.add_argument("family", nargs="?", choices=("stgcn", "agcn"), help=argparse.SUPPRESS)  # as it was once called
    parser.add_argument("file", type=Path, help="the public .pt or .pth file")
    parser.add_argument(
        "--labels", required=True, help="ntu60, ntu120, or a text file with one class name per line, in index order"
    )
    parser.add_argument("-o", "--out", type=Path, required=True, help="the .safetensors file to write")
    parser.add_argument("--stream", choices=STREAMS, help="the stream it was trained on; default: as FILE is named")
    parser.add_argument("--frames", type=int, help="length of its window in frames; default: as the code has it")
    parser.add_argument("--rate", type=float, default=RATE, help="frames per second (default 30)")
    parser.add_argument(
        "--person",
        type=int,
        help="judge one person alone, with the input statistics of this one, from 1, where people have their own; "
        "default: average over two as the original does, one of them often empty",
    )
    parser.add_argument("--licence", default="", help="licence of the weights; default: that of the code")
    parser.add_argument("--origin", default="", help="where the file comes from; default: the repository of its form")
    return parser


def main() -> None:
    """Entry point of ``python -m core.convert``."""
    arguments = parser().parse_args()
    if arguments.out.suffix != ".safetensors":
        raise UserError(f"{arguments.out}: weights are .safetensors files")
    labels = labels_of(arguments.labels)
    state = read_state(arguments.file)
    form = recognise(state)
    network = converted(state, form, arguments.person)
    if len(labels) != network.classes:
        raise UserError(f"{arguments.labels} has {len(labels)} labels, the checkpoint {network.classes} classes")
    info = card(form, network, origin_of(form, state), arguments, labels)
    save_checkpoint(arguments.out, network.model, info)
    print(f"{arguments.out}: {form.title}, {info.stream}, {info.layout}, {network.classes} classes")
    print(f"from {info.origin} ({info.license})")
    if info.note:
        print(info.note)


if __name__ == "__main__":
    run_command(main)
