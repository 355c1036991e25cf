import random
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from app.benchmark.soak import _acts, sample, summarise
from app.settings import Settings
from tests.app.fakes import card


def test_what_is_held_at_rest_counts() -> None:
    """An hour, a look every 10 s, at rest every five minutes: 10 MB more each time; 300 MB more while busy."""
    samples = [(float(t), 400 + t / 30 + 300 * (t % 300 > 0), 50 + (t % 300 > 0), 9) for t in range(0, 3601, 10)]
    rests = [place for place, row in enumerate(samples) if row[0] % 300 == 0]
    figures = summarise(samples, rests, 60)
    assert (figures["settled_mb"], figures["end_mb"], figures["growth_mb"]) == (420, 520, 100)
    assert figures["peak_mb"] == pytest.approx(400 + 3590 / 30 + 300, abs=0.1)
    assert (figures["handles_settled"], figures["handles_end"], figures["threads_end"]) == (50, 50, 9)


def test_of_a_short_run_the_first_third_does_not_count() -> None:
    samples = [(float(t), 100.0 if t < 30 else 200.0, t, 9) for t in range(91)]
    figures = summarise(samples, [15, 45, 90], 1.5)
    assert (figures["settled_mb"], figures["end_mb"]) == (200, 200)
    assert (figures["handles_settled"], figures["handles_end"]) == (45, 90)
    assert summarise(samples, [15], 1.5)["growth_mb"] == 0  # nothing to compare


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
