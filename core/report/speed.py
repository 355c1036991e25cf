"""The speed section of RESULTS.md, from the records of ``python -m core.benchmark COMMAND --record``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core.benchmark.record import SpeedRecord, read_speed
from core.report.markdown import table

_OPENING = """\
## Speed

Made by `python -m core.benchmark ... --record results/speed/NAME.json`; every table names its command and computer."""


def read_speeds(folder: Path) -> list[SpeedRecord]:
    """The records in a folder, by file name; none where there is no such folder."""
    return [read_speed(path) for path in sorted(folder.glob("*.json"))]


def render_speed(records: Sequence[SpeedRecord]) -> str:
    """The section; empty without records."""
    if not records:
        return ""
    lines = [_OPENING]
    for record in records:
        machine = ", ".join(f"{name} {value}" for name, value in record.machine.items())
        lines += ["", f"### `python -m core.benchmark {record.command}`", "", f"{machine}; commit {record.commit}", ""]
        lines += _tables(record.figures)
    return "\n".join(lines) + "\n"


def _tables(figures: Any) -> list[str]:
    """Rows of like things as one table; single figures as a table of two columns; what is nested after them."""
    if _is_rows(figures):
        return _rows([(None, row) for row in figures])
    single = {name: value for name, value in figures.items() if not isinstance(value, Mapping | list) or _plain(value)}
    lines = table(["figure", "value"], ([name, _cell(value)] for name, value in single.items()))
    for name, value in figures.items():
        if name in single:
            continue
        lines += ["", f"{name}:", ""]
        if isinstance(value, Mapping) and all(isinstance(each, Mapping) for each in value.values()):
            lines += _rows(list(value.items()))
        else:
            lines += _tables(value)
    return lines


def _rows(rows: Sequence[tuple[str | None, Mapping[str, Any]]]) -> list[str]:
    names = list(dict.fromkeys(name for _, row in rows for name in row))
    titled = any(title is not None for title, _ in rows)
    head = ([""] if titled else []) + names
    cells = [([title or ""] if titled else []) + [_cell(row.get(name, "")) for name in names] for title, row in rows]
    return table(head, cells)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _plain(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(each, Mapping | list) for each in value)


def _cell(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "not measured"}[value]
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    if isinstance(value, list):
        return ", ".join(_cell(each) for each in value)
    return str(value)
