"""The data that the stages hand on, one frozen dataclass each: Frame -> People -> Prediction -> FrameResult."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.labels import SteadyLabel
from core.skeleton import Joints

State = Literal["warming_up", "ok", "uncertain"]


@dataclass(frozen=True)
class Frame:
    """One decoded picture.

    Attributes:
        index: running number of the frame in its source, from 0.
        time: seconds since the source's start, strictly increasing within one run.
        image: ``(H, W, 3)`` uint8, BGR (OpenCV's order), not mirrored. Never written to after it was handed on.
        joints: ``(M, 18, 3)`` as in `People`, where the source knows them already (skeleton files); else None, and a
            pose back end looks for them in the image.
    """

    index: int
    time: float
    image: NDArray[np.uint8]
    joints: Joints | None = None


@dataclass(frozen=True)
class People:
    """The people in one frame.

    Attributes:
        joints: ``(M, 18, 3)`` float32: x, y in pixels (y downward), confidence in 0..1; a missing joint is all zero.
        ids: M track numbers, from 1, stable from frame to frame.
    """

    joints: Joints
    ids: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.joints.shape != (len(self.ids), 18, 3):
            raise ValueError(f"joints must be ({len(self.ids)}, 18, 3), not {self.joints.shape}")


@dataclass(frozen=True)
class Prediction:
    """What one person is doing, and why.

    Attributes:
        id: the person's track number.
        state: ``warming_up`` until the window holds enough, ``uncertain`` below the threshold of energy, or of the best
            score where the card has none or the user set one, else ``ok``.
        held, needed: seconds of the window that are filled, and that are needed to leave ``warming_up``.
        scores: ``(num_classes,)`` float32 probabilities summing to 1; all zero while warming up with too few frames.
        focus: ``(18,)`` float32 in 0..1, how much the network looks at each joint now; None where not computed.
        attention: ``(18,)`` float32 in 0..1, BAGCN's attention W_f of the last block at the window's newest frame, from
            which `core.latent.latent_edges` (the paper's threshold, 0.8) and `core.latent.relative_edges` (0.9 of the
            largest one) choose the joints that are linked to the latent node. None for networks without such a node.
        gate: ``(C, T)`` float32 in 0..1, STF-Net's temporal gate over the window; None for models without one.
        relations: MCF relation matrices, one ``(18, parts)`` per block and grain; empty for models without them.
        feature_map: ``(T, 18)`` float32, last feature map over the window; None where not computed.
        evidence: ``(18,)`` float32, bits: by how many powers of two the odds of the class ``evidence_label`` fall where
            this joint is hidden throughout the window (`core.inference.evidence`): positive where the joint speaks for
            the class, negative where it speaks against it. None where not computed.
        evidence_stretches: ``(5,)`` float32, the same where a fifth of the window is hidden, the newest last.
        evidence_label: the best class when the evidence was found; that of ``scores``.
        evidence_time: the moment in seconds whose window was weighed last. Evidence is found less often than scores: in
            between the last one is repeated, as long as the best class stays the same.
        steady: the label that is shown, which follows ``scores`` and ``state`` calmly (`core.labels`).
        energy: logarithm of the sum of the exponentiated logits, the negative of the free energy of Liu et al. (2020):
            low where the network knows little of what it sees. Of fused networks that of the mean logits, plus how
            much they agree (`core.inference.fusion.agreement`). NaN: unknown.
        latency: seconds the network took. evidence_latency: seconds the evidence took on top; 0 where it is repeated.
    """

    id: int
    state: State
    held: float
    needed: float
    scores: NDArray[np.float32]
    focus: NDArray[np.float32] | None = None
    gate: NDArray[np.float32] | None = None
    relations: tuple[NDArray[np.float32], ...] = ()
    feature_map: NDArray[np.float32] | None = None
    latency: float = 0.0
    evidence: NDArray[np.float32] | None = None
    evidence_stretches: NDArray[np.float32] | None = None
    evidence_label: int = -1
    evidence_time: float = float("-inf")
    evidence_latency: float = 0.0
    energy: float = float("nan")
    attention: NDArray[np.float32] | None = None
    steady: SteadyLabel = field(default_factory=SteadyLabel)

    @property
    def shown(self) -> int:
        """Class index of the name that is shown, -1 where none is: the steady one where that is known."""
        if self.state == "warming_up" or not self.scores.any():
            return -1
        if self.steady.mean:
            return self.steady.label
        return int(self.scores.argmax()) if self.state == "ok" else -1

    def top(self, k: int = 5) -> list[tuple[int, float]]:
        """The k best (class index, score) pairs, best first; empty while there are no scores."""
        if not self.scores.any():
            return []
        best = np.argsort(-self.scores, kind="stable")[:k]
        return [(int(i), float(self.scores[i])) for i in best]


@dataclass(frozen=True)
class Timing:
    """Seconds spent on one frame, by stage."""

    pose: float = 0.0
    track: float = 0.0
    action: float = 0.0


@dataclass(frozen=True)
class Cycle:
    """One repetition.

    Attributes:
        start, end: seconds, in the clock of the frames.
        confidence: 0 to 1, how much it resembles its neighbour.
        view: index in `core.counting.views.VIEWS` of the part of the body that repeats.
        group: from 0; cycles of one group follow one another. Another exercise, or one after a pause, is another group.
    """

    start: float
    end: float
    confidence: float
    view: int
    group: int

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class LiveCount:
    """How often one person has repeated what they do, as known at one frame.

    Attributes:
        count: repetitions of the present exercise, or, in a pause, of the one before it.
        total: of all exercises since the counter began.
        exercise: number of the present exercise, from 0; another exercise starts a new count.
        active: cycles are coming; False before the second one and in a pause.
        phase: 0 to 1, how far the present cycle has come; 0 in a pause.
        period: seconds of the last cycles, their median; 0 before any.
        confidence: 0 to 1, resemblance of the last cycles, their mean.
        height: the place along the main component of the part that repeats, in body lengths: the curve to draw.
        cycles: the last ones of this exercise, at most 12, in order of time.
    """

    count: int = 0
    total: int = 0
    exercise: int = 0
    active: bool = False
    phase: float = 0.0
    period: float = 0.0
    confidence: float = 0.0
    height: float = 0.0
    cycles: tuple[Cycle, ...] = ()


@dataclass(frozen=True)
class FrameResult:
    """Everything known about one frame.

    ``predictions`` and ``counts`` have one entry per person of ``people``, in the same order, or none at all.
    """

    frame: Frame
    people: People
    predictions: tuple[Prediction, ...]
    timing: Timing = field(default_factory=Timing)
    counts: tuple[LiveCount, ...] = ()
