"""Holds clips out of a training split, so that settings can be chosen without looking at the test split."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from core.data.pack import Pack


def validation_split(clips: Pack, share: float, seed: int) -> tuple[Pack, Pack]:
    """Training and validation part: whole subjects (people, or source videos) are held out, in random order, until
    every class has about this share of its clips held out."""
    members: dict[str, list[int]] = defaultdict(list)
    for index, subject in enumerate(clips.subjects):
        members[subject].append(index)
    wanted = share * np.bincount(clips.labels, minlength=len(clips.classes))
    subjects = sorted(members)
    np.random.default_rng(seed).shuffle(subjects)
    held: list[int] = []
    for subject in subjects:
        count = np.bincount(clips.labels[members[subject]], minlength=len(wanted))
        if (wanted >= count / 2)[count > 0].all():
            held += members[subject]
            wanted -= count
    kept = sorted(set(range(len(clips))) - set(held))
    return clips.only(kept), clips.only(sorted(held))
