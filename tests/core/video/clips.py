"""Small videos with known content, for tests: in frame number i the i-th cell of a grid is white."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from core.video.opencv import cv2

SIZE = (160, 120)
_COLUMNS, _CELL = 10, 16


def write_clip(path: Path, frames: int = 30, fps: float = 30.0, codec: str = "mp4v") -> Path:
    """Up to 70 black frames, each with its own cell in white."""
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*codec), fps, SIZE)
    assert writer.isOpened()
    for index in range(frames):
        picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
        top, left = index // _COLUMNS * _CELL, index % _COLUMNS * _CELL
        picture[top : top + _CELL, left : left + _CELL] = 255
        writer.write(picture)
    writer.release()
    return path


def number_of(image: np.ndarray) -> int:
    """Which frame a picture is."""
    cells = image[: SIZE[1] // _CELL * _CELL].mean(axis=2).reshape(-1, _CELL, _COLUMNS, _CELL)
    return int(cells.mean(axis=(1, 3)).argmax())


def cut(path: Path, share: float, name: str) -> Path:
    """The first part of a file, as an interrupted copy leaves it."""
    content = path.read_bytes()
    short = path.with_name(name)
    short.write_bytes(content[: int(len(content) * share)])
    return short


def rotate(path: Path) -> None:
    """Write a quarter turn into an mp4's track header, as phones do."""
    content = bytearray(path.read_bytes())
    matrix = content.index(b"tkhd") + 4 + 40
    content[matrix : matrix + 36] = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    path.write_bytes(content)


def stretch(path: Path, last: int, factor: int) -> None:
    """Make the last frames of an mp4 last longer: its table of durations gets a second entry."""
    content = bytearray(path.read_bytes())
    table = content.index(b"stts") + 4
    count, duration = struct.unpack(">II", content[table + 8 : table + 16])
    entries = struct.pack(">IIIII", 2, count - last, duration, last, duration * factor)
    content[table + 4 : table + 16] = entries
    for box in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stts"):
        at = content.index(box) - 4
        content[at : at + 4] = struct.pack(">I", struct.unpack(">I", content[at : at + 4])[0] + 8)
    path.write_bytes(content.replace(b"edts", b"free"))  # the edit list would cut the clip at its old length
