"""Examples are cut where repetitions are, from motion alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np
import pytest

from core.examples.files import Motion
from core.examples.recorder import PIECE, Progress, Recorder, Stage
from core.skeleton import Joints
from tests.core.examples.motions import RATE, figure, repeated

STILL = next(repeated("clap", 1, 0.0))


def feed(recorder: Recorder, frames: Iterable[Joints | None], start: float = 0.0) -> list[Progress]:
    return [recorder(start + index / RATE, joints) for index, joints in enumerate(frames)]


def cut(progress: list[Progress]) -> list[Motion]:
    return [motion for each in progress for motion in each.cut]


@pytest.mark.parametrize("action", ["clap", "golf", "swing_baseball", "pullup"])
def test_repetitions_with_pauses_are_examples(action: str) -> None:
    """The recorded motion lasts 1.6 s, and the way back 0.4 s."""
    recorder = Recorder(wanted=3)
    found = cut(feed(recorder, repeated(action, 4, pause=1.0)))
    assert len(found) == 3
    assert all(1.8 <= motion.seconds <= 2.8 for motion in found)
    assert all(motion.times[0] == 0 and motion.seen == 1 for motion in found)


@pytest.mark.parametrize("action", ["clap", "golf", "swing_baseball", "pullup"])
def test_repetitions_without_pauses_are_cut_at_their_cycles(action: str) -> None:
    found = cut(feed(Recorder(wanted=4), repeated(action, 8, pause=0.0)))
    assert len(found) == 4
    assert [motion.seconds for motion in found] == pytest.approx([1.9] * 4, abs=0.5)


def test_examples_do_not_overlap_and_hold_the_whole_movement() -> None:
    frames = list(repeated("golf", 3, pause=1.0))
    for index, joints in enumerate(frames):
        joints[0, 0] += index * 1e-3  # tells the frames apart
    found = cut(feed(Recorder(wanted=3), frames))
    stretches = []
    for motion in found:
        places = [next(i for i, joints in enumerate(frames) if (joints == motion.joints[end]).all()) for end in (0, -1)]
        assert places[1] - places[0] + 1 == len(motion.times)
        stretches.append(places)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(stretches))
    for number, (first, last) in enumerate(stretches):
        begin = 4 * RATE + number * (2.0 + 1.0) * RATE
        assert first == pytest.approx(begin, abs=0.35 * RATE)
        assert last == pytest.approx(begin + 2.0 * RATE, abs=0.5 * RATE)


def test_the_countdown_begins_with_somebody_in_view() -> None:
    recorder = Recorder(countdown=3.0)
    nobody = feed(recorder, [None] * 15)
    assert {each.stage for each in nobody} == {Stage.NOBODY}
    told = feed(recorder, [STILL] * 60, start=1.0)
    assert [each.left for each in told[:46:15]] == [3, 2, 1, 0]
    assert told[-1].stage is Stage.READY
    assert not cut(told)


def test_standing_and_swaying_is_no_example() -> None:
    random = np.random.default_rng(0)
    frames = []
    for index in range(300):
        joints = STILL.copy()
        joints[:, :2] += 4 * np.sin(index / 9) + random.normal(0, 3, (18, 2))
        frames.append(joints)
    assert not cut(feed(Recorder(), frames))


def test_a_movement_under_way_is_dropped_when_it_is_stopped_by_hand() -> None:
    recorder = Recorder(wanted=5)
    frames = list(repeated("golf", 2, pause=1.0))
    told = feed(recorder, frames[: round((4 + 3.0 + 1.0) * RATE)])
    assert told[-1].stage is Stage.MOVING
    assert len(cut(told)) == 1
    last = recorder.stop()
    assert (last.stage, last.cut, last.count) == (Stage.DONE, (), 1)
    assert recorder(100.0, STILL).stage is Stage.DONE


def test_it_ends_by_itself() -> None:
    told = feed(Recorder(wanted=2), repeated("clap", 4, pause=1.0))
    assert told[-1].stage is Stage.DONE
    assert told[-1].count == 2


def test_whoever_comes_back_gets_another_countdown() -> None:
    recorder = Recorder()
    feed(recorder, [STILL] * 60)
    away = feed(recorder, [None] * 30, start=4.0)
    assert away[-1].stage is Stage.NOBODY
    walked = [figure_at(x) for x in np.linspace(-300, 0, 15)]
    told = feed(recorder, [*walked, *[STILL] * 60], start=6.0)
    assert told[0].stage is Stage.COUNTDOWN
    assert told[-1].stage is Stage.READY
    assert not cut(told)


def test_a_jump_in_time_begins_anew() -> None:
    recorder = Recorder()
    feed(recorder, [STILL] * 60)
    assert recorder(0.5, STILL).stage is Stage.COUNTDOWN
    assert recorder(9.0, STILL).left == 3


def test_something_else_is_cut_into_pieces() -> None:
    told = feed(Recorder(wanted=2, pieces=True), [STILL] * 180)
    assert [motion.seconds for motion in cut(told)] == pytest.approx([PIECE, PIECE], abs=0.1)
    assert told[-1].stage is Stage.DONE


def test_a_movement_that_ends_elsewhere_ends_after_a_longer_rest() -> None:
    """Sitting down is not over while somebody pauses on the way, but once they stay there."""
    there = np.linspace(0, 80, 15)
    ways = [*[0.0] * 60, *there, *[80.0] * 30]
    frames = []
    for way in ways:
        joints = STILL.copy()
        joints[:, 1] += way
        frames.append(joints)
    told = feed(Recorder(), frames)
    (found,) = cut(told)
    assert found.seconds == pytest.approx(1.0 + 0.4, abs=0.3)
    ended = next(index for index, each in enumerate(told) if each.cut)
    assert ended / RATE == pytest.approx(5.0 + 0.8, abs=0.3)


def figure_at(shift: float) -> Joints:
    joints = STILL.copy()
    joints[:, 0] += shift
    return joints


def test_the_figure_is_a_person() -> None:
    assert figure(np.zeros((33, 2))).shape == (18, 3)
