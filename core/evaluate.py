"""Evaluates weights: ``python -m core.evaluate WEIGHTS... --data FOLDER [--fuse equal|log|fit|0.6,0.4]``."""

from __future__ import annotations

import argparse
import csv
import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.checkpoint import Checkpoint, find_weights, load_checkpoint, read_info, save_info
from core.cli import add_old_spelling, run_command
from core.data.corrupt import Degradation, degrade_pack
from core.data.pack import Pack, load_pack
from core.data.selection import choose_clips, same_clips, without_repeats
from core.errors import UserError
from core.evaluation.metrics import bootstrap_interval, class_accuracy, compare, confusion, reliability
from core.evaluation.records import append_record, class_figures, make_record
from core.evaluation.scores import (
    Scores,
    Views,
    fuse_scores,
    join_scores,
    mean_scores,
    score_clips,
    trained_on,
    unknown_to,
    validation_part,
)
from core.inference.ensemble import choose_device
from core.inference.fusion import describe, equal_weights, fit_weights, parse_weights

_WEAK = 5  # classes that a card names as its worst


@dataclass(frozen=True)
class Selection:
    """The clips that are evaluated.

    Attributes:
        everything: the data set, as it is.
        clips: the chosen ones, corrupted if that was requested.
        split, part: names; ``all`` and "" for every clip.
        repeats: how many were left out because the training part has them too.
        more: the data set in further extractions; again: the same clips in them.
    """

    everything: Pack
    clips: Pack
    split: str
    part: str
    repeats: int
    more: tuple[Pack, ...] = ()
    again: tuple[Pack, ...] = ()

    @property
    def where(self) -> str:
        """``split 1 test``."""
        return f"{self.split} {self.part}".strip() if self.part else "all clips"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m core.evaluate", description="Evaluates networks on a data set.")
    parser.add_argument("weights", nargs="+", help="bundled models' names or .safetensors files")
    parser.add_argument("--data", type=Path, required=True, help="any form that python -m core.data inspect reads")
    parser.add_argument(
        "--split", help="official split by its name, or the end of it (1); all: every clip (default: the first)"
    )
    parser.add_argument("--part", "--subset", help="part of the split (default test)")
    parser.add_argument("--exclude", type=Path, help="file with a list of clips to leave out")
    parser.add_argument("--skip-bad", action="store_true", help="leave out clips that cannot be read")
    parser.add_argument("--layout", default="", help="convert the skeletons to this layout first, by the joints' names")
    parser.add_argument("--unique", action="store_true", help="leave out clips that are also in the training part")
    parser.add_argument(
        "--fuse",
        help="add a row for the fusion: equal, log (mean of log-probabilities), fit (weights fitted on the validation "
        "part), or the weights, such as 0.6,0.4",
    )
    cross_split = parser.add_argument(
        "--cross-split", nargs="+", action="append", default=[], metavar="WEIGHTS",
        help="for --fuse fit, once for each network: the same network trained on other splits",
    )  # fmt: skip
    add_old_spelling(parser, "--siblings", cross_split)
    parser.add_argument("--against", metavar="WEIGHTS", help="compare the last row with this network, clip by clip")
    looks = parser.add_argument_group("test-time augmentation", "the predictions for all views of a clip are averaged")
    looks.add_argument("--flip", action="store_true", help="add the mirror image")
    looks.add_argument("--views", type=int, default=1, help="use this many windows of each clip (default 1)")
    augmented = looks.add_argument(
        "--augmented-views", type=int, default=0, metavar="N",
        help="add N windows, augmented at random as in the network's training",
    )  # fmt: skip
    add_old_spelling(parser, "--disturbed", augmented)
    looks.add_argument(
        "--more", type=Path, action="append", default=[], metavar="FOLDER",
        help="add the clips of another extraction of the same videos",
    )  # fmt: skip
    looks.add_argument(
        "--steps", action="store_true", help="run frame by frame, as live; centred networks without padding"
    )
    worse = parser.add_argument_group("corrupted clips, to measure robustness")
    worse.add_argument("--drop-joints", type=float, default=0.0, metavar="P", help="lose each joint with probability P")
    worse.add_argument(
        "--noise", type=float, default=0.0, metavar="S", help="add noise, as a share of the person's extent"
    )
    worse.add_argument("--rate", type=float, default=0.0, metavar="FPS", help="reduce the frame rate to at most this")
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default 0)")
    out = parser.add_argument_group("output")
    out.add_argument("--plots", type=Path, metavar="FOLDER", help="per_class.png, confusion.png, calibration.png")
    out.add_argument("--predictions", type=Path, metavar="CSV", help="predictions, one row per clip")
    out.add_argument("--record", type=Path, metavar="JSONL", help="add the run record to this file, for core.report")
    out.add_argument("--name", help="name of the run record (default: that of the row)")
    out.add_argument("--save", action="store_true", help="write the figures into the card of the weights file")
    out.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    return parser


