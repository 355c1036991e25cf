"""``python -m tests.fuzz DOOR... [--inputs N] [--seed S] [--keep FOLDER]``: damaged inputs by the ten thousand.

They are opened in a child process: what kills it, hangs it for more than 10 seconds, takes more than 2 GB or ends in
anything but a `UserError` is a finding, and its input is kept. Exit code 1 where there is one.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import traceback
import zlib
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import numpy as np

from core.errors import UserError
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
    name: str, seed: int, first: int, last: int, current: Synchronized[int], report: Callable[[object], None]
) -> None:
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 (for the life of the process)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    door = DOORS[name]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        door.write(folder)
        wholes = [(path, path.read_bytes()) for path in door.files(folder)]
        for number in range(first, last):
            current.value = number
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


def run(name: str, inputs: int, seed: int, keep: Path | None) -> int:
    """Feeds one door. Returns the number of findings."""
    context = multiprocessing.get_context("fork")
    findings: dict[str, list[int]] = {}
    number = 0
    while number < inputs:
        current, queue = context.Value("q", number), context.SimpleQueue()
        last = min(number + _AT_ONCE, inputs)
        child = context.Process(target=_child, args=(name, seed, number, last, current, queue.put))
        child.start()
        while child.is_alive() or not queue.empty():
            child.join(0.1)
            while not queue.empty():
                at, wrong = queue.get()
                if wrong not in findings:
                    print(f"\n--- input {at}:\n{wrong.strip()[-1500:]}")
                findings.setdefault(wrong, []).append(at)
        if child.exitcode:
            findings.setdefault(signal.Signals(-child.exitcode).name if child.exitcode < 0 else f"exit code "
                                f"{child.exitcode}", []).append(current.value)  # fmt: skip
            last = current.value + 1
        number = last
        print(f"\r{name}: {number} of {inputs}, {sum(map(len, findings.values()))} findings", end="", flush=True)
    print()
    for wrong, places in findings.items():
        print(f"--- {len(places)} x, first input {places[0]}: {wrong.strip().splitlines()[-1][:300]}")
        if keep is not None:
            folder = keep / f"{name}-{seed}-{places[0]}"
            folder.mkdir(parents=True, exist_ok=True)
            DOORS[name].write(folder)
            wholes = [(path, path.read_bytes()) for path in DOORS[name].files(folder)]
            write_input(DOORS[name], name, seed, places[0], folder, wholes)
    return sum(map(len, findings.values()))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("doors", nargs="*", metavar="DOOR", help=f"of {', '.join(DOORS)} (default: all)")
    parser.add_argument("--inputs", type=int, default=10_000, help="to each door (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="put the inputs of findings there")
    arguments = parser.parse_args()
    found = sum(run(name, arguments.inputs, arguments.seed, arguments.keep) for name in arguments.doors or DOORS)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
