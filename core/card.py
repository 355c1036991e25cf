"""The card of a network: what its weights file says about it. Imports no torch, so that lists and menus are fast."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from core.errors import UserError
from core.guards.limits import CLASSES
from core.guards.names import is_text
from core.guards.ranges import CARD, check_ranges

_LETTERS = 20_000  # of any text in a card
_WEAK = 5  # classes that a card names as its worst
SCALES = ("temperature", "threshold", "energy_threshold")
_SIZES = {"examples": 1_000_000}  # largest whole numbers among a model's arguments; 1024 where nothing else is said


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
            whole clip, played at whatever speed brings it to ``frames`` frames; ``repeat``: the whole clip over and
            over until there are ``frames`` frames, or as many of a longer one at equal distances, as in public code.
            The live program takes the last ``frames / rate`` seconds in any case.
        people: M, how many people of a clip the network sees at once.
        dimensions: 2 or 3 coordinates a joint.
        labels: class names in index order.
        coordinates: ``body``: torso lengths from the body's middle, of the window as a whole; ``running``: the same of
            the frames so far, for networks that run one frame at a time; ``picture``: shares of the picture less 0.5;
            ``aligned``: metres from the first person's spine, which is turned upright (`core.window.align`).
        convention: how the streams are made: "" as `core.streams.STREAMS`, else as this of `core.streams.CONVENTIONS`.
        y_down: whether y grew downward in training; False: y is negated before the network.
        min_seconds: a window that holds less than this is still "warming up".
        threshold: below this best score a prediction is "uncertain".
        energy_threshold: below this energy, the logarithm of the sum of exponentiated logits, a prediction is
            "uncertain"; then ``threshold`` counts only where a user sets one. None: it was not found.
        temperature: the logits are divided by this before the softmax.
        data, license: what it was trained on, and under which licence that came.
        origin: where its weights come from, if from somewhere else.
        note: what else whoever uses it should know.
        scores: figures such as ``{"split 1 test top-1": 0.55}``.
        weak: the classes that it recognises least often there, with how often.
        recognised: how often it recognises each class there, with its companions where it has any.
        companions: networks that it is judged together with, bundled ones by name, and how much each counts beside its
            own 1 (`core.inference.ensemble.load_members`).
        together: what holds for it and its companions: ``temperature``, ``threshold`` and ``energy_threshold``, and
            figures as in ``scores``. Its own entries of these names hold for it alone.
        fidelity: how faithful its evidence measured on test clips: what hiding the three joints with most evidence
            (``top3``), random ones (``random3``) and those with the lowest (``bottom3``) costs of the score shown, what
            the best three that a search finds cost (``greedy3``), and ``steadiness``, the rank correlation of evidence
            0.2 s apart (`core.explain.fidelity`). Empty: not measured.
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
    convention: str = ""
    y_down: bool = True
    min_seconds: float = 0.5
    threshold: float = 0.4
    energy_threshold: float | None = None
    temperature: float = 1.0
    data: str = ""
    license: str = ""
    origin: str = ""
    note: str = ""
    scores: dict[str, float] = field(default_factory=dict)
    weak: dict[str, float] = field(default_factory=dict)
    recognised: dict[str, float] = field(default_factory=dict)
    companions: dict[str, float] = field(default_factory=dict)
    together: dict[str, float] = field(default_factory=dict)
    fidelity: dict[str, float] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Length of the full window."""
        return self.frames / self.rate


def with_companions(info: CheckpointInfo) -> CheckpointInfo:
    """The card of a network and its companions together; its own where it has none."""
    if not info.companions:
        return info
    scales: dict[str, Any] = {"temperature": 1.0} | {
        name: info.together[name] for name in SCALES if name in info.together
    }
    figures = {name: value for name, value in info.together.items() if name not in SCALES}
    weak = dict(sorted(info.recognised.items(), key=lambda item: item[1])[:_WEAK])
    return replace(
        info, title=f"{info.title}, with {' and '.join(info.companions)}", scores=figures, weak=weak, **scales
    )


