"""A small plan and made-up records."""

from __future__ import annotations

from pathlib import Path

from core.evaluation.records import RunRecord, write_record

PLAN = """
- key: jhmdb
  title: JHMDB
  about: Two splits.
  runs: {split 1: j1, split 2: j2}
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
  runs: {split 1: j1}
  config: recipe.yaml
  suffix: -unique
  evaluate: --unique
  rows:
    - {name: stgcn-joint, what: "ST-GCN, joint"}
"""


def write_plan(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return folder


def record(
    top1: float, split: str = "split 1", parameters: int = 450_000, right: str = "", **conditions: object
) -> RunRecord:
    return RunRecord(
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


def write(folder: Path, name: str, top1: float, split: str = "split 1", right: str = "", **conditions: object) -> None:
    write_record(folder / f"{name}.json", record(top1, split, right=right, **conditions))
