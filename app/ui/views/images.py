"""Converts arrays to Qt images."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QImage

_FORMATS = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}


def from_bgra(pixels: NDArray[np.uint8]) -> QImage:
    """``(H, W, 4)`` BGRA, opaque, as 32 bits a pixel, which Qt draws without converting."""
    return _image(pixels, QImage.Format.Format_RGB32)


def from_rgb(pixels: NDArray[np.uint8]) -> QImage:
    """``(H, W, 3)`` RGB or ``(H, W, 4)`` RGBA."""
    return _image(pixels, _FORMATS[pixels.shape[2]])


def _image(pixels: NDArray[np.uint8], kind: QImage.Format) -> QImage:
    height, width, channels = pixels.shape
    # copy(): the image owns its pixels, whatever becomes of the array
    image = QImage(np.ascontiguousarray(pixels).data, width, height, width * channels, kind)  # type: ignore[call-overload]
    return QImage(image.copy())
