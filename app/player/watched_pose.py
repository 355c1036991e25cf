"""A pose back end that is watched: one that fails or does not answer is replaced by a new one."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from core.skeleton import Joints
from core.types import Frame

if TYPE_CHECKING:  # imports OpenCV, which may wait until the window is there
    from core.pose.backend import PoseBackend

log = logging.getLogger(__name__)

ANSWER = 20.0
"""Seconds after which a back end that says nothing hangs; a picture takes a tenth of one, on a busy computer a few."""
_CLOSE = 5.0  # seconds that it gets to give everything back


class PoseFailedError(Exception):
    """A new back end failed on the same picture."""


class _Thread(threading.Thread):
    """Makes the calls that it is given, one after the other; the last of them is None."""

    def __init__(self) -> None:
        super().__init__(name="pose", daemon=True)
        self.calls: queue.SimpleQueue[tuple[Callable[[], Any], queue.SimpleQueue[Any]] | None] = queue.SimpleQueue()
        self.start()

    def run(self) -> None:
        while (call := self.calls.get()) is not None:
            function, answers = call
            try:
                answers.put((function(), None))
            except BaseException as error:  # raised again where it was called from
                answers.put((None, error))

    def call(self, function: Callable[[], Any], seconds: float | None) -> Any:
        answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.calls.put((function, answers))
        try:
            value, error = answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError(f"did not answer for {seconds:g} s") from None
        if error is not None:
            raise error
        return value


class WatchedPose:
    """See `core.pose.backend.PoseBackend`. The back end lives in a thread of its own, so that it may hang alone.

    Args:
        open_pose: opens one; called again where a new one is needed.
        tell: told in a sentence that a new one was opened, and why.
        answer: seconds that a call may take.

    Raises:
        UserError: the first one cannot be opened.
    """

    def __init__(
        self, open_pose: Callable[[], PoseBackend], tell: Callable[[str], None], answer: float = ANSWER
    ) -> None:
        self._open_pose = open_pose
        self._tell = tell
        self._answer = answer
        self._open()

    def _open(self) -> None:
        self._thread = _Thread()
        self._pose: PoseBackend = self._thread.call(self._open_pose, None)
        self.name = self._pose.name

    @property
    def unfollowed(self) -> int:
        """How many more people it knows of."""
        return getattr(self._pose, "unfollowed", 0)

    def detect(self, frame: Frame) -> Joints:
        """The joints of the people found. A back end that fails is replaced, and the picture given to the new one.

        Raises:
            PoseFailedError: that one failed too.
        """
        try:
            return self._detect(frame)
        except Exception as error:
            self._replace(error)
        try:
            return self._detect(frame)
        except Exception as error:
            self._replace(error)
            raise PoseFailedError(f"pose estimation failed twice on one picture: {_reason(error)}") from error

    def _detect(self, frame: Frame) -> Joints:
        joints: Joints = self._thread.call(lambda: self._pose.detect(frame), self._answer)
        if joints.ndim != 3 or joints.shape[1:] != (18, 3) or not np.isfinite(joints).all():
            raise ValueError(f"it found joints of shape {joints.shape} that cannot be used")
        return joints

    def reset(self) -> None:
        """Forget what was seen."""
        try:
            self._thread.call(self._pose.reset, self._answer)
        except Exception as error:
            self._replace(error)

    def close(self) -> None:
        """Give everything back, unless it hangs."""
        self._leave(_CLOSE)

    def _leave(self, seconds: float) -> None:
        try:
            self._thread.call(self._pose.close, seconds)
        except Exception as error:
            log.warning("closing the pose back end: %s", _reason(error))
        self._thread.calls.put(None)
        self._thread.join(seconds)

    def _replace(self, error: Exception) -> None:
        log.warning("pose back end: %s; a new one is opened", _reason(error), exc_info=error)
        if not isinstance(error, TimeoutError):
            self._leave(_CLOSE)
        else:  # it may still answer one day: nobody waits for that
            self._thread.calls.put((self._pose.close, queue.SimpleQueue()))
            self._thread.calls.put(None)
        self._open()
        self._tell(f"Pose estimation failed ({_reason(error)}). It was started again.")


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"it {error}"
    detail = (str(error).strip() or "no more is known").splitlines()[0][:200]
    return f"{type(error).__name__}: {detail}"
