"""What several benchmarks of labels are tested with."""

import numpy as np

from core.benchmark.bundled import Sliding


def sliding() -> Sliding:
    """Two clips of 1 s, five moments each; the first trembles between its class and another, the second is unsure."""
    clips = np.repeat([0, 1], 5)
    scores = np.full((10, 3), 0.1, np.float32)
    scores[[0, 1, 3, 4], 0] = 0.8
    scores[2, 1] = 0.8
    scores[5:, 2] = 0.8
    certain = np.array([True] * 5 + [False] * 4 + [True])
    return Sliding(clips, np.tile(np.arange(5) / 4, 2), np.repeat([0, 2], 5), scores, certain)
