"""The door, and video files behind it: times, seeking, damage."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import UserError
from core.sources import list_sources, open_source
from core.types import Frame
from core.video.source import Source
from tests.core.video.clips import SIZE, cut, number_of, rotate, stretch, write_clip


def read_all(source: Source) -> list[Frame]:
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    return frames


def test_file_gives_every_frame_with_its_time(tmp_path: Path) -> None:
    source = open_source(write_clip(tmp_path / "clip.mp4", frames=20, fps=25))
    assert (source.live, source.fps, source.size) == (False, 25, SIZE)
    assert (source.frame_count, source.duration) == (20, pytest.approx(0.8))
    frames = read_all(source)
    assert [frame.index for frame in frames] == list(range(20))
    assert [number_of(frame.image) for frame in frames] == list(range(20))
    np.testing.assert_allclose([frame.time for frame in frames], np.arange(20) / 25, atol=1e-3)
    assert source.warnings == []
    assert source.read() is None
    source.close()


def test_variable_rate_goes_by_the_containers_times(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=20, fps=25)
    stretch(path, last=10, factor=4)
    times = [frame.time for frame in read_all(open_source(path))]
    expected = np.concatenate((np.arange(11) / 25, 0.4 + np.arange(1, 10) * 4 / 25))
    np.testing.assert_allclose(times, expected, atol=1e-3)


@pytest.mark.parametrize("codec", ["mp4v", "MJPG"])
@pytest.mark.parametrize(("time", "number"), [(0.0, 0), (0.5, 15), (0.51, 15), (0.52, 16), (1.3, 39), (0.034, 1)])
def test_seek_goes_to_the_frame_at_a_time(tmp_path: Path, codec: str, time: float, number: int) -> None:
    path = tmp_path / ("clip.mp4" if codec == "mp4v" else "clip.avi")
    source = open_source(write_clip(path, frames=40, codec=codec))
    for _ in range(25):
        source.read()
    source.seek(time)
    frames = read_all(source)
    assert [number_of(frame.image) for frame in frames] == list(range(number, 40))
    assert [frame.index for frame in frames] == list(range(number, 40))
    np.testing.assert_allclose([frame.time for frame in frames], np.arange(number, 40) / 30, atol=1e-3)


def test_seek_in_a_variable_rate_goes_by_time(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=20, fps=25)
    stretch(path, last=10, factor=4)
    source = open_source(path)
    source.seek(0.85)
    frame = source.read()
    assert frame is not None
    assert (number_of(frame.image), frame.time) == (13, pytest.approx(0.88, abs=1e-3))


def test_seek_behind_the_end_ends(tmp_path: Path) -> None:
    source = open_source(write_clip(tmp_path / "clip.mp4"))
    source.seek(99)
    assert source.read() is None
    source.seek(0)
    assert len(read_all(source)) == 30


def test_rotation_is_applied(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    rotate(path)
    source = open_source(path)
    frame = source.read()
    assert frame is not None
    assert source.size == (SIZE[1], SIZE[0])
    assert frame.image.shape == (SIZE[0], SIZE[1], 3)


@pytest.mark.parametrize(("name", "codec"), [("clip.avi", "MJPG"), ("clip.mkv", "mp4v")])
def test_file_that_breaks_off_gives_what_there_is_and_a_warning(tmp_path: Path, name: str, codec: str) -> None:
    whole = write_clip(tmp_path / name, frames=60, codec=codec)
    source = open_source(cut(whole, 0.5, f"half-{name}"))
    frames = read_all(source)
    assert 15 <= len(frames) <= 45
    assert [number_of(frame.image) for frame in frames[:-1]] == list(range(len(frames) - 1))
    missing = 2.0 - len(frames) / 30
    assert len(source.warnings) == 1
    assert f"the last {missing:.1f} s" in source.warnings[0]
    assert f"{len(frames) / 30:.1f} of 2.0 s" in source.warnings[0]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("clip.mp4", b"", "is empty"),
        ("clip.mp4", b"This is text, not a video.\n" * 50, "cannot be opened as a video"),
        ("clip.mp4", bytes(range(256)) * 40, "cannot be opened as a video"),
        ("clip.jsonl", b"not json\n", "line 1, is not a row"),
        ("clip.json", b"[1, 2]", "is not a Kinetics-Skeleton clip"),
        ("clip.json", b"\xff\xfe\x00", "is not"),
    ],
)
def test_files_that_are_something_else(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=message):
        open_source(path)


def test_truncated_mp4(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="damaged, cut off"):
        open_source(cut(write_clip(tmp_path / "clip.mp4"), 0.7, "short.mp4"))


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("no-such-file.mp4", "no-such-file.mp4 does not exist"),
        ("63", "camera 63 cannot be opened"),
        ("http://127.0.0.1:9/video.mp4", "http://127.0.0.1:9/video.mp4 cannot be reached"),
        ("rtsp://name:secret@127.0.0.1:9/live", "rtsp://127.0.0.1:9/live cannot be reached"),
        ("synthetic:people=9", "1 to 6 people"),
        ("synthetic:colour=red", "unknown setting 'colour'"),
        ("synthetic:size=big", "synthetic:size=big"),
        ("synthetic:action=fly", "no recorded motion of 'fly'"),
    ],
)
def test_sources_that_are_not_there(uri: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        open_source(uri)
    assert "secret" not in str(caught.value)


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder"):
        open_source(tmp_path)


def test_opencv_leaves_qt_and_standard_error_alone(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_text("text" * 100)
    code = (
        "import os\n"
        "from core.errors import UserError\n"
        "from core.sources import open_source\n"
        "try: open_source('clip.mp4')\n"
        "except UserError: pass\n"
        "print([name for name in os.environ if name.startswith('QT_QPA_')])"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_QPA_")}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
    assert done.stderr == ""


def test_a_folder_is_its_videos_in_natural_order(tmp_path: Path) -> None:
    names = ["clip 10.mp4", "clip 9.mp4", "b/clip 1.AVI", "notes.txt", ".hidden.mp4", "a.jsonl"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    wanted = ["b/clip 1.AVI", "clip 9.mp4", "clip 10.mp4"]
    assert list_sources(str(tmp_path)) == tuple(str(tmp_path / name) for name in wanted)


@pytest.mark.parametrize("uri", ["0", "rtsp://camera/live", "synthetic:people=2", "nowhere.mp4", "film.mp4::nothing"])
def test_a_single_source_is_a_list_of_itself(uri: str) -> None:
    assert list_sources(uri) == (uri,)


def test_a_folder_with_nothing_to_play(tmp_path: Path) -> None:
    (tmp_path / "letter.odt").touch()
    with pytest.raises(UserError, match="holds nothing to play"):
        list_sources(str(tmp_path))


def test_a_file_of_one_clip_needs_no_name(tmp_path: Path) -> None:
    path = tmp_path / "clip.jsonl"
    path.write_text('{"frame": 0, "time": 0.0, "people": []}\n')
    assert list_sources(str(path)) == (str(path),)


def test_a_seek_past_the_end_is_no_damage(tmp_path: Path) -> None:
    source = open_source(write_clip(tmp_path / "clip.mp4"))
    source.seek(1e9)
    assert source.read() is None
    assert source.warnings == []
    source.close()


def test_a_video_without_time_stamps_goes_at_its_nominal_rate(tmp_path: Path) -> None:
    path = tmp_path / "clip.h264"
    with av.open(path, "w", format="h264") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"  # type: ignore[attr-defined]
        for index in range(30):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), index, np.uint8), format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            container.mux(stream.encode(frame))  # type: ignore[attr-defined]
        container.mux(stream.encode(None))  # type: ignore[attr-defined]
    source = open_source(path)
    frames = read_all(source)
    np.testing.assert_allclose([frame.time for frame in frames], np.arange(30) / source.fps, atol=2e-3)


def test_both_halves_of_a_video_that_changes_its_size_are_read(tmp_path: Path) -> None:
    """The second is scaled to the size of the first."""
    halves = []
    for number, size in enumerate(((64, 48), (128, 96))):
        half = tmp_path / f"{number}.ts"
        with av.open(half, "w", format="mpegts") as container:
            stream = container.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"  # type: ignore[attr-defined]
            for index in range(25 * number, 25 * number + 25):
                grey = np.full((size[1], size[0], 3), 50 + 100 * number, np.uint8)
                frame = av.VideoFrame.from_ndarray(grey, format="bgr24")
                frame.pts, frame.time_base = index, Fraction(1, 25)
                container.mux(stream.encode(frame))  # type: ignore[attr-defined]
            container.mux(stream.encode(None))  # type: ignore[attr-defined]
        halves.append(half.read_bytes())
    (tmp_path / "clip.ts").write_bytes(b"".join(halves))
    frames = read_all(open_source(tmp_path / "clip.ts"))
    assert [frame.image.shape for frame in frames] == [(48, 64, 3)] * 50
    assert [round(float(frame.image.mean()), -1) for frame in frames] == [50] * 25 + [150] * 25


@pytest.mark.skipif(sys.platform == "win32", reason="has no such files")
def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "circle.mp4").symlink_to(tmp_path / "circle.mp4")
    for name, message in (
        (tmp_path / "pipe.jsonl", "is a device or a pipe"),
        (Path("/dev/zero"), "is a device or a pipe"),
        (tmp_path / "circle.mp4", "in a circle"),
        (Path("9" * 40), "there is no camera 99999999999999999999; they are numbered from 0"),
        (Path("synthetic:size=99999x99999"), "SKELAPP_LIMIT_PICTURE"),
    ):
        with pytest.raises(UserError, match=message):
            open_source(str(name))
