"""TFLite networks on the processor, several threads at a time."""

from __future__ import annotations

import queue
from collections import defaultdict
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

    The interpreter lets go of Python's lock while it computes. On how many threads it computes changes nothing in what
    it gives, to the last bit.

    Args:
        content: a TFLite file.

    Raises:
        UserError: ai-edge-litert is missing, or does not accept the file.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._idle: defaultdict[int, queue.SimpleQueue[Any]] = defaultdict(queue.SimpleQueue)
        self._idle[1].put(_interpreter(content, 1))

    def __call__(
        self, picture: NDArray[np.uint8], scale: float, offset: float, threads: int = 1
    ) -> list[NDArray[np.float32]]:
        """The network's outputs, in its order, for a picture ``(H, W, 3)`` of the network's own size.

        Args:
            picture: RGB. The network sees ``picture · scale + offset``.
            scale, offset: see above.
            threads: how many compute it.
        """
        idle = self._idle[threads]
        try:
            interpreter = idle.get_nowait()
        except queue.Empty:
            interpreter = _interpreter(self._content, threads)
        try:
            view = interpreter.tensor(interpreter.get_input_details()[0]["index"])()
            np.multiply(picture, np.float32(scale), out=view[0])
            if offset:
                view += np.float32(offset)
            del view  # TFLite does not run while somebody looks at its memory
            interpreter.invoke()
            return [interpreter.get_tensor(output["index"]) for output in interpreter.get_output_details()]
        finally:
            idle.put(interpreter)


def _interpreter(content: bytes, threads: int) -> Any:
    try:
        from ai_edge_litert.interpreter import Interpreter
    except (ImportError, OSError) as error:
        raise UserError(f"ai-edge-litert does not start ({error}); use MediaPipe for the poses instead") from error
    try:
        with quiet_stderr():
            interpreter = Interpreter(model_content=content, num_threads=threads)
            interpreter.allocate_tensors()
    except (RuntimeError, ValueError) as error:
        raise UserError(f"ai-edge-litert does not accept the pose model ({error})") from error
    return interpreter


class Crew:
    """A few threads that share the networks' work in each frame.

    Args:
        size: how many threads, from 1; one of them is the caller's own.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool = ThreadPoolExecutor(size - 1, thread_name_prefix="pose") if size > 1 else None

    def map(self, function: Callable[[Item, int], Result], items: Iterable[Item]) -> list[Result]:
        """``[function(item, threads) for item in items]``, as many side by side as there are threads.

        Fewer than that, such as the last few, are computed on several threads each.
        """
        items = list(items)
        results: list[Result] = []
        while len(results) < len(items):
            batch = items[len(results) : len(results) + self.size]
            results += self._together(function, batch, self.size // len(batch))
        return results

    def _together(self, function: Callable[[Item, int], Result], items: list[Item], threads: int) -> list[Result]:
        # the caller's thread takes one itself: a thread that only waits would cost a switch
        others = [self._pool.submit(function, item, threads) for item in items[1:]] if self._pool else []
        return [function(items[0], threads), *(other.result() for other in others)]

    def close(self) -> None:
        """Ends the threads."""
        if self._pool is not None:
            self._pool.shutdown()
