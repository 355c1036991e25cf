"""The command: a folder of examples becomes weights that are found by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core import teach
from core.checkpoint import find_weights, list_weights, load_checkpoint
from core.errors import UserError
from core.extract import Report
from core.teaching.fine_tune import FineTuned, Progress
from tests.core.teaching.figures import ACTIONS, drawn, write_clip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for label, action in enumerate(ACTIONS[:3]):
        for number in range(3):
            write_clip(tmp_path / "mine" / action / f"{number}.jsonl", drawn(action, 10 * label + number))
    return tmp_path / "mine"


def test_from_a_folder_to_a_model_by_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    teach.main([str(folder), "-o", "my-actions", "--evaluate"])
    said = capsys.readouterr().out
    assert "taught raise left (3), raise right (3), squat (3)" in said
    assert "9 of 9 clips recognised (100.0%)" in said
    assert "to use it: skelapp --model my-actions" in said
    checkpoint = load_checkpoint("my-actions")
    assert checkpoint.info.labels == ("raise left", "raise right", "squat", "something else")
    assert checkpoint.info.sampling == "clip"
    assert 1.6 <= checkpoint.info.seconds <= 2.4
    assert list_weights()[-1].name == "my-actions"


def test_to_a_path_without_a_background(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out" / "own.safetensors"
    teach.main([str(folder), "-o", str(target), "--without-background", "--title", "Mine"])
    assert f"--model {target}" in capsys.readouterr().out
    info = load_checkpoint(target).info
    assert (info.name, info.title, info.labels) == ("own", "Mine", ("raise left", "raise right", "squat"))
    assert find_weights(target) == target


def test_evaluation_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    teach.main([str(folder), "--evaluate", "--json"])
    figures = json.loads(capsys.readouterr().out)
    assert figures["accuracy"] == 1
    assert figures["by_action"]["squat"] == [3, 3]
    assert figures["advice"] == [
        "few clips of raise left (3), raise right (3) and squat (3): 5 or more of each make it surer"
    ]


def test_bad_clips_are_left_out_and_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_clip(folder / "squat" / "empty.jsonl", np.zeros((5, 18, 3), np.float32))
    write_clip(folder / "stray.jsonl", drawn("bow", 1))
    teach.main([str(folder), "--evaluate"])
    captured = capsys.readouterr()
    assert "squat/empty is left out: nobody is seen in it" in captured.err
    assert "1 clips lie in no subfolder and are left out" in captured.err
    assert "squat (3)" in captured.out


def test_videos_are_extracted_first(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder holds videos; what is extracted from them comes from the clips of another folder."""
    videos = tmp_path / "videos"
    for clip in folder.rglob("*.jsonl"):
        video = videos / clip.relative_to(folder).with_suffix(".mp4")
        video.parent.mkdir(parents=True, exist_ok=True)
        video.write_bytes(b"video")
    asked = []

    def extract(tasks: list[object], output: Path, *_: object, **__: object) -> Report:
        asked.append(sorted(task.name for task in tasks))  # type: ignore[attr-defined]
        for clip in folder.rglob("*.jsonl"):
            target = output / clip.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(clip.read_bytes())
        write_clip(output / "squat" / "deleted since.jsonl", drawn("squat", 1))
        return Report(failures={"squat/9": "no frames"})

    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("core.extract.extract", extract)
    teach.main([str(videos), "--evaluate"])
    captured = capsys.readouterr()
    assert asked == [sorted(f"{action}/{number}" for action in ACTIONS[:3] for number in range(3))]
    assert "squat (3)" in captured.out
    assert "squat/9: no frames" in captured.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{folder}", "--evaluate", "--people", "9"], "--people takes 1 to 4"),
        (["{folder}/nowhere", "--evaluate"], "does not exist"),
        (["{folder}/squat", "--evaluate"], "nothing to tell apart|no clip"),
    ],
)
def test_mistakes(folder: Path, arguments: list[str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        teach.main([argument.format(folder=folder) for argument in arguments])


def test_nothing_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        teach.main([str(folder)])
    assert "give -o WEIGHTS, --evaluate, or both" in capsys.readouterr().err


def test_beside_and_fine_tuned(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    teach.main([str(folder), "-o", str(tmp_path / "both.safetensors"), "--beside", "stfnet-joint"])
    labels = load_checkpoint(tmp_path / "both.safetensors").info.labels
    assert labels[:4] == ("raise left", "raise right", "squat", "brush_hair")
    card = load_checkpoint("stfnet-joint")
    given = []

    def steps(pack: object, **options: object) -> Iterator[Progress]:
        given.append(options)
        yield Progress(1, 1, 0.5, 1.0, 0.0)
        return FineTuned(card.model, card.info, 4, *verdicts.pop())

    verdicts = [(3, 4), (4, 3)]
    monkeypatch.setattr(teach, "fine_tune", steps)
    for kept in (True, False):
        capsys.readouterr()
        teach.main([str(folder), "-o", str(tmp_path / "tuned.safetensors"), "--fine-tune"])
        assert ("the fine-tuned network is kept" in capsys.readouterr().err) == kept
        assert ("wave" in load_checkpoint(tmp_path / "tuned.safetensors").info.labels) == kept
    assert given[0] == {"name": "tuned", "title": "tuned"}
    with pytest.raises(UserError, match="of those alone"):
        teach.main([str(folder), "-o", "x", "--fine-tune", "--beside", "stfnet-joint"])
