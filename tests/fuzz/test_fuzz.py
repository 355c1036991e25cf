"""Every door for a moment; `tests.fuzz.__main__` takes as long as it is given."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import try_input, write_input
from tests.fuzz.doors import DOORS


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", list(DOORS))
def test_a_door_takes_whatever_comes(name: str) -> None:
    door = DOORS[name]
    with TemporaryDirectory() as place:
        folder = Path(place)
        door.write(folder)
        wholes = [(path, path.read_bytes()) for path in door.files(folder)]
        assert try_input(door, folder) == ""

        @settings(max_examples=25, deadline=None, derandomize=True, database=None)
        @given(number=st.integers(0, 2**32 - 1))
        def damaged(number: int) -> None:
            write_input(door, name, 0, number, folder, wholes)
            assert try_input(door, folder) == ""

        damaged()


def test_findings_are_found(tmp_path: Path) -> None:
    """A door that lets a traceback out is said to."""
    (tmp_path / "x").write_bytes(b"1")

    def careless(folder: Path) -> None:
        1 / int((folder / "x").read_text())

    door = DOORS["record"].__class__(lambda folder: None, careless)
    assert try_input(door, tmp_path) == ""
    (tmp_path / "x").write_bytes(b"0")
    assert "ZeroDivisionError" in try_input(door, tmp_path)
