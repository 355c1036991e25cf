"""The table of ``results/uncertainty``: calibration and rejection, from records of ``python -m core.calibrate``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.report.markdown import percent, table

_HEAD = ["network", "temperature", "ECE before", "ECE after", "threshold"]
_SCORE = ["kept", "accuracy of these", "correct ones kept", "out-of-distribution rejected", "AUROC"]
_FIGURES = ("kept", "right", "right answers kept", "out-of-distribution rejected", "auroc")


def calibration_tables(records: Mapping[str, Any], folder: Path, pictures: str) -> list[str]:
    """A row a network, and what was found with classes left out; ``folder`` and ``pictures`` are not needed."""
    rows = [
        [
            record["network"], f"{record['temperature']:.2f}", f"{record['ece before']:.3f}", f"{record['ece']:.3f}",
            f"{record['threshold']:.2f}", *_cells(record),
        ]
        for record in records.values()
    ]  # fmt: skip
    by_energy = [
        [record["network"], f"{record['energy']['threshold']:.2f}", *_cells(record["energy"])]
        for record in records.values()
        if record.get("energy")
    ]
    lines = table([*_HEAD, *_SCORE], rows)
    if by_energy:
        lines += [
            "",
            "By the energy, which the program uses:",
            "",
            *table(["network", "threshold", *_SCORE], by_energy),
        ]
    novel = next((record["novel"] for record in records.values() if record["novel"]), None)
    return [*lines, *(_left_out(novel) if novel else [])]


def _cells(found: Mapping[str, Any]) -> list[str]:
    """Shares in percent and the AUROC; blank where they were not measured."""
    values = [found.get(name, found.get("rejected") if "rejected" in name else None) for name in _FIGURES]
    *shares, auroc = values
    return [*("" if share is None else percent(share) for share in shares), "" if auroc is None else f"{auroc:.3f}"]


def _left_out(novel: Mapping[str, float]) -> list[str]:
    return [
        "",
        "A harder test is unknown actions that resemble the known ones. For it the same network was trained without "
        "some of the classes. At a threshold found in the same way, it keeps "
        f"{percent(novel['kept'])} of the new clips of known actions, is right for {percent(novel['right'])} of those, "
        f"and rejects {percent(novel['rejected'])} of the clips of the classes that were left out; AUROC "
        f"{novel['auroc']:.3f}.",
    ]
