"""What a network says of a whole data set."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from core.checkpoint import CheckpointInfo
from core.data.windows import WindowDataset, whole
from core.networks import prepare

BATCH = 64


@torch.no_grad()
def predict(
    model: nn.Module, windows: WindowDataset, info: CheckpointInfo, device: torch.device | str = "cpu"
) -> tuple[Tensor, Tensor]:
    """Logits ``(N, num_classes)``, not yet divided by the card's temperature, and labels ``(N,)``, in order.

    Args:
        model: the network that the card ``info`` describes, on ``device``.
        windows: made for the same card.
    """
    model.eval()
    logits, labels = [], []
    for batch, target in DataLoader(windows, BATCH, collate_fn=whole):
        logits.append(model(prepare(batch.to(device), info)).float().cpu())
        labels.append(target)
    return torch.cat(logits), torch.cat(labels)
