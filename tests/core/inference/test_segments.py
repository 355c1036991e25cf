import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.inference.segments import (
    Segment,
    SegmentSettings,
    change,
    find_segments,
    hysteresis,
    insert,
    remove,
    smooth_scores,
    split,
)

RAW = SegmentSettings(smoothing=0, enter=0.5, leave=0.3, shortest=0, bridge=0)
LABELS = ("wave", "clap")


def two(first: list[float]) -> np.ndarray:
    """Scores ``(T, 2)`` of which the first column is given."""
    return np.stack((first, 1 - np.array(first)), axis=1) * np.array((1, 0.4))  # clap never reaches 0.5


def test_hysteresis_keeps_an_action_until_it_falls_below_the_lower_threshold() -> None:
    scores = two([0.2, 0.45, 0.5, 0.4, 0.3, 0.29, 0.4, 0.6])
    assert hysteresis(scores, 0.5, 0.3).tolist() == [-1, -1, 0, 0, 0, -1, -1, 0]
    assert hysteresis(scores, 0.5, 0.5).tolist() == [-1, -1, 0, -1, -1, -1, -1, 0]
    assert hysteresis(scores, 0.5, 0.3, np.arange(8) == 3).tolist() == [-1, -1, 0, -1, -1, -1, -1, 0]


def test_a_better_action_takes_over_at_the_upper_threshold() -> None:
    scores = np.array([[0.6, 0.4], [0.48, 0.49], [0.45, 0.55], [0.5, 0.5]])
    assert hysteresis(scores, 0.5, 0.3).tolist() == [0, 0, 1, 1]


def test_smoothing_is_the_mean_of_the_neighbourhood_in_time() -> None:
    times = np.array([0.0, 0.1, 0.2, 0.3, 1.0])
    scores = np.array([[0.0], [0.3], [0.9], [0.0], [1.0]])
    np.testing.assert_allclose(smooth_scores(times, scores, 0.2)[:, 0], [0.15, 0.4, 0.4, 0.45, 1.0])
    np.testing.assert_array_equal(smooth_scores(times, scores, 0.0), scores)


def test_segments_of_known_scores() -> None:
    times = np.arange(10) / 10
    scores = np.zeros((10, 2))
    scores[1:4, 0] = 0.8
    scores[4:6, 1] = 0.6
    scores[8:, 0] = 0.7
    assert find_segments(times, scores, LABELS, RAW, person=3) == (
        Segment(3, pytest.approx(0.1), pytest.approx(0.4), "wave", pytest.approx(0.8)),
        Segment(3, pytest.approx(0.4), pytest.approx(0.6), "clap", pytest.approx(0.6)),
        Segment(3, pytest.approx(0.8), pytest.approx(1.0), "wave", pytest.approx(0.7)),
    )


def test_short_ones_are_left_out_after_gaps_are_bridged() -> None:
    times = np.arange(20) / 10
    wave = np.array([0.9] * 3 + [0.0] * 2 + [0.6] * 3 + [0.0] * 5 + [0.9] * 2 + [0.0] * 5)
    scores = np.stack((wave, np.zeros(20)), axis=1)

    def found(bridge: float, shortest: float) -> list[tuple[float, float, float]]:
        chosen = SegmentSettings(smoothing=0, enter=0.5, leave=0.3, shortest=shortest, bridge=bridge)
        return [
            (round(s.start, 3), round(s.end, 3), round(s.score, 3))
            for s in find_segments(times, scores, LABELS, chosen)
        ]

    assert found(0, 0) == [(0, 0.3, 0.9), (0.5, 0.8, 0.6), (1.3, 1.5, 0.9)]
    assert found(0.2, 0) == [(0, 0.8, 0.75), (1.3, 1.5, 0.9)]
    assert found(0.2, 0.3) == [(0, 0.8, 0.75)]
    assert found(0.19, 0.3) == [(0, 0.3, 0.9), (0.5, 0.8, 0.6)]


