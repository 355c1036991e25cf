import numpy as np

from app.player.history import Results, Run
from app.ui.presenters.timeline_feed import TimelineFeed
from app.ui.presenters.timeline_model import TimelineModel
from core.types import Frame, FrameResult, People, Prediction
from tests.app.fakes import card

CARDS = {"a": card("a", labels=("wave", "clap")), "b": card("b", labels=("wave", "clap"))}


def add(run: Run, first: int, last: int, best: int = 0) -> None:
    """Ten results a second of one person."""
    scores = np.array((0.9, 0.1) if best == 0 else (0.1, 0.9), np.float32)
    for index in range(first, last):
        frame = Frame(index, index / 10, np.zeros((2, 2, 3), np.uint8))
        people = People(np.ones((1, 18, 3), np.float32), (1,))
        gate = np.full((4, 8), 0.5, np.float32)
        run.add(FrameResult(frame, people, (Prediction(1, "ok", 2.0, 0.5, scores, gate=gate),)))


def spans(model: TimelineModel) -> list[tuple[float, float, str, str]]:
    return [(round(item.start, 3), round(item.end, 3), item.label, item.network) for item in model.lanes.get(1, [])]


def feed_all(feed: TimelineFeed, network: str = "a") -> int:
    times = 0
    while feed.feed(CARDS, network, "a.mp4", 1):
        times += 1
    return times


def test_a_file_played_again_shows_what_is_known_at_once() -> None:
    results = Results(60.0)
    add(results.begin(1, "a"), 0, 100)
    late = results.begin(2, "a")
    add(late, 300, 350, best=1)
    model = TimelineModel()
    feed = TimelineFeed(model)
    feed.begin(results, 60.0)
    assert spans(model) == []
    feed_all(feed)
    assert spans(model) == [(0.0, 10.0, "wave", "a"), (30.0, 35.0, "clap", "a")]
    assert np.isfinite(model.strip[:149]).all()
    assert model.position is None  # nothing is shown yet
    add(late, 350, 360, best=1)  # it goes on
    assert feed_all(feed) == 1
    assert spans(model)[-1] == (30.0, 36.0, "clap", "a")
    assert not feed.feed(CARDS, "a", "a.mp4", 1)


def test_an_analysis_that_begins_and_stops_keeps_what_was_there() -> None:
    results = Results(60.0)
    add(results.begin(1, "a"), 0, 100)
    model = TimelineModel()
    feed = TimelineFeed(model)
    feed.begin(results, 60.0)
    feed_all(feed)
    analysis = results.begin(2, "a", closed=True)
    add(analysis, 0, 20, best=1)
    feed_all(feed)
    assert spans(model) == [(0.0, 2.0, "clap", "a"), (2.0, 10.0, "wave", "a")]


def test_the_network_in_use_stands_above_the_others_also_after_it_was_changed_back() -> None:
    results = Results(60.0)
    add(results.begin(1, "a"), 0, 100)
    add(results.begin(2, "b"), 40, 60, best=1)
    model = TimelineModel()
    feed = TimelineFeed(model)
    feed.begin(results, 60.0)
    feed_all(feed, "b")
    assert spans(model) == [(0.0, 4.0, "wave", "a"), (4.0, 6.0, "clap", "b"), (6.0, 10.0, "wave", "a")]
    assert np.isfinite(model.strip).sum() < 70  # its own only
    feed_all(feed, "a")
    assert spans(model) == [(0.0, 10.0, "wave", "a")]


def test_a_long_file_is_entered_a_little_at_a_time() -> None:
    results = Results(600.0)
    add(results.begin(1, "a"), 0, 1000)
    feed = TimelineFeed(TimelineModel())
    feed.begin(results, 600.0)
    assert feed_all(feed) == 7
    live = TimelineFeed(TimelineModel())
    live.begin(None, None)
    assert not live.feed(CARDS, "a", "0", 1)
