"""The blocks of a stream run by ONNX Runtime, whose products with few rows are twice as fast as torch's.

The graph is that of the layers themselves, traced once for one person. Its inputs are the frame, the past of every
ring, and the numbers that depend on how long a person has been present; its outputs are the features and the new frame
of every ring. Past and new frames are read and written in place, in the state.

A step of ST-GCN has 1/105 of the operations of a window of 300 frames (`core.info`), but never takes 1/105 of its time:
a window multiplies thousands of rows by each weight it fetches, a step only 18. Also tried, and slower here: weights
packed for MKL and for oneDNN, XNNPACK, TorchScript with oneDNN's graph fusion, and torch.compile (which also takes 11
to 85 s to start).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from core.streaming.layers import Ring, State
from core.streaming.onnx_graph import open_graph, trace
from core.streaming.state import StreamState

Output = tuple[Tensor, Tensor, tuple[Tensor, ...], Tensor | None]
"""Features, what they add to the logits, relations, gate."""

Features = Callable[[Tensor, State], Output]


class Recorder:
    """A state that notes what the layers ask for, and gives them a graph's inputs."""

    def __init__(self, pasts: list[Tensor] | None = None, numbers: Tensor | None = None) -> None:
        self.rings: list[Ring] = []
        self.functions: list[Callable[[int], int]] = []
        self.new: list[Tensor] = []
        self.pasts, self.given = pasts, numbers

    def past(self, ring: Ring) -> Tensor:
        """See `core.streaming.layers.State`."""
        if self.pasts is None:
            return torch.zeros(1, ring.taps - 1, ring.joints, ring.channels)
        return self.pasts[len(self.rings)]

    def push(self, ring: Ring, x: Tensor) -> Tensor:
        """See `core.streaming.layers.State`."""
        newest = torch.cat((self.past(ring), x[:, None]), 1)
        self.rings.append(ring)
        self.new.append(x)
        return newest

    def numbers(self, of_frames: Callable[[int], int]) -> Tensor | int:
        """See `core.streaming.layers.State`."""
        self.functions.append(of_frames)
        return 1 if self.given is None else self.given[len(self.functions) - 1]


class Graph(nn.Module):
    """The blocks as a function of tensors only."""

    def __init__(self, features: Features) -> None:
        super().__init__()
        self.features = features

    def forward(self, x: Tensor, numbers: Tensor, *pasts: Tensor) -> tuple[Tensor, ...]:
        """The outputs, and the new frames of all rings in the order in which they are used."""
        recorder = Recorder(list(pasts), numbers)
        y, scores, relations, gate = self.features(x, recorder)
        return (y, scores, *relations, *([] if gate is None else [gate]), *recorder.new)


class OnnxBlocks:
    """The blocks of a stream.

    Args:
        features: the layers, a function of a frame and a state.
        shape: of a frame of one person, ``(1, C, V)``.
    """

    def __init__(self, features: Features, shape: tuple[int, ...]) -> None:
        first = Recorder()
        with torch.inference_mode(False), torch.no_grad():
            x = torch.zeros(shape)
            y, scores, relations, gate = features(x, first)
            self.rings, self.functions = first.rings, first.functions
            self.with_gate = gate is not None
            self.shapes = [tuple(part.shape[1:]) for part in (y, scores, *relations, *([] if gate is None else [gate]))]
            pasts = [torch.zeros(1, ring.taps - 1, ring.joints, ring.channels) for ring in self.rings]
            graph = trace(
                Graph(features),
                (x, torch.ones(len(self.functions)), *pasts),
                ["x", "numbers", *(f"past{ring.slot}" for ring in self.rings)],
                [*(f"y{i}" for i in range(len(self.shapes))), *(f"new{r.slot}" for r in self.rings)],
            )
        self.session = open_graph(graph)
        self.inputs = {item.name for item in self.session.get_inputs()}
        self.binding = self.session.io_binding()

    def __call__(self, x: Tensor, state: StreamState) -> Output:
        """``(P, C, V)`` -> the outputs as the layers give them; one person after the other."""
        x = x.contiguous()
        outputs = [x.new_empty(len(x), *shape) for shape in self.shapes]
        newest = [state.newest(ring)[0] for ring in self.rings]
        for person, frames in enumerate(state.frames):
            numbers = x.new_tensor([function(frames) for function in self.functions])
            binding = self.binding
            self._bind(binding.bind_input, "x", x[person : person + 1])
            self._bind(binding.bind_input, "numbers", numbers)
            for ring, part in zip(self.rings, newest, strict=True):
                self._bind(binding.bind_input, f"past{ring.slot}", part[person : person + 1, :-1])
                self._bind(binding.bind_output, f"new{ring.slot}", part[person : person + 1, -1])
            for index, output in enumerate(outputs):
                self._bind(binding.bind_output, f"y{index}", output[person : person + 1])
            self.session.run_with_iobinding(binding)
        gate = outputs.pop() if self.with_gate else None
        return outputs[0], outputs[1], tuple(outputs[2:]), gate

    def _bind(self, bind: Callable[..., None], name: str, part: Tensor) -> None:
        """Gives the graph the memory of a tensor; inputs that it does not use are gone from it."""
        if name in self.inputs or name.startswith(("y", "new")):
            bind(name, "cpu", 0, np.float32, list(part.shape), part.data_ptr())
