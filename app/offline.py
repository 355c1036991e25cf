"""The whole chain over one source, its stages in threads: reading, pose estimation, and in the caller's the rest."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from app.ahead import Ahead
from app.pipeline import Analyser, Detected
from core.types import Frame, FrameResult
from core.video.source import Source


def analyse(source: Source, analyser: Analyser, first: Frame | None = None) -> Generator[FrameResult, None, None]:
    """The results of a source's frames, in order, while the following frames are being read and searched.

    A file's results do not depend on how fast the computer is: whoever is in view is judged every ``hop`` seconds of
    the file (see `core.inference.recognizer.Recognizer`), and at the last frame before they are lost from view. Of a
    live source only the newest frame is searched whenever there is time for one; those in between are left out.

    Args:
        source: only to be read from here, until the iterator is closed or at its end.
        first: a frame that was read from the source before.
    """
    room = 1 if source.live else 3
    frames = Ahead(_read(source, first), f"read {source.name}", room, latest=source.live)
    found = Ahead(map(analyser.find, frames), f"pose {source.name}", room=1)
    try:
        if source.live:
            for each in found:
                yield analyser.recognise(analyser.track(each))
            return
        yield from _judge_late(found, analyser)
    finally:
        frames.close()  # the source first: the next stage then comes to its end
        found.close()


def _judge_late(found: Iterator[Detected], analyser: Analyser) -> Iterator[FrameResult]:
    """Judges each frame once it is known who is seen in the next one. An error comes after the frames before it."""
    held: FrameResult | None = None
    error: BaseException | None = None
    while True:
        try:
            item = next(found, None)
        except BaseException as raised:
            item, error = None, raised
        tracked = None if item is None else analyser.track(item)
        if held is not None:
            yield analyser.recognise(held, staying=() if tracked is None else tracked.people.ids)
        if error is not None:
            raise error
        if tracked is None:
            return
        held = tracked


def _read(source: Source, first: Frame | None) -> Iterator[Frame]:
    if first is not None:
        yield first
    yield from iter(source.read, None)
