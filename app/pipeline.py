"""Frame -> pose -> tracks -> recogniser -> FrameResult, one frame at a time, in the caller's thread."""

from __future__ import annotations

import os
import time

import numpy as np
import torch

from core.recognizer import Recognizer
from core.types import Frame, FrameResult, Timing
from core.video.pose import PoseBackend
from core.video.tracking import Tracker


def load_recognizer(weights: str, device: str) -> Recognizer:
    """Opens weights by name or path for use beside pose estimation and decoding.

    These need the other half of the cores; where cores are short, threads that wait for each other at every layer cost
    seconds a frame.
    """
    torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))
    return Recognizer.from_weights(weights, device)


class Analyser:
    """Turns frames into results. The headless mode calls it in a loop, the window in a worker thread.

    Args:
        pose: finds the joints of people in a picture; None for sources whose frames bring their joints along.
        recognizer: may be replaced between two frames; the new one starts with empty windows.
        max_people: how many people are tracked.
    """

    def __init__(self, pose: PoseBackend | None, recognizer: Recognizer, max_people: int = 2) -> None:
        self.pose = pose
        self.recognizer = recognizer
        self.tracker = Tracker(max_people)

    def __call__(self, frame: Frame) -> FrameResult:
        """The people of one frame and what they are doing. ``frame.time`` must not go back; after a seek, `reset`."""
        start = time.perf_counter()
        if frame.joints is not None:
            joints = frame.joints
        elif self.pose is not None:
            joints = self.pose.detect(frame)
        else:
            joints = np.zeros((0, 18, 3), np.float32)
        found = time.perf_counter()
        people = self.tracker.update(joints, frame.time)
        tracked = time.perf_counter()
        predictions = self.recognizer.push(people, frame.time, (frame.image.shape[1], frame.image.shape[0]))
        timing = Timing(found - start, tracked - found, time.perf_counter() - tracked)
        return FrameResult(frame, people, predictions, timing)

    def reset(self) -> None:
        """Forgets everything seen: after a seek, a loop, or at the start of another source."""
        if self.pose is not None:
            self.pose.reset()
        self.tracker.reset()
        self.recognizer.reset()
