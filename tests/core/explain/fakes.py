"""A skeleton file to explain."""

from __future__ import annotations

import json
from pathlib import Path


def write_export(path: Path, frames: int = 30) -> Path:
    """A skelapp export in which a bystander is seen before, and smaller than, the main person."""
    rows = []
    for frame in range(frames):
        people = []
        for number, (size, place) in enumerate(((20, 20), (100, 150)), 1):
            joints = [[place + size * (joint % 4) / 4 + frame, place + size * joint / 18, 0.9] for joint in range(18)]
            people.append({"id": number, "keypoints": joints})
        rows.append(json.dumps({"frame": frame, "time": frame / 30, "people": people if frame else people[:1]}))
    path.write_text("\n".join(rows))
    return path
