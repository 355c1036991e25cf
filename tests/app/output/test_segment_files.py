import json
from pathlib import Path

import numpy as np
import pytest

from app.output.segment_files import plain_name, read_segments, write_clips, write_segments
from core.data.readers.recognise import read_dataset
from core.errors import UserError
from core.inference.segments import Segment
from core.types import People
from tests.app.fakes import joints_at

SEGMENTS = (
    Segment(1, 1.2, 2.5, "swing_baseball", 0.87654),
    Segment(2, 0.0, 3661.25, "wave", 0.5),
)


def test_table(tmp_path: Path) -> None:
    write_segments(tmp_path / "out.csv", SEGMENTS)
    assert (tmp_path / "out.csv").read_text().splitlines() == [
        "person,start,end,label,score",
        "2,0.000,3661.250,wave,0.5000",
        "1,1.200,2.500,swing_baseball,0.8765",
    ]


def test_subtitles(tmp_path: Path) -> None:
    write_segments(tmp_path / "out.srt", SEGMENTS)
    assert (tmp_path / "out.srt").read_text() == (
        "1\n00:00:00,000 --> 01:01:01,250\n2: wave\n\n2\n00:00:01,200 --> 00:00:02,500\n1: swing baseball\n\n"
    )
    write_segments(tmp_path / "one.srt", SEGMENTS[:1])
    assert (tmp_path / "one.srt").read_text() == "1\n00:00:01,200 --> 00:00:02,500\nswing baseball\n\n"


def test_json_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    write_segments(path, SEGMENTS, "a.mp4")
    assert json.loads(path.read_text())["source"] == "a.mp4"
    assert read_segments(path) == (SEGMENTS[1], Segment(1, 1.2, 2.5, "swing_baseball", 0.8765))


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"segments": [{"person": 1}]}', "[" * 100_000,
     '{"segments": [{"person": 1, "start": 2, "end": 2, "label": "a", "score": 1}]}'],
)  # fmt: skip
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "in.json"
    path.write_text(content)
    with pytest.raises(UserError, match=r"in\.json"):
        read_segments(path)


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.csv, \.json, \.srt"):
        write_segments(tmp_path / "out.txt", SEGMENTS)
    with pytest.raises(UserError, match="cannot be written"):
        write_segments(tmp_path / "nowhere" / "out.csv", SEGMENTS)


def test_clips_are_read_as_a_data_set(tmp_path: Path) -> None:
    times = [round(index / 10, 3) for index in range(40)]
    frames = [(time, People(joints_at(time, 2), (1, 2))) for time in times]
    segments = [Segment(2, 0.5, 1.5, "clap"), Segment(1, 2.0, 3.0, "wave"), Segment(9, 0.0, 1.0, "wave")]
    written = write_clips(tmp_path, segments, frames, "my clip.mp4")
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "clap/my_clip_mp4-001.jsonl",
        "wave/my_clip_mp4-002.jsonl",
    ]
    dataset = read_dataset(tmp_path)
    assert dataset.labels == ("clap", "wave")
    clips = {clip.id: clip for clip in dataset.clips()}
    clap = clips["clap/my_clip_mp4-001"]
    assert (clap.label, clap.joints.shape) == (0, (3, 10, 18, 1))
    np.testing.assert_allclose(clap.times, times[5:15])
    np.testing.assert_allclose(clap.joints[:, 0, :, 0].T, joints_at(0.5, 2)[1], atol=0.006)


def test_clips_of_nobody_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no one in any segment"):
        write_clips(tmp_path, [Segment(3, 0.0, 1.0, "wave")], [(0.0, People(joints_at(0.0, 1), (1,)))], "a")


def test_names_suit_every_file_system() -> None:
    assert plain_name("Füße: hoch/runter?.mp4") == "Füße_hoch_runter_mp4"
    assert plain_name("???") == "unnamed"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"person": float("inf")}, "holds no segments"),
        ({"end": float("inf")}, "must end after it starts"),
        ({"start": 9.0}, "must end after it starts"),
        ({"label": "\ud800"}, "characters that are no text"),
    ],
)
def test_values_that_no_segment_has(tmp_path: Path, change: dict[str, object], message: str) -> None:
    row = {"person": 1, "start": 0.5, "end": 2.0, "label": "wave", "score": 0.9}
    (tmp_path / "x.json").write_text(json.dumps({"segments": [{**row, **change}]}))
    with pytest.raises(UserError, match=message):
        read_segments(tmp_path / "x.json")
