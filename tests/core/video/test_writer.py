"""Video files that are written."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import UserError
from core.sources import open_source
from core.video import writer as module
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


def test_every_picture_is_shown_at_its_own_time(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "out.mp4", (160, 120), 10) as writer:
        for level, time in ((0, 5.0), (1, 5.1), (2, 5.12), (3, 5.4), (4, 5.5)):
            writer.write(grey(level), time)
    source = open_source(tmp_path / "out.mp4")
    frames = list(iter(source.read, None))
    assert [round(float(frame.image.mean()) / 50) for frame in frames] == [0, 1, 2, 3, 4]
    np.testing.assert_allclose([frame.time for frame in frames], [0, 0.1, 0.12, 0.4, 0.5], atol=1e-3)


@pytest.mark.parametrize("gap", [36_000.0, 3e6])
def test_a_gap_of_hours_is_one_step(tmp_path: Path, gap: float) -> None:
    """It was filled with copies of the last picture: 28 GB for a camera that was gone for ten hours."""
    with VideoWriter(tmp_path / "out.mp4", (160, 120), 10) as writer:
        for level, time in ((0, 0.0), (1, 0.1), (2, gap), (3, gap + 0.1)):
            writer.write(grey(level), time)
    assert levels(tmp_path / "out.mp4") == [0, 1, 2, 3]
    assert (tmp_path / "out.mp4").stat().st_size < 20_000
    times = [frame.time for frame in iter(open_source(tmp_path / "out.mp4").read, None)]
    np.testing.assert_allclose(times[3] - times[2], 0.1, atol=1e-3)
    np.testing.assert_allclose(times[2], min(gap, 24 * 3600 + 0.1), atol=1e-2)


def test_times_that_stand_still_or_go_back(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "out.mp4", (160, 120), 10) as writer:
        for level, time in ((0, 1.0), (1, 1.0), (2, 0.5), (3, 1.1)):
            writer.write(grey(level), time)
    assert levels(tmp_path / "out.mp4") == [0, 1, 2, 3]


def test_pictures_of_another_size_are_fitted(tmp_path: Path) -> None:
    """They were left out, and nobody was told."""
    with VideoWriter(tmp_path / "out.mp4", (160, 120), 10) as writer:
        writer.write(grey(1), 0.0)
        writer.write(np.full((240, 160, 3), 100, np.uint8), 0.1)  # upright: 80 of 160 columns
        writer.write(np.full((60, 80, 3), 200, np.uint8), 0.2)
    frames = [frame.image for frame in iter(open_source(tmp_path / "out.mp4").read, None)]
    assert len(frames) == 3
    assert frames[1][60, [10, 80, 150]].mean(axis=1).round(-1).tolist() == [0, 100, 0]
    assert round(float(frames[2].mean()), -1) == 200


def test_odd_sizes(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "out.mp4", (161, 121), 10) as writer:
        writer.write(np.full((121, 161, 3), 100, np.uint8), 0.0)
    assert open_source(tmp_path / "out.mp4").size == (162, 122)


def test_nothing_has_the_name_before_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "out.mp4").write_bytes(b"the one before")
    writer = VideoWriter(tmp_path / "out.mp4", (160, 120), 10)
    writer.write(grey(1), 0.0)
    assert (tmp_path / "out.mp4").read_bytes() == b"the one before"
    assert writer.partial.name == "out.partial.mp4"
    other = VideoWriter(tmp_path / "out.mp4", (160, 120), 10)
    assert other.partial.name == "out.partial-2.mp4"
    other.close()
    writer.close()
    writer.close()  # a second time does nothing
    assert levels(tmp_path / "out.mp4") == [1]
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]


def test_without_a_picture_nothing_is_left_and_what_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "old.mp4").write_bytes(b"older")
    for name in ("old.mp4", "new.mp4"):
        VideoWriter(tmp_path / name, (64, 48), 10).close()
    assert [path.name for path in tmp_path.iterdir()] == ["old.mp4"]
    assert (tmp_path / "old.mp4").read_bytes() == b"older"


def test_killed_it_leaves_a_file_that_plays(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from tests.core.video.test_writer import grey, VideoWriter\n"
        "writer = VideoWriter(Path(sys.argv[1]), (160, 120), 10)\n"
        "for index in range(45): writer.write(grey(index % 5), index / 10)\n"
        "os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "out.mp4")], cwd=Path(__file__).parents[3], check=False
    )
    assert killed.returncode != 0
    assert not (tmp_path / "out.mp4").exists()
    kept = levels(tmp_path / "out.partial.mp4")
    assert len(kept) >= 35  # all but the last second
    assert kept == [index % 5 for index in range(len(kept))]


def test_a_full_disk_is_said_and_what_was_written_before_plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    writer = VideoWriter(tmp_path / "out.mp4", (160, 120), 10)
    room = [100_000]

    class Full(io.FileIO):
        def write(self, data: Any) -> int:
            room[0] -= len(data)
            if room[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    writer._file.close()
    writer.partial.unlink()
    monkeypatch.setattr(module, "begin", lambda path: (Full(tmp_path / "p.mp4", "x+"), tmp_path / "p.mp4"))
    writer = VideoWriter(tmp_path / "out.mp4", (160, 120), 10)

    def fill() -> None:
        for index in range(200):
            writer.write(random.integers(0, 255, (120, 160, 3), np.uint8), index / 10)
        writer.close()

    with pytest.raises(UserError, match=r"out\.mp4 cannot be written on \(No space left on device\).* is in .*p\.mp4"):
        fill()
    assert not (tmp_path / "out.mp4").exists()
    assert len(levels(tmp_path / "p.mp4")) >= 5


@pytest.mark.parametrize(
    ("name", "message"), [("out.avi", "ends in .mp4"), ("missing/out.mp4", "make the folder first")]
)
def test_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        VideoWriter(tmp_path / name, (160, 120), 25)
