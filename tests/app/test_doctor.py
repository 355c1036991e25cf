from collections.abc import Iterator
from pathlib import Path

import pytest

from app import doctor
from app.doctor import Finding, run_doctor
from core.errors import UserError
from core.pose import backend


def _well() -> Iterator[Finding]:
    yield Finding("cameras", "none", "plug one in")
    yield Finding("Qt", "loads")


def _ill() -> Iterator[Finding]:
    yield Finding("networks", "none", "install it anew", broken=True)


def _refused() -> Iterator[Finding]:
    raise UserError("MediaPipe does not start (no libEGL); apt-get install libegl1")
    yield


def _raising() -> Iterator[Finding]:
    raise ImportError("no module named x")
    yield


def test_what_is_wrong_is_said_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_doctor((_well,)) == 0
    out = capsys.readouterr().out
    assert out.startswith("Python 3.")
    assert "note   cameras: none\n       -> plug one in\nok     Qt: loads\n" in out
    assert out.endswith("\nnothing is broken\n")
    assert run_doctor((_well, _ill, _refused, _raising)) == 1
    out = capsys.readouterr().out
    assert "BROKEN networks: none\n       -> install it anew\n" in out
    assert "BROKEN refused: MediaPipe does not start (no libEGL)\n       -> MediaPipe does not start" in out
    assert "BROKEN raising: ImportError: no module named x\n" in out
    assert out.endswith("\n3 broken\n")


def test_the_self_test_finds_the_drawn_figure_and_says_something_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_TEST", 0.0)
    (found,) = doctor._self_test()
    assert not found.broken
    assert "somebody found in 24 of 24" in found.found


def test_weights_that_cannot_be_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKELAPP_WEIGHTS", str(tmp_path))
    (tmp_path / "mine.safetensors").write_bytes(b"damaged")
    findings = list(doctor._networks())
    assert findings[-1] == Finding("own networks", "cannot be read: mine", "teach or train them again")


def test_a_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path / "file"))
    first = next(doctor._places())
    assert (first.found, first.broken) == (f"{tmp_path / 'file'} cannot be written", False)


def test_what_finds_the_people_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert next(doctor._pose_model()) == Finding("people found by", "BlazePose full")
    monkeypatch.setattr(backend.importlib.util, "find_spec", lambda name: None)
    without = next(doctor._pose_model())
    assert without.found == "MediaPipe full"
    assert "pip install ai-edge-litert" in without.remedy
