"""Names of files as they may be shown and written: they can hold bytes that are no UTF-8.

Python carries such bytes through as lone surrogates, which neither a text file nor OpenCV takes.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def shown(name: object) -> str:
    """A name with what is no text written as ``\\udcff``."""
    return str(name).encode("utf-8", "backslashreplace").decode()


def json_text(content: Any, **layout: Any) -> str:
    """JSON with letters as they are, or, where that is no text, with everything but ASCII escaped; it reads back the
    same. ``layout``: of `json.dumps`."""
    return json.dumps(content, ensure_ascii=not is_text(content), **layout)


def is_text(content: Any) -> bool:
    """Whether every string in a value of JSON can be written and printed: JSON may hold lone surrogates."""
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


@contextlib.contextmanager
def native_path(path: str | Path) -> Iterator[str]:
    """A name by which libraries that want UTF-8 open a file or address: its own, or that of a link to it, which is
    there for as long as this lasts; a file once opened needs it no more."""
    name = str(path)
    if shown(name) == name:
        yield name
        return
    with tempfile.TemporaryDirectory(prefix="skelapp-") as folder:
        link = Path(folder) / f"file{shown(Path(name).suffix) if Path(name).suffix.isascii() else ''}"
        link.symlink_to(Path(name).resolve())
        yield str(link)
