from pathlib import Path

import pytest

from core.errors import UserError
from core.video.playlist import list_sources


def test_a_folder_is_its_videos_in_natural_order(tmp_path: Path) -> None:
    names = ["clip 10.mp4", "clip 9.mp4", "b/clip 1.AVI", "notes.txt", ".hidden.mp4", "a.jsonl"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    wanted = ["b/clip 1.AVI", "clip 9.mp4", "clip 10.mp4"]
    assert list_sources(str(tmp_path)) == tuple(str(tmp_path / name) for name in wanted)


@pytest.mark.parametrize("uri", ["0", "rtsp://camera/live", "synthetic:people=2", "nowhere.mp4", "film.mp4::nothing"])
def test_a_single_source_is_a_list_of_itself(uri: str) -> None:
    assert list_sources(uri) == (uri,)


def test_a_folder_with_nothing_to_play(tmp_path: Path) -> None:
    (tmp_path / "letter.odt").touch()
    with pytest.raises(UserError, match="holds nothing to play"):
        list_sources(str(tmp_path))


def test_a_file_of_one_clip_needs_no_name(tmp_path: Path) -> None:
    path = tmp_path / "clip.jsonl"
    path.write_text('{"frame": 0, "time": 0.0, "people": []}\n')
    assert list_sources(str(path)) == (str(path),)
