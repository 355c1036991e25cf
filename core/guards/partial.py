"""Files that get their name only when they are whole: until then ``NAME.mp4`` is called ``NAME.partial.mp4``."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import BinaryIO

from core.errors import UserError

_MOST = 1000


def begin(path: Path) -> tuple[BinaryIO, Path]:
    """A new, unbuffered file beside the one that is meant, and its name.

    An older partial file stays: it may be all that is left of something.

    Raises:
        UserError: it cannot be made.
    """
    _check_place(path)
    for number in range(1, _MOST):
        partial = path.with_name(f"{path.stem}.partial{f'-{number}' if number > 1 else ''}{path.suffix}")
        try:
            return partial.open("xb", buffering=0), partial
        except FileExistsError:
            continue
        except OSError as error:
            raise UserError(f"{path} cannot be written ({error.strerror}); choose another folder") from error
    raise UserError(f"{path.parent} holds a thousand unfinished files of this name; remove them first")


def _check_place(path: Path) -> None:
    """Raises a `UserError` where something else than a file would have to go, a pipe or a device for instance."""
    if path.is_dir():
        raise UserError(f"{path} cannot be written: it is a folder; give the name of a file")
    if path.exists() and not path.is_file():
        raise UserError(f"{path} cannot be written: it is no file, but a pipe or a device; give another name")


def write_whole(path: Path, content: str | bytes) -> None:
    """Writes a small file: afterwards it is there as a whole, or what was there before still is, also after a crash of
    the whole computer. Text becomes UTF-8.

    Raises:
        UserError: it cannot be written.
    """
    _check_place(path)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise UserError(f"{path} cannot be written ({error.strerror or error}); is there room on the disk?") from error


class PartialText:
    """A text file of which nothing but whole rows is ever kept.

    What `write` takes is on disk when `row_ended` returns. Where the disk is full, the row that does not fit is cut
    off again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file, self.partial = begin(path)
        self._row = bytearray()
        self._whole = 0  # bytes up to the end of the last whole row

    def write(self, text: str) -> None:
        """Add a piece of a row."""
        self._row += text.encode("utf-8", "backslashreplace")

    def row_ended(self) -> None:
        """Put the row on the disk.

        Raises:
            UserError: the disk is full or gone; the rows before stay in the partial file.
        """
        try:
            rest = memoryview(bytes(self._row))
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self.give_up()
            kept = f"the rows before are in {self.partial}" if self._whole else "nothing was written"
            raise UserError(f"{self.path} cannot be written any further ({error.strerror}); {kept}") from error
        self._whole += len(self._row)
        self._row.clear()

    def give_up(self) -> None:
        """Ends without finishing: what is whole stays in the partial file, and an empty one goes."""
        if self.closed:
            return
        with contextlib.suppress(OSError):
            self._file.truncate(self._whole)
        with contextlib.suppress(OSError):
            self._file.close()
        if not self._whole:
            with contextlib.suppress(OSError):
                self.partial.unlink()

    def close(self) -> None:
        """Gives the file its name.

        Raises:
            UserError: that cannot be done.
        """
        try:
            self._file.close()
            self.partial.replace(self.path)
        except OSError as error:
            raise UserError(
                f"{self.path} cannot be written ({error.strerror}); everything is in {self.partial}"
            ) from error

    @property
    def closed(self) -> bool:
        """Whether nothing more goes in."""
        return self._file.closed
