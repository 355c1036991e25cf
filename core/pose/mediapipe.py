"""Poses by MediaPipe's Tasks API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.pose.pose_model import model_size
from core.skeleton import VISIBILITY_THRESHOLD, Joints, kinetics18_from_mediapipe
from core.types import Frame
from core.video.opencv import cv2, quiet_stderr

# As in the recordings that networks are trained on. MediaPipe's own default is 0.5.
MIN_CONFIDENCE = 0.3


class MediaPipePose:
    """MediaPipe's pose landmarker in VIDEO mode, on the CPU.

    With ``max_people`` above 1 MediaPipe neither smooths nor tells people apart, and runs its detector on every frame
    on which fewer people are there. With 1 it smooths, and a frame takes a third less time; but networks trained on
    joints found with 2, as the bundled ones are, recognise fewer actions from these. That is also why there is no
    second landmarker with room for one that spares the detector while somebody is alone, with a look around now and
    then: besides, it finds fewer of the people who are seen only from time to time.

    Args:
        model: a ``.task`` file, see `core.pose.pose_model`.
        max_people: how many people are looked for.
        confidence: below it, in 0..1, nobody is found, and whoever is followed is lost.

    Raises:
        UserError: MediaPipe or a library it needs is missing, or the model is not one.
    """

    def __init__(self, model: Path, max_people: int = 2, confidence: float = MIN_CONFIDENCE) -> None:
        if max_people < 1:
            raise UserError(f"at least 1 person must be looked for, not {max_people}")
        self.name = f"MediaPipe {model_size(model)}"
        self._model = model
        self._max_people = max_people
        self._confidence = confidence
        self._noisy = True  # until the first person was found, MediaPipe writes warnings to standard error
        self._start()

    def _start(self) -> None:
        with quiet_stderr():
            self._landmarker = _create(self._model, self._max_people, self._confidence)
        self._clock = -1
        self._fresh = True

    def landmarks(self, frame: Frame) -> NDArray[np.float32]:
        """All landmarks ``(M, 33, 4)`` of the M people found: x, y in 0..1 of the picture, visibility, presence."""
        if self._noisy:
            with quiet_stderr():
                people = self._detect(frame)
            self._noisy = not people
        else:
            people = self._detect(frame)
        values = [[(p.x, p.y, p.visibility, p.presence) for p in person] for person in people]
        return np.array(values, np.float32).reshape(-1, 33, 4)

    def detect(self, frame: Frame) -> Joints:
        """The joints ``(M, 18, 3)`` of the M people found, see `core.pose.backend.PoseBackend`."""
        height, width = frame.image.shape[:2]
        return kinetics18_from_mediapipe(self.landmarks(frame), width, height, VISIBILITY_THRESHOLD)

    def _detect(self, frame: Frame) -> list[Any]:
        import mediapipe as mp

        self._fresh = False
        self._clock = max(self._clock + 1, round(frame.time * 1000))  # whole milliseconds, strictly increasing
        picture = mp.Image(mp.ImageFormat.SRGB, cv2.cvtColor(frame.image, cv2.COLOR_BGR2RGB))
        return list(self._landmarker.detect_for_video(picture, self._clock).pose_landmarks)

    def reset(self) -> None:
        """Start anew: time stamps may go back, and nobody is being followed."""
        if not self._fresh:
            self._landmarker.close()
            self._start()

    def close(self) -> None:
        """Give the networks back; MediaPipe complains on standard error where a program ends without."""
        self._landmarker.close()


def _create(model: Path, max_people: int, confidence: float) -> Any:
    try:
        from mediapipe.tasks.python.core.base_options import BaseOptions
        from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode

        options = PoseLandmarkerOptions(
            # The bytes and not the path: MediaPipe on Windows does not open paths outside ASCII.
            base_options=BaseOptions(model_asset_buffer=model.read_bytes()),
            running_mode=RunningMode.VIDEO,
            num_poses=max_people,
            min_pose_detection_confidence=confidence,
            min_pose_presence_confidence=confidence,
            min_tracking_confidence=confidence,
        )
        return PoseLandmarker.create_from_options(options)
    except (ImportError, OSError) as error:
        raise UserError(
            f"MediaPipe does not start ({error}); on Debian or Ubuntu: apt-get install libegl1 libgles2"
        ) from error
    except (RuntimeError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise UserError(
            f"MediaPipe does not accept the pose model {model} ({reason}); remove it to fetch it again"
        ) from error
