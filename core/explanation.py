"""The explanation that a network gives of its own decision."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Explanation:
    """Attention, gates and activations of one forward pass. N clips, M people, V joints, T' frames of the last block.

    Attributes:
        focus: ``(N, M, T', V)`` in 0..1, how much each joint counts at each frame; None where no joints are left.
        relations: ``(N, M, V, parts)`` each, rows sum to 1; MCF's relation of every block and grain (STF-Net). Empty
            for models without them.
        gate: ``(N, M, C, T')`` in 0..1, the temporal gate (TDF) of the last block; None for models without one.
        feature_map: ``(N, M, T', V)``, channel mean of the last feature map.
        block_focus: ``(N, M, T_l, V)`` in 0..1, every block's attention W_f over its own T_l frames (BAGCN). Empty for
            models without it.
    """

    focus: Tensor | None
    relations: tuple[Tensor, ...]
    gate: Tensor | None
    feature_map: Tensor
    block_focus: tuple[Tensor, ...] = ()