def select(arguments: argparse.Namespace) -> Selection:
    """The clips that the command line names."""
    everything = load_pack(arguments.data, arguments.exclude, arguments.skip_bad, arguments.layout)
    clips, split, part = choose_clips(everything, arguments.split, arguments.part)
    found = len(clips)
    if arguments.unique:
        if split == "all" or "train" not in everything.splits[split]:
            raise UserError("--unique needs a split with a training part")
        clips = without_repeats(clips, everything.part(split, "train"))
    repeats = found - len(clips)
    if not len(clips):
        raise UserError(f"{arguments.data}: {split} {part} holds no clip")
    nameless = [clips.ids[int(index)] for index in np.flatnonzero(clips.labels < 0)]
    if nameless:
        raise UserError(f"{arguments.data}: {len(nameless)} clips have no class, such as {nameless[0]}; "
                        "put each clip into a folder that is named after its class")  # fmt: skip
    more = tuple(load_pack(path, skip_bad=True, layout=arguments.layout) for path in arguments.more)
    again = [same_clips(clips, pack) for pack in more]
    degradation = Degradation(arguments.drop_joints, arguments.noise, arguments.rate, arguments.seed)
    if conditions(arguments).keys() & {"drop_joints", "noise", "rate"}:
        clips, *again = (degrade_pack(each, degradation) for each in (clips, *again))
    return Selection(everything, clips, split, part, repeats, more, tuple(again))


def judge(network: Checkpoint, chosen: Selection, views: Views, device: str) -> Scores:
    """A network's scores for the chosen clips, averaged over all extractions of them."""
    return mean_scores([score_clips(network, clips, views, device) for clips in (chosen.clips, *chosen.again)])


