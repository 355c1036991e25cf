"""Joint layouts, and the conversion of pose estimators' landmarks to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Joints = NDArray[np.float32]


@dataclass(frozen=True)
class Layout:
    """A skeleton: which joints there are and how they hang together.

    Attributes:
        name: the layout's name, as stored in checkpoints.
        joints: joint names in index order, V of them.
        bones: (child, parent) pairs; the parent is the neighbour nearer the centre.
        centre: index of the joint from which hop distances are counted.
        parts: one grouping of all joints per grain coarser than single joints, finest first.
        flip: for every joint the index of its mirror image (itself on the body's axis).
    """

    name: str
    joints: tuple[str, ...]
    bones: tuple[tuple[int, int], ...]
    centre: int
    parts: tuple[tuple[tuple[int, ...], ...], ...]
    flip: tuple[int, ...]

    @property
    def num_joints(self) -> int:
        return len(self.joints)


KINETICS18 = Layout(
    name="kinetics18",
    joints=(
        "nose", "neck", "r shoulder", "r elbow", "r wrist", "l shoulder", "l elbow", "l wrist", "r hip",
        "r knee", "r ankle", "l hip", "l knee", "l ankle", "r eye", "l eye", "r ear", "l ear",
    ),
    bones=(
        (4, 3), (3, 2), (7, 6), (6, 5), (13, 12), (12, 11), (10, 9), (9, 8), (11, 5), (8, 2),
        (5, 1), (2, 1), (0, 1), (15, 0), (14, 0), (17, 15), (16, 14),
    ),
    centre=1,
    # head, right arm, left arm, right leg with its hip, left leg with its hip, trunk
    parts=(((0, 14, 15, 16, 17), (3, 4), (6, 7), (8, 9, 10), (11, 12, 13), (1, 2, 5)),),
    flip=(0, 1, 5, 6, 7, 2, 3, 4, 11, 12, 13, 8, 9, 10, 15, 14, 17, 16),
)  # fmt: skip

# MediaPipe returns all 33 landmarks whether it sees them or not; below this visibility a joint counts as missing.
# One value for training and the live program: a network is fed what it was trained on.
VISIBILITY_THRESHOLD = 0.1

NTU25 = Layout(
    name="ntu25",
    joints=(
        "spine base", "spine middle", "neck", "head", "l shoulder", "l elbow", "l wrist", "l hand", "r shoulder",
        "r elbow", "r wrist", "r hand", "l hip", "l knee", "l ankle", "l foot", "r hip", "r knee", "r ankle",
        "r foot", "spine", "l hand tip", "l thumb", "r hand tip", "r thumb",
    ),
    bones=(
        (0, 1), (1, 20), (2, 20), (3, 2), (4, 20), (5, 4), (6, 5), (7, 6), (8, 20), (9, 8), (10, 9), (11, 10),
        (12, 0), (13, 12), (14, 13), (15, 14), (16, 0), (17, 16), (18, 17), (19, 18), (21, 22), (22, 7), (23, 24),
        (24, 11),
    ),
    centre=20,
    parts=(
        # head, left arm, left hand, right arm, right hand, left leg, left foot, right leg, right foot, trunk
        (
            (2, 3), (4, 5), (6, 7, 21, 22), (8, 9), (10, 11, 23, 24), (12, 13), (14, 15), (16, 17), (18, 19),
            (0, 1, 20),
        ),
        # head with the trunk, left arm, right arm, left leg, right leg
        (
            (0, 1, 2, 3, 20), (4, 5, 6, 7, 21, 22), (8, 9, 10, 11, 23, 24), (12, 13, 14, 15), (16, 17, 18, 19),
        ),
    ),
    flip=(0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 16, 17, 18, 19, 12, 13, 14, 15, 20, 23, 24, 21, 22),
)  # fmt: skip

NWUCLA20 = Layout(
    name="nwucla20",
    joints=(
        "hip centre", "spine", "shoulder centre", "head", "l shoulder", "l elbow", "l wrist", "l hand", "r shoulder",
        "r elbow", "r wrist", "r hand", "l hip", "l knee", "l ankle", "l foot", "r hip", "r knee", "r ankle", "r foot",
    ),
    bones=(
        (0, 1), (1, 2), (3, 2), (4, 2), (5, 4), (6, 5), (7, 6), (8, 2), (9, 8), (10, 9), (11, 10), (12, 0), (13, 12),
        (14, 13), (15, 14), (16, 0), (17, 16), (18, 17), (19, 18),
    ),
    centre=2,
    parts=(
        # head, left arm, left hand, right arm, right hand, left leg, left foot, right leg, right foot, trunk
        ((2, 3), (4, 5), (6, 7), (8, 9), (10, 11), (12, 13), (14, 15), (16, 17), (18, 19), (0, 1)),
        # head with the trunk, left arm, right arm, left leg, right leg
        ((0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11), (12, 13, 14, 15), (16, 17, 18, 19)),
    ),
    flip=(0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 16, 17, 18, 19, 12, 13, 14, 15),
)  # fmt: skip

COCO17 = Layout(
    name="coco17",
    joints=(
        "nose", "l eye", "r eye", "l ear", "r ear", "l shoulder", "r shoulder", "l elbow", "r elbow", "l wrist",
        "r wrist", "l hip", "r hip", "l knee", "r knee", "l ankle", "r ankle",
    ),
    bones=(
        (1, 0), (2, 0), (3, 1), (4, 2), (5, 0), (6, 0), (7, 5), (8, 6), (9, 7), (10, 8), (11, 5), (12, 6), (13, 11),
        (14, 12), (15, 13), (16, 14),
    ),
    centre=0,
    # head, left arm, right arm, left leg with its hip, right leg with its hip, shoulders
    parts=(((0, 1, 2, 3, 4), (7, 9), (8, 10), (11, 13, 15), (12, 14, 16), (5, 6)),),
    flip=(0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15),
)  # fmt: skip

PENN13 = Layout(
    name="penn13",
    joints=(
        "head", "l shoulder", "r shoulder", "l elbow", "r elbow", "l wrist", "r wrist", "l hip", "r hip", "l knee",
        "r knee", "l ankle", "r ankle",
    ),
    bones=(
        (1, 0), (2, 0), (3, 1), (4, 2), (5, 3), (6, 4), (7, 1), (8, 2), (9, 7), (10, 8), (11, 9), (12, 10),
    ),
    centre=0,
    # head, left arm, right arm, left leg with its hip, right leg with its hip, shoulders
    parts=(((0,), (3, 5), (4, 6), (7, 9, 11), (8, 10, 12), (1, 2)),),
    flip=(0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11),
)  # fmt: skip

SBU15 = Layout(
    name="sbu15",
    joints=(
        "head", "neck", "torso", "l shoulder", "l elbow", "l hand", "r shoulder", "r elbow", "r hand", "l hip",
        "l knee", "l foot", "r hip", "r knee", "r foot",
    ),
    bones=(
        (0, 1), (2, 1), (3, 1), (4, 3), (5, 4), (6, 1), (7, 6), (8, 7), (9, 2), (10, 9), (11, 10), (12, 2), (13, 12),
        (14, 13),
    ),
    centre=1,
    # head, left arm with its shoulder, right arm, left leg with its hip, right leg, trunk
    parts=(((0,), (3, 4, 5), (6, 7, 8), (9, 10, 11), (12, 13, 14), (1, 2)),),
    flip=(0, 1, 2, 6, 7, 8, 3, 4, 5, 12, 13, 14, 9, 10, 11),
)  # fmt: skip

LAYOUTS = {layout.name: layout for layout in (KINETICS18, NTU25, NWUCLA20, COCO17, PENN13, SBU15)}


def get_layout(layout: str | Layout) -> Layout:
    """A layout by its name; a layout of one's own is handed back as it is.

    Raises:
        ValueError: unknown name; the message names the allowed ones.
    """
    if isinstance(layout, Layout):
        return layout
    if layout not in LAYOUTS:
        raise ValueError(f"layout must be one of {', '.join(LAYOUTS)} or a Layout, not {layout!r}")
    return LAYOUTS[layout]


# kinetics18 joint -> MediaPipe landmark; the neck (index 1) lies midway between the shoulders 11 and 12.
_MEDIAPIPE = (0, -1, 12, 14, 16, 11, 13, 15, 24, 26, 28, 23, 25, 27, 5, 2, 8, 7)


def kinetics18_from_mediapipe(landmarks: NDArray[np.floating], width: int, height: int, threshold: float) -> Joints:
    """MediaPipe's 33 pose landmarks as kinetics18 joints.

    Args:
        landmarks: ``(..., 33, 4)``: x and y in 0..1 of the picture (y downward), visibility, presence; all zero
            where nobody was found.
        width, height: the picture's size in pixels.
        threshold: MediaPipe always returns all 33 landmarks; a joint whose visibility lies below this is missing.

    Returns:
        ``(..., 18, 3)`` float32: x, y in pixels, confidence in 0..1 (the visibility). Missing joints are all zero. The
        neck's confidence is the lower shoulder's.
    """
    landmarks = np.asarray(landmarks, dtype=np.float32)
    index = list(_MEDIAPIPE)
    index[1] = 11
    joints = landmarks[..., index, :3].copy()
    joints[..., 1, :2] = (landmarks[..., 11, :2] + landmarks[..., 12, :2]) / 2
    joints[..., 1, 2] = np.minimum(landmarks[..., 11, 2], landmarks[..., 12, 2])
    joints[..., 0] *= width
    joints[..., 1] *= height
    joints[joints[..., 2] < max(threshold, 1e-6)] = 0
    return joints


def mirror(joints: Joints, layout: Layout = KINETICS18) -> Joints:
    """Left becomes right ``(..., V, C)``: x negated, joint pairs swapped, confidences going with their joints."""
    out = joints[..., list(layout.flip), :].copy()
    out[..., 0] *= -1
    return out


# What stands in for a joint of this name where a skeleton lacks it, the best first; two names: the middle between them.
_STAND_INS: dict[str, tuple[tuple[str, ...], ...]] = {
    "nose": (("head",),),
    "head": (("nose",),),
    "neck": (("shoulder centre",), ("l shoulder", "r shoulder")),
    "shoulder centre": (("neck",), ("l shoulder", "r shoulder")),
    "hip centre": (("spine base",), ("l hip", "r hip")),
    "spine base": (("hip centre",), ("l hip", "r hip")),
    **{f"{side} wrist": ((f"{side} hand",),) for side in "lr"},
    **{f"{side} hand": ((f"{side} wrist",),) for side in "lr"},
    **{f"{side} ankle": ((f"{side} foot",),) for side in "lr"},
    **{f"{side} foot": ((f"{side} ankle",),) for side in "lr"},
}


def in_layout(joints: Joints, source: Layout, target: Layout) -> Joints:
    """Skeletons ``(..., V, C)`` of one layout as another's ``(..., V', C)``, by the joints' names.

    A joint that the source lacks is taken from the nearest thing to it (the head for the nose, the middle of the
    shoulders for the neck, which is there if both are, with the lower confidence); if there is none, it is missing.
    """
    index = {name: number for number, name in enumerate(source.joints)}
    out = np.zeros((*joints.shape[:-2], target.num_joints, joints.shape[-1]), joints.dtype)
    for place, name in enumerate(target.joints):
        names = next((each for each in ((name,), *_STAND_INS.get(name, ())) if set(each) <= index.keys()), ())
        if not names:
            continue
        found = joints[..., [index[each] for each in names], :]
        there = (found[..., -1] > 0).all(axis=-1, keepdims=True)
        out[..., place, :-1] = found[..., :-1].mean(axis=-2) * there
        out[..., place, -1] = found[..., -1].min(axis=-1)
    return out
