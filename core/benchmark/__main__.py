"""Entry point of ``python -m core.benchmark``."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import shlex
import sys
from pathlib import Path

from core.benchmark import app, live, models, step, streams, train
from core.cli import run_command
from core.evaluation.measurement import write_measurement

COMMANDS = {
    "app": (app, "the window at 1080p30: pace, latency, stalls, memory, start"),
    "live": (live, "the whole chain on a video, against pose estimation alone"),
    "models": (models, "parameters, operations, time and memory of every network"),
    "step": (step, "one frame in, one label out: against the window, and another library"),
    "streams": (streams, "how many people one device judges 30 times a second, batched and one by one"),
    "train": (train, "a training step against a plain one, and whether reading the clips keeps up"),
}


def main() -> None:
    """Reads the command and hands over to its file."""
    parser = argparse.ArgumentParser(prog="python -m core.benchmark", description="Speed, measured on this computer.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (module, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=module.__doc__)
        module.add_arguments(command)
        command.add_argument("--record", type=Path, metavar="JSON", help="keep the figures for python -m core.report")
    arguments = parser.parse_args()
    run = COMMANDS[arguments.command][0].run
    if arguments.record is None:
        run(arguments)
        return
    arguments.json = True
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        run(arguments)
    given = f"python -m core.benchmark {shlex.join(sys.argv[1:])}"
    write_measurement(arguments.record, given, json.loads(printed.getvalue().splitlines()[-1]))
    print(f"wrote {arguments.record}")


if __name__ == "__main__":
    run_command(main)
