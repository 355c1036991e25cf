"""A folder of videos with one subfolder per class: the input of skeleton extraction."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from core.data.clips import Clip
from core.data.dataset import Item, Problems, SkeletonDataset, find
from core.errors import UserError

SUFFIXES = (".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".webm", ".wmv")


def list_videos(path: Path) -> SkeletonDataset:
    """``CLASS/**/VIDEO``. The ids are the paths below the folder; videos that lie in no subfolder have no class."""
    files = [file for file in find(path, "*") if file.suffix.lower() in SUFFIXES]
    root = path.parent if path.is_file() else path
    names = [file.relative_to(root) for file in files]
    problems = Problems()
    for name, file in zip(names, files, strict=True):
        problems.add("video without a class (it lies in no subfolder)", name.as_posix(), len(name.parts) == 1)
        problems.add("video that is an empty file", name.as_posix(), file.stat().st_size == 0)
    return SkeletonDataset(
        format="videos",
        layout="kinetics18",
        labels=tuple(sorted({name.parts[0] for name in names if len(name.parts) > 1})),
        items=tuple(
            Item(name.as_posix(), partial(_not_yet, file, path)) for name, file in zip(names, files, strict=True)
        ),
        splits={},
        problems=problems,
        videos=True,
    )


def _not_yet(path: Path, root: Path, problems: Problems) -> Clip:
    raise UserError(
        f"{path} is a video: extract its skeletons first (python -m core.extract {root} -o DATASET) and give DATASET"
    )
