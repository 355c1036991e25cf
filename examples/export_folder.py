"""What is done in a folder of videos, as one table: python examples/export_folder.py FOLDER TABLE.csv

One row for each half second of each person. A video that cannot be read is named at the end and stops nothing.
"""

from __future__ import annotations

import contextlib
import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from core import Recognizer, Tracker, UserError, list_sources, open_pose, open_source
from core.pose.backend import PoseBackend
from core.types import Prediction


def label(uri: str, pose: PoseBackend, recognizer: Recognizer) -> Iterator[tuple[float, Prediction]]:
    """Every judgement of every person, with its time in seconds."""
    pose.reset()
    recognizer.reset()  # nobody of the video before is in this one
    tracker = Tracker(max_people=2)
    latest: dict[int, Prediction] = {}
    with contextlib.closing(open_source(uri)) as source:
        while (frame := source.read()) is not None:
            joints = pose.detect(frame) if frame.joints is None else frame.joints
            for prediction in recognizer.push(tracker.update(joints, frame.time), frame.time):
                if prediction is not latest.get(prediction.id):  # between two judgements the last one is repeated
                    latest[prediction.id] = prediction
                    yield frame.time, prediction


def main(folder: str, table: Path) -> None:
    """Writes the table."""
    recognizer = Recognizer.from_weights("stfnet-joint", hop=0.5)
    failed = []
    with table.open("w", newline="", encoding="utf-8") as file, contextlib.closing(open_pose()) as pose:
        out = csv.writer(file)
        out.writerow(("video", "seconds", "person", "state", "action", "score"))
        for uri in list_sources(folder):
            try:
                for time, prediction in label(uri, pose, recognizer):
                    for index, score in prediction.top(1):
                        action = recognizer.labels[index]
                        out.writerow((uri, f"{time:.2f}", prediction.id, prediction.state, action, f"{score:.3f}"))
            except UserError as error:
                failed.append(str(error))
    for message in failed:
        print(f"left out: {message}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
