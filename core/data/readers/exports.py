"""Our own exports: ``.jsonl`` files that the program writes with ``--export``, one folder a class.

``python -m core.extract`` writes the same and adds ``manifest.json``, which may know each clip's subject and its part
of a split, ``{"clips": {ID: {"subject": str, "split": str}}}``; the split's name is "official".
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import numpy as np

from core.data.clips import Clip
from core.data.dataset import Item, Problems, SkeletonDataset, clean, find, reading
from core.data.rows import FrameRow
from core.errors import UserError

MANIFEST = "manifest.json"
MANIFEST_FORM = "skelapp data set 1"

_FORM = 'a row of a skelapp export {"frame", "time", "people": [{"id", "keypoints": [18][3]}]}'


def list_exports(path: Path) -> SkeletonDataset:
    """``CLASS/CLIP.jsonl`` files, or one file. Files that lie in no folder below ``path`` have the label -1."""
    root = path.parent if path.is_file() else path
    files = {file.relative_to(root): file for file in ([path] if path.is_file() else find(path, "*.jsonl"))}
    labels = tuple(sorted({name.parts[0] for name in files if len(name.parts) > 1}))
    problems = Problems()
    known = _manifest(root)
    splits: dict[str, set[str]] = {}
    items = []
    for path_below, file in files.items():
        name = path_below.with_suffix("").as_posix()
        label = labels.index(path_below.parts[0]) if len(path_below.parts) > 1 else -1
        problems.add("clip without a class (no folder names it), label -1", name, label < 0)
        entry = known.get(name, {})
        if entry.get("split"):
            splits.setdefault(entry["split"], set()).add(name)
        items.append(Item(name, partial(_load, file, name, label, entry.get("subject", name))))
    official = {"official": {part: frozenset(ids) for part, ids in sorted(splits.items())}} if splits else {}
    return SkeletonDataset("skelapp export", "kinetics18", labels, tuple(items), official, problems)


def _manifest(root: Path) -> dict[str, dict[str, str]]:
    """Clip -> its subject and its part of the split, as far as there is a manifest that knows them."""
    path = root / MANIFEST
    if not path.is_file():
        return {}
    with reading(path, "a manifest of an extracted data set"):
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(name): {key: str(entry[key]) for key in ("subject", "split") if key in entry}
            for name, entry in content["clips"].items()
        }


def _load(path: Path, name: str, label: int, subject: str, problems: Problems) -> Clip:
    with reading(path, "a text file"):
        lines = path.read_text(encoding="utf-8").splitlines()
    times: list[float] = []
    people: list[dict[int, np.ndarray]] = []
    for number, line in enumerate(lines, 1):
        try:
            with reading(f"{path}, line {number},", _FORM):
                row = FrameRow.from_json(line)
        except UserError:
            if number == len(lines) > 1:
                problems.add("last row cut off, left out", name)
                break
            raise
        if times and not row.time > times[-1]:
            raise UserError(f"{path}, line {number}: the time {row.time} s does not lie after the row before")
        times.append(row.time)
        people.append({person.id: person.joints for person in row.people})
    if not times:
        raise UserError(f"{path} holds no rows")
    return Clip(name, label, clean(_by_person(people), name, problems), np.array(times), subject)


def _by_person(rows: list[dict[int, np.ndarray]]) -> np.ndarray:
    """Rows of id -> ``(18, 3)`` as ``(3, T, 18, M)``, who is seen longest and surest first."""
    weight: dict[int, float] = {}
    for row in rows:
        for person, joints in row.items():
            weight[person] = weight.get(person, 0.0) + float(joints[:, 2].sum())
    order = sorted(weight, key=lambda person: (-weight[person], person))
    out = np.zeros((3, len(rows), 18, max(len(order), 1)))
    for index, row in enumerate(rows):
        for person, joints in row.items():
            out[:, index, :, order.index(person)] = joints.T
    return out
