"""Lists the cameras of this computer with their names."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from core.video.opencv import cv2

# DirectShow opens at once where Media Foundation takes up to a minute.
BACKEND = {"win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}.get(sys.platform, cv2.CAP_V4L2)


@dataclass(frozen=True)
class Camera:
    """A camera: the number by which it is opened, and what its maker calls it."""

    number: int
    name: str


class _Found(Protocol):
    @property
    def index(self) -> int: ...
    @property
    def name(self) -> str | None: ...


def list_cameras(enumerate_cameras: Callable[[int], Iterable[_Found]] | None = None) -> tuple[Camera, ...]:
    """The cameras that are plugged in, in the order of their numbers; those of one name are counted.

    Args:
        enumerate_cameras: asks the system; by default cv2-enumerate-cameras does.
    """
    ask = enumerate_cameras or _ask_system
    try:
        found = sorted({camera.index: camera.name or "camera" for camera in ask(BACKEND)}.items())
    except (OSError, NotImplementedError, RuntimeError):
        return ()  # a system without cameras, or one that does not name them
    names = [name for _, name in found]
    return tuple(
        Camera(number, f"{name} ({names[: place + 1].count(name)})" if names.count(name) > 1 else name)
        for place, (number, name) in enumerate(found)
    )


def _ask_system(backend: int) -> Iterable[_Found]:
    from cv2_enumerate_cameras import enumerate_cameras

    return enumerate_cameras(backend)


def camera_name(number: int) -> str:
    """What to call a camera in a title."""
    return next((camera.name for camera in list_cameras() if camera.number == number), f"camera {number}")
