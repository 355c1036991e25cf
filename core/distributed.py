"""Training in several processes that gives the result of one: the same batches, statistics and steps."""

from __future__ import annotations

import os

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.distributed.nn.functional import all_reduce


class SharedBatchNorm(nn.BatchNorm2d):
    """Batch norm whose statistics are those of all processes' rows together, on any device.

    PyTorch's own synchronised batch norm runs on GPUs only, and the number of rows differs between processes here:
    people who are not there take no part.
    """

    def _check_input_dim(self, input: Tensor) -> None:
        """``(P, C)`` with any further dimensions."""

    def forward(self, input: Tensor) -> Tensor:
        """``(P, C, ...)`` -> the same shape."""
        if not self.training:
            mean, variance = self.running_mean, self.running_var
            return F.batch_norm(input, mean, variance, self.weight, self.bias, False, 0.0, self.eps)
        others = [0, *range(2, input.ndim)]
        shape = (1, -1, *[1] * (input.ndim - 2))
        rows = input.new_tensor([input.numel() / input.shape[1]], dtype=torch.float32)
        wide = input.float()
        total = all_reduce(torch.cat((wide.sum(others), rows)))
        count = total[-1].clamp(min=1)
        mean = total[:-1] / count
        centred = wide - mean.view(shape)
        variance = all_reduce(centred.square().sum(others)) / count
        with torch.no_grad():
            assert self.running_mean is not None
            assert self.running_var is not None
            assert self.num_batches_tracked is not None
            assert self.momentum is not None
            self.num_batches_tracked += 1
            self.running_mean.lerp_(mean.detach(), self.momentum)
            self.running_var.lerp_(variance.detach() * count / (count - 1).clamp(min=1), self.momentum)
        scale = self.weight * (variance + self.eps).rsqrt()
        return (centred * scale.view(shape) + self.bias.view(shape)).to(input.dtype)


def share_batch_norms(model: nn.Module) -> nn.Module:
    """Replaces every batch norm of a network, in place, keeping its parameters and statistics."""
    for name, child in model.named_children():
        if isinstance(child, nn.BatchNorm1d | nn.BatchNorm2d) and not isinstance(child, SharedBatchNorm):
            shared = SharedBatchNorm(child.num_features, child.eps, child.momentum or 0.1)
            shared.load_state_dict(child.state_dict())
            setattr(model, name, shared)
        else:
            share_batch_norms(child)
    return model


def processes() -> tuple[int, int]:
    """How many processes on this machine, and on how many machines, torchrun has started; 1 and 1 without it."""
    here = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    return here, max(1, int(os.environ.get("WORLD_SIZE", "1")) // here)
