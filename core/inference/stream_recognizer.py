"""A recogniser for networks that run one frame at a time: feeds `core.streaming` with the people that a camera sees."""

from __future__ import annotations

import math
import time as clock
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.card import CheckpointInfo
from core.inference.ensemble import Member, Scored, energy, reasons
from core.inference.evidence import Evidence, join_evidence
from core.inference.recognizer import InferenceRequest, Recognizer, Sighting, with_steady_labels
from core.skeleton import Joints
from core.streaming import Stream, StreamState, check_input, check_model
from core.streams import prepare
from core.types import People, Prediction
from core.window import network_input, sample_window


def why_not(model: nn.Module, info: CheckpointInfo) -> str:
    """Why a network cannot be judged frame by frame; empty where it can.

    It must be causal: one trained centred can run frame by frame too, but late and less well. And its input must not
    change with what comes later: body units of the whole window do.
    """
    try:
        if info.model_args.get("temporal") != "causal":
            raise ValueError(f"{info.name} was not trained causal")
        if info.coordinates == "body":
            raise ValueError(f"{info.name} is fed body units of whole windows")
        check_input(info.stream)
        check_model(model)
    except ValueError as error:
        return str(error)
    return ""


@dataclass(frozen=True)
class Steps(InferenceRequest):
    """The moments since the last request: at each of them who is remembered, and their joints ``(M, 18, 3)``."""

    moments: tuple[tuple[tuple[int, ...], Joints], ...] = ()


@dataclass
class _PersonStream:
    """One person's way through the network: its state, and what was seen and found over the last window.

    ``window`` ``(frames, 18, 3)`` holds the last moments in pixels, ``seen`` counts those with any joint.
    """

    state: StreamState
    window: Joints
    seen: deque[bool]
    gates: deque[NDArray[np.float32]] = field(default_factory=deque)
    maps: deque[NDArray[np.float32]] = field(default_factory=deque)


