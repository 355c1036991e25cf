"""Segments on disk: as tables, as JSON that can be loaded again, as subtitles, and as training clips."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TextIO

from core.data.rows import FrameRow
from core.errors import UserError
from core.guards.limits import TEXT, check_size
from core.guards.names import is_text
from core.guards.partial import write_whole
from core.inference.segments import Segment, ordered
from core.types import People

SUFFIXES = (".csv", ".json", ".srt")
_FORMAT = "skelapp segments 1"


def write_segments(path: Path, segments: Sequence[Segment], source: str = "") -> None:
    """A table (.csv), .json, or subtitles (.srt), by the suffix.

    Args:
        source: name of what they are segments of; goes into the .json.

    Raises:
        UserError: another suffix, or the file cannot be written.
    """
    writers: dict[str, Callable[[TextIO], None]] = {
        ".csv": lambda file: _write_csv(file, ordered(segments)),
        ".json": lambda file: _write_json(file, ordered(segments), source),
        ".srt": lambda file: _write_srt(file, ordered(segments)),
    }
    _check_suffix(path)
    file = io.StringIO()
    writers[path.suffix.lower()](file)
    write_whole(path, file.getvalue())


def check_segments_path(path: Path) -> None:
    """Raises a `UserError` unless segments can be written there."""
    _check_suffix(path)
    if not path.parent.is_dir():
        raise UserError(f"{path.parent} does not exist; make the folder first")


def _check_suffix(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(f"{path}: segments are {', '.join(SUFFIXES)} files; give a name that ends in one of them")


def read_segments(path: Path) -> tuple[Segment, ...]:
    """What `write_segments` wrote as .json.

    Raises:
        UserError: the file cannot be read, or is something else.
    """
    try:
        check_size(path, TEXT)
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = content["segments"]
        found = [
            Segment(int(row["person"]), float(row["start"]), float(row["end"]), str(row["label"]), float(row["score"]))
            for row in rows
        ]
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise UserError(
            f"{path} holds no segments ({type(error).__name__}: {error}); give a .json that was exported"
        ) from error
    if not all(-math.inf < segment.start < segment.end < math.inf for segment in found):
        raise UserError(f"{path}: a segment must end after it starts")
    if not is_text([segment.label for segment in found]):
        raise UserError(f"{path}: a label holds characters that are no text")
    return ordered(found)


def _write_csv(file: TextIO, segments: Sequence[Segment]) -> None:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["person", "start", "end", "label", "score"])
    for item in segments:
        table.writerow([item.person, f"{item.start:.3f}", f"{item.end:.3f}", item.label, f"{item.score:.4f}"])


def _write_json(file: TextIO, segments: Sequence[Segment], source: str) -> None:
    rows = [
        {
            "person": item.person,
            "start": round(item.start, 3),
            "end": round(item.end, 3),
            "label": item.label,
            "score": round(item.score, 4),
        }
        for item in segments
    ]
    json.dump({"format": _FORMAT, "source": source, "segments": rows}, file, indent=2)
    file.write("\n")


def _write_srt(file: TextIO, segments: Sequence[Segment]) -> None:
    """SubRip: number, ``00:00:01,200 --> 00:00:02,500``, text, blank line. Whose action it is, where several act."""
    several = len({segment.person for segment in segments}) > 1
    for number, item in enumerate(segments, 1):
        who = f"{item.person}: " if several else ""
        label = item.label.replace("_", " ")
        file.write(f"{number}\n{_clock(item.start)} --> {_clock(item.end)}\n{who}{label}\n\n")


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d},{rest % 1000:03d}"


def write_clips(
    folder: Path, segments: Sequence[Segment], frames: Iterable[tuple[float, People]], name: str
) -> list[Path]:
    """Each segment as a clip to train from: ``FOLDER/CLASS/NAME-NUMBER.jsonl`` with its person's joints.

    `core.data.readers.recognise.read_dataset` reads the folder; clips of several sources may go into one.

    Args:
        frames: seconds and people of every frame of the source, in order of time.
        name: of the source; its clips begin with it.

    Returns:
        The files written. Segments in which their person is never seen are left out.

    Raises:
        UserError: there is nothing to write, or a file cannot be written.
    """
    rows: dict[Segment, list[FrameRow]] = {segment: [] for segment in ordered(segments)}
    for index, (time, people) in enumerate(frames):
        for segment, found in rows.items():
            if segment.start - 1e-6 <= time < segment.end - 1e-6:
                found.append(FrameRow.of(index, time, _only(people, segment.person)))
    seen = {segment: found for segment, found in rows.items() if any(row.people for row in found)}
    if not seen:
        raise UserError("there is no one in any segment; find or mark segments first")
    written = []
    for number, (segment, found) in enumerate(seen.items(), 1):
        path = folder / plain_name(segment.label) / f"{plain_name(name)}-{number:03d}.jsonl"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{path} cannot be written ({error.strerror})") from error
        write_whole(path, "".join(row.to_json() for row in found))
        written.append(path)
    return written


def _only(people: People, person: int) -> People:
    """One of the people, or nobody where that one is not seen."""
    there = [index for index, id in enumerate(people.ids) if id == person and (people.joints[index, :, 2] > 0).any()]
    return People(people.joints[there], tuple(people.ids[index] for index in there))


def plain_name(text: str) -> str:
    """A name that every file system takes: letters, digits, ``_`` and ``-``."""
    return re.sub(r"[^\w-]+", "_", text).strip("_") or "unnamed"
