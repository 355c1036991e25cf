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
        "big end first": np.arange(3, dtype=">i4"),
        "empty": np.zeros((0, 3)),
        "scalar": np.float32(2.5),
        "rest": [1, 2.5, "é", b"\xff", True, None, (1, 2), {3}, frozenset({4}), 1j, bytearray(b"x")],
    }
    back = load_pickle(write(tmp_path / "x.pkl", content, protocol))
    for name in ("half", "fortran", "names", "big end first", "empty"):
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


def test_arrays_that_are_not_plain_are_refused(tmp_path: Path) -> None:
    for value in (
        np.array([{"x": 1}, None], dtype=object),
        np.zeros(2, [("x", "f4"), ("y", "f4")]),
        np.array(["2020-01-01"], "M8[D]"),
        np.zeros(2, "V4"),
        np.ma.masked_array([1, 2]),
    ):
        for protocol in (0, 2, 4, 5):
            with pytest.raises(UserError, match=r"x\.pkl is not a pickle that can be loaded"):
                load_pickle(write(tmp_path / "x.pkl", {"keypoint": value}, protocol))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"f8", b"O8"),  # eight bytes each, taken for addresses of objects
        (b"f8", b"V8"),
        (b"K\x04K\x05\x86", b"K\x04K\x06\x86"),  # a shape of more than there is
        (b"K\x04K\x05\x86", b"K\x04J\xff\xff\xff\xff\x86"),
    ],
)
def test_a_shape_or_type_that_the_bytes_do_not_have(tmp_path: Path, old: bytes, new: bytes) -> None:
    data = pickle.dumps(np.zeros((4, 5)), protocol=4)
    assert data.count(old) == 1
    (tmp_path / "x.pkl").write_bytes(data.replace(old, new))
    with pytest.raises(UserError, match=r"x\.pkl is not a pickle that can be loaded"):
        load_pickle(tmp_path / "x.pkl")


def test_fields_of_a_type_are_refused(tmp_path: Path) -> None:
    """A type whose state has fields with offsets beyond its size made NumPy write elsewhere in memory."""
    data = pickle.dumps(np.dtype("f8"), protocol=2)
    state = b"K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00t"
    plain = b"K\x03X\x01\x00\x00\x00<q\x04NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00t"
    assert plain in data
    fields = state.replace(b"NNN", b"N(U\x01at}U\x01a(cnumpy\ndtype\n(U\x02O8I0\nI1\ntRI99999\nts")
    (tmp_path / "x.pkl").write_bytes(data.replace(plain, fields))
    with pytest.raises(UserError, match="an array is not plain: it has fields"):
        load_pickle(tmp_path / "x.pkl")


def test_what_repeats_itself_without_end_is_refused(tmp_path: Path) -> None:
    laughs: Any = ["ha"] * 10
    for _ in range(12):
        laughs = [laughs] * 10
    with pytest.raises(UserError, match=r"at most 50 are read, set SKELAPP_LIMIT_PICKLED"):
        load_pickle(write(tmp_path / "x.pkl", laughs))
    itself: list[Any] = []
    itself.append((itself,))
    with pytest.raises(UserError, match="it holds itself"):
        load_pickle(write(tmp_path / "x.pkl", itself))
    long = ["x" * 1_000_000] * 2000
    with pytest.raises(UserError, match=r"come to 1907 MB; SKELAPP_LIMIT_ARRAYS"):
        load_pickle(write(tmp_path / "x.pkl", long))
    deep: Any = []
    data = b"(" * 100_000 + b"l" * 100_000 + b"."
    (tmp_path / "x.pkl").write_bytes(data)
    deep = load_pickle(tmp_path / "x.pkl")
    assert len(deep) == 1


def test_shared_parts_stay_shared(tmp_path: Path) -> None:
    array = np.arange(100.0)
    part = {"keypoint": array}
    back = load_pickle(write(tmp_path / "x.pkl", [part, part, (array, (1, 2))]))
    assert back[0] is back[1]
    assert back[2][0] is back[0]["keypoint"]
    assert back[2][1] == (1, 2)


def test_the_memo_takes_no_more_room_than_is_used(tmp_path: Path) -> None:
    (tmp_path / "x.pkl").write_bytes(b"K\x01r\xf0\xff\xff\x7f.")
    assert load_pickle(tmp_path / "x.pkl") == 1


def test_text_that_is_no_text(tmp_path: Path) -> None:
    data = pickle.dumps(np.array(["ab"]), protocol=4)
    assert b"a\0\0\0b\0\0\0" in data
    (tmp_path / "x.pkl").write_bytes(data.replace(b"a\0\0\0b\0\0\0", b"a\0\0\0b\0\xff\xff"))
    with pytest.raises(UserError, match="an array of text holds what is no text"):
        load_pickle(tmp_path / "x.pkl")
