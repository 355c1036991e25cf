"""What several fused networks say of clips, as the live program fuses them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from core.data.pack import Pack
from core.data.windows import WindowDataset
from core.evaluation.predict import predict
from core.evaluation.scores import Scores, card_labels
from core.inference.ensemble import Member, fuse_members, fused_card, fused_energy


def score_together(
    members: Sequence[Member], clips: Pack, device: str = "cpu", temperature: float | None = None
) -> Scores:
    """The scores of fused networks for the last window of each clip, the energy as `core.inference.ensemble` has it.

    Args:
        members: each fed with windows as its own card wants them.
        temperature: of the fusion; None: as its card says.

    Raises:
        UserError: the clips do not suit a network.
    """
    card = fused_card(members)
    shares = np.array([member.weight for member in members]) / sum(member.weight for member in members)
    scores, total = [], torch.zeros(())
    for member, share in zip(members, shares, strict=True):
        logits, _ = predict(member.model.to(device), WindowDataset(clips, member.info), member.info, device)
        scores.append((logits / member.info.temperature).softmax(1).numpy())
        total = total + float(share) * logits
    probabilities = fuse_members(scores, members, temperature)
    rows = clips.rows[:, : max(member.info.people for member in members)]
    seen = np.asarray((rows[..., 1] > rows[..., 0]).any(axis=1))
    probabilities[~seen] = 1 / len(card.labels)
    found = np.where(seen, fused_energy(total, scores, shares.tolist()), -np.inf)
    return Scores(card.name, clips.ids, card_labels(clips, card), card.labels, probabilities, seen, found)
