import threading

import numpy as np

from core.counting.async_counter import AsyncCounter
from core.counting.live import PeopleCounter
from core.types import LiveCount, People

BOB = np.zeros((18, 3), np.float32)
BOB[:, 0], BOB[:, 1], BOB[:, 2] = np.arange(18) * 7 % 100, np.arange(18) * 13 % 200, 1


def frame(time: float) -> People:
    """Somebody who raises and lowers all joints at once, once a second."""
    joints = BOB.copy()
    joints[:9, 1] += 60 * np.sin(2 * np.pi * time)
    return People(joints[None], (4,))


def test_it_counts_every_frame_as_the_counter_does() -> None:
    breaths: list[None] = []
    counter, beside = PeopleCounter(), AsyncCounter(lambda: breaths.append(None))
    for index in range(240):
        expected = counter(frame(index / 30), index / 30)
        beside(frame(index / 30), index / 30)
    beside.wait()
    (told,) = beside(frame(8.0), 8.0)
    assert told == expected[0]
    assert told.count >= 5
    assert breaths  # the longer looks give way
    beside.reset()
    assert beside(frame(0.0), 0.0) == (LiveCount(),)
    beside.close()


def test_nobody_waits_for_it() -> None:
    gate, done = threading.Event(), threading.Event()
    counter = PeopleCounter()

    class Slow(PeopleCounter):
        def __call__(self, people: People, time: float) -> tuple[LiveCount, ...]:
            gate.wait(10)
            done.set()
            return counter(people, time)

    beside = AsyncCounter()
    beside._counter = Slow()
    assert beside(frame(0.0), 0.0) == (LiveCount(),)
    assert not done.is_set()
    beside.reset()
    gate.set()
    beside.wait()
    assert beside._latest == {}  # a frame from before the reset tells nothing after it
    beside.close()
