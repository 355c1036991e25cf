"""Run records: evaluated networks and fusions with everything that their figures depend on, one JSON object per line.

``python -m core.evaluate ... --record results/DATA_SET/records.jsonl --name SPLIT/ROW`` adds one;
``python -m core.report`` makes tables of them.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch

from core.card import CheckpointInfo
from core.checkpoint import Checkpoint
from core.errors import UserError
from core.evaluation.metrics import bootstrap_interval, class_accuracy
from core.evaluation.scores import Scores
from core.guards.names import json_text
from core.info import count_macs
from core.skeleton import get_layout
from core.streams import num_channels


@dataclass(frozen=True)
class RunRecord:
    """One network, or one fusion, on one part of one data set.

    Attributes:
        name: unique in its file, such as ``split1/stfnet-joint``.
        command: that was given; the data set's place is written DATA.
        networks: of each its name, model, stream, number of parameters, multiply-accumulates for one clip, digest of
            its weights, and its training.
        fuse: how the fusion weights were found: equal, fit (on the validation part) or given; "" for one network.
        weights: the fusion weights, summing to 1.
        data: title, digest, split and part of the data set, and what was left out.
        conditions: what was done to the clips, and how often each was looked at; empty for the plain case.
        figures: top-1 and the others, in 0..1, see `core.evaluation.metrics.Metrics`, and in how many clips nobody
            was seen.
        interval: 95 % interval of top-1, by resampling the clips.
        classes: of each class its number of clips and its top-1.
        right: one letter for each clip of the whole data set, in its order: 1 recognised, 0 not, - not judged. What
            paired tests need.
        predictions: digest of the predicted class of every clip: equal where two runs say the same.
        commit: of the program; ``+`` where it was changed since.
        versions: of Python, NumPy and PyTorch.
    """

    name: str
    command: str
    networks: list[dict[str, Any]]
    fuse: str
    weights: list[float]
    data: dict[str, Any]
    conditions: dict[str, Any]
    figures: dict[str, float]
    interval: tuple[float, float]
    classes: dict[str, dict[str, float]]
    predictions: str
    commit: str
    versions: dict[str, str] = field(default_factory=dict)
    right: str = ""

    @property
    def top1(self) -> float:
        """Top-1 in 0..1."""
        return self.figures["top-1"]


def make_record(
    name: str,
    command: str,
    scores: Scores,
    networks: Sequence[tuple[Path, Checkpoint]],
    fuse: str,
    weights: Sequence[float],
    data: dict[str, Any],
    conditions: dict[str, Any],
    all_ids: Sequence[str],
) -> RunRecord:
    """The record of an evaluation, with figures computed from the scores. ``all_ids``: of the whole data set."""
    said = "\n".join(f"{name} {said}" for name, said in zip(scores.ids, scores.predictions.tolist(), strict=True))
    figures = {name: round(value, 6) for name, value in scores.metrics().figures().items()}
    low, high = bootstrap_interval(scores.right)
    return RunRecord(
        name=name,
        command=command,
        networks=[_network(path, checkpoint) for path, checkpoint in networks],
        fuse=fuse,
        weights=[round(float(weight), 6) for weight in weights],
        data=data,
        conditions=conditions,
        figures={**figures, "nobody seen": int((~scores.seen).sum())},
        interval=(round(low, 6), round(high, 6)),
        classes=class_figures(scores),
        predictions=hashlib.sha256(said.encode()).hexdigest()[:16],
        commit=current_commit(),
        versions={"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__},
        right=_marks(scores, all_ids),
    )


def _marks(scores: Scores, all_ids: Sequence[str]) -> str:
    marks = {name: "01"[right] for name, right in zip(scores.ids, scores.right.tolist(), strict=True)}
    return "".join(marks.get(name, "-") for name in all_ids)


def class_figures(scores: Scores) -> dict[str, dict[str, float]]:
    """For each class that has clips: their number, and its top-1."""
    accuracy, count = class_accuracy(scores.right, scores.labels, len(scores.classes))
    return {
        scores.classes[index]: {"clips": int(count[index]), "top-1": round(float(accuracy[index]), 6)}
        for index in np.flatnonzero(count)
    }


def _network(path: Path, checkpoint: Checkpoint) -> dict[str, Any]:
    info = checkpoint.info
    return {
        "name": info.name,
        "model": info.model,
        "model_args": info.model_args,
        "stream": info.stream,
        "parameters": sum(parameter.numel() for parameter in checkpoint.model.parameters()),
        "macs": count_macs(checkpoint.model, _clip_shape(info)),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "trained on": info.data,
        "training": info.training,
    }


def _clip_shape(info: CheckpointInfo) -> tuple[int, ...]:
    """Shape ``(1, C, T, V, M)`` of the network's input for one clip."""
    joints = get_layout(info.layout).num_joints
    return 1, num_channels(info.stream, info.dimensions, info.convention), info.frames, joints, info.people


def append_record(path: Path, record: RunRecord) -> None:
    """Adds a record to a file, and makes its folder if needed. Several evaluations may do so at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:  # in one piece, so that lines of two evaluations do not mix
        file.write(_line(record).encode())


def read_records(path: Path) -> dict[str, RunRecord]:
    """The records in a file, sorted by name. Of several with one name the last counts; no file holds none.

    Raises:
        UserError: a line is not a run record.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
        records = [_parse(line) for line in lines if line]
    except Exception as error:  # a damaged line makes it fail in any way
        raise UserError(
            f"{path} is not a file of run records ({error}); make it with core.evaluate --record"
        ) from error
    return dict(sorted({record.name: record for record in records}.items()))


def sorted_records(records: dict[str, RunRecord]) -> str:
    """The text of a file of records, by name."""
    return "".join(_line(records[name]) for name in sorted(records))


def _line(record: RunRecord) -> str:
    return json_text(vars(record)) + "\n"


def _parse(line: str) -> RunRecord:
    content = json.loads(line)
    known = {each.name for each in fields(RunRecord)}
    conditions = content.get("conditions", {})
    if "disturbed" in conditions:  # the old spelling
        conditions["augmented_views"] = conditions.pop("disturbed")
    record = RunRecord(**{key: value for key, value in content.items() if key in known})
    if not isinstance(record.name, str) or not math.isfinite(float(record.figures["top-1"])):
        raise ValueError("a record without a name or without a figure")
    return record


def current_commit() -> str:
    """The checkout's commit, with ``+`` where tracked code was changed since; "unknown" outside a checkout."""
    try:
        here = Path(__file__).resolve().parent
        commit = _git(here, "rev-parse", "--short", "HEAD")
        return commit + ("+" if _git(here, "status", "--porcelain", "--untracked-files=no", "--", ".") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments],  # noqa: S607 (whichever git the user has)
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout.strip()
