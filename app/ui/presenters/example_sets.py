"""The sets of examples on disk, and folders that examples are taken from."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from app.ui.texts import teach as texts
from core.errors import UserError
from core.examples.archive import import_set
from core.examples.files import Motion, check_name
from core.examples.store import ExampleSet
from core.paths import examples_dir

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FolderExamples:
    """What was found in a folder.

    Attributes:
        taken: action, motion and recording of each example.
        left_out: why others cannot be one.
        problem: why nothing could be read; empty where something could.
    """

    taken: tuple[tuple[str, Motion, str], ...] = ()
    left_out: tuple[str, ...] = ()
    problem: str = ""


class ExampleSets(QObject):
    """Opens sets, and reads folders in the background, one at a time.

    Signals:
        read(name, FolderExamples): what a folder of that name holds.

    Args:
        folder: asks where the sets lie; empty: in the user's folder.
    """

    read = pyqtSignal(str, object)
    _done = pyqtSignal(object)

    def __init__(self, folder: Callable[[], str]) -> None:
        super().__init__()
        self._folder = folder
        self.reading = ""  # name of the folder that is being read
        self._done.connect(self._tell)

    @property
    def folder(self) -> Path:
        """Where all sets lie."""
        chosen = self._folder()
        return Path(chosen) if chosen else examples_dir()

    @property
    def names(self) -> tuple[str, ...]:
        """Of all sets, at least one, which need not be there yet."""
        try:
            found = [path.name for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
        except OSError:
            found = []
        return tuple(sorted(found, key=str.casefold)) or (texts.FIRST_SET,)

    def open(self, name: str) -> ExampleSet:
        """A set, or a new one.

        Raises:
            UserError: a name that cannot be one, or the folder cannot be read.
        """
        return ExampleSet(self.folder / check_name(name, "a set"))

    def open_known(self, name: str) -> ExampleSet:
        """The set that was used last, or else the first."""
        return ExampleSet(self.folder / (name if name in self.names else self.names[0]))

    def import_file(self, path: Path) -> ExampleSet:
        """A set that was exported, under its file's name or one like it that is not taken.

        Raises:
            UserError: the file holds something else.
        """
        name = check_name(path.stem, "a set")
        taken = {each.casefold() for each in self.names if (self.folder / each).exists()}
        names = (name if not n else f"{name} {n + 1}" for n in range(len(taken) + 1))
        return import_set(path, self.folder / next(each for each in names if each.casefold() not in taken))

    def read_folder(self, path: Path) -> bool:
        """Read a folder of clips or videos in the background; False while another one is being read."""
        if self.reading:
            return False
        self.reading = path.name
        threading.Thread(target=self._read, args=(path,), name="read examples", daemon=True).start()
        return True

    def _read(self, path: Path) -> None:
        try:
            from app.ui.presenters.folder_examples import read_folder  # imports torch

            taken, left_out = read_folder(path)
            found = FolderExamples(tuple(taken), tuple(left_out))
        except UserError as error:
            found = FolderExamples(problem=str(error))
        except Exception as error:
            log.exception("reading %s", path)
            found = FolderExamples(problem=f"{path}: {type(error).__name__}: {error}")
        self._done.emit(found)

    def _tell(self, found: FolderExamples) -> None:
        name, self.reading = self.reading, ""
        self.read.emit(name, found)
