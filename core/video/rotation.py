"""Rotation of pictures by 90°, for cameras that are mounted sideways and files that do not record their orientation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.skeleton import Joints
from core.types import Frame
from core.video.opencv import cv2

_CODES = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}


def rotate(frame: Frame, quarters: int) -> Frame:
    """The frame turned clockwise by quarters of a circle, its joints with it."""
    quarters %= 4
    if quarters == 0:
        return frame
    height, width = frame.image.shape[:2]
    joints = None if frame.joints is None else _rotate_joints(frame.joints, quarters, width, height)
    return replace(frame, image=np.asarray(cv2.rotate(frame.image, _CODES[quarters]), np.uint8), joints=joints)


def rotated_size(size: tuple[int, int], quarters: int) -> tuple[int, int]:
    """Width and height after the turn."""
    return size if quarters % 2 == 0 else (size[1], size[0])


def _rotate_joints(joints: Joints, quarters: int, width: int, height: int) -> Joints:
    """Joints ``(M, V, 3)`` of a picture of width x height pixels; missing ones stay all zero."""
    x, y = joints[..., 0], joints[..., 1]
    turned = {1: (height - 1 - y, x), 2: (width - 1 - x, height - 1 - y), 3: (y, width - 1 - x)}[quarters]
    out = np.stack((*turned, joints[..., 2]), axis=-1).astype(np.float32)
    out[joints[..., 2] <= 0] = 0
    return out
