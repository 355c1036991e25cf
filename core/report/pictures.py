"""Draws the pictures of the results."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from core.evaluation.plots import BLUE, GREEN, GREY, ORANGE, plot_classes
from core.report.plan import CORRUPTED, DataSet, corrupted_name
from core.report.rows import Result, by_section, by_set, shared_rows

SUMMARY = "summary"
"""Name of the picture of all rows that the data sets share."""

_LABEL = 36  # letters in a line of a row's name
_MANY = 10  # rows of a section that get a picture of their own
_OPTIONS = {
    "drop-joints": "share of the joints lost",
    "noise": "noise, as a share of the person's extent",
    "rate": "frames per second",
}


def draw(results: Sequence[Result]) -> dict[str, Figure]:
    """All pictures by name; see `drawings`."""
    return {name: make() for name, make in drawings(results).items()}


def drawings(results: Sequence[Result]) -> dict[str, Callable[[], Figure]]:
    """What draws each picture, by its name.

    The rows that all data sets of the summary share; top-1 of each data set's rows, and of each long section's;
    robustness to corrupted clips; STF-Net against ST-GCN class by class (its paper's fig. 4); accuracy and operations
    against λ (ST-BLN, fig. 4 and 5).
    """
    figures: dict[str, Callable[[], Figure]] = {}
    shared = [row for row in shared_rows(results) if all(result.complete for result in row)]
    if shared:
        figures[SUMMARY] = partial(_summary, shared)
    for key, own in by_set(results).items():
        title = own[0].data.title
        complete = [result for result in own if result.complete]
        sections = by_section(complete)
        for section, rows in sections.items():
            name = section_picture(key, section)
            if section == CORRUPTED:
                figures[name] = partial(_curves, own[0].data, {result.row.name: result for result in complete})
            elif not section and len(rows) > 1 and all("lambda_" in result.row.args for result in rows[1:]):
                figures[name] = partial(_lambdas, rows, title)
            elif not section:
                figures[name] = partial(_dots, rows, title)
            elif len(rows) >= _MANY:
                figures[name] = partial(_dots, rows, f"{title}: {section}")
        pair = {result.row.name: result for result in sections.get("", [])}
        if {"stfnet-joint", "stgcn-joint"} <= pair.keys():
            figures[f"{key}_classes"] = partial(_classes, pair["stfnet-joint"], pair["stgcn-joint"])
    return figures


def section_picture(key: str, section: str) -> str:
    """Name of the picture of one section of a data set: ``jhmdb_corrupted_clips``; ``jhmdb`` of its first table."""
    return re.sub("[^a-z0-9]+", "_", f"{key} {section}".lower()).strip("_")


def _summary(shared: Sequence[Sequence[Result]]) -> Figure:
    """Top-1 of each shared row, one plot a data set, the rows in the order of the plan from the top."""
    figure = Figure(figsize=(9.6, 1.2 + 0.24 * len(shared)), layout="constrained")
    plots = figure.subplots(1, len(shared[0]), sharey=True, squeeze=False)[0]
    places = range(len(shared))[::-1]
    for axes, column in zip(plots, zip(*shared, strict=True), strict=True):
        for place, result in zip(places, column, strict=True):
            _dot(axes, place, result)
        axes.set_title(column[0].data.title, fontsize=9)
        axes.set_xlabel("top-1 (%)", fontsize=8)
        axes.tick_params(axis="x", labelsize=8)
        _plain(axes)
    plots[0].set_yticks(places, [_wrapped(row[0].row.what) for row in shared], fontsize=8)
    return figure


def _dot(axes: Axes, place: int, result: Result) -> None:
    """A row's top-1 with its deviation over the splits, or its interval."""
    colour = ORANGE if result.row.fuse or len(result.row.weights) > 1 else BLUE
    axes.plot(100 * np.array(_ends(result)), (place, place), color=colour, lw=1.4)
    axes.plot(100 * result.mean("top-1"), place, "o", color=colour, ms=6)


def _plain(axes: Axes) -> None:
    axes.grid(color="0.9", lw=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _dots(results: Sequence[Result], title: str) -> Figure:
    """Top-1 of every row, the best on top, with its deviation or interval."""
    order = sorted(results, key=lambda result: result.mean("top-1"))
    figure = Figure(figsize=(6.4, 1.3 + 0.28 * len(order)), layout="constrained")
    axes = figure.subplots()
    for place, result in enumerate(order):
        _dot(axes, place, result)
    names = [_wrapped(result.row.what) for result in order]
    axes.set_yticks(range(len(order)), names, fontsize=8, linespacing=1.05)
    axes.set_ylim(-0.7, len(order) - 0.3)
    lines = "mean and deviation over the splits" if len(order[0].data.splits) > 1 else "one run, 95 % interval"
    axes.set_xlabel(f"top-1 (%), {lines}", fontsize=8)
    figure.suptitle(f"{title} (blue: one network, orange: fusions)", fontsize=10)
    _plain(axes)
    return figure


def _wrapped(what: str) -> str:
    """In lines; ST-BLN and A + M stay whole."""
    return fill(what.replace("A + ", "A\u00a0+\u00a0"), _LABEL, break_on_hyphens=False)


def _curves(data: DataSet, results: dict[str, Result]) -> Figure:
    """Top-1 over how much the clips are corrupted, one plot an option, one line a network; ``results`` by name."""
    figure = Figure(figsize=(3.4 * len(data.corruptions), 3.2), layout="constrained")
    every = figure.subplots(1, len(data.corruptions), sharey=True, squeeze=False)[0]
    for axes, (option, values) in zip(every, data.corruptions.items(), strict=True):
        for name, colour, mark in zip(data.corrupted, (BLUE, ORANGE, GREEN, GREY), "os^D", strict=False):
            known = [(value, corrupted_name(name, option, value)) for value in values]
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
    figure.suptitle(f"{data.title}, corrupted clips (dotted: as they are)", fontsize=10)
    return figure


def _lambdas(results: Sequence[Result], title: str) -> Figure:
    """Top-1 and operations over λ; the first row, with as many nodes as joints everywhere, is a dotted line."""
    whole, *rows = results
    numbers = [int(result.row.args["lambda_"]) for result in rows]
    figure = Figure(figsize=(7.6, 3.0), layout="constrained")
    accuracy, operations = figure.subplots(1, 2)
    means = [100 * result.mean("top-1") for result in rows]
    spread = np.abs([100 * np.array(_ends(result)) for result in rows] - np.array(means)[:, None]).T
    accuracy.errorbar(numbers, means, spread, color=BLUE, marker="o", ms=5, lw=1.4, capsize=3)
    accuracy.axhline(100 * whole.mean("top-1"), color=GREY, lw=1.2, ls=":")
    accuracy.set_ylabel("top-1 (%), mean and deviation", fontsize=8)
    counted = [result.all()[0].networks[0]["macs"] / 1e6 for result in (whole, *rows)]
    operations.plot(numbers, counted[1:], color=ORANGE, marker="s", ms=5, lw=1.4)
    operations.axhline(counted[0], color=GREY, lw=1.2, ls=":")
    operations.set_ylabel("million operations a window", fontsize=8)
    operations.set_ylim(bottom=0)
    for axes in (accuracy, operations):
        axes.set_xlabel("λ, the layer from which there is one node", fontsize=8)
        axes.set_xticks(numbers)
        axes.tick_params(labelsize=8)
        _plain(axes)
    figure.suptitle(f"{title}; dotted: as many nodes as joints everywhere", fontsize=10)
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