def card_lines(info: CheckpointInfo) -> list[str]:
    """A card for people: what it knows and how well, what from, what its confidence means, what it is bad at.

    Of a network with companions, what holds for all of them together.
    """
    info = with_companions(info)
    top = ", ".join(f"{name} {value:.1%}" for name, value in info.scores.items() if "top-" in name)
    lines = [", ".join(part for part in (info.title, f"{len(info.labels)} actions", top) if part)]
    lines.append("knows " + ", ".join(label.replace("_", " ") for label in info.labels))
    if info.data:
        lines.append(f"trained on {info.data}" + (f" ({info.license})" if info.license else ""))
    if info.origin:
        licence = f" ({info.license})" if info.license and not info.data else ""
        lines.append(f"weights from {info.origin}{licence}")
    if info.note:
        lines.append(info.note)
    error = next((f"; calibration error {value:.3f}" for name, value in info.scores.items() if "ece" in name), "")
    below = f"{info.threshold:.0%}" if info.energy_threshold is None else f"an energy of {info.energy_threshold:.2f}"
    lines.append(f'"uncertain" below {below}, at temperature {info.temperature:g}{error}')
    if "auroc" in info.scores:
        lines.append(
            f"unknown actions: {info.scores['rejected']:.0%} are called uncertain, AUROC {info.scores['auroc']:.3f}"
        )
    if {"top3", "random3"} <= info.fidelity.keys():
        most, any_three = info.fidelity["top3"], info.fidelity["random3"]
        lines.append(
            f"hiding the three joints with most evidence costs {most:.2f} of the score, any three {any_three:.2f}"
        )
    if info.weak:
        lines.append("bad at " + ", ".join(f"{name} ({value:.0%} recognised)" for name, value in info.weak.items()))
    return lines


def parse_card(values: object) -> CheckpointInfo:
    """The card that a weights file holds, every entry of its kind and in its range; unknown entries are passed over.

    Raises:
        ValueError, UserError: it is not such a card; the message says what is wrong with it.
    """
    if not isinstance(values, Mapping):
        raise ValueError("it is no table of entries")
    if not is_text(values):
        raise ValueError("it holds characters that are no text")  # which could not be printed
    known = {item.name: item for item in fields(CheckpointInfo)}
    given = {name: value for name, value in values.items() if name in known}
    for name, value in given.items():
        kind = str(known[name].type)
        if kind == "str" and not (isinstance(value, str) and len(value) <= _LETTERS):
            raise ValueError(f"{name} is no text")
        if kind == "bool" and not isinstance(value, bool):
            raise ValueError(f"{name} is neither true nor false")
        if kind == "int" and (not isinstance(value, int) or isinstance(value, bool)):
            raise ValueError(f"{name} is no whole number")
        if kind == "float | None" and not (value is None or _number(value)):
            raise ValueError(f"{name} is no number")
        if kind.startswith("dict") and not isinstance(value, dict):
            raise ValueError(f"{name} is no table")
        if kind == "dict[str, float]" and not all(_number(each) for each in value.values()):
            raise ValueError(f"{name} holds something else than figures")
    check_ranges(given, CARD)
    labels = given.get("labels")
    if not isinstance(labels, list | tuple) or not all(
        isinstance(label, str) and len(label) < 1000 for label in labels
    ):
        raise ValueError("labels is no list of names")
    if not CLASSES.check(len(labels), "it"):
        raise ValueError("it knows no action")
    check_model_args(given.get("model_args", {}))
    return CheckpointInfo(**{**given, "labels": tuple(labels)})


def check_model_args(arguments: Mapping[str, Any]) -> None:
    """Raises a `UserError` where a model's arguments are more than plain values, or would make it huge."""
    if not isinstance(arguments, Mapping):
        raise UserError("the model's arguments (model_args) are no table of names and values")
    for name, value in arguments.items():
        values = value if isinstance(value, list | tuple) else [value]
        flat = [each for item in values for each in (item if isinstance(item, list | tuple) else [item])]
        if len(flat) > 1000:
            raise UserError(f"the model's argument {name:.40} has {len(flat)} values")
        most = _SIZES.get(name, 1024)
        for each in flat:
            plain = each is None or isinstance(each, bool) or (isinstance(each, str) and len(each) < 100)
            if not plain and not (_number(each) and abs(each) <= most):
                raise UserError(f"the model's argument {name:.40} must be a plain value up to {most}, not {each!r:.40}")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
