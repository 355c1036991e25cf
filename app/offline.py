"""The loop over a source that the headless mode, exports and the window's whole-file analysis share.

Its stages run in parallel: reading, pose estimation and, for files, recognition in threads of their own, each ahead of
the next; drawing and writing are the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from core.ahead import Ahead
from core.types import Frame, FrameResult, People
from core.video.source import Source

if TYPE_CHECKING:  # imports torch, which may wait until the window is there
    from app.pipeline import Detected

_BATCH = 16  # frames that are judged at once
_BATCH_SECONDS = 0.65  # that they span at most: a window is longer
_BATCH_BYTES = 64 << 20  # of their pictures, which wait in memory meanwhile


class Stages(Protocol):
    """The steps from a frame to its result, see `app.pipeline.Analyser`."""

    def find(self, frame: Frame) -> Detected: ...
    def track(self, found: Detected) -> FrameResult: ...
    def recognise(self, tracked: FrameResult) -> FrameResult: ...
    def recognise_all(self, tracked: Sequence[FrameResult], staying: Collection[int]) -> list[FrameResult]: ...


def analyse(
    source: Source, analyser: Stages, first: Frame | None = None, quarters: int = 0
) -> Generator[FrameResult, None, None]:
    """Yields the results of a source's frames in order, while the next frames are being read and searched for people.

    A file's results do not depend on the speed of the computer: each person in view is classified every ``hop`` seconds
    of the file (see `core.inference.recognizer.Recognizer`), and at the last frame before they leave the view. For a
    live source, pose estimation always takes the newest frame, and frames that arrive meanwhile are dropped.

    Args:
        source: must not be read elsewhere until the iterator is closed or has ended.
        first: a frame that has already been read from the source.
        quarters: number of clockwise 90° rotations applied to every frame first.
    """
    width, height = source.size
    stages: list[Ahead[Any]] = []

    def ahead(items: Iterator[Any], name: str, room: int, latest: bool = False) -> Ahead[Any]:
        stages.append(Ahead(items, f"{name} {source.name}", room, latest))
        return stages[-1]

    try:
        frames = ahead(_read(source, first, quarters), "read", 1 if source.live else 3, latest=source.live)
        found = ahead(map(analyser.find, frames), "pose", 1 if source.live else _room(width * height * 3))
        if source.live:
            for each in found:
                yield analyser.recognise(analyser.track(each))
            return
        yield from ahead(_recognise_late(map(analyser.track, found), analyser), "recognise", _BATCH)
    finally:
        for stage in stages:
            stage.close()  # the source first: the next stage then comes to its end


class KnownPeople:
    """The steps from a frame to its result where the people of every frame are known.

    Args:
        stages: recognise them.
        people: who is there at a time in seconds.
    """

    def __init__(self, stages: Stages, people: Callable[[float], People]) -> None:
        self._people = people
        self.recognise, self.recognise_all = stages.recognise, stages.recognise_all

    def find(self, frame: Frame) -> Any:
        """Nothing is to be found."""
        return frame

    def track(self, found: Any) -> FrameResult:
        """Who is known to be there."""
        return FrameResult(found, self._people(found.time), ())


def recognise_again(
    known: Iterable[tuple[float, People]], size: tuple[int, int], analyser: Stages
) -> Generator[FrameResult, None, None]:
    """Yields the results of a file whose people are already known, for instance from another network's analysis.

    Args:
        known: seconds and people of every frame, in order of time.
        size: width and height of the picture in pixels.
    """
    no_picture = np.broadcast_to(np.uint8(0), (size[1], size[0], 3))
    tracked = (FrameResult(Frame(index, time, no_picture), people, ()) for index, (time, people) in enumerate(known))
    yield from _recognise_late(tracked, analyser)


def _recognise_late(tracked: Iterator[FrameResult], analyser: Stages) -> Generator[FrameResult, None, None]:
    """Classifies some frames at a time, once it is known who is in the next one.

    Which frames go together depends on the file alone. An error is raised after the frames before it.
    """
    held: list[FrameResult] = []
    error: BaseException | None = None
    while True:
        try:
            item = next(tracked, None)
        except BaseException as raised:
            item, error = None, raised
        if held and (item is None or _full(held, item)):
            yield from analyser.recognise_all(held, staying=() if item is None else item.people.ids)
            held = []
        if error is not None:
            raise error
        if item is None:
            return
        held.append(item)


def _full(held: Sequence[FrameResult], item: FrameResult) -> bool:
    """Whether a frame has no more room among those that are judged at once."""
    return len(held) >= _room(item.frame.image.nbytes) or item.frame.time - held[0].frame.time > _BATCH_SECONDS


def _room(size: int) -> int:
    """How many pictures of so many bytes may wait."""
    return max(1, min(_BATCH, _BATCH_BYTES // max(1, size)))


def _read(source: Source, first: Frame | None, quarters: int) -> Iterator[Frame]:
    from core.video.rotation import rotate  # imports OpenCV

    if first is not None:
        yield rotate(first, quarters)
    for frame in iter(source.read, None):
        yield rotate(frame, quarters)