def conditions(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options that differ from the plain case, which is a single view of uncorrupted clips."""
    given = {
        "drop_joints": arguments.drop_joints,
        "noise": arguments.noise,
        "rate": arguments.rate,
        "flip": arguments.flip,
        "views": arguments.views if arguments.views > 1 else 0,
        "augmented_views": arguments.augmented_views,
        "steps": arguments.steps,
        "more": len(arguments.more),
        "unique": arguments.unique,
    }
    chosen = {name: value for name, value in given.items() if value}
    return {**chosen, "seed": arguments.seed} if chosen.keys() & {"drop_joints", "noise", "augmented_views"} else chosen


def find_weights_of(
    fuse: str,
    networks: Sequence[Checkpoint],
    cross_split: Sequence[Sequence[Checkpoint]],
    chosen: Selection,
    views: Views,
    device: str,
) -> NDArray[np.float64]:
    """Fusion weights: equal, as given, or fitted.

    They are fitted on the clips held out of all networks' training; or, where ``cross_split`` are given, each network's
    own on other splits, on what these say of the clips that they do not know and the networks do.
    """
    if fuse in ("equal", "log"):
        return equal_weights(len(networks))
    if fuse != "fit":
        return parse_weights(fuse, len(networks))
    if cross_split:
        members = [
            join_scores([_ask_cross_split(each, network, chosen, views, device) for each in family])
            for network, family in zip(networks, cross_split, strict=True)
        ]
        if any(each.ids != members[0].ids for each in members):
            raise UserError("--cross-split: give each network the same splits, in the same order")
    else:
        held = validation_part(chosen.everything, [network.info for network in networks])
        members = [score_clips(network, held, views, device) for network in networks]
    return fit_weights(np.stack([each.probabilities for each in members]), members[0].labels)


def _ask_cross_split(
    other_split: Checkpoint, network: Checkpoint, chosen: Selection, views: Views, device: str
) -> Scores:
    """What it says of the clips that only the network knows, looked at in the same extractions."""
    clips = unknown_to(chosen.everything, network.info, other_split.info)
    again = tuple(same_clips(clips, pack) for pack in chosen.more)
    return judge(other_split, replace(chosen, clips=clips, again=again), views, device)


def row_figures(scores: Scores) -> dict[str, Any]:
    """One row of the table: figures in 0..1."""
    low, high = bootstrap_interval(scores.right)
    return {
        "weights": scores.name,
        **scores.metrics().figures(),
        "top-1 low": low,
        "top-1 high": high,
        "nobody seen": int((~scores.seen).sum()),
    }


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows for people to read: percentages, the 95 % interval of top-1 in brackets."""
    cells = [("network", "top-1 %", "(95 %)", "top-5 %", "mean class %", "ece", "loss")]
    for row in rows:
        interval = f"({100 * row['top-1 low']:.1f} to {100 * row['top-1 high']:.1f})"
        shares = [f"{100 * row[name]:.1f}" for name in ("top-1", "top-5", "mean class")]
        cells.append((row["weights"], shares[0], interval, *shares[1:], f"{row['ece']:.3f}", f"{row['loss']:.3f}"))
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    lines = [[cell.ljust(width) if not place else cell.rjust(width) for place, (cell, width) in
              enumerate(zip(line, widths, strict=True))] for line in cells]  # fmt: skip
    return "\n".join("  ".join(line) for line in lines)


def write_predictions(path: Path, scores: Scores) -> None:
    """One row a clip: its name, its class, the best class, and every class's probability."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["clip", "label", "prediction", *scores.classes])
        for name, label, best, values in zip(
            scores.ids, scores.labels, scores.predictions, scores.probabilities, strict=True
        ):
            said = scores.classes[best] if best >= 0 else ""
            out.writerow([name, scores.classes[label], said, *(f"{value:.6f}" for value in values)])


def write_plots(folder: Path, scores: Scores, other: Scores | None) -> None:
    """per_class.png, confusion.png and calibration.png."""
    from core.evaluation.plots import (  # matplotlib takes a second
        plot_calibration,
        plot_classes,
        plot_confusion,
        save_figure,
    )

    classes = len(scores.classes)
    accuracy, count = class_accuracy(scores.right, scores.labels, classes)
    theirs = None if other is None else class_accuracy(other.right, other.labels, classes)[0]
    name = "" if other is None else other.name
    save_figure(plot_classes(scores.classes, accuracy, count, scores.name, theirs, name), folder / "per_class.png")
    crossed = confusion(scores.predictions, scores.labels, classes)
    save_figure(plot_confusion(scores.classes, crossed, scores.name), folder / "confusion.png")
    diagram = reliability(scores.probabilities, scores.right)
    save_figure(plot_calibration(diagram, scores.name), folder / "calibration.png")


def save_figures(name: str, where: str, scores: Scores) -> None:
    """Writes figures into the card of a weights file, as ``split 1 test top-1``, and the classes it is worst at."""
    path = find_weights(name)
    info = read_info(path)
    added = {f"{where} {key}": round(value, 4) for key, value in scores.metrics().figures().items()}
    classes = {label: figures["top-1"] for label, figures in class_figures(scores).items()}
    weak = dict(sorted(classes.items(), key=lambda item: item[1])[:_WEAK])
    save_info(path, replace(info, scores={**info.scores, **added}, weak=weak, recognised=classes))


def given_command(arguments: argparse.Namespace, words: Sequence[str]) -> str:
    """The command without this computer's paths; the data set's path becomes DATA."""
    known = {str(arguments.data): "DATA"} | {str(path): path.name.upper() for path in arguments.more}
    short = [known.get(word, Path(word).name if Path(word).is_absolute() else word) for word in words]
    return shlex.join(["python", "-m", "core.evaluate", *short])


def check(arguments: argparse.Namespace) -> None:
    """Raises a `UserError` where options do not go together."""
    several = len(arguments.weights) > 1
    if arguments.fuse and not several:
        raise UserError("--fuse needs two networks or more")
    if arguments.cross_split and (arguments.fuse != "fit" or len(arguments.cross_split) != len(arguments.weights)):
        raise UserError("--cross-split go with --fuse fit, once for each network")
    one_row = [name for name in ("record", "plots", "predictions", "against") if getattr(arguments, name)]
    if several and not arguments.fuse and one_row:
        raise UserError(f"--{one_row[0]} is for one row: give one network, or --fuse")
    if arguments.name and not arguments.record:
        raise UserError("--name is of the record: give --record, too")
    if several and arguments.save:
        raise UserError("--save is for one network")
    if arguments.save and conditions(arguments):
        raise UserError("--save is for clips as they are, seen once: a card holds plain figures")
    if not 0 <= arguments.drop_joints < 1 or min(arguments.noise, arguments.rate, arguments.augmented_views) < 0:
        raise UserError("--drop-joints is a probability; --noise, --rate and --augmented-views are not negative")
    if arguments.views < 1:
        raise UserError("--views is at least 1")


def note_known_clips(networks: Sequence[Checkpoint], chosen: Selection) -> None:
    """Warns on standard error about networks that may have been trained on the evaluated clips."""
    for network in networks:
        split, _, _, digest = trained_on(network.info)
        if split and digest in ("", chosen.everything.digest) and split != chosen.split and chosen.part != "train":
            print(
                f"note: {network.info.name} was trained on {split}, not on {chosen.split}: it may know these clips",
                file=sys.stderr,
            )


def main() -> None:
    """Entry point of ``python -m core.evaluate``."""
    arguments = parser().parse_args()
    check(arguments)
    device = choose_device(arguments.device)
    views = Views(arguments.flip, arguments.views, arguments.steps, arguments.augmented_views, arguments.seed)
    networks = [load_checkpoint(name) for name in arguments.weights]
    chosen = select(arguments)
    note_known_clips(networks, chosen)

    members = [judge(network, chosen, views, device) for network in networks]
    rows, weights = list(members), np.ones(1)
    if arguments.fuse:
        families = [[load_checkpoint(name) for name in names] for names in arguments.cross_split]
        weights = find_weights_of(arguments.fuse, networks, families, chosen, views, device)
        name = describe([each.name for each in members], weights)
        rows.append(fuse_scores(name, members, weights, logs=arguments.fuse == "log"))
    last = rows[-1]
    figures = [row_figures(row) for row in rows]
    report: dict[str, Any] = {**figures[-1], "data": chosen.clips.title, "split": chosen.split, "part": chosen.part}
    report["classes"] = class_figures(last)
    if chosen.repeats:
        report["repeats left out"] = chosen.repeats
    if arguments.fuse:
        report["fusion weights"] = [round(float(weight), 4) for weight in weights]
    if len(rows) > 1:
        report["rows"] = figures
    other = None
    if arguments.against:
        other = judge(load_checkpoint(arguments.against), chosen, views, device)
        if other.classes != last.classes:
            raise UserError(f"{other.name} knows other classes than {last.name}")
        report["against"] = {"weights": other.name, **asdict(compare(last.right, other.right))}

    if arguments.predictions:
        write_predictions(arguments.predictions, last)
    if arguments.plots:
        write_plots(arguments.plots, last, other)
    if arguments.save:
        save_figures(arguments.weights[0], chosen.where, last)
    if arguments.record:
        data = {"title": chosen.clips.title, "digest": chosen.everything.digest, "split": chosen.split,
                "part": chosen.part, "repeats left out": chosen.repeats,
                "more": [each.digest for each in chosen.again]}  # fmt: skip
        paths = [find_weights(name) for name in arguments.weights]
        record = make_record(
            arguments.name or last.name, given_command(arguments, sys.argv[1:]), last,
            list(zip(paths, networks, strict=True)), arguments.fuse or "", weights.tolist(), data,
            conditions(arguments), chosen.everything.ids,
        )  # fmt: skip
        append_record(arguments.record, record)
    if arguments.json:
        print(json.dumps(report, ensure_ascii=False))
        return
    seen = f", no one is seen in {report['nobody seen']} of them" if report["nobody seen"] else ""
    print(f"{chosen.clips.title}, {chosen.where}: {len(chosen.clips)} clips{seen}")
    print(table(figures))
    if other is not None:
        against = report["against"]
        print(
            f"against {other.name}: {100 * against['difference']:+.1f} points "
            f"({100 * against['low']:+.1f} to {100 * against['high']:+.1f}); {against['only_first']} clips only this "
            f"one knows, {against['only_second']} only the other; p = {against['p']:.3g} (McNemar, exact)"
        )


if __name__ == "__main__":
    run_command(main)
