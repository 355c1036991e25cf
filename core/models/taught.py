"""A network that is not trained by gradients: it compares a motion with examples it was shown, see `core.teaching`."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.explanation import Explanation
from core.models.motion_features import JOINTS, feature_joints, measure
from core.skeleton import KINETICS18, Layout

_SATURATION = 1.0  # standard deviations; beyond, a feature counts hardly more


class Taught(nn.Module):
    """Kernel ridge regression on hand-made features, as a network.

    A person's motion becomes features z (`describe`). Each stored example c, of the taught actions and of a background
    of others, answers with ``exp(-|z - c|² / 2)``, and two linear layers read these answers: one tells the taught
    actions apart; the other, fitted against the background too, claims that it is any of them. All numbers are found in
    closed form by `core.teaching`; none here is a parameter.

    ``model(x)`` turns ``(N, 3, T, 18, M)`` in body units into logits ``(N, num_classes)``: the mean over the people
    present, and zero where nobody is. The stretch from the first to the last sighting counts, at whatever speed. A
    joint that is never seen says nothing: its features are as average.

    Args:
        num_classes: with ``something_else`` the last one is that.
        layout: kinetics18.
        in_channels: 3.
        examples: how many are stored.
        something_else: whether a background was there to claim against.

    Raises:
        ValueError: another layout or other channels.
    """

    def __init__(
        self, num_classes: int, layout: Layout, in_channels: int = 3, examples: int = 1, something_else: bool = True
    ) -> None:
        super().__init__()
        if layout.joints != KINETICS18.joints or in_channels != 3:
            raise ValueError("taught actions are told from the joint stream of kinetics18 skeletons in 2D")
        taught = num_classes - something_else
        if taught < 1 or examples < 1:
            raise ValueError("at least one action and one example")
        self.something_else = something_else
        joints, group = feature_joints()
        sizes = torch.bincount(group)[group].float()
        self.joints: Tensor
        self.share: Tensor
        self.mean: Tensor
        self.scale: Tensor
        self.examples: Tensor
        self.telling: Tensor
        self.bias: Tensor
        self.claiming: Tensor
        self.belief: Tensor
        self.register_buffer("joints", joints, persistent=False)  # (F, 13)
        groups = (1 / sizes).sum()  # every group counts the same, and all of them together 1
        self.register_buffer("share", (sizes * groups).rsqrt(), persistent=False)
        self.register_buffer("mean", torch.zeros(len(joints)))
        self.register_buffer("scale", torch.ones(len(joints)))
        self.register_buffer("examples", torch.zeros(examples, len(joints)))
        self.register_buffer("telling", torch.zeros(examples, taught))
        self.register_buffer("bias", torch.zeros(taught))
        self.register_buffer("claiming", torch.zeros(examples, taught))
        self.register_buffer("belief", torch.tensor([1.0, 0.0]))  # log-odds of a claim: slope and offset

    def standardise(self, features: Tensor, known: Tensor) -> Tensor:
        """What is compared, ``(P, F)``: features in standard deviations, bounded; zero where they are not known."""
        z = _SATURATION * torch.tanh((features - self.mean) / (self.scale * _SATURATION))
        return z * known * self.share

    def describe(self, people: Tensor) -> Tensor:
        """Standardised features ``(P, F)`` of people ``(P, 3, T, 18)``."""
        return self.standardise(*measure(people))

    def answers(self, distance: Tensor) -> Tensor:
        """Logits ``(..., num_classes)`` from squared distances to the examples ``(..., n)``."""
        kernel = torch.exp(-distance / 2)
        actions = kernel @ self.telling + self.bias
        if not self.something_else:
            return actions
        claim = (kernel @ self.claiming).amax(-1, keepdim=True)
        odds = self.belief[0] * claim + self.belief[1]  # that it is any of the taught actions
        return torch.cat((actions, actions.logsumexp(-1, keepdim=True) - odds), -1)

    def forward(self, x: Tensor, explain: bool = False) -> Tensor | tuple[Tensor, Explanation]:
        """``(N, 3, T, 18, M)`` -> logits ``(N, num_classes)``; with ``explain`` also an `Explanation`."""
        N, C, T, V, M = x.shape
        people = x.permute(0, 4, 1, 2, 3).reshape(N * M, C, T, V)
        present = (people[:, 2] > 0).any(2).any(1)
        z = self.describe(people)
        each = self.answers(squared_distance(z, self.examples)) * present[:, None]
        logits = each.view(N, M, -1).sum(1) / present.view(N, M).sum(1, keepdim=True).clamp(min=1)
        if not explain:
            return logits
        best = logits.argmax(1).repeat_interleave(M)
        return logits, self._explanation(people, z, each, best, present, (N, M, T))

    def _explanation(
        self, people: Tensor, z: Tensor, each: Tensor, best: Tensor, present: Tensor, shape: tuple[int, int, int]
    ) -> Explanation:
        N, M, T = shape
        focus = self._focus(z.detach(), each.detach(), best) * present[:, None]
        focus = focus / focus.view(N, -1).amax(1).clamp(min=1e-9).repeat_interleave(M)[:, None]
        moments = self._moments(people, best) * present[:, None, None]
        return Explanation(
            focus=focus[:, None].expand(-1, T, -1).reshape(N, M, T, -1),
            relations=(),
            gate=None,
            feature_map=moments.view(N, M, T, -1),
        )

    def _focus(self, z: Tensor, each: Tensor, best: Tensor) -> Tensor:
        """How far the best class's log-probability falls if a joint says nothing, ``(P, 18)``, not below zero: exact.

        Taking a joint's features out of z moves the squared distances by ``2 z c - z²`` over these features.
        """
        without = z[:, None] * ~self.joints.T  # (P, 13, F)
        logits = self.answers(squared_distance(without, self.examples))
        row = torch.arange(len(z), device=z.device)
        fall = each.log_softmax(1)[row, best][:, None] - logits.log_softmax(2)[row, :, best]
        focus = z.new_zeros(len(z), KINETICS18.num_joints)
        focus[:, [KINETICS18.joints.index(name) for name in JOINTS]] = fall.clamp(min=0)
        return focus

    def _moments(self, people: Tensor, best: Tensor) -> Tensor:
        """What each joint's distance from its mean place at each frame adds to the best class's log-probability, to
        first order, ``(P, T, 18)``: gradient times input."""
        with torch.inference_mode(False), torch.enable_grad():
            x = people.detach().clone()
            place = x[:, :2].clone().requires_grad_()
            logits = self.answers(squared_distance(self.describe(torch.cat((place, x[:, 2:]), 1)), self.examples))
            row = torch.arange(len(x), device=x.device)
            (slope,) = torch.autograd.grad(logits.log_softmax(1)[row, best.clone()].sum(), place)
            seen = x[:, 2:] > 0
            mean = (place * seen).sum(2, keepdim=True) / seen.sum(2, keepdim=True).clamp(min=1)
            return (slope * (place - mean) * seen).sum(1).detach()


def squared_distance(one: Tensor, other: Tensor) -> Tensor:
    """``(..., F)`` and ``(n, F)`` -> ``(..., n)``."""
    cross = one @ other.T
    return (one.square().sum(-1, keepdim=True) + other.square().sum(-1) - 2 * cross).clamp(min=0)
