"""The attention modules of AAGCN: over joints, then over frames, then over channels.

Shi, Zhang, Cheng, Lu, "Skeleton-based action recognition with multi-stream adaptive graph convolutional networks", IEEE
Transactions on Image Processing 2020, section IV-B.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_KERNEL = 9  # frames
_REDUCTION = 2


class STCAttention(nn.Module):
    """Three gates one after another, each times the features and added to them.

    Joints: a convolution along the joints' order over the mean of all frames, as wide as there are joints. Frames: one
    over nine frames of the mean of all joints. Channels: two linear maps of the mean of both. A sigmoid each.

    Args:
        channels: C.
        joints: V.
    """

    def __init__(self, channels: int, joints: int) -> None:
        super().__init__()
        width = joints if joints % 2 else joints - 1
        self.joints = nn.Conv1d(channels, 1, width, padding=width // 2)
        self.frames = nn.Conv1d(channels, 1, _KERNEL, padding=_KERNEL // 2)
        self.squeeze = nn.Linear(channels, channels // _REDUCTION)
        self.excite = nn.Linear(channels // _REDUCTION, channels)
        for layer in (self.frames, self.excite):  # these gates start at a half, whatever they see
            for parameter in layer.parameters():
                nn.init.zeros_(parameter)

    def forward(self, x: Tensor) -> Tensor:
        """``(P, C, T, V)`` -> the same shape."""
        x = x * (1 + self.joints(x.mean(2)).sigmoid())[:, :, None]
        x = x * (1 + self.frames(x.mean(3)).sigmoid())[..., None]
        gate = self.excite(torch.relu(self.squeeze(x.mean((2, 3))))).sigmoid()
        return x * (1 + gate)[..., None, None]
