import numpy as np
import pytest

from core.labels import SteadyLabel
from core.types import Prediction, State

SCORES = np.array([0.2, 0.7, 0.1], np.float32)


@pytest.mark.parametrize(
    ("state", "steady", "shown"),
    [
        ("ok", SteadyLabel(), 1),  # nothing steady is known: the best one
        ("uncertain", SteadyLabel(), -1),
        ("ok", SteadyLabel(0, mean=(0.5, 0.3, 0.1, 0.1)), 0),
        ("uncertain", SteadyLabel(0, mean=(0.5, 0.3, 0.1, 0.1)), 0),  # for a moment
        ("ok", SteadyLabel(-1, mean=(0.1, 0.2, 0.1, 0.6)), -1),
        ("warming_up", SteadyLabel(0, mean=(0.5, 0.3, 0.1, 0.1)), -1),
    ],
)
def test_the_name_that_is_shown_is_the_steady_one(state: State, steady: SteadyLabel, shown: int) -> None:
    assert Prediction(1, state, 1.0, 0.5, SCORES, steady=steady).shown == shown
    assert Prediction(1, state, 1.0, 0.5, np.zeros(3, np.float32), steady=steady).shown == -1
