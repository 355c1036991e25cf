"""Counting: parameters, operations, receptive field, shapes."""

import json

import pytest
import torch

from core.errors import UserError
from core.info import main, model_info, parse_setting, receptive_field
from core.models import create_model
from tests.core.references import STICK, random, randomise


def test_counts_of_a_layer_worked_out_by_hand() -> None:
    info = model_info("stgcn", layout="ntu25", classes=7, frames=10, people=2, model_args={"layers": 1})
    T, V, P, K, C = 10, 25, 2, 3, 64
    mixing, subsets, temporal = 3 * T * V * K * V, 3 * T * V * K * C, C * C * 9 * T * V
    assert info.macs == P * (mixing + subsets + temporal) + C * 7
    norms = 2 * 3 * V + 2 * 2 * C
    assert info.parameters == K * V * V + 3 * K * C + C * C * 9 + norms + C * 7 + 7
    assert info.blocks == ((2, 64, 10, 25),)
    assert info.receptive_field == 9


def test_an_lstm_is_counted() -> None:
    with_context = model_info("bagcn", frames=8, model_args={"base_channels": 4}).macs
    without = model_info("bagcn", frames=8, model_args={"base_channels": 4, "context": "none"}).macs
    # Two layers, two ways, 64 features: gates from the input (C', then 128) and from the hidden state.
    lstm = sum(frames * 2 * 4 * 64 * ((inner + 64) + (128 + 64)) for frames, inner in FRAMES_AND_CHANNELS)
    fuse = sum(frames * (128 - inner) * inner for frames, inner in FRAMES_AND_CHANNELS)
    assert with_context - without == lstm + fuse


FRAMES_AND_CHANNELS = [(8, 1)] * 3 + [(8, 2)] + [(4, 2)] * 2 + [(4, 4)] + [(2, 4)] * 2


@pytest.mark.parametrize(
    ("name", "model_args", "frames"),
    [
        ("stgcn", {}, 1 + 8 * (4 + 1) + 16 * (2 + 1) + 32 * 2),
        ("stgcn", {"layers": 4}, 1 + 8 * 4),
        ("bagcn", {"context": "none"}, 1 + 8 * (3 + 1) + 16 * (2 + 1) + 32 * 2),
        ("stfnet", {"mcf": False, "tdf": False}, 1 + 8 * (4 + 1) + 16 * (2 + 1) + 32 * 2),
        # Every TDF adds two kernels of 3 and the difference of two frames.
        ("stfnet", {"mcf": False, "tdf_motion": True}, 153 + 5 * (3 + 1) + 10 * (2 + 1) + 20 * 2),
    ],
)
def test_receptive_field_is_what_gradients_reach(name: str, model_args: dict, frames: int) -> None:
    model = randomise(create_model(name, STICK, num_classes=2, base_channels=4, **model_args))
    with torch.no_grad():
        for key, parameter in model.named_parameters():  # positive everywhere: no ReLU blocks a path
            if "norm" not in key:
                parameter.abs_().mul_(0.1)
        for module in model.modules():
            if isinstance(module, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)):
                module.reset_running_stats()
                module.weight.fill_(1)
                module.bias.fill_(0.1)
    x = random(1, 3, 400, 5, 1).abs().requires_grad_()
    y, _ = model.entry(x)
    for block in model.blocks:
        result = block(y)
        y = result[0] if isinstance(result, tuple) else result
    y[:, :, y.shape[2] // 2].sum().backward()
    reached = int((x.grad.abs().sum((0, 1, 3, 4)) > 0).sum())
    assert receptive_field(model) == frames
    assert reached == frames


def test_models_that_look_at_the_whole_clip() -> None:
    for name in ("stfnet", "bagcn"):
        assert model_info(name, frames=20, model_args={"base_channels": 8}).receptive_field is None


def test_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["core.info", "stbln", "--layout", "ntu25", "--frames", "30", "--set", "lambda_=6", "--set", "layers=7"]
    monkeypatch.setattr("sys.argv", [*argv, "--json"])
    main()
    found = json.loads(capsys.readouterr().out)
    assert found["blocks"][-1] == [1, 128, 15, 1]
    assert found["parameters"] > 0
    assert found["macs"] > 0
    monkeypatch.setattr("sys.argv", argv)
    main()
    assert f"{found['parameters']:,}" in capsys.readouterr().out


def test_settings() -> None:
    assert parse_setting("nodes=(18, 9)") == ("nodes", (18, 9))
    assert parse_setting("mcf=false") == ("mcf", False)
    assert parse_setting("focus=none") == ("focus", "none")
    assert parse_setting("dropout=0.5") == ("dropout", 0.5)
    with pytest.raises(UserError, match="key=value"):
        parse_setting("mcf")
    with pytest.raises(UserError, match="stgcn has no argument depth"):
        model_info("stgcn", model_args={"depth": 3})
    with pytest.raises(UserError, match="layout must be one of"):
        model_info("stgcn", layout="body25")
