"""Push skeletons, get predictions: the one path from joints to labels, live and in evaluation."""

from __future__ import annotations

import time as clock
from collections import deque
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from core.checkpoint import CheckpointInfo, load_checkpoint
from core.errors import UserError
from core.explain import Explanation
from core.skeleton import Joints, get_layout
from core.streams import STREAMS
from core.types import People, Prediction, State
from core.window import MAX_GAP, network_input, sample_window


@dataclass
class _History:
    """What is remembered of one person."""

    times: deque[float] = field(default_factory=deque)
    joints: deque[Joints] = field(default_factory=deque)
    prediction: Prediction | None = None
    computed_at: float = float("-inf")


class Recognizer:
    """Keeps a window of each person and says what they are doing.

    Example::

        recognizer = Recognizer.from_weights("stfnet-joint")
        for frame_time, people in ...:
            for prediction in recognizer.push(people, frame_time):
                print(prediction.id, [(recognizer.labels[i], score) for i, score in prediction.top(3)])

    Args:
        model: a network in evaluation mode.
        info: its card.
        device: where the network runs.
        hop: seconds between two runs of the network per person; in between the last prediction is repeated. 0: every
            frame.
        explain: also compute focus, gate and relations.
    """

    def __init__(
        self, model: nn.Module, info: CheckpointInfo, device: str = "cpu", hop: float = 0.0, explain: bool = True
    ) -> None:
        self.device = torch.device(device)
        self.model = model.to(self.device).eval()
        self.info = info
        self.hop = hop
        self.explain = explain
        if get_layout(info.layout).num_joints != 18:
            raise UserError(f"{info.name} works on {info.layout}; the live program sees kinetics18 skeletons")
        self._people: dict[int, _History] = {}

    @classmethod
    def from_weights(
        cls, name_or_path: str | Path, device: str = "auto", hop: float = 0.0, explain: bool = True
    ) -> Recognizer:
        """Opens bundled weights by name, or a file by path.

        Raises:
            UserError: bad weights, or a device that is not there.
        """
        chosen = choose_device(device)
        checkpoint = load_checkpoint(name_or_path)
        return cls(checkpoint.model, checkpoint.info, chosen, hop, explain)

    @property
    def labels(self) -> tuple[str, ...]:
        """Class names in index order."""
        return self.info.labels

    def reset(self) -> None:
        """Forgets everyone: after a seek, or at the start of another source."""
        self._people.clear()

    def remember(self, people: People, time: float) -> None:
        """Takes the people of the frame at ``time`` (seconds, increasing) without asking the network anything."""
        self._forget(time)
        for person, joints in zip(people.ids, people.joints, strict=True):
            history = self._people.setdefault(person, _History())
            history.times.append(time)
            history.joints.append(joints)

    def push(self, people: People, time: float, size: tuple[int, int] | None = None) -> tuple[Prediction, ...]:
        """Takes the people of the frame at ``time`` (seconds, increasing) and returns one prediction each, in order.

        ``size`` is the picture's width and height in pixels; only networks that take shares of the picture need it.
        """
        self.remember(people, time)
        due = [person for person in people.ids if time - self._people[person].computed_at >= self.hop - 1e-6]
        if due:
            self._predict(due, time, size)
        return tuple(self._prediction(person) for person in people.ids)

    def _prediction(self, person: int) -> Prediction:
        prediction = self._people[person].prediction
        assert prediction is not None  # whoever has none is due, since computed_at starts at minus infinity
        return prediction

    def _forget(self, time: float) -> None:
        """Drops sightings that left the window, and people of whom none is left."""
        oldest = time - self.info.seconds - MAX_GAP
        for person, history in list(self._people.items()):
            while history.times and history.times[0] < oldest:
                history.times.popleft()
                history.joints.popleft()
            if not history.times:
                del self._people[person]

    def _predict(self, due: list[int], time: float, size: tuple[int, int] | None) -> None:
        """Runs the network once over the windows of all people who are due."""
        start = clock.perf_counter()
        windows = [
            sample_window(
                list(self._people[person].times),
                np.stack(list(self._people[person].joints)),
                time,
                self.info.frames,
                self.info.rate,
            )
            for person in due
        ]
        picture = self._picture(size)
        inputs = np.stack([network_input(window, picture) for window in windows])
        probabilities, explanation = self.classify(inputs)
        latency = clock.perf_counter() - start
        for row, person in enumerate(due):
            held = float((windows[row][..., 2] > 0).any(axis=1).sum() / self.info.rate)
            history = self._people[person]
            history.computed_at = time
            history.prediction = self._describe(person, held, probabilities[row], explanation, row, latency)

    def _picture(self, size: tuple[int, int] | None) -> tuple[int, int] | None:
        if self.info.coordinates == "body":
            return None
        if size is None:
            raise ValueError(f"{self.info.name} takes shares of the picture: give its size to push()")
        return size

    @torch.inference_mode()
    def classify(self, windows: Joints) -> tuple[np.ndarray, Explanation | None]:
        """Windows ``(N, T, V, 3)`` from `network_input` -> probabilities ``(N, num_classes)`` and, if asked, why."""
        x = torch.from_numpy(windows).permute(0, 3, 1, 2).unsqueeze(-1).to(self.device)
        x = prepare(x, self.info)
        if self.explain:
            logits, explanation = self.model(x, explain=True)
        else:
            logits, explanation = self.model(x), None
        probabilities = (logits.float() / self.info.temperature).softmax(dim=1)
        return probabilities.cpu().numpy(), explanation

    def _describe(
        self,
        person: int,
        held: float,
        scores: np.ndarray,
        explanation: Explanation | None,
        row: int,
        latency: float,
    ) -> Prediction:
        state: State = "ok"
        if held < self.info.min_seconds - 1e-6:
            state = "warming_up"
        elif scores.max() < self.info.threshold:
            state = "uncertain"
        base = Prediction(person, state, held, self.info.min_seconds, scores, latency=latency)
        if explanation is None:
            return base
        focus = explanation.focus
        return replace(
            base,
            focus=None if focus is None else _array(focus[row, 0, -1]),
            gate=None if explanation.gate is None else _array(explanation.gate[row, 0]),
            relations=tuple(_array(relation[row, 0]) for relation in explanation.relations),
            feature_map=_array(explanation.feature_map[row, 0]),
        )


def prepare(x: Tensor, info: CheckpointInfo) -> Tensor:
    """Normalised joints ``(N, 3, T, V, M)``, y downward, as the network's input stream ``(N, C, T, V, M)``."""
    if not info.y_down:
        x = torch.cat((x[:, :1], -x[:, 1:2], x[:, 2:]), dim=1)
    return STREAMS[info.stream](x, get_layout(info.layout))


def choose_device(name: str) -> str:
    """``auto`` is CUDA where there is one, else the CPU; anything asked for by name must be there."""
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    available = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if name not in available:
        raise UserError(f"unknown device {name!r}; use auto, cpu, cuda or mps")
    if not available[name]:
        raise UserError(f"device {name!r} is not available on this computer; use auto or cpu")
    return name


def _array(values: Tensor) -> np.ndarray:
    return values.float().cpu().numpy()
