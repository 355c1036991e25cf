"""The joint, bone and motion streams: which signal of the skeleton a network sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class Convention:
    """How a public code makes its streams: without a look at which joints are missing, and 3D ones without confidence.

    Attributes:
        confidence: of a difference of two joints or frames: their ``mean``, or the ``difference`` like x and y.
        scale: what shares of the picture less 0.5 are multiplied by.
        rooted: layouts whose bones it takes from other joints than ours: layout -> {joint: the joint it is taken from}.
    """

    confidence: str
    scale: float = 1.0
    rooted: dict[str, dict[int, int]] = field(default_factory=dict)


CONVENTIONS = {
    # github.com/lshiwjx/2s-AGCN, data_gen/gen_bone_data.py and gen_motion_data.py; OpenPose's bones start at the nose
    "2s-agcn": Convention("difference", rooted={"kinetics18": {0: 0, 1: 0}}),
    # github.com/kennymckormick/pyskl, datasets/pipelines/pose_related.py; COCO's hips hang from the nose
    "pyskl": Convention("mean", 2.0, {"kinetics18": {0: 0, 1: 0}, "coco17": {11: 0, 12: 0}}),
}
"""Of public codes whose weights are converted, by the name that a card's ``convention`` gives."""


def public_stream(x: Tensor, stream: str, layout: Layout, convention: Convention) -> Tensor:
    """A stream as a public code makes it, from joints ``(N, C, T, V, M)``; C is 3 or 4, the last the confidence.

    Of 3D joints the confidence is left out. The centre's bone is zero, and so is the motion of the last frame.
    """
    flat = x.shape[1] == 3
    x = x[:, :3]

    def confident(difference: Tensor, a: Tensor, b: Tensor) -> Tensor:
        if flat and convention.confidence == "mean":
            return torch.cat((difference[:, :2], (a[:, 2:] + b[:, 2:]) / 2), dim=1)
        return difference

    def bones(x: Tensor) -> Tensor:
        parent = list(range(layout.num_joints))
        for child, inner in (*layout.bones, *convention.rooted.get(layout.name, {}).items()):
            parent[child] = inner
        ends = x[:, :, :, parent]
        return confident(x - ends, x, ends)

    def motions(x: Tensor) -> Tensor:
        change = confident(x[:, :, 1:] - x[:, :, :-1], x[:, :, 1:], x[:, :, :-1])
        return torch.cat((change, torch.zeros_like(x[:, :, :1])), dim=2)

    made = {
        "joint": lambda: x,
        "bone": lambda: bones(x),
        "joint_motion": lambda: motions(x),
        "bone_motion": lambda: motions(bones(x)),
        "spatial": lambda: torch.cat((x, bones(x)), dim=1),
        "motion": lambda: torch.cat((motions(x), motions(bones(x))), dim=1),
    }
    return made[stream]()


def num_channels(stream: str, coordinates: int = 2, convention: str = "") -> int:
    """Channels of a stream made from joints with so many coordinates and a confidence; public ones have three."""
    return (3 if convention else coordinates + 1) * (2 if stream in ("spatial", "motion") else 1)


def prepare(x: Tensor, info: CheckpointInfo) -> Tensor:
    """Normalised joints ``(N, C, T, V, M)``, y downward, as the network's input stream."""
    if not info.y_down:
        x = torch.cat((x[:, :1], -x[:, 1:2], x[:, 2:]), dim=1)
    layout = get_layout(info.layout)
    if not info.convention:
        return STREAMS[info.stream](x, layout)
    convention = CONVENTIONS[info.convention]
    if info.coordinates == "picture":
        x = torch.cat((x[:, :2] * convention.scale, x[:, 2:]), dim=1)
    return public_stream(x, info.stream, layout, convention)
