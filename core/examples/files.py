"""What an example is on disk: rows of one person, written as a whole or not at all, under names for any system."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Problems
from core.data.readers.exports import list_exports
from core.data.rows import FrameRow
from core.errors import UserError
from core.guards.partial import write_whole
from core.skeleton import Joints
from core.types import People

_LETTERS = 60  # of a name
_FORBIDDEN = '<>:"/\\|?*+'  # Windows refuses all but the last; networks are fused by +
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True)
class Motion:
    """What one person did in a stretch of time.

    Attributes:
        times: ``(T,)`` seconds from 0, increasing.
        joints: ``(T, 18, 3)`` kinetics18: x, y in pixels (y downward), confidence; all zero where nobody was seen.
    """

    times: NDArray[np.float64]
    joints: Joints

    @classmethod
    def of(cls, times: Iterable[float], joints: Iterable[Joints]) -> Motion:
        """Frames of a longer stretch, whose times then begin at 0.

        Raises:
            ValueError: shapes do not fit, or times do not increase.
        """
        moments, places = np.array(list(times), np.float64), np.array(list(joints), np.float32)
        if not len(moments) or places.shape != (len(moments), 18, 3) or (np.diff(moments) <= 0).any():
            raise ValueError(f"{moments.shape} increasing times need joints (T, 18, 3), not {places.shape}")
        return cls(moments - moments[0], places)

    @property
    def seconds(self) -> float:
        """From the first frame to the last."""
        return float(self.times[-1])

    @property
    def seen(self) -> float:
        """In how many of its frames somebody is in view, 0..1."""
        return float((self.joints[..., 2] > 0).any(axis=1).mean())

    def between(self, start: float, end: float) -> Motion:
        """The frames from one second to another.

        Raises:
            ValueError: there are none.
        """
        inside = (self.times >= start - 1e-6) & (self.times <= end + 1e-6)
        return Motion.of(self.times[inside], self.joints[inside])


def check_name(name: str, what: str = "an action") -> str:
    """A name that may be that of a folder or file on any system, without spaces at its ends.

    Raises:
        UserError: it may not.
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name:
        raise UserError(f"{what} needs a name")
    bad = sorted({letter for letter in name if letter in _FORBIDDEN or not letter.isprintable()})
    if bad:
        raise UserError(f"the name of {what} must not contain {' '.join(bad)}: {name[:_LETTERS]}")
    if name[0] in ".-" or name[-1] == "." or name.split(".")[0].lower() in _RESERVED:
        raise UserError(f"{name} cannot be the name of {what}: no file may be called so; choose another one")
    if len(name.encode()) > 4 * _LETTERS or len(name) > _LETTERS:
        raise UserError(f"the name of {what} is longer than {_LETTERS} letters: {name[:20]} …")
    return name


def rows_of(motion: Motion) -> str:
    """The lines of an example's file: person 1, or nobody."""
    lines = []
    for index, (time, joints) in enumerate(zip(motion.times, motion.joints, strict=True)):
        there = bool((joints[:, 2] > 0).any())
        people = People(joints[None] if there else np.zeros((0, 18, 3), np.float32), (1,) if there else ())
        lines.append(FrameRow.of(index, float(time), people).to_json())
    return "".join(lines)


def read_motion(path: Path) -> Motion:
    """The main person of a file of rows.

    Raises:
        UserError: it cannot be read.
    """
    clip = list_exports(path).items[0].read(Problems())
    return Motion(clip.times - clip.times[0], np.ascontiguousarray(clip.joints[..., 0].transpose(1, 2, 0)))


def write_text(path: Path, text: str) -> None:
    """Writes a file that is there as a whole or not at all, also after a crash of the whole computer.

    Raises:
        UserError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror or error}); is there room on the disk?") from error
    write_whole(path, text)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """The same for JSON."""
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def move(old: Path, new: Path) -> None:
    """Gives a file another place; what lay there goes.

    Raises:
        UserError: it cannot be moved.
    """
    try:
        new.parent.mkdir(parents=True, exist_ok=True)
        old.replace(new)
    except OSError as error:
        raise UserError(f"{old} cannot be moved to {new} ({error.strerror or error})") from error
