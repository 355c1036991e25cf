from pathlib import Path

import pytest

from app.output.recording import sink_factory, sink_for
from core.errors import UserError


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
