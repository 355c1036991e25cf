"""Networks are fitted beside the window; what was asked for last is what counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.ui.presenters import learner as module
from app.ui.presenters.learner import Learned, Learner
from core.checkpoint import read_info
from core.errors import UserError
from core.examples.files import Motion
from core.examples.store import Example
from tests.core.examples.motions import motion_of

Shown = Sequence[tuple[Example, Motion]]


def shown(*actions: str) -> Shown:
    return [
        (Example(f"{action}/a-{n}", "Ada", "", f"r{n}"), motion_of(1.0, 3.0 * n)) for n, action in enumerate(actions)
    ]


def ask(learner: Learner, some: Shown, name: str) -> None:
    motions = {example.id: motion for example, motion in some}
    learner.learn([example for example, _ in some], motions.__getitem__, name)


@pytest.fixture
def learner(qtbot: QtBot) -> Iterator[Learner]:
    out = Learner()
    yield out
    out.close()


def test_two_examples_of_two_actions_make_a_network(qtbot: QtBot, learner: Learner) -> None:
    with qtbot.waitSignal(learner.learned, timeout=20_000) as told:
        ask(learner, shown("hop", "jump"), "mine")
    (learned,) = told.args or ()
    assert isinstance(learned, Learned)
    assert learned.weights is not None
    info = read_info(learned.weights)
    assert info.title == "mine"
    assert info.labels == ("hop", "jump", "something else")
    with qtbot.waitSignal(learner.learned, timeout=20_000) as again:
        ask(learner, shown("hop", "jump", "hop"), "mine")
    (other,) = again.args or ()
    assert other.weights != learned.weights  # another network has another name
    learner.close()
    assert not learned.weights.parent.exists()


def test_too_few_make_none(qtbot: QtBot, learner: Learner) -> None:
    for some in (shown(), shown("hop"), shown("hop", "hop")):
        with qtbot.waitSignal(learner.learned, timeout=20_000) as told:
            ask(learner, some, "mine")
        (learned,) = told.args or ()
        assert (learned.lesson, learned.weights) == (None, None)


def test_only_the_newest_counts(qtbot: QtBot, learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_go_on = threading.Event(), threading.Event()
    asked: list[int] = []

    def slow(some: Shown, name: str) -> None:
        asked.append(len(some))
        begun.set()
        may_go_on.wait(10)

    monkeypatch.setattr(module, "_learn", slow)
    told: list[Learned] = []
    learner.learned.connect(told.append)
    ask(learner, shown("a"), "mine")
    assert begun.wait(10)
    for count in (2, 3):
        ask(learner, shown(*"a" * count), "mine")
    assert learner.busy
    may_go_on.set()
    qtbot.waitUntil(lambda: bool(told) and not learner.busy)
    assert asked == [1, 3]
    assert len(told) == 1


def test_what_cannot_be_learned_is_told(qtbot: QtBot, learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(some: Shown, name: str) -> None:
        raise UserError("hop/a: nobody is seen in it") if name == "mine" else ValueError("odd")

    monkeypatch.setattr(module, "_learn", fail)
    for name, why in (("mine", "hop/a: nobody is seen in it"), ("other", "ValueError: odd")):
        with qtbot.waitSignal(learner.failed, timeout=10_000) as told:
            ask(learner, shown("a"), name)
        assert told.args == [why]


def test_only_what_changed_is_read_again(qtbot: QtBot, learner: Learner) -> None:
    some = shown("hop", "jump")
    read: list[str] = []

    def load(id: str) -> Motion:
        read.append(id)
        if id.startswith("odd"):
            raise UserError(f"{id} cannot be read")
        return motion_of()

    examples = [example for example, _ in some]
    for asked in (examples, [*examples, Example("odd/a")], [examples[0], replace(examples[1], trim=(0.0, 0.5))]):
        with qtbot.waitSignal(learner.learned, timeout=20_000) as told:
            learner.learn(asked, load, "mine")
        (learned,) = told.args or ()
        assert learned.lesson is not None
        assert learned.unread == (("odd/a cannot be read",) if len(asked) == 3 else ())
    assert read == ["hop/a-0", "jump/a-1", "odd/a", "jump/a-1"]
