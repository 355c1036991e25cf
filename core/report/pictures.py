"""Pictures of the results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import fill

import numpy as np
from matplotlib.figure import Figure

from core.evaluation.plots import BLUE, GREEN, GREY, ORANGE, plot_classes
from core.report.plan import WORSE, DataSet, worse_name
from core.report.rows import Result, by_section, by_set

_LABEL = 36  # letters in a line of a row's name
_MANY = 10  # rows of a section that get a picture of their own
_OPTIONS = {
    "drop-joints": "share of the joints lost",
    "noise": "noise, as a share of the person's extent",
    "rate": "frames per second",
}


def draw(results: Sequence[Result]) -> dict[str, Figure]:
    """Pictures by name: top-1 of each data set's rows, of each long section's, what networks bear, STF-Net against
    ST-GCN class by class."""
    figures = {}
    for key, own in by_set(results).items():
        title = own[0].data.title
        complete = [result for result in own if result.complete]
        sections = by_section(complete)
        for section, rows in sections.items():
            name = section_picture(key, section)
            if section == WORSE:
                figures[name] = _curves(own[0].data, {result.row.name: result for result in complete})
            elif not section:
                figures[name] = _dots(rows, title)
            elif len(rows) >= _MANY:
                figures[name] = _dots(rows, f"{title}: {section}")
        pair = {result.row.name: result for result in sections.get("", [])}
        if {"stfnet-joint", "stgcn-joint"} <= pair.keys():
            figures[f"{key}_classes"] = _classes(pair["stfnet-joint"], pair["stgcn-joint"])
    return figures


def section_picture(key: str, section: str) -> str:
    """Name of the picture of one section of a data set: ``jhmdb_clips_made_worse``; ``jhmdb`` of its first table."""
    return re.sub("[^a-z0-9]+", "_", f"{key} {section}".lower()).strip("_")


def _dots(results: Sequence[Result], title: str) -> Figure:
    """Top-1 of every row, the best on top, with its deviation or interval."""
    order = sorted(results, key=lambda result: result.mean("top-1"))
    figure = Figure(figsize=(6.4, 1.3 + 0.28 * len(order)), layout="constrained")
    axes = figure.subplots()
    for place, result in enumerate(order):
        colour = ORANGE if result.row.fuse or len(result.row.weights) > 1 else BLUE
        middle, ends = 100 * result.mean("top-1"), 100 * np.array(_ends(result))
        axes.plot(ends, (place, place), color=colour, lw=1.4)
        axes.plot(middle, place, "o", color=colour, ms=6)
    names = [_wrapped(result.row.what) for result in order]
    axes.set_yticks(range(len(order)), names, fontsize=8, linespacing=1.05)
    axes.set_ylim(-0.7, len(order) - 0.3)
    lines = "mean and deviation over the splits" if len(order[0].data.runs) > 1 else "one run, 95 % interval"
    axes.set_xlabel(f"top-1 (%), {lines}", fontsize=8)
    figure.suptitle(f"{title} (blue: one network, orange: fusions)", fontsize=10)
    axes.grid(color="0.9", lw=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _wrapped(what: str) -> str:
    """In lines; ST-BLN and A + M stay whole."""
    return fill(what.replace("A + ", "A\u00a0+\u00a0"), _LABEL, break_on_hyphens=False)


def _curves(data: DataSet, results: dict[str, Result]) -> Figure:
    """Top-1 over how much worse the clips are made, one picture an option, one line a network; ``results`` by name."""
    figure = Figure(figsize=(3.4 * len(data.worse), 3.2), layout="constrained")
    every = figure.subplots(1, len(data.worse), sharey=True, squeeze=False)[0]
    for axes, (option, values) in zip(every, data.worse.items(), strict=True):
        for name, colour, mark in zip(data.bears, (BLUE, ORANGE, GREEN, GREY), "os^D", strict=False):
            known = [(value, worse_name(name, option, value)) for value in values]
            points = [(value, 100 * results[row].mean("top-1")) for value, row in known if row in results]
            if name not in results or not points:
                continue
            axes.plot(*zip(*points, strict=True), color=colour, marker=mark, ms=4, lw=1.4, label=results[name].row.what)
            axes.axhline(100 * results[name].mean("top-1"), color=colour, lw=0.8, ls=":")
        axes.set_xlabel(_OPTIONS[option], fontsize=8)
        axes.grid(color="0.9", lw=0.6)
        axes.spines[["top", "right"]].set_visible(False)
    every[0].set_ylabel("top-1 (%)", fontsize=8)
    every[0].legend(fontsize=7)
    figure.suptitle(f"{data.title}, clips made worse (dotted: as they are)", fontsize=10)
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
