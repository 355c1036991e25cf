"""NumPy's own files, ``.npy`` and ``.npz``: plain numbers and text, of a size that is checked before it is believed."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from core.data.readers.pickle_machine import check_letters
from core.guards.limits import ARRAYS


def read_npz(path: Path, names: Sequence[str]) -> list[NDArray[Any]]:
    """The arrays of these names.

    Raises:
        UserError: they come to too much.
        ValueError, KeyError, OSError, zipfile.BadZipFile: damaged, or one of them is missing.
    """
    with zipfile.ZipFile(path) as archive:
        members = [archive.getinfo(f"{name}.npy") for name in names]
        ARRAYS.check(sum(member.file_size for member in members), path)
        arrays = []
        for member in members:
            with archive.open(member) as file:
                shape, fortran, dtype = _header(file)
                if math.prod(shape) * dtype.itemsize != member.file_size - file.tell():
                    raise ValueError(f"{member.filename} of shape {shape} has {member.file_size} bytes")
                flat = np.frombuffer(file.read(), dtype) if math.prod(shape) else np.zeros(0, dtype)
                check_letters(flat)
                arrays.append(flat.reshape(shape, order="F" if fortran else "C"))
        return arrays


def map_npy(path: Path) -> NDArray[Any]:
    """An array that stays on disk.

    Raises:
        ValueError, OSError: damaged, cut off, or not plain numbers.
    """
    with path.open("rb") as file:
        _header(file)
    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether the first index runs fastest, and type."""
    version = npy.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"an array of the unknown version {version}")
    shape, fortran, dtype = (npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0)(file)
    if dtype.kind not in "biufSU" or dtype.itemsize == 0 or any(type(n) is not int or n < 0 for n in shape):
        raise ValueError(f"an array of type {dtype} and shape {shape} is not plain numbers or text")
    return shape, fortran, dtype
