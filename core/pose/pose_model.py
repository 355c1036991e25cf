"""Where the pose model comes from: a path, the cache, Google, or the official mediapipe wheel.

The file is ``pose_landmarker_full.task``, a stored zip of two TFLite networks (a person detector and a landmark
network). It is not part of this project, so it is fetched once and kept in the cache, and whatever lies there is
trusted by its SHA-256 alone:

* Google serves it under a versioned address that does not change. Google publishes no checksum; `GOOGLE_SHA256` is the
  one that many independent public projects pin for exactly this address (9,398,198 bytes).
* Where that host cannot be reached, the same file is put together from the two networks in the official mediapipe
  0.10.21 wheel, which the user's own pip fetches. Both networks and the result are checked, and the result does not
  depend on the platform.

A file the user names is the user's decision; it is only looked at, not compared with a checksum.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

from core.errors import UserError
from core.paths import cached, store_file

FILE_NAME = "pose_landmarker_full.task"
GOOGLE_URL = (
    "https://storage.googleapis.com/mediapipe-models/pose_landmarker/pose_landmarker_full/float16/1/" + FILE_NAME
)
GOOGLE_SHA256 = "5134a3aad27a58b93da0088d431f366da362b44e3ccfbe3462b3827a839011b1"
ASSEMBLED_SHA256 = "4ad1a8eabc86c3c79c832d23193d94cce69ff0f78370d517cb13b1f2dbe2840a"

WHEEL = "mediapipe==0.10.21"
# One fixed wheel, whatever machine this runs on: only two data files are read from it, nothing in it is executed.
_WHEEL_TAGS = ("--platform", "manylinux_2_28_x86_64", "--python-version", "3.11", "--implementation", "cp")
# (member of the wheel, its SHA-256, member of the .task file, mean and standard deviation of its input pixels)
_PARTS = (
    (
        "mediapipe/modules/pose_detection/pose_detection.tflite",
        "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
        "pose_detector.tflite",
        (127.5, 127.5),
    ),
    (
        "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
        "pose_landmarks_detector.tflite",
        (0.0, 255.0),
    ),
)

SOURCES = ("auto", "google", "wheel")
_TIMEOUT = 15  # seconds without an answer from Google
_PIP_TIMEOUT = 900  # seconds for pip altogether

Progress = Callable[[str, float | None], None]
"""Called with what is being done and the share done in 0..1 (None: not known)."""


class _UnavailableError(Exception):
    """One way to the model did not work; the next may."""


def model_size(path: Path) -> str:
    """``lite``, ``full`` or ``heavy``, as Google's files are called; ``full`` where the name says nothing."""
    return next((size for size in ("lite", "heavy") if f"_{size}" in path.stem), "full")


def find_pose_model(
    path: str | Path | None = None, source: str | None = None, progress: Progress | None = None
) -> Path:
    """The pose model file, fetched into the cache where it is not there yet.

    Args:
        path: the model file to use; default the environment variable ``SKELAPP_POSE_MODEL``.
        source: ``auto`` (Google, then the wheel), ``google`` or ``wheel``; default ``SKELAPP_POSE_SOURCE``, else auto.
        progress: told about downloads.

    Raises:
        UserError: the file named is not a pose model, or none can be had; the message says what to put where.
    """
    named = path or os.environ.get("SKELAPP_POSE_MODEL")
    if named:
        return _check_named(Path(named))
    source = source or os.environ.get("SKELAPP_POSE_SOURCE") or "auto"
    if source not in SOURCES:
        raise UserError(
            f"unknown source of the pose model {source!r}; SKELAPP_POSE_SOURCE is one of {', '.join(SOURCES)}"
        )
    place = cached(FILE_NAME)
    with contextlib.suppress(OSError):
        if place.is_file() and _sha256(place.read_bytes()) in (GOOGLE_SHA256, ASSEMBLED_SHA256):
            return place

    ways = {"google": _from_google, "wheel": _from_wheel}
    reasons = []
    for name in ways if source == "auto" else [source]:
        try:
            store_file(ways[name](progress or (lambda message, share: None)), place)
        except _UnavailableError as error:
            reasons.append(str(error))
        except OSError as error:
            raise UserError(
                f"{place} cannot be written ({error.strerror or error}); "
                "make room there, or set SKELAPP_CACHE to another folder"
            ) from error
        else:
            return place
    raise UserError(
        f"no pose model: {'; '.join(reasons)}. With a network, start again; without one, download {GOOGLE_URL} "
        f"elsewhere and put it at {place}, or name the file in SKELAPP_POSE_MODEL"
    )


