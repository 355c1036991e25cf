"""The stack machine that reads pickles without their danger.

A pickle is a program for a small stack machine. Python's machine finds classes by name and calls them; and NumPy's own
functions, called with states that a file chooses, write anywhere in memory. So this module has a machine of its own: it
knows the operations that put data together and no others, and builds arrays itself from a type, a shape and bytes, each
of which it checks. Source of the operations: Python's `pickletools`, which reads them.
"""

from __future__ import annotations

import math
import pickletools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

_KINDS = "biufcSU"  # bool, integers, floats, complex, bytes, text: no objects, records, dates
SIMPLE = (str, bytes, int, float, complex, bool, type(None))
_SHARED = 64  # bytes: so short a content several arrays may have in common

MARK = object()


@dataclass
class Type:
    """A NumPy type while it is being put together: ``dtype("f8")`` and then its byte order."""

    name: str
    order: str = "="

    def build(self, state: Any) -> None:
        """``(version, byte order, sub-array, names, fields, size, alignment, flags)``; only the order may say anything.

        Text has its size twice, in the name and in the state.
        """
        if not isinstance(state, tuple) or len(state) not in (8, 9) or not all(isinstance(v, int) for v in state[5:8]):
            raise ValueError("an array's type has an unknown state")
        if state[1] not in ("<", ">", "=", "|") or any(each is not None for each in state[2:5]):
            raise ValueError("an array is not plain: it has fields")
        self.order = state[1]

    def dtype(self) -> np.dtype[Any]:
        if not (self.name[:1] in _KINDS and self.name[1:].isascii() and self.name[1:].isdecimal()):
            raise ValueError(f"an array's type {self.name[:20]!r} is not plain numbers or text")
        if len(self.name) > 9:
            raise ValueError("an array's type is too large")
        dtype = np.dtype(("" if self.order == "|" else self.order) + self.name)
        if dtype.hasobject or dtype.names or dtype.itemsize == 0:
            raise ValueError(f"an array's type {self.name!r} is not plain numbers or text")
        return dtype


@dataclass
class Array:
    """An array while it is being put together: made empty, then given its state."""

    value: NDArray[Any] | None = None


