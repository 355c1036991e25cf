"""The log, and reports of crashes. Both lie in `core.paths.log_dir` and are never sent anywhere.

While the program runs there is a file ``running-PID.txt``. Python writes the stacks of all threads into it where native
code crashes, and the program whatever nobody caught. A program that ends well takes the file away. One that finds such
a file of a process that is gone keeps it as a report, and the window says so once.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from app.diagnostics import versions
from core.paths import log_dir

_LOG_SIZE, _LOGS = 1_000_000, 3  # bytes of a log, and how many older ones are kept
_KEPT = 10  # reports
_LINE = "---\n"  # below it is what happened; nothing where nothing did
_LOGGERS = ("app", "core")


@contextlib.contextmanager
def reporting() -> Iterator[None]:
    """Keeps a log and a report for as long as this lasts; without both where the folder cannot be written."""
    try:
        folder = log_dir()
        folder.mkdir(parents=True, exist_ok=True)
        _keep_reports(folder)
        path = folder / f"running-{os.getpid()}.txt"
        file = path.open("w", encoding="utf-8", errors="backslashreplace", buffering=1)
        file.write("\n".join([time.strftime("%Y-%m-%d %H:%M:%S"), *versions()]) + f"\n{_LINE}")
        handler = RotatingFileHandler(folder / "skelapp.log", maxBytes=_LOG_SIZE, backupCount=_LOGS, encoding="utf-8")
    except OSError:
        yield
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(threadName)s: %(message)s"))
    for name in _LOGGERS:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(logging.INFO)
    faulthandler.enable(file)
    before = threading.excepthook
    threading.excepthook = lambda told: _note(file, told.exc_type, told.exc_value, told.exc_traceback)
    try:
        with _noted(file):
            yield
    finally:
        threading.excepthook = before
        faulthandler.disable()
        for name in _LOGGERS:
            logging.getLogger(name).removeHandler(handler)
        handler.close()
        file.close()
        with contextlib.suppress(OSError):
            if _tells_something(path):
                _keep(path)
            else:
                path.unlink()


@contextlib.contextmanager
def _noted(file: TextIO) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        _note(file, type(error), error, error.__traceback__)
        raise


def _note(file: TextIO, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Something that nobody caught, in a thread or at the end of the program."""
    logging.getLogger("app").error("%s: %s", kind.__name__, error, exc_info=(kind, error or kind(), trace))
    with contextlib.suppress(OSError, ValueError):
        file.write(f"in {threading.current_thread().name}:\n{''.join(traceback.format_exception(kind, error, trace))}")


def unseen_report() -> Path | None:
    """The newest report of a crash that was not told yet; from now on it counts as told, as older ones do."""
    newest = None
    with contextlib.suppress(OSError):
        for path in sorted(log_dir().glob("crash-*.new.txt")):
            newest = path.replace(path.with_name(path.name.replace(".new.txt", ".txt")))
    return newest


def reports() -> list[Path]:
    """All reports, the oldest first."""
    return sorted(log_dir().glob("crash-*.txt"))


def _keep_reports(folder: Path) -> None:
    """Files of processes that are gone become reports if they tell something."""
    for path in folder.glob("running-*.txt"):
        number = path.stem.partition("-")[2]
        if number.isdecimal() and _is_running(int(number)):
            continue
        with contextlib.suppress(OSError):
            if _tells_something(path):
                _keep(path)
            else:
                path.unlink()  # killed, or the power went: nothing is known
    for old in reports()[:-_KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()


def _keep(path: Path) -> None:
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(path.stat().st_mtime))
    path.replace(path.with_name(f"crash-{stamp}-{path.stem.partition('-')[2]}.new.txt"))


def _tells_something(path: Path) -> bool:
    return bool(path.read_text(encoding="utf-8", errors="replace").partition(_LINE)[2].strip())


def _is_running(process: int) -> bool:
    """Whether there is such a process; on systems where asking would end it, it is taken to be gone."""
    if process == os.getpid() or sys.platform == "win32":
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