def _check_named(path: Path) -> Path:
    if not path.is_file():
        raise UserError(f"pose model {path} does not exist; give the path of {FILE_NAME}")
    try:
        with zipfile.ZipFile(path) as archive:
            missing = {part[2] for part in _PARTS} - set(archive.namelist())
    except zipfile.BadZipFile:
        missing = {FILE_NAME}
    if missing:
        raise UserError(f"{path} is not a MediaPipe pose landmarker; download {GOOGLE_URL}")
    return path


def _from_google(progress: Progress) -> bytes:
    message = "downloading the pose model from Google"
    progress(message, 0.0)
    content = bytearray()
    try:
        with urllib.request.urlopen(GOOGLE_URL, timeout=_TIMEOUT) as response:
            size = int(response.headers.get("Content-Length") or 0)
            while chunk := response.read(1 << 16):
                content += chunk
                progress(message, len(content) / size if size else None)
    except (OSError, ValueError) as error:
        raise _UnavailableError(f"Google's address cannot be reached ({error})") from error
    if _sha256(content) != GOOGLE_SHA256:
        raise _UnavailableError("what Google's address delivered does not have the expected SHA-256")
    return bytes(content)


def _from_wheel(progress: Progress) -> bytes:
    progress(f"fetching the {WHEEL} wheel (36 MB) with pip for its pose model", None)
    with tempfile.TemporaryDirectory(prefix="skelapp-") as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", *_WHEEL_TAGS]
        command += ["--disable-pip-version-check", "--retries", "2", "--dest", folder, WHEEL]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_PIP_TIMEOUT, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _UnavailableError(f"pip cannot be run ({error})") from error
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            said = [line for line in done.stderr.splitlines() if line.strip()]
            raise _UnavailableError(f"pip could not fetch {WHEEL} ({said[-1].strip() if said else 'no wheel'})")
        progress("putting the pose model together", None)
        try:
            with zipfile.ZipFile(wheels[0]) as wheel:
                members = [wheel.read(part[0]) for part in _PARTS]
        except (zipfile.BadZipFile, KeyError, OSError) as error:
            raise _UnavailableError(f"the wheel of {WHEEL} is damaged ({error})") from error
    for member, part in zip(members, _PARTS, strict=True):
        if _sha256(member) != part[1]:
            raise _UnavailableError(f"{part[0]} in the wheel of {WHEEL} does not have the expected SHA-256")
    content = assemble(members)
    if _sha256(content) != ASSEMBLED_SHA256:
        raise _UnavailableError("the pose model put together from the wheel does not have the expected SHA-256")
    return content


def assemble(networks: list[bytes]) -> bytes:
    """The ``.task`` file of the detector and the landmark network: a stored zip, the same bytes on every machine.

    Members start at multiples of 16 bytes, because TFLite maps their tensors where they lie.
    """
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for network, (_, _, name, (mean, std)) in zip(networks, _PARTS, strict=True):
                entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                entry.create_system = 3
                padding = -(file.tell() + 30 + len(name) + 4) % 16
                entry.extra = struct.pack("<HH", 0xD935, padding) + bytes(padding)
                archive.writestr(entry, _with_normalization(network, mean, std))
        file.seek(0)
        return file.read()


