"""Opens what the player needs: sources, the pose back end and networks. Each is imported when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.offline import Stages
from app.settings import Settings
from core.card import CheckpointInfo
from core.types import Frame, FrameResult, People
from core.video.source import Source

if TYPE_CHECKING:
    from core.inference.recognizer import Recognizer
    from core.pose.backend import PoseBackend
    from core.video.cameras import Camera

# Told what is being done, and the share that is done in 0..1 where it is known.
Progress = Callable[[str, "float | None"], None]


class FrameAnalyser(Stages, Protocol):
    """`app.pipeline.Analyser`, as the player uses it."""

    recognizer: Recognizer
    background: bool

    def __call__(self, frame: Frame) -> FrameResult: ...
    def reset(self) -> None: ...
    def resume(self, people: People, time: float) -> None: ...
    def close(self) -> None: ...


class OpenPose(Protocol):
    """Opens the pose back end, with room for so many people; ``whole``: for a file that is analysed as a whole."""

    def __call__(self, max_people: int, progress: Progress, whole: bool = False) -> PoseBackend: ...


@dataclass(frozen=True)
class Services:
    """What the player opens; tests put their own in. Each is called in a worker thread."""

    open_source: Callable[[str], Source]
    open_pose: OpenPose
    list_weights: Callable[[], list[CheckpointInfo]]
    load_recognizer: Callable[[str, str], Recognizer]
    make_analyser: Callable[[PoseBackend | None, Recognizer, int], FrameAnalyser]
    list_sources: Callable[[str], tuple[str, ...]]
    list_cameras: Callable[[], tuple[Camera, ...]]
    pose_settings: Callable[[], str] = str  # how people are found now, in words: the same words, the same numbers


def real_services(settings: Callable[[], Settings] = Settings) -> Services:
    """Sources, MediaPipe and networks; each is imported when its door is first used.

    ``settings`` are asked for whenever something is opened.
    """

    def open_source(uri: str) -> Source:
        from core.sources import open_source

        return open_source(uri)

    def open_pose(max_people: int, progress: Progress, whole: bool = False) -> PoseBackend:
        from core.pose.backend import open_pose

        chosen = settings()
        source = None if chosen.pose_source == "auto" else chosen.pose_source
        return open_pose(
            max_people,
            chosen.pose_model or None,
            source,
            progress,
            chosen.pose_confidence,
            chosen.pose_backend,
            thorough=whole,
        )

    def list_weights() -> list[CheckpointInfo]:
        from core.checkpoint import list_weights

        return list_weights()

    def load_recognizer(weights: str, device: str) -> Recognizer:
        from app.pipeline import load_recognizer

        recognizer = load_recognizer(weights, device)
        recognizer.threshold = settings().threshold or None
        return recognizer

    def make_analyser(pose: PoseBackend | None, recognizer: Recognizer, max_people: int) -> FrameAnalyser:
        from app.pipeline import Analyser

        return Analyser(pose, recognizer, max_people)

    def list_sources(uri: str) -> tuple[str, ...]:
        from core.sources import list_sources

        return list_sources(uri)

    def list_cameras() -> tuple[Camera, ...]:
        from core.video.cameras import list_cameras

        return list_cameras()

    def pose_settings() -> str:
        from core.pose.backend import choose_backend

        chosen = settings()
        backend = choose_backend() if chosen.pose_backend == "auto" else chosen.pose_backend
        return f"{backend} {chosen.pose_model} from {chosen.pose_confidence}"

    return Services(
        open_source,
        open_pose,
        list_weights,
        load_recognizer,
        make_analyser,
        list_sources,
        list_cameras,
        pose_settings,
    )
