"""Video files that are written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import UserError
from core.sources import open_source
from core.video.writer import VideoWriter


def levels(path: Path) -> list[int]:
    """Mean brightness of every frame, in steps of 50."""
    source = open_source(path)
    return [round(float(frame.image.mean()) / 50) for frame in iter(source.read, None)]


def grey(level: int) -> np.ndarray:
    return np.full((120, 160, 3), 50 * level, np.uint8)


def test_constant_rate_is_written_as_it_is(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "out.mp4", (160, 120), 25) as writer:
        for index in range(5):
            writer.write(grey(index), index / 25)
    assert levels(tmp_path / "out.mp4") == [0, 1, 2, 3, 4]
    assert open_source(tmp_path / "out.mp4").fps == 25


def test_other_times_are_kept_by_repeating_and_leaving_out(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "out.mp4", (160, 120), 10) as writer:
        for level, time in ((0, 5.0), (1, 5.1), (2, 5.12), (3, 5.4), (4, 5.5)):
            writer.write(grey(level), time)
    assert levels(tmp_path / "out.mp4") == [0, 1, 2, 2, 3, 4]


@pytest.mark.parametrize(
    ("name", "message"), [("out.avi", "ends in .mp4"), ("missing/out.mp4", "make the folder first")]
)
def test_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        VideoWriter(tmp_path / name, (160, 120), 25)
