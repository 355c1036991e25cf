"""``python -m core.benchmark bundled --data DATA --split 1``: the bundled networks side by side, as they run live.

Each is judged with its companions, on the test part of the split that it was trained on: once at the end of every clip,
and at every moment of it as a window slides over it live, as soon as the window holds enough. Rejection is told against
clips of other actions. The calmness of the label is that of the sliding windows, before `core.labels` steadies it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.checkpoint import list_weights
from core.data.pack import Pack, load_pack
from core.data.selection import choose_clips
from core.errors import UserError
from core.evaluation.metrics import reliability
from core.evaluation.together import score_together
from core.inference.ensemble import Member, Networks, load_members
from core.skeleton import Joints
from core.window import network_input, sample_window

_BATCH = 64
_REPEATS = 5


@dataclass(frozen=True)
class Sliding:
    """What was said at W moments of clips.

    Attributes:
        clips: ``(W,)`` index of the clip; moments of one follow one another.
        times: ``(W,)`` seconds. labels: ``(W,)`` the clip's class.
        scores: ``(W, num_classes)``. certain: ``(W,)`` bool, by the card's threshold.
    """

    clips: NDArray[np.int64]
    times: NDArray[np.float64]
    labels: NDArray[np.int64]
    scores: NDArray[np.float32]
    certain: NDArray[np.bool_]


def slide(networks: Networks, clips: Pack) -> Sliding:
    """A window over the main person of every clip, moved by one frame of the network, once it holds enough."""
    card = networks.info
    step, needed = 1 / max(each.rate for each in networks.cards), card.min_seconds
    moments: list[tuple[int, float]] = []
    windows: list[list[Joints]] = [[] for _ in networks.cards]
    for index, (first, last) in enumerate(clips.rows[:, 0]):
        times, joints = clips.track.times[first:last], clips.track.joints[first:last]
        ends = np.arange(times[0], times[-1] + 1e-6, step) if len(times) else ()
        for end in ends:
            kept = times <= end + 1e-9
            cut = [sample_window(times[kept], joints[kept], end, each.frames, each.rate) for each in networks.cards]
            if (cut[0][..., 2] > 0).any(axis=1).sum() / networks.cards[0].rate < needed - 1e-6:
                continue
            moments.append((index, float(end)))
            for rows, window, each in zip(windows, cut, networks.cards, strict=True):
                rows.append(network_input(window, None, each.coordinates))
    if not moments:
        raise UserError(f"{clips.title}: nobody is seen for {needed:g} s in any clip")
    stacked = [np.stack(rows) for rows in windows]
    said = [networks.classify([rows[at : at + _BATCH] for rows in stacked]) for at in range(0, len(moments), _BATCH)]
    scores = np.concatenate([each.probabilities for each in said])
    energies = np.concatenate([np.zeros(0) if each.energy is None else each.energy for each in said])
    limit = card.energy_threshold
    certain = scores.max(axis=1) >= card.threshold if limit is None else energies >= limit
    clip = np.array([index for index, _ in moments])
    return Sliding(clip, np.array([end for _, end in moments]), clips.labels[clip], scores, certain)


def changes_a_minute(sliding: Sliding) -> float:
    """How often what is said, a name or "uncertain", differs from what was said one moment before, a minute."""
    said = np.where(sliding.certain, sliding.scores.argmax(axis=1), -1)
    together = np.diff(sliding.clips) == 0
    minutes = float(np.diff(sliding.times)[together].sum()) / 60
    return float((np.diff(said) != 0)[together].sum() / minutes) if minutes else float("nan")


def measure(members: Sequence[Member], clips: Pack, strangers: Pack | None) -> dict[str, Any]:
    """One row of the table: shares in 0..1, milliseconds of one processor core."""
    networks = Networks(members, explain=False)
    card = networks.info
    said = score_together(members, clips)
    sliding = slide(networks, clips)
    right = sliding.scores.argmax(axis=1) == sliding.labels
    row = {
        "network": card.name,
        "with": ", ".join(member.info.name for member in members[1:]),
        "top-1": float(said.right.mean()),
        "top-5": said.metrics().figures()["top-5"],
        "sliding": float(right.mean()),
        "ece": reliability(said.probabilities[said.seen], said.right[said.seen]).error,
        "sliding ece": reliability(sliding.scores, right).error,
        "sliding answered": float(sliding.certain.mean()),
        "right of these": float(right[sliding.certain].mean()) if sliding.certain.any() else float("nan"),
        "changes a minute": changes_a_minute(sliding),
    }
    if strangers is not None:
        row |= rejection(members, said.energy, said.right, strangers)
    return {**row, **costs(networks), **{name: members[0].info.fidelity.get(name) for name in ("top3", "bottom3")}}


def rejection(
    members: Sequence[Member], energy: NDArray[np.float64] | None, right: NDArray[np.bool_], strangers: Pack
) -> dict[str, float]:
    """Known against unknown actions by energy; ``at 85 %``: rejected where 85 % of the right answers are kept."""
    assert energy is not None
    labels = members[0].info.labels
    named = replace(strangers, labels=np.zeros(len(strangers), np.int64), classes=labels)
    foreign = score_together(members, named).energy
    assert foreign is not None
    hits = energy[right]
    if not len(hits) or not len(foreign):
        return {"AUROC": float("nan"), "rejected at 85 %": float("nan")}
    ahead = (hits[:, None] > foreign) + (hits[:, None] == foreign) / 2
    return {
        "AUROC": float(ahead.mean()),
        "rejected at 85 %": float((foreign < np.quantile(hits, 0.15)).mean()),
    }


def costs(networks: Networks) -> dict[str, float]:
    """Milliseconds of processor time for one person: a prediction, and a look for evidence."""
    random = np.random.default_rng(0)
    windows = [random.uniform(-1, 1, (1, card.frames, 18, 3)).astype(np.float32) for card in networks.cards]
    label = np.zeros(1, np.int64)

    def milliseconds(call: Callable[[], object]) -> float:
        call()
        spent = []
        for _ in range(_REPEATS):
            start = time.process_time()
            call()
            spent.append(time.process_time() - start)
        return 1000 * min(spent)

    return {
        "prediction ms": milliseconds(lambda: networks.classify(windows)),
        "evidence ms": milliseconds(lambda: networks.weigh(windows, label)),
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("names", nargs="*", help="networks (default: all bundled ones)")
    parser.add_argument("--data", type=Path, required=True, help="the data set that they were trained on")
    parser.add_argument("--split", help="official split by name, or how it ends (1)")
    parser.add_argument("--out-of-distribution", type=Path, metavar="FOLDER", help="clips of other actions")
    parser.add_argument("--except", nargs="+", default=[], dest="known", metavar="CLASS", help="of them to leave out")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def run(arguments: argparse.Namespace) -> None:
    """Prints the figures."""
    torch.set_num_threads(1)
    everything = load_pack(arguments.data)
    clips, split, _ = choose_clips(everything, arguments.split, "test")
    strangers = None
    if arguments.out_of_distribution:
        strangers = load_pack(arguments.out_of_distribution, layout="kinetics18")
        known = [at for at, label in enumerate(strangers.labels) if strangers.classes[label] not in arguments.known]
        strangers = strangers.only(known)
    rows = []
    for name in arguments.names or [card.name for card in list_weights()]:
        rows.append(measure(load_members(name), clips, strangers))
        print(f"{name}: done", file=sys.stderr)
    figures = {"data": everything.title, "digest": everything.digest, "split": split, "clips": len(clips), "rows": rows}
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    names = list(rows[0])
    cells = [names, *([_cell(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    print("\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells))


def _cell(value: object) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
