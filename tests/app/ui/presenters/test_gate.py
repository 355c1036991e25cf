"""The scale on which the gate is shown."""

import numpy as np
import pytest

from app.ui.presenters.gate import limits


def test_noise_never_spans_the_scale() -> None:
    assert limits(np.array([0.500, 0.513, np.nan], np.float32)) == (
        pytest.approx(0.4565, abs=1e-4),
        pytest.approx(0.5565, abs=1e-4),
    )


def test_what_changes_does() -> None:
    assert limits(np.array([0.2, 0.2, 0.8], np.float32)) == (pytest.approx(0.0, abs=1e-6), pytest.approx(0.8))
    assert limits(np.full(3, np.nan, np.float32)) == (-0.05, 0.05)
