"""Entry point of ``python -m core.benchmark``."""

from __future__ import annotations

import argparse
import sys

from core.benchmark import (
    agreement,
    beside,
    bundled,
    counting,
    false_counts,
    identity,
    labels,
    models,
    pose,
    recognition,
    step,
    streams,
    teaching,
    train,
)
from core.benchmark.command import Benchmarks, make_parser, run_benchmark
from core.cli import run_command
from core.errors import UserError

BENCHMARKS: Benchmarks = {
    "agreement": (agreement, "how far the pose back end's joints lie from MediaPipe's"),
    "beside": (beside, "what a bundled network loses, and what is gained, where actions are taught beside it"),
    "bundled": (bundled, "the bundled networks side by side: accuracy, rejection, steadiness, cost, faithful reasons"),
    "counting": (counting, "repetitions counted against true counts"),
    "false-counts": (false_counts, "repetitions counted in a minute where nobody repeats anything"),
    "identity": (identity, "whether people keep their numbers: crossing, hidden, returning, in a loop"),
    "labels": (labels, "steady labels: changes a minute against delay and accuracy"),
    "models": (models, "parameters, operations, time and memory of every network"),
    "pose": (pose, "pose back ends: who is found, how exactly, in what time, large and small"),
    "recognition": (recognition, "what networks recognise in videos, with the joints of each pose back end"),
    "step": (step, "one frame in, one label out: against the window, and another library"),
    "streams": (streams, "how many people one device judges 30 times a second, batched and one by one"),
    "teaching": (teaching, "own actions taught by a few examples, against other ways: accuracy and seconds"),
    "train": (train, "a training step against a plain one, and whether reading the clips keeps up"),
}
_MOVED = {"app": "window", "live": "live"}  # benchmarks of the program, which core does not know


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    return make_parser("python -m core.benchmark", "Measured on this computer.", BENCHMARKS)


def main() -> None:
    """Reads the command and hands over to its file."""
    if len(sys.argv) > 1 and sys.argv[1] in _MOVED:
        raise UserError(f"this is measured by: python -m app.benchmark {_MOVED[sys.argv[1]]}")
    run_benchmark(parser(), BENCHMARKS)


if __name__ == "__main__":
    run_command(main)
