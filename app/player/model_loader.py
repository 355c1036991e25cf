"""Loads networks for the window in the background while the current one keeps running."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from app.player.services import Services
from core.card import CheckpointInfo
from core.errors import UserError
from core.types import People

if TYPE_CHECKING:  # these import torch, which may wait until the window is there
    from core.inference.recognizer import Recognizer

log = logging.getLogger(__name__)


class Host(Protocol):
    """Whom the loader tells; called in its threads, with the lock held."""

    def model_loaded(self) -> None: ...
    def model_failed(self, message: str) -> None: ...


class ModelLoader:
    """Loads and warms up one network at a time in a thread; what was asked for last is what counts.

    Attributes, guarded by the lock:
        recognizer: the network in use; None until one is loaded. for_files: the same for files, whose results depend
            on nothing else, see `core.inference.recognizer.Recognizer.for_file`.
        weights: what was asked for to load it: a name, names joined with ``+``, or a path.
        loading: name of the network that is being loaded beside it; empty if none is.
        models: cards of the bundled networks and the user's own; empty until the first network is loaded.

    Args:
        device: where networks run, ``auto`` or a name.
        lock: the host's.
    """

    def __init__(self, services: Services, device: str, lock: threading.Condition, host: Host) -> None:
        self.recognizer: Recognizer | None = None
        self.for_files: Recognizer | None = None
        self.weights = ""
        self.loading = ""
        self.models: tuple[CheckpointInfo, ...] = ()
        self._services = services
        self._device = device
        self._lock = lock
        self._host = host
        self._preferred: str | None = None
        self._asked: str | None = None
        self._number = 0  # of the request that counts
        self._closed = False
        self._threads: list[threading.Thread] = []

    def start(self, weights: str | None, preferred: str | None) -> None:
        """Load the first network: the one asked for, else the ``preferred`` one if it is still there."""
        self._preferred = preferred
        self.load(weights)

    def load(self, weights: str | None) -> None:
        """Load another network, then swap; on failure the one in use stays."""
        with self._lock:
            self._number += 1
            self._asked = weights
            self.loading = weights or "default"
            thread = threading.Thread(target=self._run, args=(weights, self._number), name="load model", daemon=True)
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
            thread.start()

    def set_device(self, device: str) -> None:
        """Load the network in use, and all after it, onto another device."""
        with self._lock:
            self._device = device
            self.load(self._asked if self.loading else self.weights or None)

    def close(self) -> list[threading.Thread]:
        """Nothing that is still being loaded counts; the threads, to be joined without the lock."""
        self._closed = True
        return self._threads

    def _run(self, weights: str | None, number: int) -> None:
        error = ""
        try:
            self.models = tuple(self._services.list_weights())  # the user may have taught another one meanwhile
            weights = weights or choose(self.models, self._preferred)
            recognizer = load(self._services, weights, self._device)
        except UserError as problem:
            error = str(problem)
        except Exception as problem:
            log.exception("loading %s", weights)
            error = f"{weights} could not be loaded ({type(problem).__name__}: {problem})"
        with self._lock:
            if number != self._number or self._closed:
                return  # another one was asked for meanwhile
            self.loading = ""
            if error:
                stays = f" {self.recognizer.info.title} stays in use." if self.recognizer else ""
                self._host.model_failed(error + "." * bool(stays) + stays)
                return
            self.recognizer, self.for_files = recognizer, recognizer.for_file()
            self.weights = weights or ""
            self._host.model_loaded()


def choose(models: tuple[CheckpointInfo, ...], preferred: str | None) -> str:
    """What to load where nothing was asked for: the weights used last if they are still there, else the first.

    Raises:
        UserError: there is nothing to choose from.
    """
    if not models:
        raise UserError("no weights are bundled; choose a .safetensors file in the Model menu")
    names = [info.name for info in models]
    return preferred if preferred and _is_there(preferred, names) else names[0]


def load(services: Services, weights: str, device: str) -> Recognizer:
    """A recogniser that is ready to run."""
    recognizer = services.load_recognizer(weights, device)
    warm_up(recognizer)
    return recognizer


def _is_there(weights: str, names: list[str]) -> bool:
    """Whether weights, or all of several joined with ``+``, are bundled, or files."""
    return all(part in names or (part.endswith(".safetensors") and Path(part).is_file()) for part in weights.split("+"))


def warm_up(recognizer: Recognizer) -> None:
    """Runs the network once, because the first pass is slow, before anyone waits for it."""
    joints = np.random.default_rng(0).uniform(0.2, 1.0, (1, 18, 3)).astype(np.float32)
    for time in (0.0, 0.1):
        recognizer.push(People(joints, (1,)), time, (640, 480))
    recognizer.reset()
