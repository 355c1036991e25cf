"""Fits networks to examples in a thread of its own: what was asked for last is what counts."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtBoundSignal, pyqtSignal

from core.errors import UserError
from core.examples.files import Motion
from core.examples.store import Example

if TYPE_CHECKING:  # imports torch, which is slow
    from core.teaching.lesson import Lesson

log = logging.getLogger(__name__)

_KEPT = 3  # of the networks that are tried; the last may still be loading
Load = Callable[[str], Motion]
Shown = tuple[tuple[Example, Motion], ...]


@dataclass(frozen=True)
class Learned:
    """What came of some examples.

    Attributes:
        lesson: None where they are too few.
        unread: why some of the examples could not be read.
        weights: a file with the network, to be tried; it is kept for a while only. None likewise.
        seconds: how long that took.
    """

    lesson: Lesson | None
    weights: Path | None
    seconds: float = 0.0
    unread: tuple[str, ...] = ()


class Learner(QObject):
    """Learns in the background; only the newest examples count.

    Signals:
        learned(Learned): in the thread of whoever made the learner.
        failed(str): the examples make no network, and why.
    """

    learned = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Condition()
        self._asked: tuple[tuple[Example, ...], Load, str] | None = None
        self._motions: dict[Example, Motion] = {}  # of the thread
        self._busy = self._closed = False
        self._thread: threading.Thread | None = None
        self._folder: Path | None = None  # of the networks that are tried
        self._number = 0

    @property
    def busy(self) -> bool:
        """Something is being learned, or will be."""
        with self._lock:
            return self._busy or self._asked is not None

    def learn(self, examples: Sequence[Example], load: Load, name: str) -> None:
        """Fit a network that will be called ``name`` to examples, which ``load`` reads by their ids, in the thread."""
        with self._lock:
            self._asked = (tuple(examples), load, name)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="teach", daemon=True)
                self._thread.start()
            self._lock.notify()

    def close(self) -> None:
        """Ends the thread, after what it is at, and drops the networks that were tried."""
        with self._lock:
            self._closed = True
            self._asked = None
            self._lock.notify()
        if self._thread is not None:
            self._thread.join(5.0)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self) -> None:
        while True:
            with self._lock:
                self._busy = False
                while self._asked is None and not self._closed:
                    self._lock.wait()
                if self._closed:
                    return
                assert self._asked is not None
                asked, self._asked, self._busy = self._asked, None, True
            self._learn(*asked)

    def _read(self, examples: Sequence[Example], load: Load) -> tuple[Shown, list[str]]:
        """The examples' motions; those that did not change since the last time are known."""
        known, self._motions, unread = self._motions, {}, []
        for example in examples:
            try:
                self._motions[example] = known[example] if example in known else load(example.id)
            except UserError as error:
                unread.append(str(error))
        return tuple(self._motions.items()), unread

    def _learn(self, examples: Sequence[Example], load: Load, name: str) -> None:
        try:
            shown, unread = self._read(examples, load)
            start = time.perf_counter()
            lesson = _learn(shown, name)
            path = lesson.taught.save(self.place(name)) if lesson is not None else None
            found = Learned(lesson, path, time.perf_counter() - start, tuple(unread))
        except UserError as error:
            self._tell(self.failed, str(error))
        except Exception as error:
            log.exception("learning %s", name)
            self._tell(self.failed, f"{type(error).__name__}: {error}")
        else:
            self._tell(self.learned, found)

    def _tell(self, signal: pyqtBoundSignal, what: object) -> None:
        with self._lock:
            if self._asked is None and not self._closed:
                self._busy = False
                signal.emit(what)

    def place(self, name: str) -> Path:
        """A file for a network that is tried, named as no other: what one network says of a file is not what the next
        one does."""
        with self._lock:
            self._folder = self._folder or Path(tempfile.mkdtemp(prefix="skelapp-teach-"))
            self._number += 1
        for old in sorted(self._folder.glob("*.safetensors"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
        return self._folder / f"{name} {self._number}.safetensors"


def _learn(shown: Shown, name: str) -> Lesson | None:
    """A network where the examples are enough for one."""
    actions = {example.action for example, _ in shown}
    if len(actions) < 2 or len(shown) < 2:
        return None
    from core.teaching.lesson import learn

    return learn(shown, name)
