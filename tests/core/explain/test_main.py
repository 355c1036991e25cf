from pathlib import Path

import pytest

from core.checkpoint import save_checkpoint
from core.errors import UserError
from core.explain.__main__ import main
from tests.core.data.fakes import write_jhmdb
from tests.core.explain.fakes import write_export
from tests.core.fakes import random_model, small_info


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    info = small_info()
    save_checkpoint(tmp_path / "w.safetensors", random_model(info), info)
    return tmp_path / "w.safetensors"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr("sys.argv", ["explain", *map(str, arguments)])
    main()


def test_a_clip_of_a_data_set_gives_every_figure(
    tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_jhmdb(tmp_path / "data", ("run",))
    run(monkeypatch, weights, "video2", "--data", data, "-o", tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    figures = ("evidence", "latent_edges", "relations", "frames_joints", "gate")
    assert names == {f"{name}.{suffix}" for name in figures for suffix in ("png", "svg")}
    assert "run/video2_run_f_cm_np1_fr_med_2.avi" in capsys.readouterr().out


def test_a_file_gives_the_figures_the_network_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    info = small_info(model="stgcn")
    save_checkpoint(tmp_path / "g.safetensors", random_model(info), info)
    file = write_export(tmp_path / "walk.jsonl")
    run(monkeypatch, tmp_path / "g.safetensors", file, "-o", tmp_path / "out", "--end", 0.8)
    assert {path.stem for path in (tmp_path / "out").iterdir()} == {"evidence", "latent_edges", "frames_joints"}
    assert "no gate: small has no temporal gate" in capsys.readouterr().out


def test_wrong_arguments_are_plain_errors(tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="--person counts from 1"):
        run(monkeypatch, weights, "x", "--person", 0)
    with pytest.raises(UserError, match="--end is for files"):
        run(monkeypatch, weights, "x", "--data", tmp_path, "--end", 2)
