"""``python -m core.benchmark live VIDEO``: the whole chain without a window, against pose estimation alone.

Pose estimation alone: reading and searching every frame. The chain: that, and tracking, recognition with an explanation
as without a window, and drawing. The two take turns on the same stretch of the video, so that both feel what else the
computer does. Latency: the same video delivered at its own rate, as by a camera.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

from core.errors import UserError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("video", help="a video file, or synthetic:people=3")
    parser.add_argument("--model", default="stfnet-joint", help="a bundled network, or a .safetensors file")
    parser.add_argument("--people", type=int, default=2, help="how many people are looked for (default 2)")
    parser.add_argument("--hop", type=float, help="seconds between two judgements; default: one frame of the network")
    parser.add_argument("--frames", type=int, default=120, help="of one turn (default 120)")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each (default 5)")
    parser.add_argument("--sources", type=int, nargs="+", help="instead: so many sources at once, as in 1 2 4")
    parser.add_argument("--seconds", type=float, default=10.0, help="with --sources: how long each (default 10)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def run(arguments: argparse.Namespace) -> None:
    """Prints the figures."""
    if arguments.people < 1 or arguments.frames < 2 or arguments.rounds < 1:
        raise UserError("give at least 1 person, 2 frames and 1 round")
    if arguments.sources is not None and min(arguments.sources) < 1:
        raise UserError("--sources takes numbers from 1")
    wanted = ("video", "model", "people", "hop", "frames", "rounds", "sources", "seconds")
    figures = measure({name: getattr(arguments, name) for name in wanted})
    if arguments.json:
        print(json.dumps(figures))
    elif isinstance(figures, list):
        _print_sources(figures)
    else:
        _print_chain(figures)


def measure(arguments: dict[str, Any]) -> Any:
    """Has the chain, which is not part of `core`, measured in a process of its own (see `app.benchmark.live`)."""
    call = [sys.executable, "-m", "app.benchmark.live", json.dumps(arguments)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = [line.partition("error: ")[2] or line for line in done.stderr.splitlines() if line.strip()]
        raise UserError(lines[-1] if lines else f"the measurement ended with code {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def _print_chain(figures: dict[str, Any]) -> None:
    print(f"{figures['video']}, {figures['model']}: room for {figures['room']} people, {figures['people']} there")
    print(
        f"pose alone {figures['pose_only_fps']:.1f} frames/s, all {figures['chain_fps']:.1f}: {figures['share']:.1%}; "
        f"peak memory {figures['peak_mb']} MB"
    )
    print(f"{'ms':18} {'p50':>8} {'p95':>8} {'p99':>8}")
    for name, values in figures["stages_ms"].items():
        print(f"{name:18} {values['p50']:8.2f} {values['p95']:8.2f} {values['p99']:8.2f}")
    latency = " ".join(f"{figures[f'latency_{name}_ms']:8.2f}" for name in ("p50", "p95", "p99"))
    print(f"{'camera to picture':18} {latency}   {figures['dropped']} frames left out")
    print(f"{'age of predictions':18} {'':8} {figures['prediction_age_p95_ms']:8.2f}")


def _print_sources(rows: list[dict[str, Any]]) -> None:
    print(f"{'sources':>7} {'frames/s':>8} {'slowest':>8} {'fastest':>8} {'fairness':>8} {'peak MB':>8}")
    for row in rows:
        each = row["fps_each"]
        print(
            f"{row['sources']:7} {row['fps_total']:8.1f} {min(each):8.1f} {max(each):8.1f} {row['fairness']:8.2f} "
            f"{row['peak_mb']:8}"
        )
