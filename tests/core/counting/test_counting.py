"""What users of counters complain about: a generated motion each, whose true count is known."""

from __future__ import annotations

import numpy as np
import pytest

from core.counting import LiveCounter, PeopleCounter, count_repetitions
from core.pose.backend import open_pose
from core.skeleton import Joints
from core.synthetic.camera import SyntheticCamera
from core.tracking import Tracker
from tests.core.counting.motions import FPS, held, joints_of, live, moved, pose, repeated, repetition, times_of


def both(joints: Joints) -> tuple[int, int]:
    """The count in file form and, at the end, in live form."""
    return count_repetitions(times_of(joints), joints).count, live(joints)[-1].total


@pytest.mark.parametrize("action", ["golf", "pullup", "swing_baseball"])
@pytest.mark.parametrize(("count", "seconds"), [(3, 2.0), (6, 2.0), (3, 6.0), (8, 0.8), (8, 0.5)])
def test_counts_what_is_repeated(action: str, count: int, seconds: float) -> None:
    joints = joints_of(repeated(action, count, seconds))
    found = count_repetitions(times_of(joints), joints)
    assert found.count == count
    assert found.period == pytest.approx(seconds, rel=0.1)
    last = live(joints)[-1]
    assert abs(last.total - count) <= (seconds < 1)  # at eight samples a cycle, the last one may still be open
    assert last.period == pytest.approx(seconds, rel=0.1)


def test_cycles_follow_one_another_at_the_true_period() -> None:
    joints = joints_of(repeated("golf", 6))
    cycles = count_repetitions(times_of(joints) + 100.0, joints).cycles
    assert cycles[0].start == pytest.approx(100.0, abs=0.4)
    assert [b.start for b in cycles[1:]] == [a.end for a in cycles[:-1]]
    assert np.diff([cycle.start for cycle in cycles]) == pytest.approx(np.full(5, 2.0), abs=0.25)
    assert min(cycle.confidence for cycle in cycles) > 0.7


def test_place_size_and_unit_do_not_matter() -> None:
    joints = joints_of(repeated("pullup", 5))
    other = joints * np.array([0.01, 0.01, 1.0], np.float32) + np.array([7.0, -3.0, 0.0], np.float32)
    assert both(other) == (5, 5)


def test_live_counts_each_cycle_at_its_end() -> None:
    told = live(joints_of(repeated("golf", 6)))
    at = {number: next(i for i, each in enumerate(told) if each.count >= number) / FPS for number in (2, 3, 4, 5, 6)}
    for number, time in at.items():
        assert time == pytest.approx(2.0 * number, abs=0.5)
    assert not told[60].active
    assert told[-1].active
    phases = np.array([each.phase for each in told[180:360]])
    assert phases.min() == 0
    assert 0.7 < phases.max() <= 1
    ends = [cycle.end for cycle in told[-1].cycles]
    assert np.diff(ends) == pytest.approx(np.full(5, 2.0), abs=0.35)
    assert told[-30].cycles == told[-1].cycles[: len(told[-30].cycles)]
    assert np.median(np.diff(phases[::3])) == pytest.approx(0.1 / 2.0, abs=0.01)  # a sample is 0.1 s of a cycle of 2


def test_hovering_at_the_threshold_counts_once() -> None:
    part = repetition("pullup", 2.0)
    wobble = 0.04 * np.sin(np.arange(30) * 2 * np.pi / 12)[:, None, None]
    cycle = np.concatenate([part[:15], held(part[15], 1.0) + wobble, part[15:]])
    assert both(joints_of(np.concatenate([cycle] * 5))) == (5, 5)


def test_getting_into_position_hardly_counts() -> None:
    stand, begin = pose("golf", 0), pose("pullup", 0)
    arriving = [held(stand, 2.0), moved(stand, pose("clap", 0.5), 1.0), moved(pose("clap", 0.5) - [3, 0], begin, 1.5)]
    leaving = [moved(begin, stand + [2, 0], 1.5), held(stand + [2, 0], 3.0)]
    alone = joints_of(np.concatenate([*arriving, *leaving]))
    assert both(alone) == (0, 0)
    for count in both(joints_of(np.concatenate([*arriving, repeated("pullup", 5), *leaving]))):
        assert 5 <= count <= 6


def test_joints_out_of_the_frame_and_lost_frames() -> None:
    joints = joints_of(repeated("pullup", 5))
    joints[:, [9, 10, 12, 13]] = 0
    assert both(joints) == (5, 5)
    joints = joints_of(repeated("golf", 6))
    joints[np.random.default_rng(1).random(joints.shape[:2]) < 0.2] = 0
    joints[100:112] = 0
    for count in both(joints):
        assert abs(count - 6) <= 1


def test_another_exercise_starts_a_new_count() -> None:
    change = moved(pose("golf", 0), pose("pullup", 0), 1.0)
    joints = joints_of(np.concatenate([repeated("golf", 5), change, repeated("pullup", 5)]))
    assert [group.count for group in count_repetitions(times_of(joints), joints).groups] == [5, 5]
    last = live(joints)[-1]
    assert last.exercise == 1
    assert abs(last.count - 5) <= 1
    assert abs(last.total - 10) <= 2


def test_a_pause_keeps_the_count_and_the_exercise() -> None:
    joints = joints_of(np.concatenate([repeated("golf", 3), held(pose("golf", 0), 8.0), repeated("golf", 3)]))
    told = live(joints)
    resting = told[round((6 + 7) * FPS)]
    assert (resting.count, resting.active, resting.phase) == (3, False, 0.0)
    assert (told[-1].count, told[-1].exercise, told[-1].active) == (6, 0, True)
    assert count_repetitions(times_of(joints), joints).count == 6


