import threading
from collections.abc import Iterator

import pytest

from core.ahead import Ahead


def test_items_come_in_order_and_are_made_elsewhere() -> None:
    makers = set()

    def items() -> Iterator[int]:
        for number in range(50):
            makers.add(threading.current_thread().name)
            yield number

    with Ahead(items(), "maker", room=3) as ahead:
        assert list(ahead) == list(range(50))
    assert makers == {"maker"}


def test_no_more_is_made_than_there_is_room_for() -> None:
    made: list[int] = []
    third = threading.Event()

    def items() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            if number == 2:
                third.set()
            yield number

    with Ahead(items(), "maker", room=2) as ahead:
        assert third.wait(10)  # two wait, the third has no room
        assert made == [0, 1, 2]
        assert next(ahead) == 0


def test_the_oldest_is_dropped_where_only_the_latest_count() -> None:
    done = threading.Event()

    def items() -> Iterator[int]:
        yield from range(10)
        done.set()

    with Ahead(items(), "maker", room=1, latest=True) as ahead:
        assert done.wait(10)
        assert list(ahead) == [9]


def test_an_error_comes_after_the_items_before_it_and_once() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise KeyboardInterrupt

    with Ahead(items(), "maker") as ahead:
        assert next(ahead) == 1
        with pytest.raises(KeyboardInterrupt):
            next(ahead)
        assert list(ahead) == []


def test_closing_ends_the_thread_while_it_waits_for_room() -> None:
    before = threading.active_count()
    ahead = Ahead(iter(int, 1), "for ever", room=1)
    assert next(ahead) == 0
    ahead.close()
    assert threading.active_count() == before
    assert list(ahead) == []


def test_closing_the_first_of_a_row_ends_the_row() -> None:
    before = threading.active_count()
    first = Ahead(iter(int, 1), "first", room=1)
    second = Ahead(map(str, first), "second", room=1)
    assert next(second) == "0"
    first.close()
    second.close()
    assert threading.active_count() == before
