import numpy as np
import pytest

from core.pose.smoothing import OneEuroFilter, Smoothing
from core.tracking import body_size
from core.types import People


def body(shift: float = 0.0) -> np.ndarray:
    """``(18, 3)``: a body 100 wide and 200 high."""
    random = np.random.default_rng(3)
    points = random.random((18, 2)) * (100, 200) + 300
    points[0], points[1] = (300, 300), (400, 500)
    return np.concatenate((points + shift, np.full((18, 1), 0.8)), axis=1).astype(np.float32)


def people(*rows: np.ndarray) -> People:
    return People(np.stack(rows), tuple(range(1, len(rows) + 1)))


def reference(values: list[float], rate: float, size: float, setting: Smoothing) -> list[float]:
    """One coordinate by the algorithm as the paper's appendix has it, step by step."""

    def alpha(cutoff: float) -> float:
        tau = 1 / (2 * np.pi * cutoff)
        return 1 / (1 + tau * rate)

    out, speed = [values[0]], 0.0
    for value in values[1:]:
        raw = (value - out[-1]) * rate
        speed = alpha(setting.speed_cutoff) * raw + (1 - alpha(setting.speed_cutoff)) * speed
        cutoff = setting.min_cutoff + setting.beta * abs(speed) / size
        out.append(alpha(cutoff) * value + (1 - alpha(cutoff)) * out[-1])
    return out


def test_every_coordinate_follows_the_paper() -> None:
    setting = Smoothing(1.2, 5.0, 0.9)
    smooth = OneEuroFilter(setting)
    random = np.random.default_rng(0)
    walk = np.cumsum(random.normal(0, 4, 40))
    got = []
    for index, shift in enumerate(walk):
        row = body()
        row[:, 0] += shift  # along x alone, so that the pace is that of one coordinate
        got.append(smooth(people(row), index / 25).joints[0, 5])
    start = float(body()[5, 0])
    expected = reference([start + shift for shift in walk], 25.0, body_size(body()), setting)
    np.testing.assert_allclose([place[0] for place in got], expected, rtol=1e-4)
    np.testing.assert_allclose([place[1] for place in got], body()[5, 1], rtol=1e-6)
    assert all(place[2] == np.float32(0.8) for place in got)


def test_trembling_shrinks_and_motion_is_followed() -> None:
    random = np.random.default_rng(1)
    smooth = OneEuroFilter()
    still = [smooth(people(body() + random.normal(0, 2, (18, 3)) * (1, 1, 0)), i / 30).joints[0] for i in range(90)]
    rest = np.stack(still[30:])[..., :2]
    assert float(np.diff(rest, axis=0).std()) < 0.5 * 2 * np.sqrt(2)  # without the filter 2·√2 pixels
    # three body sizes a second, as a fast arm: it lags by less than a tenth of the body
    pace, smooth = 3 * body_size(body()), OneEuroFilter()
    for index in range(60):
        row = body()
        row[:, 0] += pace * index / 30
        out = smooth(people(row), index / 30).joints[0]
    assert 0 < float((row - out)[:, 0].max()) < 0.1 * body_size(body())


def test_missing_joints_stay_missing_and_start_anew() -> None:
    smooth = OneEuroFilter(Smoothing(min_cutoff=0.1, beta=0))
    hidden = body(50)
    hidden[4] = 0
    smooth(people(body()), 0.0)
    out = smooth(people(hidden), 0.1).joints[0]
    np.testing.assert_array_equal(out[4], (0, 0, 0))
    assert (np.abs(out[:4, :2] - body()[:4, :2]) < 10).all()
    back = smooth(people(body(100)), 1.0).joints[0]  # away for longer than half a second: no trace of before
    np.testing.assert_array_equal(back[4], body(100)[4])


def test_people_are_kept_apart_and_the_input_is_not_changed() -> None:
    smooth = OneEuroFilter(Smoothing(min_cutoff=0.1, beta=0))
    before = people(body(), body(500))
    smooth(before, 0.0)
    later = smooth(People(np.stack([body(520), body(20)]), (2, 1)), 0.033)
    assert float(later.joints[0, 3, 0]) == pytest.approx(float(body(500)[3, 0]), abs=1)
    assert float(later.joints[1, 3, 0]) == pytest.approx(float(body()[3, 0]), abs=1)
    np.testing.assert_array_equal(before.joints, np.stack([body(), body(500)]))
    smooth.reset()
    np.testing.assert_array_equal(smooth(people(body(20)), 0.04).joints[0], body(20))
