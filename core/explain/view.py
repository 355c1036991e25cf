"""One person's window and the network's explanation of it, as arrays for figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.card import CheckpointInfo
from core.checkpoint import Checkpoint
from core.data.clips import Clip
from core.data.windows import WindowDataset
from core.errors import UserError
from core.inference.evidence import Evidence, occlude, weigh
from core.models.stfnet import FIRST_MCF
from core.skeleton import Joints, Layout, get_layout
from core.streams import prepare
from core.window import network_input, sample_window


@dataclass(frozen=True)
class View:
    """A window of T moments and V joints of one person; the network's last block has T' frames.

    Attributes:
        title: the network, its answer and the clip.
        layout: of the joints.
        window: ``(T, V, C)`` in body units (or picture heights), y downward, confidence last.
        rate: moments per second; 0 where the whole clip is played at a speed of its own.
        focus: ``(T', V)`` in 0..1; None where the network has no joints left.
        attention: the focus is BAGCN's attention W_f, so that values above 0.8 are latent edges.
        relations: MCF's matrices by block number: one ``(V, parts)`` per grain, rows sum to 1. Empty without MCF.
        gate: ``(C, T')`` in 0..1, the temporal gate; None without one.
        feature_map: ``(T', V')``, channel mean of the last feature map.
        evidence: what speaks for the class in the title, in bits, by this network alone; of one window.
    """

    title: str
    layout: Layout
    window: Joints
    rate: float
    focus: NDArray[np.float32] | None
    attention: bool
    relations: dict[int, tuple[NDArray[np.float32], ...]]
    gate: NDArray[np.float32] | None
    feature_map: NDArray[np.float32]
    evidence: Evidence

    @property
    def first_seen(self) -> int:
        """The first moment in which a joint is there."""
        return int((self.window[..., -1] > 0).any(axis=1).argmax())


@torch.inference_mode()
def explain_clip(checkpoint: Checkpoint, clip: Clip, person: int = 0, size: tuple[int, int] | None = None) -> View:
    """What a network says of a clip, and why.

    Args:
        checkpoint: the network, on the CPU.
        clip: of the network's layout.
        person: which of the people the network sees, the main one first.
        size: width and height of the picture, which networks that take shares of it need.

    Raises:
        UserError: the clip does not suit the network, or that person is not there.
    """
    info, layout = checkpoint.info, get_layout(checkpoint.info.layout)
    if person >= info.people:
        raise UserError(f"{info.name} sees {info.people} of the people in a clip; there is no --person {person + 1}")
    window = (
        _in_shares(clip, info, size) if info.coordinates == "picture" and size else WindowDataset([clip], info)[0][0]
    )
    if not (window[-1, ..., person] > 0).any():
        raise UserError(f"{clip.id}: person {person + 1} is not seen in the window")
    logits, explanation = checkpoint.model(prepare(window[None], info), explain=True)
    probabilities = (logits[0].float() / info.temperature).softmax(dim=0)
    best = int(probabilities.argmax())

    def of_person(values: Tensor) -> NDArray[np.float32]:
        return values[0, person].float().numpy()

    shown = window[..., person].permute(1, 2, 0).numpy().copy()
    if info.coordinates == "picture" and size:
        shown[..., 0] *= size[0] / size[1]  # shares of the width as shares of the height
    title = f"{info.title}: {info.labels[best]} {probabilities[best]:.0%}\n{clip.id}"
    if 0 <= clip.label < len(info.labels):
        title += f" (class: {info.labels[clip.label]})"
    return View(
        title=title,
        layout=layout,
        window=shown,
        rate=info.rate if info.sampling == "time" else 0.0,
        focus=None if explanation.focus is None else of_person(explanation.focus),
        attention=bool(explanation.block_focus),
        relations=by_block([of_person(relation) for relation in explanation.relations]),
        gate=None if explanation.gate is None else of_person(explanation.gate),
        feature_map=of_person(explanation.feature_map),
        evidence=_evidence(checkpoint, window, person, best),
    )


def _evidence(checkpoint: Checkpoint, window: Tensor, person: int, label: int) -> Evidence:
    """What speaks for a class in a window ``(C, T, V, M)``, where parts of one of its people are hidden."""
    info = checkpoint.info
    own = window[..., person].permute(1, 2, 0)[None].numpy()
    hidden = torch.from_numpy(occlude(own, info.rate, window.shape[1] / info.rate)[0]).permute(0, 3, 1, 2)
    windows = window.expand(len(hidden), *window.shape).clone()
    windows[..., person] = hidden
    logits = checkpoint.model(prepare(windows, info)).float() / info.temperature
    return weigh(logits.softmax(dim=1).numpy()[None], np.array([label]))


def _in_shares(clip: Clip, info: CheckpointInfo, size: tuple[int, int]) -> Tensor:
    """The last window ``(C, T, V, M)`` in shares of the picture."""
    people = [clip.person(index) for index in range(info.people)]
    end = max((float(times[-1]) for times, _ in people if len(times)), default=0.0)
    windows = [
        network_input(sample_window(times, joints, end, info.frames, info.rate), size) for times, joints in people
    ]
    return torch.from_numpy(np.stack(windows)).permute(3, 1, 2, 0)


def by_block(relations: list[NDArray[np.float32]]) -> dict[int, tuple[NDArray[np.float32], ...]]:
    """STF-Net's relations, block by block and grain by grain, under the numbers of their blocks (1 to 9)."""
    grains = len({relation.shape[1] for relation in relations})
    return {
        FIRST_MCF + 1 + block: tuple(relations[block * grains : (block + 1) * grains])
        for block in range(len(relations) // max(grains, 1))
    }
