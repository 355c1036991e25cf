"""Finds the clip to explain: one of a data set, or the skeletons that pose estimation finds in a file."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from tqdm import tqdm

from core.data.clips import Clip
from core.data.dataset import SkeletonDataset
from core.data.readers.jhmdb import track_people
from core.errors import UserError
from core.pose.backend import PoseBackend, open_pose, usage_notice
from core.skeleton import Joints
from core.sources import open_source

_MOST_PEOPLE = 2


def find_clip(dataset: SkeletonDataset, name: str) -> Clip:
    """A data set's clip by its id, or by a part of it that no other id has.

    Raises:
        UserError: no clip or several are called so.
    """
    ids = [item.id for item in dataset.items]
    found = [name] if name in ids else [each for each in ids if name in each]
    if not found:
        raise UserError(f"no clip is called {name!r}; the first of {len(ids)} are: {', '.join(ids[:5])}")
    if len(found) > 1:
        raise UserError(f"{len(found)} clips have {name!r} in their name: {', '.join(found[:5])}; give more of it")
    return next(dataset.only(found).clips())


def read_file(path: str | Path, end: float | None = None) -> tuple[Clip, tuple[int, int]]:
    """The people in a video or skeleton file, tracked, the main one first, with label -1; and the picture's size.

    Args:
        path: as `core.sources.open_source` takes it; no live source.
        end: seconds after which the rest is left out.

    Raises:
        UserError: it cannot be read, does not end, or shows nobody.
    """
    source = open_source(path)
    pose: PoseBackend | None = None
    try:
        if source.live:
            raise UserError(f"{path} does not end; record some of it and give the file")
        times: list[float] = []
        found: list[Joints] = []
        with tqdm(total=source.frame_count, desc="looking for people", leave=False, disable=None) as bar:
            while (frame := source.read()) is not None and (end is None or frame.time <= end + 1e-6):
                if frame.joints is None:
                    pose = pose or _open_pose()
                    found.append(pose.detect(frame))
                else:
                    found.append(frame.joints)
                times.append(frame.time)
                bar.update()
    finally:
        source.close()
        if pose is not None:
            pose.close()
    if not any(len(people) for people in found):
        raise UserError(f"{path}: no one is seen{_until(end)}")
    most = max(len(people) for people in found)
    padded = np.zeros((len(found), most, 18, 3), np.float32)
    for row, people in zip(padded, found, strict=True):
        row[: len(people)] = people
    name = Path(source.name).name
    return Clip(name, -1, track_people(padded, np.array(times)), np.array(times), subject=name), source.size


def _open_pose() -> PoseBackend:
    notice = usage_notice()
    if notice:
        print(notice, file=sys.stderr)
    return open_pose(_MOST_PEOPLE)


def _until(end: float | None) -> str:
    return "" if end is None else f" in the first {end:g} s"
