import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.report.live import read_json, render_uncertainty, render_videos

CARD = {
    "network": "stfnet-joint", "temperature": 1.234, "threshold": 0.5, "ece before": 0.1, "ece": 0.0512, "kept": 0.6,
    "right": 0.834, "strangers": "7 clips of 2 other actions, Made up", "strangers rejected": 0.8, "auroc": 0.8612,
    "novel": {"kept": 0.5, "right": 0.75, "rejected": 0.9, "auroc": 0.8},
}  # fmt: skip
VIDEO: dict[str, Any] = {
    "video": "arms.mp4", "network": "stfnet-joint", "with somebody": 0.875, "said": {"wave": 0.25, "run": 0.01},
    "uncertain": 0.74, "picture": {"file": "arms.jpg", "seconds": 2.5},
}  # fmt: skip


def test_confidence_is_a_row_a_network() -> None:
    nothing = {**CARD, "network": "other", "strangers": None, "strangers rejected": None, "auroc": None, "novel": None}
    text = render_uncertainty([nothing, CARD])
    assert "| stfnet-joint | 1.23 | 0.100 | 0.051 | 0.50 | 60 % | 83 % | 80 % | 0.861 |" in text
    assert "| other | 1.23 | 0.100 | 0.051 | 0.50 | 60 % | 83 % | | |" in text
    assert "Strangers are 7 clips of 2 other actions, Made up:" in text
    assert "50 % of the new clips of known actions stay, 75 % of them right, and 90 % of the clips of those" in text
    assert render_uncertainty([]) == ""


def test_videos_are_shown_with_what_was_said_and_our_comment(tmp_path: Path) -> None:
    comments = tmp_path / "videos.yaml"
    comments.write_text("arms.mp4: {shows: one man, comment: Right., license: MIT}\n")
    text = render_videos([VIDEO], comments, "assets/videos")
    assert (
        "| ![one man](assets/videos/arms.jpg)<br>arms.mp4, 2.5 s (MIT) | one man | 88 % | wave 25 % | 74 % | Right. |"
    ) in text
    silent = render_videos([{**VIDEO, "said": {}, "uncertain": 1.0}], comments, "assets/videos")
    assert "| nothing | 100 % |" in silent
    assert render_videos([], comments, "assets/videos") == ""
    with pytest.raises(UserError, match=r"videos\.yaml says nothing of juggle\.mp4"):
        render_videos([{**VIDEO, "video": "juggle.mp4"}], comments, "assets/videos")


def test_records_come_by_name(tmp_path: Path) -> None:
    assert read_json(tmp_path / "nowhere") == []
    for name in ("b", "a"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"name": name}))
    assert [record["name"] for record in read_json(tmp_path)] == ["a", "b"]
    (tmp_path / "c.json").write_text("no")
    with pytest.raises(UserError, match=r"c\.json is not a record"):
        read_json(tmp_path)
