"""The networks. `create_model` is the only door."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from torch import nn

from core.models.bagcn import BAGCN
from core.models.beside import Beside
from core.models.ridge import MotionRidge
from core.models.stbln import STBLN
from core.models.stfnet import STFNet
from core.models.stgcn import STGCN
from core.models.taught import Taught
from core.skeleton import Layout, get_layout

MODELS: dict[str, Callable[..., nn.Module]] = {
    "stgcn": partial(STGCN, attention="importance"),
    "agcn": partial(STGCN, attention="additive"),
    "symmetric": partial(STGCN, attention="symmetric"),
    "agcn-adaptive": partial(STGCN, attention="adaptive"),
    "aagcn": partial(STGCN, attention="attentive"),
    "stbln": STBLN,
    "bagcn": BAGCN,
    "stfnet": STFNet,
}
"""The networks that are trained by gradients; add your own here."""


def create_model(
    name: str, layout: str | Layout = "kinetics18", *, num_classes: int, in_channels: int = 3, **model_args: Any
) -> nn.Module:
    """Build a network with random weights.

    Args:
        name: one of `MODELS`; or ``taught`` or ``ridge``, whose numbers `core.teaching` finds in closed form; or
            ``beside``, a taught one together with one of `MODELS`.
        layout: a layout's name, or a layout of your own.
        num_classes: number of actions.
        in_channels: channels of the input, usually x, y and confidence.
        model_args: the model's own arguments, see its class.

    Returns:
        A module: ``model(x)`` turns ``(N, C, T, V, M)`` float32 of any T into logits ``(N, num_classes)``, and
        ``model(x, explain=True)`` into the logits and an `Explanation`.

    Raises:
        ValueError: unknown model, layout or argument, or a value out of range; the message names what is allowed.

    Example:
        >>> import torch
        >>> model = create_model("stfnet", num_classes=21).eval()
        >>> model(torch.zeros(1, 3, 40, 18, 1)).shape
        torch.Size([1, 21])
    """
    build = _builder(name)
    allowed = model_arguments(name)
    unknown = [argument for argument in model_args if argument not in allowed]
    if unknown:
        raise ValueError(f"{name} has no argument {', '.join(unknown)}; its arguments are {', '.join(allowed)}")
    return build(num_classes=num_classes, layout=get_layout(layout), in_channels=in_channels, **model_args)


def model_arguments(name: str) -> dict[str, Any]:
    """The arguments of a model beyond those every model has, with their defaults."""
    common = {"num_classes", "layout", "in_channels", "attention"}
    if name != "symmetric":
        common.add("q")
    if name != "aagcn":
        common.add("stc")
    parameters = inspect.signature(_builder(name)).parameters
    return {key: value.default for key, value in parameters.items() if key not in common}


def _builder(name: str) -> Callable[..., nn.Module]:
    closed_form: dict[str, Callable[..., nn.Module]] = {"taught": Taught, "ridge": MotionRidge, "beside": _beside}
    if name in closed_form:
        return closed_form[name]
    if name not in MODELS:
        raise ValueError(f"model must be one of {', '.join(MODELS)}, not {name!r}")
    return MODELS[name]


def _beside(
    num_classes: int,
    layout: Layout,
    in_channels: int = 3,
    trained: str = "stfnet",
    trained_args: Sequence[Sequence[Any]] = (),
    known: int = 1,
    frames: int = 20,
    temperature: float = 1.0,
    examples: int = 1,
) -> Beside:
    """A `Beside` of a network ``trained`` with arguments ``trained_args``, pairs of name and value, that knows so many
    actions, and a `Taught` one of so many examples that knows the others."""
    if trained not in MODELS:
        raise ValueError(f"trained must be one of {', '.join(MODELS)}, not {trained!r}")
    arguments = {str(name): value for name, value in trained_args}
    base = create_model(trained, layout, num_classes=known, in_channels=in_channels, **arguments)
    taught = Taught(num_classes - known + 1, layout, in_channels, examples)
    return Beside(base, taught, frames, temperature)
