"""Plots of an evaluation: accuracy of each class, confusion matrix, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from core.evaluation.metrics import Reliability

# Told apart by everyone (Okabe and Ito).
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#767676"
COLOURS = "cividis"
_MOST_ROWS = 80  # of a plot by class; of more classes the best and the worst are shown
_MOST_NUMBERS = 30  # classes up to which a confusion matrix has numbers in its cells


def save_figure(figure: Figure, path: Path, dpi: int = 120) -> None:
    """Writes a figure that belongs to no window; the folder is made, the suffix says the form."""
    path.parent.mkdir(parents=True, exist_ok=True)
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=dpi)


def plot_classes(
    labels: Sequence[str],
    accuracy: NDArray[np.floating],
    count: NDArray[np.integer],
    name: str,
    other: NDArray[np.floating] | None = None,
    other_name: str = "",
) -> Figure:
    """Top-1 of each class, best on top; with another model's its own and the difference, as in STF-Net's fig. 4.

    Args:
        labels: class names.
        accuracy: ``(num_classes,)`` in 0..1; NaN, for classes without a clip, is left out.
        count: ``(num_classes,)`` clips of each class.
        name: of the model.
        other, other_name: the model it is compared with.
    """
    with_clips = np.flatnonzero(count > 0)
    sort_by = accuracy if other is None else accuracy - other
    order = with_clips[np.lexsort((accuracy[with_clips], sort_by[with_clips]))]
    title = "Top-1 of each class"
    if len(order) > _MOST_ROWS:
        title += f": the {_MOST_ROWS // 2} best and the {_MOST_ROWS // 2} worst of {len(order)}"
        order = np.concatenate((order[: _MOST_ROWS // 2], order[-(_MOST_ROWS // 2) :]))
    figure = Figure(figsize=(5.6 if other is None else 9.2, 1.5 + 0.24 * len(order)), layout="constrained")
    axes = figure.subplots(1, 1 if other is None else 2, sharey=True, squeeze=False)[0]
    figure.suptitle(title, fontsize=11)
    rows = np.arange(len(order))
    names = [f"{labels[index]} ({count[index]})" for index in order]
    axes[0].barh(rows, 100 * accuracy[order], height=0.7, color=BLUE, label=name)
    axes[0].set_yticks(rows, names, fontsize=8)
    axes[0].set_ylim(-0.7, len(order) - 0.3)
    axes[0].set_xlim(0, 100)
    axes[0].set_xlabel("top-1 (%); in brackets: clips")
    _grid(axes[0], "x")
    if other is not None:
        axes[0].plot(100 * other[order], rows, "D", color=ORANGE, ms=4.5, mec="white", mew=0.6, label=other_name)
        axes[0].set_xlim(0, 102)
        difference = 100 * (accuracy - other)[order]
        axes[1].barh(rows, difference, height=0.7, color=[BLUE if each > 0 else ORANGE for each in difference])
        axes[1].axvline(0, color="black", lw=0.8)
        reach = max(float(np.abs(difference).max()), 1.0) * 1.08
        axes[1].set_xlim(-reach, reach)
        axes[1].set_xlabel(f"{name} less {other_name} (points)")
        _grid(axes[1], "x")
    figure.legend(loc="outside lower left", ncols=2, fontsize=8, frameon=False)
    return figure


def plot_confusion(labels: Sequence[str], table: NDArray[np.integer], name: str) -> Figure:
    """Confusion matrix of clips ``(num_classes, num_classes)``, class by prediction; colours are shares of the row."""
    classes = len(labels)
    share = 100 * table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    side = min(3.2 + 0.27 * classes, 16)
    figure = Figure(figsize=(side + 0.8, side), layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(share, cmap=COLOURS, vmin=0, vmax=100)
    size = float(np.clip(190 / classes, 2, 9))
    axes.set_xticks(range(classes), labels, rotation=90, fontsize=size)
    axes.set_yticks(range(classes), labels, fontsize=size)
    axes.set_xlabel("prediction")
    axes.set_ylabel("class")
    axes.set_title(name, fontsize=10)
    if classes <= _MOST_NUMBERS:
        for row, column in np.argwhere(table):
            dark = share[row, column] < 55
            axes.text(column, row, str(table[row, column]), ha="center", va="center", fontsize=size * 0.85,
                      color="white" if dark else "black")  # fmt: skip
    figure.colorbar(image, ax=axes, shrink=0.8, label="share of the class's clips (%)")
    return figure


def plot_calibration(diagram: Reliability, name: str) -> Figure:
    """Reliability diagram: how often predictions of one confidence are right, and how many there are of each."""
    bins = len(diagram.count)
    edges = np.linspace(0, 1, bins + 1)
    figure = Figure(figsize=(4.6, 5.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    upper.bar(edges[:-1], np.nan_to_num(diagram.accuracy), 1 / bins, align="edge", color=BLUE, edgecolor="white")
    upper.plot(diagram.confidence, diagram.confidence, "_", color=ORANGE, ms=11, mew=2, label="mean confidence")
    upper.plot((0, 1), (0, 1), "--", color=GREY, lw=1, label="perfect")
    upper.set_ylim(0, 1)
    upper.set_xlim(0, 1)
    upper.set_ylabel("share that is right")
    upper.legend(loc="upper left", fontsize=8, frameon=False)
    upper.set_title(f"{name}: expected calibration error {diagram.error:.3f}", fontsize=10)
    lower.bar(edges[:-1], diagram.count, 1 / bins, align="edge", color=GREY, edgecolor="white")
    lower.set_ylabel("clips")
    lower.set_xlabel("confidence (best probability)")
    for axes in (upper, lower):
        _grid(axes, "y")
    return figure


def _grid(axes: Axes, along: str) -> None:
    axes.grid(axis="x" if along == "x" else "y", color="0.88", lw=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
