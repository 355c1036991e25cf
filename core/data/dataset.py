"""A data set on disk: its clips, how to read each of them, the official splits, and the problems that were found."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.clips import Clip
from core.errors import UserError
from core.guards.limits import CLASSES, LINE, TEXT, check_clip, check_size
from core.guards.names import shown

# No picture is so wide in pixels and no room in metres: such values stand for "not measured" (Kinects write 2.1e9).
IMPOSSIBLE = 1e5

_AT_ONCE = 4096  # frames that are made sound at once, so that a long clip needs its room but twice
_LISTED = 5  # faults of one kind that are listed one by one
_NAME = 1000  # letters of the longest name or label that is believed

Splits = Mapping[str, Mapping[str, frozenset[str]]]


class Problems:
    """Problems found in the files and how they were handled. The same fault in many places becomes one line."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, Counter[str]]] = {}  # kind -> fault -> places

    def add(self, what: str, place: str, count: int = 1, kind: str = "") -> None:
        """Note ``count`` cases of a fault at a place (a file, or a clip's id); none is not noted.

        Many faults of one ``kind`` are one line, which says of them what was said of the first.
        """
        if count:
            self._found.setdefault(kind or what, {}).setdefault(what, Counter())[place] += count

    def __len__(self) -> int:
        return sum(len(faults) for faults in self._found.values())

    def lines(self) -> list[str]:
        """One sentence per fault: how often, what, and where first."""
        out = []
        for faults in self._found.values():
            if len(faults) > _LISTED:
                together: Counter[str] = Counter()
                for places in faults.values():
                    together.update(places)
                faults = {next(iter(faults)): together}
            for what, places in faults.items():
                more = f" and {len(places) - 1} more" if len(places) > 1 else ""
                out.append(f"{places.total()} x {what} ({next(iter(places))}{more})")
        return out


@dataclass(frozen=True)
class Item:
    """One clip that can be read.

    Attributes:
        id: the clip's name in its data set, unique there.
        load: reads it, notes what was wrong but could be handled, and raises `UserError` where it cannot be read.
    """

    id: str
    load: Callable[[Problems], Clip]

    def read(self, problems: Problems) -> Clip:
        """The clip, sound in its shape and times.

        Raises:
            UserError: it cannot be read, whatever it is that the file makes go wrong.
        """
        with reading(self.id, "a clip that can be read"):
            clip = self.load(problems)
            if clip.joints.ndim != 4 or len(clip.times) != clip.joints.shape[1]:
                raise ValueError(f"{len(clip.times)} times beside joints of shape {clip.joints.shape}")
            if not (np.isfinite(clip.times).all() and (np.diff(clip.times) > 0).all()):
                raise ValueError("its times do not increase")
            return clip


@dataclass(frozen=True)
class SkeletonDataset:
    """The data set at a path. Clips are read on demand, so that large data sets need not fit into memory.

    Attributes:
        format: the form's title, such as "NTU RGB+D".
        layout: name of the joints' layout.
        labels: class names in index order; empty where the files give numbers only.
        items: the clips, in the order of their ids.
        splits: official splits: name -> part (train, test or a fold) -> ids.
        problems: what was found so far; reading clips adds to it.
        videos: the items are videos whose skeletons are still to be extracted; loading one raises `UserError`.
    """

    format: str
    layout: str
    labels: tuple[str, ...]
    items: tuple[Item, ...]
    splits: Splits
    problems: Problems
    videos: bool = False

    def clips(self, skip_bad: bool = False) -> Iterator[Clip]:
        """Reads one clip after another.

        Args:
            skip_bad: a clip that cannot be read is noted in ``problems`` and left out.

        Raises:
            UserError: a clip cannot be read, without ``skip_bad``; the message names the file and the place.
        """
        for item in self.items:
            try:
                clip = item.read(self.problems)
            except UserError as error:
                if not skip_bad:
                    raise
                kind = re.sub(r"\S*[/\\]\S*|\d+", "", str(error).replace(item.id, ""))  # but for places and numbers
                self.problems.add(f"clip left out: {error}", item.id, kind=f"clip left out: {kind}")
                continue
            yield clip

    def part(self, split: str, part: str) -> SkeletonDataset:
        """The clips of one part of an official split.

        Raises:
            UserError: there is no such split or part; the message names those there are.
        """
        known = ", ".join(f"{name} {each}" for name, parts in self.splits.items() for each in parts) or "none"
        if part not in self.splits.get(split, {}):
            raise UserError(f"{self.format} has no split {split} {part}; there are: {known}")
        return self.only(self.splits[split][part])

    def only(self, ids: Iterable[str]) -> SkeletonDataset:
        """The same data set with these clips alone, its splits reduced accordingly."""
        wanted = frozenset(ids)
        splits = {
            name: {part: members & wanted for part, members in parts.items()} for name, parts in self.splits.items()
        }
        return replace(self, items=tuple(item for item in self.items if item.id in wanted), splits=splits)


