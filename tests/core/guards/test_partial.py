import os
import sys
from pathlib import Path

import pytest

from core.errors import UserError
from core.guards.partial import PartialText, begin, write_whole
from tests.core.guards.fakes import full_disk


def test_an_older_partial_file_stays(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        file, partial = begin(tmp_path / "a.mp4")
        file.close()
        names.append(partial.name)
    assert names == ["a.partial.mp4", "a.partial-2.mp4", "a.partial-3.mp4"]


def test_a_folder_and_a_place_that_is_not_there_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="it is a folder"):
        begin(tmp_path)
    with pytest.raises(UserError, match="No such file or directory"):
        begin(tmp_path / "gone" / "a.csv")


def test_a_row_that_does_not_fit_is_cut_off_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.guards.partial.begin", lambda path: full_disk(path, 10))
    text = PartialText(tmp_path / "a.txt")
    text.write("123")
    text.write("456\n")
    text.row_ended()
    text.write("789012\n")
    with pytest.raises(UserError, match="No space left on device"):
        text.row_ended()
    assert text.closed
    assert (tmp_path / "a.partial.txt").read_text() == "123456\n"


def test_the_name_comes_last(tmp_path: Path) -> None:
    text = PartialText(tmp_path / "a.txt")
    text.write("é\udcff\n")
    text.row_ended()
    assert not (tmp_path / "a.txt").exists()
    text.close()
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "é\\udcff\n"
    assert not text.partial.exists()


def test_a_small_file_is_the_new_one_or_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_whole(path, "é\udcff\n")
    assert path.read_bytes() == b"\xc3\xa9\\udcff\n"

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.guards.partial.os.fsync", full)
    with pytest.raises(UserError, match=r"a.json cannot be written \(No space left on device\)"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"\xc3\xa9\\udcff\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders")
def test_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    for write in (begin, PartialText, lambda path: write_whole(path, "x")):
        with pytest.raises(UserError, match="it is no file, but a pipe or a device; give another name"):
            write(tmp_path / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    with pytest.raises(UserError, match="it is a folder"):
        write_whole(tmp_path, "x")
