"""What the legend says of the people's colours and lines."""

from dataclasses import replace

import numpy as np
import pytest

from app.settings import Settings
from app.ui.presenters.legend import legend
from app.ui.presenters.people import PeoplePresenter, PersonView
from core.card import CheckpointInfo
from core.types import Prediction

CARD = CheckpointInfo("net", "Net", "bagcn", {}, "kinetics18", "joint", 20, 12.5, ("walk", "wave"))
LINKS = Settings(show_links=True)


def person(**more: object) -> PersonView:
    joints = np.zeros((18, 3), np.float32)
    return PersonView(1, joints, (0, 0, 1, 1), None, "walk", True, (), True, **more)  # type: ignore[arg-type]


def test_evidence_has_a_sign_and_says_how_faithful_it_is() -> None:
    said = legend((person(evidence=np.zeros(18, np.float32)),), CARD, Settings())
    assert said is not None
    assert (said.evidence, said.low, said.high) == (True, "−2", "+2")
    assert "bits" in said.title
    assert "not measured" in said.tip
    measured = replace(CARD, fidelity={"top3": 0.36, "random3": 0.08})
    told = legend((person(evidence=np.zeros(18, np.float32)),), measured, Settings())
    assert told is not None
    assert "costs 0.36 of the score, three joints at random 0.08" in told.tip


def test_attention_is_called_attention() -> None:
    said = legend((replace(person(), focus=np.zeros(18, np.float32)),), CARD, Settings())
    assert said is not None
    assert (said.evidence, said.title, said.low, said.high) == (False, "attention on joints", "0", "1")
    assert "need not be why" in said.tip


def test_nothing_shown_needs_no_legend() -> None:
    assert legend((person(),), CARD, Settings()) is None
    assert legend((), CARD, LINKS) is None


@pytest.mark.parametrize(
    ("view", "by", "said"),
    [
        ({"links": ((4, 7, 0.3),)}, "relative", "relation from 0.20"),
        ({"latent": (4, 7)}, "relative", "0.9 of the largest (relative)"),
        ({"latent": (4, 7)}, "absolute", "attention above 0.8 (as in the paper)"),
        ({"latent": ()}, "absolute", "no joint's attention exceeds 0.8"),
    ],
)
def test_the_threshold_of_links_is_said(view: dict[str, object], by: str, said: str) -> None:
    told = legend((person(**view),), CARD, replace(LINKS, latent_links=by))
    assert told is not None
    assert said in told.links
    assert told.evidence is None


@pytest.mark.parametrize(
    ("by", "joints"), [(None, None), ("relative", (4, 7)), ("absolute", ())], ids=("none", "relative", "absolute")
)
def test_joints_linked_to_the_latent_node(by: str | None, joints: tuple[int, ...] | None) -> None:
    presenter = PeoplePresenter()
    presenter.latent_links = by
    attention = np.full(18, 0.1, np.float32)
    attention[[4, 7]] = 0.6, 0.55
    said = Prediction(1, "ok", 1.6, 0.5, np.array([0.2, 0.8], np.float32), attention=attention)
    assert presenter._latent(said) == joints
    assert presenter._latent(replace(said, attention=None)) is None
