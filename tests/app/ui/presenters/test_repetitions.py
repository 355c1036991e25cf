"""Counts in the window: resets, targets, the curve."""

from __future__ import annotations

import numpy as np
import pytest

from app.player.state import AnalysedFrame
from app.ui.presenters.people import PeoplePresenter
from app.ui.presenters.repetitions import SPAN, RepetitionPresenter
from app.ui.presenters.timeline_model import TimelineModel
from core.types import Cycle, Frame, FrameResult, LiveCount, People, Prediction
from tests.app.fakes import card

PERIOD = 2.0


def at(time: float, count: int, exercise: int = 0, person: int = 1, recalled: bool = False) -> AnalysedFrame:
    """One person who has done ``count`` cycles of 2 s, the last of which ended at the last even second."""
    end = PERIOD * int(time / PERIOD)
    cycles = (Cycle(end - PERIOD, end, 0.9, 0, exercise),) if count else ()
    told = LiveCount(count, count, exercise, count > 0, 0.5, PERIOD if count else 0.0, 0.9, np.sin(time), cycles)
    prediction = Prediction(person, "ok", 2.0, 0.5, np.array([0.9, 0.1], np.float32))
    joints = np.ones((1, 18, 3), np.float32)
    frame = Frame(0, time, np.zeros((2, 2, 3), np.uint8))
    result = FrameResult(frame, People(joints, (person,)), (prediction,), counts=(told,))
    return AnalysedFrame(result, card(labels=("wave", "clap")), "a.mp4", 0, recalled)


def test_count_tempo_and_reset() -> None:
    presenter = RepetitionPresenter()
    presenter.update(at(8.0, 4))
    view = presenter.describe(1, 8.0)
    assert view is not None
    assert (view.count, view.tempo, view.active) == (4, 30.0, True)
    assert presenter.describe(2, 8.0) is None
    presenter.reset(1)
    presenter.update(at(10.0, 5))
    again = presenter.describe(1, 10.0)
    assert again is not None
    assert again.count == 1
    presenter.update(at(20.0, 2, exercise=1))  # another exercise begins at 0 by itself
    other = presenter.describe(1, 20.0)
    assert other is not None
    assert other.count == 2


def test_a_target_is_told_once_until_the_next_reset() -> None:
    presenter = RepetitionPresenter()
    presenter.update(at(2.0, 1))
    presenter.set_target(1, 3)
    told = [presenter.update(at(2.0 * count, count)) for count in (2, 3, 4)]
    assert told == [[], [1], []]
    presenter.reset(1)
    assert [presenter.update(at(2.0 * count, count)) for count in (5, 6, 7)] == [[], [], [1]]


def test_the_curve_holds_the_last_seconds_and_the_ends_of_cycles() -> None:
    presenter = RepetitionPresenter()
    for step in range(300):
        presenter.update(at(0.1 * step, int(0.1 * step / PERIOD)))
    view = presenter.describe(1, 29.9)
    assert view is not None
    assert view.times[-1] == pytest.approx(0.0, abs=1e-5)
    assert -SPAN <= view.times[0] < -SPAN + 0.2
    np.testing.assert_allclose(view.heights[-1], np.sin(29.9), atol=1e-6)
    np.testing.assert_allclose(view.marks, [end - 29.9 for end in range(16, 29, 2)], atol=1e-6)
    presenter.jump()
    presenter.update(at(5.0, 2))
    after = presenter.describe(1, 5.0)
    assert after is not None
    assert (after.count, len(after.times)) == (2, 1)


def test_the_count_stands_beside_the_label() -> None:
    repetitions = RepetitionPresenter()
    people = PeoplePresenter(repetitions)
    assert people.update(at(0.0, 0))[0].tally == ""
    repetitions.update(at(8.0, 4))
    assert people.update(at(8.0, 4))[0].tally == "×4  30/min"
    repetitions.reset(1)
    assert people.update(at(10.0, 5))[0].tally == "×1  30/min"


def test_the_timeline_has_a_mark_a_cycle() -> None:
    model = TimelineModel()
    model.reset(60.0)
    for step in range(90):
        model.update(at(0.1 * step, int(0.1 * step / PERIOD)), 1)
    assert model.marks == {1: [2.0, 4.0, 6.0, 8.0]}
    model.update(at(1.0, 0, recalled=True), 1)
    assert model.marks == {1: [2.0, 4.0, 6.0, 8.0]}
