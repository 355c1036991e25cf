"""The benchmark measures what it says: the yardstick is ST-GCN, every figure is there."""

import json

import pytest
import torch

from core.benchmark.__main__ import main
from core.benchmark.measure import milliseconds
from core.benchmark.models import YARDSTICK, PlainSTGCN, measure
from core.errors import UserError
from core.models import create_model


def test_the_yardstick_is_the_same_network() -> None:
    """With the same weights it gives the logits of ours: equal work is compared."""
    torch.manual_seed(0)
    plain = PlainSTGCN(5, 3).eval()
    ours = create_model("stgcn", num_classes=5, bias_first=True, people="all").eval()
    with torch.no_grad():
        ours.entry.norm.load_state_dict(plain.norm.state_dict())
        for block, other in zip(ours.blocks, plain.blocks, strict=True):
            block.spatial.conv.load_state_dict(other.conv.state_dict())
            for conv in (other.tcn[2], other.residual[0] if isinstance(other.residual, torch.nn.Sequential) else None):
                if conv is not None:
                    conv.bias.zero_()
            block.temporal.conv.weight.copy_(other.tcn[2].weight)
            if isinstance(other.residual, torch.nn.Sequential):
                block.residual.conv.weight.copy_(other.residual[0].weight)
        ours.classifier.linear.weight.copy_(plain.linear.weight[:, :, 0, 0])
        ours.classifier.linear.bias.copy_(plain.linear.bias)
        x = torch.rand(2, 3, 13, 18, 2)
        torch.testing.assert_close(ours(x), plain(x), rtol=1e-4, atol=1e-5)


def test_a_row() -> None:
    threads = torch.get_num_threads()
    try:
        row = measure("stfnet", (1, 3, 16, 18, 1), repeats=1, threads=1)
    finally:
        torch.set_num_threads(threads)
    assert 0.5 < row.macs_ratio < 0.7
    assert row.forward_ms > 0
    assert row.training_ms > row.forward_ms / 2
    assert row.peak_mb > 50


def test_calls_take_turns() -> None:
    order: list[str] = []
    times = milliseconds([lambda: order.append("a"), lambda: order.append("b")], repeats=2)
    assert order == ["a", "b"] * 3
    assert len(times) == 2


def test_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def rows(names, shape, repeats, threads):
        return [measure(name, (1, 3, 9, 18, 1), 1, torch.get_num_threads()) for name in names]

    monkeypatch.setattr("core.benchmark.models.measure_models", rows)
    monkeypatch.setattr("sys.argv", ["core.benchmark", "models", "--model", "stgcn", "--json"])
    main()
    found = json.loads(capsys.readouterr().out)
    assert [row["model"] for row in found] == [YARDSTICK, "stgcn"]
    monkeypatch.setattr("sys.argv", ["core.benchmark", "models", "--model", "transformer"])
    with pytest.raises(UserError, match="no model transformer; there are stgcn"):
        main()
