"""How STF-Net's temporal gate is shown: as its deviation from the mean, on a scale that leaves noise looking even."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEAST_DEVIATION = 0.05
"""Of a gate in 0..1: the scale of colours never spans less than this on either side of the mean."""


def limits(values: NDArray[np.float32]) -> tuple[float, float]:
    """The ends of the scale of colours, as far below the mean as above it; values of any shape, NaN are passed over."""
    known = values[np.isfinite(values)]
    middle = float(known.mean()) if known.size else 0.0
    reach = max(LEAST_DEVIATION, float(np.abs(known - middle).max(initial=0.0)))
    return middle - reach, middle + reach
