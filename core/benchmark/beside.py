"""``python -m core.benchmark beside --known JHMDB --data DATA...``: actions taught beside those of a bundled network.

In every draw a few actions are drawn from a data set, a few clips of each are taught beside the network, and others are
recognised, as ``python -m core.benchmark teaching`` draws them. What the bundled network loses is measured on the test
clips of its own data. Left out are actions whose name shares a word with one that the network knows: there both may be
right.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from core.benchmark.teaching import draw, interval, load_views
from core.checkpoint import DEFAULT, load_checkpoint
from core.data.pack import Pack, load_pack
from core.data.windows import WindowDataset
from core.errors import UserError
from core.streams import prepare
from core.teaching import TaughtActions, fit_pack


@dataclass(frozen=True)
class Row:
    """Means over the draws; shares of clips, 0..1.

    Attributes:
        data, actions, examples: what was taught.
        known_alone: of the bundled network's test clips, how many it recognises alone, and
        known: with the taught actions beside it; known_low, known_high: 95 % interval, by resampling the draws.
        taken: of these clips, how many are taken for a taught action.
        taught_alone: of the taught actions' test clips, how many are recognised among these actions, and
        taught: among all; taught_low, taught_high: likewise.
        certain: how many of the clips recognised are not called uncertain.
    """

    data: str
    actions: int
    examples: int
    known_alone: float
    known: float
    known_low: float
    known_high: float
    taken: float
    taught_alone: float
    taught: float
    taught_low: float
    taught_high: float
    certain: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--known", type=Path, required=True, metavar="DATA", help="the bundled network's own data")
    parser.add_argument("--split", default="split 1", help="its split, whose test part is asked (%(default)s)")
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="data sets of the actions that are taught")
    parser.add_argument("--model", default=DEFAULT, help="beside which they are taught (%(default)s)")
    parser.add_argument("--actions", type=int, default=5, help="taught at once (%(default)s)")
    parser.add_argument("--examples", type=int, nargs="+", default=[1, 5, 10], help="of each action (1 5 10)")
    parser.add_argument("--draws", type=int, default=10, help="(%(default)s)")
    parser.add_argument("--angle", type=float, default=20.0, help="how far a camera stands aside, degrees (20)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(arguments: argparse.Namespace) -> None:
    """Measures and prints."""
    known = load_pack(arguments.known, layout="kinetics18").part(arguments.split, "test")
    rows = [row for path in arguments.data for row in measure(path, known, arguments)]
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows]))
        return
    for row in rows:
        print(
            f"{row.data}, {row.actions} actions, {row.examples} examples: of the network's own clips "
            f"{100 * row.known_alone:.1f} % alone, {100 * row.known:.1f} % beside them "
            f"({100 * row.taken:.1f} % taken); taught {100 * row.taught_alone:.1f} % among themselves, "
            f"{100 * row.taught:.1f} % among all, {100 * row.certain:.1f} % of these certain"
        )


def measure(path: Path, known: Pack, arguments: argparse.Namespace) -> list[Row]:
    """The rows of one data set."""
    clips = unlike(load_views(path, arguments.angle, arguments.seed), load_checkpoint(arguments.model).info.labels)
    alone = recognised_alone(arguments.model, known)
    out = []
    for examples in arguments.examples:
        found = []
        for shown, asked, random in draw(clips, "others", examples, arguments.draws, arguments.seed):
            chosen = random.permutation(np.unique(shown.labels))[: arguments.actions]
            shown, asked = (part.only(np.flatnonzero(np.isin(part.labels, chosen))) for part in (shown, asked))
            found.append(one(fit_pack(shown, beside=arguments.model), asked, known))
        if found:
            took, left, among_taught, taught, certain = np.array(found).T
            known_mean, known_low, known_high = interval(left)
            taught_mean, taught_low, taught_high = interval(taught)
            out.append(
                Row(
                    clips.title,
                    arguments.actions,
                    examples,
                    known_alone=alone,
                    known=known_mean,
                    known_low=known_low,
                    known_high=known_high,
                    taken=float(took.mean()),
                    taught_alone=float(among_taught.mean()),
                    taught=taught_mean,
                    taught_low=taught_low,
                    taught_high=taught_high,
                    certain=float(np.nanmean(certain)),
                )
            )
    return out


def one(network: TaughtActions, asked: Pack, known: Pack) -> tuple[float, float, float, float, float]:
    """``taken``, ``known``, ``taught_alone``, ``taught`` and ``certain`` of one draw, see `Row`."""
    count = len(network.labels)
    of_known = network.probabilities(known).argmax(axis=1)
    names = np.array(network.info.labels)
    left = names[of_known] == np.array(known.classes)[known.labels]
    scores = network.probabilities(asked)
    true = np.array(asked.classes)[asked.labels]
    right = names[scores.argmax(axis=1)] == true
    among_taught = names[scores[:, :count].argmax(axis=1)] == true
    certain = _certain(network, asked)[right]
    return (
        float((of_known < count).mean()),
        float(left.mean()),
        float(among_taught.mean()),
        float(right.mean()),
        float(certain.mean()) if len(certain) else float("nan"),
    )


@torch.inference_mode()
def _certain(network: TaughtActions, asked: Pack) -> NDArray[np.bool_]:
    """Whether the last window of each clip reaches the card's energy."""
    least = network.info.energy_threshold
    windows, _ = WindowDataset(asked, network.info).__getitems__(range(len(asked)))
    energy = network.model(windows).logsumexp(1).numpy()
    return np.asarray(energy >= (-np.inf if least is None else least))


@torch.inference_mode()
def recognised_alone(model: str, known: Pack) -> float:
    """The share of clips that the bundled network recognises by itself."""
    checkpoint = load_checkpoint(model)
    windows, labels = WindowDataset(known, checkpoint.info).__getitems__(range(len(known)))
    said = checkpoint.model(prepare(windows, checkpoint.info)).argmax(1).numpy()
    names = np.array(checkpoint.info.labels)[said]
    return float(np.mean(names == np.array(known.classes)[labels.numpy()]))


def unlike(clips: Pack, labels: tuple[str, ...]) -> Pack:
    """The clips of actions whose names share no word with any of the labels.

    Raises:
        UserError: there are not two such actions.
    """
    words = {word for label in labels for word in _words(label)}
    fresh = [number for number, name in enumerate(clips.classes) if not words & _words(name)]
    if len(fresh) < 2:
        raise UserError(f"{clips.title} has fewer than two actions that the network does not know by name")
    return clips.only(np.flatnonzero(np.isin(clips.labels, fresh)))


def _words(name: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", name.lower()))
