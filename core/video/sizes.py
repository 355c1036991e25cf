"""The sizes of a file's pictures where they change: OpenCV squeezes them all into the first one's and says nothing."""

from __future__ import annotations

import contextlib

import av

_PLACES = 8  # evenly spread, at whose key frames the file is looked at


def picture_sizes(path: str) -> list[tuple[int, int]]:
    """Widths and heights in pixels of the stored pictures, each once, in the order in which they come.

    Only some key frames are decoded, which takes tens of milliseconds. Empty for what cannot be read.
    """
    sizes: list[tuple[int, int]] = []
    with contextlib.suppress(av.FFmpegError, ValueError, OSError), av.open(path) as container:
        stream = container.streams.video[0]
        for place in range(_PLACES + 1):
            with contextlib.suppress(av.FFmpegError, StopIteration, ValueError):
                container.seek((container.start_time or 0) + (container.duration or 0) * place // _PLACES)
                frame = next(container.decode(stream))
                sizes.append((frame.width, frame.height))
    return list(dict.fromkeys(sizes))
