"""The data that the panels show for the followed person. No Qt."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.player.state import AnalysedFrame
from app.ui.presenters.people import StableRows, readable
from app.ui.presenters.relations import Relation, name_relations
from app.ui.presenters.repetitions import RepetitionView
from app.ui.presenters.why import sentence
from core.angles import ANGLES, joint_angles
from core.types import Prediction

Array = NDArray[np.float32]

HISTORY = 10.0  # seconds of class probabilities that are kept
CURVES = 5


@dataclass(frozen=True)
class Curve:
    """One class over time; ``slot`` is its colour, kept as long as it is among the best."""

    label: str
    slot: int
    values: Array


@dataclass(frozen=True)
class PanelData:
    """Everything the panels show; empty or None where there is nothing to show.

    Attributes:
        person: track number; None while there is no one.
        times: seconds before now, ``(n,)``, at most 0.
        window: seconds that the gate and the feature map span, up to now.
        relations: of all blocks, the first block first, each grain by grain.
        gate: ``(C, T)``. feature_map: ``(18, T)``. focus: ``(18,)``.
        angle_times: seconds before now, ``(m,)``; angles: ``(m, 9)`` degrees, see `core.angles`; NaN: not seen.
        repetitions: how often the person repeated what they do; None where nothing was counted.
        evidence: ``(18,)`` bits for the action ``evidence_label``; stretches: ``(5,)``, the newest last. None where
            there is none.
        why: the reasons in one sentence; empty while there is no one.
        feature_limits: least and most of all feature maps since the source or the network changed.
    """

    person: int | None = None
    times: Array = field(default_factory=lambda: np.zeros(0, np.float32))
    curves: tuple[Curve, ...] = ()
    relations: tuple[Relation, ...] = ()
    gate: Array | None = None
    feature_map: Array | None = None
    focus: Array | None = None
    angle_times: Array = field(default_factory=lambda: np.zeros(0, np.float32))
    angles: Array = field(default_factory=lambda: np.zeros((0, len(ANGLES)), np.float32))
    repetitions: RepetitionView | None = None
    evidence: Array | None = None
    evidence_stretches: Array | None = None
    evidence_label: str = ""
    why: str = ""
    feature_limits: tuple[float, float] = (0.0, 1.0)
    window: float = 0.0


class PanelPresenter:
    """Keeps the history of class probabilities of each person and describes the followed person."""

    def __init__(self) -> None:
        self._history: dict[int, deque[tuple[float, Array]]] = {}
        self._angles: dict[int, deque[tuple[float, Array]]] = {}
        self._rows: dict[int, StableRows] = {}
        self._feature_limits: tuple[float, float] | None = None

    def reset(self) -> None:
        """Another source, another network, or a seek."""
        self._history.clear()
        self._angles.clear()
        self._rows.clear()
        self._feature_limits = None

    def update(self, analysed: AnalysedFrame) -> None:
        """Adds a result to the history, unless it is already there."""
        if analysed.recalled:
            return
        now = analysed.result.frame.time
        people = analysed.result.people
        for person, angles in zip(people.ids, joint_angles(people.joints), strict=True):
            self._angles.setdefault(person, deque()).append((now, angles))
        for prediction in analysed.result.predictions:
            if prediction.feature_map is not None:
                low, high = self._feature_limits or (np.inf, -np.inf)
                values = prediction.feature_map
                self._feature_limits = min(low, float(values.min())), max(high, float(values.max()))
            if prediction.scores.any():
                history = self._history.setdefault(prediction.id, deque())
                if history and history[-1][0] == now:  # the same moment, known better
                    history.pop()
                history.append((now, prediction.scores))
        for kept in (self._history, self._angles):
            for person, history in list(kept.items()):
                while history and history[0][0] < now - HISTORY:
                    history.popleft()
                if not history:
                    del kept[person]
        self._rows = {person: rows for person, rows in self._rows.items() if person in self._history}

    def describe(self, analysed: AnalysedFrame, person: int | None) -> PanelData:
        """The panels for one person, at the time of a result."""
        prediction = next((item for item in analysed.result.predictions if item.id == person), None)
        if prediction is None or analysed.info is None:
            return PanelData()
        labels = analysed.info.labels
        angles = [entry for entry in self._angles.get(prediction.id, ()) if entry[0] <= analysed.result.frame.time]
        times, curves = self._curves(prediction, analysed.result.frame.time, labels)
        return PanelData(
            person=person,
            times=times,
            curves=curves,
            relations=name_relations(prediction.relations),
            gate=prediction.gate,
            feature_map=None if prediction.feature_map is None else prediction.feature_map.T,
            focus=prediction.focus,
            angle_times=np.array([time - analysed.result.frame.time for time, _ in angles], np.float32),
            angles=np.array([values for _, values in angles], np.float32).reshape(-1, len(ANGLES)),
            evidence=prediction.evidence,
            evidence_stretches=prediction.evidence_stretches,
            evidence_label="" if prediction.evidence is None else readable(labels[prediction.evidence_label]),
            why=sentence(prediction, labels, analysed.info.seconds),
            feature_limits=self._feature_limits or (0.0, 1.0),
            window=analysed.info.seconds,
        )

    def _curves(self, prediction: Prediction, now: float, labels: tuple[str, ...]) -> tuple[Array, tuple[Curve, ...]]:
        history = [entry for entry in self._history.get(prediction.id, ()) if entry[0] <= now]
        if not history:
            return np.zeros(0, np.float32), ()
        times = np.array([time - now for time, _ in history], np.float32)
        scores = np.stack([values for _, values in history])
        best = [index for index, _ in prediction.top(CURVES)]
        rows = self._rows.setdefault(prediction.id, StableRows(CURVES)).update(best)
        return times, tuple(
            Curve(readable(labels[index]), slot, scores[:, index])
            for slot, index in enumerate(rows)
            if index is not None
        )
