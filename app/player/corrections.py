"""Corrections by hand of who is who in a file that was analysed as a whole.

They are kept for the next time, one small file a video, with what the numbers depend on: the video as it is, and how
its people are found. The same video and settings give the same numbers, so that they are about the same people again.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from app.offline import Stages
from core.errors import UserError
from core.examples.files import write_json
from core.paths import corrections_dir
from core.types import Frame, FrameResult, People

_FORM = "skelapp corrections 1"
_MOST_BYTES = 1 << 20
_MOST = 1000


@dataclass(frozen=True)
class Correction:
    """One correction.

    Attributes:
        kind: ``merge``: the two numbers are one person, who has the first one from then on. ``swap``: from a moment on
            each is the other.
        person, other: track numbers.
        time: seconds, of the moment; a merge is about the whole file.
    """

    kind: Literal["merge", "swap"]
    person: int
    other: int
    time: float = float("-inf")

    def renumbered(self, ids: Sequence[int], time: float) -> tuple[int, ...]:
        """The numbers of the people of one frame, in their order.

        Nobody is in a frame twice: where both are there, a merge leaves both.
        """
        if self.kind == "merge":
            names = {} if self.person in ids else {self.other: self.person}
        else:
            names = {self.person: self.other, self.other: self.person} if time >= self.time else {}
        return tuple(names.get(number, number) for number in ids)


def corrected(people: People, corrections: Sequence[Correction], time: float) -> People:
    """The people of one frame under the numbers that they have after all corrections, one after the other."""
    for correction in corrections:
        ids = correction.renumbered(people.ids, time)
        order = sorted(range(len(ids)), key=ids.__getitem__)
        people = People(people.joints[order], tuple(ids[place] for place in order))
    return people


class CorrectedPeople:
    """The steps from a frame to its result, with everybody's number corrected before they are judged.

    Args:
        stages: the others.
        corrections: in the order in which they were made.
        found: told of every frame's people before they are corrected.
    """

    def __init__(
        self, stages: Stages, corrections: Sequence[Correction], found: Callable[[FrameResult], object]
    ) -> None:
        self._stages = stages
        self._corrections = corrections
        self._found = found
        self.recognise, self.recognise_all = stages.recognise, stages.recognise_all

    def find(self, frame: Frame) -> Any:
        """As the others."""
        return self._stages.find(frame)

    def track(self, found: Any) -> FrameResult:
        """Who is there, as corrected."""
        tracked = self._stages.track(found)
        self._found(tracked)
        return replace(tracked, people=corrected(tracked.people, self._corrections, tracked.frame.time))


def keep_corrections(video: str, found_by: str, corrections: Sequence[Correction]) -> None:
    """Keeps the corrections of a video instead of those kept before; of what is no file nothing is kept.

    Args:
        video: the file.
        found_by: what else the numbers depend on.
        corrections: in the order in which they were made; none: nothing stays.

    Raises:
        UserError: they cannot be written.
    """
    source = _source(video)
    if source is None:
        return
    place = _place(video)
    rows = [{**asdict(each), "time": each.time if math.isfinite(each.time) else None} for each in corrections]
    try:
        if not rows:
            place.unlink(missing_ok=True)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        write_json(place, {"format": _FORM, **source, "found_by": found_by, "corrections": rows})
    except OSError as error:
        raise UserError(f"corrections cannot be kept in {place} ({error.strerror or error})") from error


def kept_corrections(video: str, found_by: str) -> tuple[Correction, ...]:
    """What was kept of a video; nothing where it has changed since, or where its people are found in another way."""
    source, place = _source(video), _place(video)
    try:
        if source is None or place.stat().st_size > _MOST_BYTES:
            return ()
        content = json.loads(place.read_text(encoding="utf-8"))
        if any(content[key] != value for key, value in {**source, "format": _FORM, "found_by": found_by}.items()):
            return ()
        return tuple(_correction(row) for row in content["corrections"][:_MOST])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()  # damaged: as if there were none


def _correction(row: dict[str, Any]) -> Correction:
    if row["kind"] not in ("merge", "swap"):
        raise ValueError(row["kind"])
    time = float("-inf") if row["time"] is None else float(row["time"])
    return Correction(row["kind"], int(row["person"]), int(row["other"]), time)


def _source(video: str) -> dict[str, Any] | None:
    """The file's length and the time of its last change; None where there is no such file."""
    try:
        status = Path(video).stat()
    except (OSError, ValueError):
        return None
    return {"bytes": status.st_size, "modified": status.st_mtime_ns} if Path(video).is_file() else None


def _place(video: str) -> Path:
    name = hashlib.sha256(str(Path(video).resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:24]
    return corrections_dir() / f"{name}.json"
