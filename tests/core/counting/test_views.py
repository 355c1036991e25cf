"""Where a body is, and how it is looked at."""

from __future__ import annotations

import numpy as np
import pytest

from core.counting.views import VIEW_NAMES, look, moves, stance


def body() -> np.ndarray:
    """A body ``(1, 18, 2)`` in a box from (10, 20) to (50, 100)."""
    points = np.random.default_rng(0).uniform((10, 20), (50, 100), (1, 18, 2))
    points[0, :2] = (10, 20), (50, 100)
    return points


def test_stance_is_the_box_of_what_was_seen() -> None:
    points = body()
    points[0, 4] = 0
    np.testing.assert_allclose(stance(points), [[30, 60, 80]])
    np.testing.assert_allclose(stance(np.zeros((1, 18, 2))), [[0, 0, 0]])


def test_moves_are_body_lengths_and_nearer_is_positive() -> None:
    before = np.array([[30.0, 60.0, 80.0]])
    np.testing.assert_allclose(moves(before, before + [8, -4, 0]), [[0.1, -0.05, 0]])
    np.testing.assert_allclose(moves(before, before * [1, 1, 1.1]), [[0, 0, 2 * np.log(1.1)]])
    np.testing.assert_allclose(moves(before, np.array([[330.0, 60.0, 40.0]])), [[0.3, 0, -0.3]])


def test_views_see_their_joints_about_their_origin() -> None:
    points = body()
    seen = look(points)[0]
    arms = ((points[0, [3, 4, 6, 7]] - points[0, 1]) / 2).ravel()
    np.testing.assert_allclose(seen[VIEW_NAMES.index("arms about the neck"), :8], arms)
    assert seen[VIEW_NAMES.index("heights in the picture"), 0] == pytest.approx(points[0, 0, 1] / np.sqrt(9))
    moved = look(points + [5.0, 7.0])[0]
    np.testing.assert_allclose(moved[1:5], seen[1:5], atol=1e-9)
    assert moved[0, 1] - seen[0, 1] == pytest.approx(7 / np.sqrt(18))
