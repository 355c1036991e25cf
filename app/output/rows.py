"""Exports: one row for every frame, and a JSON side-car that records what produced them."""

from __future__ import annotations

import contextlib
import csv
import json
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from app.output.kinetics_export import KineticsRows
from core import __version__
from core.angles import ANGLES
from core.card import CheckpointInfo
from core.data.rows import TOP, FrameRow, PersonRow
from core.data.skeleton_source import sidecar_path
from core.errors import UserError
from core.guards.partial import PartialText
from core.skeleton import KINETICS18
from core.types import FrameResult
from core.video.source import Source

SUFFIXES = (".jsonl", ".csv", ".json")
_JOINTS = tuple(name.replace(" ", "_") for name in KINETICS18.joints)
_ANGLES = tuple(name.replace(" ", "_") for name in ANGLES)
_PACKAGES = ("torch", "mediapipe", "opencv-contrib-python", "numpy")


class Rows(Protocol):
    """One way of writing a result as a line."""

    def write(self, result: FrameResult) -> None: ...
    def close(self) -> None: ...


class Export:
    """Writes the results of one source. A context manager.

    Until it is closed the file is called ``NAME.partial.jsonl``, its side-car likewise. Every row of a .jsonl or .csv
    is on disk when `write` returns; whatever happens then, whole rows are left.

    Args:
        path: where to; ``.jsonl``, ``.csv`` or ``.json`` (Kinetics-Skeleton, joints only) decides the form.
        labels: class names in index order.
        max_people: how many people the columns of a .csv have room for.
        description: what goes into the side-car, see `describe`.

    Raises:
        UserError: another suffix, or the file cannot be written.
    """

    def __init__(self, path: Path, labels: tuple[str, ...], max_people: int, description: dict[str, Any]) -> None:
        check_export_path(path)
        self._sidecar = sidecar_path(path)
        self._description = description
        self._frames = 0
        self._file = PartialText(path)
        self._partial_sidecar = sidecar_path(self._file.partial)
        try:
            self._describe(self._partial_sidecar, complete=False)
            self._rows = self._form(path.suffix.lower(), labels, max_people)
            self._file.row_ended()  # the heading of a table
        except (OSError, UserError) as error:
            self.give_up()
            raise UserError(f"{path} cannot be written ({_why(error)})") from error

    def _form(self, suffix: str, labels: tuple[str, ...], max_people: int) -> Rows:
        if suffix == ".csv":
            return _CsvRows(self._file, labels, max_people)
        return KineticsRows(self._file, labels) if suffix == ".json" else _JsonRows(self._file, labels)

    def write(self, result: FrameResult) -> None:
        """Add the row of one frame."""
        if self._file.closed:
            return  # the disk was full, which was said
        self._rows.write(result)
        self._file.row_ended()
        self._frames += 1

    def close(self, complete: bool = True, warnings: list[str] | None = None) -> None:
        """Finish the file; ``complete`` says in the side-car whether the source came to its end."""
        if self._file.closed:
            return
        self._rows.close()
        self._file.row_ended()
        try:
            self._describe(self._partial_sidecar, complete, warnings)
        except OSError as error:
            self._file.give_up()
            raise UserError(
                f"{self._sidecar} cannot be written ({error.strerror}); the rows are in {self._file.partial}"
            ) from error
        self._file.close()
        self._partial_sidecar.replace(self._sidecar)

    def give_up(self) -> None:
        """Nothing was written: nothing stays."""
        self._file.give_up()
        with contextlib.suppress(OSError):
            self._partial_sidecar.unlink()

    def _describe(self, path: Path, complete: bool, warnings: list[str] | None = None) -> None:
        content = {**self._description, "frames": self._frames, "complete": complete, "warnings": warnings or []}
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    def __enter__(self) -> Export:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close(complete=kind is None)


def _why(error: OSError | UserError) -> str:
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    return (cause.strerror if isinstance(cause, OSError) else None) or str(error)


def check_export_path(path: Path) -> None:
    """Raises a `UserError` where no export can be written."""
    if path.suffix.lower() == ".srt":
        raise UserError(
            f"{path}: subtitles are made of segments; use --segments {path.name}, or in the window Ctrl+Shift+S"
        )
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(f"{path}: exports are {', '.join(SUFFIXES)} files; give a name that ends in one of them")
    if not path.parent.is_dir():
        raise UserError(f"{path.parent} does not exist; make the folder first")


