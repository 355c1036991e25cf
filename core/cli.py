"""What every command line shares: whatever goes wrong is one line and an exit code."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from core.errors import UserError

TRACEBACK = "SKELAPP_TRACEBACK"
"""The environment variable that shows where an error came from."""
_WORD = 500  # letters; longer ones are names that nobody would read to their end


def polite_signals() -> list[signal.Signals]:
    """What asks a program to end: a logout or a watchdog, and a terminal that was closed unless nohup was used."""
    hang_up: signal.Signals | None = getattr(signal, "SIGHUP", None)  # Windows has none
    if hang_up is None or signal.getsignal(hang_up) is signal.SIG_IGN:
        return [signal.SIGTERM]
    return [signal.SIGTERM, hang_up]


def guard(main: Callable[[], int | None]) -> int:
    """Runs ``main`` and returns its exit code; nothing that it raises gets past, but `SystemExit`.

    Returns:
        2 after ``skelapp: error: MESSAGE`` on standard error, for a user's mistake or a resource that is missing; 1
        where whoever reads the output has gone, or the program itself is at fault; 130 after Ctrl-C.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # started without one
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, PTH123 (for the life of the process)
    for stream in (sys.stdout, sys.stderr):  # file names and labels may hold what an output cannot show
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = main() or 0
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever reads our output, such as head, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("skelapp: stopped", file=sys.stderr)
        return 130
    except Exception as error:
        if os.environ.get(TRACEBACK):
            import traceback  # takes longer to import than all else here, and is seldom needed

            traceback.print_exc()
        words = (word if len(word) <= _WORD else f"{word[:100]}...{word[-50:]}" for word in _sentence(error).split())
        print(f"skelapp: error: {' '.join(words)}", file=sys.stderr)
        return 2 if isinstance(error, UserError | OSError | MemoryError) else 1


def _sentence(error: Exception) -> str:
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'standard output, a file or a device'}: {error.strerror or error}"
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    detail = (str(error).strip() or "no more is known").splitlines()[0][:300]
    return f"{type(error).__name__}: {detail}. This is a fault of the program; {TRACEBACK}=1 shows where it happened"


def leave(code: int) -> NoReturn:
    """Ends the program.

    A thread that is still in native code (a driver that hangs, a library that is being loaded) would be torn down in
    the midst of it when Python ends, which aborts the process. Everything worth keeping is on disk by now, so where
    there is such a thread the process ends without that.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    if any(thread.daemon for thread in threading.enumerate()):
        os._exit(code)
    sys.exit(code)


def run_command(main: Callable[[], None]) -> None:
    """Runs a command under `guard`, and exits with its code where that is not 0."""
    code = guard(main)
    if code:
        sys.exit(code)


def warn(message: str) -> None:
    """One line on standard error."""
    print(f"skelapp: warning: {message}", file=sys.stderr)


def add_old_spelling(parser: argparse.ArgumentParser, old: str, action: argparse.Action) -> None:
    """Lets an option that was renamed still be given by its old name, with a warning that names the new one.

    Args:
        action: of the new name, as `argparse.ArgumentParser.add_argument` returned it.
    """
    new = action.option_strings[0]

    class OldSpelling(argparse.Action):
        def __call__(
            self,
            parser: argparse.ArgumentParser,
            namespace: argparse.Namespace,
            values: str | Sequence[Any] | None,
            option_string: str | None = None,
        ) -> None:
            warn(f"{old} is now called {new}")
            action(parser, namespace, values, option_string)

    parser.add_argument(
        old,
        action=OldSpelling,
        dest=action.dest,
        nargs=action.nargs,
        type=action.type,  # type: ignore[arg-type]
        default=argparse.SUPPRESS,
        help=argparse.SUPPRESS,
    )
