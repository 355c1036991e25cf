"""Pictures of the results."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

import numpy as np
from matplotlib.figure import Figure

from core.plots import BLUE, ORANGE, plot_classes
from core.results.rows import Result

_LABEL = 36  # letters in a line of a row's name


def draw(results: Sequence[Result]) -> dict[str, Figure]:
    """Pictures by name: top-1 of each data set's rows, and STF-Net against ST-GCN class by class."""
    figures = {}
    for key in dict.fromkeys(result.data.key for result in results):
        own = [result for result in results if result.data.key == key]
        filled = [result for result in own if result.complete and not result.row.section]
        if filled:
            figures[key] = _dots(filled)
        pair = {result.row.name: result for result in filled}
        if {"stfnet-joint", "stgcn-joint"} <= pair.keys():
            figures[f"{key}_classes"] = _classes(pair["stfnet-joint"], pair["stgcn-joint"])
    return figures


def _dots(results: Sequence[Result]) -> Figure:
    """Top-1 of every row, the best on top, with its deviation or interval."""
    order = sorted(results, key=lambda result: result.mean("top-1"))
    figure = Figure(figsize=(6.4, 1.3 + 0.28 * len(order)), layout="constrained")
    axes = figure.subplots()
    for place, result in enumerate(order):
        colour = ORANGE if result.row.fuse else BLUE
        middle, ends = 100 * result.mean("top-1"), 100 * np.array(_ends(result))
        axes.plot(ends, (place, place), color=colour, lw=1.4)
        axes.plot(middle, place, "o", color=colour, ms=6)
    names = [fill(result.row.what, _LABEL) for result in order]
    axes.set_yticks(range(len(order)), names, fontsize=8, linespacing=0.9)
    axes.set_ylim(-0.7, len(order) - 0.3)
    lines = "mean and deviation over the splits" if len(order[0].data.runs) > 1 else "one run, 95 % interval"
    axes.set_xlabel(f"top-1 (%), {lines}", fontsize=8)
    figure.suptitle(f"{order[0].data.title} (blue: one network, orange: fusions)", fontsize=10)
    axes.grid(color="0.9", lw=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _ends(result: Result) -> tuple[float, float]:
    deviation = result.deviation("top-1")
    if deviation is None:
        return result.all()[0].interval
    return result.mean("top-1") - deviation, result.mean("top-1") + deviation


def _classes(first: Result, second: Result) -> Figure:
    names = list(first.all()[0].classes)

    def accuracy(result: Result) -> tuple[np.ndarray, np.ndarray]:
        clips = np.array([[each.classes.get(name, {}).get("clips", 0) for name in names] for each in result.all()])
        top1 = np.array([[each.classes.get(name, {}).get("top-1", 0.0) for name in names] for each in result.all()])
        return (top1 * clips).sum(axis=0) / np.maximum(clips.sum(axis=0), 1), clips.sum(axis=0)

    ours, count = accuracy(first)
    return plot_classes(names, ours, count, first.row.what, accuracy(second)[0], second.row.what)
