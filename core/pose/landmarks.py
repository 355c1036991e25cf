"""The landmark network: one person's 33 landmarks from a region of the picture.

What the network gives is read as MediaPipe reads it (`mediapipe/modules/pose_landmark/pose_landmark_by_roi_cpu.pbtxt`
and `tensors_to_pose_landmarks_and_segmentation.pbtxt`; `refine_landmarks_from_heatmap_calculator.cc`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.pose.network import Network
from core.pose.region import Region, region_around

_SIZE = 256  # pixels of the crop
_BODY = 33  # landmarks of the body; then the hips' centre, a point on the circle around the body, and four unused
_WINDOW = 7  # cells of the heatmap around a landmark that are averaged
_SURE = 0.5  # the heatmap is followed where it is at least this sure

_offsets = np.arange(_WINDOW) - _WINDOW // 2


@dataclass(frozen=True)
class Pose:
    """One person as the landmark network sees them.

    Attributes:
        landmarks: ``(33, 4)`` float64: x, y in pixels of the picture, visibility and presence in 0..1.
        presence: 0..1, how sure it is that a person is there at all.
        region: where to look for the person in the next picture.
    """

    landmarks: NDArray[np.float64]
    presence: float
    region: Region


def find_pose(network: Network, image: NDArray[np.uint8], region: Region, threads: int = 1) -> Pose:
    """The person in a region of a BGR picture ``(H, W, 3)``, whether there is one or not: see `Pose.presence`."""
    crop = region.cut(image, _SIZE)
    flat, presence, heatmap = network(crop, 1 / 255, 0.0, threads)
    raw = flat.reshape(-1, 5)[: _BODY + 2]
    points = refined(raw[:, :2] / _SIZE, heatmap[0])
    places = region.to_picture(points)
    landmarks = np.concatenate((places[:_BODY], _sigmoid(raw[:_BODY, 3:])), axis=1)
    return Pose(landmarks, float(presence[0, 0]), region_around(places[_BODY], places[_BODY + 1]))


def refined(points: NDArray[np.floating], heatmap: NDArray[np.floating]) -> NDArray[np.float64]:
    """Each point moved to the centre of mass of its heatmap around it, where the heatmap is sure enough.

    Args:
        points: ``(N, 2)`` x, y in 0..1 of the crop.
        heatmap: ``(H, W, >= N)`` before the sigmoid; the n-th layer is that of the n-th point.
    """
    height, width = heatmap.shape[:2]
    points = points.astype(np.float64)
    cells = np.trunc(points * (width, height)).astype(np.int64)  # towards 0, as the original's cast to int does
    inside = ((cells >= 0) & (cells < (width, height))).all(axis=1)
    columns, rows = cells[:, :1] + _offsets, cells[:, 1:] + _offsets  # (N, 7) each
    known = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[:, None, :]
    layers = np.arange(len(points))[:, None, None]
    values = heatmap[rows.clip(0, height - 1)[:, :, None], columns.clip(0, width - 1)[:, None, :], layers]
    weights = _sigmoid(values) * known  # (N, 7 rows, 7 columns)
    total = np.maximum(weights.sum(axis=(1, 2)), 1e-12)
    x = (weights.sum(axis=1) * columns).sum(axis=1) / total / width
    y = (weights.sum(axis=2) * rows).sum(axis=1) / total / height
    followed = inside & (weights.max(axis=(1, 2)) >= _SURE)
    return np.where(followed[:, None], np.stack((x, y), axis=1), points)


def _sigmoid(values: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-values.astype(np.float64))))
