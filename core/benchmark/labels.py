"""``python -m core.benchmark labels NAME --data DATA --split 1``: what steady labels cost.

The live rule of `core.labels` at several memories, on a window that slides over test clips: fewer changes of the label
against the time until the right name is shown. A memory of 0 shows what is said at every moment.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.benchmark.bundled import Sliding, slide
from core.data.pack import load_pack
from core.data.selection import choose_split
from core.inference.ensemble import Networks, load_members
from core.labels import MEMORY, NONE, SteadyLabel

MEMORIES = (0.0, 0.1, 0.2, MEMORY, 0.8)
"""Seconds; `core.labels.MEMORY` is what the program uses."""


def shown(sliding: Sliding, memory: float) -> NDArray[np.int64]:
    """The label ``(W,)`` that is shown live at every moment, class index or `core.labels.NONE`."""
    if memory == 0:
        return np.where(sliding.certain, sliding.scores.argmax(axis=1), NONE)
    out = np.full(len(sliding.times), NONE, np.int64)
    steady = SteadyLabel()
    for row, (time, scores, certain) in enumerate(zip(sliding.times, sliding.scores, sliding.certain, strict=True)):
        if row == 0 or sliding.clips[row] != sliding.clips[row - 1]:
            steady = SteadyLabel()
        steady = steady.then(float(time), scores, bool(certain), memory)
        out[row] = steady.label
    return out


def curve(sliding: Sliding) -> list[dict[str, float]]:
    """A row a memory: changes of the label a minute; ``delay``, the mean time in seconds by which the right name comes
    later than it does at memory 0, where both show it; shares of moments named, of those rightly, and of clips whose
    last label is right."""
    before = np.diff(sliding.clips) == 0
    minutes = float(np.diff(sliding.times)[before].sum()) / 60
    last = np.append(~before, True)
    first = first_right(sliding, shown(sliding, 0.0))
    rows = []
    for memory in MEMORIES:
        label = shown(sliding, memory)
        later = first_right(sliding, label) - first
        named = label != NONE
        right = label == sliding.labels
        rows.append(
            {
                "memory": memory,
                "changes a minute": float((np.diff(label) != 0)[before].sum() / max(minutes, 1e-9)),
                "delay": float(np.nanmean(later)) if np.isfinite(later).any() else float("nan"),
                "named": float(named.mean()),
                "right of named": float(right[named].mean()) if named.any() else float("nan"),
                "right at the end": float(right[last].mean()),
            }
        )
    return rows


def first_right(sliding: Sliding, label: NDArray[np.int64]) -> NDArray[np.float64]:
    """Seconds at which each clip's right name is shown first, NaN where it never is: one a clip."""
    clips = np.unique(sliding.clips)
    out = np.full(len(clips), np.nan)
    right = label == sliding.labels
    for place, clip in enumerate(clips):
        when = sliding.times[(sliding.clips == clip) & right]
        if len(when):
            out[place] = when[0]
    return out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("name", help="a bundled network, or a .safetensors file; a+b fuses two")
    parser.add_argument("--data", type=Path, required=True, help="the data set that it was trained on")
    parser.add_argument("--split", help="official split by name, or how it ends (1)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def run(arguments: argparse.Namespace) -> None:
    """Prints the figures."""
    torch.set_num_threads(1)
    everything = load_pack(arguments.data)
    split, part = choose_split(everything, arguments.split, "test")
    clips = everything if split == "all" else everything.part(split, part)
    networks = Networks(load_members(arguments.name), explain=False)
    rows = curve(slide(networks, clips))
    figures: dict[str, Any] = {
        "network": networks.info.name, "data": everything.title, "digest": everything.digest, "split": split,
        "clips": len(clips), "rows": rows,
    }  # fmt: skip
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    print("  ".join(f"{name:>16}" for name in rows[0]))
    for row in rows:
        print("  ".join(f"{value:16.3f}" for value in row.values()))
