"""Videos whose frames number themselves, read by an estimator that finds one person where the number is."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.cli import run_command
from core.data.readers.recognise import read_dataset
from core.data.video_list import list_tasks
from core.errors import UserError
from core.extract import extract, main, threads_each
from core.pose.extraction import PoseSettings, file_sha256
from core.skeleton import Joints
from core.sources import open_source
from core.types import Frame
from tests.core.video.clips import cut, number_of, write_clip

SETTINGS = PoseSettings(people=1, model_sha256="1" * 64, pose="counting")


class CountingPose:
    """One person in every second frame, whose joint j lies at x = 3 times the frame's number, y = j."""

    name = "counting"

    def detect(self, frame: Frame) -> Joints:
        number = number_of(frame.image)
        if number % 2:
            return np.zeros((0, 18, 3), np.float32)
        joints = np.stack([np.full(18, 3 * number), np.arange(18), np.full(18, 0.5)], axis=1)
        return joints[None].astype(np.float32)

    def reset(self) -> None: ...
    def close(self) -> None: ...


def open_counting(settings: PoseSettings) -> CountingPose:
    assert settings == SETTINGS
    return CountingPose()


class LatePose(CountingPose):
    """Finds nobody in the first four frames of a run."""

    def __init__(self) -> None:
        self.looked = 0

    def detect(self, frame: Frame) -> Joints:
        self.looked += 1
        return super().detect(frame)[: self.looked > 4]

    def reset(self) -> None:
        self.looked = 0


def open_late(settings: PoseSettings) -> CountingPose:
    return LatePose()


class DeadlyPose(CountingPose):
    """Kills its process, beyond any clean-up, where a video goes beyond its 20th frame."""

    def detect(self, frame: Frame) -> Joints:
        if frame.index == 20:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().detect(frame)


def open_deadly(settings: PoseSettings) -> CountingPose:
    return DeadlyPose()


def videos(folder: Path) -> Path:
    """Four videos of two classes, one of them longer than 20 frames."""
    for name, frames in (("jump/a", 6), ("jump/b", 24), ("run/c", 8), ("run/d", 5)):
        path = folder / f"{name}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_clip(path, frames)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_comes_out_is_a_data_set(tmp_path: Path) -> None:
    folder = videos(tmp_path / "videos")
    report = extract(list_tasks([folder]), tmp_path / "out", SETTINGS, open_counting, workers=1)
    assert (report.clips, report.kept, report.frames, report.failures) == (4, 0, 43, {})
    assert report.seen == pytest.approx((3 + 12 + 4 + 3) / 43)
    assert report.video_seconds == pytest.approx(43 / 30, abs=0.01)

    data = read_dataset(tmp_path / "out")
    assert data.labels == ("jump", "run")
    clips = {clip.id: clip for clip in data.clips()}
    assert sorted(clips) == ["jump/a", "jump/b", "run/c", "run/d"]
    clip = clips["run/c"]
    assert clip.label == 1
    assert clip.joints.shape == (3, 8, 18, 1)
    np.testing.assert_allclose(clip.times, np.arange(8) / 30, atol=1e-3)
    np.testing.assert_array_equal(clip.joints[0, :, 5, 0], [0, 0, 6, 0, 12, 0, 18, 0])
    np.testing.assert_array_equal(clip.joints[1, 4, :, 0], np.arange(18))
    np.testing.assert_array_equal(clip.joints[2, :, 0, 0], [0.5, 0] * 4)


def test_looking_both_ways_finds_more(tmp_path: Path) -> None:
    tasks = list_tasks([videos(tmp_path / "videos")])
    seen = {}
    for both in (False, True):
        settings = dataclasses.replace(SETTINGS, both_ways=both)
        extract(tasks, tmp_path / str(both), settings, open_late, workers=1)
        rows = (tmp_path / str(both) / "run" / "c.jsonl").read_text().splitlines()  # 8 frames; somebody is in the even
        seen[both] = [bool(json.loads(row)["people"]) for row in rows]
    assert seen[False] == [False, False, False, False, True, False, True, False]
    assert seen[True] == [True, False, True, False, True, False, True, False]


