"""A one-slot mailbox that hands items from one thread to another."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Holds at most one item, so that a slow reader never works through a queue of old pictures.

    Example:
        >>> box = Mailbox[int]()
        >>> box.put(1), box.put(2)  # the second replaces the first
        (False, True)
        >>> box.take_now()
        2
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: T | None = None
        self._closed = False

    def put(self, item: T) -> bool:
        """Puts the item in the slot. True if it replaced one that had not been taken."""
        with self._changed:
            replaced = self._item is not None
            if not self._closed:
                self._item = item
            self._changed.notify_all()
            return replaced

    def put_if_free(self, item: T, timeout: float) -> bool:
        """Puts the item in once the slot is free, so none is lost. False if it was not free within ``timeout`` s."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._item is None or self._closed, timeout):
                return False
            if not self._closed:
                self._item = item
            self._changed.notify_all()
            return True

    def take(self) -> T | None:
        """Waits for an item and takes it; None once the mailbox is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._closed)
            item, self._item = self._item, None
            self._changed.notify_all()
            return None if self._closed else item

    def take_now(self) -> T | None:
        """Takes the item if there is one."""
        with self._changed:
            item, self._item = self._item, None
            self._changed.notify_all()
            return item

    def comes(self, timeout: float) -> bool:
        """Whether there is an item to be taken within ``timeout`` s, or the mailbox is closed."""
        with self._changed:
            return self._changed.wait_for(lambda: self._item is not None or self._closed, timeout)

    @property
    def waiting(self) -> bool:
        """Whether there is an item that has not been taken."""
        with self._changed:
            return self._item is not None

    def close(self) -> None:
        """Wakes all waiting threads; from now on nothing goes in or out."""
        with self._changed:
            self._closed = True
            self._item = None
            self._changed.notify_all()
