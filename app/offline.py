"""The loop over a source that the headless mode, exports and the window's whole-file analysis share.

Its stages run in parallel: reading and pose estimation in their own threads, everything else in the caller's.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import numpy as np

from core.types import Frame, FrameResult, People
from core.video.source import Source

if TYPE_CHECKING:  # imports torch, which may wait until the window is there
    from app.pipeline import Detected

T = TypeVar("T")

_JOIN = 12.0  # seconds that a thread gets to end: drivers give up on a picture after ten


class Stages(Protocol):
    """The steps from a frame to its result, see `app.pipeline.Analyser`."""

    def find(self, frame: Frame) -> Detected: ...
    def track(self, found: Detected) -> FrameResult: ...
    def recognise(self, tracked: FrameResult, staying: Collection[int] | None = None) -> FrameResult: ...


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
    room = 1 if source.live else 3
    frames = Ahead(_read(source, first, quarters), f"read {source.name}", room, latest=source.live)
    waiting = 1 if source.live else 4  # enough for pose estimation to go on while evidence is looked for
    found = Ahead(map(analyser.find, frames), f"pose {source.name}", waiting)
    try:
        if source.live:
            for each in found:
                yield analyser.recognise(analyser.track(each))
            return
        yield from _recognise_late(map(analyser.track, found), analyser)
    finally:
        frames.close()  # the source first: the next stage then comes to its end
        found.close()


class KnownPeople:
    """The steps from a frame to its result where the people of every frame are known.

    Args:
        stages: recognise them.
        people: who is there at a time in seconds.
    """

    def __init__(self, stages: Stages, people: Callable[[float], People]) -> None:
        self._people = people
        self.recognise = stages.recognise

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
    """Classifies each frame once it is known who is in the next one. An error is raised after the frames before it."""
    held: FrameResult | None = None
    error: BaseException | None = None
    while True:
        try:
            item = next(tracked, None)
        except BaseException as raised:
            item, error = None, raised
        if held is not None:
            yield analyser.recognise(held, staying=() if item is None else item.people.ids)
        if error is not None:
            raise error
        if item is None:
            return
        held = item


def _read(source: Source, first: Frame | None, quarters: int) -> Iterator[Frame]:
    from core.video.rotation import rotate  # imports OpenCV

    if first is not None:
        yield rotate(first, quarters)
    for frame in iter(source.read, None):
        yield rotate(frame, quarters)


class Ahead(Generic[T]):
    """Runs another iterator in its own thread, ahead of the consumer.

    An error of the other iterator is raised here, after the items that came before it.

    Example:
        >>> with Ahead(iter([1, 2, 3]), "numbers") as numbers:
        ...     list(numbers)
        [1, 2, 3]

    Args:
        items: from now on used by the thread only.
        name: name of the thread.
        room: how many items may wait to be taken. When the room is full, the thread waits; with ``latest`` it drops the
            oldest item instead, for sources that do not wait.
    """

    def __init__(self, items: Iterator[T], name: str, room: int = 2, latest: bool = False) -> None:
        self._items = items
        self._room = room
        self._latest = latest
        self._changed = threading.Condition()
        self._made: deque[T] = deque()
        self._error: BaseException | None = None
        self._done = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._items:
                if not self._put(item):
                    break
        except BaseException as raised:  # raised again where the items are taken
            error = raised
        with self._changed:
            self._error, self._done = error, True
            self._changed.notify_all()

    def _put(self, item: T) -> bool:
        with self._changed:
            if self._latest and len(self._made) == self._room:
                self._made.popleft()
            self._changed.wait_for(lambda: self._closed or len(self._made) < self._room)
            self._made.append(item)
            self._changed.notify_all()
            return not self._closed

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        with self._changed:
            self._changed.wait_for(lambda: self._made or self._done or self._closed)
            if self._closed:
                raise StopIteration
            if self._made:
                item = self._made.popleft()
                self._changed.notify_all()
                return item
            error, self._error = self._error, None
            if error is not None:
                raise error
            raise StopIteration

    def close(self) -> None:
        """Ends the thread, at the latest after its current item. A consumer that is waiting gets no more items."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(_JOIN)

    def __enter__(self) -> Ahead[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
