"""Takes skeletons, returns predictions: the only path from joints to labels, both live and in evaluation."""

from __future__ import annotations

import copy
import math
import time as clock
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.card import CheckpointInfo
from core.errors import NoNumbersError
from core.inference.ensemble import Classifier, Member, Networks, Scored, choose_device, load_members
from core.inference.evidence import Evidence
from core.labels import SteadyLabel
from core.skeleton import Joints
from core.types import People, Prediction, State
from core.window import MAX_GAP, network_input, sample_window


class _Sightings:
    """Times ``(S,)`` and joints ``(S, 18, 3)`` of one person, in arrays that have room to grow."""

    def __init__(self) -> None:
        self._times = np.empty(64)
        self._joints = np.empty((64, 18, 3), np.float32)
        self._start = self._stop = 0

    def add(self, time: float, joints: Joints) -> None:
        if self._stop == len(self._times):
            count = self._stop - self._start
            room = max(64, 2 * count)
            times, kept = np.empty(room), np.empty((room, 18, 3), np.float32)
            times[:count], kept[:count] = self.times, self.joints
            self._times, self._joints, self._start, self._stop = times, kept, 0, count
        self._times[self._stop], self._joints[self._stop] = time, joints
        self._stop += 1

    def forget(self, oldest: float) -> None:
        self._start += int(np.searchsorted(self.times, oldest))

    @property
    def times(self) -> NDArray[np.float64]:
        return self._times[self._start : self._stop]

    @property
    def joints(self) -> Joints:
        return self._joints[self._start : self._stop]


@dataclass
class _History:
    """What is remembered of one person."""

    seen: _Sightings = field(default_factory=_Sightings)
    prediction: Prediction | None = None
    asked_at: float = float("-inf")


@dataclass(frozen=True)
class Sighting:
    """The people of one frame, its time in seconds, and ``size`` and ``leaving`` as `Recognizer.push` takes them."""

    people: People
    time: float
    size: tuple[int, int] | None = None
    leaving: Collection[int] = ()


@dataclass(frozen=True)
class InferenceRequest:
    """What the networks are asked: some people's sightings up to one moment. Shares nothing with the recogniser.

    Attributes:
        ids: whom it is about.
        time: the moment in seconds.
        size: the picture's width and height in pixels; None where no network needs it.
        tracks: times ``(S,)`` and joints ``(S, 18, 3)`` of each of them.
        before: what was said of each of them last; None of those never judged.
        followed, evidence_hop, evidence_people: as `Recognizer` has them.
    """

    ids: tuple[int, ...]
    time: float
    size: tuple[int, int] | None
    tracks: tuple[tuple[NDArray[np.float64], Joints], ...]
    before: tuple[Prediction | None, ...] = ()
    followed: int | None = None
    evidence_hop: float | None = None
    evidence_people: int | None = None


SOONER = 2
"""Evidence is looked for so many times sooner where the best class has changed, and there is none to repeat."""


def repeat_evidence(now: Prediction, last: Prediction | None) -> Prediction:
    """A new prediction with the evidence of the one before, if that is about the same class; else with none, but with
    the moment at which it was looked for last."""
    if last is None:
        return now
    if last.evidence is None or last.evidence_label != int(now.scores.argmax()):
        return replace(now, evidence_time=last.evidence_time)
    return replace(
        now,
        evidence=last.evidence,
        evidence_stretches=last.evidence_stretches,
        evidence_label=last.evidence_label,
        evidence_time=last.evidence_time,
    )


def _urgency(said: Prediction, request: InferenceRequest) -> tuple[float, bool]:
    """How long somebody's evidence has been waiting; that of whoever is followed grows old three times as fast."""
    followed = said.id == request.followed
    return (request.time - said.evidence_time) * (3 if followed else 1), followed


def with_steady_labels(request: InferenceRequest, said: Sequence[Prediction]) -> list[Prediction]:
    """The predictions, one a person of the request, with the label that is shown after those before."""
    before = request.before or (None,) * len(said)
    starts = [SteadyLabel() if last is None else last.steady for last in before]
    return [
        replace(
            now, steady=start if now.state == "warming_up" else start.then(request.time, now.scores, now.state == "ok")
        )
        for now, start in zip(said, starts, strict=True)
    ]