@dataclass
class Machine:
    """The stack machine.

    Attributes:
        stack: what was pushed and not yet used.
        memo: what the pickle remembers, by number.
        used: what became an array, by its id; the same bytes never become two.
    """

    stack: list[Any] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)
    used: dict[int, Any] = field(default_factory=dict)

    def run(self, content: IO[bytes]) -> Any:
        """What the program leaves behind."""
        stack, memo = self.stack, self.memo
        push = stack.append
        for operation, argument, _ in pickletools.genops(content):
            name = operation.name
            if name in _PUSH:
                push(argument)
            elif name in _GET:
                push(memo[int(argument or 0)])
            elif name in _PUT:
                memo[int(argument or 0)] = stack[-1]
            elif name == "MEMOIZE":
                memo[len(memo)] = stack[-1]
            elif name in _CONSTANTS:
                push(_CONSTANTS[name]())
            elif name == "STOP":
                break
            elif name in _IGNORED:
                continue
            else:
                act = _ACTIONS.get(name)
                if act is None:
                    raise ValueError(f"it uses the operation {name}; only arrays and built-in types are let in")
                act(self, argument)
        (result,) = stack
        return result

    def pop(self) -> Any:
        value = self.stack.pop()
        if value is MARK:
            raise ValueError("a mark stands where a value should be")
        return value

    def pop_to_mark(self) -> list[Any]:
        """All values above the last mark, which goes too."""
        for place in range(len(self.stack) - 1, -1, -1):
            if self.stack[place] is MARK:
                values = self.stack[place + 1 :]
                del self.stack[place:]
                return values
        raise ValueError("a mark is missing")

    def top(self, kind: type) -> Any:
        """What lies on top, which is to be filled."""
        if type(self.stack[-1]) is not kind:
            raise ValueError(f"a {kind.__name__} was expected")
        return self.stack[-1]

    def append(self, _: object) -> None:
        value = self.pop()
        self.top(list).append(value)

    def appends(self, _: object) -> None:
        values = self.pop_to_mark()
        self.top(list).extend(values)

    def set_item(self, _: object) -> None:
        value, key = self.pop(), self.pop()
        self.top(dict)[_key(key)] = value

    def set_items(self, _: object) -> None:
        values = self.pop_to_mark()
        self.top(dict).update(_pairs(values))

    def add_items(self, _: object) -> None:
        values = self.pop_to_mark()
        self.top(set).update(map(_key, values))

    def tuple_of(self, count: int) -> None:
        values = [self.pop() for _ in range(count)]
        self.stack.append(tuple(reversed(values)))

    def find(self, name: str) -> None:
        """Only names of things that are known here; what they stand for is our own."""
        if name not in _NAMES:
            raise ValueError(f"it asks for {name[:80]}; only NumPy arrays and built-in types are let in")
        self.stack.append(_NAMES[name])

    def find_on_stack(self, _: object) -> None:
        name, module = self.pop(), self.pop()
        self.find(f"{module}.{name}" if isinstance(name, str) and isinstance(module, str) else "something")

    def reduce(self, _: object) -> None:
        arguments, call = self.pop(), self.pop()
        if not isinstance(call, Call) or not isinstance(arguments, tuple):
            raise ValueError("it calls something that is not to be called")
        self.stack.append(call.make(self, *arguments))

    def build(self, _: object) -> None:
        state = self.pop()
        target = self.stack[-1]
        if isinstance(target, Type):
            target.build(state)
        elif isinstance(target, Array) and target.value is None:
            _, shape, kind, fortran, content = state
            target.value = self.array(shape, kind, "F" if fortran is True else "C", content)
        else:
            raise ValueError("it gives a state to something that has none")

    def array(self, shape: Any, kind: Any, order: str, content: Any) -> NDArray[Any]:
        """An array of a plain type; its bytes are exactly as many as its shape needs."""
        if isinstance(content, str | bytes | bytearray) and len(content) > _SHARED:
            if id(content) in self.used:
                raise ValueError("two arrays share their bytes")
            self.used[id(content)] = content  # which also keeps its id from being given to something else
        if isinstance(content, str):  # as Python 2 wrote bytes
            content = content.encode("latin1")
        if not isinstance(kind, Type) or not isinstance(content, bytes | bytearray):
            raise ValueError("an array is not plain numbers or text")
        if not isinstance(shape, tuple) or len(shape) > 32 or not all(type(n) is int and n >= 0 for n in shape):
            raise ValueError("an array has an impossible shape")
        dtype = kind.dtype()
        if math.prod(shape) * dtype.itemsize != len(content):
            raise ValueError(f"an array of shape {shape} and type {dtype} has {len(content)} bytes")
        flat = np.frombuffer(content, dtype) if content else np.zeros(0, dtype)
        check_letters(flat)
        return flat.reshape(shape, order="F" if order == "F" else "C")


def check_letters(flat: NDArray[Any]) -> None:
    """Raises a `ValueError` where text ``(N,)`` holds numbers that are no letters; Python makes no text of them."""
    if flat.dtype.kind == "U" and flat.size and int(flat.view(f"{flat.dtype.str[0]}u4").max()) > 0x10FFFF:
        raise ValueError("an array of text holds what is no text")


def _key(value: Any) -> Any:
    """A key of a dictionary or a member of a set. Nested tuples are kept out: their hashes may take for ever."""
    if isinstance(value, SIMPLE) or (isinstance(value, tuple) and all(isinstance(each, SIMPLE) for each in value)):
        return value
    raise ValueError(f"a key of the type {type(value).__name__}")


def _pairs(values: list[Any]) -> Iterator[tuple[Any, Any]]:
    if len(values) % 2:
        raise ValueError("a key without a value")
    return ((_key(key), value) for key, value in zip(values[::2], values[1::2], strict=True))


@dataclass(frozen=True)
class Call:
    """Something that a pickle may call: ours, which checks what it is given."""

    make: Callable[..., Any]


def _make_type(machine: Machine, name: Any, *flags: Any) -> Type:
    if not isinstance(name, str) or not all(type(flag) in (bool, int) for flag in flags):
        raise ValueError("an array's type is not plain")
    return Type(name)


def _make_empty(machine: Machine, kind: Any, shape: Any, code: Any) -> Array:
    if kind is not _NAMES["numpy.ndarray"]:
        raise ValueError("an array of another class")
    return Array()


def _make_scalar(machine: Machine, kind: Any, content: Any) -> Any:
    return machine.array((), kind, "C", content)[()]


def _make_from_buffer(machine: Machine, content: Any, kind: Any, shape: Any, order: Any) -> Array:
    if not isinstance(order, str):
        raise ValueError("an array in an unknown order")
    return Array(machine.array(shape, kind, order, content))