class StreamRecognizer(Recognizer):
    """Judges by single frames instead of windows, at the network's own rate.

    Time is cut into moments, ``1 / rate`` seconds apart, from the first frame on. A moment is due once a frame at or
    after it has come; everyone's joints there are interpolated between the frames before and after it, as in a window
    (`core.window.sample_window`), and go through the network, one step each. Between moments the last prediction is
    repeated. A person's network starts with the first moment at which they are there. It could start as if an empty
    window had gone before, as short clips stand at the end of empty windows in training; but then far more emptiness
    lies behind the first frames than networks know, and on JHMDB's test clips much fewer actions are recognised.

    Args:
        member: a network for which `why_not` has no objection, and its card.
        device, explain: as for `Recognizer`.
    """

    def __init__(self, member: Member, device: str = "cpu", explain: bool = True) -> None:
        super().__init__(member.model, member.info, device, 1 / member.info.rate, explain)
        model = member.model.to(self.device)
        self.engine = f"frame by frame on {device}"
        self._explain = explain
        self._stream = Stream(model, getattr(model, "window", None) or member.info.frames)
        self._fresh = self._stream.new_state(1)
        self._start: float | None = None
        self._moment = 0  # the next one's number
        self._person_streams: dict[int, _PersonStream] = {}

    def fork(self, classifier: object = None) -> StreamRecognizer:
        """Another one for another source. Steps of several sources are not put together: each has its own state."""
        other = super().fork()
        assert isinstance(other, StreamRecognizer)
        other._person_streams, other._start, other._moment = {}, None, 0
        return other

    def reset(self) -> None:
        """Forgets everyone: after a seek, or at the start of another source."""
        super().reset()
        self._person_streams.clear()
        self._start, self._moment = None, 0

    def observe(self, people: People, time: float) -> None:
        """Takes the people of the frame at ``time`` (seconds, increasing); their moments wait for the next request."""
        if self._start is None:
            self._start = time
        super().observe(people, time)

    def collect(
        self,
        ids: Sequence[int],
        time: float,
        size: tuple[int, int] | None = None,
        leaving: Collection[int] = (),
        hop: float | None = None,
    ) -> Steps | None:
        """The moments that have come since the last time, whatever the hop; None if none has come.

        People who leave are no exception.
        """
        assert self._start is not None  # whoever is asked about was remembered before
        rate, frames = self.info.rate, self.info.frames
        last = math.floor((time - self._start) * rate + 1e-6)
        moments = []
        for number in range(max(self._moment, last + 1 - frames), last + 1):  # no more than a window holds
            moment = self._start + number / rate
            tracks = [history.seen for history in self._people.values()]
            joints = [sample_window(seen.times, seen.joints, moment, 1, rate)[0] for seen in tracks]
            moments.append((tuple(self._people), np.stack(joints) if joints else np.zeros((0, 18, 3), np.float32)))
        self._moment = max(self._moment, last + 1)
        if not moments:
            return None
        return Steps(tuple(ids), time, size, (), self._before(ids), *self._evidence(), tuple(moments))

    def push_all(self, sightings: Sequence[Sighting]) -> list[tuple[Prediction, ...]]:
        """One after the other: each step goes on from the one before."""
        return [self.push(each.people, each.time, each.size, each.leaving) for each in sightings]

    def infer(self, request: InferenceRequest) -> tuple[Prediction, ...]:
        """Steps through the moments, and answers for those who are in view now."""
        assert isinstance(request, Steps)
        start = clock.perf_counter()
        scored: dict[int, Scored] = {}
        for people, joints in request.moments:
            there = {person: row for person, row in zip(people, joints, strict=True) if self._has_begun(person, row)}
            self._person_streams = {person: self._person_streams.get(person) or self._begin() for person in there}
            for person, row in there.items():
                scored[person] = self._step(self._person_streams[person], row, request.size)
        latency = clock.perf_counter() - start
        known = [row for row, person in enumerate(request.ids) if person in self._person_streams]
        ids = tuple(request.ids[row] for row in known)
        said = [
            self._describe(person, sum(self._person_streams[person].seen) / self.info.rate, scored[person], 0, latency)
            for person in ids
        ]
        asked = replace(request, ids=ids, before=tuple(request.before[row] for row in known))

        def weigh(chosen: list[int], labels: NDArray[np.int64]) -> Evidence:
            streams = [self._person_streams[ids[row]] for row in chosen]
            return join_evidence(
                [self._weigh(stream, request.size, label) for stream, label in zip(streams, labels, strict=True)]
            )

        return self._with_evidence(asked, with_steady_labels(asked, said), weigh)

    def _weigh(self, stream: _PersonStream, size: tuple[int, int] | None, label: np.int64) -> Evidence:
        """A step cannot be taken back, so evidence is found on the last window as a whole, with the same weights.

        Of a causal network that gives the same scores (`core.streaming`). The window begins with the person's first
        moment, as the steps do.
        """
        window = stream.window[-len(stream.seen) :]
        picture = size if self.info.coordinates == "picture" else None
        return self.classifier.weigh([network_input(window, picture, self.info.coordinates)[None]], np.array([label]))

    def _has_begun(self, person: int, joints: Joints) -> bool:
        return person in self._person_streams or bool((joints[:, 2] > 0).any())

    def _begin(self) -> _PersonStream:
        frames = self.info.frames
        empty = np.zeros((frames, 18, 3), np.float32)
        return _PersonStream(
            self._fresh.copy(), empty, deque(maxlen=frames), deque(maxlen=frames), deque(maxlen=frames)
        )

    def _step(self, stream: _PersonStream, joints: Joints, size: tuple[int, int] | None) -> Scored:
        stream.window = np.concatenate((stream.window[1:], joints[None]))
        stream.seen.append(bool((joints[:, 2] > 0).any()))
        picture = size if self.info.coordinates == "picture" else None
        frame = network_input(stream.window, picture, self.info.coordinates)[-1:]
        x = prepare(torch.from_numpy(frame).permute(2, 0, 1)[None, ..., None].to(self.device), self.info)
        logits, explanation = self._stream.step(x[:, :, 0, :, 0], stream.state, self._explain)
        probabilities = (logits.float() / self.info.temperature).softmax(1).cpu().numpy()
        scored = Scored(probabilities) if explanation is None else reasons(explanation, probabilities)
        scored = replace(scored, energy=energy(logits))
        return self._over_the_window(stream, scored)

    def _over_the_window(self, stream: _PersonStream, scored: Scored) -> Scored:
        """A step explains one frame; gates and feature maps are put together with those of the frames before."""
        if scored.gate is not None:
            stream.gates.append(scored.gate)
            scored = replace(scored, gate=np.concatenate(stream.gates, axis=2))
        if scored.feature_map is not None:
            stream.maps.append(scored.feature_map)
            scored = replace(scored, feature_map=np.concatenate(stream.maps, axis=1))
        return scored