def test_smoothing_fills_a_single_dropped_frame() -> None:
    times = np.arange(12) / 10
    scores = np.full((12, 2), (0.9, 0.1))
    scores[6] = 0.0, 0.0
    assert len(find_segments(times, scores, LABELS, RAW)) == 2
    (segment,) = find_segments(times, scores, LABELS, SegmentSettings(smoothing=0.4, bridge=0))
    assert (segment.start, segment.end) == (0.0, pytest.approx(1.2))


def test_an_absence_ends_a_segment() -> None:
    times = np.array([0.0, 0.1, 0.2, 5.0, 5.1])
    segments = find_segments(times, np.full((5, 2), (0.9, 0.1)), LABELS, RAW)
    assert [(round(s.start, 3), round(s.end, 3)) for s in segments] == [(0, 0.3), (5.0, 5.2)]


def test_nothing_in_nothing_out() -> None:
    assert find_segments(np.zeros(0), np.zeros((0, 2)), LABELS) == ()
    assert find_segments(np.arange(5.0), np.zeros((5, 2)), LABELS) == ()
    (single,) = find_segments(np.array([1.0]), np.array([[0.9, 0.1]]), LABELS, RAW)
    assert single.seconds == pytest.approx(1 / 30)


@pytest.mark.parametrize(
    ("times", "shape", "message"), [([0.0, 0.0], (2, 2), "increase"), ([0.0, 1.0], (3, 2), r"must be \(2, 2\)")]
)
def test_refuses_what_does_not_fit(times: list[float], shape: tuple[int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        find_segments(np.array(times), np.ones(shape), LABELS)


@pytest.mark.parametrize("values", [{"enter": 0.3, "leave": 0.5}, {"enter": 1.2}, {"shortest": -1}])
def test_settings_that_make_no_sense_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(UserError):
        SegmentSettings(**values)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0, 1), st.floats(0.3, 0.8), st.floats(0, 0.3), st.floats(0, 1))
def test_segments_are_ordered_disjoint_and_long_enough(
    seed: int, smoothing: float, enter: float, leave: float, shortest: float
) -> None:
    random = np.random.default_rng(seed)
    times = np.cumsum(random.choice((0.03, 0.04, 0.7), 80, p=(0.5, 0.45, 0.05)))
    scores = random.dirichlet((0.3, 0.3, 0.3), 80)
    chosen = SegmentSettings(smoothing, enter, leave, shortest, bridge=0.1)
    segments = find_segments(times, scores, ("a", "b", "c"), chosen)
    assert all(segment.seconds >= shortest - 1e-6 for segment in segments)
    assert all(left.end <= right.start + 1e-9 for left, right in itertools.pairwise(segments))
    assert all(0 < segment.score <= 1 for segment in segments)


A, B = Segment(1, 0.0, 2.0, "wave", 0.8), Segment(1, 3.0, 5.0, "clap", 0.7)
OTHER = Segment(2, 1.0, 4.0, "sit", 0.6)


def test_moving_an_edge_cuts_the_same_persons_neighbour() -> None:
    moved = Segment(1, 0.0, 3.5, "wave", 0.8)
    assert change((A, OTHER, B), A, moved) == (moved, OTHER, Segment(1, 3.5, 5.0, "clap", 0.7))
    over = Segment(1, 0.0, 9.0, "wave", 0.8)
    assert change((A, OTHER, B), A, over) == (over, OTHER)
    with pytest.raises(UserError, match="end after"):
        change((A,), A, Segment(1, 2.0, 2.0, "wave"))


def test_inserting_removing_and_splitting() -> None:
    new = Segment(1, 0.5, 1.0, "sit")
    assert insert((A,), new) == (Segment(1, 0.0, 0.5, "wave", 0.8), new, Segment(1, 1.0, 2.0, "wave", 0.8))
    assert remove((A, B), A) == (B,)
    assert split((A, B), A, 0.5) == (Segment(1, 0.0, 0.5, "wave", 0.8), Segment(1, 0.5, 2.0, "wave", 0.8), B)
    with pytest.raises(UserError, match="outside"):
        split((A, B), A, 2.0)
