"""Every door for a moment; `tests.fuzz.__main__` takes as long as it is given."""

import os
import signal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.evaluation.measurement import read_measurement
from tests.fuzz.__main__ import run_all, try_input, write_input
from tests.fuzz.doors import DOORS, Door


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


def test_a_record_counts_what_was_found_and_what_is_fixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A door that dies of the byte 0 and raises on 1 to 9; then it is mended, and a second one is added."""
    mended = []

    def careless(folder: Path) -> None:
        value = (folder / "x").read_bytes()[0]
        if value >= 10 or mended:
            raise UserError("refused")
        if value == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        raise ValueError(value)

    door = Door(
        lambda folder: (folder / "x").write_bytes(b"y"), careless, lambda _, random: bytes([random.integers(20)])
    )
    monkeypatch.setattr("tests.fuzz.__main__.DOORS", {"a": door, "b": door})
    record = tmp_path / "fuzz.json"
    unmended = run_all(["a"], 40, 5, None, record)
    figures = read_measurement(record).figures
    assert 10 < unmended < 30
    assert (figures["inputs"], figures["findings"], figures["fixed"]) == (40, unmended, 0)
    assert len(figures["doors"][0]["numbers"].split()) == unmended
    mended.append(True)
    assert run_all(["a", "b"], 100, 5, None, record) == 0
    figures = read_measurement(record).figures
    assert (figures["inputs"], figures["findings"], figures["fixed"]) == (140, unmended, unmended)
    assert [row["door"] for row in figures["doors"]] == ["a", "b"]