class UnsurePose(CountingPose):
    """Finds only who it is not asked to be sure of."""

    def __init__(self, confidence: float) -> None:
        self.confidence = confidence

    def detect(self, frame: Frame) -> Joints:
        return super().detect(frame)[: self.confidence < 0.2]


def open_unsure(settings: PoseSettings) -> CountingPose:
    return UnsurePose(settings.confidence)


@pytest.mark.parametrize(("again", "people", "confidence"), [(0.0, 0, 0.3), (0.25, 0, 0.25), (0.1, 1, 0.1)])
def test_where_nobody_is_found_a_second_look_is_less_demanding(
    tmp_path: Path, again: float, people: int, confidence: float
) -> None:
    tasks = list_tasks([videos(tmp_path / "videos") / "run"])
    settings = dataclasses.replace(SETTINGS, again=again)
    report = extract(tasks, tmp_path / "out", settings, open_unsure, workers=1)
    assert report.seen == pytest.approx(people * (4 + 3) / 13)
    side_car = json.loads((tmp_path / "out" / "c.jsonl.meta.json").read_text())
    assert (side_car["source"]["seen"], side_car["confidence"]) == (4 * people, confidence)
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["settings"]["confidence"] == 0.3
    # whoever is found at the first look is not looked for again
    extract(tasks, tmp_path / "sure", dataclasses.replace(SETTINGS, again=0.1), open_pose_once, workers=1)
    assert json.loads((tmp_path / "sure" / "c.jsonl.meta.json").read_text())["confidence"] == 0.3


def open_pose_once(settings: PoseSettings) -> CountingPose:
    return CountingPose()


def test_the_manifest_says_what_everything_was_made_from(tmp_path: Path) -> None:
    folder = videos(tmp_path / "videos")
    extract(list_tasks([folder]), tmp_path / "out", SETTINGS, open_counting, workers=1)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["settings"] == dataclasses.asdict(SETTINGS)
    assert "mediapipe" in manifest["versions"]
    entry = manifest["clips"]["jump/b"]
    assert entry["sha256"] == file_sha256(folder / "jump" / "b.mp4")
    assert (entry["size"], entry["fps"], entry["frames"], entry["seen"]) == ([160, 120], 30.0, 24, 12)
    source = open_source(tmp_path / "out" / "jump" / "b.jsonl")  # the program plays it, in the video's size and rate
    assert (source.size, source.fps, source.frame_count) == ((160, 120), 30.0, 24)


def test_bad_videos_are_listed_and_stop_nothing(tmp_path: Path) -> None:
    folder = videos(tmp_path / "videos")
    (folder / "run" / "empty.mp4").touch()
    (folder / "run" / "text.mp4").write_text("no video")
    cut(folder / "jump" / "b.mp4", 0.5, "half.mp4")
    report = extract(list_tasks([folder]), tmp_path / "out", SETTINGS, open_counting, workers=2)
    assert report.clips == 4
    assert sorted(report.failures) == ["jump/half", "run/empty", "run/text"]
    assert "is empty" in report.failures["run/empty"]
    assert "cannot be opened as a video" in report.failures["run/text"]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert sorted(manifest["clips"]) == ["jump/a", "jump/b", "run/c", "run/d"]
    assert manifest["failures"] == report.failures


def test_any_number_of_processes_writes_the_same(tmp_path: Path) -> None:
    tasks = list_tasks([videos(tmp_path / "videos")])
    for workers in (1, 2):
        extract(tasks, tmp_path / str(workers), SETTINGS, open_counting, workers=workers)
    assert len(tree(tmp_path / "1")) == 9
    assert tree(tmp_path / "1") == tree(tmp_path / "2")


