"""What the colours and lines on the people mean, and how far they can be trusted. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.output.colours import EVIDENCE_REACH
from app.settings import Settings
from app.ui.presenters.people import PersonView
from app.ui.texts import legend as texts
from app.ui.texts.numbers import number
from core.card import CheckpointInfo
from core.latent import LATENT, RELATIVE


@dataclass(frozen=True)
class Legend:
    """The legend of one picture.

    Attributes:
        evidence: the colours are those of evidence, else those of attention; None: joints have no colours.
        title, low, high: what the colours are, and the values at their ends.
        links: what dotted lines are; empty where none can be drawn.
        tip: one sentence on what the colours mean, and one on how faithful they measured.
    """

    evidence: bool | None
    title: str
    low: str
    high: str
    links: str
    tip: str


def legend(people: Sequence[PersonView], card: CheckpointInfo | None, settings: Settings) -> Legend | None:
    """The legend of these people; None where there is nothing to explain."""
    links = _links(people, settings) if settings.show_links else ""
    if any(person.evidence is not None for person in people):
        tip = f"{texts.EVIDENCE_TIP} {_faithful(card)}"
        reach = number(EVIDENCE_REACH, "g")
        return Legend(True, texts.EVIDENCE, f"−{reach}", f"+{reach}", links, tip)
    if any(person.focus is not None for person in people):
        return Legend(False, texts.ATTENTION, "0", "1", links, texts.ATTENTION_TIP)
    return Legend(None, "", "", "", links, "") if links else None


def _faithful(card: CheckpointInfo | None) -> str:
    """How faithful evidence measured with a network."""
    if card is None or not {"top3", "random3"} <= card.fidelity.keys():
        return texts.EVIDENCE_UNMEASURED
    return texts.EVIDENCE_FAITHFUL.format(top=card.fidelity["top3"], any=card.fidelity["random3"])


def _links(people: Sequence[PersonView], settings: Settings) -> str:
    if any(person.latent is not None for person in people):  # BAGCN
        if settings.latent_links == "relative":
            return texts.LINKS_RELATIVE.format(share=RELATIVE)
        some = any(person.latent for person in people)
        return (texts.LINKS_ABSOLUTE if some else texts.LINKS_NONE).format(threshold=LATENT)
    if any(person.links for person in people):
        return texts.LINKS_WEIGHT.format(threshold=settings.link_threshold)
    return ""
