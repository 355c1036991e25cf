"""The two networks of the pose model as files that TFLite runs: the person detector and the landmark network.

The landmark network also computes a segmentation mask and landmarks in metres. Nobody reads them here, and a third of
the time goes into them, so the operators that only they need are left out; the outputs that remain are the same, bit by
bit. The result lies in the cache under a name that holds the SHA-256 of the model it was made from.
"""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import UserError
from core.paths import cached, store_file

DETECTOR = "pose_detector.tflite"
LANDMARKER = "pose_landmarks_detector.tflite"

LANDMARKS = (1, 195)
"""39 landmarks of 5 values: x, y, z in pixels of the crop, visibility and presence before the sigmoid."""
PRESENCE = (1, 1)
"""How sure the network is that a person is in the crop, 0..1."""
HEATMAP = (1, 64, 64, 39)
"""Where each landmark lies, row by row, before the sigmoid."""

_VERSION = 1  # of the cut: raised when `without_other_outputs` changes


@dataclass(frozen=True)
class PoseNetworks:
    """The content of two TFLite files.

    Attributes:
        detector: a picture ``(1, 224, 224, 3)`` in -1..1 to 2254 boxes, see `core.pose.person_detector`.
        landmarker: a crop ``(1, 256, 256, 3)`` in 0..1 to `LANDMARKS`, `PRESENCE` and `HEATMAP`.
    """

    detector: bytes
    landmarker: bytes


def read_networks(model: Path) -> PoseNetworks:
    """The networks of a ``.task`` file, the landmark network cut to what is used.

    Raises:
        UserError: the file is not a pose model, or not one of the kind this program knows.
    """
    try:
        content = model.read_bytes()
        with zipfile.ZipFile(model) as archive:
            detector, landmarker = archive.read(DETECTOR), archive.read(LANDMARKER)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise UserError(f"{model} is not a pose model ({error}); remove it to fetch it again") from error
    return PoseNetworks(detector, _cut(landmarker, hashlib.sha256(content).hexdigest(), model))


def _cut(landmarker: bytes, source: str, model: Path) -> bytes:
    """From the cache, or made and put there. A file that was changed since does not match its own checksum."""
    place = cached(f"pose_landmarks-{source[:16]}-{_VERSION}.tflite")
    try:
        content = place.read_bytes()
        if content[-32:] == _seal(content[:-32], source):
            return content[:-32]
    except OSError:
        pass
    try:
        network = without_other_outputs(landmarker, (LANDMARKS, PRESENCE, HEATMAP))
    except (ValueError, IndexError, AttributeError, TypeError) as error:
        raise UserError(
            f"{model} holds no pose landmark network that this program knows ({error}); "
            "use MediaPipe for it, or remove the file to fetch the usual one"
        ) from error
    with contextlib.suppress(OSError):  # a cache that cannot be written: it is made anew next time
        store_file(network + _seal(network, source), place)
    return network


def _seal(network: bytes, source: str) -> bytes:
    return hashlib.sha256(source.encode() + network).digest()


def without_other_outputs(network: bytes, shapes: tuple[tuple[int, ...], ...]) -> bytes:
    """A TFLite network with only the outputs of the given shapes, and only the operators these need.

    Raises:
        ValueError: it does not have exactly one output of each shape.
    """
    import flatbuffers
    from ai_edge_litert import schema_py_generated as tflite

    model = tflite.ModelT.InitFromPackedBuf(network, 0)
    (graph,) = model.subgraphs
    outputs = [i for shape in shapes for i in graph.outputs if tuple(graph.tensors[i].shape) == shape]
    if len(outputs) != len(shapes):
        raise ValueError(f"outputs of the shapes {[tuple(graph.tensors[i].shape) for i in graph.outputs]}")
    needed = set(outputs)
    kept = []
    for operator in reversed(graph.operators):
        if not needed.isdisjoint(operator.outputs):
            kept.append(operator)
            needed.update(operator.inputs)
    graph.operators = kept[::-1]
    graph.outputs = np.array(outputs, np.int32)
    model.metadata, model.metadataBuffer = None, None  # they describe the outputs that are gone
    builder = flatbuffers.Builder(len(network) + (1 << 20))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())
