"""Networks, and parts of them, as ONNX graphs: one way to trace them, and one to run them on the CPU."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

OPSET = 17

_tracing = threading.Lock()  # torch's exporter does not stand two at a time


def trace(
    model: nn.Module,
    example: tuple[Tensor, ...],
    inputs: Sequence[str],
    outputs: Sequence[str],
    dynamic_axes: Mapping[str, Any] | None = None,
) -> bytes:
    """The graph of a model that turns tensors into tensors. Networks may be traced in several threads.

    Args:
        example: what is put in.
        inputs, outputs: their names, in order.
        dynamic_axes: as `torch.onnx.export` has it: which dimensions may have any length; none, if not given.
    """
    graph = io.BytesIO()
    with _tracing, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's remarks on itself
        torch.onnx.export(
            model,
            example,
            graph,  # type: ignore[arg-type, unused-ignore]
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=dynamic_axes,
            opset_version=OPSET,
            dynamo=False,
        )
    return graph.getvalue()


def open_graph(graph: bytes, arena: bool = True) -> Any:
    """An ``onnxruntime.InferenceSession`` on as many threads as torch has, which sleep between two runs.

    Args:
        arena: memory that was needed for a moment is kept for the next run.
    """
    import onnxruntime  # type: ignore[import-untyped, unused-ignore]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = arena
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
