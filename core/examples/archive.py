"""A set of examples as one file to share: a zip of rows of skeletons, checked before anything is written."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from core.data.dataset import name_of, reading
from core.data.readers.exports import MANIFEST
from core.data.rows import FrameRow, PersonRow
from core.errors import UserError
from core.examples.files import check_name, write_json, write_text
from core.examples.store import Example, ExampleSet
from core.guards.limits import ARRAYS, FRAMES, LINE, TEXT, Limit

SUFFIX = ".zip"
EXAMPLES = Limit("examples in one file", "SKELAPP_LIMIT_EXAMPLES", 5000)
_FORM = "a set of examples that skelapp exported"


def export_set(examples: ExampleSet, path: Path) -> int:
    """Writes a set to a zip, without what is in its bin or was trimmed away; returns how many examples it holds.

    Raises:
        UserError: there are no examples, or the file cannot be written.
    """
    listed = examples.examples()
    if not listed:
        raise UserError(f"{examples.name} holds no examples yet")
    partial = path.with_name(f".{path.name}.partial")
    about = {each.id: {"who": each.who, "when": each.when, "recording": each.recording} for each in listed}
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(MANIFEST, json.dumps({"clips": about}, indent=1, ensure_ascii=False))
            for each in listed:
                file.write(examples.folder / f"{each.id}.jsonl", f"{each.id}.jsonl")
        partial.replace(path)
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror or error})") from error
    finally:
        partial.unlink(missing_ok=True)
    return len(listed)


def import_set(path: Path, folder: Path) -> ExampleSet:
    """Unpacks what `export_set` wrote into a new set.

    Everything is checked before anything is written: names, kinds, sizes and every row.

    Args:
        folder: of the new set; it must not be there yet.

    Raises:
        UserError: the file is something else, or odd in any way; or there is such a folder.
    """
    if folder.exists():
        raise UserError(f"there already is a set {folder.name}; import it under another name")
    with reading(path, _FORM), zipfile.ZipFile(path) as file:
        entries = {entry.filename: entry for entry in file.infolist()}
        _check(path, file.infolist())
        about = json.loads(_text(file, entries[MANIFEST]))["clips"] if MANIFEST in entries else {}
        contents: dict[str, str] = {}
        for name, entry in entries.items():
            if name != MANIFEST:
                contents[name.removesuffix(".jsonl")] = _rows(f"{path}, {name},", _text(file, entry))
        known = {id: _told(id, about.get(id, {})) for id in contents}
    for id, rows in contents.items():
        write_text(folder / f"{id}.jsonl", rows)
    clips = {id: {"subject": each.subject, "who": each.who, "when": each.when, "recording": each.recording}
             for id, each in known.items()}  # fmt: skip
    write_json(folder / MANIFEST, {"clips": clips})
    return ExampleSet(folder)


def _check(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Raises a `UserError` unless all entries are the manifest or ACTION/NAME.jsonl of bounded size, each once."""
    EXAMPLES.check(len(entries), path)
    ARRAYS.check(sum(entry.file_size for entry in entries), path)
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        place = f"{path} holds {name[:80]!r}"
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or entry.flag_bits & 1:
            raise UserError(f"{place}, which is a link, a folder, or encrypted; {_FORM} has none of these")
        if name.casefold() in seen:
            raise UserError(f"{place} twice")
        seen.add(name.casefold())
        TEXT.check(entry.file_size, f"{path}, {name[:80]!r},")
        if name == MANIFEST:
            continue
        parts = name.removesuffix(".jsonl").split("/")
        if not name.endswith(".jsonl") or len(parts) != 2 or [check_name(part, place) for part in parts] != parts:
            raise UserError(f"{place}; {_FORM} holds ACTION/NAME.jsonl")
    if seen <= {MANIFEST}:
        raise UserError(f"{path} holds no examples")


def _text(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    with file.open(entry) as part:  # never reads on beyond the size that was announced and checked
        return part.read(entry.file_size + 1).decode("utf-8")


def _rows(place: str, text: str) -> str:
    """The rows of an example, written anew from what they say: one person at a time, nothing else."""
    lines = text.splitlines()
    FRAMES.check(len(lines), place)
    rows: list[FrameRow] = []
    with reading(place, "an example"):
        for line in lines:
            LINE.check(len(line), place)
            row = FrameRow.from_json(line)
            if rows and not row.time > rows[-1].time:
                raise ValueError(f"the time {row.time} s does not lie after the row before")
            if len(row.people) > 1:
                raise ValueError("more than one person in a row")
            rows.append(FrameRow(row.frame, row.time, tuple(_bare(person) for person in row.people)))
        if not any(row.people for row in rows):
            raise ValueError("nobody in it")
        return "".join(row.to_json() for row in rows)


def _bare(person: PersonRow) -> PersonRow:
    """Its place only."""
    if not np.isfinite(person.joints).all():
        raise ValueError("a joint whose place is no number")
    return PersonRow(person.id, person.joints)


def _told(id: str, about: dict[str, Any]) -> Example:
    """What the manifest says of an example, as far as it is text."""
    who, when, recording = (name_of(about.get(key, "")) for key in ("who", "when", "recording"))
    return Example(id, who, when, recording)
