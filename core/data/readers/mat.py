"""MATLAB 5 files: the numeric and text arrays in them, nothing else.

SciPy's reader trusts what a file says and can bring the whole program down; this one reads the little that skeleton
data sets use and checks every length against what is there. Source: MathWorks, "MAT-File Format", chapter 1.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.guards.limits import ARRAYS, TEXT, check_size

_HEADER = 128  # bytes
_NUMBERS = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
_TEXTS = {2: "u1", 4: "u2", 16: "u1", 17: "u2"}  # as text is stored: one or two bytes a letter
_MATRIX, _COMPRESSED = 14, 15
_CHAR = 4  # class of text
_CLASSES = {6: "f8", 7: "f4", 8: "i1", 9: "u1", 10: "i2", 11: "u2", 12: "i4", 13: "u4", 14: "i8", 15: "u8"}


def read_mat(path: Path, names: tuple[str, ...]) -> dict[str, Any]:
    """The arrays of these names, as far as they are there: numbers as arrays of their class, text as `str`.

    Raises:
        UserError: the file is too large, or what it holds comes to too much.
        OSError: it cannot be read.
        ValueError: it is damaged, of another version of MATLAB, or one of the arrays is neither numbers nor text.
    """
    check_size(path, TEXT)
    content = path.read_bytes()
    if len(content) < _HEADER:
        raise ValueError("it is too short for a MATLAB file")
    if content.startswith((b"\x89HDF", b"MATLAB 7.3")):
        raise ValueError("it is a MATLAB 7.3 file; save it with -v7")
    order = {b"IM": "<", b"MI": ">"}.get(content[126:128])
    if order is None:
        raise ValueError("it is no MATLAB 5 file")
    found: dict[str, Any] = {}
    room = ARRAYS.value
    for kind, start, part in _elements(content, _HEADER, order):
        if kind == _COMPRESSED:
            part = _decompress(part, start, room, path)
            room -= len(part)
            inner = next(_elements(part, 0, order), None)
            if inner is None:
                raise ValueError(f"it breaks off in the part at byte {start}")
            kind, _, part = inner
        if kind == _MATRIX:
            name, value = _matrix(part, order, names)
            if name in names:
                found[name] = value
    return found


def _elements(content: bytes, start: int, order: str) -> Iterator[tuple[int, int, bytes]]:
    """Type, first byte and content of one element after another; each is at least as long as it says."""
    while start < len(content):
        if len(content) - start < 8:
            raise ValueError(f"it breaks off at byte {start}")
        kind, size = struct.unpack_from(f"{order}II", content, start)
        first = start + 8
        if kind >> 16:  # a short element: both numbers in the first four bytes, the content in the next four
            kind, size, first = kind & 0xFFFF, kind >> 16, start + 4
            if size > 4:
                raise ValueError(f"it has an impossible element at byte {start}")
        if size > len(content) - first:
            raise ValueError(f"it breaks off in the part at byte {start}")
        yield kind, start, content[first : first + size]
        end = first + size
        start = start + 8 if first == start + 4 else end if kind == _COMPRESSED else end + -end % 8


def _decompress(part: bytes, start: int, room: int, path: Path) -> bytes:
    """One compressed element. Two files of Penn Action lack the sum of a part that is whole; they pass."""
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(part, room + 1)
    except zlib.error as error:
        raise ValueError(f"the part at byte {start} is damaged: {error}") from error
    if len(plain) > room:
        ARRAYS.check(ARRAYS.value + 1, path)
    if not stream.eof and (len(plain) < 8 or len(plain) < 8 + int.from_bytes(plain[4:8], "little")):
        raise ValueError(f"it breaks off in the part at byte {start}")
    return plain


def _matrix(content: bytes, order: str, names: tuple[str, ...]) -> tuple[str, Any]:
    """Name and value of a matrix; of one that is not asked for only the name."""
    parts = _elements(content, 0, order)
    flags = next(parts, (0, 0, b""))[2]
    dimensions = next(parts, (0, 0, b""))[2]
    name = next(parts, (0, 0, b""))[2].decode("latin1")
    if name not in names:
        return name, None
    if len(flags) != 8 or len(dimensions) % 4 or not 2 <= len(dimensions) // 4 <= 8:
        raise ValueError(f"the array {name} has an unknown form")
    (flag,) = struct.unpack_from(f"{order}I", flags)
    shape = struct.unpack(f"{order}{len(dimensions) // 4}i", dimensions)
    if min(shape) < 0:
        raise ValueError(f"the array {name} has the shape {shape}")
    stored, _, data = next(parts, (0, 0, b""))
    if flag >> 8 & 0x08:
        raise ValueError(f"the array {name} holds complex numbers")
    return name, _value(name, flag & 0xFF, stored, data, shape, order)


def _value(name: str, kind: int, stored: int, data: bytes, shape: tuple[int, ...], order: str) -> Any:
    """Numbers are stored as the smallest type that holds them, text as one or two bytes a letter."""
    types = _TEXTS if kind == _CHAR else _NUMBERS
    if kind not in (_CHAR, *_CLASSES) or (stored not in types and data):
        raise ValueError(f"the array {name} is neither numbers nor text")
    dtype = np.dtype(order + types.get(stored, "u1"))
    if len(data) != math.prod(shape) * dtype.itemsize:
        raise ValueError(f"the array {name} of shape {shape} has {len(data)} bytes of {dtype}")
    flat: NDArray[Any] = np.frombuffer(data, dtype)
    if kind == _CHAR:
        return "".join(map(chr, flat.tolist()))
    return flat.reshape(shape, order="F").astype(_CLASSES[kind])
