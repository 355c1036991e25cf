"""Fine-tuning beside the window: `core.teaching.fine_tune` in a thread, its progress, and what came of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PyQt6.QtCore import QObject, pyqtSignal

from app.ui.texts import teach as texts
from core.errors import UserError
from core.examples.files import Motion
from core.examples.store import Example

log = logging.getLogger(__name__)

FEWEST = 20
"""So many examples in all make it worth its time."""


class Step(Protocol):
    """How far it has come: steps done, and in all; accuracy of the held-out clips in 0..1; seconds left."""

    @property
    def step(self) -> int: ...
    @property
    def steps(self) -> int: ...
    @property
    def accuracy(self) -> float: ...
    @property
    def remaining(self) -> float: ...


class Tuned(Protocol):
    """What came of it: whether it beats the closed form, and a sentence about both."""

    @property
    def kept(self) -> bool: ...
    @property
    def sentence(self) -> str: ...
    def save(self, path: Path) -> Path: ...


Tune = Callable[[Sequence[tuple[Example, Motion]], str], Generator[Step, None, Tuned]]


@dataclass(frozen=True)
class TuningView:
    """What is shown while it runs: the share done in 0..1, a line about it, and the accuracies so far."""

    share: float
    text: str
    curve: tuple[float, ...]


def tune(shown: Sequence[tuple[Example, Motion]], name: str) -> Generator[Step, None, Tuned]:
    """Fine-tunes a bundled network on examples; imports torch.

    Raises:
        UserError: too few examples, or none that could be held out.
    """
    from core.teaching.fine_tune import fine_tune
    from core.teaching.lesson import pack_examples

    return fine_tune(pack_examples(shown), name=name, title=name)


class FineTuning(QObject):
    """One network at a time is fine-tuned. Cancelled or not better, it leaves everything as it was.

    Signals:
        changed: it began, went on or ended. ended(level, text): what came of it. better(Tuned): it is kept.
    """

    changed = pyqtSignal()
    ended = pyqtSignal(str, str)
    better = pyqtSignal(object)
    _stepped = pyqtSignal(int, object)
    _done = pyqtSignal(int, object)

    def __init__(self, tune: Tune = tune) -> None:
        super().__init__()
        self._tune = tune
        self._number = 0  # of the run that counts
        self._thread: threading.Thread | None = None
        self.view: TuningView | None = None
        self._stepped.connect(self._show)
        self._done.connect(self._end)

    @property
    def running(self) -> bool:
        """A network is being fine-tuned."""
        return self.view is not None

    def start(self, examples: Sequence[Example], load: Callable[[str], Motion], name: str) -> None:
        """Fine-tune a network on examples, which ``load`` reads by their ids, in the thread."""
        self._number += 1
        self.view = TuningView(0.0, texts.FINE_TUNING_BEGINS.format(share=0.0), ())
        arguments = (self._number, tuple(examples), load, name)
        self._thread = threading.Thread(target=self._run, args=arguments, name="fine-tune", daemon=True)
        self._thread.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Stop it; nothing of it is kept."""
        if self.view is not None:
            self._number += 1
            self.view = None
            self.ended.emit("info", texts.CANCELLED)
            self.changed.emit()

    def close(self) -> None:
        """The program ends."""
        self._number += 1
        if self._thread is not None:
            self._thread.join(5.0)

    def _run(self, number: int, examples: Sequence[Example], load: Callable[[str], Motion], name: str) -> None:
        try:
            steps = self._tune([(example, load(example.id)) for example in examples], name)
            while number == self._number:
                self._stepped.emit(number, next(steps))
        except StopIteration as end:
            self._done.emit(number, end.value)
        except UserError as error:
            self._done.emit(number, str(error))
        except Exception as error:
            log.exception("fine-tuning")
            self._done.emit(number, f"{type(error).__name__}: {error}")

    def _show(self, number: int, step: Step) -> None:
        if number != self._number or self.view is None:
            return
        share = step.step / max(step.steps, 1)
        minutes, seconds = divmod(round(step.remaining) if step.remaining == step.remaining else 0, 60)
        text = texts.FINE_TUNING.format(share=share, left=f"{minutes}:{seconds:02d}")
        known = step.accuracy == step.accuracy  # NaN before it was first asked
        curve = self.view.curve
        if known and (not curve or curve[-1] != step.accuracy):
            curve = (*curve, step.accuracy)
        if known:
            text += texts.HELD_OUT.format(accuracy=step.accuracy)
        self.view = TuningView(share, text, curve)
        self.changed.emit()

    def _end(self, number: int, found: object) -> None:
        if number != self._number:
            return
        self.view = None
        if isinstance(found, str):
            self.ended.emit("error", found)
        else:
            tuned: Tuned = found  # type: ignore[assignment]
            self.ended.emit("info", tuned.sentence)
            if tuned.kept:
                self.better.emit(tuned)
        self.changed.emit()
