import random
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from app.benchmark.soak import _acts, sample, summarise
from app.settings import Settings
from tests.app.fakes import card


def test_what_grows_after_it_settled_is_the_growth() -> None:
    """An hour, a look every 10 s: 400 MB growing by 1 MB a second for five minutes, then by 1 MB a minute."""
    samples = [(float(t), 400 + min(t, 300) + max(t - 300, 0) / 60, 50, 9) for t in range(0, 3601, 10)]
    figures = summarise(samples, 60)
    assert figures["settled_mb"] == pytest.approx(700 + 330 / 60, abs=0.2)  # the minute after the tenth
    assert figures["growth_mb"] == pytest.approx(49, abs=0.2)  # up to the middle of the last one
    assert (figures["handles_end"], figures["threads_end"]) == (50, 9)


def test_of_a_short_run_the_first_third_does_not_count() -> None:
    samples = [(float(t), 100.0 if t < 30 else 200.0, t, 9) for t in range(91)]
    figures = summarise(samples, 1.5)
    assert (figures["settled_mb"], figures["end_mb"]) == (200, 200)
    assert (figures["handles_settled"], figures["handles_end"]) == (38, 83)


def test_memory_and_handles_are_those_of_this_process(tmp_path: Path) -> None:
    _, before, threads = sample()
    with (tmp_path / "a").open("w"), (tmp_path / "b").open("w"):
        memory, handles, _ = sample()
    assert handles - before == 2
    assert 50 < memory < 20_000
    assert threads >= 1


def test_the_same_seed_does_the_same(tmp_path: Path) -> None:
    def done(seed: int) -> list[str]:
        presenter, window = MagicMock(), MagicMock()
        presenter.settings, presenter.status.models = Settings(), (card(),)
        acts = _acts(presenter, window, "demo.mp4", tmp_path, random.Random(seed))
        for _ in range(60):
            next(acts)()
        return [f"{name}{arguments}" for name, arguments, _ in presenter.method_calls]

    assert done(1) == done(1) != done(2)
    assert {"open", "seek", "toggle", "load_model"} <= {call.partition("(")[0] for call in done(1)}
