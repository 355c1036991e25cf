"""What a network knows: its actions, how well it recognises each, and what it says where it knows nothing. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.ui.presenters.people import readable
from app.ui.texts import knowledge as texts
from core.card import CheckpointInfo
from core.errors import UserError
from core.example_motions import example_of
from core.skeleton import KINETICS18

WEAK = 0.4
"""An action recognised less often than this is called weak."""
_NECK, _SHOULDERS = KINETICS18.joints.index("neck"), [KINETICS18.joints.index(f"{side} shoulder") for side in "rl"]


@dataclass(frozen=True)
class KnownAction:
    """One action: its name, how often it is recognised (0..1, None: not measured) and one motion to draw.

    ``motion`` is ``(T, 18, 3)``: x, y (downward) in body units and whether the joint is seen; None where there is none.
    """

    name: str
    recognised: float | None
    motion: NDArray[np.float32] | None

    @property
    def weak(self) -> bool:
        return self.recognised is not None and self.recognised < WEAK

    @property
    def said(self) -> str:
        """How often it is recognised, in words."""
        if self.recognised is None:
            return texts.NOT_MEASURED
        return (texts.OFTEN_MISSED if self.weak else texts.RECOGNISED).format(share=self.recognised)


@dataclass(frozen=True)
class Knowledge:
    """A network's actions, the best recognised first, what they are worth, and what "uncertain" means."""

    title: str
    summary: str
    uncertain: str
    actions: tuple[KnownAction, ...]


def knowledge(card: CheckpointInfo) -> Knowledge:
    """What a card says, for people."""
    known = {**card.weak, **card.recognised}
    names = [label for label in card.labels if label != "something else"]
    ranked = sorted(names, key=lambda label: -known.get(label, 0.0))
    actions = tuple(KnownAction(readable(label), known.get(label), _motion(label)) for label in ranked)
    return Knowledge(card.title, _summary(card, len(names)), _uncertain(card), actions)


def _summary(card: CheckpointInfo, count: int) -> str:
    said = [texts.SUMMARY.format(count=count)]
    if top := next(((name, value) for name, value in card.scores.items() if name.endswith("top-1")), None):
        said.append(texts.ACCURACY.format(share=top[1], where=top[0].removesuffix(" top-1")))
    if (error := next((value for name, value in card.scores.items() if name.endswith("ece")), None)) is not None:
        said.append(texts.CALIBRATION.format(error=error))
    if card.data:
        trained = texts.LICENSED if card.license else texts.TRAINED
        said.append(trained.format(data=card.data, license=card.license))
    if {"top3", "random3"} <= card.fidelity.keys():
        said.append(texts.FAITHFUL.format(top=card.fidelity["top3"], any=card.fidelity["random3"]))
    return " ".join(said)


def _uncertain(card: CheckpointInfo) -> str:
    if card.energy_threshold is None:
        return texts.UNCERTAIN_SCORE.format(threshold=card.threshold)
    return texts.UNCERTAIN_ENERGY.format(energy=card.energy_threshold)


def _motion(label: str) -> NDArray[np.float32] | None:
    """One motion of an action, with a neck between the shoulders."""
    try:
        example = example_of(label)
    except UserError:
        return None
    if example is None:
        return None
    motion = example.transpose(1, 2, 0).copy()
    motion[:, _NECK] = motion[:, _SHOULDERS].mean(axis=1)
    motion[:, _NECK, 2] = motion[:, _SHOULDERS, 2].min(axis=1)
    return motion
