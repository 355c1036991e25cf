"""``python -m tests.fuzz DOOR... [--inputs N] [--seed S] [--keep FOLDER]``: damaged inputs by the ten thousand.

They are opened in a child process: what kills it, hangs it for more than 10 seconds, takes more than 2 GB or ends in
anything but a `UserError` is a finding, and its input is kept. Exit code 1 where there is one that is not mended.

With ``--record FILE`` the figures are written there after each door, and doors that it has with the same seed are
passed over, so that the command can be broken off and goes on when it is given again. Given again after something was
mended, it tries the inputs of all findings anew and writes down how many are fixed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import shlex
import signal
import sys
import tempfile
import time
import traceback
import zlib
from collections.abc import Callable, Iterable
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import UserError
from core.evaluation.measurement import read_measurement, write_measurement
from tests.fuzz.doors import DOORS, Door

SECONDS = 10
MEMORY = 2048  # MB that one input may take beyond what the process has
_AT_ONCE = 2000  # inputs of one child


def write_input(door: Door, name: str, seed: int, number: int, folder: Path, wholes: list[tuple[Path, bytes]]) -> None:
    """Puts one input into the folder: its files, one of them damaged. The same number gives the same input."""
    random = np.random.default_rng((zlib.crc32(name.encode()), seed, number))
    for path, whole in wholes:
        if path.stat().st_size != len(whole) or path.read_bytes() != whole:
            path.write_bytes(whole)
    path, whole = wholes[random.integers(len(wholes))]
    path.write_bytes(door.damage(whole, random))


def try_input(door: Door, folder: Path) -> str:
    """What is wrong with how the door takes it; empty where nothing is."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        door.open(folder)
    except UserError as error:
        if isinstance(error.__cause__, MemoryError):
            return "out of memory"
    except BaseException:
        return traceback.format_exc()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10
    return f"took {grown} MB" if grown > MEMORY else ""


def _child(
    name: str, seed: int, numbers: range | list[int], current: Synchronized[int], report: Callable[[object], None]
) -> None:
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 (for the life of the process)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    door = DOORS[name]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        door.write(folder)
        wholes = [(path, path.read_bytes()) for path in door.files(folder)]
        for done, number in enumerate(numbers):
            current.value = done
            try:
                write_input(door, name, seed, number, folder, wholes)
            except Exception:  # our own fault, or a full disk: said, and no reason to stop
                report((number, f"the input could not be made: {traceback.format_exc()}"))
                continue
            signal.alarm(SECONDS)  # its default action ends the process
            wrong = try_input(door, folder)
            signal.alarm(0)
            if wrong:
                report((number, wrong))


def try_all(name: str, numbers: range | list[int], seed: int) -> dict[str, list[int]]:
    """Feeds one door, in children. Returns what was found, and the numbers of the inputs."""
    context = multiprocessing.get_context("fork")
    findings: dict[str, list[int]] = {}
    done = 0
    while done < len(numbers):
        current, queue = context.Value("q", 0), context.SimpleQueue()
        some = numbers[done : done + _AT_ONCE]
        child = context.Process(target=_child, args=(name, seed, some, current, queue.put))
        child.start()
        while child.is_alive() or not queue.empty():
            child.join(0.1)
            while not queue.empty():
                at, wrong = queue.get()
                if wrong not in findings:
                    print(f"\n--- input {at}:\n{wrong.strip()[-1500:]}")
                findings.setdefault(wrong, []).append(at)
        if child.exitcode:
            ended = signal.Signals(-child.exitcode).name if child.exitcode < 0 else f"exit code {child.exitcode}"
            findings.setdefault(ended, []).append(some[current.value])
            some = some[: current.value + 1]
        done += len(some)
        print(f"\r{name}: {done} of {len(numbers)}, {_count(findings)} findings", end="", flush=True)
    print()
    return findings


def _count(findings: dict[str, list[int]]) -> int:
    return sum(map(len, findings.values()))


def run(name: str, inputs: int, seed: int, keep: Path | None) -> dict[str, Any]:
    """Feeds one door. Returns its row of the record."""
    began = time.monotonic()
    inputs = max(1, round(inputs * DOORS[name].share))
    findings = try_all(name, range(inputs), seed)
    for wrong, places in findings.items():
        print(f"--- {len(places)} x, first input {places[0]}: {wrong.strip().splitlines()[-1][:300]}")
        if keep is not None:
            folder = keep / f"{name}-{seed}-{places[0]}"
            folder.mkdir(parents=True, exist_ok=True)
            DOORS[name].write(folder)
            wholes = [(path, path.read_bytes()) for path in DOORS[name].files(folder)]
            write_input(DOORS[name], name, seed, places[0], folder, wholes)
    numbers = sorted(number for places in findings.values() for number in places)
    row = {"door": name, "inputs": inputs, "findings": len(numbers), "fixed": 0}
    return {**row, "seconds": round(time.monotonic() - began), "numbers": " ".join(map(str, numbers))}


def _known(record: Path | None, seed: int) -> list[dict[str, Any]]:
    """The rows that a record of this seed has, their findings tried again."""
    if record is None or not record.exists():
        return []
    figures = read_measurement(record).figures
    rows: list[dict[str, Any]] = figures["doors"] if figures["seed"] == seed else []
    for row in rows:
        numbers = [int(number) for number in row["numbers"].split()]
        row["fixed"] = len(numbers) - (_count(try_all(row["door"], numbers, seed)) if numbers else 0)
    return rows


def run_all(names: Iterable[str], inputs: int, seed: int, keep: Path | None, record: Path | None) -> int:
    """Feeds doors one after the other. Returns the number of findings that are not mended."""
    rows = _known(record, seed)
    for name in names:
        if name not in [row["door"] for row in rows]:
            rows.append(run(name, inputs, seed, keep))
        if record is not None:
            totals = {key: sum(row[key] for row in rows) for key in ("inputs", "findings", "fixed")}
            command = f"python -m tests.fuzz {shlex.join(sys.argv[1:])}"
            write_measurement(record, command, {"seed": seed, **totals, "doors": rows})
    return sum(row["findings"] - row["fixed"] for row in rows)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("doors", nargs="*", metavar="DOOR", help=f"of {', '.join(DOORS)} (default: all)")
    parser.add_argument("--inputs", type=int, default=10_000, help="to each door (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="put the inputs of findings there")
    parser.add_argument("--record", type=Path, metavar="JSON", help="figures for python -m core.report; goes on there")
    arguments = parser.parse_args()
    names = arguments.doors or list(DOORS)
    found = run_all(names, arguments.inputs, arguments.seed, arguments.keep, arguments.record)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
