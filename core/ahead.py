"""Work done in a thread of its own, ahead of whoever takes it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_JOIN = 12.0  # seconds that a thread gets to end: drivers give up on a picture after ten


class Ahead(Generic[T]):
    """Runs another iterator in its own thread, ahead of the consumer.

    An error of the other iterator is raised here, after the items that came before it.

    Example:
        >>> with Ahead(iter([1, 2, 3]), "numbers") as numbers:
        ...     list(numbers)
        [1, 2, 3]

    Args:
        items: from now on used by the thread only.
        name: name of the thread.
        room: how many items may wait to be taken. When the room is full, the thread waits; with ``latest`` it drops the
            oldest item instead, for sources that do not wait.
    """

    def __init__(self, items: Iterator[T], name: str, room: int = 2, latest: bool = False) -> None:
        self._items = items
        self._room = room
        self._latest = latest
        self._changed = threading.Condition()
        self._made: deque[T] = deque()
        self._error: BaseException | None = None
        self._done = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._items:
                if not self._put(item):
                    break
        except BaseException as raised:  # raised again where the items are taken
            error = raised
        with self._changed:
            self._error, self._done = error, True
            self._changed.notify_all()

    def _put(self, item: T) -> bool:
        with self._changed:
            if self._latest and len(self._made) == self._room:
                self._made.popleft()
            self._changed.wait_for(lambda: self._closed or len(self._made) < self._room)
            self._made.append(item)
            self._changed.notify_all()
            return not self._closed

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        with self._changed:
            self._changed.wait_for(lambda: self._made or self._done or self._closed)
            if self._closed:
                raise StopIteration
            if self._made:
                item = self._made.popleft()
                self._changed.notify_all()
                return item
            error, self._error = self._error, None
            if error is not None:
                raise error
            raise StopIteration

    def close(self) -> None:
        """Ends the thread, at the latest after its current item. A consumer that is waiting gets no more items."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(_JOIN)

    def __enter__(self) -> Ahead[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
