"""Another pose estimator than MediaPipe: python examples/own_pose_backend.py [VIDEO | CAMERA NUMBER | STREAM ADDRESS]

A pose back end is a class with the four members of `core.pose.backend.PoseBackend`. This one takes any function that
finds the 17 keypoints of COCO in a picture, as many estimators do, and hands them on in the layout that the networks
know. For the window and `python -m core.extract`, let `core.pose.backend.open_pose` return it.

So that the example needs no further package, its estimator is a weak one: OpenCV finds people who stand upright, as
boxes, and the keypoints are put where those of a standing person would be.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from core import Recognizer, Tracker, open_source
from core.skeleton import COCO17, KINETICS18, Joints, in_layout
from core.types import Frame

Estimator = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""A picture ``(H, W, 3)``, BGR -> keypoints ``(M, 17, 3)`` of M people: x, y in pixels, confidence in 0..1."""


class CocoPose:
    """A pose back end around an estimator of COCO's keypoints."""

    name = "COCO keypoints"

    def __init__(self, estimate: Estimator) -> None:
        self.estimate = estimate

    def detect(self, frame: Frame) -> Joints:
        """The joints ``(M, 18, 3)``. Those that COCO lacks are made of others: the neck lies between the shoulders."""
        return in_layout(self.estimate(frame.image), COCO17, KINETICS18)

    def reset(self) -> None:
        """An estimator that remembers earlier pictures forgets them here."""

    def close(self) -> None:
        """An estimator that holds a device or a thread gives it back here."""


# Keypoints of a standing person in shares of OpenCV's box, in the order of COCO17: nose, eyes, ears, shoulders, elbows,
# wrists, hips, knees, ankles; of each pair the person's left one first, which is at the right of the picture.
_STANDING = np.array([
    (0.50, 0.20), (0.53, 0.18), (0.47, 0.18), (0.57, 0.19), (0.43, 0.19), (0.64, 0.30), (0.36, 0.30), (0.67, 0.41),
    (0.33, 0.41), (0.67, 0.51), (0.33, 0.51), (0.58, 0.53), (0.42, 0.53), (0.58, 0.70), (0.42, 0.70), (0.57, 0.87),
    (0.43, 0.87),
])  # fmt: skip


def standing_people() -> Estimator:
    """The weak estimator: OpenCV's detector of upright people (histograms of gradients, Dalal and Triggs 2005)."""
    detector = cv2.HOGDescriptor()
    detector.setSVMDetector(np.array(cv2.HOGDescriptor.getDefaultPeopleDetector()))

    def estimate(image: NDArray[np.uint8]) -> NDArray[np.float32]:
        boxes, _ = detector.detectMultiScale(image, hitThreshold=-0.4, winStride=(8, 8), scale=1.1)
        people = np.full((len(boxes), 17, 3), 0.5, np.float32)
        for person, (x, y, width, height) in zip(people, boxes, strict=True):
            person[:, :2] = (x, y) + _STANDING * (width, height)
        return people

    return estimate


def main() -> None:
    """The loop of label_video.py, with the other back end."""
    source = open_source(sys.argv[1] if len(sys.argv) > 1 else "0")
    pose, tracker = CocoPose(standing_people()), Tracker(max_people=1)
    recognizer = Recognizer.from_weights("stfnet-joint", hop=0.2)
    while (frame := source.read()) is not None:
        people = tracker.update(pose.detect(frame), frame.time)
        for prediction in recognizer.push(people, frame.time):
            best = ", ".join(f"{recognizer.labels[index]} {score:.0%}" for index, score in prediction.top(3))
            print(f"{frame.time:6.2f} s  person {prediction.id}  {prediction.state:10}  {best}")
    pose.close()
    source.close()


if __name__ == "__main__":
    main()