@contextmanager
def reading(place: str | Path, form: str) -> Iterator[None]:
    """Turns errors inside into a `UserError` that says that PLACE is not FORM, and why."""
    try:
        if isinstance(place, Path) and place.exists() and not (place.is_file() or place.is_dir()):
            raise UserError(f"{place} is neither a file nor a folder")  # a pipe or a device may have no end
        yield
    except UserError:
        raise
    except OSError as error:
        raise UserError(f"{place} cannot be read ({error.strerror or error})") from error
    except MemoryError as error:
        raise UserError(f"{place} needs more memory than there is") from error
    except Exception as error:  # damaged files make Python and NumPy raise nearly anything
        detail = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) and error.args else str(error)
        raise UserError(f"{place} is not {form} ({detail[:300] or type(error).__name__})") from error


def read_json(path: Path, form: str) -> Any:
    """Reads a JSON file. Raises a `UserError` that names the line where it is damaged."""
    with reading(path, form):
        check_size(path, TEXT)
        return json.loads(path.read_text(encoding="utf-8"))


def read_lines(path: Path, encoding: str = "utf-8") -> Iterator[str]:
    """The lines of a text file one after another, without their ends; the file may be of any length.

    Raises:
        UserError: it cannot be read, is no text, or has a line that is too long.
    """
    with reading(path, "a text file"), path.open(encoding=encoding) as file:
        while line := file.readline(LINE.value + 1):
            LINE.check(len(line), path)
            yield line.rstrip("\n")


def name_of(value: Any) -> str:
    """A name, as files give it: text of reasonable length, or a number.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, str | int | np.integer | np.str_) or isinstance(value, bool) or len(str(value)) > _NAME:
        raise ValueError(f"a name of the type {type(value).__name__}, or too long")
    return shown(value)


def label_of(value: Any, place: str | Path) -> int:
    """A class index, as files give it: a whole number, -1 for none.

    Raises:
        ValueError: it is something else.
        UserError: there cannot be so many classes.
    """
    number = int(value)
    if number != value and str(number) != value:
        raise ValueError(f"the label {str(value)[:40]!r} is no whole number")
    if number != -1:
        CLASSES.check(number, place)
    return number


def find(folder: Path, pattern: str) -> list[Path]:
    """The matching files under a folder, sorted, without hidden ones; for the path of a file, that file."""
    if folder.is_file():
        return [folder]
    return sorted(path for path in folder.rglob(pattern) if not path.name.startswith(".") and path.is_file())


def clean(joints: NDArray[np.floating], place: str, problems: Problems) -> NDArray[np.float32]:
    """Repairs coordinates and confidences ``(C, T, V, M)``; the last channel is the confidence.

    Values that are no numbers or impossible become missing joints, confidences lie in 0..1, and missing joints are zero
    in all channels. What had to be mended is noted.
    """
    C, T, V, M = joints.shape
    check_clip(place, T, M, V, C)
    sound = np.zeros((C, T, V, M), np.float32)
    for first in range(0, T, _AT_ONCE):
        part = np.array(joints[:, first : first + _AT_ONCE], np.float64)
        confidence = part[-1]
        bad = np.asarray(~np.isfinite(part).all(axis=0) | (np.abs(part[:-1]) > IMPOSSIBLE).any(axis=0))
        problems.add("joint with an impossible coordinate, taken as missing", place, int(bad.sum()))
        confidence[bad] = 0
        problems.add("confidence outside 0..1, clipped", place, int(((confidence < 0) | (confidence > 1.001)).sum()))
        np.clip(confidence, 0, 1, out=confidence)
        exact = part.astype(np.float32)
        sound[:, first : first + _AT_ONCE] = np.where(exact[-1] > 0, exact, 0)
    return sound


def seen_or_score(
    position: NDArray[np.floating], score: NDArray[np.floating], place: str, problems: Problems
) -> NDArray[np.floating]:
    """Scores ``(...,  V)`` of positions ``(..., V, 2)``; a person whose scores are all zero although the pose is there
    counts as seen wherever a joint is placed: such files are in circulation."""
    there = np.asarray(np.asarray(position).any(axis=-1))
    blank = np.asarray(there.any(axis=-1) & ~np.asarray(score).any(axis=-1))
    problems.add(
        "person in a frame whose scores are all 0 although the pose is there, taken as seen", place, int(blank.sum())
    )
    return np.where(blank[..., None], there, score)


def camera_view(position: NDArray[np.floating]) -> NDArray[np.floating]:
    """Kinect metres ``(..., 3)`` (x to the sensor's left, y up, z away) as a camera sees them: x right, y down, z away.

    A half turn about the optical axis: no mirror image, left stays left.
    """
    return np.asarray(position) * (-1, -1, 1)


def train_test(ids: Mapping[str, bool]) -> dict[str, frozenset[str]]:
    """A two-part split from id -> is it in the training part."""
    return {
        "train": frozenset(name for name, training in ids.items() if training),
        "test": frozenset(name for name, training in ids.items() if not training),
    }
