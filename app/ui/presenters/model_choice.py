"""The networks and fusions on offer, read from the cards of the weights. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.ui.texts import models as texts
from core.card import CheckpointInfo, card_lines

# Streams that are fused, by the name of the fusion: as in 2s-AGCN (joint and bone), four-stream work, and BAGCN.
FUSIONS: dict[str, tuple[str, ...]] = {
    "2s": ("joint", "bone"),
    "4s": ("joint", "bone", "joint_motion", "bone_motion"),
    "spatial+motion": ("spatial", "motion"),
}
TAUGHT = "taught"  # the model of own actions
JOIN = "+"  # between the names of fused networks, as `load_recognizer` takes them
_STREAMS = ("joint", "bone", "joint_motion", "bone_motion", "spatial", "motion")


@dataclass(frozen=True)
class Choice:
    """One entry: ``name`` is what loads it, ``text`` and ``tip`` are shown; ``fused``: it is made of several."""

    name: str
    text: str
    tip: str
    fused: bool = False


@dataclass(frozen=True)
class ModelGroup:
    """The choices of one architecture trained on one set of actions: its streams first, then their fusions."""

    title: str
    choices: tuple[Choice, ...]


def group_models(cards: Sequence[CheckpointInfo]) -> tuple[ModelGroup, ...]:
    """Cards by model, then stream; fusions where all their streams are there, in the order of the cards."""
    groups: dict[tuple[str, tuple[str, ...]], list[CheckpointInfo]] = {}
    for card in cards:  # the user's own actions are one group, whatever they are
        groups.setdefault((card.model, () if card.model == TAUGHT else card.labels), []).append(card)
    models = [model for model, _ in groups]
    return tuple(
        ModelGroup(_title(model, members[0], several=models.count(model) > 1), (*_singles(members), *_fusions(members)))
        for (model, _), members in groups.items()
    )


def _title(model: str, card: CheckpointInfo, several: bool) -> str:
    title = texts.MODELS.get(model, model)
    return f"{title} · {texts.ACTIONS_COUNT.format(count=len(card.labels))}" if several else title


def _singles(cards: list[CheckpointInfo]) -> list[Choice]:
    if cards[0].model == TAUGHT:
        return [Choice(card.name, card.title, describe(card)) for card in cards]
    streams = [card.stream for card in cards]
    ranked = sorted(cards, key=lambda card: _STREAMS.index(card.stream) if card.stream in _STREAMS else 99)
    return [
        Choice(
            card.name,
            texts.STREAMS.get(card.stream, card.stream) + (f" ({card.name})" if streams.count(card.stream) > 1 else ""),
            describe(card),
        )
        for card in ranked
    ]


def _fusions(cards: list[CheckpointInfo]) -> list[Choice]:
    found = []
    for fusion, streams in FUSIONS.items():
        parts = [next((card for card in cards if card.stream == stream), None) for stream in streams]
        names = [card.name for card in parts if card is not None]
        if len(names) == len(streams):
            shown = " + ".join(texts.STREAMS[stream] for stream in streams)
            tip = texts.FUSION_TIP.format(streams=shown)
            found.append(Choice(JOIN.join(names), texts.FUSIONS[fusion], tip, fused=True))
    return found


def describe(card: CheckpointInfo) -> str:
    """A few lines about a network: its card."""
    return "\n".join(card_lines(card))
