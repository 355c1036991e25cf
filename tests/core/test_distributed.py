"""Shared batch norms, in a group of two processes. Training in two: tests/core/test_train.py."""

from pathlib import Path

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn

from core.distributed import SharedBatchNorm, processes, share_batch_norms
from core.models import create_model


def _half(rank: int, folder: str) -> None:
    torch.set_num_threads(1)
    dist.init_process_group("gloo", f"file://{folder}/meeting", rank=rank, world_size=2)
    x, weight = _data()
    mine = x[:5] if rank == 0 else x[5:]  # shares of different size
    mine.requires_grad_()
    norm = share_batch_norms(nn.Sequential(_norm()))
    y = norm(mine)
    (y * (weight[:5] if rank == 0 else weight[5:])).sum().backward()
    gradients = [parameter.grad for parameter in norm.parameters()]
    for gradient in gradients:
        dist.all_reduce(gradient)
    torch.save({"y": y, "x": mine.grad, "parameters": gradients, "state": norm[0].state_dict()}, f"{folder}/{rank}.pt")
    dist.destroy_process_group()


def _data() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return torch.randn(8, 3, 4, 5) * 3 + 7, torch.randn(8, 3, 4, 5)


def _norm() -> nn.BatchNorm2d:
    norm = nn.BatchNorm2d(3)
    with torch.no_grad():
        norm.weight.copy_(torch.tensor([0.5, 1.5, -1.0]))
        norm.bias.copy_(torch.tensor([0.1, 0.2, 0.3]))
    return norm


def test_two_processes_normalise_as_one(tmp_path: Path) -> None:
    x, weight = _data()
    x.requires_grad_()
    norm = _norm()
    y = norm(x)
    (y * weight).sum().backward()
    mp.spawn(_half, (str(tmp_path),), nprocs=2)
    first, second = (torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in (0, 1))
    torch.testing.assert_close(torch.cat((first["y"], second["y"])), y, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(torch.cat((first["x"], second["x"])), x.grad, rtol=1e-3, atol=1e-5)
    for ours, one in zip(first["parameters"], norm.parameters(), strict=True):
        torch.testing.assert_close(ours, one.grad, rtol=1e-4, atol=1e-4)
    for key, value in norm.state_dict().items():
        torch.testing.assert_close(first["state"][key], value, rtol=1e-5, atol=1e-6)


def test_every_batch_norm_of_a_network_is_shared_and_its_function_in_evaluation_stays() -> None:
    torch.manual_seed(0)
    model = create_model("bagcn", num_classes=4, base_channels=8)
    model(torch.randn(4, 3, 12, 18, 2))  # statistics that are not the initial ones
    x = torch.randn(2, 3, 12, 18, 1)
    before = model.eval()(x)
    keys = model.state_dict().keys()
    share_batch_norms(model)
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d)]
    assert norms
    assert all(isinstance(norm, SharedBatchNorm) for norm in norms)
    assert model.state_dict().keys() == keys
    torch.testing.assert_close(model.eval()(x), before)


def test_torchrun_says_how_many(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    monkeypatch.delenv("LOCAL_WORLD_SIZE", raising=False)
    assert processes() == (1, 1)
    monkeypatch.setenv("WORLD_SIZE", "8")
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "4")
    assert processes() == (4, 2)
