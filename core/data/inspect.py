"""``python -m core.data inspect PATH``: prints a table of what a data set holds and draws sample skeletons."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.data.advice import shortcomings
from core.data.clips import Clip
from core.data.dataset import SkeletonDataset
from core.skeleton import get_layout

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SAMPLES = 12
_LEFT, _RIGHT, _MIDDLE = "#d55e00", "#0072b2", "#555555"  # told apart by colour-blind eyes too


@dataclass(frozen=True)
class ClipFacts:
    """What the table needs of one clip, so that the clip itself need not be kept.

    Attributes:
        id, label, subject, camera: as in `Clip`.
        frames: T.
        seen: T numbers: how many people have a joint in each frame.
        missing: share of missing joints in 0..1, over the frames in which a person is there.
        digest: equal for clips whose numbers are equal.
    """

    id: str
    label: int
    subject: str
    camera: int
    frames: int
    seen: NDArray[np.int64]
    missing: float
    digest: str


@dataclass
class Inspection:
    """All that was found.

    Attributes:
        facts: one a clip.
        samples: clips for the picture, of different classes as far as there are any.
    """

    facts: list[ClipFacts] = field(default_factory=list)
    samples: list[Clip] = field(default_factory=list)


def clip_facts(clip: Clip) -> ClipFacts:
    """Look at one clip."""
    present = clip.joints[-1] > 0  # T, V, M
    there = present.any(axis=1)
    visible = present.sum(axis=1)[there]
    return ClipFacts(
        id=clip.id,
        label=clip.label,
        subject=clip.subject,
        camera=clip.camera,
        frames=present.shape[0],
        seen=there.sum(axis=1),
        missing=1 - float(visible.mean()) / present.shape[1] if len(visible) else 0.0,
        digest=hashlib.sha1(clip.joints.tobytes(), usedforsecurity=False).hexdigest(),
    )


def inspect_dataset(dataset: SkeletonDataset, skip_bad: bool = False) -> Inspection:
    """Reads every clip once, notes empty and repeated clips as problems, and picks samples.

    Raises:
        UserError: a clip cannot be read, without ``skip_bad``.
    """
    found = Inspection()
    per_class: Counter[int] = Counter()
    rounds = -(-_SAMPLES // max(1, len(dataset.labels)))
    for clip in tqdm(dataset.clips(skip_bad), total=len(dataset.items), desc="reading", leave=False, disable=None):
        facts = clip_facts(clip)
        found.facts.append(facts)
        if len(found.samples) < _SAMPLES and per_class[clip.label] < rounds and facts.seen.any():
            per_class[clip.label] += 1
            found.samples.append(clip)
        dataset.problems.add("clip in which no joint is seen", clip.id, not facts.seen.any())
    _note_repeats(dataset, found.facts)
    return found


def repeated(facts: Iterable[ClipFacts]) -> list[list[str]]:
    """Groups of ids whose clips are the same numbers; empty clips apart."""
    groups: dict[str, list[str]] = {}
    for clip in facts:
        if clip.seen.any():
            groups.setdefault(clip.digest, []).append(clip.id)
    return [ids for ids in groups.values() if len(ids) > 1]


def _note_repeats(dataset: SkeletonDataset, facts: list[ClipFacts]) -> None:
    groups = repeated(facts)
    for ids in groups:
        dataset.problems.add("clip that repeats another one number by number", f"{ids[1]} = {ids[0]}", len(ids) - 1)
    for name, parts in dataset.splits.items():
        if {"train", "test"} <= parts.keys():
            leaked = [key for ids in groups if parts["train"] & set(ids) for key in ids if key in parts["test"]]
            if leaked:
                dataset.problems.add(
                    f"test clip of split {name} that is also in its training part", leaked[0], len(leaked)
                )


def report(dataset: SkeletonDataset, facts: list[ClipFacts], place: str) -> str:
    """The table of a data set: one row for all of it and one for each part of each split; then what was wrong."""
    names = dataset.labels
    lines = [f"{place}: {dataset.format}, layout {dataset.layout} ({get_layout(dataset.layout).num_joints} joints)"]
    rows = [("", "clips", "classes", "people", "frames", "missing joints", "subjects", "cameras"), _row("all", facts)]
    for split, parts in dataset.splits.items():
        for part, ids in parts.items():
            rows.append(_row(f"{split} {part}", [clip for clip in facts if clip.id in ids]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    counts = Counter(clip.label for clip in facts)
    lines.append("classes: " + ", ".join(f"{_class_name(names, label)} {counts[label]}" for label in sorted(counts)))
    empty = [name for index, name in enumerate(names) if index not in counts]
    if empty:
        lines.append(f"classes without a clip: {len(empty)} of {len(names)}")
    if names and not dataset.splits:  # nobody's benchmark
        lines += [f"advice: {each}" for each in shortcomings(
            [clip.label for clip in facts], [clip.subject for clip in facts], names
        )]  # fmt: skip
    return "\n".join([*lines, *_problem_lines(dataset)])


def report_videos(dataset: SkeletonDataset, place: str) -> str:
    """The listing of a folder of videos: how many a class."""
    counts = Counter(item.id.split("/")[0] if "/" in item.id else "(none)" for item in dataset.items)
    lines = [
        f"{place}: {len(dataset.items)} videos of {len(dataset.labels)} classes, to extract skeletons from",
        "classes: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())),
    ]
    return "\n".join([*lines, *_problem_lines(dataset)])


def _problem_lines(dataset: SkeletonDataset) -> list[str]:
    problems = dataset.problems.lines()
    return ["problems: none found"] if not problems else ["problems:", *(f"  {line}" for line in problems)]


def _class_name(names: Sequence[str], label: int) -> str:
    if 0 <= label < len(names):
        return names[label]
    return "(none)" if label < 0 else f"class {label}"


def _row(name: str, facts: list[ClipFacts]) -> tuple[str, ...]:
    """Cells: people is the range of people per frame, frames the range, median and sum."""
    if not facts:
        return (name, "0", *["-"] * 6)
    frames = np.array([clip.frames for clip in facts])
    seen = np.concatenate([clip.seen for clip in facts])
    missing = np.average([clip.missing for clip in facts], weights=frames)
    return (
        name,
        str(len(facts)),
        str(len({clip.label for clip in facts if clip.label >= 0})),
        f"{_range(seen)} ({seen.mean():.2f} a frame)",
        f"{_range(frames)}, median {np.median(frames):g}, sum {frames.sum()}",
        f"{100 * missing:.2f} %",
        _subjects(facts),
        str(len({clip.camera for clip in facts})),
    )


def _subjects(facts: list[ClipFacts]) -> str:
    """Their number; where every clip is named after itself the data set knows no subjects."""
    known = any(clip.subject != clip.id for clip in facts)
    return str(len({clip.subject for clip in facts})) if known else "not given"


def _range(values: NDArray[np.int64]) -> str:
    low, high = int(values.min()), int(values.max())
    return str(low) if low == high else f"{low} to {high}"


def save_picture(clips: Sequence[Clip], labels: Sequence[str], path: Path) -> None:
    """Draws the moment of each clip in which most joints are seen: left orange, right blue, the middle grey."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = min(4, max(1, len(clips)))
    rows = max(1, -(-len(clips) // columns))
    figure = Figure(figsize=(3 * columns, 3.2 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    for place, axes in enumerate(figure.subplots(rows, columns, squeeze=False).flat):
        axes.set_axis_off()
        if place < len(clips):
            _draw(axes, clips[place], _class_name(labels, clips[place].label))
    figure.savefig(path, dpi=100)


def best_moment(clip: Clip) -> int:
    """The frame in which most joints are seen; of equals the one nearest the middle."""
    count = (clip.joints[-1] > 0).sum(axis=(1, 2))
    best = np.flatnonzero(count == count.max())
    return int(best[np.abs(best - len(count) / 2).argmin()])


def _draw(axes: Axes, clip: Clip, name: str) -> None:
    frame = best_moment(clip)
    layout = get_layout(clip.layout)
    for person in range(clip.joints.shape[3]):
        joints = clip.joints[:, frame, :, person]
        seen = joints[-1] > 0
        for child, parent in layout.bones:
            if seen[child] and seen[parent]:
                axes.plot(
                    joints[0, [child, parent]],
                    joints[1, [child, parent]],
                    color=bone_colour(layout.joints[child]),
                    lw=2,
                )
        axes.scatter(
            joints[0, seen], joints[1, seen], s=10, color=[bone_colour(layout.joints[v]) for v in np.flatnonzero(seen)]
        )
    axes.set_aspect("equal", adjustable="datalim")
    axes.invert_yaxis()
    axes.set_title(f"{name}\n{clip.id[-40:]}\nframe {frame + 1} of {len(clip.times)}", fontsize=7)


def bone_colour(joint: str) -> str:
    """Of a joint and the bone that ends there: left orange, right blue, the middle grey."""
    return {"l ": _LEFT, "r ": _RIGHT}.get(joint[:2], _MIDDLE)
