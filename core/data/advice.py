"""What is wanting in a set of examples, in plain words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

FEW = 5
"""Fewer examples of an action than this are few."""


def shortcomings(labels: Sequence[int], subjects: Sequence[str], classes: Sequence[str]) -> list[str]:
    """One sentence for each thing that makes a small data set worse than it need be; none for a good one.

    Args:
        labels: ``(N,)`` class of each clip, as an index into ``classes``. Negative ones are ignored.
        subjects: ``(N,)`` who, or which recording, each clip shows.
        classes: names.
    """
    recordings: dict[int, list[str]] = defaultdict(list)
    for label, subject in zip(labels, subjects, strict=True):
        if label >= 0:
            recordings[int(label)].append(subject)
    counts = {classes[label]: len(names) for label, names in sorted(recordings.items())}
    out = []
    single = [name for name, count in counts.items() if count == 1]
    if single:
        out.append(
            f"only one clip of {_listed(single)}: whether it would be recognised cannot be measured; "
            "record at least two more"
        )
    few = [f"{name} ({count})" for name, count in counts.items() if 1 < count < FEW]
    if few:
        out.append(f"few clips of {_listed(few)}: {FEW} or more of each make it surer")
    together = [
        classes[label] for label, names in sorted(recordings.items()) if len(names) > 1 and len(set(names)) == 1
    ]
    everyone = {subject for names in recordings.values() for subject in names}
    if len(everyone) == 1 and sum(counts.values()) > 1:
        out.append("all clips are from one person or recording: other people may not be recognised")
    elif together:
        out.append(f"all clips of {_listed(together)} are from one person or recording: show it by others too")
    if counts and max(counts.values()) > 10 * min(counts.values()):
        least, most = min(counts, key=lambda name: counts[name]), max(counts, key=lambda name: counts[name])
        out.append(f"{most} has {counts[most]} clips and {least} {counts[least]}: record more of what is rare")
    return out


def _listed(names: Sequence[str], most: int = 6) -> str:
    shown = list(names[:most])
    if len(names) > most:
        return ", ".join(shown) + f" and {len(names) - most} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
