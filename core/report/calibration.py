"""The table of ``results/uncertainty``: calibration and rejection, from records of ``python -m core.calibrate``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.report.markdown import percent, table

_HEAD = ["network", "temperature", "ECE before", "ECE after", "threshold", "kept", "accuracy of these"]
_HEAD += ["out-of-distribution rejected", "AUROC"]


def calibration_tables(records: Mapping[str, Any], folder: Path, pictures: str) -> list[str]:
    """A row a network, and what was found with classes left out; ``folder`` and ``pictures`` are not needed."""
    rows = [
        [
            record["network"], f"{record['temperature']:.2f}", f"{record['ece before']:.3f}", f"{record['ece']:.3f}",
            f"{record['threshold']:.2f}", percent(record["kept"]), percent(record["right"]),
            percent(record["out-of-distribution rejected"]),
            "" if record["auroc"] is None else f"{record['auroc']:.3f}",
        ]
        for record in records.values()
    ]  # fmt: skip
    novel = next((record["novel"] for record in records.values() if record["novel"]), None)
    return [*table(_HEAD, rows), *(_left_out(novel) if novel else [])]


def _left_out(novel: Mapping[str, float]) -> list[str]:
    return [
        "",
        "A harder test is unknown actions that resemble the known ones. For it the same network was trained without "
        "some of the classes. At a threshold found in the same way, it keeps "
        f"{percent(novel['kept'])} of the new clips of known actions, is right for {percent(novel['right'])} of those, "
        f"and rejects {percent(novel['rejected'])} of the clips of the classes that were left out; AUROC "
        f"{novel['auroc']:.3f}.",
    ]
