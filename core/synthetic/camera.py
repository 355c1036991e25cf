"""A synthetic camera: drawn people performing known actions, so that the true joints of every frame are known.

It behaves as a camera does: its own pace, no end, no seeking. With a number of frames it is a film of that length.

Addresses are ``synthetic:`` followed by settings joined by ``&``: ``synthetic:people=2&frames=90&size=320x240``.

=========  =======================================================  ========
setting    meaning                                                  default
=========  =======================================================  ========
size       width x height in pixels                                 640x480
fps        frames per second                                        30
frames     a film of so many frames                                 no end
people     1 to 6, side by side                                     1
action     only this action (a JHMDB class among the recorded ones) all
joints     1: frames carry their true joints, as skeleton files do  0
live       0: like a file: without ``frames``, one round of all     1, with frames 0
           motions; 1: like a camera, also if it ends
=========  =======================================================  ========
"""

from __future__ import annotations

import itertools
import time
import urllib.parse

import numpy as np

from core.errors import UserError
from core.guards.limits import PICTURE
from core.skeleton import Joints, kinetics18_from_mediapipe
from core.synthetic.figure import WARDROBE, Points, draw_figure, finish, ground
from core.synthetic.motion import load_motions, perform
from core.types import Frame

_TORSO = 0.205  # of the picture's height; with raised arms a person is some 4.5 torsos tall
_FLOOR = 0.95
_MOST_PEOPLE = 6
_SETTINGS = ("size", "fps", "frames", "people", "action", "joints", "live")


class SyntheticCamera:
    """A camera before which drawn people move; deterministic. See `core.video.source.Source`.

    Args:
        size: width and height in pixels.
        fps: frames per second.
        frames: how many frames there are; None: one round of the performance.
        people: how many people, 1 to 6, side by side, each at another place of the performance.
        action: only this action; None: all, one after another.
        joints: frames bring their true joints along.
        live: frames come at the camera's pace and cannot be seeked; without ``frames`` there is no end.
    """

    def __init__(
        self,
        size: tuple[int, int] = (640, 480),
        fps: float = 30.0,
        frames: int | None = None,
        people: int = 1,
        action: str | None = None,
        joints: bool = False,
        live: bool = False,
    ) -> None:
        motions = load_motions()
        if action is not None:
            motions = tuple(motion for motion in motions if motion.action == action)
            if not motions:
                known = ", ".join(motion.action for motion in load_motions())
                raise UserError(f"synthetic: no recorded motion of {action!r}; there are {known}")
        if not (1 <= people <= _MOST_PEOPLE and 1 <= fps <= 240 and min(size) >= 64 and (frames is None or frames > 0)):
            raise UserError("synthetic: takes 1 to 6 people, 1 to 240 fps, at least 64x64 pixels and 1 frame")
        PICTURE.check(max(size), "synthetic:")
        self._performance, self.actions = perform(motions, fps)
        self._people = people
        self._torso = _TORSO * size[1] / (1 if people == 1 else max(1.3, 0.43 * people))
        self._ground = ground(*size)
        self._index = 0
        self.uri = "synthetic:"
        self.name = "synthetic camera"
        self.fps = fps
        self.size = size
        self.live = live
        self.frame_count: int | None = frames or (None if live else len(self._performance))
        self.duration: float | None = None if live or self.frame_count is None else self.frame_count / fps
        self._joints = joints
        self._start: float | None = None  # clock time of frame 0, of a live camera
        self.warnings: list[str] = []

    @classmethod
    def from_uri(cls, uri: str) -> SyntheticCamera:
        """Opens ``synthetic:...``.

        Raises:
            UserError: an unknown setting, or a value that does not fit.
        """
        settings = dict(urllib.parse.parse_qsl(uri.partition(":")[2], keep_blank_values=True))
        unknown = sorted(set(settings) - set(_SETTINGS))
        if unknown:
            raise UserError(f"{uri}: unknown setting {unknown[0]!r}; there are {', '.join(_SETTINGS)}")
        try:
            width, height = settings.get("size", "640x480").split("x")
            camera = cls(
                (int(width), int(height)),
                float(settings.get("fps", 30)),
                int(settings["frames"]) if "frames" in settings else None,
                int(settings.get("people", 1)),
                settings.get("action"),
                settings.get("joints") == "1",
                settings.get("live", "0" if "frames" in settings else "1") == "1",
            )
        except ValueError as error:
            raise UserError(f"{uri}: {error}; write it like synthetic:people=2&frames=90&size=320x240") from error
        camera.uri = uri
        return camera

    def landmarks(self, index: int) -> Points:
        """The true landmarks ``(people, 33, 2)`` of a frame, in pixels."""
        length = len(self._performance)
        width, height = self.size
        people = []
        for person in range(self._people):
            points = self._performance[(index + person * length // self._people) % length]
            middle = np.array([width * (person + 0.5) / self._people, _FLOOR * height], np.float32)
            people.append(middle + self._torso * points)
        return np.stack(people)

    def truth(self, index: int) -> Joints:
        """The true joints ``(people, 18, 3)`` of a frame, in pixels, all with confidence 1."""
        points = self.landmarks(index)
        seen = np.concatenate((points, np.ones((*points.shape[:2], 2), np.float32)), axis=2)
        return kinetics18_from_mediapipe(seen, 1, 1, 0.5)

    def read(self) -> Frame | None:
        """The next frame, or None at the end."""
        index = self._index
        if self.frame_count is not None and index >= self.frame_count:
            return None
        self._index += 1
        picture = self._ground.copy()
        for points, clothes in zip(self.landmarks(index), itertools.cycle(WARDROBE), strict=False):
            draw_figure(picture, points, self._torso, clothes)
        if self.live:
            self._wait(index)
        return Frame(index, index / self.fps, finish(picture), self.truth(index) if self._joints else None)

    def _wait(self, index: int) -> None:
        """Until the frame is due; a camera that is not read in time goes on from now."""
        now = time.monotonic()
        if self._start is None or now > self._start + (index + 1) / self.fps:
            self._start = now - index / self.fps
        time.sleep(max(0.0, self._start + index / self.fps - now))

    def seek(self, time: float) -> None:
        """Go to the first frame not more than half a frame before ``time`` seconds; not while live."""
        if self.live:
            return
        self._index = max(0, int(np.ceil(time * self.fps - 0.5)))

    def close(self) -> None:
        """Nothing is held."""
