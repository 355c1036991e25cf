"""Taught actions beside a trained network's own, as one network."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from core.explanation import Explanation
from core.models.taught import Taught
from core.skeleton import KINETICS18

STEP = 2
"""The taught actions see the window so many times as finely as the trained network."""
_NOWHERE = -30.0  # log-odds of a claim on a window without anybody
_TORSO = ("neck", "r shoulder", "l shoulder", "r hip", "l hip")


class Beside(nn.Module):
    """A trained network, and a `Taught` one that takes from it what was taught.

    The taught network claims a window with probability q, against a background of other actions. By the rule of the
    product a taught action k then has the probability ``q p(k | taught)``, and an action j of the trained network
    ``(1 - q) p(j)``. The trained network's logits stay as they are, so that windows nobody claims have its scores and
    its energy.

    ``model(x)`` turns ``(N, 3, T, 18, 1)`` in body units into logits ``(N, num_classes)``, the taught actions first, to
    be divided by ``temperature``. The trained network sees every second one of the last ``2 frames`` frames, about
    their own torso.

    Args:
        trained: takes ``(N, 3, frames, 18, 1)`` in body units.
        taught: its last class is "something else".
        frames: of the trained network's window.
        temperature: of the trained network.
    """

    def __init__(self, trained: nn.Module, taught: Taught, frames: int, temperature: float) -> None:
        super().__init__()
        self.trained = trained
        self.taught = taught
        self.frames = frames
        self.temperature = temperature
        self.torso: Tensor
        torso = torch.tensor([float(name in _TORSO) for name in KINETICS18.joints])
        self.register_buffer("torso", torso[:, None], persistent=False)  # (18, 1)

    def forward(self, x: Tensor, explain: bool = False) -> Tensor | tuple[Tensor, Explanation]:
        """Logits ``(N, num_classes)``; with ``explain`` also an `Explanation`, by the network whose class is best."""
        recent = self._recent(x)
        if not explain:
            return self._together(self.trained(recent), self.taught(x), x)
        (known, why), (own, own_why) = self.trained(recent, explain=True), self.taught(x, explain=True)
        logits = self._together(known, own, x)
        claimed = logits.argmax(1) < own.shape[1] - 1
        return logits, self._explanation(why, own_why, claimed, x.shape[2])

    def _together(self, known: Tensor, own: Tensor, x: Tensor) -> Tensor:
        total = own[:, :-1].logsumexp(1, keepdim=True)
        somebody = (x[:, 2] > 0).flatten(1).any(1, keepdim=True)
        odds = torch.where(somebody, total - own[:, -1:], _NOWHERE)
        level = (known / self.temperature).logsumexp(1, keepdim=True)
        return torch.cat((self.temperature * (own[:, :-1] - total + level + odds), known), 1)

    def _recent(self, x: Tensor) -> Tensor:
        """What the trained network would have been given ``(N, 3, frames, 18, M)``; its unit is the whole window's."""
        x = x.flip(2)[:, :, : STEP * self.frames : STEP].flip(2)
        there = (x[:, 2:] > 0).to(x.dtype)
        torso = there * self.torso
        torso = torch.where(torso.sum((2, 3, 4), keepdim=True) > 0, torso, there)
        middle = (x[:, :2] * torso).sum((2, 3, 4), keepdim=True) / torso.sum((2, 3, 4), keepdim=True).clamp(min=1)
        return torch.cat(((x[:, :2] - middle) * there, x[:, 2:]), 1)

    def _explanation(self, why: Explanation, own: Explanation, claimed: Tensor, T: int) -> Explanation:
        """Focus and feature map over all T frames, of each window by whoever decided; the rest is the trained
        network's."""
        choose = claimed[:, None, None, None]
        assert own.focus is not None
        focus = torch.zeros_like(own.focus) if why.focus is None else self._over(why.focus, T)
        return replace(
            why,
            focus=torch.where(choose, own.focus, focus),
            feature_map=torch.where(choose, own.feature_map, self._over(why.feature_map, T)),
        )

    def _over(self, values: Tensor, T: int) -> Tensor:
        """``(N, M, T', V)`` of the last frames as ``(N, M, T, V)``; zero before them."""
        covered = min(STEP * self.frames, T)
        at = torch.arange(covered, device=values.device) * values.shape[2] // covered
        out = values.new_zeros(*values.shape[:2], T, values.shape[3])
        out[:, :, T - covered :] = values[:, :, at]
        return out
