"""What is shown becomes examples of whoever is followed, and the countdown is said aloud."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.player.state import AnalysedFrame
from app.ui.presenters.recording import RecordingPresenter
from core.examples.store import SOMETHING_ELSE
from core.skeleton import Joints
from core.types import Frame, FrameResult, People
from tests.app.fakes import card
from tests.core.examples.motions import RATE, repeated

PICTURE = np.zeros((1, 1, 3), np.uint8)
Told = dict[str, list[object]]


@pytest.fixture
def recording(qtbot: QtBot) -> RecordingPresenter:
    return RecordingPresenter()


@pytest.fixture
def told(recording: RecordingPresenter) -> Told:
    out: Told = {"cut": [], "announced": [], "beeped": [], "ended": []}
    recording.cut.connect(lambda *what: out["cut"].append(what))
    recording.announced.connect(out["announced"].append)
    recording.beeped.connect(lambda: out["beeped"].append(1))
    recording.ended.connect(lambda *what: out["ended"].append(what))
    return out


def show(recording: RecordingPresenter, frames: Iterable[Joints], people: tuple[int, ...] = (7,), run: int = 1) -> None:
    """Person 7 does it; person 3, beside, stands still."""
    still: Joints | None = None
    for index, joints in enumerate(frames):
        still = joints if still is None else still
        places = {7: joints, 3: still}
        there = People(np.stack([places[id] for id in people]), people)
        result = FrameResult(Frame(index, index / RATE, PICTURE), there, ())
        recording.feed(AnalysedFrame(result, card(), "0", run), 7, "camera 0")


def test_whoever_is_followed_is_recorded(recording: RecordingPresenter, told: Told) -> None:
    recording.start("wave", 2, 3)
    show(recording, repeated("golf", 3, pause=1.0), people=(3, 7))
    assert [(action, source) for action, _, _, source in told["cut"]] == [("wave", "camera 0")] * 2  # type: ignore[misc]
    assert len({name for _, _, name, _ in told["cut"]}) == 1  # type: ignore[misc]
    assert told["ended"] == [("wave", 2)]
    assert not recording.running


def test_the_countdown_is_announced_and_beeps(recording: RecordingPresenter, told: Told) -> None:
    recording.start("wave", 2, 4)
    show(recording, repeated("golf", 3, pause=1.0, before=5.0))
    assert told["announced"] == ["4", "3", "2", "1", "Go!", "1 of 2", "2 of 2", ""]
    assert len(told["beeped"]) == 3 + 1 + 2


def test_stopped_by_hand(recording: RecordingPresenter, told: Told) -> None:
    recording.start("wave", 5, 3)
    show(recording, list(repeated("golf", 3, pause=1.0))[: round(7.5 * RATE)])
    recording.stop()
    assert told["ended"] == [("wave", 1)]
    assert told["announced"][-1] == ""
    recording.stop()
    assert len(told["ended"]) == 1


def test_the_same_picture_again_counts_once(recording: RecordingPresenter, told: Told) -> None:
    recording.start(SOMETHING_ELSE, 1, 1)
    frames = [joints for joints in repeated("golf", 1, pause=1.0) for _ in range(2)]
    for index, joints in enumerate(frames):
        result = FrameResult(Frame(index // 2, index // 2 / RATE, PICTURE), People(joints[None], (7,)), ())
        recording.feed(AnalysedFrame(result, card(), "0", 1), 7, "")
    ((_, motion, _, _),) = told["cut"]  # type: ignore[misc]
    assert (np.diff(motion.times) > 0).all()  # type: ignore[has-type]


def test_pictures_before_anything_is_known_do_not_count(recording: RecordingPresenter, told: Told) -> None:
    recording.start("wave", 1, 1)
    result = FrameResult(Frame(0, 0.0, PICTURE), People(np.zeros((0, 18, 3), np.float32), ()), ())
    recording.feed(AnalysedFrame(result, None, "0", -1), None, "")
    assert recording.progress is None
    recording.feed(AnalysedFrame(result, card(), "0", 1), None, "")
    assert told["announced"] == ["step into view"]


def test_another_network_meanwhile_changes_nothing(recording: RecordingPresenter, told: Told) -> None:
    """With every example the network is fitted anew, which begins another run; nobody else is recorded then."""
    recording.start("wave", 2, 3)
    for index, joints in enumerate(repeated("golf", 3, pause=1.0)):
        people = People(np.stack([joints, np.zeros_like(joints) + 1]), (7, 3))
        result = FrameResult(Frame(index, index / RATE, PICTURE), people, ())
        followed = 7 if index < 100 else 3
        recording.feed(AnalysedFrame(result, card(), "0", 1 if index < 100 else 2), followed, "")
    assert told["ended"] == [("wave", 2)]
