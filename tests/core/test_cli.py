import argparse
import os
import signal
import subprocess
import sys

import pytest

from core.cli import add_old_spelling, guard, polite_signals
from core.errors import UserError


def _raise(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UserError("x.json is\n damaged"), 2, "skelapp: error: x.json is damaged\n"),
        (OSError(28, "No space left on device", "a.mp4"), 2, "skelapp: error: a.mp4: No space left on device\n"),
        (MemoryError(), 2, "skelapp: error: there is not enough memory\n"),
        (KeyboardInterrupt(), 130, "skelapp: stopped\n"),
    ],
)
def test_whatever_goes_wrong_is_one_line(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guard(lambda: _raise(error)) == code
    assert capsys.readouterr().err == said


def test_a_fault_of_the_program_is_said_to_be_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guard(lambda: _raise(IndexError("list index\nout of range"))) == 1
    assert capsys.readouterr().err == (
        "skelapp: error: IndexError: list index. This is a fault of the program; "
        "SKELAPP_TRACEBACK=1 shows where it happened\n"
    )
    monkeypatch.setenv("SKELAPP_TRACEBACK", "1")
    guard(lambda: _raise(IndexError("x")))
    assert "Traceback" in capsys.readouterr().err


def test_an_exit_code_passes_through() -> None:
    assert guard(lambda: 5) == 5
    assert guard(lambda: None) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes that break")
def test_a_reader_that_has_gone_ends_the_program_quietly() -> None:
    code = "from core.cli import run_command\nrun_command(lambda: print('x\\n' * 100_000))"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="has no such shell")
def test_without_standard_output() -> None:
    code = "from core.cli import run_command\nrun_command(lambda: print('x'))"
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec {sys.executable} -c "{code}" >&-'], stderr=subprocess.PIPE, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_name_of_five_thousand_letters_is_not_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert guard(lambda: _raise(UserError(f"{'a' * 5000}.mp4 does not exist"))) == 2
    assert capsys.readouterr().err == f"skelapp: error: {'a' * 100}...{'a' * 46}.mp4 does not exist\n"


def test_names_that_no_output_can_show(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code = "from core.cli import run_command\nrun_command(lambda: print('a\\udcffb \\u00e9'))"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert done.stdout.split() == [b"a\\udcffb", b"\\xe9"]


def test_an_old_spelling_does_what_the_new_one_does_and_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    families = parser.add_argument("--cross-split", nargs="+", action="append", default=[])
    count = parser.add_argument("--augmented-views", type=int, default=0)
    add_old_spelling(parser, "--siblings", families)
    add_old_spelling(parser, "--disturbed", count)
    assert vars(parser.parse_args([])) == {"cross_split": [], "augmented_views": 0}
    assert capsys.readouterr().err == ""
    found = parser.parse_args(["--siblings", "a", "b", "--cross-split", "c", "--disturbed", "3"])
    assert vars(found) == {"cross_split": [["a", "b"], ["c"]], "augmented_views": 3}
    assert capsys.readouterr().err.splitlines() == [
        "skelapp: warning: --siblings is now called --cross-split",
        "skelapp: warning: --disturbed is now called --augmented-views",
    ]
    assert "--siblings" not in parser.format_help()


@pytest.mark.parametrize("hangs", [True, False])
def test_a_thread_that_hangs_does_not_keep_the_program_from_ending(hangs: bool) -> None:
    """Nothing is torn down under it: what Python would do at its end is left out, and only then."""
    code = (
        "import atexit, threading\n"
        "from core.cli import leave\n"
        "atexit.register(print, 'torn down')\n"
        f"threading.Thread(target=threading.Event().wait, args=(None if {hangs} else 0,), daemon=True).start()\n"
        f"while threading.active_count() > (2 if {hangs} else 1): pass\n"
        "print('said')\n"
        "leave(7)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (7, "said\n" + "torn down\n" * (not hangs), "")


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows knows no such signal")
def test_a_closed_terminal_ends_it_politely_unless_nohup_says_otherwise() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        assert polite_signals() == [signal.SIGTERM, signal.SIGHUP]
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        assert polite_signals() == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGHUP, before)
