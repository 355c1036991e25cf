import numpy as np

from app.memory import Memory
from core.types import Frame, FrameResult, People

NOBODY = People(np.zeros((0, 18, 3), np.float32), ())


def frame(time: float) -> Frame:
    return Frame(round(time * 100), time, np.full((4, 6, 3), round(time * 100) % 256, np.uint8))


def remember(*times: float) -> Memory:
    memory = Memory()
    for time in times:
        memory.add(FrameResult(frame(time), NOBODY, ()))
    return memory


def test_recalls_a_result_with_the_picture_of_the_frame() -> None:
    memory = remember(1.0, 1.1, 1.3)
    again = frame(1.1)
    result = memory.recall(again)
    assert result is not None
    assert result.frame is again


def test_a_skipped_frame_shows_the_result_before_it_if_that_is_near() -> None:
    memory = remember(1.0, 1.1, 2.0)
    assert memory.recall(frame(1.2)) is not None
    assert memory.recall(frame(1.4)) is None
    assert memory.recall(frame(0.9)) is None


def test_what_can_follow() -> None:
    memory = remember(1.0, 2.0)
    assert memory.is_behind(2.0)
    assert not memory.is_behind(2.1)
    assert memory.can_follow(2.5)
    assert not memory.can_follow(3.1)
    assert not memory.can_follow(1.9)
    memory.forget()
    assert memory.is_behind(1.5)
    assert memory.recall(frame(2.0)) is None
    memory.restart()
    assert not memory.is_behind(1.5)
    assert memory.can_follow(99.0)


def test_keeps_no_pictures_and_not_everything() -> None:
    memory = remember(*(index / 100 for index in range(400)))
    assert memory.recall(frame(0.5)) is None
    assert memory.recall(frame(3.5)) is not None
    assert all(result.frame.image.size == 0 for result in memory._results)
