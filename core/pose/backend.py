"""Pose estimation: what every back end does, and the door to the one in use."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from core.paths import cache_dir
from core.pose.pose_model import Progress
from core.skeleton import Joints
from core.types import Frame

USAGE_NOTICE = (
    "Poses are found by Google's MediaPipe, on this computer. MediaPipe reports usage metrics (not your pictures) to "
    "Google and has no switch for it; block its network access if you do not want that."
)


class PoseBackend(Protocol):
    """Finds the joints of the people in a picture.

    A further estimator is one class that does this, in one new file, and one line in `open_pose`.
    """

    name: str

    def detect(self, frame: Frame) -> Joints:
        """The joints ``(M, 18, 3)`` of the M people found, in pixels, as in `core.types.People`; no identities.

        ``frame.time`` must increase from call to call; after a seek or a loop, call `reset` first.
        """
        ...

    def reset(self) -> None:
        """Forget what was seen: the next frame starts a new run."""
        ...

    def close(self) -> None:
        """Give everything back. Nothing else may be called afterwards, except `close` again."""
        ...


def open_pose(
    max_people: int = 2,
    model: str | Path | None = None,
    source: str | None = None,
    progress: Progress | None = None,
    confidence: float | None = None,
) -> PoseBackend:
    """MediaPipe's full pose model.

    Args:
        max_people: how many people are looked for in a frame, from 1.
        model, source: which model file and where from, see `core.pose.pose_model.find_pose_model`.
        progress: told about downloads: what, and the share done in 0..1 or None.
        confidence: below it, in 0..1, nobody is found; None: as in the recordings that networks are trained on.

    Raises:
        UserError: the model cannot be had, or MediaPipe does not run here.
    """
    from core.pose.mediapipe import MIN_CONFIDENCE, MediaPipePose  # heavy, and needs system libraries
    from core.pose.pose_model import find_pose_model

    chosen = MIN_CONFIDENCE if confidence is None else confidence
    return MediaPipePose(find_pose_model(model, source, progress), max_people, chosen)


def usage_notice() -> str | None:
    """What to tell the user about MediaPipe's usage metrics, once: None when it was shown before."""
    mark = cache_dir() / "usage-notice-shown"
    if mark.exists():
        return None
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError:
        pass  # a cache that cannot be written: told every time rather than never
    return USAGE_NOTICE
