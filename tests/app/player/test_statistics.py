import pytest

from app.player.statistics import Meter, Rate


def test_a_rate_is_that_of_the_last_two_seconds_and_remembers_no_more() -> None:
    now = 0.0
    rate = Rate(lambda: now)
    for index in range(10_000):  # nobody asks meanwhile
        now = index / 50
        rate.tick()
    assert len(rate._times) <= 102
    assert rate.per_second() == pytest.approx(50)
    now += 1.5
    rate.tick()
    assert rate.per_second() == pytest.approx(26 / 2, abs=0.5)
    now += 10
    assert rate.per_second() == 0


@pytest.mark.parametrize("jump", [36_000.0, -36_000.0])
def test_after_a_jump_of_the_clock_rates_are_right_again(jump: float) -> None:
    """A computer that slept, or a virtual machine that was set back."""
    now = 100_000.0
    meter = Meter(lambda: now)
    for _ in range(100):
        now += 0.05
        meter.read(dropped=False)
        meter.analysed(judged=True)
    now += jump
    assert meter.statistics().capture == 0
    for _ in range(30):
        now += 0.1
        meter.read(dropped=False)
        meter.analysed(judged=False)
    assert meter.statistics().capture == pytest.approx(10, abs=0.5)
    assert meter.statistics().pose == pytest.approx(10, abs=0.5)
    assert meter.statistics().action == 0
    assert meter.since_read() == 0
