"""One network or several fused ones: takes windows, returns probabilities and explanations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.card import CheckpointInfo, with_companions
from core.checkpoint import load_checkpoint
from core.errors import NoNumbersError, UserError
from core.explanation import Explanation
from core.inference.evidence import Evidence, occlude, weigh
from core.inference.fusion import MOST_WEIGHT, agreement, fuse
from core.inference.onnx_windows import quicken
from core.models.blocks import fold_batch_norms
from core.skeleton import COCO17, KINETICS18, Joints, get_layout, in_layout
from core.streams import prepare


@dataclass(frozen=True)
class Member:
    """A network in evaluation mode, its card, and how much its scores count among others, from 0."""

    model: nn.Module
    info: CheckpointInfo
    weight: float = 1.0


@dataclass(frozen=True)
class Scored:
    """What is said of N windows, one row each.

    Attributes:
        probabilities: ``(N, num_classes)`` float32.
        focus: ``(N, V)`` in 0..1, at the window's last frame. gate: ``(N, C, T)``. relations: ``(N, V, parts)`` each.
        feature_map: ``(N, T, V)``. energy: ``(N,)``. attention: ``(N, V)``. All as in `core.types.Prediction`; None or
            empty where not computed.
    """

    probabilities: NDArray[np.float32]
    focus: NDArray[np.float32] | None = None
    gate: NDArray[np.float32] | None = None
    relations: tuple[NDArray[np.float32], ...] = ()
    feature_map: NDArray[np.float32] | None = None
    energy: NDArray[np.float32] | None = None
    attention: NDArray[np.float32] | None = None

    def rows(self, start: int, stop: int) -> Scored:
        """Only some of the windows."""
        part = slice(start, stop)
        return Scored(
            self.probabilities[part],
            None if self.focus is None else self.focus[part],
            None if self.gate is None else self.gate[part],
            tuple(relation[part] for relation in self.relations),
            None if self.feature_map is None else self.feature_map[part],
            None if self.energy is None else self.energy[part],
            None if self.attention is None else self.attention[part],
        )


class Classifier(Protocol):
    """Answers for windows: `Networks`, or a `core.inference.batching.Batcher` that asks them for several at once."""

    @property
    def info(self) -> CheckpointInfo: ...
    @property
    def cards(self) -> tuple[CheckpointInfo, ...]: ...
    @property
    def device(self) -> torch.device: ...
    def classify(self, windows: Sequence[Joints]) -> Scored: ...
    def weigh(self, windows: Sequence[Joints], labels: NDArray[np.int64]) -> Evidence: ...


class Networks:
    """Networks that look at the same people; their scores are fused late.

    Late fusion: the weighted mean of the logarithms of the softmax scores, each network's at its own temperature, and
    of the result at the fusion's (`core.inference.fusion.fuse`). The reasons are those of the first network that has
    any.

    Args:
        members: one or more networks that know the same actions.
        device: where they run.
        explain: also compute focus, gate and relations.
        half: run in half precision, where `core.inference.choose_engine` found that the answers stay the same.

    Raises:
        UserError: they work on other skeletons than kinetics18, know different actions, or all weigh nothing.
    """

    def __init__(
        self, members: Sequence[Member], device: str = "cpu", explain: bool = True, half: bool = False
    ) -> None:
        _check(members)
        self.device = torch.device(device)
        self.explain = explain
        self.half = half
        self.members = tuple(members)
        self.info = fused_card(members)
        self.cards = tuple(member.info for member in members)
        whole = sum(member.weight for member in members)
        self._shares = [member.weight / whole for member in members]
        self._models: list[Callable[..., Any]] = [
            fold_batch_norms(member.model).to(self.device).eval() for member in members
        ]

    def quicken(self) -> None:
        """Has ONNX Runtime compute, on the CPU, those networks that it computes more quickly."""
        if self.device.type != "cpu":
            return
        self._models = [
            quicken(model, info) or model if isinstance(model, nn.Module) else model
            for model, info in zip(self._models, self.cards, strict=True)
        ]

    @torch.inference_mode()
    def classify(self, windows: Sequence[Joints]) -> Scored:
        """Answers for N windows: for each network ``(N, T, V, 3)`` as `core.window.network_input` makes them."""
        scores: list[NDArray[np.float32]] = []
        total: Tensor | float = 0.0
        said = Scored(np.empty(0, np.float32))
        with torch.autocast(self.device.type, _half(self.device), enabled=self.half):
            for model, info, rows, share in zip(self._models, self.cards, windows, self._shares, strict=True):
                x = self._input(rows, info)
                if self.explain and said.focus is None:
                    logits, explanation = model(x, explain=True)
                    said = _as_seen(reasons(explanation, said.probabilities), info)
                else:
                    logits = model(x)
                scores.append(_softmax(logits, info))
                total = total + share * logits.float()
        known = fused_energy(torch.as_tensor(total), scores, self._shares)
        return replace(said, probabilities=self._fuse(scores), energy=known)

    @torch.inference_mode()
    def weigh(self, windows: Sequence[Joints], labels: NDArray[np.int64]) -> Evidence:
        """What speaks for the classes ``labels`` ``(N,)`` in the N windows that `classify` takes, one batch."""
        seconds = max(info.seconds for info in self.cards)
        scores: list[NDArray[np.float32]] = []
        with torch.autocast(self.device.type, _half(self.device), enabled=self.half):
            for model, info, rows in zip(self._models, self.cards, windows, strict=True):
                hidden = occlude(rows, info.rate, seconds)
                logits = model(self._input(hidden.reshape(-1, *rows.shape[1:]), info))
                scores.append(_softmax(logits, info).reshape(*hidden.shape[:2], -1))
        return weigh(self._fuse(scores), labels)

    def _input(self, rows: Joints, info: CheckpointInfo) -> Tensor:
        if info.layout == COCO17.name:
            rows = in_layout(rows, KINETICS18, COCO17)
        return prepare(torch.from_numpy(rows).permute(0, 3, 1, 2).unsqueeze(-1).to(self.device), info)

    def _fuse(self, scores: list[NDArray[np.float32]]) -> NDArray[np.floating]:
        return fuse_members(scores, self.members)


def fuse_members(
    scores: Sequence[NDArray[np.floating]], members: Sequence[Member], temperature: float | None = None
) -> NDArray[np.floating]:
    """The probabilities ``(..., num_classes)`` of all together, from those of each at its own temperature.

    ``temperature``: of the fusion; None: as its card says.
    """
    if len(members) == 1:
        return scores[0]
    weights = [member.weight for member in members]
    temperature = fused_card(members).temperature if temperature is None else temperature
    return fuse(np.stack(scores), weights, logs=True, temperature=temperature)


def energy(logits: Tensor) -> NDArray[np.float32]:
    """``(N,)`` from logits ``(N, num_classes)``, see `core.types.Prediction`.

    Liu et al., Energy-based Out-of-distribution Detection (2020), without its sign: high where the input is known. It
    keeps what the softmax divides away, how much all the classes together find what they were trained to look for.
    """
    return logits.float().logsumexp(1).cpu().numpy()


def fused_energy(
    logits: Tensor, scores: Sequence[NDArray[np.floating]], shares: Sequence[float]
) -> NDArray[np.float32]:
    """``(N,)`` of networks from their mean logits, and from what each says: low where they disagree, too.

    On classes and data sets that no network had seen, the sum told unknown actions better than either part.
    """
    if len(scores) == 1:
        return energy(logits)
    return energy(logits) + agreement(np.stack(scores), shares).astype(np.float32)


def _softmax(logits: Tensor, info: CheckpointInfo) -> NDArray[np.float32]:
    scores: NDArray[np.float32] = (logits.float() / info.temperature).softmax(1).cpu().numpy()
    if not np.isfinite(scores).all():
        raise NoNumbersError(f"{info.name} gives scores that are no numbers; choose another network")
    return scores


def _half(device: torch.device) -> torch.dtype:
    return torch.bfloat16 if device.type == "cpu" else torch.float16


def _check(members: Sequence[Member]) -> None:
    first = members[0].info
    for info in (member.info for member in members):
        if info.dimensions != 2:
            raise UserError(f"{info.name} works on 3D skeletons ({info.layout}); the live program sees flat ones")
        coco = info.layout == COCO17.name and info.coordinates == "picture"
        if get_layout(info.layout).num_joints != 18 and not coco:
            raise UserError(
                f"{info.name} works on {info.layout} in {info.coordinates} units; the live program sees kinetics18 "
                "skeletons, and has coco17 for networks that take shares of the picture"
            )
        if info.labels != first.labels:
            raise UserError(
                f"{first.name} and {info.name} know different actions; only networks that know the same fuse"
            )
        if info.layout != first.layout:
            raise UserError(f"{first.name} and {info.name} work on different skeletons; they cannot be fused")
    weights = [member.weight for member in members]
    if not min(weights) >= 0 or not 0 < sum(weights) <= MOST_WEIGHT:
        raise UserError(
            f"weights of fused networks are not negative, and come to more than 0 and at most {MOST_WEIGHT}"
        )


def fused_card(members: Sequence[Member]) -> CheckpointInfo:
    """The card of several networks together: the first one's, where they do not say something together.

    A network's card knows what holds for it and its companions. Of other fusions the thresholds are the weighted means
    of the networks' own; the temperature is 1, since every network's logits have been divided by its own. Warming up
    lasts until the last one is warm.
    """
    first = members[0].info
    if len(members) == 1:
        return first
    cards = [member.info for member in members]
    seconds = max(card.min_seconds for card in cards)
    stream = "+".join(card.stream for card in cards)
    beside = {card.name: member.weight for card, member in zip(cards[1:], members[1:], strict=True)}
    if first.together and beside == first.companions:
        return replace(with_companions(first), stream=stream, min_seconds=seconds)
    shares = [member.weight for member in members]
    energies = [card.energy_threshold for card in cards if card.energy_threshold is not None]
    return replace(
        first,
        name="+".join(card.name for card in cards),
        title=" + ".join(card.title for card in cards),
        stream=stream,
        threshold=float(np.average([card.threshold for card in cards], weights=shares)),
        energy_threshold=float(np.average(energies, weights=shares)) if len(energies) == len(cards) else None,
        temperature=1.0,
        min_seconds=seconds,
        scores={},
        fidelity={},
    )


def load_members(text: str | Path) -> tuple[Member, ...]:
    """The networks that ``stfnet-joint`` or ``stfnet-joint*0.6+stfnet-bone*0.4`` names, each a bundled one or a file.

    A name alone stands for the network and its companions (`core.card.CheckpointInfo.companions`). In a fusion names
    stand for the networks as such; ``stfnet-joint*1`` is a fusion of one.

    Raises:
        UserError: bad weights, or a text that cannot be read.
    """
    parts = parse_members(text)
    given = [Member(*_opened(name), weight) for name, weight in parts]
    if len(parts) > 1 or parts[0][0] != str(text):
        return tuple(given)
    companions = [Member(*_opened(name), weight) for name, weight in given[0].info.companions.items()]
    return (*given, *companions)


def _opened(name: str) -> tuple[nn.Module, CheckpointInfo]:
    checkpoint = load_checkpoint(name)
    return checkpoint.model, checkpoint.info


def parse_members(text: str | Path) -> list[tuple[str, float]]:
    """``a*0.6+b`` as ``[("a", 0.6), ("b", 1.0)]``; a file whose name contains ``+`` or ``*`` is one network."""
    text = str(text)
    if Path(text).exists() or not any(sign in text for sign in "+*"):
        return [(text, 1.0)]
    found = []
    for part in text.split("+"):
        name, star, number = part.strip().partition("*")
        try:
            weight = float(number) if star else 1.0
        except ValueError:
            weight = -1.0
        if not name.strip() or not weight >= 0:
            raise UserError(f"--model {text!r}: name networks as in stfnet-joint*0.6+stfnet-bone*0.4")
        found.append((name.strip(), weight))
    return found


def choose_device(name: str) -> str:
    """``auto`` is CUDA where there is one, else the CPU; anything asked for by name must be there."""
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    available = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if name not in available:
        raise UserError(f"unknown device {name!r}; use auto, cpu, cuda or mps")
    if not available[name]:
        raise UserError(f"device {name!r} is not available on this computer; use auto or cpu")
    return name


def reasons(explanation: Explanation, probabilities: NDArray[np.float32]) -> Scored:
    """The probabilities ``(N, num_classes)`` of N clips of one person each, and what explains them, row by row."""
    return Scored(
        probabilities,
        None if explanation.focus is None else _array(explanation.focus[:, 0, -1]),
        None if explanation.gate is None else _array(explanation.gate[:, 0]),
        tuple(_array(relation[:, 0]) for relation in explanation.relations),
        _array(explanation.feature_map[:, 0]),
        attention=_array(explanation.block_focus[-1][:, 0, -1]) if explanation.block_focus else None,
    )


def _as_seen(said: Scored, info: CheckpointInfo) -> Scored:
    """What was said of COCO's joints, of kinetics18's: the neck has the mean of the shoulders."""
    if info.layout != COCO17.name:
        return said
    return replace(said, focus=_of_kinetics18(said.focus), feature_map=_of_kinetics18(said.feature_map))


def _of_kinetics18(values: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
    """``(..., 17)`` in COCO's order as ``(..., 18)``."""
    if values is None or values.shape[-1] != COCO17.num_joints:
        return values
    return in_layout(np.stack((values, np.ones_like(values)), axis=-1), COCO17, KINETICS18)[..., 0]


def _array(values: Tensor) -> NDArray[np.float32]:
    return values.float().cpu().numpy()
