"""Our own exports: ``.jsonl`` files that the program writes with ``--export``, one folder a class.

``python -m core.extract`` writes the same and adds ``manifest.json``, which may know each clip's subject and its part
of a split, ``{"clips": {ID: {"subject": str, "split": str}}}``; the split's name is "official".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from core.data.clips import Clip
from core.data.dataset import Item, Problems, SkeletonDataset, clean, find, name_of, read_lines, reading
from core.data.rows import FrameRow
from core.errors import UserError
from core.guards.limits import FRAMES, PEOPLE, TEXT, VALUES, check_clip, check_size

MANIFEST = "manifest.json"
MANIFEST_FORM = "skelapp data set 1"

_OWN = 16  # people who have a place of their own in a clip
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
        check_size(path, TEXT)
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(name): {key: name_of(entry[key]) for key in ("subject", "split") if key in entry}
            for name, entry in content["clips"].items()
        }


def _load(path: Path, name: str, label: int, subject: str, problems: Problems) -> Clip:
    times: list[float] = []
    people: list[dict[int, np.ndarray]] = []
    for number, line, last in _numbered(path):
        try:
            with reading(f"{path}, line {number},", _FORM):
                row = FrameRow.from_json(line)
                with np.errstate(over="ignore"):
                    found = {person.id: person.joints.astype(np.float32) for person in row.people}
                if not np.isfinite(row.time):
                    raise ValueError(f"the time {row.time}")
        except UserError:
            if last and number > 1:
                problems.add("last row cut off, left out", name)
                break
            raise
        if times and not row.time > times[-1]:
            raise UserError(f"{path}, line {number}: the time {row.time} s does not lie after the row before")
        PEOPLE.check(len(found), f"{path}, line {number},")
        times.append(row.time)
        people.append(found)
        check_clip(path, FRAMES.check(len(times), path), 1)
    if not times:
        raise UserError(f"{path} holds no rows")
    return Clip(name, label, clean(_by_person(people, name, problems), name, problems), np.array(times), subject)


def _numbered(path: Path) -> Iterator[tuple[int, str, bool]]:
    """The lines with their numbers from 1, and whether no other follows."""
    before: str | None = None
    number = 0
    for line in read_lines(path):
        if before is not None:
            yield number, before, False
        before = line
        number += 1
    if before is not None:
        yield number, before, True


def _by_person(rows: list[dict[int, np.ndarray]], name: str, problems: Problems) -> np.ndarray:
    """Rows of id -> ``(18, 3)`` as ``(3, T, 18, M)``, who is seen longest and surest first.

    A recording of a day knows thousands of people, each seen for a minute. The first few have a place of their own;
    the others share as many places as there are of them in the fullest frame.
    """
    weight: dict[int, float] = {}
    for row in rows:
        for person, joints in row.items():
            weight[person] = weight.get(person, 0.0) + float(joints[:, 2].sum())
    order = sorted(weight, key=lambda person: (-weight[person], person))
    places = _OWN
    while True:
        own = {person: place for place, person in enumerate(order[:places])}
        shared = max((len(row.keys() - own.keys()) for row in rows), default=0)
        if places == 1 or len(rows) * (len(own) + shared) * 18 * 3 <= VALUES.value:
            break
        places //= 2
    problems.add("person who shares a place with others who are not there at the time", name, len(order) - len(own))
    check_clip(name, len(rows), max(len(own) + shared, 1))
    out = np.zeros((3, len(rows), 18, max(len(own) + shared, 1)), np.float32)
    before: dict[int, int] = {}
    for index, row in enumerate(rows):
        others = {person: before[person] for person in row if person in before}
        free = iter(sorted(set(range(len(own), len(own) + shared)) - set(others.values())))
        for person, joints in row.items():
            if person not in own and person not in others:
                others[person] = next(free)
            out[:, index, :, own.get(person, others.get(person, 0))] = joints.T
        before = others
    return out