def _encode(machine: Machine, text: Any, encoding: Any = "utf-8") -> bytes:
    """How protocols 0 to 2 write bytes; the only encoding they use."""
    if encoding not in ("latin1", "latin-1") or not isinstance(text, str):
        raise ValueError(f"unexpected encoding {str(encoding)[:20]!r}")
    return text.encode("latin1")


def _of_items(kind: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    def make(machine: Machine, items: Any = ()) -> Any:
        if not isinstance(items, list | tuple):
            raise ValueError("a set of something else than items")
        return kind([_key(each) for each in items])

    return make


def _make_bytes(machine: Machine, content: Any = b"", encoding: Any = "latin-1") -> bytes:
    if isinstance(content, str):
        return _encode(machine, content, encoding)
    if isinstance(content, bytes):
        return content
    if isinstance(content, list) and all(type(each) is int for each in content):
        return bytes(content)
    raise ValueError("bytes of something else than bytes")


def _make_complex(machine: Machine, real: Any, imaginary: Any) -> complex:
    if not isinstance(real, float) or not isinstance(imaginary, float):
        raise ValueError("a complex number of something else than numbers")
    return complex(real, imaginary)


def _names() -> dict[str, Any]:
    """Full name -> what it stands for here. A type that is only passed on stands for itself."""
    calls: dict[str, Callable[..., Any]] = {
        "numpy.dtype": _make_type,
        "numpy.ndarray": lambda machine, *_: Array(),
        "_codecs.encode": _encode,
    }
    for core in ("numpy.core", "numpy._core"):  # older and newer NumPy
        calls[f"{core}.multiarray._reconstruct"] = _make_empty
        calls[f"{core}.multiarray.scalar"] = _make_scalar
        calls[f"{core}.numeric._frombuffer"] = _make_from_buffer
    for module in ("builtins", "__builtin__"):
        calls[f"{module}.set"] = _of_items(set)
        calls[f"{module}.frozenset"] = _of_items(frozenset)
        calls[f"{module}.bytes"] = _make_bytes
        calls[f"{module}.bytearray"] = lambda machine, *given: bytearray(_make_bytes(machine, *given))
        calls[f"{module}.complex"] = _make_complex
    return {name: Call(make) for name, make in calls.items()}


_NAMES = _names()
_IGNORED = {"PROTO", "FRAME", "READONLY_BUFFER"}
_GET = {"GET", "BINGET", "LONG_BINGET"}
_PUT = {"PUT", "BINPUT", "LONG_BINPUT"}
_PUSH = {
    "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT", "STRING", "BINSTRING",
    "SHORT_BINSTRING", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8", "UNICODE", "BINUNICODE",
    "SHORT_BINUNICODE", "BINUNICODE8",
}  # fmt: skip
_CONSTANTS: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "EMPTY_DICT": dict,
    "EMPTY_SET": set,
    "MARK": lambda: MARK,
}
_ACTIONS: dict[str, Callable[[Machine, Any], None]] = {
    "POP": lambda machine, _: machine.stack.pop(),
    "POP_MARK": lambda machine, _: machine.pop_to_mark().clear(),
    "DUP": lambda machine, _: machine.stack.append(machine.stack[-1]),
    "APPEND": Machine.append,
    "APPENDS": Machine.appends,
    "SETITEM": Machine.set_item,
    "SETITEMS": Machine.set_items,
    "ADDITEMS": Machine.add_items,
    "LIST": lambda machine, _: machine.stack.append(machine.pop_to_mark()),
    "TUPLE": lambda machine, _: machine.stack.append(tuple(machine.pop_to_mark())),
    "DICT": lambda machine, _: machine.stack.append(dict(_pairs(machine.pop_to_mark()))),
    "FROZENSET": lambda machine, _: machine.stack.append(frozenset(map(_key, machine.pop_to_mark()))),
    "TUPLE1": lambda machine, _: machine.tuple_of(1),
    "TUPLE2": lambda machine, _: machine.tuple_of(2),
    "TUPLE3": lambda machine, _: machine.tuple_of(3),
    "GLOBAL": lambda machine, name: machine.find(str(name).replace(" ", ".")),
    "STACK_GLOBAL": Machine.find_on_stack,
    "REDUCE": Machine.reduce,
    "BUILD": Machine.build,
}
