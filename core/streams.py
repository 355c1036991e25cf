"""The joint, bone and motion streams: which signal of the skeleton a network sees."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from core.card import CheckpointInfo
from core.skeleton import Layout, get_layout

# All take and return (N, C, T, V, M), the last channel being the confidence; a missing joint is zero in every channel
# and stays so: nothing is made from a joint that is not there.


def joint(x: Tensor, layout: Layout) -> Tensor:
    """The joints as they are."""
    return x


def bone(x: Tensor, layout: Layout) -> Tensor:
    """Each joint minus its neighbour nearer the centre; the centre's own bone is zero.

    Confidence is the lower of the two ends'. (STF-Net section III-E; BAGCN section 3.1.)
    """
    parent = list(range(layout.num_joints))
    for child, inner in layout.bones:
        parent[child] = inner
    ends = x[:, :, :, parent]
    out = _difference(x, ends)
    out[:, :, :, layout.centre] = 0
    return out


def joint_motion(x: Tensor, layout: Layout) -> Tensor:
    """Next frame minus this frame, the last frame zero. Confidence is the lower of the two frames'."""
    out = torch.zeros_like(x)
    out[:, :, :-1] = _difference(x[:, :, 1:], x[:, :, :-1])
    return out


def bone_motion(x: Tensor, layout: Layout) -> Tensor:
    """The motion of the bones."""
    return joint_motion(bone(x, layout), layout)


def spatial(x: Tensor, layout: Layout) -> Tensor:
    """Joints and bones side by side along the channels (BAGCN's spatial stream): ``(N, 2C, T, V, M)``."""
    return torch.cat((joint(x, layout), bone(x, layout)), dim=1)


def motion(x: Tensor, layout: Layout) -> Tensor:
    """The frame differences of joints and bones (BAGCN's motion stream): ``(N, 2C, T, V, M)``."""
    return torch.cat((joint_motion(x, layout), bone_motion(x, layout)), dim=1)


def _difference(a: Tensor, b: Tensor) -> Tensor:
    """a − b where both are there, with the lower confidence; zero elsewhere."""
    confidence = torch.minimum(a[:, -1:], b[:, -1:])
    return torch.cat((a[:, :-1] - b[:, :-1], confidence), dim=1) * (confidence > 0)


STREAMS: dict[str, Callable[[Tensor, Layout], Tensor]] = {
    "joint": joint,
    "bone": bone,
    "joint_motion": joint_motion,
    "bone_motion": bone_motion,
    "spatial": spatial,
    "motion": motion,
}


def num_channels(stream: str, coordinates: int = 2) -> int:
    """Channels of a stream made from joints with so many coordinates and a confidence."""
    return (coordinates + 1) * (2 if stream in ("spatial", "motion") else 1)


def prepare(x: Tensor, info: CheckpointInfo) -> Tensor:
    """Normalised joints ``(N, 3, T, V, M)``, y downward, as the network's input stream ``(N, C, T, V, M)``."""
    if not info.y_down:
        x = torch.cat((x[:, :1], -x[:, 1:2], x[:, 2:]), dim=1)
    return STREAMS[info.stream](x, get_layout(info.layout))
