import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from core.data.readers.mat import read_mat
from core.errors import UserError

CONTENT = {
    "x": np.arange(12.0).reshape(3, 4) + 0.5,
    "small": np.arange(6, dtype=np.uint8).reshape(2, 3),
    "deep": np.arange(24.0).reshape(2, 3, 4),
    "minus": np.int32(-7),
    "text": "golf_swing",
    "none": np.zeros((0, 3)),
    "cells": np.array([1, "a"], dtype=object),
}


@pytest.mark.parametrize("compressed", [False, True])
def test_numbers_and_text_come_back(tmp_path: Path, compressed: bool) -> None:
    savemat(tmp_path / "a.mat", CONTENT, do_compression=compressed)
    back = read_mat(tmp_path / "a.mat", ("x", "small", "deep", "minus", "text", "none", "other"))
    assert back.keys() == {"x", "small", "deep", "minus", "text", "none"}
    for name in ("x", "small", "deep", "none"):
        np.testing.assert_array_equal(back[name], CONTENT[name])
        assert back[name].dtype == CONTENT[name].dtype  # type: ignore[attr-defined]
    assert back["minus"].tolist() == [[-7]]
    assert back["text"] == "golf_swing"
    with pytest.raises(ValueError, match="the array cells"):
        read_mat(tmp_path / "a.mat", ("cells",))


def _big_endian() -> bytes:
    """A file of one array, x = [[1, 2]], as a machine of the other byte order writes it."""
    flags, shape = struct.pack(">IIII", 6, 8, 6, 0), struct.pack(">IIii", 5, 8, 1, 2)
    name, numbers = struct.pack(">HHc3x", 1, 1, b"x"), struct.pack(">IIdd", 9, 16, 1, 2)
    matrix = flags + shape + name + numbers
    return b" " * 124 + b"\x01\x00MI" + struct.pack(">II", 14, len(matrix)) + matrix


def test_the_other_byte_order(tmp_path: Path) -> None:
    (tmp_path / "a.mat").write_bytes(_big_endian())
    assert read_mat(tmp_path / "a.mat", ("x",))["x"].tolist() == [[1, 2]]


def test_a_shape_that_the_bytes_do_not_have(tmp_path: Path) -> None:
    for shape in ((1, 3), (2**31 - 1, 2**31 - 1), (-1, -2), (0, 0)):
        content = _big_endian().replace(struct.pack(">ii", 1, 2), struct.pack(">ii", *shape))
        (tmp_path / "a.mat").write_bytes(content)
        with pytest.raises(ValueError, match="the array x"):
            read_mat(tmp_path / "a.mat", ("x",))


def test_every_cut_and_every_changed_byte_of_a_plain_file_is_survived(tmp_path: Path) -> None:
    """SciPy died of some of these: without compression no sum tells that a file is damaged."""
    path = tmp_path / "a.mat"
    savemat(path, {"x": CONTENT["x"], "text": "golf"}, do_compression=False)
    whole = path.read_bytes()
    refused = 0
    for at in range(len(whole)):
        for content in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            path.write_bytes(content)
            try:
                back = read_mat(path, ("x", "text"))
                assert all(isinstance(value, str) or value.dtype.kind in "iuf" for value in back.values())
            except ValueError:
                refused += 1
    assert refused > len(whole)


def test_what_decompresses_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKELAPP_LIMIT_ARRAYS", "1")
    part = zlib.compress(b"\0" * (8 << 20))
    (tmp_path / "a.mat").write_bytes(b" " * 124 + b"\x00\x01IM" + struct.pack("<II", 15, len(part)) + part)
    with pytest.raises(UserError, match=r"a\.mat holds .* MB of arrays; at most 1 are read, set SKELAPP_LIMIT_ARRAYS"):
        read_mat(tmp_path / "a.mat", ("x",))


def test_a_newer_version_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.mat").write_bytes(b"MATLAB 7.3 MAT-file".ljust(600))
    with pytest.raises(ValueError, match="save it with -v7"):
        read_mat(tmp_path / "a.mat", ("x",))
