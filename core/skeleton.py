"""Joint layouts, and the conversion of pose estimators' landmarks into them."""

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

# MediaPipe returns all 33 landmarks whether it sees them or not; below this visibility a joint counts as missing. One value
# for training and the live program: a network is fed what it was trained on.
VISIBILITY_THRESHOLD = 0.1

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
