"""The list of videos that ``python -m core.extract`` works through, and the clip that each of them becomes."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.data.dataset import find, reading
from core.data.readers.videos import SUFFIXES
from core.errors import UserError


@dataclass(frozen=True)
class Task:
    """One video to be extracted.

    Attributes:
        video: the file.
        name: the clip's id, ``CLASS/CLIP``; without a slash where no class is known.
        split, subject: part of the official split, and who or which recording; empty where not known.
    """

    video: Path
    name: str
    split: str = ""
    subject: str = ""


def list_tasks(videos: Sequence[Path], labels: Path | None = None) -> list[Task]:
    """The videos of files and folders, named by their paths below the folder, and with a table by its labels.

    Args:
        videos: files and folders.
        labels: a .csv with a head line: ``clip`` (path below the folder, with or without the suffix, or the file's
            name alone), ``label``, and if wanted ``split`` (train, test, ...) and ``subject``. Only videos that it
            names are taken.

    Raises:
        UserError: nothing is there, or two videos would become one clip.
    """
    found: list[tuple[Path, Path]] = []  # file, path below the folder
    for path in videos:
        if not path.exists():
            raise UserError(f"{path} does not exist; give video files, or folders with one subfolder a class")
        files = [path] if path.is_file() else [file for file in find(path, "*") if file.suffix.lower() in SUFFIXES]
        if not files:
            raise UserError(f"{path} holds no videos ({', '.join(SUFFIXES)})")
        found += [(file.resolve(), file.relative_to(path.parent if path.is_file() else path)) for file in files]
    tasks = [Task(file, below.as_posix()) for file, below in found]
    if labels is not None:
        tasks = _labelled(tasks, labels)
    short = Counter(Path(task.name).with_suffix("") for task in tasks)
    out = []
    for task in tasks:  # the suffix stays where it alone tells two videos apart
        stem = Path(task.name).with_suffix("")
        out.append(replace(task, name=stem.as_posix() if short[stem] == 1 else task.name))
    for name, count in Counter(task.name for task in out).items():
        if count > 1:
            raise UserError(f"{count} videos would become the clip {name}; give them to data sets of their own")
    return sorted(out, key=lambda task: task.name)


def _labelled(tasks: list[Task], table: Path) -> list[Task]:
    with reading(table, "a table with the columns clip, label"), table.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["clip"].strip(): row for row in csv.DictReader(file) if row["label"]}
    out = []
    for task in tasks:
        below = Path(task.name)
        names = (task.name, below.with_suffix("").as_posix(), below.name, below.stem)
        row = next((rows[name] for name in names if name in rows), None)
        if row is None:
            continue
        label = row["label"].strip()
        if not label or label.startswith(".") or set(label) & set('/\\:*?"<>|'):
            raise UserError(f"{table}: the label {label!r} cannot be the name of a folder; choose another")
        split, subject = ((row.get(column) or "").strip() for column in ("split", "subject"))
        out.append(Task(task.video, f"{label}/{task.name}", split, subject))
    if not out:
        raise UserError(f"{table} names none of the {len(tasks)} videos, such as {tasks[0].name}")
    return out
