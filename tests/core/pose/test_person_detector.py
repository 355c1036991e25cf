"""Anchors, boxes and their merging."""

from __future__ import annotations

import numpy as np

from core.pose.person_detector import anchors, decoded, merged, overlaps


def test_anchors() -> None:
    places = anchors()
    assert places.shape == (2254, 2)
    np.testing.assert_allclose(places[:3] * 224, [[4, 4], [4, 4], [12, 4]])  # two a cell, row by row
    np.testing.assert_allclose(places[2 * 28] * 224, [4, 12])
    np.testing.assert_allclose(
        places[[1568, 1960, 1965, 1966, 2253]] * 224, [[8, 8], *[[16, 16]] * 2, [48, 16], [208, 208]]
    )


def test_boxes_are_told_from_their_anchors_in_pixels() -> None:
    raw = np.array([[22.4, -11.2, 44.8, 67.2, 0, 0, 0, -112, 2.24, 4.48, 22.4, 22.4]])
    points = decoded(raw, np.array([[0.5, 0.25]]))[0]
    np.testing.assert_allclose(points[:2], [[0.5, 0.05], [0.7, 0.35]])  # centre (0.6, 0.2), 0.2 wide, 0.3 high
    np.testing.assert_allclose(points[2:], [[0.5, 0.25], [0.5, -0.25], [0.51, 0.27], [0.6, 0.35]])


def test_overlap_is_intersection_over_union() -> None:
    box = np.array([[0, 0], [2, 2.0]])
    others = np.array([[[0, 0], [2, 2]], [[1, 0], [3, 2]], [[5, 5], [6, 6]], [[2, 0], [3, 2]]], float)
    np.testing.assert_allclose(overlaps(box, others), [1, 1 / 3, 0, 0])


def test_boxes_of_one_person_are_averaged_by_their_scores() -> None:
    def box(x: float) -> np.ndarray:
        return np.array([[x, 0], [x + 1, 1], [x, 5], [x, 6], [x, 7], [x, 8]])

    points, scores = merged(np.stack([box(0.2), box(9), box(0), box(0.9)]), np.array([0.3, 0.5, 0.9, 0.4]))
    assert scores.tolist() == [0.9, 0.5, 0.4]
    np.testing.assert_allclose(points[0], box(0.2 * 0.3 / 1.2))
    np.testing.assert_allclose(points[1:], [box(9), box(0.9)])


def test_nobody() -> None:
    points, scores = merged(np.zeros((0, 6, 2)), np.zeros(0))
    assert points.shape == (0, 6, 2)
    assert scores.shape == (0,)
