"""What is said at the end."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from app.headless.summary import Summary
from app.headless.table import SummaryRow
from core.inference.segments import Segment, SegmentSettings
from core.labels import SteadyLabel
from core.types import Cycle, LiveCount, Prediction
from tests.app.results import LABELS, prediction, result


def summarise(*results: tuple[Prediction, ...]) -> list[str]:
    summary = Summary(LABELS)
    for index, predictions in enumerate(results):
        summary.add(result(index, *predictions))
    return summary.lines()


def test_nobody() -> None:
    assert summarise((), ()) == ["no one was seen"]


def test_main_person_comes_first_with_the_last_word_on_each() -> None:
    lines = summarise(
        (prediction(1, best=0),),
        (prediction(1, best=1), prediction(2, best=2)),
        (prediction(2, best=3, state="uncertain", score=0.3),),
        *[(prediction(2, best=4, score=0.5),)] * 3,
    )
    assert lines[0] == "main person 2: sit 0.50 ok; next wave 0.10, clap 0.10"
    assert lines[1] == "person 1: clap 0.70 ok; next wave 0.06, swing_baseball 0.06"
    assert len(lines) == 2
    match = re.match(r"main person (\d+): (\S+) ([\d.]+) (\w+)", lines[0])
    assert match is not None
    assert match.groups() == ("2", "sit", "0.50", "ok")


def test_actions_in_time() -> None:
    lines = summarise(
        *[(prediction(1, state="warming_up"),)] * 4,
        *[(prediction(1, best=3),)] * 9,
        *[(prediction(1, best=1),)] * 3,  # too short to be believed
        *[(prediction(1, best=0),)] * 9,
    )
    assert lines[1] == "  in time: 0.2-0.6 s walk, 0.7-1.2 s wave"


def test_seen_too_shortly_for_any_score() -> None:
    nothing = Prediction(1, "warming_up", 0.1, 1.0, np.zeros(len(LABELS), np.float32))
    assert summarise((nothing,)) == ["main person 1: - 0.00 warming_up"]


def test_what_was_repeated_and_how_often() -> None:
    def told(count: int, exercise: int, start: float, end: float) -> LiveCount:
        return LiveCount(count, count, exercise, True, cycles=(Cycle(start, end, 1.0, 0, exercise),))

    summary = Summary(LABELS)
    counts = [LiveCount(), told(2, 0, 1.0, 3.0), told(12, 0, 30.0, 32.0), told(4, 1, 40.0, 46.4)]
    for index, (best, count) in enumerate(zip((0, 1, 1, 4), counts, strict=True)):
        summary.add(replace(result(index, prediction(1, best=best)), counts=(count,)))
    assert summary.lines()[1:] == ["  repeated: clap: 12 in 31 s, sit: 4 in 6 s"]


def test_what_was_done_longest_comes_first_with_its_mean_score_and_a_single_action_has_its_time() -> None:
    lines = summarise(*[(prediction(1, best=3, score=0.8),)] * 20, *[(prediction(1, best=3, score=0.6),)] * 20)
    assert lines == ["main person 1: walk 0.70 ok; next wave 0.06, clap 0.06", "  in time: 0.0-1.9 s walk"]
    lines = summarise(*[(prediction(1, best=3),)] * 40, *[(prediction(1, best=0),)] * 12)
    assert lines[0].startswith("main person 1: walk 0.70 ok")  # although waving came last
    assert lines[1] == "  in time: 0.0-1.9 s walk, 2.0-2.5 s wave"


def test_no_action_lasts_through_a_time_in_which_its_person_was_away() -> None:
    away: list[tuple[Prediction, ...]] = [()] * 20
    lines = summarise(*[(prediction(1, best=3),)] * 10, *away, *[(prediction(1, best=3),)] * 10)
    assert lines[1] == "  in time: 0.0-0.5 s walk, 1.5-1.9 s walk"


def test_of_a_live_source_what_was_shown_is_told() -> None:
    summary = Summary(LABELS, live=True)
    steady = SteadyLabel()
    for index in range(40):
        said = prediction(1, best=3 if index < 20 else 0)
        steady = steady.then(index / 20, said.scores, True)
        summary.add(result(index, replace(said, steady=steady)))
    assert summary.lines()[1] == "  in time: 0.2-1.4 s walk, 1.5-1.9 s wave"


def test_the_table_has_a_row_for_each_action_of_each_person() -> None:
    summary = Summary(LABELS)
    frames: list[tuple[Prediction, ...]] = [
        *[(prediction(1, best=3, score=0.8),)] * 12,
        *[(prediction(1, best=0),)] * 16,
        *[(prediction(1, best=3, score=0.6), prediction(2, state="uncertain", score=0.3))] * 12,
    ]
    for index, predictions in enumerate(frames):
        counts = (LiveCount(4, 4, 0, True, cycles=(Cycle(0.0, 0.5, 1.0, 0, 0),)),) if index < 12 else ()
        summary.add(replace(result(index, *predictions), counts=counts))
    walk, wave, other = summary.rows("a.mp4")
    assert (walk.source, walk.person, walk.main, walk.action, walk.times) == ("a.mp4", 1, True, "walk", 2)
    assert walk.seconds == pytest.approx(1.1, abs=0.11)
    assert (walk.first, walk.last) == (0.0, 1.95)
    assert walk.score == pytest.approx(0.70, abs=0.01)
    assert walk.repetitions == 4
    assert (wave.action, wave.times, wave.repetitions) == ("wave", 1, None)
    assert (other.person, other.main, other.action) == (2, False, "")
    assert Summary(LABELS).rows("b.mp4") == [SummaryRow("b.mp4")]


def test_segments_are_those_of_the_window_and_live_those_that_were_shown() -> None:
    frames = [*[(prediction(1, state="warming_up"),)] * 10, *[(prediction(1, best=3),)] * 20, *[()] * 10]
    summary, live = Summary(LABELS), Summary(LABELS, live=True)
    steady = SteadyLabel()
    for index, predictions in enumerate(frames):
        made = result(index, *predictions)
        summary.add(made)
        for each in predictions:
            steady = steady.then(index / 20, each.scores, each.state == "ok")
            live.add(replace(made, predictions=(replace(each, steady=steady),)))
    (segment,) = summary.segments()
    assert segment == Segment(1, pytest.approx(0.5), pytest.approx(1.5), "walk", pytest.approx(0.7))
    (shown,) = live.segments()
    assert (shown.person, shown.label) == (1, "walk")
    assert 0.5 <= shown.start < shown.end <= 1.5
    assert shown.score == pytest.approx(0.7)
    assert summary.segments(SegmentSettings(enter=0.8)) == ()
