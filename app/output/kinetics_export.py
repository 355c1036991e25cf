"""Writes Kinetics-Skeleton files (Yan et al., AAAI 2018), for `core.data.readers.kinetics` and ST-GCN's own tools."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from core.guards.partial import PartialText
from core.skeleton import Joints
from core.tracking import main_person, sum_prominence
from core.types import FrameResult

RATE = 30.0  # of the release; its files tell frame numbers and no times


class KineticsRows:
    """``{"data": [{"frame_index", "skeleton": [{"pose", "score"}]}], "label", "label_index"}``, written at the end.

    Coordinates are shares of the picture, 0 to 1; a missing joint is zero. Frame numbers count thirtieths of a second
    from 1; of two frames within one of them the second is left out. The label is what the main person was last sure to
    do; ``unknown`` and -1 where there is none.

    Args:
        file: where everything goes as one row.
        labels: class names in index order.
    """

    def __init__(self, file: PartialText, labels: tuple[str, ...]) -> None:
        self._file = file
        self._labels = labels
        self._data: list[dict[str, Any]] = []
        self._start: float | None = None
        self._prominence: dict[int, float] = {}
        self._sure: dict[int, int] = {}  # class by person

    def write(self, result: FrameResult) -> None:
        """Keep one frame."""
        if self._start is None:
            self._start = result.frame.time
        index = 1 + round((result.frame.time - self._start) * RATE)
        if self._data and index <= self._data[-1]["frame_index"]:
            return
        height, width = result.frame.image.shape[:2]
        skeletons = [_skeleton(joints, width, height) for joints in result.people.joints]
        self._data.append({"frame_index": index, "skeleton": skeletons})
        sum_prominence(self._prominence, result.people)
        for prediction in result.predictions:
            if prediction.state == "ok":
                self._sure[prediction.id] = prediction.top(1)[0][0]

    def close(self) -> None:
        """Write everything."""
        main = main_person(self._prominence)
        index = -1 if main is None else self._sure.get(main, -1)
        label = "unknown" if index < 0 else self._labels[index]
        self._file.write(json.dumps({"data": self._data, "label": label, "label_index": index}) + "\n")


def _skeleton(joints: Joints, width: int, height: int) -> dict[str, list[float]]:
    shares = np.where(joints[:, 2:] > 0, joints[:, :2] / (width, height), 0.0)
    return {
        "pose": [round(float(value), 5) for value in shares.ravel()],
        "score": [round(float(value), 4) for value in joints[:, 2]],
    }
