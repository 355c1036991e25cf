"""Shared by ``python -m core.benchmark`` and ``python -m app.benchmark``: one sub-command a module, ``--record``."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from core.evaluation.measurement import write_measurement


class Benchmark(Protocol):
    """A module that measures something; its docstring is the help text."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, arguments: argparse.Namespace) -> None: ...


Benchmarks = Mapping[str, tuple[Benchmark, str]]  # by name: the module, and what it measures in one line


def make_parser(prog: str, description: str, benchmarks: Benchmarks) -> argparse.ArgumentParser:
    """The parser of a command with one sub-command for each benchmark."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (module, text) in benchmarks.items():
        command = commands.add_parser(name, help=text, description=module.__doc__)
        module.add_arguments(command)
        command.add_argument("--record", type=Path, metavar="JSON", help="keep the figures for python -m core.report")
    return parser


def run_benchmark(parser: argparse.ArgumentParser, benchmarks: Benchmarks) -> None:
    """Runs the benchmark that the command line names; with ``--record`` its figures are written to a file."""
    arguments = parser.parse_args()
    run = benchmarks[arguments.command][0].run
    if arguments.record is None:
        run(arguments)
        return
    arguments.json = True
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        run(arguments)
    figures = json.loads(printed.getvalue().splitlines()[-1])
    write_measurement(arguments.record, f"{parser.prog} {shlex.join(sys.argv[1:])}", figures)
    print(f"wrote {arguments.record}")
