from collections.abc import Callable

import numpy as np
import pytest

from core.inference import choose_engine as engine
from core.inference.choose_engine import agree, choose_engine, try_half
from core.inference.ensemble import Member, Networks
from core.inference.recognizer import Recognizer
from core.inference.stream_recognizer import StreamRecognizer
from core.types import People
from tests.core.fakes import random_model, small_info
from tests.core.inference.fakes import CAUSAL, motion


def fixed(window: float, step: float) -> Callable[[], float]:
    """A clock by which the windows of a trial take one time, and the steps after it another."""
    time, calls = 0.0, 0

    def clock() -> float:
        nonlocal time, calls
        calls += 1
        if calls % 2 == 0:  # the end of a call
            time += window if calls <= 10 else step
        return time

    return clock


def member(info) -> Member:
    return Member(random_model(info), info)


def test_steps_where_they_are_cheaper() -> None:
    chosen, recognizer = choose_engine([member(CAUSAL["stgcn"])], clock=fixed(0.005, 0.001))
    assert isinstance(recognizer, StreamRecognizer)
    assert (chosen.kind, chosen.window, chosen.step) == ("steps", pytest.approx(0.005), pytest.approx(0.001))
    assert str(chosen) == "frame by frame on cpu: 5.0 ms a window, 1.0 ms a step; steps are cheaper"
    fresh = StreamRecognizer(member(CAUSAL["stgcn"]))
    people = People(motion()[:1], (1,))
    ours, theirs = recognizer.push(people, 3.0)[0], fresh.push(people, 0.0)[0]
    np.testing.assert_allclose(ours.scores, theirs.scores, atol=1e-6)  # nothing of the trial is left


def test_windows_where_these_are_cheaper() -> None:
    chosen, recognizer = choose_engine([member(CAUSAL["stgcn"])], clock=fixed(0.001, 0.002))
    assert (chosen.kind, type(recognizer)) == ("windows", Recognizer)
    assert str(chosen).endswith("windows are cheaper")


def test_windows_where_there_are_no_steps() -> None:
    chosen, recognizer = choose_engine([member(small_info())])
    assert (chosen.kind, chosen.step, type(recognizer)) == ("windows", None, Recognizer)
    assert chosen.window > 0
    assert str(chosen).endswith("small was not trained causal")
    chosen, recognizer = choose_engine([member(CAUSAL["stgcn"]), member(CAUSAL["bone"])])
    assert (chosen.kind, chosen.reason) == ("windows", "fused networks run by windows")
    assert recognizer.info.stream == "joint+bone"


@pytest.mark.parametrize(
    ("agreement", "full", "half", "reason"),
    [
        (1.0, 0.006, True, "half precision agrees"),
        (0.0, 0.006, False, "half precision would say other things"),
        (1.0, 0.004, False, "half precision is no faster"),
    ],
)
def test_half_precision_only_where_it_agrees_and_is_faster(
    monkeypatch: pytest.MonkeyPatch, agreement: float, full: float, half: bool, reason: str
) -> None:
    """Another device is played by the CPU, on which half precision runs as well."""
    monkeypatch.setattr(engine, "AGREEMENT", agreement)
    info = small_info()
    members, recognizer = [member(info)], Recognizer(random_model(info), info)
    chosen = try_half(members, recognizer, full, True, fixed(0.005, 0.005))
    assert (chosen.kind, chosen.half, chosen.reason) == ("windows", half, reason)
    assert isinstance(recognizer.classifier, Networks)
    assert recognizer.classifier.half is half
    assert ("half precision:" in str(chosen)) is half


def test_agreement_is_about_the_best_class_and_every_score() -> None:
    exact = np.array([[0.5, 0.3, 0.2], [0.1, 0.45, 0.45]])
    assert agree(exact, exact + 0.009)
    assert not agree(exact, exact + np.array([0, 0, 0.011]))
    assert not agree(exact, exact + np.array([0, 0, 0.001]))  # another best class in the second row
