"""Pickles without their danger: plain numeric NumPy arrays and built-in types come in, nothing is looked up or called.

`core.data.readers.pickle_machine` puts the data together; what it made is finished and measured here.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from core.data.readers.pickle_machine import MARK, SIMPLE, Array, Call, Machine, Type
from core.errors import UserError
from core.guards.limits import ARRAYS, PICKLED, Limit

_FILE = Limit("MB", "SKELAPP_LIMIT_PICKLE", 4096, 1 << 20)


class _Finisher:
    """Puts the finished arrays in place of those being made, and counts what is there as often as it occurs.

    A pickle of a few bytes can hold a list of ten times the same list of ten times the same list and so on, or a list
    that holds itself. Whoever walks through that never comes back, so it is refused here.
    """

    def __init__(self, size: int) -> None:
        self._done: dict[int, tuple[Any, int, int, Any]] = {}  # id -> what stands for it, values, bytes; and itself
        self._open: set[int] = set()
        self._most_bytes = ARRAYS.value + 4 * size

    def finish(self, root: Any) -> Any:
        """The finished value. Goes down without recursion: depth is not bounded by Python's stack."""
        todo = [root]
        while todo:
            value = todo[-1]
            if self._settled(value):
                todo.pop()
                continue
            children = _children(value)
            left = [each for each in children if not self._settled(each)]
            if left and id(value) in self._open:
                raise ValueError("it holds itself")
            if left:
                self._open.add(id(value))
                todo += left
                continue
            self._settle(value, children)
            todo.pop()
        return self._look(root)[0]

    def _settled(self, value: Any) -> bool:
        return type(value) in SIMPLE or id(value) in self._done

    def _look(self, value: Any) -> tuple[Any, int, int]:
        """What stands for a settled value, how many values it is, and how many bytes of text and arrays."""
        if type(value) in SIMPLE:
            return value, 1, len(value) if isinstance(value, str | bytes) else 0
        return self._done[id(value)][:3]

    def _settle(self, value: Any, children: list[Any]) -> None:
        """All that it holds is settled already."""
        found = [self._look(each) for each in children]
        finished = value
        if type(value) is dict:
            value.update(zip(value, [each[0] for each in found], strict=True))
        elif type(value) is list:
            value[:] = [each[0] for each in found]
        elif type(value) is tuple:
            finished = tuple(each[0] for each in found)
        elif isinstance(value, Array):
            finished = value.value
        if finished is None or isinstance(finished, Type | Call) or finished is MARK:
            raise ValueError("an array was begun and not ended")
        count = 1 + sum(each[1] for each in found) + (len(value) if isinstance(value, set | frozenset) else 0)
        size = getattr(finished, "nbytes", 0) + sum(each[2] for each in found)
        PICKLED.check(count, "it")
        if size > self._most_bytes:
            raise ValueError(f"it repeats its arrays until they come to {size >> 20} MB; {ARRAYS.setting} bounds that")
        self._done[id(value)] = (finished, count, size, value)


def _children(value: Any) -> list[Any]:
    if type(value) is dict:
        return list(value.values())
    return list(value) if type(value) in (list, tuple) else []


class _Reader:
    """A file of known length. However much a pickle announces, no more is asked for than is there."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self.readline = file.readline
        self.tell = file.tell

    def read(self, count: int) -> bytes:
        return self._file.read(count if count < 4096 else min(count, self._size))


def load_pickle(path: Path) -> Any:
    """What a pickle holds: arrays (which may be read-only) and built-in types.

    Raises:
        UserError: it cannot be read, is damaged, or asks for anything but plain numeric
            arrays and built-in types.
    """
    try:
        size = _FILE.check(path.stat().st_size, path)
        if not path.is_file():
            raise UserError(f"{path} is not a file")
        with path.open("rb") as file:
            return _Finisher(size).finish(Machine().run(cast(IO[bytes], _Reader(file, size))))
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror})") from error
    except Exception as error:  # damaged pickles raise nearly anything
        raise UserError(f"{path} is not a pickle that can be loaded ({str(error)[:200]})") from error
