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
from core.evaluation.records import RunRecord, read_record
from core.report.plan import DataSet, Row

_WORSE = {"drop_joints", "noise", "rate", "steps"}  # conditions under which a figure is not a data set's


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
    """The rows of the plan with the records that lie in a folder: ``NAME.json``, ``NAME-seed2.json`` and so on.

    Raises:
        UserError: a record is damaged, is of another split, or belongs to no row.
    """
    files = {path.stem: path for path in sorted(folder.glob("*.json"), key=lambda path: path.stem)}
    used: set[str] = set()
    results = []
    for data in plan:
        for row in data.rows:
            records: dict[str, dict[str, RunRecord]] = {}
            for split in data.runs:
                pattern = re.compile(re.escape(data.record_name(row, split)) + r"(-seed\d+)?")
                names = [name for name in files if pattern.fullmatch(name)]
                records[split] = {name: _read(files[name], split) for name in names}
                used |= set(names)
            results.append(Result(data, row, records))
    stray = sorted(files.keys() - used)
    if stray:
        raise UserError(f"{folder}: {', '.join(stray)} belongs to no row of the plan")
    return results


def by_set(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The rows by their data set's key."""
    return _grouped(results, lambda result: result.data.key)


def by_section(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The rows by their section; "" the first table."""
    return _grouped(results, lambda result: result.row.section)


def _grouped(results: Sequence[Result], name: Callable[[Result], str]) -> dict[str, list[Result]]:
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(name(result), []).append(result)
    return groups


def _read(path: Path, split: str) -> RunRecord:
    record = read_record(path)
    if record.data.get("split") != split:
        raise UserError(f"{path} is a record of {record.data.get('split')!r}; its name stands for {split!r}")
    return record


def best(results: Sequence[Result]) -> dict[str, dict[str, Any]]:
    """The best complete row of each data set, by key: top-1 in 0..1, what it is, and its records.

    The choice is made on the test clips themselves, so that it flatters a little; None where no row is complete.
    """
    out: dict[str, dict[str, Any]] = {}
    for result in results:
        found = out.setdefault(result.data.key, {"top1": None, "what": "", "runs": []})
        plain = result.complete and not any(_WORSE & record.conditions.keys() for record in result.all())
        if plain and (found["top1"] is None or result.mean("top-1") > found["top1"]):
            found |= {"top1": round(result.mean("top-1"), 6), "what": result.row.what, "runs": result.names}
    return out
