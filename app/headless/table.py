"""The summary of all sources as one table: who did what, how long and how often, a line for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from core.errors import UserError
from core.guards.partial import write_whole


@dataclass(frozen=True)
class SummaryRow:
    """What one person did; a source without anybody, or that failed, has a row of its own.

    Attributes:
        person: track number; None where no one was seen.
        main: the person who is largest and longest in view.
        action: what they did; empty where nothing was named for long enough.
        times: how often they began it. seconds: all of them together. first, last: where it began and ended.
        score: its mean score meanwhile.
        repetitions: how often they repeated the motion that was named so; None where none was counted.
        error: why the source could not be read to its end.
    """

    source: str
    person: int | None = None
    main: bool = False
    action: str = ""
    times: int = 0
    seconds: float = 0.0
    first: float | None = None
    last: float | None = None
    score: float | None = None
    repetitions: int | None = None
    error: str = ""


def check_table_path(path: Path, option: str) -> None:
    """Raises a `UserError` unless a table can be written there."""
    if path.suffix.lower() != ".csv":
        raise UserError(f"{option} {path}: the summary is a .csv file; give a name that ends in .csv")
    if not path.parent.is_dir():
        raise UserError(f"{path.parent} does not exist; make the folder first")


def write_summary(path: Path, rows: Iterable[SummaryRow]) -> None:
    """A header, then one line for each row; what is not known is left empty.

    Raises:
        UserError: the file cannot be written.
    """
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow([item.name for item in fields(SummaryRow)])
    table.writerows([_text(value) for value in astuple(row)] for row in rows)
    write_whole(path, file.getvalue())


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
