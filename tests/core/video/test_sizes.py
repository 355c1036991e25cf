from pathlib import Path

import av
import numpy as np

from core.video.sizes import picture_sizes
from core.video.video_file import VideoFile


def _piece(path: Path, width: int, height: int, frames: int = 30) -> bytes:
    with av.open(str(path), "w", format="mpegts") as container:
        stream = container.add_stream("mpeg2video", rate=30)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), 5 * index, np.uint8), "bgr24")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path.read_bytes()


def test_a_change_of_size_in_the_middle_is_said_once(tmp_path: Path) -> None:
    wide, high = _piece(tmp_path / "a.ts", 64, 48), _piece(tmp_path / "b.ts", 48, 96)
    (tmp_path / "both.ts").write_bytes(wide + high)
    assert picture_sizes(str(tmp_path / "both.ts")) == [(64, 48), (48, 96)]
    source = VideoFile(tmp_path / "both.ts")
    for _ in range(2):
        while source.read() is not None:
            pass
        source.seek(0.0)
    (warning,) = [text for text in source.warnings if "size" in text]
    assert warning.startswith("both.ts changes the size of its pictures (64x48, then 48x96): all were squeezed into")
    source.close()


def test_of_one_size_nothing_is_said(tmp_path: Path) -> None:
    _piece(tmp_path / "a.ts", 64, 48)
    source = VideoFile(tmp_path / "a.ts")
    while source.read() is not None:
        pass
    assert source.warnings == []
    source.close()
    (tmp_path / "x.ts").write_bytes(b"nothing")
    assert picture_sizes(str(tmp_path / "x.ts")) == picture_sizes(str(tmp_path / "gone.ts")) == []
