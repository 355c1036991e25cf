"""The plan of the results (results/plan.yaml): data sets, rows, and the command that fills each row."""

from __future__ import annotations

import json
import shlex
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from core.errors import UserError

T = TypeVar("T")

CLAIMS = ("higher", "lower", "as good")

RECORDS = "records.jsonl"
"""The file of a data set's records in its folder."""

CORRUPTED = "Corrupted clips"
"""The section of rows on corrupted clips."""

_HOW_MUCH = {
    "drop-joints": "{value:.0%} of the joints lost",
    "noise": "noise of {value:.0%} of the person's extent",
    "rate": "{value:g} frames per second",
}


@dataclass(frozen=True)
class Row:
    """One line of a table: a network, a fusion, or another look at a network.

    Attributes:
        name: of the row; the names of its records and training runs end with it.
        what: as shown.
        train: options of its training.
        companion: options of `core.companion`, where that makes it.
        args: of its network, added to the data set's.
        teachers: names of the rows whose networks teach it.
        config: recipe, where it is another one than the data set's.
        fuse: names of the rows whose networks are fused.
        how: equal, log (means of logarithms) or fit; cross-split: fitted on what the same networks, trained on
            the other splits, say.
        of: the row whose network it is, if not its own.
        weights: names of bundled networks, where it is about those.
        evaluate: options of its evaluation.
        section: the table it stands in; "" the first one.
        paper: what a paper reports, and where.
        against: the row it is compared with, clip by clip.
        claim: what the paper says of it, so compared: one of `CLAIMS`.
    """

    name: str
    what: str
    train: str = ""
    companion: str | None = None
    args: dict[str, Any] = field(default_factory=dict)
    teachers: tuple[str, ...] = ()
    config: str = ""
    fuse: tuple[str, ...] = ()
    how: str = "equal"
    of: str = ""
    weights: tuple[str, ...] = ()
    evaluate: str = ""
    section: str = ""
    paper: str = ""
    against: str = ""
    claim: str = ""

    @property
    def networks(self) -> tuple[str, ...]:
        """Names of the rows whose networks are asked; none where they are bundled."""
        return () if self.weights else self.fuse or (self.of or self.name,)


@dataclass(frozen=True)
class DataSet:
    """One data set and protocol.

    Attributes:
        key: short name; that of its folder in ``results/``.
        title, about: heading and text.
        splits: names of the splits that are judged.
        config: recipe.
        rows: the lines.
        train, evaluate: options of every training, every evaluation; {number} stands for the place of the split among
            the splits, from 1.
        args: of every network that is trained.
        published: what others report, and where; the summary shows the data sets that have it.
        networks_of: key of the data set whose networks are judged, where it has none of its own.
        corruptions: option of `core.evaluate` that corrupts clips -> its values.
        corrupted: names of the rows that are also judged on clips corrupted in each of these ways.
    """

    key: str
    title: str
    about: str
    splits: tuple[str, ...]
    config: str
    rows: tuple[Row, ...]
    train: str = ""
    evaluate: str = ""
    args: dict[str, Any] = field(default_factory=dict)
    published: str = ""
    networks_of: str = ""
    corruptions: dict[str, tuple[float, ...]] = field(default_factory=dict)
    corrupted: tuple[str, ...] = ()

    def record_name(self, row: Row, split: str) -> str:
        """Name of the record of a row on a split: ``split1/stfnet-joint``."""
        return f"{split.replace(' ', '')}/{row.name}"

    def run_name(self, row: str, split: str) -> str:
        """Name of the training run of a row, by its name, on a split: ``jhmdb-split1-stfnet-joint``."""
        return f"{self.networks_of or self.key}-{split.replace(' ', '')}-{row}"


@dataclass(frozen=True)
class Commands:
    """What to run for one row of one split; train is "" where the row has no network of its own."""

    train: str
    evaluate: str


