"""Whole windows by ONNX Runtime on the CPU: one takes half of torch's time, many at once as long as there.

The graph is traced once from the network itself, explanation and all, and kept in the cache; its name there says which
weights and which versions it was made from. Before it is used, its answers are held against the network's.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from core import __version__
from core.card import CheckpointInfo
from core.explanation import Explanation
from core.models.ridge import MotionRidge
from core.models.taught import Taught
from core.paths import cached, store_file
from core.skeleton import get_layout
from core.streaming import onnx_graph
from core.streams import num_channels

log = logging.getLogger(__name__)

TOLERANCE = 1e-3
"""Largest difference from the network's own numbers, relative to the largest of them above 1."""

_KEPT = 30  # graphs in the cache, of 2 to 8 MB each


class OnnxWindows:
    """A network as ONNX Runtime computes it, called as the network itself is.

    ``network(x)`` turns ``x (N, C, T, V, 1)`` into logits ``(N, num_classes)``; with ``explain`` also an `Explanation`.

    Args:
        graph: as `trace` makes it.
    """

    def __init__(self, graph: bytes) -> None:
        # what a batch of hidden joints needs for a moment is not kept for ever: no slower, and 50 MB less
        self._session = onnx_graph.open_graph(graph, arena=False)
        self._names = [output.name for output in self._session.get_outputs()]

    def __call__(self, x: Tensor, explain: bool = False) -> Any:
        names = self._names if explain else ["logits"]
        values = self._session.run(names, {"x": x.contiguous().numpy()})
        found = {name: torch.from_numpy(value) for name, value in zip(names, values, strict=True)}
        if not explain:
            return found["logits"]
        return found["logits"], Explanation(
            found.get("focus"),
            tuple(value for name, value in found.items() if name.startswith("relations")),
            found.get("gate"),
            found["feature_map"],
            tuple(value for name, value in found.items() if name.startswith("block_focus")),
        )


def quicken(model: nn.Module, info: CheckpointInfo) -> OnnxWindows | None:
    """A network in evaluation mode by ONNX Runtime; None where that gains nothing, or does not give the same."""
    if any(isinstance(part, (MotionRidge, Taught)) for part in model.modules()):  # many small steps, hardly a product
        return None
    joints = get_layout(info.layout).num_joints
    shape = (num_channels(info.stream, info.dimensions, info.convention), info.frames, joints, 1)
    place = cached(f"network-{_digest(model, shape)}.onnx")
    try:
        with contextlib.suppress(Exception):  # not there, or damaged
            kept = OnnxWindows(place.read_bytes())
            if _same(kept, model, shape):
                return kept
        graph = trace(model, shape)
        made = OnnxWindows(graph)
        if not _same(made, model, shape):
            log.warning("%s: ONNX Runtime gives other numbers than the network; torch computes it", info.name)
            return None
    except Exception as error:
        reason = str(error).partition("\n")[0]
        log.warning("%s: torch computes it, as ONNX Runtime does not (%s)", info.name, reason)
        return None
    _keep(graph, place)
    return made


def trace(model: nn.Module, shape: tuple[int, ...]) -> bytes:
    """The graph of a network for any number of windows ``(C, T, V, 1)``, and what explains its answers."""
    with torch.inference_mode(False), torch.no_grad():
        x = torch.rand(2, *shape, generator=torch.Generator().manual_seed(1))
        names = list(_parts(*model(x, explain=True)))
        axes = {name: {0: "N"} for name in ("x", *names)}
        return onnx_graph.trace(_Graph(model).eval(), (x,), ["x"], names, axes)


class _Graph(nn.Module):
    """A network as a function of tensors only."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return tuple(_parts(*self.model(x, explain=True)).values())


def _parts(logits: Tensor, explanation: Explanation) -> dict[str, Tensor]:
    one = {
        "logits": logits,
        "focus": explanation.focus,
        "gate": explanation.gate,
        "feature_map": explanation.feature_map,
    }
    many = {"relations": explanation.relations, "block_focus": explanation.block_focus}
    return {name: value for name, value in one.items() if value is not None} | {
        f"{name}{index}": value for name, values in many.items() for index, value in enumerate(values)
    }


@torch.inference_mode()
def _same(quick: OnnxWindows, model: nn.Module, shape: tuple[int, ...]) -> bool:
    """Whether all numbers agree, for other windows, and another number of them, than the graph was traced with."""
    x = torch.rand(3, *shape, generator=torch.Generator().manual_seed(0))
    expected, found = _parts(*model(x, explain=True)), _parts(*quick(x, explain=True))
    return expected.keys() == found.keys() and all(
        bool((found[name] - value).abs().max() <= TOLERANCE * value.abs().max().clamp(min=1))
        for name, value in expected.items()
    )


def _digest(model: nn.Module, shape: tuple[int, ...]) -> str:
    digest = hashlib.sha256(repr((__version__, torch.__version__, type(model).__name__, shape)).encode())
    for name, value in model.state_dict().items():
        digest.update(name.encode() + value.cpu().numpy().tobytes())
    return digest.hexdigest()[:16]


def _keep(graph: bytes, place: Path) -> None:
    with contextlib.suppress(OSError):  # a cache that cannot be written: it is traced anew next time
        store_file(graph, place)
        kept = sorted(place.parent.glob("network-*.onnx"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-_KEPT]:
            old.unlink()
