"""What weights say of themselves. Imports no torch, so that lists and menus need not wait for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class CheckpointInfo:
    """The card of a network: how it is built, what it was fed, what it is worth.

    Attributes:
        name: file name without suffix; what ``--model`` takes.
        title: what menus show.
        model, model_args, layout: arguments of `core.models.create_model`.
        stream: one of `core.streams.STREAMS`.
        frames, rate: the window: so many frames at so many per second.
        sampling: ``time``: the window is the last ``frames / rate`` seconds, as in the live program; ``clip``: the
            whole clip, played at whatever speed brings it to ``frames`` frames.
        people: M, how many people of a clip the network sees at once.
        dimensions: 2 or 3 coordinates a joint.
        labels: class names in index order.
        coordinates: ``body``: torso lengths from the body's middle, of the window as a whole; ``running``: the same of
            the frames so far, for networks that run one frame at a time; ``picture``: shares of the picture less 0.5.
        y_down: whether y grew downward in training; False: y is negated before the network.
        min_seconds: a window that holds less than this is still "warming up".
        threshold: below this best score a prediction is "uncertain".
        temperature: the logits are divided by this before the softmax.
        data, license: what it was trained on, and under which licence that came.
        scores: figures such as ``{"split 1 test top-1": 0.55}``.
        weak: the classes that it recognises least often there, with how often.
        training: the configuration that produced it, for the record.
    """

    name: str
    title: str
    model: str
    model_args: dict[str, Any]
    layout: str
    stream: str
    frames: int
    rate: float
    labels: tuple[str, ...]
    sampling: str = "time"
    people: int = 1
    dimensions: int = 2
    coordinates: str = "body"
    y_down: bool = True
    min_seconds: float = 0.5
    threshold: float = 0.4
    temperature: float = 1.0
    data: str = ""
    license: str = ""
    scores: dict[str, float] = field(default_factory=dict)
    weak: dict[str, float] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Length of the full window."""
        return self.frames / self.rate


def card_lines(info: CheckpointInfo) -> list[str]:
    """A card for people: what it knows and how well, what from, what its confidence means, what it is bad at."""
    top = ", ".join(f"{name} {value:.1%}" for name, value in info.scores.items() if "top-" in name)
    lines = [", ".join(part for part in (info.title, f"{len(info.labels)} actions", top) if part)]
    if info.data:
        lines.append(f"trained on {info.data}" + (f" ({info.license})" if info.license else ""))
    error = next((f"; calibration error {value:.3f}" for name, value in info.scores.items() if "ece" in name), "")
    lines.append(f'"uncertain" below {info.threshold:.0%}, at temperature {info.temperature:g}{error}')
    if info.weak:
        lines.append("bad at " + ", ".join(f"{name} ({value:.0%} recognised)" for name, value in info.weak.items()))
    return lines
