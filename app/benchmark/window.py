"""``python -m app.benchmark window``: the window itself, playing the synthetic camera at 1080p and 30 fps.

The camera delivers frames at its own pace, together with the true joints. What is measured is therefore the program
without pose estimation: reading, tracking, recognition, panels and painting. The window is the real one, with its
default settings, in its own process; with ``--every-view`` none of its panels hides behind another one. Each frame is
timed from the moment it was read to the end of the paint event that shows it. If there is no display, Xvfb is started.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import UserError

_WARM_UP = 0.1  # of all frames, whose figures do not count
_PULSE_MS = 5
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
    parser.add_argument("--frames", type=int, default=20_000, help="number of frames, 1800 per minute (default 20000)")
    parser.add_argument("--people", type=int, default=2, help="number of people in the picture, 1 to 6 (default 2)")
    parser.add_argument("--model", help="a bundled network or a .safetensors file (default: the first bundled one)")
    parser.add_argument("--every-view", action="store_true", help="all panels side by side, and the table of segments")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def run(arguments: argparse.Namespace) -> None:
    """Prints the figures."""
    if arguments.frames < 300:
        raise UserError("give at least 300 frames: 10 seconds, of which the first part is warming up")
    figures = measure(arguments.frames, arguments.people, arguments.model, arguments.every_view)
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, text in _FIGURES:
        print(f"{name:16} {figures[name]:10.2f}  {text}")


def measure(frames: int, people: int, model: str | None, every_view: bool = False) -> dict[str, Any]:
    """Has the window measured in a process of its own, whose start counts too."""
    with screen() as display:
        call = [sys.executable, "-m", "app.benchmark.window", str(frames), str(people), str(time.time()), model or ""]
        call += ["every view"] if every_view else []
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


def show_window(frames: int, people: int, started: float, weights: str | None, every_view: bool = False) -> None:
    """Prints one JSON object.

    Args:
        frames: how many the camera delivers.
        people: how many are seen.
        started: clock time, as `time.time` has it, at which this process was started.
        weights: the network; None takes the first bundled one.
        every_view: no panel hides behind another one, and the table of segments is shown too.
    """
    from PyQt6.QtCore import QSettings, Qt, QTimer
    from PyQt6.QtWidgets import QApplication

    from app.player.player import Player
    from app.player.services import real_services
    from app.ui.presenters.preferences import Preferences
    from app.ui.presenters.presenter import WindowPresenter
    from app.ui.window import MainWindow
    from core.types import Frame

    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        log = Log(frames)
        real = real_services()

        def open_source(uri: str) -> object:
            source = real.open_source(uri)
            read = source.read

            def timed() -> Frame | None:
                frame = read()
                if frame is not None:
                    log.read(frame.index)
                return frame

            source.read = timed  # type: ignore[method-assign]
            return source

        services = replace(real, open_source=open_source)  # type: ignore[arg-type]
        preferences = Preferences(QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat))
        preferences.simple = False  # every panel is open
        presenter = WindowPresenter(Player(services, max_people=people), preferences)
        window = MainWindow(presenter)
        window.picture.painted.connect(lambda: log.painted(_index(presenter)))
        presenter.message.connect(lambda level, text: _fail(text) if level == "error" else None)
        uri = f"synthetic:live=1&joints=1&people={people}&size=1920x1080&fps=30"
        pulse = QTimer()

        def beat() -> None:
            log.beat()
            if log.done:
                pulse.stop()
                window.close()

        def begin() -> None:
            log.started = time.time() - started
            presenter.start(weights)
            presenter.open(uri)
            pulse.timeout.connect(beat)
            pulse.start(_PULSE_MS)

        if every_view:
            window.segment_dock.show()
            for dock in window.docks:
                window.removeDockWidget(dock)  # from the tabs
                window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
                dock.show()
            window.resize(1600, 1020)
        window.show()
        app.processEvents()  # the window is on the screen after this
        QTimer.singleShot(0, begin)
        app.exec()
    print(json.dumps(log.figures()))


def _index(presenter: object) -> int:
    shown = presenter.shown  # type: ignore[attr-defined]
    return -1 if shown is None or shown.info is None else int(shown.result.frame.index)


def _fail(text: str) -> None:
    print(f"skelapp: error: {text}", file=sys.stderr)
    sys.exit(2)


class Log:
    """When each picture was read and painted, and when the window answered.

    Counting starts with the first picture that was analysed: before, networks are being loaded.
    """

    def __init__(self, frames: int) -> None:
        self.started = 0.0
        self._frames = frames
        self._read: dict[int, float] = {}  # by index, until it is painted
        self._painted: list[tuple[float, float]] = []  # when, and how long after it was read
        self._last = -1
        self._first: int | None = None
        self._newest = -1
        self._beat = 0.0
        self._stall = 0.0
        self._warm_mb = 0.0
        self._warm_at = -1

    def read(self, index: int) -> None:
        """The camera delivered a picture. Called in its thread."""
        self._read[index] = time.perf_counter()
        self._newest = index

    def painted(self, index: int) -> None:
        """A paint event ended, which showed a picture."""
        if index < 0 or index == self._last:
            return
        now = time.perf_counter()
        if self._first is None:
            self._first = index
        self._last = index
        for old in [key for key in list(self._read) if key < index]:
            self._read.pop(old, None)
        if self._warm_at < 0 and index - self._first >= _WARM_UP * self._frames:
            self._warm_at = index
            self._warm_mb = resident_mb()
            self._stall = 0.0
        if self._warm_at >= 0:
            self._painted.append((now, now - self._read.get(index, now)))

    def beat(self) -> None:
        """The event loop came round."""
        now = time.perf_counter()
        if self._beat and self._warm_at >= 0:
            self._stall = max(self._stall, now - self._beat - _PULSE_MS / 1000)
        self._beat = now

    @property
    def done(self) -> bool:
        """All frames were delivered."""
        return self._first is not None and self._newest - self._first >= self._frames

    def figures(self) -> dict[str, float | int]:
        """What was measured."""
        import numpy as np

        times = np.array([at for at, _ in self._painted])
        latencies = np.array([latency for _, latency in self._painted])
        intervals = np.diff(times) * 1000
        delivered = self._last - self._warm_at + 1
        return {
            "frames": delivered,
            "start_s": round(self.started, 3),
            "interval_p50_ms": round(float(np.percentile(intervals, 50)), 2),
            "interval_p99_ms": round(float(np.percentile(intervals, 99)), 2),
            "latency_p50_ms": round(float(np.percentile(latencies, 50)) * 1000, 2),
            "max_stall_ms": round(self._stall * 1000, 2),
            "growth_mb": round(resident_mb() - self._warm_mb, 2),
            "dropped": delivered - len(self._painted),
        }


def resident_mb() -> float:
    """Memory of this process now, in MB; where the system does not say, the most it had."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * 4096 / 2**20
    except OSError:
        from core.benchmark.measure import peak_mb

        return peak_mb()


if __name__ == "__main__":
    show_window(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4] or None, len(sys.argv) > 5)
