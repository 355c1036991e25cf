"""A camera before which the drawn figure does what a test says, as fast as the window takes the pictures."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np

from app.ui.presenters.presenter import WindowPresenter
from core.skeleton import kinetics18_from_mediapipe
from core.synthetic.figure import WARDROBE, Points, draw_figure, finish, ground
from core.synthetic.motion import load_motions, resample
from core.types import Frame

URI = "7"  # a camera's number
SIZE = (320, 240)
_TORSO = 0.205 * SIZE[1]


class Stage:
    """See `core.video.source.Source`. The next picture comes once the window has shown the one before.

    Args:
        joints: pictures bring their joints along and are grey; else people are to be found in them.
        pause: seconds of rest between two repetitions.
    """

    def __init__(self, joints: bool = False, fps: float = 8.0, pause: float = 0.5) -> None:
        self.uri = self.name = URI
        self.live = True
        self.fps = fps
        self.size = SIZE
        self.frame_count: int | None = None
        self.duration: float | None = None
        self.warnings: list[str] = []
        self.index = 0
        self.stays_away = False
        self._joints = joints
        self._pause = pause
        self._shown = threading.Event()
        self._shown.set()
        self._points = self._play("clap")
        self._ground = ground(*SIZE)

    def attach(self, presenter: WindowPresenter) -> None:
        """Waits for this window from now on."""
        presenter.picture_changed.connect(lambda _: self._shown.set())

    def perform(self, action: str) -> None:
        """One of the recorded motions, over and over, from the next picture on."""
        self._points = self._play(action)

    def _play(self, action: str) -> Iterator[Points]:
        (motion,) = (each for each in load_motions() if each.action == action)
        points = resample(motion, self.fps)
        back = np.linspace(0, 1, round(0.3 * self.fps) + 1, dtype=np.float32)[1:, None, None]
        once = [
            *points,
            *(points[-1] + back * (points[0] - points[-1])),
            *([points[0]] * round(self._pause * self.fps)),
        ]
        while True:
            yield from once

    def read(self) -> Frame | None:
        """The next picture."""
        self._shown.wait(1.0)
        self._shown.clear()
        index, self.index = self.index, self.index + 1
        points = next(self._points) * _TORSO + np.array((SIZE[0] / 2, 0.95 * SIZE[1]), np.float32)
        if self._joints:
            seen = np.concatenate((points, np.ones((33, 2), np.float32)), axis=1)
            joints = np.asarray(kinetics18_from_mediapipe(seen, 1, 1, 0.5)).reshape(1, 18, 3)
            joints = joints[:0] if self.stays_away else joints
            return Frame(index, index / self.fps, np.full((SIZE[1], SIZE[0], 3), 90, np.uint8), joints)
        picture = self._ground.copy()
        if not self.stays_away:
            draw_figure(picture, points, _TORSO, WARDROBE[0])
        return Frame(index, index / self.fps, finish(picture))

    def seek(self, time: float) -> None:
        """A camera cannot."""

    def close(self) -> None:
        """Nothing is held."""
        self._shown.set()
