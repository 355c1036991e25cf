"""What every command line shares: a user's mistake is one line and exit code 2."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

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
