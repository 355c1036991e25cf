"""The predictions of a network for a whole data set."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from core.card import CheckpointInfo
from core.data.windows import WindowDataset, identity_collate
from core.errors import UserError
from core.streaming import Stream
from core.streams import prepare

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
    return _ask(windows, lambda batch: model(prepare(batch.to(device), info)).float().cpu())


@torch.no_grad()
def predict_by_steps(model: nn.Module, windows: WindowDataset, info: CheckpointInfo) -> tuple[Tensor, Tensor]:
    """`predict`, but the network takes the frames of each window one by one, on the CPU: what it says at the last.

    Of a causal network that is the same; a centred one runs without padding, as it does live, so that only those
    frames count that see real frames on both sides (`core.streaming.Stream`).

    Raises:
        UserError: the network cannot run frame by frame, looks at several people, or the windows are too short for it.
    """
    try:
        stream = Stream(model.cpu().eval())
    except ValueError as error:
        raise UserError(f"{info.name}: {error}") from error
    if info.people > 1 or stream.delay >= info.frames:
        raise UserError(
            f"{info.name} cannot take the frames of its windows one by one: that is for one person, and its first "
            f"label comes after {stream.delay} frames; its windows have {info.frames}"
        )

    def last(batch: Tensor) -> Tensor:
        x = prepare(batch, info)[..., 0]  # (N, C, T, V)
        return stream.chunk(x, stream.new_state(len(x)))[:, -1]

    return _ask(windows, last)


def _ask(windows: WindowDataset, answer: Callable[[Tensor], Tensor]) -> tuple[Tensor, Tensor]:
    """Logits and labels of all windows; ``answer`` gives those of a batch ``(N, C, T, V, M)``."""
    logits, labels = [], []
    for batch, target in DataLoader(windows, BATCH, collate_fn=identity_collate):
        logits.append(answer(batch))
        labels.append(target)
    return torch.cat(logits), torch.cat(labels)
