"""``python -m core.benchmark streams``: how many people one device can serve at a camera's frame rate.

Compares all people's windows in one batch with one window after the other, in full precision and, if the device
supports it and the predictions agree, in half precision. Pose estimation is not included.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import torch

from core.benchmark.measure import milliseconds
from core.errors import UserError
from core.inference.choose_engine import choose_engine
from core.inference.ensemble import choose_device, load_members
from core.inference.recognizer import Recognizer
from core.types import People

MOST = 256


@dataclass(frozen=True)
class Row:
    """Milliseconds in which so many people are judged once."""

    people: int
    batched_ms: float
    single_ms: float


def measure(recognizer: Recognizer, fps: float, repeats: int) -> list[Row]:
    """Doubles the people until neither way keeps up with ``fps`` judgements a second."""
    rows: list[Row] = []
    people = 1
    while people <= MOST:
        everyone, one = (judging(recognizer, count) for count in (people, 1))
        batched, single = milliseconds([everyone, one], repeats)
        rows.append(Row(people, batched, single * people))
        if min(batched, single * people) > 1000 / fps:
            break
        people *= 2
    return rows


def judging(recognizer: Recognizer, people: int) -> Callable[[], object]:
    """A call that judges so many people, who fill their windows, from their sightings to their predictions."""
    other = recognizer.fork()
    other.evidence_hop = None  # judgements are measured, not the looks for their reasons
    generator = np.random.default_rng(0)
    body = generator.uniform(100, 300, (people, 18, 3))
    frames = int(recognizer.info.seconds * 30) + 1
    for frame in range(frames):
        moved = body + generator.normal(0, 3, body.shape)
        moved[..., 2] = 0.9
        other.observe(People(moved.astype(np.float32), tuple(range(people))), frame / 30)
    request = other.collect(range(people), (frames - 1) / 30, (400, 400))
    assert request is not None
    return lambda: other.infer(request)


def streams(rows: list[Row], fps: float, batched: bool) -> int:
    """How many people are judged ``fps`` times a second; between two measurements, time grows evenly with people."""
    budget = 1000 / fps
    points = [(0.0, 0.0)] + [(row.batched_ms if batched else row.single_ms, float(row.people)) for row in rows]
    times, counts = zip(*points, strict=True)
    return int(np.interp(budget, np.maximum.accumulate(times), counts))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--model", default="stfnet-joint", help="a bundled network, or a .safetensors file")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    parser.add_argument("--fps", type=float, default=30.0, help="predictions per second for each person (default 30)")
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> None:
    """Prints one row a number of people, and how many keep up."""
    if arguments.fps <= 0 or arguments.repeats < 1 or arguments.threads < 1:
        raise UserError("give a rate above 0, at least 1 repeat and 1 thread")
    torch.set_num_threads(arguments.threads)
    members, device = load_members(arguments.model), choose_device(arguments.device)
    engine, recognizer = choose_engine(members, device)
    if engine.kind == "steps":  # these are never batched
        first, *others = members
        recognizer = Recognizer(first.model, first.info, device, others=others, weight=first.weight)
    rows = measure(recognizer, arguments.fps, arguments.repeats)
    batched, single = (streams(rows, arguments.fps, way) for way in (True, False))
    if arguments.json:
        result = {"model": recognizer.info.name, "device": device, "half": engine.half, "fps": arguments.fps}
        print(json.dumps({**result, "batched": batched, "single": single, "rows": [asdict(row) for row in rows]}))
        return
    print(f"{recognizer.info.name}: {engine}")
    print(f"{'people':>6} {'batch ms':>9} {'one by one ms':>13}")
    for row in rows:
        print(f"{row.people:6} {row.batched_ms:9.1f} {row.single_ms:13.1f}")
    print(f"at {arguments.fps:g} judgements a second: {batched} people in one batch, {single} one by one")
