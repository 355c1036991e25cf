"""MCF's relation matrices: their names, and their strongest entries as links between joints. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.ui.texts import panels as texts
from core.skeleton import KINETICS18

Array = NDArray[np.float32]

LAST_BLOCK = 9
"""STF-Net has nine blocks; MCF stands in those from the fourth on."""


@dataclass(frozen=True)
class Relation:
    """One matrix ``(18, columns)`` of a block, which is numbered as in the paper.

    ``grain``: ``joints``, ``parts``, or the number of columns.
    """

    block: int
    grain: str
    values: Array
    columns: tuple[str, ...]


def name_relations(relations: tuple[Array, ...]) -> tuple[Relation, ...]:
    """MCF's matrices as `core.types.Prediction` lists them: block by block, and in each block grain by grain.

    Each grain of a block has a number of columns of its own; where one comes again, the next block begins. The last one
    is the network's last block.
    """
    widths = [values.shape[1] for values in relations]
    first = LAST_BLOCK + 1 - max((widths.count(width) for width in widths), default=0)
    named = [
        Relation(first + widths[:place].count(width), _grain(width), values, _column_names(width))
        for place, (values, width) in enumerate(zip(relations, widths, strict=True))
    ]
    return tuple(sorted(named, key=lambda relation: (relation.block, len(relation.columns))))


def latent_links(relations: tuple[Array, ...], threshold: float) -> tuple[tuple[int, int, float], ...]:
    """Joints that attend to joints they share no bone with: ``(joint, other, weight)``, the strongest last.

    From the last block's relations of joints to joints; those of at least ``threshold`` are kept. Where two joints
    listen to each other, the stronger weight counts.
    """
    pairs = [values for values in relations if values.shape == (KINETICS18.num_joints,) * 2]
    if not pairs:
        return ()
    bones = {frozenset(bone) for bone in KINETICS18.bones}
    links: dict[frozenset[int], tuple[int, int, float]] = {}
    for listener, other in zip(*np.nonzero(pairs[-1] >= threshold), strict=True):
        key, weight = frozenset((int(listener), int(other))), float(pairs[-1][listener, other])
        if len(key) == 2 and key not in bones and weight > links.get(key, (0, 0, 0.0))[2]:
            links[key] = (int(listener), int(other), weight)
    return tuple(sorted(links.values(), key=lambda link: link[2]))


def joint_names() -> tuple[str, ...]:
    """The 18 joints, named as beside bars and matrices."""
    return tuple(texts.JOINTS[name] for name in KINETICS18.joints)


def _grain(columns: int) -> str:
    return {KINETICS18.num_joints: "joints", len(texts.PARTS): "parts"}.get(columns, str(columns))


def _column_names(columns: int) -> tuple[str, ...]:
    if columns == KINETICS18.num_joints:
        return joint_names()
    if columns == len(texts.PARTS):
        return tuple(texts.PARTS.values())
    return tuple(str(column + 1) for column in range(columns))
