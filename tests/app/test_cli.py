"""``skelapp`` from its arguments to its files and exit code, without a window."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from app import cli
from app.cli import main
from app.headless import run as headless
from core import __version__
from core.checkpoint import save_checkpoint
from core.cli import polite_signals
from core.pose.backend import NAMES, choose_backend
from core.sources import open_source
from core.synthetic.camera import SyntheticCamera
from core.synthetic.motion import load_motions
from tests.core.fakes import random_model, small_info
from tests.core.video.clips import cut, write_clip

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _polite_kill() -> object:
    """`main` takes over signals; give them back."""
    before = {number: signal.getsignal(number) for number in polite_signals()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("weights") / "small.safetensors"
    save_checkpoint(path, random_model(small_info()), small_info())
    return str(path)


def error_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The message of a call that must fail with one line and exit code 2."""
    capsys.readouterr()
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    lines = [line for line in err.splitlines() if not line.startswith("skelapp: note:")]
    assert out == ""
    assert len(lines) == 1
    assert lines[0].startswith("skelapp: error: ")
    return lines[0].removeprefix("skelapp: error: ")


def test_from_pixels_to_files(tmp_path: Path, weights: str, capsys: pytest.CaptureFixture[str]) -> None:
    video, rows = tmp_path / "out.mp4", tmp_path / "out.jsonl"
    arguments = ["synthetic:frames=30", "--headless", "--model", weights, "--record", str(video), "--export", str(rows)]
    assert main(arguments) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("main person 1: ")
    assert out[-2:] == [f"wrote {video}", f"wrote {rows}"]

    camera = SyntheticCamera()
    written = [json.loads(line) for line in rows.read_text().splitlines()]
    assert [row["frame"] for row in written] == list(range(30))
    np.testing.assert_allclose([row["time"] for row in written], np.arange(30) / 30, atol=1e-6)
    assert {person["id"] for row in written for person in row["people"]} == {1}
    hips = np.array([row["people"][0]["keypoints"] for row in written])[:, [8, 11], :2]
    truth = np.stack([camera.truth(index)[0] for index in range(30)])[:, [8, 11], :2]
    assert np.median(np.linalg.norm(hips - truth, axis=2)) < 0.08 * 98  # of the torso, in pixels
    states = [row["people"][0]["state"] for row in written]
    assert (states[0], states[-1]) == ("warming_up", "ok")
    best = written[-1]["people"][0]["actions"][0]
    assert out[0].startswith(f"main person 1: {best['label']} 0.")
    evidence = written[-1]["people"][0]["evidence"]
    assert (evidence["label"], len(evidence["joints"]), len(evidence["stretches"])) == (best["label"], 18, 5)
    assert 0 <= written[-1]["time"] - evidence["time"] <= 2.5  # a hop of 2.4 s: evidence costs eight predictions
    assert np.array(written[-1]["people"][0]["focus"]).shape == (18,)

    card = json.loads((tmp_path / "out.jsonl.meta.json").read_text())
    assert (card["frames"], card["complete"], card["pose"]) == (30, True, NAMES[choose_backend()])
    recorded = open_source(video)
    assert (recorded.size, recorded.fps, recorded.frame_count) == ((640, 480), 30, 30)


def test_two_people_and_the_skeleton_file_give_the_same(
    tmp_path: Path, weights: str, capsys: pytest.CaptureFixture[str]
) -> None:
    action = load_motions()[0].action
    first, second = tmp_path / "first.jsonl", tmp_path / "second.csv"
    call = ["--headless", "--model", weights, "--export"]
    assert main([f"synthetic:frames=24&people=2&size=480x360&action={action}", *call, str(first)]) == 0
    said = capsys.readouterr().out.splitlines()[:2]
    assert main([str(first), *call, str(second)]) == 0
    again = capsys.readouterr().out.splitlines()[:2]
    assert [line.split(":")[0] for line in said] == [line.split(":")[0] for line in again]
    assert {line.split(" ")[-1] for line in said} == {line.split(" ")[-1] for line in again}
    with second.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 24
    assert {(row["p1_id"], row["p2_id"]) for row in rows} == {("1", "2")}


def test_max_people(tmp_path: Path, weights: str) -> None:
    rows = tmp_path / "out.jsonl"
    call = ["synthetic:frames=6&people=2", "--headless", "--model", weights, "--max-people", "1"]
    assert main([*call, "--export", str(rows)]) == 0
    assert {len(json.loads(line)["people"]) for line in rows.read_text().splitlines()} == {1}


