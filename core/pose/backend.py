"""Pose estimation: what every back end does, and the door to the one in use."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Protocol

from core.errors import UserError
from core.paths import cached
from core.pose.pose_model import Progress
from core.skeleton import Joints
from core.types import Frame

BACKENDS = ("auto", "blazepose", "mediapipe")

NAMES = {"blazepose": "BlazePose full", "mediapipe": "MediaPipe full"}
"""What back ends call themselves, in exports and data sets, with the usual model; others are ``lite`` or ``heavy``."""

PEOPLE = {"blazepose": 6, "mediapipe": 2}
"""How many people are looked for where nobody says. MediaPipe searches every frame as long as it has room for more."""

USAGE_NOTICE = (
    "Poses are found by Google's MediaPipe, on this computer. MediaPipe reports usage metrics (not your pictures) to "
    "Google and has no switch for it; block its network access if you do not want that."
)


class PoseBackend(Protocol):
    """Finds the joints of the people in a picture.

    A further estimator is one class that does this, in one new file, and one line in `open_pose`. One that knows of
    more people than it has room for may also have an attribute ``unfollowed``: how many.
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
    backend: str = "auto",
    thorough: bool = False,
    threads: int | None = None,
) -> PoseBackend:
    """The pose estimator in use.

    Args:
        max_people: how many people are looked for in a frame, from 1.
        model, source: which model file and where from, see `core.pose.pose_model.find_pose_model`.
        progress: told about downloads: what, and the share done in 0..1 or None.
        confidence: below it, in 0..1, nobody is found; None: as in the recordings that networks are trained on.
        backend: one of `BACKENDS`, see `choose_backend`.
        thorough: the first frame is searched for small people everywhere, however long it takes: for files.
        threads: how many BlazePose computes on; None: as many as there are cores, up to 4.

    Raises:
        UserError: the model cannot be had, or the back end does not run here.
    """
    from core.pose.mediapipe import MIN_CONFIDENCE, MediaPipePose
    from core.pose.pose_model import find_pose_model

    chosen = choose_backend(backend)
    confidence = MIN_CONFIDENCE if confidence is None else confidence
    file = find_pose_model(model, source, progress)
    if chosen == "mediapipe":
        return MediaPipePose(file, max_people, confidence)
    from core.pose.blazepose import BlazePose

    return BlazePose(file, max_people, confidence, threads, thorough)


def choose_backend(backend: str = "auto") -> str:
    """``blazepose`` or ``mediapipe``: the one that is asked for; ``auto``: BlazePose where its runtime is installed.

    Both run the networks of one model file. ``blazepose`` (`core.pose.blazepose`) finds small people and more of them,
    takes less time, and reports nothing to anybody; its runtime, ai-edge-litert, has no wheels for Intel Macs and
    Windows on ARM. ``python -m core.benchmark pose|agreement|recognition`` compare the two.

    Raises:
        UserError: there is no such back end, or its runtime is not installed.
    """
    if backend not in BACKENDS:
        raise UserError(f"no pose back end {backend!r}; there are {', '.join(BACKENDS)}")
    there = importlib.util.find_spec("ai_edge_litert") is not None
    if backend == "blazepose" and not there:
        raise UserError(
            "the pose back end blazepose needs ai-edge-litert: pip install ai-edge-litert, or use mediapipe"
        )
    if backend == "auto":
        return "blazepose" if there else "mediapipe"
    return backend


def usual_people(backend: str = "auto") -> int:
    """How many people a back end looks for where nobody says; of one that is not there, too."""
    return PEOPLE.get(backend) or PEOPLE[choose_backend()]


def backend_named(name: str) -> str:
    """The back end of the name that it gives itself, as data sets note it.

    Raises:
        UserError: there is none.
    """
    for backend, known in NAMES.items():
        if name.split()[:1] == known.split()[:1]:
            return backend
    raise UserError(f"no pose back end is called {name!r}; there are {', '.join(NAMES.values())}")


def usage_notice(backend: str = "auto") -> str | None:
    """What to tell the user about MediaPipe's usage metrics, once: None when it was shown before, or is not used."""
    if choose_backend(backend) != "mediapipe":
        return None
    mark = cached("usage-notice-shown")
    if mark.exists():
        return None
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError:
        pass  # a cache that cannot be written: told every time rather than never
    return USAGE_NOTICE