class Recognizer:
    """Keeps a window of each person and says what they are doing.

    Windows of one person overlap, but nothing of one is used for the next: with every new sighting all of the window
    moves, since it is resampled backwards from now and centred and scaled over all of its frames.

    Example:
        >>> recognizer = Recognizer.from_weights("stfnet-joint", device="cpu")
        >>> joints = np.random.default_rng(0).uniform(1, 100, (2, 18, 3)).astype(np.float32)
        >>> first, second = recognizer.push(People(joints, ids=(1, 7)), time=0.0)
        >>> second.id, second.state, len(second.scores) == len(recognizer.labels)
        (7, 'warming_up', True)

    Args:
        model: a network in evaluation mode.
        info: its card.
        device: where the network runs.
        hop: seconds between two runs of the network per person; in between the last prediction is repeated. 0: every
            frame.
        explain: also compute focus, gate, relations and evidence.
        others: further networks whose scores are fused with the first one's, see `core.inference.ensemble.Networks`.
        weight: how much the first network counts among them.

    Attributes:
        evidence_hop: seconds between two looks for the evidence of one person, which costs several times as much as a
            judgement; half of it where the best class has changed. 0: with every judgement; None: never.
        evidence_people: for how many people at most it is looked for at a time; None: for all whose turn it is.
        followed: whose evidence comes first where not everybody's is looked for.
    """

    def __init__(
        self,
        model: nn.Module,
        info: CheckpointInfo,
        device: str = "cpu",
        hop: float = 0.0,
        explain: bool = True,
        others: Sequence[Member] = (),
        weight: float = 1.0,
    ) -> None:
        self.classifier: Classifier = Networks((Member(model, info, weight), *others), device, explain)
        self.hop = hop
        self.evidence_hop: float | None = 0.0 if explain else None
        self.evidence_people: int | None = None
        self.followed: int | None = None
        self.threshold: float | None = None  # below it a prediction is uncertain; None: as the card says
        self.engine = f"by windows on {device}"  # for the status; `core.inference.choose_engine` says more
        self._people: dict[int, _History] = {}

    @classmethod
    def from_weights(
        cls, name_or_path: str | Path, device: str = "auto", hop: float = 0.0, explain: bool = True
    ) -> Recognizer:
        """Opens bundled weights by name, or a file by path; ``a*0.6+b*0.4`` fuses networks.

        Raises:
            UserError: bad weights, networks that do not go together, or a device that is not there.
        """
        chosen = choose_device(device)
        first, *others = load_members(name_or_path)
        return cls(first.model, first.info, chosen, hop, explain, others, first.weight)

    def fork(self, classifier: Classifier | None = None) -> Recognizer:
        """Another one for another source: it knows nobody yet and asks the same networks, or ``classifier``."""
        other = copy.copy(self)
        other.classifier = classifier or self.classifier
        other._people = {}
        return other

    def for_file(self) -> Recognizer:
        """Another one for a file, with the same hop and threshold: by windows, in full precision.

        What it says depends on nothing but the file, whichever engine is cheapest for a camera on this computer.
        """
        classifier = self.classifier
        if isinstance(classifier, Networks):
            if classifier.half or type(self) is not Recognizer:
                classifier = Networks(classifier.members, str(classifier.device), classifier.explain)
            classifier.quicken()  # as without a window
        other = Recognizer.__new__(Recognizer)  # by windows, whatever kind this one is
        vars(other).update(vars(self))
        other.classifier, other._people = classifier, {}
        other.evidence_people = other.followed = None
        other.engine = f"by windows on {classifier.device}"
        return other

    @property
    def info(self) -> CheckpointInfo:
        """The network's card; of several fused ones, the card of all of them together."""
        return self.classifier.info

    @property
    def natural_hop(self) -> float:
        """Seconds between two frames of the network, of the fastest of several: more often there is nothing new."""
        return 1 / max(card.rate for card in self.classifier.cards)

    @property
    def device(self) -> torch.device:
        """Where the networks run."""
        return self.classifier.device

    @property
    def labels(self) -> tuple[str, ...]:
        """Class names in index order."""
        return self.info.labels

    def reset(self) -> None:
        """Forgets everyone: after a seek, or at the start of another source."""
        self._people.clear()

    def observe(self, people: People, time: float) -> None:
        """Takes the people of the frame at ``time`` (seconds, increasing) without asking the network anything."""
        self._forget(time)
        for person, joints in zip(people.ids, people.joints, strict=True):
            self._people.setdefault(person, _History()).seen.add(time, joints)

    def push(
        self, people: People, time: float, size: tuple[int, int] | None = None, leaving: Collection[int] = ()
    ) -> tuple[Prediction, ...]:
        """Takes the people of the frame at ``time`` (seconds, increasing) and returns one prediction each, in order.

        Args:
            size: the picture's width and height in pixels; only networks that take shares of the picture need it.
            leaving: who is judged now whatever the hop, since they will not be seen in the next frame.
        """
        self.observe(people, time)
        request = self.collect(people.ids, time, size, leaving)
        if request is not None:
            self.store(self.infer(request))
        return self.latest(people.ids)

    def collect(
        self,
        ids: Sequence[int],
        time: float,
        size: tuple[int, int] | None = None,
        leaving: Collection[int] = (),
        hop: float | None = None,
    ) -> InferenceRequest | None:
        """What is to be asked now: about those last judged a hop ago, and those who leave; None if nothing.

        ``hop``: seconds; None takes the recogniser's own.
        """
        hop = self.hop if hop is None else hop
        due = [i for i in ids if i in leaving or time - self._people[i].asked_at >= hop - 1e-6]
        if not due:
            return None
        if size is None and any(card.coordinates == "picture" for card in self.classifier.cards):
            raise ValueError(f"{self.info.name} takes shares of the picture: give its size to push()")
        for person in due:
            self._people[person].asked_at = time
        histories = [self._people[person].seen for person in due]
        tracks = tuple((seen.times.copy(), seen.joints.copy()) for seen in histories)
        return InferenceRequest(tuple(due), time, size, tracks, self._before(due), *self._evidence())

    def _evidence(self) -> tuple[int | None, float | None, int | None]:
        return self.followed, self.evidence_hop, self.evidence_people

    def _before(self, ids: Sequence[int]) -> tuple[Prediction | None, ...]:
        return tuple(self._people[person].prediction for person in ids)

    def explain(self, people: People, time: float, size: tuple[int, int] | None = None) -> tuple[Prediction, ...]:
        """What is said of people at the time of their last sighting, with evidence of that moment, whatever the hops.

        Args:
            people: who was pushed or observed last, at ``time`` (seconds).
            size: see `push`.
        """
        request = self.collect(people.ids, time, size, leaving=people.ids)
        if request is not None:
            self.store(self.infer(replace(request, evidence_hop=0.0, evidence_people=None)))
        return self.latest(people.ids)

    def push_all(self, sightings: Sequence[Sighting]) -> list[tuple[Prediction, ...]]:
        """As `push` for one sighting after the other, but the networks run once, over the windows of all of them.

        That costs a third. The scores differ in the last digits, as they do for windows of several people.

        Args:
            sightings: in order of time; the last one less than a window's length after the first.
        """
        start = clock.perf_counter()
        requests = []
        for each in sightings:
            self.observe(each.people, each.time)
            requests.append(self.collect(each.people.ids, each.time, each.size, each.leaving))
        asked = [(request, *self._windows(request)) for request in requests if request is not None]
        answers: Iterator[tuple[Prediction, ...]] = iter(())
        if asked:
            scored = self.classifier.classify(
                [np.concatenate(rows) for rows in zip(*(a[1] for a in asked), strict=True)]
            )
            answers = self._answers(asked, scored, (clock.perf_counter() - start) / len(asked))
        said = []
        for each, request in zip(sightings, requests, strict=True):
            if request is not None:
                self.store(next(answers))
            said.append(self.latest(each.people.ids))
        return said

    def _answers(
        self, asked: Sequence[tuple[InferenceRequest, list[Joints], list[float]]], scored: Scored, latency: float
    ) -> Iterator[tuple[Prediction, ...]]:
        """What is said to each request, once what was said to the one before is stored."""
        first = 0
        for request, rows, held in asked:
            now = replace(request, before=self._before(request.ids))
            yield self._said(now, rows, held, scored.rows(first, first + len(held)), latency)
            first += len(held)

    def infer(self, request: InferenceRequest) -> tuple[Prediction, ...]:
        """Runs the networks once over the windows of all people asked for. Touches no memory: fit for any thread."""
        start = clock.perf_counter()
        rows, held = self._windows(request)
        scored = self.classifier.classify(rows)
        return self._said(request, rows, held, scored, clock.perf_counter() - start)

    def _windows(self, request: InferenceRequest) -> tuple[list[Joints], list[float]]:
        """Everybody's windows ``(N, T, V, 3)`` for each network, and how many seconds of each are filled."""
        inputs: dict[tuple[int, float, str], Joints] = {}
        held: list[float] = []
        for card in self.classifier.cards:
            kind = (card.frames, card.rate, card.coordinates)
            if kind not in inputs:
                windows = [sample_window(*track, request.time, card.frames, card.rate) for track in request.tracks]
                held = held or [float((window[..., 2] > 0).any(axis=1).sum() / card.rate) for window in windows]
                picture = request.size if card.coordinates == "picture" else None
                inputs[kind] = np.stack([network_input(window, picture, card.coordinates) for window in windows])
        return [inputs[card.frames, card.rate, card.coordinates] for card in self.classifier.cards], held

    def _said(
        self, request: InferenceRequest, rows: list[Joints], held: list[float], scored: Scored, latency: float
    ) -> tuple[Prediction, ...]:
        """The predictions, from the windows and what the networks make of them."""
        said = [self._describe(person, held[row], scored, row, latency) for row, person in enumerate(request.ids)]

        def weigh(chosen: list[int], labels: NDArray[np.int64]) -> Evidence:
            return self.classifier.weigh([each[chosen] for each in rows], labels)

        return self._with_evidence(request, with_steady_labels(request, said), weigh)

    def _with_evidence(
        self,
        request: InferenceRequest,
        said: Sequence[Prediction],
        weigh: Callable[[list[int], NDArray[np.int64]], Evidence],
    ) -> tuple[Prediction, ...]:
        """The predictions with new evidence for those whose turn it is, and the last one for the others.

        Args:
            said: one a person of the request, in order.
            weigh: finds the evidence of the people at these places for these classes.
        """
        if request.evidence_hop is None:
            return tuple(said)
        before = request.before or (None,) * len(said)
        out = [repeat_evidence(now, last) for now, last in zip(said, before, strict=True)]
        hops = [request.evidence_hop if each.evidence is not None else request.evidence_hop / SOONER for each in out]
        due = [row for row, each in enumerate(out) if request.time - each.evidence_time >= hops[row] - 1e-6]
        due = sorted(due, key=lambda row: _urgency(out[row], request), reverse=True)[: request.evidence_people]
        if due:
            start = clock.perf_counter()
            labels = np.array([said[row].scores.argmax() for row in due])
            evidence = weigh(due, labels)
            seconds = clock.perf_counter() - start
            for place, row in enumerate(due):
                out[row] = replace(
                    said[row],
                    evidence=evidence.joints[place],
                    evidence_stretches=evidence.stretches[place],
                    evidence_label=int(labels[place]),
                    evidence_time=request.time,
                    evidence_latency=seconds,
                )
        return tuple(out)

    def store(self, predictions: Sequence[Prediction]) -> None:
        """Keeps what was answered, of those who are still remembered."""
        for prediction in predictions:
            if prediction.id in self._people:
                self._people[prediction.id].prediction = prediction

    def latest(self, ids: Sequence[int]) -> tuple[Prediction, ...]:
        """The last prediction for each of these people; without any scores for those who were never judged."""
        return tuple(self._people[person].prediction or self._nothing(person) for person in ids)

    def _nothing(self, person: int) -> Prediction:
        scores = np.zeros(len(self.labels), np.float32)
        return Prediction(person, "warming_up", 1 / self.info.rate, self.info.min_seconds, scores)

    def _forget(self, time: float) -> None:
        """Drops sightings that left the window, and people of whom none is left."""
        oldest = time - max(card.seconds for card in self.classifier.cards) - MAX_GAP
        for person, history in list(self._people.items()):
            history.seen.forget(oldest)
            if not len(history.seen.times):
                del self._people[person]

    def _describe(self, person: int, held: float, scored: Scored, row: int, latency: float) -> Prediction:
        scores = scored.probabilities[row]
        if not np.isfinite(scores).all():
            raise NoNumbersError(f"{self.info.name} gives scores that are no numbers; choose another network")
        energy = float("nan") if scored.energy is None else float(scored.energy[row])
        state: State = "ok"
        if held < self.info.min_seconds - 1e-6:
            state = "warming_up"
        elif not self._is_certain(float(scores.max()), energy):
            state = "uncertain"
        return Prediction(
            person,
            state,
            held,
            self.info.min_seconds,
            scores,
            focus=None if scored.focus is None else scored.focus[row],
            gate=None if scored.gate is None else scored.gate[row],
            relations=tuple(relation[row] for relation in scored.relations),
            feature_map=None if scored.feature_map is None else scored.feature_map[row],
            latency=latency,
            energy=energy,
            attention=None if scored.attention is None else scored.attention[row],
        )

    def _is_certain(self, best: float, energy: float) -> bool:
        """By the user's own threshold of the best score where there is one, else as the card says."""
        if self.threshold is not None:
            return best >= self.threshold
        if self.info.energy_threshold is not None and not math.isnan(energy):
            return energy >= self.info.energy_threshold
        return best >= self.info.threshold
