"""Figures for one clip: the evidence, and those of the papers (focus, latent edges, relations, feature map, gate)."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from core.evaluation.plots import BLUE, COLOURS, GREY, ORANGE
from core.explain.names import grain_names
from core.explain.view import View
from core.latent import LATENT, RELATIVE, latent_edges, relative_edges

_MOMENTS = 6


def draw_all(view: View) -> dict[str, Figure]:
    """The figures that this network has something to say in, by file name without suffix."""
    figures = {
        "evidence": draw_evidence(view),
        "latent_edges": draw_focus(view),
        "frames_joints": draw_feature_map(view),
    }
    if view.relations:
        figures["relations"] = draw_relations(view)
    if view.gate is not None:
        figures["gate"] = draw_gate(view)
    return figures


def moments(view: View, count: int = _MOMENTS) -> NDArray[np.intp]:
    """Up to so many moments of the window, evenly spread over those in which the person is there, the last included."""
    there = np.flatnonzero((view.window[..., -1] > 0).any(axis=1))
    return np.unique(there[np.linspace(0, len(there) - 1, min(count, len(there))).round().astype(int)])


def draw_evidence(view: View) -> Figure:
    """What the window shows as evidence: a bar for each joint, and one for each stretch of time, for or against."""
    joints, stretches = view.evidence.joints[0], view.evidence.stretches[0]
    figure = Figure(figsize=(7.2, 1.8 + 0.19 * len(joints)), layout="constrained")
    figure.suptitle(view.title, fontsize=10)
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    left.barh(range(len(joints)), joints, color=np.where(joints > 0, ORANGE, BLUE))
    left.set_yticks(range(len(joints)), view.layout.joints, fontsize=8)
    left.invert_yaxis()
    left.set_xlabel("bits by which the odds fall without the joint", fontsize=8)
    start, end = _span(view)
    edges = np.linspace(start, end, len(stretches) + 1)
    right.bar(edges[:-1], stretches, np.diff(edges) * 0.9, align="edge", color=np.where(stretches > 0, ORANGE, BLUE))
    right.set_ylabel("bits without what was seen then", fontsize=8)
    _time_axis(right, view, GREY)
    right.xaxis.label.set_size(8)
    reach = 1.05 * max(float(np.abs(values).max()) for values in (joints, stretches)) or 1.0
    left.axvline(0, color="0.6", lw=0.8)
    right.axhline(0, color="0.6", lw=0.8)
    left.set_xlim(-reach, reach)
    right.set_ylim(-reach, reach)
    for axes in (left, right):
        axes.tick_params(labelsize=8)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def draw_focus(view: View) -> Figure:
    """The skeleton at some moments, joints coloured and sized by the focus (BAGCN, fig. 5).

    For BAGCN with the latent node, above the person, and edges by both thresholds of `core.latent`: a line to every
    joint whose attention exceeds 0.8, as in the paper, and a dashed one to those that come near the frame's largest.
    """
    chosen = moments(view)
    there = view.window[chosen][view.window[chosen][..., -1] > 0]
    (left, top), (right, bottom) = there[:, :2].min(axis=0), there[:, :2].max(axis=0)
    side = max(right - left, bottom - top) * 0.06
    latent = ((left + right) / 2, top - 5 * side)
    width = float(np.clip(3.4 * (right - left + 4 * side) / (bottom - top + 4 * side), 1.2, 3.4))
    figure = Figure(figsize=(width * len(chosen) + 1.4, 4.6), layout="constrained")
    figure.suptitle(view.title, fontsize=10)
    panels = figure.subplots(1, len(chosen), sharex=True, sharey=True, squeeze=False)[0]
    points = None
    for axes, moment in zip(panels, chosen, strict=True):
        points = _draw_moment(axes, view, int(moment), latent) or points
        axes.set_title(_moment_name(view, int(moment)), fontsize=8)
    panels[0].set_xlim(left - 2 * side, right + 2 * side)
    panels[0].set_ylim(bottom + 2 * side, (latent[1] if view.attention else top) - 2 * side)
    if points is None:
        figure.supxlabel("no joints are left in the last layer", fontsize=8)
        return figure
    what = "attention W_f of the last block" if view.attention else "focus (the clip's largest: 1)"
    figure.colorbar(points, ax=panels, label=what, shrink=0.7, aspect=25)
    if view.attention:
        note = f"◆ latent node; dashed: at least {RELATIVE} of the frame's largest attention; line: above {LATENT}"
        if not latent_edges(view.focus if view.focus is not None else np.zeros((1, 1))).any():
            note += " (here none)"
        figure.supxlabel(note, fontsize=8)
    return figure


def _draw_moment(axes: Axes, view: View, moment: int, latent: tuple[float, float]) -> PathCollection | None:
    """One skeleton; the joints' markers, None where there is no focus to colour them by."""
    joints = view.window[moment]
    seen = joints[:, -1] > 0
    for child, parent in view.layout.bones:
        if seen[child] and seen[parent]:
            axes.plot(joints[[child, parent], 0], joints[[child, parent], 1], color="0.72", lw=2, zorder=1)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    if view.focus is None:
        axes.scatter(joints[seen, 0], joints[seen, 1], s=20, color=GREY, zorder=3)
        return None
    focus = view.focus[min(moment * len(view.focus) // len(view.window), len(view.focus) - 1)]
    if view.attention:
        sure, near = latent_edges(focus), relative_edges(focus)
        for joint in np.flatnonzero(seen & (sure | near)):
            ends = (latent[0], joints[joint, 0]), (latent[1], joints[joint, 1])
            axes.plot(*ends, color=ORANGE, lw=0.9, ls="-" if sure[joint] else "--", zorder=2)
        axes.scatter(*latent, marker="D", s=60, color=ORANGE, zorder=4)
    return axes.scatter(
        joints[seen, 0], joints[seen, 1], c=focus[seen], s=12 + 130 * focus[seen] ** 2, cmap=COLOURS, vmin=0, vmax=1,
        edgecolors="0.25", linewidths=0.6, zorder=3,
    )  # fmt: skip


def draw_relations(view: View) -> Figure:
    """MCF's matrices (STF-Net, fig. 5): how much each joint (row) attends to each joint or part (column)."""
    blocks = list(view.relations)
    grains = len(view.relations[blocks[0]])
    sizes = [relation.shape[1] for relation in view.relations[blocks[0]]]
    V = view.layout.num_joints
    figure = Figure(figsize=(2.3 * len(blocks) + 2.0, 3.3 * grains + 0.9), layout="constrained")
    figure.suptitle(view.title, fontsize=10)
    panels = figure.subplots(grains, len(blocks), squeeze=False)
    small = 6.5 if V <= 20 else 5.5
    for row in range(grains):
        top = max(float(view.relations[block][row].max()) for block in blocks)
        for column, block in enumerate(blocks):
            axes = panels[row, column]
            image = axes.imshow(view.relations[block][row], cmap=COLOURS, vmin=0, vmax=top, aspect="auto")
            axes.set_xticks(range(sizes[row]), grain_names(view.layout, sizes[row]), rotation=90, fontsize=small)
            axes.set_yticks(range(V), view.layout.joints if column == 0 else [""] * V, fontsize=small)
            axes.tick_params(length=1.5)
            if row == 0:
                axes.set_title(f"block {block}", fontsize=9)
        label = f"share of the attention (a row sums to 1,\neven: {1 / sizes[row]:.3f})"
        bar = figure.colorbar(image, ax=panels[row].tolist(), aspect=25, pad=0.01)
        bar.set_label(label, fontsize=8)
        bar.ax.tick_params(labelsize=8)
    return figure


def draw_feature_map(view: View) -> Figure:
    """The last feature map, mean over the channels, frames by joints (STF-Net, fig. 6)."""
    V = view.feature_map.shape[1]
    figure = Figure(figsize=(7.2, 1.6 + 0.2 * max(V, 13)), layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(
        view.feature_map.T, cmap=COLOURS, aspect="auto", extent=(*_span(view), V - 0.5, -0.5), interpolation="nearest"
    )
    axes.set_yticks(range(V), grain_names(view.layout, V), fontsize=8)
    _time_axis(axes, view, "white")
    axes.set_title(view.title, fontsize=10)
    figure.colorbar(image, ax=axes, label="last feature map, mean over the channels", aspect=30)
    return figure


def draw_gate(view: View) -> Figure:
    """The temporal gate of the last block (STF-Net, eq. 8): channels by frames, and its mean over the channels."""
    assert view.gate is not None
    channels, frames = view.gate.shape
    figure = Figure(figsize=(7.2, 5.2), layout="constrained")
    figure.suptitle(view.title, fontsize=10)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    order = np.argsort(view.gate.mean(axis=1))
    start, end = _span(view)
    reach = max(float(np.abs(view.gate - 0.5).max()), 0.01)  # gates often stay near a half: the scale is theirs
    image = upper.imshow(
        view.gate[order], cmap=COLOURS, vmin=0.5 - reach, vmax=0.5 + reach, aspect="auto",
        extent=(start, end, channels, 0), interpolation="nearest",
    )  # fmt: skip
    upper.set_ylabel("channel, by its mean")
    figure.colorbar(image, ax=upper, label="gate (0 to 1, a half: indifferent)", aspect=20)
    edges = np.linspace(start, end, frames + 1)
    mean = view.gate.mean(axis=0)
    lower.stairs(mean, edges, color=BLUE, lw=2, baseline=None)
    low, high = np.quantile(view.gate, (0.1, 0.9), axis=0)
    lower.stairs(high, edges, baseline=low, fill=True, color=BLUE, alpha=0.18, label="80 % of the channels")
    margin = max(float(np.abs(np.stack((low, high, mean)) - 0.5).max()), 0.01) * 1.25
    lower.set_ylim(0.5 - margin, 0.5 + margin)
    lower.axhline(0.5, color="0.8", lw=0.8, zorder=0)
    lower.set_ylabel("mean gate")
    lower.legend(fontsize=7, frameon=False, loc="upper left")
    lower.spines[["top", "right"]].set_visible(False)
    _time_axis(upper, view, "white", label=False)
    _time_axis(lower, view, GREY)
    return figure


def _span(view: View) -> tuple[float, float]:
    """Where the window begins and ends on the time axis: seconds before its end, or moments."""
    T = len(view.window)
    return (-T / view.rate, 0.0) if view.rate else (0.0, float(T))


def _time_axis(axes: Axes, view: View, colour: str, label: bool = True) -> None:
    start, end = _span(view)
    axes.set_xlim(start, end)
    if label:
        axes.set_xlabel("seconds before the window's end" if view.rate else "moment of the clip")
    if view.first_seen:
        axes.axvline(start + (end - start) * view.first_seen / len(view.window), color=colour, ls="--", lw=1)
        if label:
            axes.set_xlabel(f"{axes.get_xlabel()}; dashed: first sighting")


def _moment_name(view: View, moment: int) -> str:
    T = len(view.window)
    return f"{(moment + 1 - T) / view.rate:.2f} s" if view.rate else f"moment {moment + 1} of {T}"
