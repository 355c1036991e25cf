"""What the picture shows about each person. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.player.state import AnalysedFrame
from app.ui.presenters.relations import joint_names, latent_links
from app.ui.presenters.repetitions import RepetitionPresenter
from app.ui.texts import picture as texts
from app.ui.texts.numbers import number
from core.latent import latent_edges, relative_edges
from core.pose.smoothing import OneEuroFilter
from core.skeleton import Joints
from core.types import FrameResult, People, Prediction

ROWS = 3  # actions shown per person


@dataclass(frozen=True)
class PersonView:
    """One person, ready to be painted; coordinates in pixels of the frame.

    Attributes:
        box: left, top, right, bottom around the joints.
        focus: ``(18,)`` in 0..1, the network's attention; None where it has none or something else is shown.
        evidence: ``(18,)`` bits for and against ``evidence_label``; None where there is none or not wanted.
        title: the action, ``uncertain``, or how far the window is filled.
        certain: the title is an action.
        rows: label and score of the best actions, each in its row as long as it is among the best.
        followed: the panels are about this person.
        tally: how often they repeated what they do, and how fast; empty before the second time.
        latent: joints that BAGCN links to its latent node; None where links are not wanted or there is no such node.
        links: ``(joint, joint, weight)`` where joints without a bone between them attend to each other.
    """

    id: int
    joints: Joints
    box: tuple[float, float, float, float]
    focus: NDArray[np.float32] | None
    title: str
    certain: bool
    rows: tuple[tuple[str, float] | None, ...]
    followed: bool
    tally: str = ""
    links: tuple[tuple[int, int, float], ...] = ()
    latent: tuple[int, ...] | None = None
    evidence: NDArray[np.float32] | None = None
    evidence_label: str = ""


@dataclass(frozen=True)
class PersonMenu:
    """What can be said about a person in the picture.

    Attributes:
        person: track number.
        same: others who may be the same person, as they are never seen together.
        here: others in this picture, with whom the person may have been mixed up.
        possible: who is who can be corrected in this source: it is a file.
        analysed: all of it was analysed, so that numbers mean the same people throughout.
        corrections: how many can be taken back.
    """

    person: int
    same: tuple[int, ...] = ()
    here: tuple[int, ...] = ()
    possible: bool = False
    analysed: bool = False
    corrections: int = 0


class StableRows:
    """Gives each of the best classes a row that it keeps while it is among the best, so that lines can be read."""

    def __init__(self, rows: int) -> None:
        self._rows: list[int | None] = [None] * rows

    def update(self, best: list[int]) -> list[int | None]:
        """The class index of each row, None where a row is empty."""
        self._rows = [index if index in best else None for index in self._rows]
        for index in best[: len(self._rows)]:
            if index not in self._rows:
                self._rows[self._rows.index(None)] = index
        return list(self._rows)


class PeoplePresenter:
    """Turns results into `PersonView`s, and keeps track of the followed person."""

    def __init__(self, repetitions: RepetitionPresenter | None = None) -> None:
        self._repetitions = repetitions or RepetitionPresenter()
        self._picked: int | None = None
        self._followed: int | None = None
        self._rows: dict[int, StableRows] = {}
        self.link_threshold: float | None = None  # weight from which latent links are shown; None: none are
        self.latent_links: str | None = None  # by which threshold: relative or absolute; None: none are shown
        self.reasons = "evidence"  # what the joints show: evidence, attention or off
        self._explained = False  # evidence was found for somebody since the last reset
        self.smooth = False  # joints are drawn steadier than they were found, while they move
        self.still = False  # the picture stands, and joints are drawn where they were found
        self._filter = OneEuroFilter()
        self._steadied: tuple[FrameResult, People] | None = None  # the result shown last

    def reset(self) -> None:
        """Another source or network."""
        self._picked = self._followed = None
        self._explained = False
        self._rows.clear()
        self._steadied = None

    def pick(self, person: int | None) -> None:
        """Follow a person; None follows the most prominent one."""
        self._picked = person

    def update(self, analysed: AnalysedFrame, said: AnalysedFrame | None = None) -> tuple[PersonView, ...]:
        """The views of all people in a result.

        Args:
            said: the result, a moment ago, of which the words are shown, so that they can be read and are the same
                everywhere; None: of the same one.
        """
        if said is not None and said is not analysed:
            analysed = replace(analysed, result=with_words(analysed.result, said.result))
        predictions = analysed.result.predictions
        people = self._steady(analysed.result) if self.smooth and not self.still else analysed.result.people
        boxes = {person: box_around(joints) for person, joints in zip(people.ids, people.joints, strict=True)}
        self._followed = self._choose({person: box for person, box in boxes.items() if box is not None})
        self._rows = {person: rows for person, rows in self._rows.items() if person in boxes}
        self._explained = self._explained or any(each.evidence is not None for each in predictions)
        labels = analysed.info.labels if analysed.info else ()
        counts = dict(zip(people.ids, analysed.result.counts, strict=False))
        views = []
        for joints, prediction in zip(people.joints, predictions, strict=False):
            box = boxes[prediction.id]
            if box is not None:
                view = self._view(joints, box, prediction, labels)
                told = counts.get(prediction.id)
                views.append(view if told is None else replace(view, tally=self._repetitions.shown(view.id, told)))
        return tuple(views)

    def _steady(self, result: FrameResult) -> People:
        """The people of a result, smoothed. The same result is smoothed only once."""
        before = self._steadied
        if before is None or before[0].frame is not result.frame:
            if before is None or result.frame.time <= before[0].frame.time:
                self._filter.reset()
            self._steadied = before = (result, self._filter(result.people, result.frame.time))
        return before[1]

    @property
    def followed(self) -> int | None:
        """Track number of the person shown in the panels."""
        return self._followed

    def _choose(self, boxes: dict[int, tuple[float, float, float, float]]) -> int | None:
        if self._picked in boxes:
            return self._picked
        if self._followed in boxes:
            return self._followed
        return max(boxes, key=lambda person: _area(boxes[person]), default=None)

    def _view(
        self, joints: Joints, box: tuple[float, float, float, float], prediction: Prediction, labels: tuple[str, ...]
    ) -> PersonView:
        best = prediction.top(ROWS)
        scores = dict(best)
        kept = self._rows.setdefault(prediction.id, StableRows(ROWS)).update([index for index, _ in best])
        rows = sorted(kept, key=lambda index: index != prediction.shown)  # what the title says comes first
        warming = prediction.state == "warming_up"
        evidence = prediction.evidence if self.reasons == "evidence" else None
        # Where nobody looks for evidence, attention is better than nothing, and the legend calls it so.
        attention = self.reasons == "attention" or (self.reasons == "evidence" and not self._explained)
        return PersonView(
            id=prediction.id,
            joints=joints,
            box=box,
            focus=prediction.focus if attention else None,
            title=title(prediction, labels),
            certain=prediction.shown >= 0,
            rows=tuple(
                None if index is None or warming else (readable(labels[index]), scores[index]) for index in rows
            ),
            followed=prediction.id == self._followed,
            links=() if self.link_threshold is None else latent_links(prediction.relations, self.link_threshold),
            latent=self._latent(prediction),
            evidence=evidence,
            evidence_label="" if evidence is None else readable(labels[prediction.evidence_label]),
        )

    def _latent(self, prediction: Prediction) -> tuple[int, ...] | None:
        if self.latent_links is None or prediction.attention is None:
            return None
        edges = (relative_edges if self.latent_links == "relative" else latent_edges)(prediction.attention)
        return tuple(np.flatnonzero(edges).tolist())


def with_words(now: FrameResult, said: FrameResult) -> FrameResult:
    """The people where they are now, with the predictions and counts of another result for those who are in it."""
    predictions = {each.id: each for each in said.predictions}
    counts = dict(zip(said.people.ids, said.counts, strict=False))
    return replace(
        now,
        predictions=tuple(predictions.get(each.id, each) for each in now.predictions),
        counts=tuple(counts.get(id, own) for id, own in zip(now.people.ids, now.counts, strict=False)),
    )


def title(prediction: Prediction, labels: tuple[str, ...]) -> str:
    """One line about a prediction."""
    if prediction.state == "warming_up":
        return texts.WARMING_UP.format(held=prediction.held, needed=prediction.needed)
    return texts.UNCERTAIN if prediction.shown < 0 else readable(labels[prediction.shown])


def readable(label: str) -> str:
    """A class name as it is shown: ``swing_baseball`` without its underscore."""
    return label.replace("_", " ")


def box_around(joints: Joints) -> tuple[float, float, float, float] | None:
    """Left, top, right, bottom of the joints ``(18, 3)`` that are there, with a margin; None where there are none."""
    seen = joints[joints[:, 2] > 0, :2]
    if len(seen) == 0:
        return None
    (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
    margin = 0.06 * max(right - left, bottom - top) + 4
    return float(left - margin), float(top - margin), float(right + margin), float(bottom + margin)


def person_at(people: tuple[PersonView, ...], x: float, y: float) -> int | None:
    """The person at a point of the frame, with the smallest box if there are several; None if there is no one."""
    hit = [view for view in people if view.box[0] <= x <= view.box[2] and view.box[1] <= y <= view.box[3]]
    return min(hit, key=lambda view: _area(view.box)).id if hit else None


def joint_at(people: tuple[PersonView, ...], x: float, y: float, reach: float) -> tuple[PersonView, int] | None:
    """The person and joint nearest to a point of the frame, within ``reach`` pixels; None where there is none."""
    found, nearest = None, reach
    for person in people:
        away = np.hypot(person.joints[:, 0] - x, person.joints[:, 1] - y)
        away[person.joints[:, 2] <= 0] = np.inf
        joint = int(away.argmin())
        if away[joint] <= nearest:
            found, nearest = (person, joint), float(away[joint])
    return found


def describe_joint(person: PersonView, joint: int) -> str:
    """Whose joint it is, how sure the pose estimation is of it, and what it means to the network."""
    text = texts.JOINT_TIP.format(
        person=person.id, joint=joint_names()[joint], confidence=float(person.joints[joint, 2])
    )
    if person.evidence is not None:
        value = float(person.evidence[joint])
        said = texts.JOINT_FOR if value >= 0 else texts.JOINT_AGAINST
        return text + said.format(label=person.evidence_label, times=times(value), bits=value)
    return text if person.focus is None else text + texts.JOINT_FOCUS.format(focus=float(person.focus[joint]))


def times(bits: float) -> str:
    """By what factor so much evidence moves the odds, either way: 1 bit doubles or halves them."""
    factor = 2.0 ** abs(bits)
    return number(factor, ".1f" if factor < 9.95 else ".0f")


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
