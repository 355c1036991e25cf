"""Every format is recognised by its files, and what is none of them is said plainly."""

import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import Problems, reading
from core.data.readers.recognise import FORMATS, PATTERN, read_dataset, recognise
from core.data.rows import FrameRow
from core.errors import UserError
from tests.core.data.fakes import write_jhmdb
from tests.core.data.readers.fakes import WRITERS, write_kinetics, write_videos


def test_there_is_a_writer_for_every_format() -> None:
    assert {"jhmdb", *WRITERS} == {each.name for each in FORMATS}


@pytest.mark.parametrize("name", list(WRITERS))
def test_recognised_by_its_files(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path)
    (tmp_path / ".DS_Store").touch()
    assert recognise(tmp_path).name == name
    data = read_dataset(tmp_path)
    assert data.items
    if name != "videos":
        clips = list(data.clips())
        assert {clip.layout for clip in clips} == {data.layout}
        assert all(clip.joints.dtype == np.float32 and clip.joints.shape[1] == len(clip.times) for clip in clips)


def test_jhmdb_by_folder_and_by_file_with_three_splits(tmp_path: Path) -> None:
    folder = write_jhmdb(tmp_path / "data", ("run", "wave"), train=3, test=1)
    for path in (folder, folder / "landmarks33.npz"):
        data = read_dataset(path)
        assert len(data.items) == 8
        assert [(len(parts["train"]), len(parts["test"])) for parts in data.splits.values()] == [(6, 2)] * 3
    clip = data.items[-1].load(Problems())
    assert (data.labels[clip.label], clip.joints.shape[::2]) == ("wave", (3, 18))


def test_videos_are_listed_not_read(tmp_path: Path) -> None:
    write_videos(tmp_path)
    data = read_dataset(tmp_path)
    assert [item.id for item in data.items] == ["jump/one.mp4", "jump/two.AVI", "loose.mp4", "sit/deep/three.mkv"]
    assert (data.videos, data.labels) == (True, ("jump", "sit"))
    assert data.problems.lines() == [
        "1 x video that is an empty file (jump/one.mp4)",
        "1 x video without a class (it lies in no subfolder) (loose.mp4)",
    ]
    with pytest.raises(UserError, match=r"two\.AVI is a video: extract its skeletons first"):
        data.items[1].load(Problems())


def test_nothing_familiar(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="none does not exist"):
        recognise(tmp_path / "none")
    with pytest.raises(UserError, match="is an empty folder"):
        recognise(tmp_path)
    (tmp_path / "data.tar.xz").touch()
    with pytest.raises(UserError, match=r"data\.tar\.xz is an archive; unpack it"):
        recognise(tmp_path)
    (tmp_path / "readme.txt").touch()
    with pytest.raises(UserError, match=r"such as jhmdb: landmarks33\.npz.*written as FOLDER/CLASS/CLIP\.jsonl"):
        recognise(tmp_path)


def test_the_pattern_for_other_data_is_a_row_that_is_read() -> None:
    line = re.search(r"\{.*\}", PATTERN)
    assert line is not None
    keypoints = ", ".join(["[320.5, 240.0, 0.9]"] * 18)
    row = FrameRow.from_json(line[0].replace("[x, y, confidence], ...", keypoints))
    assert (row.frame, row.time, row.people[0].id) == (0, 0.0, 1)
    assert row.people[0].joints.shape == (18, 3)


def test_a_format_that_is_told(tmp_path: Path) -> None:
    write_kinetics(tmp_path)
    assert read_dataset(tmp_path, "kinetics").format == "Kinetics-Skeleton"
    with pytest.raises(UserError, match="unknown format 'ntu60'; known are jhmdb, ntu"):
        read_dataset(tmp_path, "ntu60")
    with pytest.raises(UserError, match=r"holds no clips of the form ntu: S001C001P001R001A001\.skeleton"):
        read_dataset(tmp_path, "ntu")
    with pytest.raises(UserError, match="none does not exist"):
        read_dataset(tmp_path / "none", "ntu")


def test_a_folder_of_several_pickles(tmp_path: Path) -> None:
    for name in ("a.pkl", "b.pkl"):
        (tmp_path / name).touch()
    with pytest.raises(UserError, match=r"holds 2 pickles: a\.pkl, b\.pkl; give one of them"):
        read_dataset(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    for name in ("a.json", "b.jsonl", "c.mp4", "d_data.npy"):
        os.mkfifo(tmp_path / name)
    with pytest.raises(UserError, match="is an empty folder"):
        read_dataset(tmp_path)
    with pytest.raises(UserError, match="is neither a file nor a folder"):
        read_dataset(tmp_path / "a.json")
    write_kinetics(tmp_path)
    assert recognise(tmp_path).name == "kinetics"
    with pytest.raises(UserError, match="is neither a file nor a folder"), reading(tmp_path / "b.jsonl", "a file"):
        (tmp_path / "b.jsonl").read_text()
