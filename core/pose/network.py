"""TFLite networks on the processor, several threads at a time."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.video.opencv import quiet_stderr

Item = TypeVar("Item")
Result = TypeVar("Result")


class Network:
    """One network that several threads may run at once: each run borrows an interpreter of its own.

    The interpreter lets go of Python's lock while it computes.

    Args:
        content: a TFLite file.

    Raises:
        UserError: ai-edge-litert is missing, or does not accept the file.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._idle: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._idle.put(_interpreter(content))

    def __call__(self, picture: NDArray[np.uint8], scale: float, offset: float) -> list[NDArray[np.float32]]:
        """The network's outputs, in its order, for a picture ``(H, W, 3)`` of the network's own size.

        Args:
            picture: RGB. The network sees ``picture · scale + offset``.
            scale, offset: see above.
        """
        try:
            interpreter = self._idle.get_nowait()
        except queue.Empty:
            interpreter = _interpreter(self._content)
        try:
            view = interpreter.tensor(interpreter.get_input_details()[0]["index"])()
            np.multiply(picture, np.float32(scale), out=view[0])
            if offset:
                view += np.float32(offset)
            del view  # TFLite does not run while somebody looks at its memory
            interpreter.invoke()
            return [interpreter.get_tensor(output["index"]) for output in interpreter.get_output_details()]
        finally:
            self._idle.put(interpreter)


def _interpreter(content: bytes) -> Any:
    try:
        from ai_edge_litert.interpreter import Interpreter
    except (ImportError, OSError) as error:
        raise UserError(f"ai-edge-litert does not start ({error}); use MediaPipe for the poses instead") from error
    try:
        with quiet_stderr():
            interpreter = Interpreter(model_content=content, num_threads=1)
            interpreter.allocate_tensors()
    except (RuntimeError, ValueError) as error:
        raise UserError(f"ai-edge-litert does not accept the pose model ({error})") from error
    return interpreter


class Crew:
    """A few threads that do the same to several things at once, in the order they were given.

    Args:
        size: how many threads, from 1; one of them is the caller's own.
    """

    def __init__(self, size: int) -> None:
        self._pool = ThreadPoolExecutor(size - 1, thread_name_prefix="pose") if size > 1 else None

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """``[function(item) for item in items]``, side by side."""
        items = list(items)
        if self._pool is None or len(items) < 2:
            return [function(item) for item in items]
        # the caller's thread takes every n-th itself: a thread that only waits would cost a switch
        return self._shared(function, items, self._pool)

    @staticmethod
    def _shared(function: Callable[[Item], Result], items: list[Item], pool: ThreadPoolExecutor) -> list[Result]:
        futures = [pool.submit(function, item) for item in items[1:]]
        results: list[Any] = [function(items[0])]
        for item, future in zip(items[1:], futures, strict=True):
            # one that no thread has begun yet is done here
            results.append(function(item) if future.cancel() else future.result())
        return results

    def close(self) -> None:
        """Ends the threads."""
        if self._pool is not None:
            self._pool.shutdown()
