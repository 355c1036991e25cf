from pathlib import Path

import pytest

from app.headless.jobs import Job, looks_live, plan, short_name
from core.errors import UserError


def test_one_source_and_its_files(tmp_path: Path) -> None:
    video, rows = tmp_path / "a.mp4", tmp_path / "a.csv"
    assert plan(["clip.mp4"], video, rows) == [Job("clip.mp4", video, rows)]
    assert plan(["clip.mp4", "0"], None, None) == [Job("clip.mp4"), Job("0")]


def test_a_folder_or_a_pattern_for_several(tmp_path: Path) -> None:
    uris = ["0", "rtsp://192.0.2.7/live", "clips/a.mp4", "more/a.mp4", "synthetic:people=2"]
    (tmp_path / "clips").mkdir()
    names = ["camera-0", "192.0.2.7-live", "clips-a.mp4", "more-a.mp4", "synthetic-people-2"]
    jobs = plan(uris, tmp_path / "{name}-seen.mp4", tmp_path)
    assert [job.record for job in jobs] == [tmp_path / f"{name}-seen.mp4" for name in names]
    assert [job.export for job in jobs] == [tmp_path / f"{name}.jsonl" for name in names]


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    uris = []
    for folder in ("one", "two", "three"):
        path = tmp_path / folder / "a.mp4"
        path.parent.mkdir()
        path.touch()
        uris.append(str(path))
    assert [job.export for job in plan(uris, None, tmp_path)] == [
        tmp_path / name for name in ("a.jsonl", "a-2.jsonl", "a-3.jsonl")
    ]


def test_one_file_for_several_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"--export .*all.csv: for several sources give a folder.*out/\{name\}.csv"):
        plan(["0", "1"], None, tmp_path / "all.csv")
    with pytest.raises(UserError, match="does not exist; make the folder first"):
        plan(["0", "1"], None, tmp_path / "nowhere" / "{name}.csv")
    with pytest.raises(UserError, match=r"clips.srt: subtitles are made of segments; use --segments clips.srt"):
        plan(["a.mp4"], None, tmp_path / "clips.srt")


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    jobs = plan(["0", "1"], None, out, out)
    assert out.is_dir()
    assert [job.export for job in jobs] == [out / "camera-0.jsonl", out / "camera-1.jsonl"]
    assert [job.segments for job in jobs] == [out / "camera-0.csv", out / "camera-1.csv"]
    assert jobs[0].outputs == [out / "camera-0.jsonl", out / "camera-0.csv"]
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"exports are \.jsonl"):
        plan(["0"], None, tmp_path / "file")


def test_segments_have_forms_of_their_own(tmp_path: Path) -> None:
    assert plan(["a.mp4"], None, None, tmp_path / "a.srt")[0].segments == tmp_path / "a.srt"
    with pytest.raises(UserError, match=r"a\.txt: segments are \.csv, \.json, \.srt files"):
        plan(["a.mp4"], None, None, tmp_path / "a.txt")


def test_a_source_is_not_overwritten_by_what_a_pattern_gives(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.touch()
    with pytest.raises(UserError, match=r"clip\.mp4 is the source"):
        plan([str(clip)], tmp_path, None)


def test_names_for_files() -> None:
    assert short_name("7") == "camera-7"
    assert short_name("rtsp://user@192.0.2.7:554/a?b=c") == "user-192.0.2.7-554-a-b-c"
    assert short_name("://") == "source"


def test_cameras_and_streams_are_live() -> None:
    assert [looks_live(uri) for uri in ("0", "RTSP://x", "a.mp4", "synthetic:")] == [True, True, False, True]
    assert [looks_live(f"synthetic:{how}") for how in ("people=2", "frames=9", "live=0")] == [True, False, False]
