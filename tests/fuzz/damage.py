"""How inputs are made: from good ones, by damaging bytes or by putting another value in the place of one."""

from __future__ import annotations

import json
import pickle
from typing import Any

import numpy as np

WORDS = (
    b"null", b"{}", b"[]", b"-1", b"0", b"1e999", b"NaN", b'"x"', b"99999999999999999999", b"2000000000", b"\xff\xfe",
    b"\x00", b"\xed\xa0\x80", b"../../x", b"Infinity", b"9" * 5000, b"[" * 5000,
)  # fmt: skip
_NUMBERS = (0, -1, 1, 2**31 - 1, 2**31, 2**63, -(2**63), 10**30, 1e-320, 1e300, float("inf"), float("nan"), 0.5)


def damage(content: bytes, random: np.random.Generator) -> bytes:
    """Changed in one to four places."""
    for _ in range(int(random.integers(1, 5))):
        content = _once(content, random)
    return content


def _once(content: bytes, random: np.random.Generator) -> bytes:
    at = int(random.integers(len(content) + 1))
    length = int(random.integers(1, 40))
    match int(random.integers(9)):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + bytes([random.integers(256)]) + content[at + 1 :]
        case 2:
            return content[:at] + content[at + length :]
        case 3:
            return content[:at] + random.bytes(length) + content[at:]
        case 4:
            return content[:at] + WORDS[random.integers(len(WORDS))] + content[at:]
        case 5:  # a number of two, four or eight bytes
            size = int(random.choice((2, 4, 8)))
            number = int(random.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x10000))) % 256**size
            return content[:at] + number.to_bytes(size, "little") + content[at + size :]
        case 6:  # a piece of it again
            return content[:at] + content[at : at + length] * int(random.integers(2, 50)) + content[at:]
        case 7:
            return (
                content[:at] + bytes([content[at] ^ 1 << int(random.integers(8))]) + content[at + 1 :]
                if content[at : at + 1]
                else content
            )
        case _:
            other = int(random.integers(len(content) + 1))
            return content[:at] + content[other : other + length] + content[at + length :]


def strange(random: np.random.Generator) -> Any:
    """A value of a kind that was not expected."""
    match int(random.integers(8)):
        case 0:
            return _NUMBERS[random.integers(len(_NUMBERS))]
        case 1:
            return random.choice(["", "x", "\ud800", "a/b", "../x", "x" * 2000, "\x00", "nan", "$x$_{", "1e999"])
        case 2:
            return [None, True, False][random.integers(3)]
        case 3:
            return [[]] * int(random.integers(20))
        case 4:
            return {"class_path": "os.system", "x": 1}
        case 5:
            return json.loads("[" * 100 + "]" * 100)
        case 6:
            return [0] * int(random.integers(3000))
        case _:
            return list(range(int(random.integers(5))))


def replace_some(value: Any, random: np.random.Generator) -> Any:
    """JSON data with one to three of their parts replaced, left out or repeated."""
    for _ in range(int(random.integers(1, 4))):
        places: list[tuple[Any, Any]] = []
        _collect(value, places)
        if not places:
            return strange(random)
        holder, key = places[random.integers(len(places))]
        match int(random.integers(6)):
            case 0 if isinstance(holder, dict):
                holder.pop(key, None)
            case 1 if isinstance(holder, list):
                holder.insert(key, holder[key])
            case _:
                holder[key] = strange(random)
    return value


def _collect(value: Any, places: list[tuple[Any, Any]]) -> None:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in entries:
        places.append((value, key))
        if len(places) < 500:
            _collect(each, places)


def damaged_json(content: bytes, random: np.random.Generator) -> bytes:
    """JSON, or lines of it, half of the time still JSON."""
    if random.random() < 0.4:
        return damage(content, random)
    lines = content.decode().splitlines() if content.count(b"\n") > 1 and content[:1] == b"{" else [content.decode()]
    try:
        whole = [json.loads(line) for line in lines]
    except ValueError:
        lines, whole = [content.decode()], [json.loads(content)]
    at = int(random.integers(len(whole)))
    whole[at] = replace_some(whole[at], random)
    return "\n".join(json.dumps(line) for line in whole).encode()


