"""Reasons in plain words."""

from dataclasses import replace

import numpy as np
import pytest

from app.ui.presenters.why import name_joints, sentence, spoken_moment, strongest
from core.skeleton import KINETICS18
from core.types import Prediction

LABELS = ("wave", "swing_baseball")


def evidence(**values: float) -> np.ndarray:
    """Of some joints: ``r_wrist=1.5``."""
    out = np.zeros(18, np.float32)
    for name, value in values.items():
        out[KINETICS18.joints.index(name.replace("_", " "))] = value
    return out


def prediction(said: np.ndarray | None, stretches: tuple[float, ...] = (0, 0, 0, 0.5, 1.5)) -> Prediction:
    return Prediction(
        1, "ok", 1.6, 0.5, np.array([0.2, 0.8], np.float32),
        evidence=said, evidence_stretches=np.array(stretches, np.float32), evidence_label=1,
    )  # fmt: skip


def test_the_strongest_joints_and_the_moment() -> None:
    said = sentence(prediction(evidence(r_wrist=1.5, r_elbow=1, nose=0.5)), LABELS, 1.5)
    assert said == "swing baseball, 80%: mostly the right wrist and the right elbow, in the last 0.3 seconds."


def test_what_speaks_against_it() -> None:
    said = sentence(prediction(evidence(l_wrist=1.5, r_wrist=1.25, l_ankle=-0.5), (1.5,) * 5), LABELS, 1.5)
    assert said == "swing baseball, 80%: mostly both wrists; the left ankle rather speaks against it."


def test_nothing_is_said_that_was_not_measured() -> None:
    assert sentence(prediction(evidence(r_wrist=0.2)), LABELS, 1.5).endswith("the whole posture does.")
    assert sentence(prediction(None), LABELS, 1.5).endswith("the reasons are being looked for.")
    other = replace(prediction(evidence(r_wrist=1.5)), evidence_label=0)  # of another action
    assert sentence(other, LABELS, 1.5).endswith("the reasons are being looked for.")
    assert "nearest to swing baseball" in sentence(replace(prediction(None), state="uncertain"), LABELS, 1.5)
    assert sentence(replace(prediction(None), state="warming_up"), LABELS, 1.5).startswith("Watching: 1.6 of 0.5")


@pytest.mark.parametrize(
    ("stretches", "said"),
    [
        ((0.0, 0.0, 0.0, 1, 1.5), ", in the last 0.8 seconds"),
        ((1.5, 0.0, 0.0, 0.0, 0.0), ", at the beginning of the last 2.0 seconds"),
        ((0.0, 1.5, 1, 0.0, 0.0), ", from 1.6 to 0.8 seconds ago"),
        ((1.5, 1.5, 1, 1, 1), ""),  # throughout
        ((1.5, 0.0, 0.0, 0.0, 1.5), ""),  # here and there
        ((0.05, 0.0, 0.0, 0.0, 0.1), ""),  # too little to speak of
    ],
)
def test_moments(stretches: tuple[float, ...], said: str) -> None:
    assert spoken_moment(np.array(stretches, np.float32), 2.0) == said


def test_only_joints_worth_a_word() -> None:
    values = evidence(r_wrist=2, l_knee=1.05, nose=0.95)
    assert name_joints(strongest(values)) == ["the right wrist", "the left knee"]
    assert strongest(evidence(nose=-1.5)) == []
