"""A frame's row, as exports and extracted data sets hold it: written and read here, and nowhere else.

A row is one line of JSON::

    {"frame": 0, "time": 0.0, "people": [{"id": 1, "keypoints": [[x, y, confidence], ...],
     "state": "ok", "actions": [{"label": "wave", "score": 0.91}, ...], "focus": [0.02, ...],
     "count": 3, "period": 1.8, "angles": [171.2, null, ...],
     "shown": "wave", "evidence": {"label": "wave", "time": 0.0, "joints": [1.2, ...], "stretches": [0.1, ...]}}]}

Extracted data sets have no predictions, so their people end after ``keypoints``; older exports have no counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.angles import ANGLES, joint_angles
from core.skeleton import Joints
from core.types import LiveCount, People, Prediction

TOP = 5  # actions of a person in a row


@dataclass(frozen=True)
class EvidenceRow:
    """What speaks for the best class, in bits, see `core.types.Prediction`.

    Attributes:
        label: the class. time: seconds, the end of the window in which it was found.
        joints: ``(18,)``. stretches: ``(5,)``, the newest last.
    """

    label: str
    time: float
    joints: NDArray[np.float64]
    stretches: NDArray[np.float64]


@dataclass(frozen=True)
class PersonRow:
    """One person in one frame.

    Attributes:
        id: the person's number.
        joints: ``(18, 3)`` kinetics18: x and y in pixels to 2 decimals, confidence in 0..1 to 4.
        state: as in `core.types.Prediction`; empty where nobody was asked what the person does.
        actions: at most `TOP` labels with their scores in 0..1, the best first.
        focus: ``(18,)`` in 0..1, how much each joint counts; None where the network has none.
        count: repetitions of the present exercise so far; None where nothing was counted.
        period: seconds of one repetition; 0 before there are any.
        shown: the steady label, see `core.labels`; empty where nothing is certain.
        evidence: None where there is none.
        angles: ``(9,)`` of `core.angles.ANGLES` in degrees to 1 decimal, NaN where a joint is not seen; None in data
            sets and in older exports.
    """

    id: int
    joints: NDArray[np.float64]
    state: str = ""
    actions: tuple[tuple[str, float], ...] = ()
    focus: NDArray[np.float64] | None = None
    count: int | None = None
    period: float = 0.0
    shown: str = ""
    evidence: EvidenceRow | None = None
    angles: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class FrameRow:
    """One frame: its number, its time in seconds, and the people in it."""

    frame: int
    time: float
    people: tuple[PersonRow, ...]

    @classmethod
    def of(
        cls,
        frame: int,
        time: float,
        people: People,
        predictions: Sequence[Prediction] = (),
        labels: Sequence[str] = (),
        counts: Sequence[LiveCount] = (),
    ) -> FrameRow:
        """The row of people and, where there are any, of one prediction, whose classes have these labels, and count."""
        rows = [PersonRow(id, _rounded(joints)) for id, joints in zip(people.ids, people.joints, strict=True)]
        if predictions:
            rows = [_judged(row, said, labels) for row, said in zip(rows, predictions, strict=True)]
        if counts:
            rows = [
                replace(row, count=told.count, period=round(told.period, 2))
                for row, told in zip(rows, counts, strict=True)
            ]
        return cls(frame, round(time, 6), tuple(rows))

    def to_json(self) -> str:
        """One line, with its end."""
        content = {"frame": self.frame, "time": self.time, "people": [_content(person) for person in self.people]}
        return json.dumps(content, separators=(",", ":")) + "\n"

    @classmethod
    def from_json(cls, line: str) -> FrameRow:
        """Reads what `to_json` wrote.

        Raises:
            ValueError, KeyError, TypeError: the line is no such row.
        """
        row = json.loads(line)
        return cls(int(row["frame"]), float(row["time"]), tuple(_person(person) for person in row["people"]))


def read_rows(lines: Sequence[str]) -> Iterator[FrameRow]:
    """The rows of an export's lines."""
    return map(FrameRow.from_json, lines)


def _rounded(joints: Joints) -> NDArray[np.float64]:
    exact = np.asarray(joints, np.float64)
    return np.concatenate((exact[:, :2].round(2), exact[:, 2:].round(4)), axis=1)


def _judged(row: PersonRow, said: Prediction, labels: Sequence[str]) -> PersonRow:
    actions = tuple((labels[index], round(score, 4)) for index, score in said.top(TOP))
    focus = None if said.focus is None else np.asarray(said.focus, np.float64).round(4)
    shown = "" if said.shown < 0 else labels[said.shown]
    angles = joint_angles(row.joints).astype(np.float64).round(1)
    evidence = _evidence(said, labels)
    return PersonRow(row.id, row.joints, said.state, actions, focus, shown=shown, evidence=evidence, angles=angles)


def _evidence(said: Prediction, labels: Sequence[str]) -> EvidenceRow | None:
    if said.evidence is None or said.evidence_stretches is None:
        return None
    joints, stretches = (np.asarray(each, np.float64).round(4) for each in (said.evidence, said.evidence_stretches))
    return EvidenceRow(labels[said.evidence_label], round(said.evidence_time, 6), joints, stretches)


def _content(person: PersonRow) -> dict[str, Any]:
    content: dict[str, Any] = {"id": person.id, "keypoints": person.joints.tolist()}
    if person.state:
        content["state"] = person.state
        content["actions"] = [{"label": label, "score": score} for label, score in person.actions]
        content["focus"] = None if person.focus is None else person.focus.tolist()
        content["shown"] = person.shown or None
        found = person.evidence
        content["evidence"] = found and {
            "label": found.label,
            "time": found.time,
            "joints": found.joints.tolist(),
            "stretches": found.stretches.tolist(),
        }
    if person.angles is not None:
        content["angles"] = [None if np.isnan(angle) else angle for angle in person.angles.tolist()]
    if person.count is not None:
        content["count"] = person.count
        content["period"] = person.period
    return content


def _person(content: dict[str, Any]) -> PersonRow:
    focus, evidence = content.get("focus"), content.get("evidence")
    return PersonRow(
        int(content["id"]),
        np.array(content["keypoints"], np.float64).reshape(18, 3),
        str(content.get("state", "")),
        tuple((str(action["label"]), float(action["score"])) for action in content.get("actions", ())),
        None if focus is None else np.array(focus, np.float64).reshape(18),
        None if content.get("count") is None else int(content["count"]),
        float(content.get("period", 0.0)),
        str(content.get("shown") or ""),
        evidence
        and EvidenceRow(
            str(evidence["label"]),
            float(evidence["time"]),
            np.array(evidence["joints"], np.float64).reshape(18),
            np.array(evidence["stretches"], np.float64),
        ),
        None if content.get("angles") is None else np.array(content["angles"], np.float64).reshape(len(ANGLES)),
    )
