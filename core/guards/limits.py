"""The limits of what is read from files: one place, asked by every reader before it makes room for anything.

A small file can announce a great deal: a million people, a picture of 99,999 pixels a side, a part that decompresses to
gigabytes. Each limit lies far above what real data hold. Whoever has larger data raises it by an environment variable,
which the message names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from core.errors import UserError

_MB = 1 << 20


@dataclass(frozen=True)
class Limit:
    """An upper bound on one quantity.

    Attributes:
        what: the quantity in the plural, as messages name it.
        setting: the environment variable that replaces the bound.
        default: the bound where that variable is not set.
        unit: what one of the bound counts, where it is not the thing itself: bytes are given in MB.
    """

    what: str
    setting: str
    default: int
    unit: int = 1

    @property
    def value(self) -> int:
        """The bound that holds now.

        Raises:
            UserError: the environment variable does not hold a positive whole number.
        """
        text = os.environ.get(self.setting, "")
        if not text:
            return self.default * self.unit
        if not (text.isascii() and text.isdecimal() and 0 < len(text) < 16 and int(text) > 0):
            raise UserError(f"{self.setting} must be a positive whole number, not {text[:40]!r}")
        return int(text) * self.unit

    def check(self, count: int, place: str | Path) -> int:
        """``count``, which is what ``place`` holds or announces.

        Raises:
            UserError: it is above the bound, or negative.
        """
        if not 0 <= count <= self.value:
            shown = f"{count / self.unit:.0f}" if self.unit > 1 and count >= 0 else str(count)[:30]
            raise UserError(
                f"{place} holds {shown} {self.what}; at most {self.value // self.unit} are read, "
                f"set {self.setting} to change that"
            )
        return count


PEOPLE = Limit("people in one clip", "SKELAPP_LIMIT_PEOPLE", 64)
FRAMES = Limit("frames in one clip", "SKELAPP_LIMIT_FRAMES", 5_000_000)
VALUES = Limit("million numbers in one clip", "SKELAPP_LIMIT_CLIP", 64, 1_000_000)
"""Frames x people x joints x channels: 64 million are an hour of ten people at 30 frames a second."""
CLIPS = Limit("clips", "SKELAPP_LIMIT_CLIPS", 2_000_000)
CLASSES = Limit("classes", "SKELAPP_LIMIT_CLASSES", 100_000)
PICTURE = Limit("pixels along one side of the picture", "SKELAPP_LIMIT_PICTURE", 8192)
TEXT = Limit("MB of text", "SKELAPP_LIMIT_TEXT", 64, _MB)
"""One JSON or text file that is read as a whole: Python needs up to twenty times as much memory for what it says."""
LINE = Limit("MB in one line", "SKELAPP_LIMIT_LINE", 4, _MB)
ARRAYS = Limit("MB of arrays", "SKELAPP_LIMIT_ARRAYS", 1024, _MB)
"""What one file's compressed or repeated parts come to."""
PICKLED = Limit("million values", "SKELAPP_LIMIT_PICKLED", 50, 1_000_000)
"""Values in one pickle, counted as often as they occur."""


def check_clip(place: str | Path, frames: int, people: int, joints: int = 18, channels: int = 3) -> None:
    """Raises a `UserError` where a clip of this shape is too large to be read."""
    FRAMES.check(frames, place)
    VALUES.check(frames * people * joints * channels, place)


def check_size(path: Path, limit: Limit) -> int:
    """The length of a file in bytes, if that is within the limit.

    Raises:
        UserError: it is not, or the path is no ordinary file.
        OSError: nothing can be said about the path.
    """
    if not path.is_file():  # a pipe or a device has no end
        path.stat()
        raise UserError(f"{path} is not a file")
    return limit.check(path.stat().st_size, path)
