"""A linear network on hand-made features of the whole window, found in closed form: the companion of other networks."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.explanation import Explanation
from core.models.motion_features import JOINTS, feature_joints, measure
from core.skeleton import KINETICS18, Layout

_JOINTS = [KINETICS18.joints.index(name) for name in JOINTS]


class MotionRidge(nn.Module):
    """Ridge regression on `core.models.motion_features`, as a network.

    A person's motion becomes F standardised features z, bounded by a hyperbolic tangent, in which every group of
    features counts the same and a feature that depends on a joint never seen is as average. Logits are ``z W + b``. All
    numbers come from `core.teaching.ridge`; none is a parameter. It errs elsewhere than networks trained by gradients
    do, and is therefore worth more beside one than alone.

    ``model(x)`` turns ``(N, 3, T, 18, M)`` in body units into logits ``(N, num_classes)``: the mean over the people
    present, and zero where nobody is. The stretch from the first to the last sighting counts.

    Args:
        num_classes: number of actions.
        layout: kinetics18.
        in_channels: 3.

    Raises:
        ValueError: another layout or other channels.
    """

    def __init__(self, num_classes: int, layout: Layout, in_channels: int = 3) -> None:
        super().__init__()
        if layout.joints != KINETICS18.joints or in_channels != 3:
            raise ValueError("motion features are those of the joint stream of kinetics18 skeletons in 2D")
        joints, group = feature_joints()
        self.joints: Tensor
        self.share: Tensor
        self.mean: Tensor
        self.scale: Tensor
        self.weight: Tensor
        self.bias: Tensor
        self.register_buffer("joints", joints, persistent=False)  # (F, 13)
        self.register_buffer("share", torch.bincount(group)[group].float().rsqrt(), persistent=False)
        self.register_buffer("mean", torch.zeros(len(joints)))
        self.register_buffer("scale", torch.ones(len(joints)))
        self.register_buffer("weight", torch.zeros(len(joints), num_classes))
        self.register_buffer("bias", torch.zeros(num_classes))

    def standardise(self, features: Tensor, known: Tensor) -> Tensor:
        """What the regression sees of features ``(P, F)`` and of which of them are known: ``(P, F)``."""
        return torch.tanh((features - self.mean) / self.scale) * known * self.share

    def forward(self, x: Tensor, explain: bool = False) -> Tensor | tuple[Tensor, Explanation]:
        """``(N, 3, T, 18, M)`` -> logits ``(N, num_classes)``; with ``explain`` also an `Explanation`."""
        N, C, T, V, M = x.shape
        people = x.permute(0, 4, 1, 2, 3).reshape(N * M, C, T, V)
        seen = people[:, 2] > 0
        present = seen.any(2).any(1)
        z = self.standardise(*measure(people))
        each = (z @ self.weight + self.bias) * present[:, None]
        logits = each.view(N, M, -1).sum(1) / present.view(N, M).sum(1, keepdim=True).clamp(min=1)
        if not explain:
            return logits
        focus = self._focus(z, logits.argmax(1).repeat_interleave(M)) * present[:, None]
        over_time = (focus[:, None] * seen).view(N, M, T, V)
        return logits, Explanation(focus=over_time, relations=(), gate=None, feature_map=over_time)

    def _focus(self, z: Tensor, best: Tensor) -> Tensor:
        """How far the best class's logit falls if a joint's features say nothing, ``(P, 18)``, the largest being 1."""
        fall = ((z * self.weight.T[best]) @ self.joints.to(z.dtype)).clamp(min=0)
        focus = z.new_zeros(len(z), KINETICS18.num_joints)
        focus[:, _JOINTS] = fall / fall.amax(1, keepdim=True).clamp(min=1e-9)
        return focus
