"""A small plan and made-up records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.evaluation.records import RunRecord, append_record
from core.report.page import render_page
from core.report.rows import Result, by_set, comparisons

PLAN = """
- key: jhmdb
  title: JHMDB
  about: Two splits.
  splits: [split 1, split 2]
  config: recipe.yaml
  train: --epochs 5
  rows:
    - {name: stgcn-joint, what: "ST-GCN, joint", train: --model stgcn}
    - {name: stfnet-joint, what: "STF-Net, joint", paper: "50.0, table I"}
    - {name: both, what: Both, fuse: [stgcn-joint, stfnet-joint], against: stgcn-joint, claim: higher}
    - {name: stgcn-joint-noise, what: "ST-GCN, noise", of: stgcn-joint, evaluate: --noise 0.05, section: Worse}
- key: unique
  title: Without repeats
  about: One split.
  splits: [split 1]
  config: recipe.yaml
  networks_of: jhmdb
  evaluate: --unique
  rows:
    - {name: stgcn-joint, what: "ST-GCN, joint"}
"""


def write_plan(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return folder


def record(
    name: str, top1: float, split: str = "split 1", parameters: int = 450_000, right: str = "", **conditions: object
) -> RunRecord:
    return RunRecord(
        name=name,
        command="python -m core.evaluate w",
        networks=[{"name": "w", "parameters": parameters, "macs": 30_000_000, "training": {"seconds": 90.0}}],
        fuse="",
        weights=[1.0],
        data={"title": "JHMDB", "split": split},
        conditions=conditions,
        figures={"clips": 10, "top-1": top1, "top-5": 0.9, "mean class": top1 - 0.02, "ece": 0.05},
        interval=(top1 - 0.06, top1 + 0.05),
        classes={"run": {"clips": 6, "top-1": top1}, "wave": {"clips": 4, "top-1": top1 - 0.1}},
        predictions="0",
        commit="abc",
        right=right,
    )


def write(folder: Path, name: str, top1: float, right: str = "", key: str = "jhmdb", **conditions: object) -> None:
    """Adds a record called ``SPLIT/ROW`` to those of a data set."""
    split = name.partition("/")[0].replace("split", "split ")
    append_record(folder / key / "records.jsonl", record(name, top1, split, right=right, **conditions))


def page_of(results: Sequence[Result], key: str, pictures: dict[str, str] | None = None) -> str:
    """The page of one data set."""
    own = by_set(results)[key]
    return render_page(own, comparisons(own), pictures or {})
