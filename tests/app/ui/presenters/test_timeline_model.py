from dataclasses import replace

import numpy as np
import pytest

from app.player.state import AnalysedFrame
from app.ui.presenters.timeline_model import BINS, LIVE_SPAN, TimelineModel
from core.types import Cycle, Frame, FrameResult, LiveCount, People, Prediction, State
from tests.app.fakes import card

INFO = card(labels=("wave", "clap"))  # a window of 2 s


def at(time: float, best: int = 0, state: State = "ok", gate: float | None = None, run: int = 0) -> AnalysedFrame:
    scores = np.array((0.9, 0.1) if best == 0 else (0.1, 0.9), np.float32)
    values = None if gate is None else np.full((4, 8), gate, np.float32)
    prediction = Prediction(1, state, 2.0, 0.5, scores, gate=values)
    frame = Frame(0, time, np.zeros((2, 2, 3), np.uint8))
    people = People(np.ones((1, 18, 3), np.float32), (1,))
    return AnalysedFrame(FrameResult(frame, people, (prediction,)), INFO, "a.mp4", run)


def nobody(time: float, run: int = 0) -> AnalysedFrame:
    seen = at(time, run=run)
    people = People(np.zeros((0, 18, 3), np.float32), ())
    return replace(seen, result=replace(seen.result, people=people, predictions=()))


def spans(timeline_model: TimelineModel) -> list[tuple[float, float, str]]:
    return [(round(item.start, 3), round(item.end, 3), item.label) for item in timeline_model.lanes.get(1, [])]


@pytest.fixture
def timeline_model() -> TimelineModel:
    timeline_model = TimelineModel()
    timeline_model.reset(10.0)
    return timeline_model


def test_segments_grow_and_change_without_holes(timeline_model: TimelineModel) -> None:
    timeline_model.update(at(0.0, state="warming_up"), 1)
    assert timeline_model.lanes == {}
    for time, best, state in ((1.0, 0, "ok"), (1.2, 0, "ok"), (1.4, 1, "ok"), (1.6, 1, "uncertain"), (3.0, 1, "ok")):
        timeline_model.update(at(time, best, state), 1)  # type: ignore[arg-type]
    assert spans(timeline_model) == [
        (1.0, 1.4, "wave"),
        (1.4, 1.6, "clap"),
        (1.6, 1.8, ""),  # as long as the one before
        (3.0, 3.1, "clap"),  # nobody was seen for longer than a gap
    ]
    assert timeline_model.position == 3.0


def test_a_single_result_can_be_seen_and_the_last_one_ends_with_the_file(timeline_model: TimelineModel) -> None:
    timeline_model.update(at(9.95), 1)
    assert spans(timeline_model) == [(9.95, 10.0, "wave")]


def test_another_run_replaces_its_own_moments_only(timeline_model: TimelineModel) -> None:
    for time in (1.0, 1.3, 1.6, 1.9):
        timeline_model.update(at(time), 1)
    for time in (1.4, 1.5):
        timeline_model.update(at(time, best=1, run=1), 1)
    assert spans(timeline_model) == [(1.0, 1.4, "wave"), (1.4, 1.6, "clap"), (1.6, 2.2, "wave")]
    timeline_model.update(at(0.5, best=1, run=2), 1)
    assert spans(timeline_model)[0] == (0.5, 0.6, "clap")
    assert spans(timeline_model)[-1] == (1.6, 2.2, "wave")


def test_who_is_not_judged_yet_wipes_nothing_and_who_is_gone_is_wiped(timeline_model: TimelineModel) -> None:
    for time in (1.0, 1.3, 1.6, 1.9):
        timeline_model.update(at(time), 1)
    known = spans(timeline_model)
    for time in (1.1, 1.2, 1.3):
        timeline_model.update(at(time, state="warming_up", run=1), 1)
    assert spans(timeline_model) == known
    for time in (1.5, 1.7, 1.8):
        timeline_model.update(nobody(time, run=2), 1)
    assert spans(timeline_model) == [(1.0, 1.5, "wave"), (1.9, 2.2, "wave")]