def test_frames_with_nobody_are_rows_too(tmp_path: Path, weights: str, capsys: pytest.CaptureFixture[str]) -> None:
    clip, rows = write_clip(tmp_path / "clip.mp4", frames=12), tmp_path / "out.csv"
    assert main([str(clip), "--headless", "--model", weights, "--export", str(rows)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "no one was seen"
    with rows.open(newline="") as file:
        assert [(row["frame"], row["p1_id"]) for row in csv.DictReader(file)] == [(str(i), "") for i in range(12)]


def test_video_that_breaks_off(tmp_path: Path, weights: str, capsys: pytest.CaptureFixture[str]) -> None:
    clip, rows = cut(write_clip(tmp_path / "clip.mkv", frames=60), 0.5, "half.mkv"), tmp_path / "out.jsonl"
    assert main([str(clip), "--headless", "--model", weights, "--export", str(rows)]) == 0
    warning = next(line for line in capsys.readouterr().err.splitlines() if line.startswith("skelapp: warning:"))
    count = len(rows.read_text().splitlines())
    assert 15 <= count <= 45
    assert f"half.mkv breaks off: {count / 30:.1f} of 2.0 s could be decoded" in warning
    card = json.loads((tmp_path / "out.jsonl.meta.json").read_text())
    assert card["warnings"] == [warning.removeprefix("skelapp: warning: ")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.mp4", None, "missing.mp4 does not exist"),
        ("empty.mp4", b"", "empty.mp4 is empty"),
        ("text.mp4", b"some text\n" * 100, "text.mp4 cannot be opened as a video"),
        ("rows.jsonl", b"{}\n", "rows.jsonl, line 1, is not a row"),
    ],
)
def test_bad_files(
    tmp_path: Path, weights: str, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, message: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    rows = tmp_path / "out.jsonl"
    said = error_of(capsys, str(path), "--headless", "--model", weights, "--export", str(rows))
    assert message in said
    assert not rows.exists()


def test_truncated_mp4(tmp_path: Path, weights: str, capsys: pytest.CaptureFixture[str]) -> None:
    clip = cut(write_clip(tmp_path / "clip.mp4"), 0.6, "short.mp4")
    assert "short.mp4 cannot be opened" in error_of(capsys, str(clip), "--headless", "--model", weights)


def test_camera_that_is_not_there(weights: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "camera 63 cannot be opened" in error_of(capsys, "63", "--headless", "--model", weights)


def test_checkpoints_that_are_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["synthetic:frames=2", "--headless", "--model"]
    fake = tmp_path / "fake.safetensors"
    fake.write_text("not weights")
    assert "fake.safetensors is not a weights file" in error_of(capsys, *call, str(fake))
    torch.save({"a": torch.zeros(1)}, tmp_path / "other.pt")
    assert "other.pt is not a weights file" in error_of(capsys, *call, str(tmp_path / "other.pt"))
    assert "no model named 'nothing'" in error_of(capsys, *call, "nothing")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--headless"], "give a SOURCE"),
        (["--record", "out.mp4"], "give a SOURCE"),
        (["clip.mp4", "--demo"], "not both"),
        (["synthetic:", "--headless", "--max-people", "0"], "--max-people takes 1 to 20"),
        (["synthetic:", "--headless", "--device", "abacus"], "invalid choice: 'abacus'"),
        (["synthetic:", "--headless", "--record", "out.avi"], "ends in .mp4"),
        (["synthetic:", "--headless", "--export", "out.txt"], ".jsonl, .csv"),
        (["synthetic:", "--headless", "--export", "out.srt"], "use --segments out.srt"),
        (["synthetic:", "--headless", "--segments", "out.txt"], ".csv, .json, .srt"),
        (["synthetic:", "--headless", "--summary", "out.txt"], "ends in .csv"),
        (["clip.mp4", "--summary", "out.csv"], "need --headless"),
        (["synthetic:", "--unknown"], "unrecognized arguments: --unknown"),
    ],
)
def test_bad_arguments(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    assert message in error_of(capsys, *arguments)


def test_source_is_not_overwritten(tmp_path: Path, weights: str, capsys: pytest.CaptureFixture[str]) -> None:
    clip = write_clip(tmp_path / "clip.mp4")
    content = clip.read_bytes()
    said = error_of(capsys, str(clip), "--headless", "--model", weights, "--record", str(clip))
    assert "is the source" in said
    assert clip.read_bytes() == content


def test_no_display(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert "use --headless" in error_of(capsys, "synthetic:")


def test_interrupt_leaves_valid_files(
    tmp_path: Path, weights: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C while frame 10 is read."""
    read = SyntheticCamera.read

    def interrupted(camera: SyntheticCamera) -> object:
        if camera._index == 10:
            raise KeyboardInterrupt
        return read(camera)

    monkeypatch.setattr(SyntheticCamera, "read", interrupted)
    video, rows = tmp_path / "out.mp4", tmp_path / "out.jsonl"
    call = ["synthetic:live=0", "--headless", "--model", weights, "--record", str(video), "--export", str(rows)]
    assert main(call) == 130
    assert capsys.readouterr().out.startswith("main person 1: ")
    assert [json.loads(line)["frame"] for line in rows.read_text().splitlines()] == list(range(10))
    assert json.loads((tmp_path / "out.jsonl.meta.json").read_text())["complete"] is False
    assert open_source(video).frame_count == 10


def test_demo_is_the_bundled_clip(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(headless, "run_headless", lambda uris, *_: called.extend(uris) or 0)
    assert main(["--demo", "--headless"]) == 0
    assert Path(called[0]).name == "demo.mp4"
    assert Path(called[0]).is_file()


def test_version_and_models(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"skelapp {__version__}\n"
    assert main(["--list-models"]) == 0


def test_headless_needs_no_qt_and_says_nothing_of_its_libraries(tmp_path: Path, weights: str) -> None:
    code = (
        "import sys\n"
        "sys.modules['PyQt6'] = sys.modules['pyqtgraph'] = None\n"  # importing them fails
        "from app.cli import main\n"
        f"sys.exit(main(['synthetic:frames=8', '--headless', '--model', {weights!r}]))"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    said = [line for line in done.stderr.splitlines() if not line.startswith("skelapp: ")]
    assert (done.returncode, said) == (0, [])
    assert done.stdout.startswith("main person 1: ")
