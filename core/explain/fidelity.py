"""How faithful reasons are: what happens to a network's answer when the joints that a reason names are hidden.

``python -m core.explain fidelity WEIGHTS... --data FOLDER [--split 1] [--json]``. Deletion and insertion after Petsiuk,
Das and Saenko (RISE, 2018), on joints: deletion hides them from all others down, best first, insertion shows them one
after another to a network that sees nothing. Compared with random order, and with a greedy search that looks at every
joint left before each choice: no order found without looking does better at the first joint, hardly any after it.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata

from core.checkpoint import build_model, find_weights, read_info, save_info
from core.data.pack import Pack, load_pack
from core.data.selection import choose_clips
from core.errors import UserError
from core.evaluation.measurement import write_measurement
from core.explain.attribution import METHODS
from core.inference.ensemble import Member, Networks, load_members
from core.skeleton import Joints
from core.window import network_input, sample_window

HIDE = 3
"""So many joints are hidden in the figures that are compared."""

CARD_FIGURES = ("top3", "random3", "bottom3", "greedy3", "steadiness")
"""What a card says of them."""

_POINTS = (1, 2, 3, 5, 9)  # joints hidden or shown on the curves
_ORDERS = 3  # random orders
_APART = 0.2  # seconds between two looks whose evidence should not differ much
_BATCH = 256

Windows = list[Joints]
"""What each of the networks is fed for the same N windows, ``(N, T, 18, 3)`` each."""


@dataclass(frozen=True)
class Judged:
    """N windows and what the networks say of them as they are.

    Attributes:
        windows: what each network is fed.
        labels: ``(N,)`` the classes with the best scores. scores: ``(N,)`` those scores.
    """

    windows: Windows
    labels: NDArray[np.int64]
    scores: NDArray[np.float64]


def windows_at(networks: Networks, clips: Pack, before: float = 0.0) -> Windows:
    """The last window of each clip's main person, or the one that ended ``before`` seconds earlier, as seen live."""
    out: Windows = []
    for card in networks.cards:
        rows = []
        for first, last in clips.rows[:, 0]:
            times, joints = clips.track.times[first:last], clips.track.joints[first:last]
            end = float(times[-1]) - before if len(times) else 0.0
            kept = times <= end + 1e-9
            window = sample_window(times[kept], joints[kept], end, card.frames, card.rate)
            rows.append(network_input(window, None, card.coordinates))
        out.append(np.stack(rows))
    return out


def chosen(windows: Windows, rows: NDArray[np.integer] | NDArray[np.bool_]) -> Windows:
    """Only some of the windows."""
    return [each[rows] for each in windows]


def probabilities(networks: Networks, windows: Windows) -> NDArray[np.float64]:
    """``(N, num_classes)``, in batches."""
    N = len(windows[0])
    parts = [networks.classify(chosen(windows, np.arange(at, min(at + _BATCH, N)))) for at in range(0, N, _BATCH)]
    return np.concatenate([part.probabilities for part in parts]).astype(np.float64)


def judge(networks: Networks, windows: Windows) -> Judged:
    """What is said of the windows as they are."""
    said = probabilities(networks, windows)
    labels = said.argmax(axis=1)
    return Judged(windows, labels, said[np.arange(len(labels)), labels])


def with_hidden(windows: Windows, hidden: NDArray[np.bool_]) -> Windows:
    """The windows without the joints that ``hidden`` ``(N, 18)`` marks."""
    return [np.where(hidden[:, None, :, None], np.float32(0), each) for each in windows]


