"""Pose estimation, tracking and recognition of one frame at a time, in the caller's thread: Frame -> FrameResult."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch

from core.counting import PeopleCounter
from core.counting.async_counter import AsyncCounter
from core.errors import UserError
from core.inference.async_recognizer import AsyncRecognizer
from core.inference.choose_engine import by_windows, choose_engine
from core.inference.ensemble import Member, choose_device, load_members
from core.inference.recognizer import Recognizer, Sighting
from core.inference.stream_recognizer import StreamRecognizer, why_not
from core.pose.backend import PoseBackend
from core.pose.clothes import clothes
from core.skeleton import Joints
from core.tracking import Tracker
from core.types import Frame, FrameResult, People, Timing

EngineChoice = Literal["auto", "windows", "steps"]

EVIDENCE_HOP = 5.0
"""Seconds of a file between two looks for a person's evidence: one look costs as much as fifteen predictions, and all
of them about a tenth of the processor's time with one person. Rows say how old theirs is. Live it goes by what one
costs, see `core.inference.async_recognizer`."""


def load_recognizer(weights: str, device: str, engine: EngineChoice = "auto") -> Recognizer:
    """Opens weights by name or path, ``a*0.6+b*0.4`` for fused ones, for use beside pose estimation and decoding.

    These need the other half of the cores; where cores are short, threads that wait for each other at every layer cost
    seconds a frame.

    Args:
        engine: ``auto``: whatever costs least here, measured (`core.inference.choose_engine`); ``windows``, so that
            what is said depends on nothing but the source; ``steps``: frame by frame.

    A person is judged as often as the network sees a frame (`core.inference.recognizer.Recognizer.natural_hop`).

    Raises:
        UserError: bad weights, a device that is not there, or a network that cannot run frame by frame.
    """
    torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))
    recognizer = _open(load_members(weights), choose_device(device), engine)
    recognizer.hop = recognizer.natural_hop
    recognizer.evidence_hop = EVIDENCE_HOP
    return recognizer


def _open(members: Sequence[Member], chosen: str, engine: EngineChoice) -> Recognizer:
    if engine == "windows":
        return by_windows(members, chosen)
    if engine == "steps":
        objection = (
            "several networks fuse by windows only" if len(members) > 1 else why_not(members[0].model, members[0].info)
        )
        if objection:
            raise UserError(f"--engine steps: {objection}; use --engine windows")
        return StreamRecognizer(members[0], chosen)
    measured, recognizer = choose_engine(members, chosen)
    recognizer.engine = str(measured)
    return recognizer


@dataclass(frozen=True)
class Detected:
    """A frame, the joints ``(M, 18, 3)`` found in it, and how many seconds that took."""

    frame: Frame
    joints: Joints
    seconds: float


class Analyser:
    """Turns frames into results. The headless mode calls it in a loop, the window in a worker thread.

    Args:
        pose: finds the joints of people in a picture; None for sources whose frames bring their joints along.
        recognizer: may be replaced between two frames; the new one starts with empty windows.
        max_people: how many people are tracked.
        background: recognise and count in threads beside: a result has the latest predictions and counts there are, and
            never waits for them. For pictures that are watched live; else every result depends on its source alone.
    """

    def __init__(
        self, pose: PoseBackend | None, recognizer: Recognizer, max_people: int = 2, background: bool = False
    ) -> None:
        self.pose = pose
        self.recognizer = recognizer
        self.background = background
        self.tracker = Tracker(max_people)
        self._counter: PeopleCounter | AsyncCounter = PeopleCounter()
        self._async: AsyncRecognizer | None = None

    def __call__(self, frame: Frame) -> FrameResult:
        """The people of one frame and what they are doing. ``frame.time`` must not go back; after a seek, `reset`."""
        return self.recognise(self.track(self.find(frame)))

    def find(self, frame: Frame) -> Detected:
        """First step: pose estimation. May run in another thread than the later steps."""
        start = time.perf_counter()
        joints = np.zeros((0, 18, 3), np.float32)
        if frame.joints is not None:
            joints = frame.joints
        elif self.pose is not None:
            joints = self.pose.detect(frame)
        return Detected(frame, joints, time.perf_counter() - start)

    def track(self, found: Detected) -> FrameResult:
        """Second step: tracking. The result has no predictions yet."""
        start = time.perf_counter()
        looks = None if found.frame.joints is not None else clothes(found.frame.image, found.joints)
        people = self.tracker.update(found.joints, found.frame.time, looks)
        return FrameResult(found.frame, people, (), Timing(found.seconds, time.perf_counter() - start))

    def recognise(self, tracked: FrameResult) -> FrameResult:
        """Third step: what they are doing, and how often.

        The steps after the first may run one frame apart, but in one thread.
        """
        start = time.perf_counter()
        frame, people = tracked.frame, tracked.people
        predictions = self._recognition().push(people, frame.time, _size(frame))
        counts = self._counting()(people, frame.time)
        timing = replace(tracked.timing, action=time.perf_counter() - start)
        return replace(tracked, predictions=predictions, timing=timing, counts=counts)

    def recognise_all(self, tracked: Sequence[FrameResult], staying: Collection[int]) -> list[FrameResult]:
        """`recognise` of successive frames at once, for files: less than a second of them.

        Whoever leaves is judged at their last sighting, so that what is said of them last is about all that was seen of
        them; ``staying`` is seen in the frame after these.
        """
        assert not self.background
        start = time.perf_counter()
        after = [*(result.people.ids for result in tracked[1:]), staying]
        sightings = [
            Sighting(
                result.people,
                result.frame.time,
                _size(result.frame),
                tuple(person for person in result.people.ids if person not in later),
            )
            for result, later in zip(tracked, after, strict=True)
        ]
        said = self.recognizer.push_all(sightings)
        count = self._counting()
        counts = [count(result.people, result.frame.time) for result in tracked]
        each = (time.perf_counter() - start) / len(tracked)
        return [
            replace(result, predictions=predictions, timing=replace(result.timing, action=each), counts=counted)
            for result, predictions, counted in zip(tracked, said, counts, strict=True)
        ]

    def _recognition(self) -> Recognizer | AsyncRecognizer:
        if self._async is not None and not (self.background and self._async.recognizer is self.recognizer):
            self._async.close()
            self._async = None
        if not self.background:
            return self.recognizer
        self._async = self._async or AsyncRecognizer(self.recognizer)
        return self._async

    def _counting(self) -> PeopleCounter | AsyncCounter:
        if self.background != isinstance(self._counter, AsyncCounter):
            if isinstance(self._counter, AsyncCounter):
                self._counter.close()
            self._counter = AsyncCounter() if self.background else PeopleCounter()
        return self._counter

    def reset(self) -> None:
        """Forgets everything seen: after a seek, a loop, or at the start of another source."""
        if self.pose is not None:
            self.pose.reset()
        self.tracker.reset()
        self._counter.reset()
        self._recognition().reset()

    def resume(self, people: People, time: float) -> None:
        """Continues from people whose ids are already known, as they were at ``time`` seconds."""
        if self.pose is not None:
            self.pose.reset()
        self.tracker.reset()
        self._counter.reset()
        self.tracker.resume(people, time)

    def close(self) -> None:
        """Ends the threads beside, if there are any. The pose back end stays open for its owner to close."""
        if isinstance(self._counter, AsyncCounter):
            self._counter.close()
            self._counter = PeopleCounter()
        if self._async is not None:
            self._async.close()
            self._async = None


def _size(frame: Frame) -> tuple[int, int]:
    """Width and height in pixels."""
    return frame.image.shape[1], frame.image.shape[0]
