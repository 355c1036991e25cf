"""Finds the reader for a data set: `recognise` tells the format of a path, `read_dataset` lists its clips."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.data.dataset import SkeletonDataset, read_lines, reading
from core.data.readers.exports import list_exports
from core.data.readers.jhmdb import list_jhmdb
from core.data.readers.kinetics import list_kinetics, list_packed
from core.data.readers.ntu import list_ntu
from core.data.readers.nw_ucla import list_nw_ucla
from core.data.readers.openpose import list_openpose
from core.data.readers.penn_action import list_penn_action
from core.data.readers.pyskl import list_pyskl
from core.data.readers.sbu import list_sbu
from core.data.readers.utd_mhad import list_utd_mhad
from core.data.readers.videos import SUFFIXES, list_videos
from core.errors import UserError


@dataclass(frozen=True)
class Format:
    """One form of data set.

    Attributes:
        name: short, for commands.
        files: what a user who looks for it should see; said where nothing is recognised.
        pattern: matches the path, from the given folder on, of a file that only this form has.
        read: lists the clips of a path.
    """

    name: str
    files: str
    pattern: re.Pattern[str]
    read: Callable[[Path], SkeletonDataset]


OPENPOSE = Format(
    "openpose", "CLASS/CLIP/NAME_000000000000_keypoints.json", re.compile(r"_keypoints\.json$"), list_openpose
)
# The first whose pattern matches a file is taken: the most particular names come first.
FORMATS = (
    Format(
        "jhmdb",
        "landmarks33.npz and splits/",
        re.compile(r"^landmarks33\.npz$|^splits/brush_hair_test_split1\.txt$"),
        list_jhmdb,
    ),
    Format("ntu", "S001C001P001R001A001.skeleton", re.compile(r"\.skeleton$"), list_ntu),
    Format("nw_ucla", "a01_s01_e00_v01.json", re.compile(r"(^|/)a\d\d_s\d\d_e\d\d_v\d\d\.json$"), list_nw_ucla),
    Format("utd_mhad", "a1_s1_t1_skeleton.mat", re.compile(r"(^|/)a\d+_s\d+_t\d+_skeleton\.mat$"), list_utd_mhad),
    Format("penn_action", "labels/0001.mat", re.compile(r"(^|/)\d{4}\.mat$"), list_penn_action),
    Format("sbu", "s01s02/01/001/skeleton_pos.txt", re.compile(r"(^|/)skeleton_pos\.txt$"), list_sbu),
    OPENPOSE,
    Format("packed", "train_data.npy and train_label.pkl", re.compile(r"^[^/]*_data[^/]*\.npy$"), list_packed),
    Format("pyskl", "NAME.pkl", re.compile(r"^[^/]*\.(pkl|pickle)$"), lambda path: list_pyskl(_only_file(path))),
    Format("export", "CLASS/CLIP.jsonl", re.compile(r"\.jsonl$"), list_exports),
    Format("kinetics", "kinetics_train/ID.json and kinetics_train_label.json", re.compile(r"\.json$"), list_kinetics),
    Format("videos", "CLASS/VIDEO.mp4", re.compile(rf"({'|'.join(map(re.escape, SUFFIXES))})$", re.I), list_videos),
)
PATTERN = (
    "Anything else can be written as FOLDER/CLASS/CLIP.jsonl, a line for each frame: "
    '{"frame": 0, "time": 0.0, "people": [{"id": 1, "keypoints": [[x, y, confidence], ...]}]}, with seconds, pixels, '
    "and the 18 joints of OpenPose's COCO model in their order"
)
"""The way on for data of a form that has no reader."""
_LOOK_AT = 20_000  # files of a folder are looked at for a familiar name


def recognise(path: Path) -> Format:
    """The format of a file or folder, by the names of the files.

    Raises:
        UserError: nothing is there, or no name is familiar; the message says what would be.
    """
    _check_place(path)
    if path.is_file():
        names = [path.name]
    else:
        names = list(itertools.islice(_file_names(path), _LOOK_AT))
        if not names:
            raise UserError(f"{path} is an empty folder")
    for each in FORMATS:
        first = next((name for name in names if each.pattern.search(name)), None)
        if first is not None:
            return (
                OPENPOSE
                if each.name == "kinetics" and _shows_people(path if path.is_file() else path / first)
                else each
            )
    if re.search(r"\.(zip|tar|tgz|gz|xz|bz2|7z|rar)$", names[0]) and len(names) == 1:
        raise UserError(f"{path / names[0] if path.is_dir() else path} is an archive; unpack it and give the folder")
    known = "; ".join(f"{each.name}: {each.files}" for each in FORMATS)
    raise UserError(f"{path} holds no data set of a known form, such as {known}. {PATTERN}")


def read_dataset(path: Path, name: str | None = None, exclude: Path | None = None) -> SkeletonDataset:
    """What lies at a path; the clips are read when asked for, see `SkeletonDataset.clips`.

    Args:
        path: a folder or file.
        name: the format's name, where `recognise` shall not look for itself.
        exclude: a text file of clips to be left out, a name a line and remarks behind #, such as the lists of NTU clips
            with missing skeletons. Lines that name no clip, such as headings, are counted in the problems.

    Raises:
        UserError: the path is of no known form, or a file that all clips depend on is damaged.
    """
    with reading(path, "a data set that can be read"):
        return _read(path, name, exclude)


def _read(path: Path, name: str | None, exclude: Path | None) -> SkeletonDataset:
    if name is None:
        form = recognise(path)
    else:
        form = next((each for each in FORMATS if each.name == name), FORMATS[0])
        if form.name != name:
            raise UserError(f"unknown format {name!r}; known are {', '.join(each.name for each in FORMATS)}")
        _check_place(path)
    dataset = form.read(path)
    if exclude is not None:
        dataset = _without(dataset, exclude)
    if not dataset.items:
        raise UserError(f"{path} holds no clips of the form {form.name}: {form.files}")
    return replace(dataset, items=tuple(sorted(dataset.items, key=lambda item: item.id)))


def _check_place(path: Path) -> None:
    """Raises a `UserError` where there is neither a file nor a folder that may be looked into."""
    if path.is_symlink() and not path.exists():
        raise UserError(f"{path} is a link that leads nowhere, or in a circle")
    if not path.exists():
        raise UserError(f"{path} does not exist")
    if path.is_dir():
        next(path.iterdir(), None)  # an OSError where it is closed
    elif not path.is_file():
        raise UserError(f"{path} is neither a file nor a folder; give one of these")


def _without(dataset: SkeletonDataset, exclude: Path) -> SkeletonDataset:
    said = (line.partition("#")[0].strip() for line in read_lines(exclude))
    listed = {line.removesuffix(".skeleton") for line in said if line}
    ids = {item.id for item in dataset.items}
    dataset.problems.add("clip left out as the exclusion list says", exclude.name, len(ids & listed))
    dataset.problems.add("line of the exclusion list that names no clip here", exclude.name, len(listed - ids))
    return dataset.only(ids - listed)


def _file_names(folder: Path) -> Iterator[str]:
    """Paths below a folder, with slashes, without hidden files and pipes; sorted within each folder."""
    for root, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            if not file.startswith(".") and os.path.isfile(os.path.join(root, file)):  # noqa: PTH113, PTH118 (fast)
                yield (Path(root) / file).relative_to(folder).as_posix()


def _shows_people(file: Path) -> bool:
    """Whether a JSON file of an unknown name begins like OpenPose's: ``{"version": 1.3, "people": [...``."""
    try:
        with file.open(encoding="utf-8") as text:
            return '"people"' in text.read(200)
    except (OSError, UnicodeDecodeError):
        return False


def _only_file(path: Path) -> Path:
    if path.is_file():
        return path
    files = sorted(file for file in path.iterdir() if file.suffix in (".pkl", ".pickle"))
    if len(files) != 1:
        raise UserError(
            f"{path} holds {len(files)} pickles: {', '.join(file.name for file in files)}; give one of them"
        )
    return files[0]
