import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.crash_report import reporting, reports, unseen_report


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path))
    monkeypatch.setattr("app.crash_report.faulthandler.enable", lambda file: None)  # pytest has its own
    monkeypatch.setattr("app.crash_report.faulthandler.disable", lambda: None)
    return tmp_path / "log"


def test_a_program_that_ends_well_leaves_a_log_and_nothing_else(folder: Path) -> None:
    with reporting():
        logging.getLogger("app.player").warning("the camera went")
        assert len(list(folder.glob("running-*.txt"))) == 1
    assert [path.name for path in folder.iterdir()] == ["skelapp.log"]
    assert "WARNING app.player MainThread: the camera went" in (folder / "skelapp.log").read_text()
    assert unseen_report() is None


def test_a_native_crash_is_found_and_told_once_at_the_next_start(tmp_path: Path) -> None:
    code = (
        "import faulthandler\nfrom app.crash_report import reporting\nwith reporting():\n    faulthandler._sigsegv()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env={"SKELAPP_CACHE": str(tmp_path), "PATH": ""}, check=False)
    assert done.returncode != 0
    check = (
        "from app.crash_report import reporting, unseen_report\n"
        "with reporting():\n"
        "    print(unseen_report())\n"
        "    print(unseen_report())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], env={"SKELAPP_CACHE": str(tmp_path)}, check=True, capture_output=True, text=True
    )
    first, second = done.stdout.splitlines()
    assert second == "None"
    text = Path(first).read_text()
    assert "Segmentation fault" in text
    assert "Python 3." in text
    assert list((tmp_path / "log").glob("crash-*.txt")) == [Path(first)]


def test_what_nobody_caught_is_reported(folder: Path) -> None:
    def broken() -> None:
        raise ValueError("in a thread")

    with reporting():
        thread = threading.Thread(target=broken, name="capture")
        thread.start()
        thread.join()
    (path,) = reports()
    text = path.read_text()
    assert "in capture:\n" in text
    assert text.endswith("ValueError: in a thread\n")
    assert unseen_report() is not None
    with pytest.raises(KeyError), reporting():
        raise KeyError("at the end")
    last = unseen_report()
    assert last is not None
    assert last.read_text().endswith("KeyError: 'at the end'\n")


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path / "file"))
    with reporting():
        pass
    assert unseen_report() is None
