"""The skeleton as a graph: hop distances, the three-way partition of neighbours, normalised adjacency matrices."""

from __future__ import annotations

from typing import Literal, get_args

import torch
from torch import Tensor

from core.skeleton import Layout

Normalization = Literal["column", "symmetric"]


def hop_distance(layout: Layout) -> Tensor:
    """Number of bones between every two joints, ``(V, V)`` int64.

    Raises:
        ValueError: the bones do not connect all joints.
    """
    V = layout.num_joints
    distance = torch.full((V, V), V, dtype=torch.int64)
    distance.fill_diagonal_(0)
    for child, parent in layout.bones:
        distance[child, parent] = distance[parent, child] = 1
    for via in range(V):  # Floyd-Warshall
        distance = torch.minimum(distance, distance[:, via, None] + distance[None, via, :])
    if (distance >= V).any():
        raise ValueError(f"the bones of layout {layout.name!r} do not connect all {V} joints")
    return distance


def partition(layout: Layout) -> Tensor:
    """The neighbours of every joint in three subsets, ``(3, V, V)`` float32 of zeros and ones.

    ``A[k, v, w] = 1``: joint v is in subset k of the neighbours of joint w (information flows from v to w). The
    subsets: root (v as far from the centre as w: w itself), centripetal (v nearer the centre), centrifugal (v
    farther). Distances are whole hops, so kinetics18 has 18 / 17 / 17 entries; the first public ST-GCN
    code truncates them and gets 18 / 25 / 9.
    """
    hops = hop_distance(layout)
    source, target = hops[layout.centre][:, None], hops[layout.centre][None, :]
    neighbours = hops <= 1
    subsets = [neighbours & (source == target), neighbours & (source < target), neighbours & (source > target)]
    return torch.stack(subsets).float()


def adjacency(layout: Layout, normalization: Normalization = "column") -> Tensor:
    """The normalised adjacency of the three subsets, ``(3, V, V)`` float32, indexed as in `partition`.

    Args:
        layout: the skeleton.
        normalization: ``"column"``: every subset A_k D_k^-1, D_k its column sums, so that a joint takes the mean over
            its neighbours in the subset, as the published results were produced. ``"symmetric"``:
            D^-1/2 (A + I) D^-1/2 of the whole graph, then split into the subsets. The papers' formula, D^-1/2 on one
            directed subset with 0.001 added to its row sums, would give joints of degree zero entries of 31.6.

    Raises:
        ValueError: unknown normalization.
    """
    subsets = partition(layout)
    if normalization == "column":
        return subsets / subsets.sum(1, keepdim=True).clamp(min=1)
    if normalization == "symmetric":
        scale = subsets.sum((0, 1)).rsqrt()
        return scale[:, None] * subsets * scale[None, :]
    raise ValueError(f"normalization must be one of {', '.join(get_args(Normalization))}, not {normalization!r}")


def part_pooling(parts: tuple[tuple[int, ...], ...], num_joints: int) -> Tensor:
    """The matrix that averages joints over each part: ``(V, parts)`` float32, columns sum to 1."""
    pooling = torch.zeros(num_joints, len(parts))
    for column, part in enumerate(parts):
        pooling[list(part), column] = 1 / len(part)
    return pooling
