"""ONNX files agree with the network they came from."""

from pathlib import Path

import pytest
import torch

from core.card import CheckpointInfo
from core.checkpoint import save_checkpoint
from core.export import TOLERANCE, difference, export_onnx, main
from core.models import MODELS, create_model
from tests.core.references import STICK, randomise


@pytest.mark.parametrize("name", MODELS)
def test_every_model_agrees(tmp_path: Path, name: str) -> None:
    torch.manual_seed(0)
    model = randomise(create_model(name, STICK, num_classes=4, base_channels=8)).float()
    x = torch.randn(3, 3, 11, 5, 2)
    x[0, ..., 1] = 0
    path = tmp_path / "model.onnx"
    export_onnx(model, path, x[:1])
    assert difference(model, path, x) < TOLERANCE
    assert difference(model, path, x[:2]) < TOLERANCE  # any number of clips
    with torch.no_grad():
        model.classifier.linear.weight *= 1.01
    assert difference(model, path, x) > TOLERANCE


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    model_args = {"base_channels": 8, "layers": 2}
    info = CheckpointInfo("a", "A", "stgcn", model_args, "kinetics18", "joint", 12, 15.0, ("sit", "stand"))
    save_checkpoint(tmp_path / "a.safetensors", create_model("stgcn", num_classes=2, **model_args), info)
    out = tmp_path / "a.onnx"
    monkeypatch.setattr("sys.argv", ["core.export", str(tmp_path / "a.safetensors"), "-o", str(out)])
    main()
    assert "('N', 3, 12, 18, 1)" in capsys.readouterr().out
    assert out.stat().st_size > 1000
