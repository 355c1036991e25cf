"""What every command line shares: a user's mistake is one line and exit code 2."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from core.errors import UserError


def run_command(main: Callable[[], None]) -> None:
    """Runs ``main`` and turns a `UserError` into ``skelapp: error: ...`` on standard error and exit code 2."""
    try:
        main()
    except UserError as error:
        print(f"skelapp: error: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:  # whoever reads our output, such as head, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        print("skelapp: stopped", file=sys.stderr)
        sys.exit(130)


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
