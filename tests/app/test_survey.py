import json
from pathlib import Path

import numpy as np
import pytest

from app.headless import run as headless
from app.survey import account, hide_faces, main, picture, telling_frame
from core.checkpoint import save_checkpoint
from core.data.rows import FrameRow, PersonRow
from core.errors import UserError
from core.video.opencv import cv2
from tests.app.fakes import FakePose, FakeSource
from tests.core.fakes import random_model, small_info


def person(number: int, state: str, label: str = "", score: float = 0.0) -> PersonRow:
    return PersonRow(number, np.zeros((18, 3)), state, ((label, score),) if label else ())


ROWS = [
    FrameRow(0, 0.0, ()),
    FrameRow(1, 0.1, (person(1, "warming_up", "run", 0.99),)),
    FrameRow(2, 0.2, (person(1, "ok", "run", 0.5), person(2, "uncertain", "wave", 0.3))),
    FrameRow(3, 0.3, (person(1, "ok", "run", 0.7), person(2, "ok", "wave", 0.9))),
    FrameRow(4, 0.4, (person(1, "uncertain", "run", 0.8), person(2, "warming_up"))),
]


def test_shares_are_of_what_was_said_of_anybody() -> None:
    assert account(ROWS) == {
        "frames": 5,
        "with somebody": 4 / 5,
        "people": 2,
        "said": {"run": 2 / 5, "wave": 1 / 5},
        "uncertain": 2 / 5,
    }
    nothing = account([])
    assert (nothing["said"], nothing["uncertain"], nothing["with somebody"]) == ({}, 0, 0)


def test_the_picture_is_of_the_surest_moment() -> None:
    assert telling_frame(ROWS, {"run": 0.4, "wave": 0.2}) == 3  # run is surer in frame 4, but was not told there
    assert telling_frame(ROWS, {}) == 3  # of anything
    assert telling_frame(ROWS[:2], {}) == 1  # nothing was judged: the middle


def test_videos_go_through_the_front_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    info = small_info(name="small", min_seconds=0.0, threshold=0.0)
    save_checkpoint(tmp_path / "small.safetensors", random_model(info), info)
    (tmp_path / "clips").mkdir()
    for name in ("a.mp4", "note.txt"):
        (tmp_path / "clips" / name).touch()
    monkeypatch.setattr(headless, "open_source", lambda uri: FakeSource(uri, count=12, size=(320, 240)))
    monkeypatch.setattr(headless, "_open_pose", lambda *_: FakePose())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["tell", "clips", "--model", "small.safetensors"])
    main()
    record = json.loads((tmp_path / "results" / "videos" / "a.json").read_text())
    assert (record["video"], record["network"], record["frames"]) == ("a.mp4", "small", 12)
    assert sum(record["said"].values()) == pytest.approx(1, abs=1e-3)
    assert record["uncertain"] == 0
    assert cv2.imread(str(tmp_path / "assets" / "docs" / "videos" / "a.jpg")).shape == (320, 427, 3)
    assert f"a.mp4: {next(iter(record['said']))} " in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["tell", "clips/note.txt"])
    with pytest.raises(UserError, match=r"no video among clips/note\.txt"):
        main()


def test_a_picture_shows_the_frame_that_is_asked_for(tmp_path: Path) -> None:
    writer = cv2.VideoWriter(str(tmp_path / "v.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 32))
    for index in range(5):
        writer.write(np.full((32, 64, 3), 50 * index, np.uint8))
    writer.release()
    picture(tmp_path / "v.avi", 3, [], tmp_path / "new" / "p.jpg")
    image = cv2.imread(str(tmp_path / "new" / "p.jpg"))
    assert image.shape == (320, 640, 3)
    assert image.mean() == pytest.approx(150, abs=3)
    with pytest.raises(UserError, match="has no frame 9"):
        picture(tmp_path / "v.avi", 9, [], tmp_path / "q.jpg")


def test_heads_are_blurred_and_nothing_else() -> None:
    image = np.random.default_rng(0).integers(0, 255, (200, 300, 3), np.uint8)
    before = image.copy()
    joints = np.zeros((18, 3))
    joints[[0, 14, 15, 2, 5]] = [(150, 60, 1), (145, 55, 1), (155, 55, 1), (130, 90, 1), (170, 90, 1)]
    hide_faces(image, [joints.tolist(), np.zeros((18, 3)).tolist()])
    changed = np.argwhere((image != before).any(axis=2))
    assert changed.min(axis=0) == pytest.approx((57 - 16, 150 - 16), abs=2)  # 0.4 of the shoulders' width
    assert changed.max(axis=0) == pytest.approx((57 + 16, 150 + 16), abs=2)
    assert image[50:64, 140:160].std() < before[50:64, 140:160].std() / 3
    outside = joints.copy()
    outside[:, :2] -= 400
    hide_faces(image, [outside.tolist()])  # no error
