"""Fine-tuning beside the window: progress, cancelling, and keeping what is better only."""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.presenters.fine_tuning import FEWEST, FineTuning, Step, Tuned, tune
from core.errors import UserError
from core.examples.store import Example
from core.teaching import fine_tune
from tests.core.examples.motions import motion_of


@dataclass(frozen=True)
class At:
    step: int
    steps: int
    accuracy: float
    remaining: float


@dataclass(frozen=True)
class Outcome:
    kept: bool
    sentence: str = "of 5 clips held out …"

    def save(self, path: Path) -> Path:
        return path


class Told:
    def __init__(self, tuning: FineTuning) -> None:
        self.texts: list[str] = []
        self.curves: list[tuple[float, ...]] = []
        self.ended: list[tuple[str, str]] = []
        self.better: list[Tuned] = []
        tuning.changed.connect(lambda: self._look(tuning))
        tuning.ended.connect(lambda *what: self.ended.append(what))
        tuning.better.connect(self.better.append)

    def _look(self, tuning: FineTuning) -> None:
        if tuning.view is not None:
            self.texts.append(tuning.view.text)
            self.curves.append(tuning.view.curve)


@pytest.mark.parametrize("kept", [True, False])
def test_it_tells_how_far_it_is_and_what_came_of_it(qtbot: QtBot, kept: bool) -> None:
    def tune(shown: object, name: str) -> Generator[Step, None, Tuned]:
        yield At(1, 4, float("nan"), float("nan"))
        yield At(2, 4, 0.5, 62.4)
        yield At(3, 4, 0.75, 1.0)
        return Outcome(kept)

    tuning = FineTuning(tune)  # type: ignore[arg-type]
    told = Told(tuning)
    tuning.start((), lambda _: motion_of(), "mine")
    qtbot.waitUntil(lambda: not tuning.running)
    assert told.texts == [
        "0% …",
        "25%, 0:00 left",
        "50%, 1:02 left, 50% of those held out",
        "75%, 0:01 left, 75% of those held out",
    ]
    assert told.curves[-1] == (0.5, 0.75)
    assert told.ended == [("info", "of 5 clips held out …")]
    assert [each.kept for each in told.better] == ([True] if kept else [])


def test_cancelled_it_leaves_everything_as_it_was(qtbot: QtBot) -> None:
    closed = threading.Event()

    def tune(shown: object, name: str) -> Generator[Step, None, Tuned]:
        try:
            for step in range(1_000_000):
                yield At(step, 1_000_000, float("nan"), 9.0)
        finally:
            closed.set()
        return Outcome(True)

    tuning = FineTuning(tune)  # type: ignore[arg-type]
    told = Told(tuning)
    tuning.start((), lambda _: motion_of(), "mine")
    qtbot.waitUntil(lambda: len(told.texts) > 2)
    tuning.cancel()
    assert not tuning.running
    assert closed.wait(10)
    assert told.ended == [("info", "Fine-tuning was cancelled; nothing has changed.")]
    assert told.better == []
    tuning.close()


@pytest.mark.parametrize(
    ("error", "text"), [(UserError("too few examples"), "too few examples"), (ValueError("odd"), "ValueError: odd")]
)
def test_what_goes_wrong_is_told(qtbot: QtBot, error: Exception, text: str) -> None:
    def tune(shown: object, name: str) -> Generator[Step, None, Tuned]:
        raise error
        yield

    tuning = FineTuning(tune)  # type: ignore[arg-type]
    told = Told(tuning)
    tuning.start((), lambda _: motion_of(), "mine")
    qtbot.waitUntil(lambda: bool(told.ended))
    assert told.ended == [("error", text)]


def test_it_asks_as_many_examples_as_the_network_does(qtbot: QtBot) -> None:
    assert FEWEST == fine_tune.FEWEST
    some = [(Example(f"hop/a-{n}", "Ada", "", "a"), motion_of()) for n in range(3)]
    with pytest.raises(UserError, match="fine-tuning needs 20 examples"):
        next(tune(some, "mine"))