_GLOBALS = (
    b"cnumpy.core.multiarray\n_reconstruct\n", b"cnumpy\nndarray\n", b"cnumpy\ndtype\n",
    b"cnumpy._core.multiarray\nscalar\n", b"cnumpy._core.numeric\n_frombuffer\n", b"cbuiltins\nset\n",
    b"cbuiltins\nbytearray\n", b"c_codecs\nencode\n", b"cbuiltins\ncomplex\n", b"cos\nsystem\n", b"cbuiltins\neval\n",
)  # fmt: skip
_OPERATIONS = (
    b"R", b"b", b"a", b"e", b"s", b"u", b"t", b"\x85", b"\x86", b"\x87", b"l", b"d", b"0", b"1", b"2", b"(", b"]", b"}",
    b")", b"N", b"\x88", b"\x8f", b"\x90", b"\x91", b"\x93", b"\x94", b"\x81", b"o", b"h\x00", b"h\x01", b"q\x00",
    b"j\x02\x00\x00\x00", b"r\xff\xff\xff\x7f", b"Q", b"\x97", b"\x98",
)  # fmt: skip


def crafted_pickle(random: np.random.Generator) -> bytes:
    """A program that no pickler writes: arrays whose types, shapes and bytes do not fit, and calls out of place."""
    if random.random() < 0.5:
        return _crafted_array(random)
    out = [b"\x80\x04"]
    for _ in range(int(random.integers(1, 60))):
        match int(random.integers(5)):
            case 0:
                out.append(_GLOBALS[random.integers(len(_GLOBALS))])
            case 1:
                number = int(random.integers(-(2**31), 2**31)) if random.random() < 0.5 else int(random.integers(-2, 9))
                out.append(b"J" + number.to_bytes(4, "little", signed=True))
            case 2:
                text = random.bytes(int(random.integers(30)))
                out.append((b"C" if random.random() < 0.5 else b"U") + bytes([len(text)]) + text)
            case _:
                out.append(_OPERATIONS[random.integers(len(_OPERATIONS))])
    return b"".join(out) + b"."


def _crafted_array(random: np.random.Generator) -> bytes:
    """An array in the usual form, of any type, shape, flags and bytes."""

    def put(value: Any) -> bytes:
        return pickle.dumps(value, 2)[2:-1]

    kinds = ("f8", "O8", "V8", "U1", "S0", "f4,i4", "M8[s]", "i1", "b1", "O", "f16", "c16", "U99999999", "u2", "x", "")
    name = str(random.choice(kinds))
    shape = tuple(int(n) for n in random.choice((0, 1, 2, 4, -1, 2**31 - 1, 2**62), int(random.integers(0, 6))))
    content = random.bytes(int(random.choice((0, 1, 8, 16, 64, 1000))))
    fields = (None, {"a": (1, 99999)}, {}, 5)[random.integers(4)] if random.random() < 0.3 else None
    order = str(random.choice(("<", ">", "|", "=", "x", "")))
    size, flags = (int(random.choice((-1, 0, 8, 10**9))) for _ in range(2))
    dtype = (
        b"cnumpy\ndtype\n" + put((name, False, True)) + b"R"
        + put((3, order, None, ("a",) if fields else None, fields, size, -1, flags)) + b"b"
    )  # fmt: skip
    state = b"(" + put(1) + put(shape) + dtype + put(bool(random.integers(2))) + put(content) + b"t"
    start = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n" + put((0,)) + put(b"b") + b"tR"
    array = start + state + b"b" * int(random.integers(1, 3))
    around = b"}" + put("annotations") + b"]}(" + put("frame_dir") + put("a") + put("label") + put(0) + put("keypoint")
    return b"\x80\x02" + (around + array + b"uas." if random.random() < 0.5 else array + b".")
