"""The yardstick is the same function, so that equal work is compared; every figure means what it says."""

import json

import pytest
import torch
from torch import nn

from core.benchmark.__main__ import main
from core.benchmark.train import (
    PlainAGCN,
    card,
    measure_flow,
    measure_steps,
    synthetic_clips,
)
from core.errors import UserError
from core.models import create_model
from tests.core.references import randomise


def copy_weights(plain: PlainAGCN, ours: nn.Module) -> None:
    """Of a network like any other into the yardstick."""
    pairs = [(plain.norm, ours.entry.norm), (plain.linear, ours.classifier.linear)]
    for unit, block in zip(plain.units, ours.blocks, strict=True):
        with torch.no_grad():
            unit.mask.copy_(block.spatial.mixing.mask)
            for conv, weight in zip(unit.convs, block.spatial.conv.weight.chunk(3), strict=True):
                conv.weight.copy_(weight)
        pairs += [(unit.spatial_norm, block.spatial_norm), (unit.temporal_norm, block.temporal_norm)]
        pairs.append((unit.temporal, block.temporal.conv))
        for mine, other in ((unit.down, block.spatial_residual), (unit.residual, block.residual)):
            if isinstance(mine, nn.Sequential):
                pairs += [(mine[0], other.conv), (mine[1], other.norm)]
    for mine, other in pairs:
        mine.load_state_dict(other.state_dict())


@pytest.mark.parametrize("training", [False, True])
def test_the_yardstick_is_the_same_network(training: bool) -> None:
    ours = randomise(create_model("agcn", "ntu25", num_classes=5, base_channels=4)).train(training)
    plain = PlainAGCN(5, "ntu25", 4).double().train(training)
    copy_weights(plain, ours)
    x = torch.randn(3, 3, 13, 25, 2, dtype=torch.float64, requires_grad=True)
    mine, other = plain(x), ours(x)
    torch.testing.assert_close(mine, other)
    mine_grad = torch.autograd.grad(mine[:, 1].sum(), [x, plain.units[4].mask, plain.units[7].convs[2].weight])
    weight = ours.blocks[7].spatial.conv.weight
    other_grad = torch.autograd.grad(other[:, 1].sum(), [x, ours.blocks[4].spatial.mixing.mask, weight])
    torch.testing.assert_close(mine_grad[0], other_grad[0])
    torch.testing.assert_close(mine_grad[1], other_grad[1])
    torch.testing.assert_close(mine_grad[2], other_grad[2].chunk(3)[2])


def test_steps_take_turns_and_the_first_is_the_measure() -> None:
    rows = measure_steps((1, 3, 8, 25, 2), 1, torch.device("cpu"), base_channels=4)
    assert [row.name for row in rows] == [
        "plain, float32", "plain, bf16-mixed", "agcn, float32", "agcn, bf16-mixed",
    ]  # fmt: skip
    assert rows[0].speedup == 1
    assert rows[1].speedup == pytest.approx(rows[0].step_ms / rows[1].step_ms)


def test_the_flow_of_samples() -> None:
    clips = synthetic_clips(12)
    row = measure_flow(clips, card(clips, "stgcn", 4, 10), 4, 3, 1, torch.device("cpu"))
    assert 0 < row.busy < 1
    assert min(row.loader, row.model, row.both) > 0


def test_synthetic_clips_are_the_same_every_time() -> None:
    clips = synthetic_clips(5)
    assert len(clips) == 5
    assert clips.layout == "kinetics18"
    assert (clips.track.joints == synthetic_clips(5).track.joints).all()
    assert not (clips.track.joints[:50] == synthetic_clips(5, seed=1).track.joints[:50]).all()
    assert clips.labels.tolist() == [0, 1, 2, 3, 4]


def test_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    small = ["--clips", "1", "--clip-frames", "4", "--channels", "4", "--frames", "8", "--batch", "4", "--batches", "2"]
    monkeypatch.setattr("core.benchmark.train.SYNTHETIC_CLIPS", 8)
    threads = ["--repeats", "1", "--threads", str(torch.get_num_threads())]
    monkeypatch.setattr("sys.argv", ["core.benchmark", "train", *small, *threads, "--json"])
    main()
    found = json.loads(capsys.readouterr().out)
    assert found["shape"] == [1, 3, 4, 25, 2]
    assert [set(row) for row in found["steps"]] == [{"name", "step_ms", "speedup"}] * 4
    assert set(found["flow"]) == {"loader", "model", "both", "busy"}
    monkeypatch.setattr("sys.argv", ["core.benchmark", "train", "--model", "nothing"])
    with pytest.raises(UserError, match="no model nothing; there are stgcn"):
        main()