def test_a_pause_within_a_cycle_does_not_count_twice() -> None:
    part = repetition("golf", 2.0)
    pieces = [repeated("golf", 3), part[:20], held(part[20], 4.0), part[20:], repeated("golf", 2)]
    for count in both(joints_of(np.concatenate(pieces))):
        assert 5 <= count <= 6


def test_slower_and_slower() -> None:
    pieces = [repetition("pullup", seconds) for seconds in (1.2, 1.4, 1.8, 2.2, 2.8, 3.2)]
    assert both(joints_of(np.concatenate(pieces))) == (6, 6)


def test_who_stands_and_sways_does_nothing() -> None:
    times = np.arange(40 * 30) / FPS
    sway = np.stack([0.1 * np.sin(1.1 * times) + 0.07 * np.sin(0.37 * times), 0.02 * np.sin(0.9 * times)], axis=1)
    assert max(both(joints_of(held(pose("golf", 0), 40.0) + sway[:, None], tremble=0.02))) == 0


def going(points: np.ndarray, speed: float, growth: float) -> np.ndarray:
    """A motion on the way: ``speed`` lengths of the torso a second to the right, ``growth`` a second as a logarithm."""
    seconds = np.arange(len(points))[:, None, None] / FPS
    return points * np.exp(growth * seconds) + np.concatenate([speed * seconds, 0 * seconds], axis=2)


@pytest.mark.parametrize(("speed", "growth"), [(1.5, 0.0), (-1.5, 0.0), (0.0, 0.25), (0.0, -0.25)])
def test_steps_on_the_way_are_no_repetitions(speed: float, growth: float) -> None:
    joints = joints_of(going(repeated("golf", 6, 1.1), speed, growth))
    assert both(joints) == (0, 0)


def test_a_moving_camera_changes_nothing() -> None:
    motion = repeated("golf", 6)
    assert both(joints_of(going(motion, 0.3, 0.03))) == (6, 6)
    seconds = np.arange(len(motion)) / FPS
    shaken = np.stack([0.5 * np.sin(seconds), 0.3 * np.sin(1.3 * seconds)], axis=1)
    assert both(joints_of(motion + shaken[:, None])) == (6, 6)
    swung = np.stack([np.clip(seconds - 6, 0, 1.5), np.zeros_like(seconds)], axis=1)
    assert both(joints_of(motion + swung[:, None])) == (6, 6)


def test_guessed_joints_do_not_count() -> None:
    joints = joints_of(held(pose("golf", 0), 10.0))
    joints[:, [4, 7], :2] += 25 * np.sin(2 * np.pi * times_of(joints) / 0.7)[:, None, None]
    assert min(both(joints)) >= 13
    joints[:, [4, 7], 2] = 0.3
    assert both(joints) == (0, 0)


def test_two_people_count_each_for_themselves() -> None:
    left, right = joints_of(repeated("golf", 6, 2.0)), joints_of(repeated("pullup", 4, 3.0) + [4.5, 0])
    tracker, counter = Tracker(2), PeopleCounter()
    for index, pair in enumerate(zip(left, right, strict=True)):
        people = tracker.update(np.stack(pair[:: 1 if index % 2 else -1]), index / FPS)
        told = counter(people, index / FPS)
    assert sorted(each.total for each in told) == [4, 6]
    assert told[int(people.joints[:, 1, 0].argmin())].total == 6


def test_from_pixels() -> None:
    camera = SyntheticCamera(action="pullup", fps=15.0)
    period = len(camera._performance) / 2 / camera.fps
    camera.frame_count = round(4 * period * camera.fps)
    pose_backend, counter, times, people = open_pose(1), LiveCounter(), [], []
    try:
        while (frame := camera.read()) is not None:
            found = pose_backend.detect(frame)
            times.append(frame.time)
            people.append(found[0] if len(found) else np.zeros((18, 3), np.float32))
    finally:
        pose_backend.close()
    told = [counter(time, joints) for time, joints in zip(times, people, strict=True)]
    found = count_repetitions(times, np.array(people))
    assert abs(found.count - 4) <= 1
    assert abs(told[-1].total - 4) <= 1
    assert found.period == pytest.approx(period, rel=0.15)


def test_reset_begins_at_zero() -> None:
    counter = LiveCounter()
    joints = joints_of(repeated("golf", 4))
    assert live(joints, counter)[-1].count == 4
    counter.reset()
    assert counter(0.0, joints[0]).count == 0
    assert live(joints, LiveCounter())[-1].count == 4


def test_memory_does_not_grow() -> None:
    counter = LiveCounter()
    live(joints_of(repeated("golf", 4)), counter)
    held_then = (len(counter._sampler.history), len(counter._search._steps), len(counter._sampler._frames))
    assert held_then[0] <= counter._search.reach
    assert held_then[1] <= 600
    assert held_then[2] <= 8


def test_nobody_and_too_little() -> None:
    assert count_repetitions(np.zeros(0), np.zeros((0, 18, 3), np.float32)).count == 0
    assert count_repetitions([0.0, 1.0], np.zeros((2, 18, 3), np.float32)).count == 0
    assert live(np.zeros((40, 18, 3), np.float32))[-1].count == 0
    with pytest.raises(ValueError, match="18, 3"):
        count_repetitions([0.0], np.zeros((1, 17, 3), np.float32))
    with pytest.raises(ValueError, match="increase"):
        count_repetitions([0.0, 0.0], np.zeros((2, 18, 3), np.float32))