def test_killed_and_run_again_it_writes_what_an_undisturbed_run_does(tmp_path: Path) -> None:
    folder = videos(tmp_path / "videos")
    extract(list_tasks([folder]), tmp_path / "whole", SETTINGS, open_counting, workers=1)
    program = (
        "import sys; from pathlib import Path; from tests.core.test_extract import *; "
        "extract(list_tasks([Path(sys.argv[1])]), Path(sys.argv[2]), SETTINGS, open_deadly, workers=1)"
    )
    arguments = [sys.executable, "-c", program, str(folder), str(tmp_path / "out")]
    assert subprocess.run(arguments, check=False).returncode == -signal.SIGKILL
    left = tree(tmp_path / "out")
    assert "jump/a.jsonl" in left
    assert "jump/b.jsonl" not in left
    assert any(name.endswith(".partial") for name in left)

    report = extract(list_tasks([folder]), tmp_path / "out", SETTINGS, open_counting, workers=1)
    assert (report.clips, report.kept) == (4, 1)
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


def test_a_video_on_which_its_process_dies_is_a_failure_like_any_other(tmp_path: Path) -> None:
    tasks = list_tasks([videos(tmp_path / "videos")])
    report = extract(tasks, tmp_path / "out", SETTINGS, open_deadly, workers=2)
    assert list(report.failures) == ["jump/b"]
    assert "the process that read it died" in report.failures["jump/b"]
    assert report.clips == 3
    assert not [name for name in tree(tmp_path / "out") if name.endswith(".partial")]


def test_only_what_is_new_or_changed_is_extracted_again(tmp_path: Path) -> None:
    folder = videos(tmp_path / "videos")
    out = tmp_path / "out"
    extract(list_tasks([folder / "jump"]), out, SETTINGS, open_counting, workers=1)  # without classes
    extract(list_tasks([folder]), out, SETTINGS, open_counting, workers=1)
    write_clip(folder / "run" / "d.mp4", 7)
    report = extract(list_tasks([folder]), out, SETTINGS, open_counting, workers=1)
    assert (report.clips, report.kept, report.frames) == (4, 3, 7)
    manifest = json.loads((out / "manifest.json").read_text())
    assert sorted(manifest["clips"]) == ["a", "b", "jump/a", "jump/b", "run/c", "run/d"]
    assert manifest["clips"]["run/d"]["frames"] == 7


def test_other_settings_need_another_folder(tmp_path: Path) -> None:
    tasks = list_tasks([videos(tmp_path / "videos")])
    extract(tasks, tmp_path / "out", SETTINGS, open_counting, workers=1)
    with pytest.raises(UserError, match=r"other settings \(people 1 there, 2 now\); choose another folder"):
        extract(tasks, tmp_path / "out", dataclasses.replace(SETTINGS, people=2), open_counting, workers=1)
    with (tmp_path / "out" / "manifest.json").open("r+b") as file:
        file.truncate(65 << 20)
    with pytest.raises(UserError, match=r"manifest\.json.*MB of text"):
        extract(tasks, tmp_path / "out", SETTINGS, open_counting, workers=1)


def test_a_table_gives_labels_split_and_subject(tmp_path: Path) -> None:
    folder = videos(tmp_path / "videos")
    table = tmp_path / "labels.csv"
    table.write_text("clip,label,split,subject\njump/a.mp4,high,train,Ann\nc,far,test,Bob\nmissing,far,test,Bob\n")
    tasks = list_tasks([folder], table)
    assert [(task.name, task.split, task.subject) for task in tasks] == [
        ("far/run/c", "test", "Bob"),
        ("high/jump/a", "train", "Ann"),
    ]
    extract(tasks, tmp_path / "out", SETTINGS, open_counting, workers=1)
    data = read_dataset(tmp_path / "out")
    assert data.labels == ("far", "high")
    (clip,) = data.part("official", "train").clips()
    assert (clip.id, clip.subject) == ("high/jump/a", "Ann")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("clip;label\na;b\n", "is not a table with the columns clip, label"),
        ("clip,label\nnothing,b\n", "names none of the 4 videos, such as jump/a.mp4"),
        ("clip,label\na,../b\n", "cannot be the name of a folder"),
    ],
)
def test_a_bad_table(tmp_path: Path, content: str, message: str) -> None:
    folder = videos(tmp_path / "videos")
    (tmp_path / "labels.csv").write_text(content)
    with pytest.raises(UserError, match=message):
        list_tasks([folder], tmp_path / "labels.csv")


