"""Chooses by measurement how networks run here: by windows or frame by frame, in full or in half precision."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from core.inference.ensemble import Member, Networks
from core.inference.recognizer import Recognizer
from core.inference.stream_recognizer import StreamRecognizer, why_not
from core.skeleton import Joints
from core.types import People

Kind = Literal["windows", "steps"]

AGREEMENT = 0.01
"""Half precision is used where no score moves by more than this on the trial windows, and no best class changes."""

_REPEATS = 5
_TRIALS = 32  # windows on which half precision must agree


@dataclass(frozen=True)
class Engine:
    """A way of running networks, and what was measured before it was chosen. Times are seconds for one person.

    Attributes:
        kind: ``windows``: the whole window every time; ``steps``: one frame at a time.
        window: of a window. step: of a step; None where the network cannot do steps.
        half: in half precision.
        reason: why not otherwise.
    """

    kind: Kind
    device: str
    window: float
    step: float | None
    half: bool
    reason: str

    def __str__(self) -> str:
        """One line for the status."""
        way = "by windows" if self.kind == "windows" else "frame by frame"
        precision = ", half precision" if self.half else ""
        costs = f"{1000 * self.window:.1f} ms a window"
        if self.step is not None:
            costs += f", {1000 * self.step:.1f} ms a step"
        return f"{way} on {self.device}{precision}: {costs}; {self.reason}"


def choose_engine(
    members: Sequence[Member],
    device: str = "cpu",
    explain: bool = True,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[Engine, Recognizer]:
    """Measures what the networks cost here, and makes the recogniser that costs least.

    On a CPU a network that can run frame by frame (`core.inference.stream_recognizer.why_not`) does where a step is
    cheaper than a window: both give a judgement per frame of the network. On other devices windows of everybody in one
    batch cost no more than one, while every step waits for the device many times; so there it is windows, in half
    precision where that is faster and its answers agree.
    """
    first, *others = members
    windows = by_windows(members, device, explain)
    trial = _trial(members)
    window = _seconds(lambda: windows.classifier.classify(trial), clock)
    if torch.device(device).type != "cpu":
        return try_half(members, windows, window, explain, clock), windows
    objection = "fused networks run by windows" if others else why_not(first.model, first.info)
    if objection:
        return Engine("windows", device, window, None, False, objection), windows
    steps = StreamRecognizer(first, device, explain)
    step = _step_seconds(steps, clock)
    if step < window:
        return Engine("steps", device, window, step, False, "steps are cheaper"), steps
    return Engine("windows", device, window, step, False, "windows are cheaper"), windows


def by_windows(members: Sequence[Member], device: str = "cpu", explain: bool = True) -> Recognizer:
    """A recogniser that judges whole windows; on the CPU with ONNX Runtime (`core.inference.onnx_windows`)."""
    first, *others = members
    recognizer = Recognizer(first.model, first.info, device, 0.0, explain, others, first.weight)
    assert isinstance(recognizer.classifier, Networks)
    recognizer.classifier.quicken()
    return recognizer


def try_half(
    members: Sequence[Member], windows: Recognizer, window: float, explain: bool, clock: Callable[[], float]
) -> Engine:
    """Lets a recogniser run in half precision if that takes less than ``window`` seconds and its answers agree."""
    trial, device = _trial(members, _TRIALS), str(windows.device)
    half = Networks(members, device, explain, half=True)
    if not agree(windows.classifier.classify(trial).probabilities, half.classify(trial).probabilities):
        return Engine("windows", device, window, None, False, "half precision would say other things")
    if _seconds(lambda: half.classify(_trial(members)), clock) >= window:
        return Engine("windows", device, window, None, False, "half precision is no faster")
    windows.classifier = half
    return Engine("windows", device, window, None, True, "half precision agrees")


def agree(exact: np.ndarray, half: np.ndarray) -> bool:
    """Whether probabilities ``(N, num_classes)`` say the same: the same best classes, no score moved far."""
    same = (exact.argmax(1) == half.argmax(1)).all()
    return bool(same and np.abs(exact - half).max() <= AGREEMENT)


def _trial(members: Sequence[Member], count: int = 1) -> list[Joints]:
    """Windows ``(count, T, 18, 3)`` for each network of somebody who moves, in body units."""
    generator = np.random.default_rng(0)
    body = generator.normal(0, 0.7, (count, 1, 18, 3)).astype(np.float32)
    out = []
    for member in members:
        moved = body + generator.normal(0, 0.1, (count, member.info.frames, 18, 3)).cumsum(axis=1) * 0.1
        moved[..., 2] = 0.9
        out.append(moved.astype(np.float32))
    return out


def _seconds(call: Callable[[], object], clock: Callable[[], float]) -> float:
    """The shortest of several calls, the first of which does not count."""
    call()
    times = []
    for _ in range(_REPEATS):
        start = clock()
        call()
        times.append(clock() - start)
    return min(times)


def _step_seconds(steps: StreamRecognizer, clock: Callable[[], float]) -> float:
    wanted, steps.evidence_hop = steps.evidence_hop, None  # what evidence costs is no matter of the engine
    joints = _trial([Member(torch.nn.Identity(), steps.info)])[0][0] * 100 + np.array([200, 200, 0], np.float32)
    joints[..., 2] = 0.9
    moment = iter(range(10**6))

    def step() -> None:
        number = next(moment)
        steps.push(People(joints[number % len(joints)][None], (1,)), number / steps.info.rate, (400, 400))

    seconds = _seconds(step, clock)
    steps.reset()
    steps.evidence_hop = wanted
    return seconds