def test_what_another_network_saw_is_marked_until_the_new_one_has_seen_it(timeline_model: TimelineModel) -> None:
    timeline_model.use("fake-a")
    for time in (1.0, 1.2, 1.4):
        timeline_model.update(at(time, gate=0.5), 1)
    assert np.isfinite(timeline_model.strip).any()
    timeline_model.use("fake-b")
    assert not np.isfinite(timeline_model.strip).any()
    other = replace(INFO, name="fake-b")
    timeline_model.update(replace(at(1.2, run=1), info=other), 1)
    timeline_model.update(replace(at(1.25, run=1, gate=0.5), info=INFO), 1)  # a late one of the old network
    assert [(item.start, item.network) for item in timeline_model.lanes[1]] == [
        (1.0, "fake-a"),
        (1.2, "fake-b"),
        (1.25, "fake-a"),
    ]
    assert not np.isfinite(timeline_model.strip).any()


def test_a_cycle_told_again_takes_the_place_of_the_old_one(timeline_model: TimelineModel) -> None:
    def told(time: float, *cycles: tuple[float, float]) -> AnalysedFrame:
        count = LiveCount(cycles=tuple(Cycle(start, end, 1.0, 0, 0) for start, end in cycles))
        result = at(time)
        return replace(result, result=replace(result.result, counts=(count,)))

    timeline_model.update(told(3.0, (1.0, 2.0), (2.0, 3.0)), 1)
    timeline_model.update(told(4.0, (2.0, 3.0), (3.0, 4.0)), 1)
    assert timeline_model.marks == {1: [2.0, 3.0, 4.0]}
    timeline_model.update(told(3.2, (1.0, 2.05), (2.05, 3.05)), 1)  # of another run
    assert timeline_model.marks == {1: [2.05, 3.05, 4.0]}


def test_the_gate_lies_where_it_belongs_in_time(timeline_model: TimelineModel) -> None:
    result = at(5.0, gate=0.0)
    gate = result.result.predictions[0].gate
    assert gate is not None
    gate[:] = np.arange(8) / 10  # a quarter second a frame
    timeline_model.update(result, 1)
    strip = timeline_model.strip
    assert len(strip) == 10 * BINS + 1
    assert strip[75] == pytest.approx(0.7)  # now
    assert strip[62] == pytest.approx(0.4)  # 0.9 s ago: the fourth frame from the end
    assert strip[45] == pytest.approx(0.0)
    assert np.isnan(strip[:45]).all()
    assert np.isnan(strip[76:]).all()


def test_the_gate_is_the_followed_persons(timeline_model: TimelineModel) -> None:
    timeline_model.update(at(5.0, gate=0.5), 2)
    assert np.isnan(timeline_model.strip).all()


def test_long_files_have_coarser_strips(timeline_model: TimelineModel) -> None:
    timeline_model.reset(3000.0)
    assert len(timeline_model.strip) == 3001
    timeline_model.update(at(1500.0, gate=0.5), 1)
    assert np.flatnonzero(np.isfinite(timeline_model.strip)).tolist() == [1498, 1499, 1500]


def test_live_sources_scroll() -> None:
    timeline_model = TimelineModel()
    timeline_model.reset(None)
    assert timeline_model.span == (0.0, LIVE_SPAN)
    timeline_model.update(at(1.0, gate=0.2), 1)
    timeline_model.update(at(2.0, best=1, gate=0.2), 1)
    timeline_model.update(at(31.5, gate=0.9), 1)
    start, end = timeline_model.span
    assert end - start == LIVE_SPAN
    assert start == pytest.approx(1.5, abs=1 / BINS)
    assert end >= 31.5
    assert spans(timeline_model) == [(2.0, 2.1, "clap"), (31.5, 31.6, "wave")]
    assert len(timeline_model.strip) == LIVE_SPAN * BINS + 1
    known = timeline_model.strip[np.isfinite(timeline_model.strip)]
    assert known[0] == pytest.approx(0.2)
    assert known[-1] == pytest.approx(0.9)
