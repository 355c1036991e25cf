import os
import pickle
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.readers.pickles import load_pickle
from core.errors import UserError


def write(path: Path, content: Any, protocol: int = 4) -> Path:
    path.write_bytes(pickle.dumps(content, protocol=protocol))
    return path


@pytest.mark.parametrize("protocol", range(6))
def test_arrays_and_builtins_come_back_in_every_protocol(tmp_path: Path, protocol: int) -> None:
    content = {
        "half": np.arange(6, dtype=np.float16).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "names": np.array(["a", "bc"]),
        "objects": np.array([{"x": 1}, None], dtype=object),
        "scalar": np.float32(2.5),
        "rest": [1, 2.5, "é", b"\xff", True, None, (1, 2), {3}, frozenset({4}), 1j, bytearray(b"x")],
    }
    back = load_pickle(write(tmp_path / "x.pkl", content, protocol))
    for name in ("half", "fortran", "names", "objects"):
        assert back[name].dtype == content[name].dtype  # type: ignore[attr-defined]
        np.testing.assert_array_equal(back[name], content[name])
    assert back["scalar"] == 2.5
    assert back["rest"] == content["rest"]


def test_arrays_of_older_numpy_are_known_by_their_old_names(tmp_path: Path) -> None:
    data = pickle.dumps(np.arange(3), protocol=2).replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
    assert b"numpy.core.multiarray" in data
    (tmp_path / "x.pkl").write_bytes(data)
    np.testing.assert_array_equal(load_pickle(tmp_path / "x.pkl"), [0, 1, 2])


class _Evil:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (str(self.target),))


def test_nothing_else_is_looked_up_or_called(tmp_path: Path) -> None:
    target = tmp_path / "made"
    with pytest.raises(UserError, match=r"x\.pkl .*it asks for (posix|nt)\.mkdir"):
        load_pickle(write(tmp_path / "x.pkl", {"annotations": [_Evil(target)]}))
    assert not target.exists()
    with pytest.raises(UserError, match=r"collections\.Counter"):
        load_pickle(write(tmp_path / "x.pkl", Counter("ab")))
    for name in ("eval", "exec", "getattr", "__import__"):
        (tmp_path / "x.pkl").write_bytes(f"cbuiltins\n{name}\n.".encode())
        with pytest.raises(UserError, match=rf"builtins\.{name}"):
            load_pickle(tmp_path / "x.pkl")
    (tmp_path / "x.pkl").write_bytes(b"c_codecs\nencode\n(Vx\nVrot13\ntR.")
    with pytest.raises(UserError, match="unexpected encoding"):
        load_pickle(tmp_path / "x.pkl")


def test_damaged_and_missing_files(tmp_path: Path) -> None:
    whole = write(tmp_path / "x.pkl", {"a": np.zeros(100)}).read_bytes()
    for content in (b"", whole[:-200], b"not a pickle"):
        (tmp_path / "x.pkl").write_bytes(content)
        with pytest.raises(UserError, match=r"x\.pkl is not a pickle"):
            load_pickle(tmp_path / "x.pkl")
    with pytest.raises(UserError, match="cannot be read"):
        load_pickle(tmp_path / "none.pkl")
