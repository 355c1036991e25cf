"""Pickles without their danger: NumPy arrays and built-in types come in, nothing else is looked up or called."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.errors import UserError

_BUILTINS = (
    "bool",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "set",
    "str",
    "tuple",
)


def _encode(text: str, encoding: str = "utf-8") -> bytes:
    """How protocols 0 to 2 write bytes; the only encoding they use."""
    if encoding not in ("latin1", "latin-1"):
        raise pickle.UnpicklingError(f"unexpected encoding {encoding!r}")
    return text.encode("latin1")


def _allowed() -> dict[tuple[str, str], Any]:
    reconstruct = np.zeros(1).__reduce__()[0]  # where NumPy keeps them differs between its versions
    scalar = np.float64(1).__reduce__()[0]
    frombuffer = np.zeros(1).__reduce_ex__(5)[0]
    allowed: dict[tuple[str, str], Any] = {
        ("builtins", name): __import__("builtins").__dict__[name] for name in _BUILTINS
    }
    allowed.update({("__builtin__", name): value for (_, name), value in list(allowed.items())})
    allowed.update({("_codecs", "encode"): _encode, ("numpy", "ndarray"): np.ndarray, ("numpy", "dtype"): np.dtype})
    for core in ("numpy.core", "numpy._core"):
        allowed[(f"{core}.multiarray", "_reconstruct")] = reconstruct
        allowed[(f"{core}.multiarray", "scalar")] = scalar
        allowed[(f"{core}.numeric", "_frombuffer")] = frombuffer
    return allowed


class _Unpickler(pickle.Unpickler):
    _names = _allowed()

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._names:
            raise pickle.UnpicklingError(
                f"it asks for {module}.{name}; only NumPy arrays and built-in types are let in"
            )
        return self._names[(module, name)]


def load_pickle(path: Path) -> Any:
    """What a pickle holds.

    Raises:
        UserError: it cannot be read, is damaged, or asks for anything but NumPy arrays and built-in types.
    """
    try:
        with path.open("rb") as file:
            return _unpickle(file)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror})") from error
    except Exception as error:  # damaged pickles raise nearly anything
        raise UserError(f"{path} is not a pickle that can be loaded ({error})") from error


def _unpickle(file: BinaryIO) -> Any:
    return _Unpickler(file, encoding="latin1").load()
