from pathlib import Path

import pytest

from core.checkpoint import load_checkpoint
from core.companion import main
from core.data.pack import load_pack
from core.errors import UserError
from core.evaluation.scores import score_clips
from tests.core.data.fakes import write_jhmdb


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr("sys.argv", ["companion", *map(str, arguments)])
    main()


def test_the_command_fits_to_the_training_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_jhmdb(tmp_path / "data", ("run", "sit", "wave"), train=4, test=1)
    out = tmp_path / "ridge.safetensors"
    run(monkeypatch, "--data", data, "--split", "1", "-o", out, "--views", 1, "--license", "free")
    assert "12 clips, 21 actions" in capsys.readouterr().out
    checkpoint = load_checkpoint(out)
    assert (checkpoint.info.model, checkpoint.info.seconds, checkpoint.info.license) == ("ridge", 1.6, "free")
    assert checkpoint.info.training["split"] == "split 1"
    train = load_pack(data).part("split 1", "train")
    assert score_clips(checkpoint, train).right.mean() > 0.9
    again = write_jhmdb(tmp_path / "again", ("run", "sit", "wave"), train=4, test=1)
    run(monkeypatch, "--data", data, "--more", again, "--split", "1", "-o", out, "--views", 0)
    assert "24 clips, 21 actions" in capsys.readouterr().out
    assert load_checkpoint(out).info.training["more"] == [load_pack(again).digest]
    with pytest.raises(UserError, match="--frames takes at least 2"):
        run(monkeypatch, "--data", data, "--split", "1", "-o", out, "--frames", 1)
