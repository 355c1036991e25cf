from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.report.videos import video_tables

VIDEO: dict[str, Any] = {
    "video": "arms.mp4", "network": "stfnet-joint", "with somebody": 0.875, "said": {"wave": 0.25, "run": 0.01},
    "uncertain": 0.74, "picture": {"file": "arms.jpg", "seconds": 2.5},
}  # fmt: skip


def test_videos_are_shown_with_what_was_said_and_our_comment(tmp_path: Path) -> None:
    (tmp_path / "comments.yaml").write_text("arms.mp4: {shows: one man, comment: Right., license: MIT}\n")
    assert video_tables({"arms": VIDEO}, tmp_path, "docs")[2:] == [
        "| ![one man](docs/videos/arms.jpg)<br>arms.mp4, 2.5 s (MIT) | one man | 88 % | wave 25 % | 74 % | Right. |"
    ]
    silent = video_tables({"arms": {**VIDEO, "said": {}, "uncertain": 1.0}}, tmp_path, "docs")
    assert "| nothing | 100 % |" in silent[2]
    with pytest.raises(UserError, match=r"comments\.yaml says nothing of juggle\.mp4"):
        video_tables({"juggle": {**VIDEO, "video": "juggle.mp4"}}, tmp_path, "docs")
