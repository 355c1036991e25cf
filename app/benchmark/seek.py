"""How long it takes to seek in a long file: ``python -m app.benchmark seek``.

Writes a video of drawn people, opens it in the real window and analyses the whole file. Then it seeks to random times,
half of them while paused. The true joints replace pose estimation, which plays no part in seeking. Works without a
display. Prints one JSON object with the milliseconds from the seek command to the end of the paint event that shows
the frame of that time with its results.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from PyQt6.QtCore import QSettings

from app.benchmark.switch import application, wait
from app.player.player import Player
from app.player.services import real_services
from app.player.state import State
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import WindowPresenter
from app.ui.window import MainWindow
from core.skeleton import Joints
from core.sources import open_source
from core.types import Frame
from core.video.opencv import cv2

_ROUND = 300
"""Frames that are drawn; the video repeats them."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--minutes", type=float, default=10.0, help="length of the video (default 10)")
    parser.add_argument("--seeks", type=int, default=60, help="number of seeks (default 60)")
    parser.add_argument("--size", default="640x360", help="size of the video (default 640x360)")
    parser.add_argument("--json", action="store_true", help="print the JSON object on one line")


def run(arguments: argparse.Namespace) -> None:
    """Writes, analyses, goes to and fro, prints."""
    app = application()
    figures = measure(arguments.minutes, arguments.seeks, arguments.size)
    app.quit()
    print(json.dumps(figures, indent=None if arguments.json else 2))


class KnownPose:
    """Says where the drawn people are, by the number of the frame."""

    name = "known joints"

    def __init__(self, joints: list[Joints], fps: float) -> None:
        self._joints, self._fps = joints, fps

    def detect(self, frame: Frame) -> Joints:
        """The joints ``(M, 18, 3)`` of the frame at this time."""
        return self._joints[round(frame.time * self._fps) % len(self._joints)]

    def reset(self) -> None:
        """It remembers nothing."""

    def close(self) -> None:
        """It holds nothing."""


def write_video(path: Path, minutes: float, size: str) -> KnownPose:
    """Writes the video; returns who knows where its people are."""
    source = open_source(f"synthetic:people=2&joints=1&size={size}&frames={_ROUND}")
    frames = list(iter(source.read, None))
    source.close()
    out = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), source.fps, source.size)
    for frame in itertools.islice(itertools.cycle(frames), round(minutes * 60 * source.fps)):
        out.write(frame.image)
    out.release()
    return KnownPose([np.zeros((0, 18, 3), np.float32) if f.joints is None else f.joints for f in frames], source.fps)


def measure(minutes: float, seeks: int, size: str) -> dict[str, object]:
    """The figures of one video of so many minutes."""
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "long.mp4"
        pose = write_video(video, minutes, size)
        preferences = Preferences(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
        services = replace(real_services(lambda: presenter.settings), open_pose=lambda *_, **__: pose)
        presenter = WindowPresenter(Player(services), preferences)
        window = MainWindow(presenter)
        painted: list[float] = []  # times of the moments on the screen for which there is a result
        window.picture.painted.connect(lambda: painted.append(_moment(presenter)))
        window.show()
        presenter.start(None)
        presenter.open(str(video))
        wait(lambda: presenter.status.model is not None and len(painted) > 10)
        presenter.toggle()
        wait(lambda: presenter.status.state is State.PAUSED)
        start = time.perf_counter()
        presenter.toggle_analysis()
        wait(lambda: presenter.status.analysis is not None and presenter.status.analysis.done, 60 * 60)
        seconds = time.perf_counter() - start
        length = minutes * 60 - 1
        moments = np.random.default_rng(0).uniform(0, length, seeks)
        took: dict[str, list[float]] = {"paused": [], "playing": []}
        for number, moment in enumerate(moments):
            playing = number >= seeks // 2
            if playing != (presenter.status.state is State.PLAYING):
                presenter.toggle()
            wait(lambda playing=playing: (presenter.status.state is State.PLAYING) == playing)  # type: ignore[misc]
            painted.clear()
            start = time.perf_counter()
            presenter.seek(float(moment))
            wait(lambda at=float(moment): any(abs(shown - at) < 0.2 for shown in painted))  # type: ignore[misc]
            took["playing" if playing else "paused"].append(1000 * (time.perf_counter() - start))
        window.close()
    return {
        "minutes": minutes,
        "size": size,
        "analysed_fps": round(minutes * 60 * 30 / seconds, 1),
        **{
            f"{name}_{key}_ms": round(float(value), 1)
            for name, times in took.items()
            for key, value in zip(("p50", "p95", "max"), np.percentile(times, [50, 95, 100]), strict=True)
        },
    }


def _moment(presenter: WindowPresenter) -> float:
    shown = presenter.shown
    return shown.result.frame.time if shown is not None and shown.result.predictions else -1.0
