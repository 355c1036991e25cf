"""Landmarks moved to the centre of mass of their heatmaps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.pose.landmarks import refined


def slowly(points: NDArray[np.float64], heatmap: NDArray[np.float64]) -> NDArray[np.float64]:
    """As the original does it: cell by cell."""
    height, width = heatmap.shape[:2]
    result = points.copy()
    for n, (x, y) in enumerate(points):
        column, row = int(x * width), int(y * height)
        if not (0 <= column < width and 0 <= row < height):
            continue
        total = weighted_x = weighted_y = highest = 0.0
        for r in range(max(0, row - 3), min(height, row + 4)):
            for c in range(max(0, column - 3), min(width, column + 4)):
                weight = 1 / (1 + np.exp(-heatmap[r, c, n]))
                total += weight
                highest = max(highest, weight)
                weighted_x += c * weight
                weighted_y += r * weight
        if highest >= 0.5:
            result[n] = weighted_x / width / total, weighted_y / height / total
    return result


def test_refined_equals_the_loop() -> None:
    random = np.random.default_rng(1)
    heatmap = random.normal(-3, 2.5, (64, 48, 39))
    points = random.uniform(-0.1, 1.1, (35, 2))
    points[0], points[1], points[2] = (-0.001, 0.5), (0.0, 0.999), (1.0, 0.5)
    heatmap[..., 5] = -4  # never sure
    expected = slowly(points, heatmap)
    np.testing.assert_allclose(refined(points, heatmap), expected, rtol=1e-12)
    assert (expected[5] == points[5]).all()
    assert (expected != points).any(axis=1).sum() > 15
