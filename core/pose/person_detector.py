"""The person detector: the people in a square part of the picture, each as a region for the landmark network.

As MediaPipe runs it (`mediapipe/modules/pose_detection/pose_detection_cpu.pbtxt`; `ssd_anchors_calculator.cc`,
`tensors_to_detections_calculator.cc`, `non_max_suppression_calculator.cc`). It sees 224 x 224 pixels, and nobody who is
smaller than about 45 of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.pose.network import Network
from core.pose.region import Region, region_around
from core.video.opencv import cv2

SIZE = 224  # pixels of the network's picture
_GRIDS = ((8, 2), (16, 2), (32, 6))  # pixels between anchors, and anchors at each place
_SAME = 0.3  # boxes that overlap by more (intersection over union) are one person


@dataclass(frozen=True)
class Detection:
    """One person.

    Attributes:
        region: where the person is.
        score: 0..1.
    """

    region: Region
    score: float


@cache
def anchors() -> NDArray[np.float64]:
    """The centres ``(2254, 2)`` x, y in 0..1 that the network's boxes are told from, in its order."""
    grids = []
    for stride, count in _GRIDS:
        steps = (np.arange(SIZE // stride) + 0.5) * stride / SIZE
        y, x = np.meshgrid(steps, steps, indexing="ij")
        grids.append(np.repeat(np.stack((x, y), axis=-1).reshape(-1, 2), count, axis=0))
    return np.concatenate(grids)


def find_people(
    network: Network, image: NDArray[np.uint8], view: Region, confidence: float, threads: int = 1
) -> list[Detection]:
    """The people in a part of a BGR picture ``(H, W, 3)``, surest first.

    Args:
        network: the detector.
        image: the picture.
        view: the part that is looked at; what lies outside the picture is black.
        confidence: 0..1, below it nobody is found.
        threads: how many compute it.
    """
    crop = view.cut(image, SIZE, cv2.BORDER_CONSTANT)
    raw, logits = network(crop, 1 / 127.5, -1.0, threads)
    scores = 1 / (1 + np.exp(-logits[0, :, 0].astype(np.float64).clip(-100, 100)))
    chosen = np.flatnonzero(scores >= confidence)
    points, weights = merged(decoded(raw[0, chosen], anchors()[chosen]), scores[chosen])
    places = view.to_picture(points)
    return [
        Detection(region_around(place[2], place[3]), float(score)) for place, score in zip(places, weights, strict=True)
    ]


def decoded(raw: NDArray[np.floating], centres: NDArray[np.floating]) -> NDArray[np.float64]:
    """The network's boxes ``(N, 12)`` as six points each, ``(N, 6, 2)`` x, y in 0..1 of what it saw.

    The points: the box's upper left and lower right corner, the hips' centre, a point on the circle around the whole
    body, the shoulders' centre, and a point on the circle around the upper body.
    """
    values = raw.astype(np.float64).reshape(-1, 6, 2) / SIZE
    points = values + centres[:, None]
    half = values[:, 1] / 2  # the second pair is the box's width and height
    points[:, 1] = points[:, 0] + half
    points[:, 0] -= half
    return points


def merged(points: NDArray[np.float64], scores: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Overlapping boxes made one: the points ``(N, 6, 2)`` averaged by their scores ``(N,)``, each with its best score.

    "Weighted" non-maximum suppression: of the boxes that are left, the surest and all that overlap it make one person.
    """
    order = np.argsort(-scores, kind="stable")
    points, scores = points[order], scores[order]
    people, best = [], []
    while len(scores):
        near = overlaps(points[0], points) > _SAME
        near[0] = True
        people.append(np.average(points[near], axis=0, weights=scores[near]))
        best.append(scores[0])
        points, scores = points[~near], scores[~near]
    return np.array(people).reshape(-1, 6, 2), np.array(best)


def overlaps(box: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union ``(N,)`` of a box ``(>= 2, 2)``, upper left and lower right corner first, with others."""
    low = np.maximum(box[0], boxes[:, 0])
    high = np.minimum(box[1], boxes[:, 1])
    common = (high - low).clip(min=0).prod(axis=-1)
    areas = (boxes[:, 1] - boxes[:, 0]).clip(min=0).prod(axis=-1)
    union = areas + (box[1] - box[0]).clip(min=0).prod() - common
    return np.where(union > 0, common / np.maximum(union, 1e-12), 0.0)
