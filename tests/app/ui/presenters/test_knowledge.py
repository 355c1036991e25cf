"""What a card says, for people."""

import numpy as np
import pytest

from app.ui.presenters.knowledge import knowledge
from core.card import CheckpointInfo
from core.skeleton import KINETICS18


def card(**more: object) -> CheckpointInfo:
    return CheckpointInfo(
        "net", "Net", "stgcn", {}, "kinetics18", "joint", 20, 12.5, ("walk", "swing_baseball", "juggle"), **more
    )  # type: ignore[arg-type]


def test_the_best_recognised_come_first_and_weak_ones_are_called_so() -> None:
    told = knowledge(card(recognised={"walk": 0.25, "swing_baseball": 0.6, "juggle": 0.4}))
    assert [(action.name, action.weak) for action in told.actions] == [
        ("swing baseball", False),
        ("juggle", False),
        ("walk", True),
    ]
    assert [action.said for action in told.actions] == ["60% recognised", "40% recognised", "25%: often missed"]


def test_motions_are_drawn_where_there_are_any() -> None:
    baseball, juggle = (
        next(action for action in knowledge(card()).actions if action.name == name)
        for name in ("swing baseball", "juggle")
    )
    assert juggle.motion is None
    assert baseball.said == "not measured"
    assert baseball.motion is not None
    assert baseball.motion.shape == (40, 18, 3)
    neck, right, left = (KINETICS18.joints.index(name) for name in ("neck", "r shoulder", "l shoulder"))
    middle = (baseball.motion[:, right] + baseball.motion[:, left]) / 2
    np.testing.assert_allclose(baseball.motion[:, neck, :2], middle[:, :2], atol=1e-6)


def test_older_cards_know_their_weak_actions_at_least() -> None:
    told = knowledge(card(weak={"walk": 0.1}))
    assert {action.name: action.recognised for action in told.actions} == {
        "swing baseball": None,
        "walk": 0.1,
        "juggle": None,
    }


@pytest.mark.parametrize(("energy", "said"), [(None, "probability of 45%"), (3.97, "energy is below 4.0")])
def test_what_uncertain_means(energy: float | None, said: str) -> None:
    assert said in knowledge(card(threshold=0.45, energy_threshold=energy)).uncertain


def test_the_summary_says_only_what_was_measured() -> None:
    assert knowledge(card()).summary == "It knows 3 actions and nothing else."
    full = knowledge(
        card(
            scores={"split 1 test top-1": 0.584, "split 1 test ece": 0.1},
            data="clips",
            license="CC BY 4.0",
            fidelity={"top3": 0.36, "random3": 0.08},
        )
    ).summary
    for part in ("58% of them", "(split 1 test)", "off by 10%", "on clips (CC BY 4.0)", "0.36 of the score", "0.08"):
        assert part in full


def test_something_else_is_no_action_of_a_taught_network() -> None:
    taught = CheckpointInfo(
        "own", "Own", "taught", {}, "kinetics18", "joint", 40, 20.0, ("nod", "bow", "something else")
    )
    assert [action.name for action in knowledge(taught).actions] == ["nod", "bow"]