def score_with(networks: Networks, judged: Judged, hidden: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The probability ``(N,)`` of the class that was shown where ``hidden`` ``(N, 18)`` joints are not seen."""
    said = probabilities(networks, with_hidden(judged.windows, hidden))
    return said[np.arange(len(said)), judged.labels]


def best_first(values: NDArray[np.floating]) -> NDArray[np.int64]:
    """Joints ``(N, 18)`` in the order of their values, the highest first."""
    return np.argsort(-values, axis=1, kind="stable")


def mark(order: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """``(N, 18)`` the first ``count`` joints of each row's order."""
    marks = np.zeros(order.shape, bool)
    np.put_along_axis(marks, order[:, :count], True, axis=1)
    return marks


def curve(networks: Networks, judged: Judged, order: NDArray[np.int64], insertion: bool = False) -> dict[int, float]:
    """Mean probability of the class shown by how many joints are hidden; for insertion, by how many are shown."""
    points = [count for count in _POINTS if count <= order.shape[1]]
    hidden = {count: mark(order, count) != insertion for count in points}
    return {count: float(score_with(networks, judged, hidden[count]).mean()) for count in points}


def greedy_order(networks: Networks, judged: Judged, count: int, insertion: bool = False) -> NDArray[np.int64]:
    """``(N, count)``: at each step the joint without which (or with which) the score falls (or rises) most."""
    N, V = judged.windows[0].shape[0], judged.windows[0].shape[2]
    taken = np.zeros((N, V), bool)
    order = np.zeros((N, count), np.int64)
    for step in range(count):
        scores = np.full((N, V), -np.inf if insertion else np.inf)
        for joint in range(V):
            tried = taken.copy()
            tried[:, joint] = True
            rows = np.flatnonzero(~taken[:, joint])
            part = Judged(chosen(judged.windows, rows), judged.labels[rows], judged.scores[rows])
            if len(rows):
                scores[rows, joint] = score_with(networks, part, tried[rows] != insertion)
        order[:, step] = scores.argmax(axis=1) if insertion else scores.argmin(axis=1)
        taken[np.arange(N), order[:, step]] = True
    return order


def greedy_curve(networks: Networks, judged: Judged, count: int, insertion: bool = False) -> dict[int, float]:
    """As `curve`, with the joints chosen greedily, up to ``count`` of them."""
    order = greedy_order(networks, judged, count, insertion)
    marks = np.zeros((len(order), judged.windows[0].shape[2]), bool)
    out = {}
    for step in range(count):
        marks[np.arange(len(order)), order[:, step]] = True
        out[step + 1] = float(score_with(networks, judged, marks != insertion).mean())
    return out


def rank_correlation(a: NDArray[np.floating], b: NDArray[np.floating]) -> NDArray[np.float64]:
    """Spearman's, row by row of ``(N, 18)``; 0 where one of them says the same of all joints."""
    ranks = [rankdata(each, axis=1) - (each.shape[1] + 1) / 2 for each in (a, b)]
    norm = np.sqrt((ranks[0] ** 2).sum(axis=1) * (ranks[1] ** 2).sum(axis=1))
    return (ranks[0] * ranks[1]).sum(axis=1) / np.where(norm > 0, norm, 1)


def randomised(members: Sequence[Member], seed: int) -> list[Member]:
    """The same networks, never trained (Adebayo et al., Sanity Checks for Saliency Maps, 2018)."""
    out = []
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for member in members:
            out.append(replace(member, model=build_model(member.info).eval()))
    return out


def measure(
    members: Sequence[Member], clips: Pack, method: str = "occlusion", greedy: int = HIDE, seed: int = 0
) -> dict[str, Any]:
    """All figures of one network, or of several fused.

    Args:
        clips: those in whose last window nobody is seen are left out.
        method: which reason, see `core.explain.attribution.METHODS`.
        greedy: how many joints the greedy search takes; 0: none is made.
        seed: of the random orders and the untrained weights.

    Returns:
        ``topN``, ``randomN``, ``bottomN``: by how much the probability of the class shown falls, on average over the
        clips, where the three joints with the highest, random and the lowest evidence are hidden; ``boundN``: those
        whose hiding alone costs most, found by hiding each; ``greedyN``: found by the greedy search. Curves from
        number of joints to mean probability. ``steadiness`` and ``sanity`` are mean rank correlations.
    """
    find = METHODS[method]
    networks = Networks(members, explain=False)
    windows = windows_at(networks, clips)
    seen = np.flatnonzero((windows[0][..., 2] > 0).any(axis=(1, 2)))
    if not len(seen):
        raise UserError(f"{clips.title}: nobody is seen in any clip")
    clips, windows = clips.only(seen), chosen(windows, seen)
    judged = judge(networks, windows)
    evidence = find(networks, windows, judged.labels)
    order = best_first(evidence)
    alone = evidence if method == "occlusion" else METHODS["occlusion"](networks, windows, judged.labels)
    random = np.random.default_rng(seed)
    orders = [random.permuted(np.tile(np.arange(18), (len(seen), 1)), axis=1) for _ in range(_ORDERS)]
    plain = float(judged.scores.mean())

    def fall(marks: NDArray[np.bool_]) -> float:
        return plain - float(score_with(networks, judged, marks).mean())

    deletion = {
        "evidence": curve(networks, judged, order),
        "random": _mean([curve(networks, judged, each) for each in orders]),
    }
    insertion = {
        "evidence": curve(networks, judged, order, insertion=True),
        "random": _mean([curve(networks, judged, each, insertion=True) for each in orders]),
    }
    if greedy:
        deletion["greedy"] = greedy_curve(networks, judged, greedy)
        insertion["greedy"] = greedy_curve(networks, judged, greedy, insertion=True)
    untrained = Networks(randomised(members, seed), explain=False)
    return {
        "network": networks.info.name,
        "method": method,
        "clips": len(seen),
        "score": plain,
        f"top{HIDE}": plain - deletion["evidence"][HIDE],
        f"random{HIDE}": plain - deletion["random"][HIDE],
        f"bottom{HIDE}": fall(mark(order[:, ::-1], HIDE)),
        f"bound{HIDE}": fall(mark(best_first(alone), HIDE)),
        f"greedy{HIDE}": plain - deletion["greedy"][HIDE] if greedy >= HIDE else None,
        "deletion": deletion,
        "insertion": insertion,
        "steadiness": steadiness(networks, clips, judged.labels, evidence, find),
        "sanity": float(rank_correlation(evidence, find(untrained, windows, judged.labels)).mean()),
    }


def steadiness(
    networks: Networks,
    clips: Pack,
    labels: NDArray[np.int64],
    evidence: NDArray[np.floating],
    find: Callable[[Networks, Windows, NDArray[np.int64]], NDArray[np.floating]],
) -> float:
    """Mean rank correlation of the evidence for one class 0.2 s apart, over clips whose earlier window holds enough."""
    windows = windows_at(networks, clips, _APART)
    needed = networks.info.min_seconds * networks.cards[0].rate
    held = (windows[0][..., 2] > 0).any(axis=2).sum(axis=1)
    rows = np.flatnonzero(held >= needed - 1e-6)
    if not len(rows):
        return float("nan")
    return float(rank_correlation(evidence[rows], find(networks, chosen(windows, rows), labels[rows])).mean())


def _mean(curves: Sequence[dict[int, float]]) -> dict[int, float]:
    return {count: float(np.mean([each[count] for each in curves])) for count in curves[0]}


def save_fidelity(name: str, figures: Mapping[str, Any]) -> None:
    """Writes some of the figures that `measure` found into the card of a weights file, from where windows read them."""
    told = {key: round(float(figures[key]), 3) for key in CARD_FIGURES if isinstance(figures.get(key), float)}
    path = find_weights(name)
    save_info(path, replace(read_info(path), fidelity={key: value for key, value in told.items() if value == value}))


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m core.explain fidelity", description="How faithful the reasons of networks are."
    )
    parser.add_argument("weights", nargs="+", help="bundled models' names or .safetensors files; a+b fuses two")
    parser.add_argument("--data", type=Path, required=True, help="any form that python -m core.data inspect reads")
    parser.add_argument("--split", help="official split by name, or how it ends (1); all: every clip")
    parser.add_argument("--part", help="part of the split (default test)")
    parser.add_argument(
        "--method", choices=sorted(METHODS), default="occlusion", help="which reason (default occlusion)"
    )
    parser.add_argument("--greedy", type=int, default=HIDE, metavar="N", help="greedy search for N joints (default 3)")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth clip (default 1: all)")
    parser.add_argument("--seed", type=int, default=0, help="of the random orders (default 0)")
    parser.add_argument("--record", type=Path, metavar="FOLDER", help="write one record a network, for core.report")
    parser.add_argument(
        "--save", action="store_true", help="write the figures that the window shows into the card of each network"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    return parser


def main(words: Sequence[str]) -> None:
    """Entry point of ``python -m core.explain fidelity``."""
    arguments = parser().parse_args(words)
    everything = load_pack(arguments.data)
    clips, split, part = choose_clips(everything, arguments.split, arguments.part)
    if arguments.every < 1 or not 0 <= arguments.greedy <= 18:
        raise UserError("--every is at least 1, --greedy from 0 to 18")
    clips = clips.only(range(0, len(clips), arguments.every))
    where = {
        "data": everything.title, "digest": everything.digest, "split": split, "part": part, "every": arguments.every,
        "seed": arguments.seed,
    }  # fmt: skip
    rows = []
    for name in arguments.weights:
        members = load_members(name)
        if any(member.info.coordinates == "picture" for member in members):
            raise UserError(f"{name} takes shares of the picture, whose size data sets do not tell")
        rows.append(measure(members, clips, arguments.method, arguments.greedy, arguments.seed))
        if arguments.record:
            command = f"python -m core.explain fidelity {shlex.join(words)}"
            write_measurement(arguments.record / f"{rows[-1]['network']}.json", command, {**rows[-1], **where})
        if arguments.save:
            save_fidelity(name, rows[-1])
        print(f"{name}: done", file=sys.stderr)
    if arguments.json:
        print(json.dumps({**rows[-1], **where, "rows": rows}, ensure_ascii=False))
        return
    print(f"{everything.title}, {split} {part}: fall of the score when {HIDE} joints are hidden ({arguments.method})")
    names = ("top", "random", "bottom", "bound", "greedy")
    width = max(len(row["network"]) for row in rows)
    print(" ".join(["network".ljust(width), *(f"{name:>8}" for name in (*names, "steady", "sanity"))]))
    for row in rows:
        cells = [row[f"{name}{HIDE}"] for name in names] + [row["steadiness"], row["sanity"]]
        print(" ".join([row["network"].ljust(width), *(f"{'-' if v is None else format(v, '.3f'):>8}" for v in cells)]))
