from pathlib import Path

import av
import numpy as np
import pytest

from app.output.recording import pictures_sink, sink_factory, sink_for
from core.errors import UserError
from core.types import Frame, FrameResult, People
from tests.app.fakes import FakeSource, card


def test_outputs_are_refused_before_anything_opens(tmp_path: Path) -> None:
    assert sink_factory(1, None, None) is None
    with pytest.raises(UserError, match="mp4"):
        sink_factory(1, tmp_path / "out.txt", None)
    with pytest.raises(UserError, match="csv"):
        sink_factory(1, None, tmp_path / "out.txt")


def test_the_name_says_what_is_written(tmp_path: Path) -> None:
    for name in ("out.mp4", "out.MP4", "out.csv", "out.jsonl", "out.json"):
        assert callable(sink_for(tmp_path / name, 2))
    with pytest.raises(UserError, match="make the folder first"):
        sink_for(tmp_path / "nowhere" / "out.mp4", 2)


def test_pictures_are_written_as_they_came(tmp_path: Path) -> None:
    source = FakeSource("grey")
    sink = pictures_sink(tmp_path / "out.mp4")(source, card(), None)
    grey = np.full((*source.size[::-1], 3), 200, np.uint8)
    nobody = People(np.zeros((0, 18, 3), np.float32), ())
    for number in range(5):
        sink.write(FrameResult(Frame(number, number / 10, grey), nobody, ()))
    sink.close(complete=True)
    with av.open(tmp_path / "out.mp4") as file:
        pictures = [frame.to_ndarray(format="bgr24") for frame in file.decode(video=0)]
    assert len(pictures) == 5
    assert abs(float(pictures[-1].mean()) - 200) < 4
