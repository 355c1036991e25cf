"""A data set in the form that training reads: all people of all clips in a few arrays, mapped from disk.

Reading thousands of small files takes longer than training an epoch on them, so it is done only once. `load_pack` keeps
the result in the user's cache folder, under a name that changes when a file of the data set or a reader changes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import core
from core.data.clips import Clip
from core.data.dataset import Splits, reading
from core.data.readers.recognise import read_dataset
from core.errors import UserError
from core.paths import cached
from core.skeleton import LAYOUTS
from core.window import Track

_ARRAYS = {"times": np.float64, "joints": np.float32, "back": np.uint16, "ahead": np.uint16}
_KEPT = 24 * 3600.0  # seconds
_BLOCK = 1 << 22  # numbers that are read at once


@dataclass(frozen=True)
class Pack:
    """N labelled clips of up to M people each. Each person's sightings follow one another.

    Attributes:
        ids: the clips' names in their data set.
        labels: ``(N,)`` class indices.
        subjects: who or which source video each clip shows.
        cameras: ``(N,)`` camera numbers.
        rows: ``(N, M, 2)``: the sightings of person m of clip n are rows ``rows[n, m, 0]`` up to, not including,
            ``rows[n, m, 1]`` of the track; the main person first.
        track: everybody's sightings.
        layout: name of the joints' layout.
        classes: class names in index order; numbers where the data set gives no names.
        splits: official splits: name -> part -> ids.
        title: of the data set.
        digest: SHA-256 of everything that was read, shortened; the same data give the same digest everywhere.
    """

    ids: tuple[str, ...]
    labels: NDArray[np.int64]
    subjects: tuple[str, ...]
    cameras: NDArray[np.int64]
    rows: NDArray[np.int64]
    track: Track
    layout: str
    classes: tuple[str, ...]
    splits: Splits = field(default_factory=dict)
    title: str = ""
    digest: str = ""

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def coordinates(self) -> int:
        """2 or 3."""
        return self.track.joints.shape[2] - 1

    @classmethod
    def of(cls, clips: Iterable[Clip], classes: Sequence[str] = (), splits: Splits | None = None) -> Pack:
        """Makes a pack from clips in memory.

        Raises:
            UserError: the clips differ in layout or in the number of coordinates, or there are none.
        """
        chunks: dict[str, list[NDArray[Any]]] = {name: [] for name in _ARRAYS}
        index = _Index()
        for clip in clips:
            for name, array in index.add(clip).items():
                chunks[name].append(array)
        if not index.ids:
            raise UserError("no clips")
        arrays = {name: np.concatenate(parts) for name, parts in chunks.items()}
        return index.pack(Track(**arrays), tuple(classes), splits or {}, "clips in memory")

    @classmethod
    def joined(cls, packs: Sequence[Pack]) -> Pack:
        """Joins several packs under the first one's title, splits and digest. Their sightings are copied.

        Raises:
            UserError: they differ in layout, coordinates or classes.
        """
        first = packs[0]
        if len(packs) == 1:
            return first
        for other in packs[1:]:
            if (other.layout, other.coordinates) != (first.layout, first.coordinates):
                raise UserError(
                    f"{other.title} has {other.coordinates}D {other.layout} skeletons, "
                    f"{first.title} {first.coordinates}D {first.layout}: they cannot be joined"
                )
            if other.classes != first.classes:
                raise UserError(f"{other.title} and {first.title} have other classes: they cannot be joined")
        most = max(pack.rows.shape[1] for pack in packs)
        starts = np.cumsum([0, *(len(pack.track.times) for pack in packs[:-1])])
        rows = [
            np.pad(pack.rows + start, ((0, 0), (0, most - pack.rows.shape[1]), (0, 0)))
            for pack, start in zip(packs, starts, strict=True)
        ]
        return replace(
            first,
            ids=tuple(name for pack in packs for name in pack.ids),
            labels=np.concatenate([pack.labels for pack in packs]),
            subjects=tuple(name for pack in packs for name in pack.subjects),
            cameras=np.concatenate([pack.cameras for pack in packs]),
            rows=np.concatenate(rows),
            track=Track(**{name: np.concatenate([getattr(pack.track, name) for pack in packs]) for name in _ARRAYS}),
        )

    def only(self, indices: Sequence[int] | NDArray[np.integer]) -> Pack:
        """The clips at these indices; the sightings are shared, not copied."""
        chosen = [int(index) for index in indices]
        return replace(
            self,
            ids=tuple(self.ids[index] for index in chosen),
            labels=self.labels[chosen],
            subjects=tuple(self.subjects[index] for index in chosen),
            cameras=self.cameras[chosen],
            rows=self.rows[chosen],
        )

    def part(self, split: str, part: str) -> Pack:
        """The clips of one part of an official split.

        Raises:
            UserError: there is no such split or part; the message names those there are.
        """
        known = "; ".join(f"{name}: {', '.join(parts)}" for name, parts in self.splits.items()) or "none"
        if part not in self.splits.get(split, {}):
            raise UserError(f"{self.title} has no split {split!r} with a part {part!r}; there are: {known}")
        members = self.splits[split][part]
        return self.only([index for index, name in enumerate(self.ids) if name in members])


def load_pack(path: Path, exclude: Path | None = None, skip_bad: bool = False, layout: str = "") -> Pack:
    """All clips of a data set of any form that `core.data.readers.recognise` reads.

    The first call reads the files and says on standard error what was wrong in them; later ones map the result.

    Args:
        path: a folder or file.
        exclude: a list of clips to be left out.
        skip_bad: clips that cannot be read are left out instead of ending the run.
        layout: name of the layout that the skeletons are converted to, see `core.skeleton.in_layout`; "": as they are.

    Raises:
        UserError: nothing readable lies there, or a clip cannot be read and ``skip_bad`` is not set; or there is no
            such layout.
    """
    with reading(path, "a data set that can be read"):
        if not path.exists():
            raise UserError(f"{path} does not exist")
    if layout not in ("", *LAYOUTS):
        raise UserError(f"unknown layout {layout!r}; there are {', '.join(LAYOUTS)}")
    with reading(path, "a data set that can be read"):
        folder = cached(f"packs/{_key(path, exclude, skip_bad, layout)}")
    if (folder / "index.json").is_file():
        try:
            return _open(folder)
        except Exception as error:  # whatever damaged files make Python and NumPy raise
            print(f"{folder} is damaged ({str(error)[:100]}); {path} is read anew", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _build(folder, path, exclude, skip_bad, layout)
        return _open(folder)
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written ({error.strerror or error}); "
            "make room there, or set SKELAPP_CACHE to another folder"
        ) from error


def _build(folder: Path, path: Path, exclude: Path | None, skip_bad: bool, layout: str) -> None:
    dataset = read_dataset(path, exclude=exclude)
    partial = folder.with_name(f"{folder.name}.{os.getpid()}.partial")
    partial.mkdir(parents=True, exist_ok=True)
    index, digest = _Index(), hashlib.sha256()
    try:
        files = {name: (partial / f"{name}.bin").open("wb") for name in _ARRAYS}
        sums = dict.fromkeys(_ARRAYS, 0)
        bar = tqdm(dataset.clips(skip_bad), f"reading {path.name}", len(dataset.items), leave=False, disable=None)
        for clip in bar:
            digest.update(_bytes(f"{clip.id} {clip.label} {clip.subject} {clip.camera}"))
            for name, array in index.add(clip.in_layout(layout) if layout else clip).items():
                data = np.ascontiguousarray(array).data
                files[name].write(data)
                sums[name] = zlib.crc32(data, sums[name])
                digest.update(data)
        for file in files.values():
            file.close()
        if not index.ids:
            raise UserError(f"{path} holds no clip that can be read")
        splits = {name: {part: sorted(ids) for part, ids in parts.items()} for name, parts in dataset.splits.items()}
        content = index.content() | {
            "classes": dataset.labels, "splits": splits, "title": dataset.format, "digest": digest.hexdigest()[:16],
            "sums": sums,
        }  # fmt: skip
        (partial / "index.json").write_text(json.dumps(content), encoding="utf-8")
        for line in dataset.problems.lines():
            print(f"{path.name}: {line}", file=sys.stderr)
        try:
            partial.rename(folder)
        except OSError:
            if not (folder / "index.json").is_file():  # otherwise another process was faster
                raise
        _forget_older(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _forget_older(folder: Path) -> None:
    """Removes cached packs of the same path from before it changed, unless a run may still be reading them."""
    for other in folder.parent.glob(f"{folder.name.split('-')[0]}-*"):
        with contextlib.suppress(OSError):  # what another process is just making may be gone, or be called otherwise
            if other != folder and time.time() - other.stat().st_mtime > _KEPT:
                shutil.rmtree(other, ignore_errors=True)


def _open(folder: Path) -> Pack:
    content = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    arrays = {}
    for name, kind in _ARRAYS.items():
        file = folder / f"{name}.bin"
        empty = file.stat().st_size == 0  # nobody is seen in any clip
        flat = np.zeros(0, kind) if empty else np.memmap(file, dtype=kind, mode="r").view(np.ndarray)
        if _sum(flat) != content["sums"][name]:
            raise ValueError(f"{name}.bin is not what was written")
        shape = {"times": (-1,), "joints": (-1, *content["shape"])}.get(name, (-1, content["shape"][0]))
        arrays[name] = flat.reshape(shape)
    names = ("ids", "labels", "subjects", "cameras", "rows", "layout", "shape")
    index = _Index(**{name: content[name] for name in names})
    splits = {name: {part: frozenset(ids) for part, ids in parts.items()} for name, parts in content["splits"].items()}
    pack = index.pack(Track(**arrays), tuple(content["classes"]), splits, content["title"])
    if pack.rows.min(initial=0) < 0 or pack.rows.max(initial=0) > len(pack.track.times):
        raise ValueError("its index names sightings that are not there")
    return replace(pack, digest=content["digest"])


@dataclass
class _Index:
    """Collects the properties of each clip while the sightings are written elsewhere."""

    ids: list[str] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    cameras: list[int] = field(default_factory=list)
    rows: list[list[list[int]]] = field(default_factory=list)
    layout: str = ""
    shape: list[int] = field(default_factory=list)
    end: int = 0

    def add(self, clip: Clip) -> dict[str, NDArray[Any]]:
        """Records a clip and returns its sightings, person after person."""
        C, _, V, M = clip.joints.shape
        if self.ids and (clip.layout, [V, C]) != (self.layout, self.shape):
            raise UserError(
                f"{clip.id} has [joints, channels] {[V, C]} ({clip.layout}); the clips before it {self.shape}"
            )
        self.layout, self.shape = clip.layout, [V, C]
        tracks = [Track.of(*clip.person(m)) for m in range(M)]
        rows = []
        for track in tracks:
            rows.append([self.end, self.end + len(track.times)])
            self.end += len(track.times)
        self.ids.append(clip.id)
        self.labels.append(int(clip.label))
        self.subjects.append(clip.subject)
        self.cameras.append(int(clip.camera))
        self.rows.append(rows)
        return {name: np.concatenate([getattr(track, name) for track in tracks]) for name in _ARRAYS}

    def content(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "end"}

    def pack(self, track: Track, classes: tuple[str, ...], splits: Mapping[str, Any], title: str) -> Pack:
        most = max(len(people) for people in self.rows)
        rows = [people + [[0, 0]] * (most - len(people)) for people in self.rows]
        count = max(self.labels) + 1
        return Pack(
            ids=tuple(self.ids),
            labels=np.array(self.labels, np.int64),
            subjects=tuple(self.subjects),
            cameras=np.array(self.cameras, np.int64),
            rows=np.array(rows, np.int64),
            track=track,
            layout=self.layout,
            classes=classes or tuple(f"class {label}" for label in range(count)),
            splits=splits,
            title=title,
        )


def reading_code() -> list[Path]:
    """The source files that determine what is read. A pack made by different ones is stale."""
    package = Path(core.__file__).parent
    return [*sorted((package / "data").rglob("*.py")), package / "skeleton.py", package / "tracking.py"]


def _sum(flat: NDArray[Any]) -> int:
    """CRC-32: not against malice, but a disk that was full or a file that lost its middle does not pass."""
    total = 0
    for first in range(0, len(flat), _BLOCK):
        total = zlib.crc32(flat[first : first + _BLOCK].data, total)
    return total


def _bytes(text: str) -> bytes:
    """UTF-8; names of files may hold bytes that are none."""
    return text.encode("utf-8", "surrogateescape")


def _key(path: Path, exclude: Path | None, skip_bad: bool, layout: str) -> str:
    """A name that changes when a file of the data set or of the readers does."""
    place = hashlib.sha256(_bytes(f"{path.resolve()} {exclude and exclude.resolve()} {skip_bad} {layout}"))
    digest = hashlib.sha256()
    places = [path] if path.is_file() else [Path(root) / name for root, _, names in os.walk(path) for name in names]
    for file in sorted(places + ([exclude] if exclude else [])):
        try:
            status = file.stat()
        except OSError:  # a link to nowhere
            continue
        digest.update(_bytes(f"{file} {status.st_size} {status.st_mtime_ns}"))
    for source in reading_code():
        digest.update(source.read_bytes())
    return f"{place.hexdigest()[:12]}-{digest.hexdigest()[:12]}"
