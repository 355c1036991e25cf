"""The rows of the plan with their records."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.evaluation.metrics import Comparison, compare_runs
from core.evaluation.records import RunRecord, read_records
from core.report.plan import RECORDS, DataSet, Row

_CORRUPTED = {"drop_joints", "noise", "rate", "steps"}  # conditions under which a figure is not a data set's


@dataclass(frozen=True)
class Result:
    """The records of one row, by split; several of one split differ in the seed.

    Attributes:
        data, row: what they belong to.
        records: split -> name of the record -> the record.
    """

    data: DataSet
    row: Row
    records: dict[str, dict[str, RunRecord]]

    @property
    def complete(self) -> bool:
        """Whether every split has a record."""
        return all(self.records.values())

    @property
    def names(self) -> list[str]:
        """Names of the records."""
        return [name for records in self.records.values() for name in records]

    def all(self) -> list[RunRecord]:
        """The records, split by split."""
        return [record for records in self.records.values() for record in records.values()]

    def mean(self, figure: str) -> float:
        """Mean over the splits of a figure's mean over the seeds; NaN without records."""
        means = self._by_split(figure)
        return float(np.mean(means)) if means else float("nan")

    def deviation(self, figure: str) -> float | None:
        """Standard deviation over the splits; where there is one, over the seeds; None of a single value."""
        values = self._by_split(figure)
        if len(values) < 2:
            values = [record.figures[figure] for record in self.all()]
        return float(np.std(values, ddof=1)) if len(values) > 1 else None

    @property
    def minutes(self) -> float:
        """Minutes of training of all its networks together, median of the runs; NaN where a card does not tell."""
        seconds = [
            sum(network.get("training", {}).get("seconds", np.nan) for network in record.networks)
            for record in self.all()
        ]
        return float(np.median(seconds)) / 60 if seconds else float("nan")

    def compare(self, other: Result) -> Comparison | None:
        """Clip by clip with another row, over the splits and seeds that both have; None where there are none."""
        pairs = []
        for split, records in self.records.items():
            theirs_by_seed = _by_seed(other.records[split])
            for seed, own in _by_seed(records).items():
                found = theirs_by_seed.get(seed)
                if found is not None and own.right and found.right:
                    pairs.append((own, found))
        if not pairs:
            return None
        ours, theirs = (np.stack([_answers(pair[side]) for pair in pairs]) for side in (0, 1))
        return compare_runs(ours, theirs)

    def _by_split(self, figure: str) -> list[float]:
        return [
            float(np.mean([record.figures[figure] for record in records.values()]))
            for records in self.records.values()
            if records
        ]


def _by_seed(records: dict[str, RunRecord]) -> dict[str, RunRecord]:
    """By what ``-seedN`` their names end with; "" for the first."""
    return {re.findall(r"(-seed\d+)?$", name)[0]: record for name, record in records.items()}


def _answers(record: RunRecord) -> NDArray[np.float64]:
    """``(N,)`` of every clip of the data set 1 where it was recognised, 0 where not, NaN where it was not judged."""
    return np.array([{"1": 1.0, "0": 0.0}.get(mark, np.nan) for mark in record.right])


def collect(plan: Sequence[DataSet], folder: Path) -> list[Result]:
    """The rows of the plan with their records, from ``folder/KEY/records.jsonl``: ``SPLIT/ROW``, ``SPLIT/ROW-seed2``
    and so on.

    Raises:
        UserError: a record is damaged, is of another split, or belongs to no row.
    """
    strays = {path.parent.name for path in folder.glob(f"*/{RECORDS}")} - {data.key for data in plan}
    if strays:
        raise UserError(f"{folder}: {', '.join(sorted(strays))} is no data set of the plan")
    return [result for data in plan for result in _of_data_set(data, folder / data.key / RECORDS)]


def _of_data_set(data: DataSet, path: Path) -> list[Result]:
    known = read_records(path)
    used: set[str] = set()
    results = []
    for row in data.rows:
        records: dict[str, dict[str, RunRecord]] = {}
        for split in data.splits:
            pattern = re.compile(re.escape(data.record_name(row, split)) + r"(-seed\d+)?")
            records[split] = {name: record for name, record in known.items() if pattern.fullmatch(name)}
            for name, record in records[split].items():
                _check_split(record, split, f"{path}: {name}")
            used |= records[split].keys()
        results.append(Result(data, row, records))
    strays = sorted(known.keys() - used)
    if strays:
        raise UserError(f"{path}: {', '.join(strays)} belongs to no row of the plan")
    return results


def by_set(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The rows by their data set's key."""
    return _grouped(results, lambda result: result.data.key)


def by_section(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The rows by their section; "" the first table."""
    return _grouped(results, lambda result: result.row.section)


def published(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The rows, by key, of the data sets that others publish figures on: those of the summary."""
    return {key: own for key, own in by_set(results).items() if own[0].data.published}


def shared_rows(results: Sequence[Result]) -> list[list[Result]]:
    """Of each row that all data sets of the summary have, one result a data set."""
    columns = [{result.row.name: result for result in own} for own in published(results).values()]
    rows = [[column[name] for column in columns if name in column] for name in (columns[0] if columns else {})]
    return [row for row in rows if len(row) == len(columns)]


def comparisons(own: Sequence[Result]) -> dict[str, Comparison]:
    """By name of the row, how it compares with the one that it names; ``own`` are all rows of a data set."""
    by_name = {result.row.name: result for result in own}
    found = {result.row.name: result.compare(by_name[result.row.against]) for result in own if result.row.against}
    return {name: comparison for name, comparison in found.items() if comparison is not None}


def _grouped(results: Sequence[Result], name: Callable[[Result], str]) -> dict[str, list[Result]]:
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(name(result), []).append(result)
    return groups


def _check_split(record: RunRecord, split: str, where: str) -> None:
    found = record.data.get("split")
    if found != split:
        raise UserError(f"{where} is a record of {found!r}; its name stands for {split!r}")


def best(results: Sequence[Result]) -> dict[str, dict[str, Any]]:
    """The best complete row of each data set, by key: top-1 in 0..1, what it is, and its records.

    The choice is made on the test clips themselves, so that it flatters a little; None where no row is complete.
    """
    out: dict[str, dict[str, Any]] = {}
    for result in results:
        found = out.setdefault(result.data.key, {"top1": None, "what": "", "runs": []})
        plain = result.complete and not any(_CORRUPTED & record.conditions.keys() for record in result.all())
        if plain and (found["top1"] is None or result.mean("top-1") > found["top1"]):
            found |= {"top1": round(result.mean("top-1"), 6), "what": result.row.what, "runs": result.names}
    return out
