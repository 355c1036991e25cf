"""A set of examples on disk: a folder with one subfolder an action, each example one file of rows.

It is an ordinary data set, which `core.data` and ``python -m core.teach`` read::

    my-actions/
      manifest.json                     who, when, which recording; and what lies in the bin
      squat/20261124-201530-01.jsonl    an example
      squat/.20261124-201530-01         the same with all its frames, where it was trimmed
      .bin/squat/.20261124-201530-02    what was deleted
      .videos/squat 20261124-201530.mp4 the pictures of a recording, where they are kept

Every change is on disk when the call returns, and each file is there as a whole or not at all, so that a crash loses
nothing. What the manifest does not know (yet) counts all the same.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from core.data.readers.exports import MANIFEST, MANIFEST_FORM
from core.errors import UserError
from core.examples.files import Motion, check_name, move, read_motion, rows_of, write_json, write_text
from core.guards.limits import TEXT, check_size

SOMETHING_ELSE = "something else"
"""The action that is none of the others; it is there from the start."""
_BIN = ".bin"
_VIDEOS = ".videos"  # no example, and never exported
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class Example:
    """One example.

    Attributes:
        id: ``ACTION/NAME``, as the readers of data sets call it.
        who: who shows it; empty where that is not known.
        when: ISO 8601, local time, to the second.
        recording: examples that were recorded together have the same one.
        source: what it was cut from: a camera, a file.
        trim: first and last second of what counts, of all frames; None where all of it counts.
    """

    id: str
    who: str = ""
    when: str = ""
    recording: str = ""
    source: str = ""
    trim: tuple[float, float] | None = None

    @property
    def action(self) -> str:
        """What it shows."""
        return self.id.split("/")[0]

    @property
    def name(self) -> str:
        """Of its file, without the ending."""
        return self.id.split("/")[1]

    @property
    def subject(self) -> str:
        """Who and which recording: what is left out together where the network is measured."""
        return f"{self.who} {self.recording}".strip()


class ExampleSet:
    """A set of examples. One program at a time writes to it.

    Args:
        folder: of the set; made with the first thing that is written.

    Raises:
        UserError: the folder cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, Example] = {}
        self._removed: dict[str, Example] = {}
        self._undo: list[Callable[[], None]] = []
        self._read()
        self._earlier = list(self._removed)  # what was deleted before this program started, the latest last

    @property
    def name(self) -> str:
        """Of the set."""
        return self.folder.name

    # What there is

    @property
    def actions(self) -> tuple[str, ...]:
        """Their names in alphabetical order, "something else" last."""
        folders = (path.name for path in self._folders())
        return (*sorted((name for name in folders if name != SOMETHING_ELSE), key=str.casefold), SOMETHING_ELSE)

    def examples(self, action: str | None = None) -> tuple[Example, ...]:
        """Of one action or all, in order of time."""
        chosen = [each for each in self._known.values() if action in (None, each.action)]
        return tuple(sorted(chosen, key=lambda each: (each.action, each.name)))

    def __getitem__(self, id: str) -> Example:
        return self._known[id]

    def __contains__(self, id: str) -> bool:
        return id in self._known

    def motion(self, id: str) -> Motion:
        """What counts of an example.

        Raises:
            UserError: the file cannot be read.
        """
        return read_motion(self._path(id))

    def whole(self, id: str) -> Motion:
        """All frames of an example, also those that were trimmed away.

        Raises:
            UserError: the file cannot be read.
        """
        kept = self._whole(id)
        return read_motion(kept if kept.is_file() else self._path(id))

    # Changes

    def add(
        self,
        action: str,
        motion: Motion,
        who: str = "",
        recording: str = "",
        source: str = "",
        when: datetime | None = None,
    ) -> Example:
        """A new example, on disk when this returns.

        Args:
            recording: examples recorded together get the same; empty: one of its own.

        Raises:
            UserError: a name that cannot be one, nobody to be seen in it, or it cannot be written.
        """
        action = self._action(action)
        if not motion.seen:
            raise UserError("nobody is seen in this stretch; an example needs a person")
        moment = when or datetime.now()
        recording = check_name(recording, "a recording") if recording else moment.strftime(_STAMP)
        id = self._free(f"{action}/{recording}")
        example = Example(id, who.strip(), moment.isoformat(timespec="seconds"), recording, source)
        self._known[id] = example
        self._save()  # first: whatever is known without being there does no harm
        write_text(self._path(id), rows_of(motion))
        self._undo.append(lambda: self._remove(id))
        return example

    def remove(self, ids: Iterable[str]) -> None:
        """Puts examples into the bin."""
        ids = [id for id in ids if id in self._known]
        for id in ids:
            self._remove(id)
        self._undo.append(lambda: self._restore(ids))

    def relabel(self, ids: Iterable[str], action: str) -> list[str]:
        """Gives examples to another action, and returns their new ids.

        Raises:
            UserError: a name that cannot be one.
        """
        action = self._action(action)
        moved = [(id, self._free(f"{action}/{id.split('/')[1]}", numbered=True)) for id in ids
                 if id in self._known and self._known[id].action != action]  # fmt: skip
        for old, new in moved:
            self._move(old, new)

        def back() -> None:
            for old, new in moved:
                self._move(new, old)

        self._undo.append(back)
        return [new for _, new in moved]

    def trim(self, id: str, start: float, end: float) -> None:
        """Only what lies between two seconds of all its frames counts from now on; the others are kept.

        Raises:
            UserError: nobody is seen in between.
        """
        before = self._known[id].trim
        self._trim(id, (start, end))
        self._undo.append(lambda: self._trim(id, before))

    def add_action(self, name: str) -> str:
        """An action without examples yet; its name as it is kept.

        Raises:
            UserError: a name that cannot be one, or that is taken.
        """
        name = check_name(name)
        self._refuse_taken(name)
        self._make(name)
        self._undo.append(lambda: self._drop_empty(name))
        return name

    def rename_action(self, old: str, new: str) -> str:
        """Renames an action with all its examples.

        Raises:
            UserError: a name that cannot be one, or that is taken; "something else" keeps its name.
        """
        new = check_name(new)
        if SOMETHING_ELSE in (old, new):
            raise UserError(f'"{SOMETHING_ELSE}" is always there and keeps its name')
        if new == old:
            return old
        if new.casefold() != old.casefold():
            self._refuse_taken(new)
        self._rename(old, new)
        self._undo.append(lambda: self._rename(new, old))
        return new

    def remove_action(self, name: str) -> None:
        """Puts all examples of an action into the bin, and the action away."""
        ids = [each.id for each in self.examples(name)]
        for id in ids:
            self._remove(id)
        self._drop_empty(name)

        def back() -> None:
            self._make(name)
            self._restore(ids)

        self._undo.append(back)

    @property
    def can_undo(self) -> bool:
        """Something was changed, or lies in the bin from an earlier time."""
        return bool(self._undo or self._earlier)

    def undo(self) -> None:
        """Takes the last change back; after a restart, what was deleted last comes back first.

        Raises:
            UserError: a file cannot be moved.
        """
        if self._undo:
            self._undo.pop()()
        elif self._earlier:
            self._restore([self._earlier.pop()])

    # Helpers

    def _path(self, id: str) -> Path:
        return self.folder / f"{id}.jsonl"

    def _whole(self, id: str) -> Path:
        action, name = id.split("/")
        return self.folder / action / f".{name}"

    def _binned(self, id: str, whole: bool = False) -> Path:
        action, name = id.split("/")
        return self.folder / _BIN / action / f".{name}{'.whole' if whole else ''}"

    def video_path(self, action: str, recording: str) -> Path:
        """Where the video of a recording belongs, if it is kept; its folder is made.

        Raises:
            UserError: the folder cannot be made.
        """
        folder = self.folder / _VIDEOS
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{folder} cannot be made ({error.strerror or error})") from error
        return folder / f"{action} {recording}.mp4"

    def _folders(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [path for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith(".")]

    def _read(self) -> None:
        try:
            for left in self.folder.rglob(".*.partial"):
                left.unlink(missing_ok=True)
            found = {f"{path.parent.name}/{path.stem}" for folder in self._folders() for path in folder.glob("*.jsonl")}
            there = {f"{path.parent.name}/{path.name[1:]}" for path in (self.folder / _BIN).glob("*/.*")}
        except OSError as error:
            raise UserError(f"{self.folder} cannot be read ({error.strerror or error})") from error
        known, removed = self._manifest()
        self._known = {id: known.get(id) or _unknown(id) for id in sorted(found)}
        binned = {id for id in there if not id.endswith(".whole")}
        self._removed = {id: example for id, example in removed.items() if id in binned}
        self._removed |= {id: known.get(id) or _unknown(id) for id in sorted(binned - set(removed))}

    def _manifest(self) -> tuple[dict[str, Example], dict[str, Example]]:
        """What the manifest says of examples, and of those in the bin; nothing where it is damaged."""
        try:
            check_size(self.folder / MANIFEST, TEXT)
            content = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
            return tuple(  # type: ignore[return-value]
                {str(id): _example(str(id), entry) for id, entry in content.get(part, {}).items()}
                for part in ("clips", "removed")
            )
        except (UserError, OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return {}, {}

    def _save(self) -> None:
        content = {
            "format": MANIFEST_FORM,
            "clips": {id: _entry(example) for id, example in sorted(self._known.items())},
            "removed": {id: _entry(example) for id, example in self._removed.items()},
        }
        write_json(self.folder / MANIFEST, content)

    def _make(self, action: str) -> None:
        try:
            (self.folder / action).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{self.folder / action} cannot be made ({error.strerror or error})") from error

    def _refuse_taken(self, name: str) -> None:
        taken = next((each for each in self.actions if each.casefold() == name.casefold()), None)
        if taken is not None:
            raise UserError(f"there already is an action {taken}")

    def _action(self, name: str) -> str:
        """A name for an action; that of one which is there where only capitals differ."""
        name = check_name(name)
        return next((each for each in self.actions if each.casefold() == name.casefold()), name)

    def _free(self, id: str, numbered: bool = False) -> str:
        """An id that is not taken: with the next number, or, if it has one, as it is where that goes."""
        taken = self._known.keys() | self._removed.keys()
        if numbered and id not in taken:
            return id
        return next(found for n in range(1, len(taken) + 2) if (found := f"{id}-{n:02d}") not in taken)

    def _drop_empty(self, action: str) -> None:
        folder = self.folder / action
        if not self.examples(action) and folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)

    def _remove(self, id: str) -> None:
        if self._whole(id).is_file():
            move(self._whole(id), self._binned(id, whole=True))
        move(self._path(id), self._binned(id))
        self._removed[id] = self._known.pop(id)
        self._save()

    def _restore(self, ids: list[str]) -> None:
        for id in ids:
            if self._binned(id, whole=True).is_file():
                move(self._binned(id, whole=True), self._whole(id))
            move(self._binned(id), self._path(id))
            self._known[id] = self._removed.pop(id)
        self._save()

    def _move(self, old: str, new: str) -> None:
        self._known[new] = replace(self._known[old], id=new)
        self._save()
        if self._whole(old).is_file():
            move(self._whole(old), self._whole(new))
        move(self._path(old), self._path(new))
        del self._known[old]
        self._save()

    def _rename(self, old: str, new: str) -> None:
        self._make(old)
        moved = {each.id: f"{new}/{each.name}" for each in self.examples(old)}
        self._known |= {there: replace(self._known[id], id=there) for id, there in moved.items()}
        self._save()
        move(self.folder / old, self.folder / new)
        for id in moved:
            del self._known[id]
        self._save()

    def _trim(self, id: str, trim: tuple[float, float] | None) -> None:
        whole = self.whole(id)
        try:
            counts = whole.between(*trim) if trim is not None else whole
        except ValueError:
            counts = None
        if counts is None or not counts.seen or len(counts.times) < 2:
            raise UserError("nobody is seen between these two moments; leave more of the example")
        if not self._whole(id).is_file():
            write_text(self._whole(id), rows_of(whole))
        write_text(self._path(id), rows_of(counts))
        self._known[id] = replace(self._known[id], trim=trim)
        self._save()
        if trim is None:
            self._whole(id).unlink(missing_ok=True)


def _unknown(id: str) -> Example:
    """What is known of a file that the manifest does not know."""
    name = id.split("/")[1]
    return Example(id, recording=name.rpartition("-")[0] or name)


def _entry(example: Example) -> dict[str, Any]:
    entry = {key: value for key, value in asdict(example).items() if key != "id" and value}
    return {"subject": example.subject, **entry}


def _example(id: str, entry: dict[str, Any]) -> Example:
    trim = entry.get("trim")
    texts = {key: str(entry.get(key, ""))[:200] for key in ("who", "when", "recording", "source")}
    return Example(id, **texts, trim=(float(trim[0]), float(trim[1])) if trim else None)
