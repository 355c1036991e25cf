"""A disk that is full after so many bytes."""

from __future__ import annotations

import errno
import io
from pathlib import Path
from typing import Any, BinaryIO, cast


class _Full(io.FileIO):
    room = 0

    def write(self, data: Any) -> int:
        if self.tell() >= self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(bytes(data)[: self.room - self.tell()])


def full_disk(path: Path, room: int) -> tuple[BinaryIO, Path]:
    """As `core.guards.partial.begin`, with room for so many bytes; what does not fit is written in part."""
    partial = path.with_name(f"{path.stem}.partial{path.suffix}")
    file = _Full(partial, "x")
    file.room = room
    return cast("BinaryIO", file), partial
