"""Selects clips of a data set: splits by name, and clips that are not repeated elsewhere."""

from __future__ import annotations

import hashlib

import numpy as np

from core.data.pack import Pack
from core.data.readers.videos import SUFFIXES
from core.errors import UserError


def choose_split(clips: Pack, split: str | None, part: str | None) -> tuple[str, str]:
    """Names of the split and part that are meant: the first split and its test part where nothing is said.

    Args:
        clips: the whole data set.
        split: its name, or how it ends, so that ``1`` finds ``split 1``; ``all`` for all clips.
        part: train, test or what else the split has.

    Returns:
        ``("all", "")`` where all clips are meant.

    Raises:
        UserError: there is no such split.
    """
    if split == "all" or (split is None and not clips.splits):
        return "all", ""
    if split is None:
        split = next(iter(clips.splits))
    if split not in clips.splits:
        found = [name for name in clips.splits if name.endswith(f" {split}")]
        if len(found) != 1:
            known = ", ".join(clips.splits) or "none"
            raise UserError(f"{clips.title} has no split {split!r}; there are: {known}; all takes every clip")
        split = found[0]
    parts = list(clips.splits[split])
    return split, part or ("test" if "test" in parts else [name for name in parts if name != "train"][-1])


def choose_clips(clips: Pack, split: str | None, part: str | None) -> tuple[Pack, str, str]:
    """The clips that are meant, and the names of their split and part; see `choose_split`."""
    split, part = choose_split(clips, split, part)
    return clips if split == "all" else clips.part(split, part), split, part


def same_clips(clips: Pack, elsewhere: Pack) -> Pack:
    """The same clips, in the same order, in another extraction of the same videos; by id, a video's suffix apart.

    Raises:
        UserError: one of them is not there, or the classes differ.
    """
    places = {_stem(name): index for index, name in enumerate(elsewhere.ids)}
    missing = [name for name in clips.ids if _stem(name) not in places]
    if missing:
        raise UserError(f"{elsewhere.title} lacks {len(missing)} of the {len(clips)} clips, {missing[0]} among them")
    if elsewhere.classes != clips.classes:
        raise UserError(f"{elsewhere.title} and {clips.title} have other classes")
    return elsewhere.only([places[_stem(name)] for name in clips.ids])


def _stem(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if f"{dot}{suffix}".lower() in SUFFIXES else name


def without_repeats(clips: Pack, others: Pack) -> Pack:
    """The clips that repeat none of the others number by number (NW-UCLA has test clips that it also trains on)."""
    known = {clip_digest(others, index) for index in range(len(others))}
    return clips.only([index for index in range(len(clips)) if clip_digest(clips, index) not in known])


def clip_digest(clips: Pack, index: int) -> bytes:
    """Equal for clips whose sightings are the same numbers."""
    digest = hashlib.sha256()
    for first, last in clips.rows[index]:
        if last > first:
            digest.update(np.ascontiguousarray(clips.track.joints[first:last]).data)
    return digest.digest()
