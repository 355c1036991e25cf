"""Entry point of ``python -m app.benchmark``."""

from __future__ import annotations

import argparse

from app.benchmark import files, live, seek, soak, switch, window
from core.benchmark.command import Benchmarks, make_parser, run_benchmark
from core.cli import run_command

BENCHMARKS: Benchmarks = {
    "files": (files, "whole files to rows, on all cores, against pose estimation alone"),
    "live": (live, "the whole chain on a video, against pose estimation alone"),
    "seek": (seek, "how long it takes to seek in a long file"),
    "soak": (soak, "the window for an hour, with acts at random: memory and open files"),
    "switch": (switch, "how long the picture freezes while another network is loaded"),
    "window": (window, "the window at 1080p30: pace, latency, stalls, memory, start"),
}


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    return make_parser("python -m app.benchmark", "Speed of the program, measured on this computer.", BENCHMARKS)


def main() -> None:
    """Reads the command and hands over to its file."""
    run_benchmark(parser(), BENCHMARKS)


if __name__ == "__main__":
    run_command(main)