def test_names_of_clips(tmp_path: Path) -> None:
    folder = tmp_path / "videos" / "walk"
    folder.mkdir(parents=True)
    for name in ("one.v2.mp4", "two.mp4", "two.avi"):
        (folder / name).touch()
    assert [task.name for task in list_tasks([tmp_path / "videos"])] == ["walk/one.v2", "walk/two.avi", "walk/two.mp4"]
    assert [task.name for task in list_tasks([folder / "one.v2.mp4"])] == ["one.v2"]
    with pytest.raises(UserError, match=r"2 videos would become the clip walk/one\.v2"):
        list_tasks([tmp_path / "videos", tmp_path / "videos"])
    with pytest.raises(UserError, match="does not exist"):
        list_tasks([tmp_path / "nothing"])


def test_a_dask_cluster_writes_the_same(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    tasks = list_tasks([videos(tmp_path / "videos")])
    extract(tasks, tmp_path / "here", SETTINGS, open_counting, workers=1)
    with distributed.LocalCluster(2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        report = extract(tasks, tmp_path / "there", SETTINGS, open_counting, cluster=cluster.scheduler_address)
    assert report.clips == 4
    assert tree(tmp_path / "there") == tree(tmp_path / "here")


def test_a_cluster_needs_dask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = list_tasks([videos(tmp_path / "videos")])
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"--cluster needs Dask; install it with: pip install 'skelapp\[cluster\]'"):
        extract(tasks, tmp_path / "out", SETTINGS, open_counting, cluster="tcp://127.0.0.1:1")


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = videos(tmp_path / "videos")
    (folder / "run" / "empty.mp4").touch()
    arguments = [str(folder / "run"), "-o", str(tmp_path / "out"), "--workers", "1", "--json"]
    with pytest.raises(SystemExit) as stopped:
        run_command(lambda: main(arguments))
    assert stopped.value.code == 2
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert (report["clips"], report["frames"], report["seen"]) == (2, 13, 0.0)  # nobody is found in squares
    assert list(report["failures"]) == ["empty"]
    assert "3 videos lie in no subfolder; their clips have no class" in said.err
    assert said.err.endswith("skelapp: error: 1 of 3 videos could not be extracted; all others are done\n")
    with pytest.raises(UserError, match="between 0 and 1"):
        main([*arguments, "--confidence", "2"])


def test_names_that_are_no_text_are_extracted_and_read_like_others(tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9")
    folder = tmp_path / "videos" / odd
    folder.mkdir(parents=True)
    write_clip(tmp_path / "a.mp4", frames=6).rename(folder / os.fsdecode(b"\xff\xfe.mp4"))
    write_clip(tmp_path / "b.mp4", frames=6).rename(folder / "plain.mp4")
    report = extract(list_tasks([tmp_path / "videos"]), tmp_path / "out", SETTINGS, open_counting, workers=1)
    assert (report.clips, report.failures) == (2, {})
    again = extract(list_tasks([tmp_path / "videos"]), tmp_path / "out", SETTINGS, open_counting, workers=1)
    assert (again.clips, again.kept) == (2, 2)
    data = read_dataset(tmp_path / "out")
    assert data.labels == (odd,)
    assert [clip.joints.shape for clip in data.clips()] == [(3, 6, 18, 1)] * 2


def test_a_few_videos_share_out_all_cores() -> None:
    assert [threads_each(videos, None, 8) for videos in (0, 1, 3, 8, 100)] == [8, 8, 2, 1, 1]
    assert threads_each(100, 2, 8) == 4
