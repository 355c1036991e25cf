"""The cut into cycles, on curves whose cycles are known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.counting.live import resemblance
from core.counting.search import RATE, CycleSearch, Settings
from core.counting.whole import winner


def wave(count: int, seconds: float, size: float = 0.2) -> np.ndarray:
    """``count`` rounds ``(T, 1, 2)`` along an ellipse, whose first harmonic alone makes a whole cycle."""
    turn = 2 * np.pi * np.arange(round(count * seconds * RATE) + 1) / (seconds * RATE)
    return size * np.stack([np.cos(turn), 0.4 * np.sin(turn) + 0.3 * np.cos(2 * turn)], axis=1)[:, None]


def searched(samples: np.ndarray, settings: Settings | None = None, speed: float = 0.0) -> CycleSearch:
    search = CycleSearch(samples.shape[1], samples.shape[2], settings or Settings())
    for number, sample in enumerate(samples):
        search.step(sample, np.array([0.0, 0.0, speed * number / RATE]))
    return search


@pytest.mark.parametrize("seconds", [0.8, 2.1, 5.5])
def test_cycles_are_as_long_as_rounds(seconds: float) -> None:
    search = searched(wave(5, seconds))
    (chain,) = search.chains(0)
    assert search.counts[0] == len(chain) == 5
    assert (chain[0].start, chain[-1].end) == (pytest.approx(0, abs=2), pytest.approx(5 * seconds * RATE, abs=2))
    assert all(link.end == after.start for link, after in itertools.pairwise(chain))
    assert np.isnan(chain[0].likeness)
    assert min(link.likeness for link in chain[1:]) > 0.9


def test_what_a_chain_earns() -> None:
    """Four cycles resemble the one before, each less the toll; the chain costs its entry."""
    settings = Settings(motion=1e-6)
    search = searched(wave(5, 2.1), settings)
    likeness = [link.likeness for link in search.chains(0)[0][1:]]
    assert search.scores[0] == pytest.approx(sum(likeness) - 4 * settings.toll - settings.entry, abs=0.01)


def test_who_travels_earns_less() -> None:
    """At the speed `Settings.travel` a resemblance counts half, at a third of it 1 / (1 + 1 / 81)."""
    settings = Settings(motion=1e-6, toll=0.1, travel=0.3)
    still, slow, fast = (searched(wave(5, 2.0), settings, speed) for speed in (0.0, 0.1, 0.3))
    alike = [np.mean([link.likeness for link in search.chains(0)[0][1:]]) for search in (still, slow, fast)]
    assert alike[1] == pytest.approx(alike[0] * 81 / 82, rel=1e-3)
    assert alike[2] == pytest.approx(alike[0] / 2, rel=1e-3)
    assert searched(wave(5, 2.0), speed=-0.6).counts[0] == 0


def test_one_round_or_trembling_is_nothing() -> None:
    assert searched(wave(1, 2.0)).counts[0] == 0
    assert searched(wave(6, 2.0, size=0.01)).counts[0] == 0
    noise = np.random.default_rng(0).normal(0, 0.2, (200, 1, 2))
    assert searched(noise).counts[0] <= 2


def test_other_coordinates_change_nothing() -> None:
    samples = wave(6, 2.0)
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    search = searched(samples[:65])
    search.repaint(samples[:65] @ turn)
    for sample in samples[65:] @ turn:
        search.step(sample)
    assert search.counts[0] == searched(samples).counts[0] == 6
    np.testing.assert_allclose(search.scores, searched(samples).scores, atol=1e-4)


def test_after_a_restart_new_chains_begin_behind_it() -> None:
    samples = wave(10, 2.0)
    search = searched(samples[:101])
    assert search.counts[0] == 5
    search.restart()
    for sample in samples[101:]:
        search.step(sample)
    assert search.counts[0] in (4, 5)
    assert search.chains(0)[0][0].start > 100


def test_views_vote() -> None:
    """The weighted median of the counts, with squared scores; among those who agree the one that earned most."""
    assert winner(np.array([1.0, 2.0, 2.5, 0.0]), np.array([10, 5, 5, 50])) == 2
    assert winner(np.array([3.0, 2.0, 1.0, 0.0]), np.array([10, 5, 5, 50])) == 0
    assert winner(np.zeros(3), np.array([1, 2, 3])) == 0


def test_courses_are_compared_wherever_they_begin() -> None:
    course = wave(1, 0.8)[:8, 0]
    assert resemblance(course, np.roll(course, 3, axis=0)) == pytest.approx(1.0)
    assert resemblance(course, np.zeros_like(course)) == 0
    other = np.stack([np.zeros(8), 0.2 * np.cos(np.pi * np.arange(8))], axis=1)
    assert resemblance(course, other) < 0.3