def _with_normalization(network: bytes, mean: float, std: float) -> bytes:
    """The TFLite network with metadata that say how pixels become its input: (pixel - mean) / std.

    A flat buffer refers forward only, so the network stays as it is, aligned as it was, and a new root table is put
    before it that takes over its parts and adds one buffer and its name. (Unpacking and packing the whole network
    would depend on the version of flatbuffers.)
    """
    import flatbuffers
    from mediapipe.tasks.metadata import schema_py_generated as tflite

    network += bytes(-len(network) % 16)
    old = tflite.Model.GetRootAs(network, 0)
    builder = flatbuffers.Builder(len(network) + 4096)
    builder.CreateByteVector(network)  # lies at the very end; what follows is written before it

    def part(position: int) -> int:
        """A position in the network as the builder counts: from the end."""
        return len(network) - position

    def vector(items: list[int]) -> int:
        builder.StartVector(4, len(items), 4)
        for item in reversed(items):
            builder.PrependUOffsetTRelative(item)
        return int(builder.EndVector())

    builder.Prep(16, 0)  # the whole length becomes a multiple of 16, as the network's tensors need
    content = builder.CreateByteVector(_metadata(mean, std))
    tflite.BufferStart(builder)
    tflite.BufferAddData(builder, content)
    buffer = tflite.BufferEnd(builder)
    buffers = vector([part(old.Buffers(i)._tab.Pos) for i in range(old.BuffersLength())] + [buffer])
    name = builder.CreateString("TFLITE_METADATA")
    tflite.MetadataStart(builder)
    tflite.MetadataAddName(builder, name)
    tflite.MetadataAddBuffer(builder, old.BuffersLength())
    entry = tflite.MetadataEnd(builder)
    metadata = vector([part(old.Metadata(i)._tab.Pos) for i in range(old.MetadataLength())] + [entry])

    tflite.ModelStart(builder)
    tflite.ModelAddVersion(builder, old.Version())
    tflite.ModelAddBuffers(builder, buffers)
    tflite.ModelAddMetadata(builder, metadata)
    for field, add in (
        (6, tflite.ModelAddOperatorCodes),
        (8, tflite.ModelAddSubgraphs),
        (10, tflite.ModelAddDescription),
        (14, tflite.ModelAddMetadataBuffer),
        (18, tflite.ModelAddSignatureDefs),
    ):
        if offset := old._tab.Offset(field):
            add(builder, part(old._tab.Indirect(old._tab.Pos + offset)))
    builder.Finish(tflite.ModelEnd(builder), b"TFL3")
    return bytes(builder.Output())


def _metadata(mean: float, std: float) -> bytes:
    """TFLite metadata of a network with one picture as its input."""
    import flatbuffers
    from mediapipe.tasks.metadata import metadata_schema_py_generated as meta

    normalization = meta.NormalizationOptionsT()
    normalization.mean, normalization.std = [mean], [std]
    unit = meta.ProcessUnitT()
    unit.optionsType, unit.options = meta.ProcessUnitOptions.NormalizationOptions, normalization
    image = meta.ImagePropertiesT()
    image.colorSpace = meta.ColorSpaceType.RGB
    content = meta.ContentT()
    content.contentPropertiesType, content.contentProperties = meta.ContentProperties.ImageProperties, image
    tensor = meta.TensorMetadataT()
    tensor.name, tensor.content, tensor.processUnits = "image", content, [unit]
    graph = meta.SubGraphMetadataT()
    graph.inputTensorMetadata = [tensor]
    metadata = meta.ModelMetadataT()
    metadata.subgraphMetadata = [graph]
    builder = flatbuffers.Builder(1024)
    builder.Finish(metadata.Pack(builder), b"M001")
    return bytes(builder.Output())


def _sha256(content: bytes | bytearray) -> str:
    return hashlib.sha256(content).hexdigest()
