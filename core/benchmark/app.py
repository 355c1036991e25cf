"""``python -m core.benchmark app``: the window itself, playing the synthetic camera at 1080p and 30 frames a second.

The camera delivers at its own pace and brings the true joints along, so that what is measured is the program: reading,
tracking, recognition, panels and painting, without pose estimation. Where there is no screen, Xvfb is started as one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from core.errors import UserError

_FIGURES = (
    ("start_s", "s from the start of the process to the window"),
    ("interval_p50_ms", "ms between two pictures, half of the time less"),
    ("interval_p99_ms", "ms between two pictures, 99 % of the time less"),
    ("latency_p50_ms", "ms from the camera to the screen, half of the time less"),
    ("max_stall_ms", "ms at most for which the window did not answer"),
    ("growth_mb", "MB more memory at the end than after warming up"),
    ("dropped", "pictures of the camera that were not shown"),
    ("frames", "pictures that the camera delivered"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--frames", type=int, default=20_000, help="how many; 1800 last a minute (default 20000)")
    parser.add_argument("--people", type=int, default=2, help="how many people are seen, 1 to 6 (default 2)")
    parser.add_argument("--model", help="a bundled network or a .safetensors file (default: the first bundled one)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def run(arguments: argparse.Namespace) -> None:
    """Prints the figures."""
    if arguments.frames < 300:
        raise UserError("give at least 300 frames: 10 seconds, of which the first part is warming up")
    figures = measure(arguments.frames, arguments.people, arguments.model)
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, text in _FIGURES:
        print(f"{name:16} {figures[name]:10.2f}  {text}")


def measure(frames: int, people: int, model: str | None) -> dict[str, Any]:
    """Has the window, which is not part of `core`, measured in a process of its own (see `app.benchmark.window`)."""
    with screen() as display:
        call = [sys.executable, "-m", "app.benchmark.window", str(frames), str(people), str(time.time()), model or ""]
        done = subprocess.run(call, capture_output=True, text=True, check=False, env={**os.environ, **display})
    if done.returncode != 0:
        lines = [line.partition("error: ")[2] or line for line in done.stderr.splitlines() if line.strip()]
        raise UserError(lines[-1] if lines else f"the measurement ended with code {done.returncode}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """What a program needs in its environment to find a screen; a virtual one where there is none.

    Raises:
        UserError: there is none, and Xvfb is not installed.
    """
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if not sys.platform.startswith("linux") or any(os.environ.get(name) for name in known):
        yield {}
        return
    if shutil.which("Xvfb") is None:
        raise UserError("there is no screen; install Xvfb as one (Debian, Ubuntu: apt-get install xvfb)")
    call = ["Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]
    server = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        number = server.stdout.readline().strip() if server.stdout else ""
        if not number:
            raise UserError("Xvfb does not start; see Xvfb -screen 0 1920x1080x24")
        yield {"DISPLAY": f":{number}"}
    finally:
        server.terminate()
        server.wait()
