"""Writes the pages of all other measurements: every other folder of ``results/`` is a topic with its own page.

A topic is a folder with ``intro.md`` and records, ``NAME.json``. Nothing else has to be registered: RESULTS.md links to
it with the first paragraph of ``intro.md``, and its README.md shows the whole introduction, then the records. Records
that `core.evaluation.measurement` writes become tables, whatever their figures are called; ``uncertainty`` and
``videos`` have their own tables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.evaluation.measurement import Measurement, read_measurement
from core.report.calibration import calibration_tables
from core.report.markdown import table
from core.report.videos import video_tables

Tables = Callable[[Mapping[str, Any], Path, str], list[str]]

INTRO = "intro.md"
_OWN_TABLES: dict[str, Tables] = {"uncertainty": calibration_tables, "videos": video_tables}
_FIGURE = re.compile(r"\{([^{}/:]+)/([^{}:]+)(?::([^{}]*))?\}")


@dataclass(frozen=True)
class Topic:
    """One folder of measurements.

    Attributes:
        key: name of the folder.
        title: the heading.
        headline: one or two sentences for RESULTS.md.
        page: text of the folder's README.md.
    """

    key: str
    title: str
    headline: str
    page: str


def read_topics(folder: Path, data_sets: Sequence[str], pictures: str) -> list[Topic]:
    """The topics in the folder of results, by name: its folders but for those of the data sets.

    Args:
        folder: the folder of results.
        data_sets: keys of the data sets.
        pictures: folder of the documentation's pictures, seen from a topic's page.
    """
    found = (path for path in sorted(folder.iterdir()) if path.is_dir() and path.name not in data_sets)
    return [read_topic(path, pictures) for path in found if [*path.glob("*.json")]]


def read_topic(folder: Path, pictures: str) -> Topic:
    """One topic.

    Raises:
        UserError: it has no introduction, that names a figure that is not there, or a record is damaged.
    """
    intro = folder / INTRO
    title, _, text = (intro.read_text(encoding="utf-8") if intro.is_file() else "").strip().partition("\n")
    text = text.strip()
    if not title.startswith("# ") or not text:
        raise UserError(f"{intro} is missing or empty: write '# TITLE' and a paragraph with what matters most")
    paths = sorted(folder.glob("*.json"))
    records = {path.stem: _read_json(path) for path in paths}
    if folder.name in _OWN_TABLES:
        tables = _OWN_TABLES[folder.name](records, folder, pictures)
    else:
        tables = [line for path in paths for line in _measurement(path.stem, read_measurement(path))]
    text = fill_in(text, records, intro)
    headline = " ".join(text.partition("\n\n")[0].split("\n"))
    lines = [title, "", "[All results](../../RESULTS.md)", "", text, "", *tables]
    return Topic(folder.name, title.removeprefix("# "), headline, "\n".join(lines) + "\n")


def fill_in(text: str, records: Mapping[str, Any], where: Path) -> str:
    """A text with its figures: ``{step/figures/step_ms:.1f}`` is what stands there in ``step.json``, with one decimal.

    Raises:
        UserError: there is no such figure, or it cannot be written so.
    """

    def figure(match: re.Match[str]) -> str:
        value: Any = records.get(match[1])
        try:
            for name in match[2].split("/"):
                value = value[int(name)] if isinstance(value, list) else value[name]
            return format(value, match[3] or "")
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise UserError(f"{where}: {match[0]} is no figure of the records beside it") from error

    return _FIGURE.sub(figure, text)


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UserError(f"{path} is not a record ({error}); write it again") from error


def _measurement(name: str, record: Measurement) -> list[str]:
    machine = ", ".join(f"{what} {value}" for what, value in record.machine.items())
    lines = [f"## {name.replace('_', ' ')}", "", "```sh", record.command, "```", ""]
    return [*lines, f"{machine}; commit {record.commit}", "", *_tables(record.figures), ""]


def _tables(figures: Any) -> list[str]:
    """Rows of like things as one table; single figures as a table of two columns; what is nested after them."""
    if _is_rows(figures):
        return _rows([(None, row) for row in figures])
    single = {name: value for name, value in figures.items() if not isinstance(value, Mapping | list) or _plain(value)}
    lines = table(["figure", "value"], ([name, _cell(value)] for name, value in single.items())) if single else []
    for name, value in figures.items():
        if name in single:
            continue
        lines += [*([""] if lines else []), f"{name}:", ""]
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
