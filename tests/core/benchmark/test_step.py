"""The figures of a step: all there, of the right kind, and without the other library where it cannot be had."""

import json
import subprocess
from pathlib import Path

import pytest
import torch

from core.benchmark import step
from core.benchmark.__main__ import main
from core.errors import UserError


@pytest.fixture(autouse=True)
def _threads():
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


def test_figures(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(step, "measure_continual", lambda threads, repeats: 1000.0)
    options = ["--frames", "60", "--threads", "1", "--repeats", "1", "--json"]
    monkeypatch.setattr("sys.argv", ["core.benchmark", "step", *options])
    main()
    found = json.loads(capsys.readouterr().out)
    assert found["ratio_window"] == pytest.approx(found["window_ms"] / found["step_ms"])
    assert found["ratio_continual"] == pytest.approx(1000 / found["step_ms"])
    assert found["limit_ms"] == pytest.approx(found["weights_mb"] / found["read_gb_s"])
    assert 12 < found["weights_mb"] < 13
    assert found["difference"] < 1e-4
    assert found["step_ms"] < found["window_ms"]


def test_without_the_other_library(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--model", "stfnet", "--frames", "9", "--threads", "1", "--repeats", "1", "--no-continual"]
    monkeypatch.setattr("sys.argv", ["core.benchmark", "step", *options])
    main()
    printed = capsys.readouterr().out
    assert printed.startswith("stfnet, 1 person, 1 threads")
    assert "other library" not in printed
    figures = step.Figures("stfnet", 2, 300, "torch", 1.0, 1.0, 5.0, 60.0, 60.0, 1e-7, 12.0, 12.0, 1.0, 14.0, None)
    assert "14.00 ms a step of stgcn" in step.describe(figures)


@pytest.mark.parametrize("name", ["bagcn", "transformer"])
def test_networks_that_do_not_step(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("sys.argv", ["core.benchmark", "step", "--model", name, "--no-continual"])
    with pytest.raises(UserError, match=r"BAGCN cannot run frame by frame|model must be one of"):
        main()
    monkeypatch.setattr("sys.argv", ["core.benchmark", "step", "--threads", "0"])
    with pytest.raises(UserError, match="take numbers from 1"):
        main()


def test_a_library_that_cannot_be_installed_is_a_word_and_no_figure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(call: list[str], **_: object) -> object:
        raise subprocess.CalledProcessError(1, call, stderr="looking\nERROR: No matching distribution found\n")

    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path))
    monkeypatch.setattr(step.venv, "create", lambda folder, clear, with_pip: Path(folder).mkdir(parents=True))
    monkeypatch.setattr(step.subprocess, "run", fail)
    assert step.measure_continual(1, 1) is None
    assert "no figure of continual-inference==1.2.4: ERROR: No matching distribution" in capsys.readouterr().err
    assert not list(tmp_path.rglob("ready"))  # tried again the next time


def test_the_other_library_is_asked_in_its_own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path))
    folder = tmp_path / "benchmark" / "continual-inference-1.2.4"
    folder.mkdir(parents=True)
    (folder / "ready").touch()
    calls = []

    def answer(call: list[str], **_: object) -> object:
        calls.append(call)
        return subprocess.CompletedProcess(call, 0, 'a warning\n{"step_ms": 14.5}\n', "")

    monkeypatch.setattr(step.subprocess, "run", answer)
    assert step.measure_continual(2, 3) == 14.5
    assert calls[0][1:] == ["-m", "core.benchmark.continual_step", "kinetics18", "3", "400", "2", "3", "20"]
    assert Path(calls[0][0]).parent.parent == folder
