import json
import os
from pathlib import Path

import pytest

from core.guards.names import json_text, native_path, shown

ODD = os.fsdecode(b"caf\xe9.mp4")


def test_what_is_no_text_is_shown_as_its_number() -> None:
    assert shown(ODD) == "caf\\udce9.mp4"
    assert shown(Path("a/café.mp4")) == "a/café.mp4"


@pytest.mark.parametrize("content", [{"café": [1]}, {ODD: ODD, "x": "é"}])
def test_json_is_text_and_reads_back_the_same(content: dict[str, object]) -> None:
    text = json_text(content, indent=1)
    assert json.loads(text.encode()) == content
    assert ("é" in text) == ("café" in content)


def test_a_name_that_is_no_text_is_opened_by_another(tmp_path: Path) -> None:
    (tmp_path / ODD).write_text("x")
    with native_path(tmp_path / ODD) as name:
        assert name.encode()
        assert Path(name).suffix == ".mp4"
        assert Path(name).read_text() == "x"
    assert not Path(name).exists()
    with native_path("rtsp://camera/1") as name:
        assert name == "rtsp://camera/1"