def describe(info: CheckpointInfo, source: Source, pose: str | None) -> dict[str, Any]:
    """The side-car: which network on which window, fed by what, with which versions."""
    return {
        "format": "skelapp export 1",
        "model": {"name": info.name, "title": info.title, "architecture": info.model, "labels": list(info.labels)},
        "stream": info.stream,
        "window": {
            "frames": info.frames,
            "rate": info.rate,
            "seconds": info.seconds,
            "min_seconds": info.min_seconds,
            "threshold": info.threshold,
            "energy_threshold": info.energy_threshold,
        },
        "explanations": {
            "focus": "attention of the last block, or class activation, 0 to 1: how much the network looks at a joint",
            "evidence": "in bits: by how many powers of two the odds p / (1 - p) of evidence's label fall where a "
            "joint is hidden throughout the window (joints), or all joints in a fifth of it (stretches, newest last)",
        },
        "angles": {"names": list(_ANGLES), "units": "degrees in the plane of the picture; 180 is a straight limb"},
        "layout": {"name": KINETICS18.name, "joints": list(_JOINTS), "units": "pixels, y downward"},
        "pose": pose,
        "source": {
            "uri": source.uri,
            "fps": source.fps,
            "size": list(source.size),
            "frame_count": source.frame_count,
            "duration": source.duration,
        },
        "versions": {
            "skelapp": __version__,
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _PACKAGES},
        },
    }


class _JsonRows:
    """One line a frame, see `core.data.rows`."""

    def __init__(self, file: PartialText, labels: tuple[str, ...]) -> None:
        self._file = file
        self._labels = labels

    def write(self, result: FrameResult) -> None:
        self._file.write(row_of(result, self._labels).to_json())

    def close(self) -> None:
        """Every row is there."""


class _CsvRows:
    """Fixed columns: frame, time, and for each of ``max_people`` places the person there, blank where nobody is.

    A person keeps the place, p1 to pN, for as long as they are seen.
    """

    def __init__(self, file: PartialText, labels: tuple[str, ...], max_people: int) -> None:
        self._labels = labels
        self._places: list[int | None] = [None] * max_people
        columns = ["id", "state", "count", "period"]
        for rank in range(1, TOP + 1):
            columns += [f"action{rank}", f"score{rank}"]
        for joint in _JOINTS:
            columns += [f"{joint}_x", f"{joint}_y", f"{joint}_confidence", f"{joint}_focus"]
        columns += [f"{angle}_angle" for angle in _ANGLES]
        self._blank = [""] * len(columns)
        self._table = csv.writer(file, lineterminator="\n")
        header = [f"p{place}_{column}" for place in range(1, max_people + 1) for column in columns]
        self._table.writerow(["frame", "time", *header])

    def write(self, result: FrameResult) -> None:
        self._seat(result.people.ids)
        row = row_of(result, self._labels)
        people = {person.id: person for person in row.people}
        cells: list[str] = [str(row.frame), f"{row.time:.6f}"]
        for place in self._places:
            cells += self._blank if place is None else _cells(people[place])
        self._table.writerow(cells)

    def close(self) -> None:
        """Every row is there."""

    def _seat(self, ids: tuple[int, ...]) -> None:
        """Give up the places of those who left, then the free ones to those who came."""
        self._places = [person if person in ids else None for person in self._places]
        for person in ids:
            if person not in self._places and None in self._places:
                self._places[self._places.index(None)] = person


def _cells(person: PersonRow) -> list[str]:
    """The columns of one person."""
    cells = [str(person.id), person.state]
    cells += ["", ""] if person.count is None else [str(person.count), f"{person.period:.2f}"]
    for rank in range(TOP):
        cells += [person.actions[rank][0], f"{person.actions[rank][1]:.4f}"] if rank < len(person.actions) else ["", ""]
    for joint, (x, y, confidence) in enumerate(person.joints):
        focus = "" if person.focus is None else f"{person.focus[joint]:.4f}"
        cells += [f"{x:.2f}", f"{y:.2f}", f"{confidence:.4f}", focus]
    angles = np.full(len(_ANGLES), np.nan) if person.angles is None else person.angles
    return cells + ["" if np.isnan(angle) else f"{angle:.1f}" for angle in angles]


def row_of(result: FrameResult, labels: Sequence[str]) -> FrameRow:
    """The row of a result."""
    return FrameRow.of(result.frame.index, result.frame.time, result.people, result.predictions, labels, result.counts)