def commands(data: DataSet, row: Row, split: str) -> Commands:
    """The command lines that make a row's network, and its record."""
    runs = [data.run_name(name, split) for name in row.networks]
    place = f"--data DATA --split {shlex.quote(split)}"
    weights = " ".join(row.weights or map(_weights, runs))
    fuse = f"--fuse {row.how}" if row.fuse or len(row.weights) > 1 else ""
    if row.how == "cross-split":
        others = [other for other in data.splits if other != split]
        families = [" ".join(_weights(data.run_name(name, other)) for other in others) for name in row.networks]
        fuse = _line("--fuse fit", *(f"--cross-split {family}" for family in families))
    record = f"--record results/{data.key}/{RECORDS} --name {data.record_name(row, split)}"
    train = ""
    own = row.networks == (row.name,) and not data.networks_of
    if own and row.companion is not None:
        train = _line(f"python -m core.companion {place}", row.companion, f"-o {_weights(runs[0])}")
    elif own:
        config = row.config or data.config
        args = data.args | row.args
        network = f"--model_args {shlex.quote(json.dumps(args))}" if args else ""
        teachers = ",".join(_weights(data.run_name(name, split)) for name in row.teachers)
        teach = f"--teachers {shlex.quote(f'[{teachers}]')}" if teachers else ""
        start = f"python -m core.train --config {config} {place} --name {runs[0]}"
        train = _line(start, data.train, row.train, teach, network)
    evaluate = _line(f"python -m core.evaluate {weights} {place}", fuse, data.evaluate, row.evaluate, record)
    number = str(data.splits.index(split) + 1)
    return Commands(train.replace("{number}", number), evaluate.replace("{number}", number))


def _weights(run: str) -> str:
    return f"runs/{run}/{run}.safetensors"


def _line(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def read_plan(path: Path) -> tuple[DataSet, ...]:
    """The plan in a YAML file.

    Raises:
        UserError: it cannot be read, or names something unknown.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise UserError(f"{path} cannot be read ({error})") from error
    if not isinstance(content, list):
        raise UserError(f"{path} is not a list of data sets")
    sets = []
    keys = {block.get("key") for block in content if isinstance(block, dict)}
    for block in content:
        rows = tuple(_make(Row, row, path) for row in _listed(block, "rows"))
        data = _make(DataSet, {**block, "rows": rows}, path)
        names = {row.name for row in rows}
        if data.networks_of and data.networks_of not in keys:
            raise UserError(f"{path}: {data.key} takes the networks of {data.networks_of}, which is no data set")
        for name in data.corrupted:
            if name not in names:
                raise UserError(f"{path}: {data.key} corrupts the clips of {name}, which is no row")
        data = replace(data, rows=(*rows, *_on_corrupted(data)))
        for row in rows:
            unknown = {*row.networks, *row.teachers, *([row.against] if row.against else [])} - names
            if row.claim and row.claim not in CLAIMS:
                raise UserError(f"{path}: {data.key} {row.name} claims {row.claim!r}; say {', '.join(CLAIMS)}")
            if unknown:
                raise UserError(f"{path}: {data.key} {row.name} asks for {', '.join(sorted(unknown))}, which is no row")
        sets.append(data)
    return tuple(sets)


def corrupted_name(name: str, option: str, value: float) -> str:
    """Name of a row on corrupted clips: ``stfnet-joint-noise0.05``."""
    return f"{name}-{option}{value:g}"


def _on_corrupted(data: DataSet) -> list[Row]:
    """The rows on corrupted clips: every chosen network at every value of every option."""
    rows = {row.name: row for row in data.rows}
    return [
        replace(
            rows[name],
            name=corrupted_name(name, option, value),
            what=f"{rows[name].what}, {_HOW_MUCH[option].format(value=value)}",
            train="", of="" if rows[name].fuse else rows[name].of or name, against="", claim="",
            evaluate=_line(rows[name].evaluate, f"--{option} {value:g}"), section=CORRUPTED,
        )
        for name in data.corrupted
        for option, values in data.corruptions.items()
        for value in values
    ]  # fmt: skip


def _listed(block: Any, key: str) -> list[Any]:
    return block.get(key) or [] if isinstance(block, dict) else []


def _make(kind: type[T], values: Any, path: Path) -> T:
    allowed = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    if not isinstance(values, dict):
        raise UserError(f"{path}: {values!r} has no names")
    unknown = ", ".join(sorted(values.keys() - allowed.keys()))
    needed = {name for name, each in allowed.items() if each.default is MISSING and each.default_factory is MISSING}
    missing = ", ".join(sorted(needed - values.keys()))
    if unknown or missing:
        raise UserError(f"{path}: {kind.__name__} {values.get('name') or values.get('key')}: "
                        + (f"unknown {unknown}" if unknown else f"{missing} missing"))  # fmt: skip
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
