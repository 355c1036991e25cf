import numpy as np
import pytest

from core.labels import CHANGE, GAP, LEAVING, MARGIN, MEMORY, NONE, SteadyLabel, choose, steady_labels, vote

SURE = np.array([0.9, 0.05, 0.05])
OTHER = np.array([0.05, 0.9, 0.05])


def shown(votes: list[tuple[np.ndarray, bool]], rate: float = 25.0, start: float = 0.0) -> list[int]:
    label, out = SteadyLabel(), []
    for index, (scores, certain) in enumerate(votes):
        label = label.then(start + index / rate, scores, certain)
        out.append(label.label)
    return out


@pytest.mark.parametrize("rate", [10.0, 25.0, 50.0])
def test_a_name_appears_once_it_has_held_for_a_moment_at_any_rate(rate: float) -> None:
    labels = shown([(SURE, True)] * int(rate), rate)
    first = labels.index(0) / rate
    # before, "uncertain" counts 1 and decays; the name grows to 0.9 (1 - exp(-t / MEMORY)) and must win
    exact = -MEMORY * np.log(0.9 / 1.9) - MEMORY / 2
    assert exact <= first <= exact + 1 / rate + 1e-9
    assert set(labels) == {NONE, 0}


def test_one_stray_judgement_changes_nothing() -> None:
    stray = [(SURE, True)] * 25 + [(OTHER, True)] + [(SURE, True)] * 3 + [(SURE, False)] + [(SURE, True)] * 5
    assert set(shown(stray)[24:]) == {0}


def test_another_name_takes_over_after_the_delay_that_memory_and_margin_say() -> None:
    labels = shown([(SURE, True)] * 300 + [(OTHER, True)] * 100, rate=100.0)
    change = (labels.index(1) - 299) / 100
    # the difference runs from -0.85 to 0.85 and must pass the margin
    exact = -MEMORY * np.log((0.85 - MARGIN) / 1.7)
    assert change == pytest.approx(exact, abs=0.015)
    assert set(labels[299:]) == {0, 1}  # never "uncertain" in between


def test_two_names_that_alternate_do_not() -> None:
    a, b = np.array([0.5, 0.45, 0.05]), np.array([0.45, 0.5, 0.05])
    labels = shown([(SURE, True)] * 25 + [(a, True), (b, True)] * 50)
    assert set(labels[24:]) == {0}


def test_whoever_was_away_starts_anew() -> None:
    label = SteadyLabel()
    for index in range(25):
        label = label.then(index / 25, SURE, True)
    assert (label.label, label.since) == (0, pytest.approx(0.12, abs=0.05))
    assert label.then(24 / 25 + GAP - 0.01, SURE, True).label == 0
    assert label.then(24 / 25 + GAP + 0.01, OTHER, True).label == NONE


def test_uncertain_is_a_vote_of_its_own() -> None:
    np.testing.assert_array_equal(vote(SURE, False), [0, 0, 0, 1])
    np.testing.assert_allclose(vote(SURE, True), [0.9, 0.05, 0.05, 0])
    labels = shown([(SURE, True)] * 25 + [(SURE, False)] * 50)
    assert labels[24] == 0
    assert labels[-1] == NONE
    assert choose(np.array([0.3, 0.3 + MARGIN - 0.01, 0, 0.2]), 0) == 0
    assert choose(np.array([0.3, 0.3 + MARGIN + 0.01, 0, 0.2]), 0) == 1
    assert choose(np.array([0.3, 0, 0, 0.3 + LEAVING - 0.01]), 0) == 0
    assert choose(np.array([0.3, 0, 0, 0.3 + LEAVING + 0.01]), 0) == NONE
    assert choose(np.array([0.31, 0, 0, 0.3]), NONE) == 0  # nothing is held on to but a name


def test_in_a_file_labels_change_where_the_action_does_and_nothing_crosses_a_gap() -> None:
    times = np.concatenate((np.arange(50), 50 + np.arange(50), 200 + np.arange(20))) / 25
    scores = np.repeat([SURE, OTHER, SURE], [50, 50, 20], axis=0)
    certain = np.ones(120, bool)
    certain[110] = False
    expected = np.repeat([0, 1, 0], [50, 50, 20])
    np.testing.assert_array_equal(steady_labels(times, scores, certain), expected)
    assert steady_labels(times[:0], scores[:0], certain[:0]).shape == (0,)
    np.testing.assert_array_equal(steady_labels(times[:1], scores[:1], certain[:1]), [0])


@pytest.mark.parametrize("rate", [10.0, 25.0, 100.0])
def test_in_a_file_a_change_must_be_worth_its_price_at_any_rate(rate: float) -> None:
    """Two changes, there and back, against a stretch in which the other name is better by 0.85."""
    worth = 2 * CHANGE / 0.85
    for seconds, shown_there in ((worth - 1.5 / rate, 0), (worth + 1.5 / rate, 1)):
        stretch = round(seconds * rate)
        scores = np.concatenate(([SURE] * int(2 * rate), [OTHER] * stretch, [SURE] * int(2 * rate)))
        labels = steady_labels(np.arange(len(scores)) / rate, scores, np.ones(len(scores), bool))
        expected = np.repeat([0, shown_there, 0], [int(2 * rate), stretch, int(2 * rate)])
        np.testing.assert_array_equal(labels, expected)
