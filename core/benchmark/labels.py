"""``python -m core.benchmark labels NAME --data DATA --split 1``: what steady labels cost.

The live rule of `core.labels` at several memories, and the one for files with its price of a change (in the column
"memory"), on a window that slides over test clips: fewer changes of the label against the time until the right name is
shown. "raw" is what is said at every moment. With ``--videos`` also how often the label changes in these, whose actions
nobody has written down.
"""

from __future__ import annotations

import argparse
import contextlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.benchmark.bundled import Sliding, slide
from core.data.pack import load_pack
from core.data.selection import choose_clips
from core.inference.ensemble import Networks, load_members
from core.inference.recognizer import Recognizer
from core.labels import CHANGE, GAP, MEMORY, NONE, SteadyLabel, steady_labels
from core.pose.backend import open_pose
from core.sources import open_source
from core.tracking import Tracker
from core.types import Prediction

MEMORIES = (0.1, 0.2, MEMORY, 0.8)
"""Seconds; `core.labels.MEMORY` is what the program uses."""
_NO_CLASS = -2


def raw(sliding: Sliding) -> NDArray[np.int64]:
    """What is said at every moment ``(W,)``, class index or `core.labels.NONE`."""
    return np.where(sliding.certain, sliding.scores.argmax(axis=1), NONE)


def live(sliding: Sliding, memory: float = MEMORY) -> NDArray[np.int64]:
    """The label ``(W,)`` that is shown at every moment, knowing nothing of what follows."""
    out = np.full(len(sliding.times), NONE, np.int64)
    steady = SteadyLabel()
    for row, (time, scores, certain) in enumerate(zip(sliding.times, sliding.scores, sliding.certain, strict=True)):
        if row == 0 or sliding.clips[row] != sliding.clips[row - 1]:
            steady = SteadyLabel()
        steady = steady.then(float(time), scores, bool(certain), memory)
        out[row] = steady.label
    return out


def file(sliding: Sliding) -> NDArray[np.int64]:
    """The label ``(W,)`` of every moment where the whole file is known."""
    parts = [np.flatnonzero(sliding.clips == clip) for clip in np.unique(sliding.clips)]
    out = np.full(len(sliding.times), NONE, np.int64)
    for part in parts:
        out[part] = steady_labels(sliding.times[part], sliding.scores[part], sliding.certain[part])
    return out


def changes_a_minute(sliding: Sliding, label: NDArray[np.int64]) -> float:
    """How often the label changes, by minutes watched without a gap. The first name of everybody is no change: in
    clips of a second it would be the only one."""
    together = (np.diff(sliding.clips) == 0) & (np.diff(sliding.times) <= GAP)
    minutes = float(np.diff(sliding.times)[together].sum()) / 60
    named = np.zeros(len(label), bool)
    for clip in np.unique(sliding.clips):
        part = sliding.clips == clip
        named[part] = np.maximum.accumulate(label[part] != NONE)
    return float(((np.diff(label) != 0) & together & named[:-1]).sum() / max(minutes, 1e-9))


def curve(sliding: Sliding) -> list[dict[str, Any]]:
    """A row a rule. ``delay``: the mean time in seconds by which the right name comes later than it is said, where it
    is; then the share of moments named, of those rightly, and of clips whose last label is right."""
    rules = [("raw", 0.0, raw(sliding)), *(("live", memory, live(sliding, memory)) for memory in MEMORIES)]
    last = np.append(np.diff(sliding.clips) != 0, True)
    first = first_right(sliding, raw(sliding))
    rows = []
    for rule, memory, label in [*rules, ("file", CHANGE, file(sliding))]:
        later = first_right(sliding, label) - first
        named, right = label != NONE, label == sliding.labels
        rows.append(
            {
                "rule": rule,
                "memory": memory,
                "changes a minute": changes_a_minute(sliding, label),
                "delay": float(np.nanmean(later)) if np.isfinite(later).any() else float("nan"),
                "named": float(named.mean()),
                "right of named": float(right[named].mean()) if named.any() else float("nan"),
                "right at the end": float(right[last].mean()),
            }
        )
    return rows


def watch(video: Path, name: str, people: int = 3) -> Sliding:
    """What is said of everybody in a video, one "clip" a person, whose class nobody knows."""
    recognizer = Recognizer.from_weights(name, explain=False)
    recognizer.hop = recognizer.natural_hop
    tracker, judged = Tracker(people), dict[int, list[Prediction]]()
    with contextlib.closing(open_source(video)) as source, contextlib.closing(open_pose(people)) as pose:
        while (frame := source.read()) is not None:
            joints = pose.detect(frame) if frame.joints is None else frame.joints
            for said in recognizer.push(tracker.update(joints, frame.time), frame.time, source.size):
                before = judged.setdefault(said.id, [])
                if said.state != "warming_up" and not (before and before[-1].steady.time == said.steady.time):
                    before.append(said)
    everything = [said for person in judged.values() for said in person]
    return Sliding(
        np.array([said.id for said in everything], np.int64),
        np.array([said.steady.time for said in everything]),
        np.full(len(everything), _NO_CLASS, np.int64),
        np.array([said.scores for said in everything], np.float32).reshape(len(everything), -1),
        np.array([said.state == "ok" for said in everything], bool),
    )


def of_video(video: Path, sliding: Sliding) -> dict[str, Any]:
    """Minutes in which somebody is judged, and changes a minute of each rule."""
    together = (np.diff(sliding.clips) == 0) & (np.diff(sliding.times) <= GAP)
    figures = {"video": video.name, "minutes": float(np.diff(sliding.times)[together].sum()) / 60}
    rules = {"raw": raw, "live": live, "file": file}
    return figures | {name: changes_a_minute(sliding, rule(sliding)) for name, rule in rules.items()}


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
    parser.add_argument("--videos", type=Path, nargs="+", default=[], metavar="FILE", help="videos of any actions")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def run(arguments: argparse.Namespace) -> None:
    """Prints the figures."""
    torch.set_num_threads(1)
    everything = load_pack(arguments.data)
    clips, split, _ = choose_clips(everything, arguments.split, "test")
    networks = Networks(load_members(arguments.name), explain=False)
    rows = curve(slide(networks, clips))
    figures: dict[str, Any] = {
        "network": networks.info.name, "data": everything.title, "digest": everything.digest, "split": split,
        "clips": len(clips), "rows": rows,
    }  # fmt: skip
    if arguments.videos:
        figures["videos"] = [of_video(video, watch(video, arguments.name)) for video in arguments.videos]
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for table in (rows, figures.get("videos", [])):
        for line in ([list(table[0])] if table else []) + [list(row.values()) for row in table]:
            print("  ".join(f"{cell:16.3f}" if isinstance(cell, float) else f"{cell:>16}" for cell in line))
