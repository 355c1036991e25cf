import numpy as np
import pytest

from app.player.state import AnalysedFrame
from app.ui.presenters.timeline_model import BINS, LIVE_SPAN, Segment, TimelineModel
from core.types import Frame, FrameResult, People, Prediction, State
from tests.app.fakes import card

INFO = card(labels=("wave", "clap"))  # a window of 2 s


def at(time: float, best: int = 0, state: State = "ok", gate: float | None = None, run: int = 0) -> AnalysedFrame:
    scores = np.array((0.9, 0.1) if best == 0 else (0.1, 0.9), np.float32)
    values = None if gate is None else np.full((4, 8), gate, np.float32)
    prediction = Prediction(1, state, 2.0, 0.5, scores, gate=values)
    frame = Frame(0, time, np.zeros((2, 2, 3), np.uint8))
    people = People(np.ones((1, 18, 3), np.float32), (1,))
    return AnalysedFrame(FrameResult(frame, people, (prediction,)), INFO, "a.mp4", run)


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
    assert timeline_model.lanes[1] == [
        Segment(1.0, 1.4, "wave"),
        Segment(1.4, 1.6, "clap"),
        Segment(1.6, 1.6, ""),
        Segment(3.0, 3.0, "clap"),  # nobody was seen for longer than a gap
    ]
    assert timeline_model.position == 3.0


def test_a_seek_back_replaces_what_came_after(timeline_model: TimelineModel) -> None:
    for time in (1.0, 1.3, 1.6, 1.9):
        timeline_model.update(at(time), 1)
    timeline_model.update(at(1.4, best=1, run=1), 1)
    assert timeline_model.lanes[1] == [Segment(1.0, 1.4, "wave"), Segment(1.4, 1.4, "clap")]
    timeline_model.update(at(0.5, best=1, run=2), 1)
    assert timeline_model.lanes[1] == [Segment(0.5, 0.5, "clap")]


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
    assert timeline_model.lanes[1] == [Segment(2.0, 2.0, "clap"), Segment(31.5, 31.5, "wave")]
    assert len(timeline_model.strip) == LIVE_SPAN * BINS + 1
    known = timeline_model.strip[np.isfinite(timeline_model.strip)]
    assert known[0] == pytest.approx(0.2)
    assert known[-1] == pytest.approx(0.9)
