from dataclasses import replace

import numpy as np
import pytest

from app.player.state import AnalysedFrame
from app.ui.presenters.panel_data import PanelPresenter
from core.types import Frame, FrameResult, People
from tests.app.fakes import LABELS, FakeRecognizer, card, joints_at


def play(presenter: PanelPresenter, times: list[float], people: int = 2) -> AnalysedFrame:
    recognizer = FakeRecognizer(card())
    for time in times:
        seen = People(joints_at(time, people), tuple(range(1, people + 1)))
        frame = Frame(round(time * 10), time, np.zeros((240, 320, 3), np.uint8))
        result = FrameResult(frame, seen, recognizer.push(seen, time))
        analysed = AnalysedFrame(result, card(), "a.mp4", 0)
        presenter.update(analysed)
    return analysed


def test_history_ends_now_and_is_ten_seconds_long() -> None:
    presenter = PanelPresenter()
    analysed = play(presenter, [i / 10 for i in range(150)])
    panel_data = presenter.describe(analysed, 1)
    assert panel_data.times[-1] == 0
    assert panel_data.times[0] == pytest.approx(-10, abs=0.11)
    assert len(panel_data.curves) == 5
    best = analysed.result.predictions[0].top(5)
    shown = {curve.label: curve.values[-1] for curve in panel_data.curves}
    assert shown == {LABELS[index]: pytest.approx(score) for index, score in best}


def test_a_moment_that_is_told_again_has_one_value() -> None:
    presenter = PanelPresenter()
    analysed = play(presenter, [0.0, 0.1])
    first = analysed.result.predictions[0]
    again = replace(first, scores=np.roll(first.scores, 1))
    analysed = replace(analysed, result=replace(analysed.result, predictions=(again, analysed.result.predictions[1])))
    presenter.update(analysed)
    panel_data = presenter.describe(analysed, 1)
    assert panel_data.times.tolist() == pytest.approx([-0.1, 0.0])
    assert panel_data.curves[0].values[-1] == again.scores.max()


def test_panels_are_about_the_followed_person() -> None:
    presenter = PanelPresenter()
    analysed = play(presenter, [0.0, 0.1])
    second = analysed.result.predictions[1]
    panel_data = presenter.describe(analysed, 2)
    assert panel_data.person == 2
    assert panel_data.window == 2.0
    assert panel_data.gate is second.gate
    assert second.feature_map is not None
    assert panel_data.feature_map is not None
    assert panel_data.feature_map.shape == (18, 10)
    assert panel_data.feature_map[4, 7] == second.feature_map[7, 4]
    assert presenter.describe(analysed, 9).person is None


def test_a_fixed_scale_reaches_as_far_as_anything_seen() -> None:
    presenter = PanelPresenter()
    analysed = play(presenter, [0.0, 0.5, 1.0], people=1)
    low, high = presenter.describe(analysed, 1).feature_limits
    seen = [FakeRecognizer(card())._predict(1, time).feature_map for time in (0.0, 0.5, 1.0)]
    assert low == pytest.approx(min(values.min() for values in seen if values is not None))
    assert high == pytest.approx(max(values.max() for values in seen if values is not None))


def test_reset_forgets() -> None:
    presenter = PanelPresenter()
    analysed = play(presenter, [0.0, 0.1])
    presenter.reset()
    assert presenter.describe(analysed, 1).curves == ()
