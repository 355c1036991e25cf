"""Converts arrays to Qt images."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QImage

from core.video.opencv import cv2

_FORMATS = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}


def from_rgb(pixels: NDArray[np.uint8]) -> QImage:
    """``(H, W, 3)`` RGB or ``(H, W, 4)`` RGBA."""
    height, width, channels = pixels.shape
    whole = np.ascontiguousarray(pixels).data
    image = QImage(whole, width, height, width * channels, _FORMATS[channels])  # type: ignore[call-overload]
    return QImage(image.copy())  # the image owns its pixels, whatever becomes of the array


def scaled(image: NDArray[np.uint8], size: tuple[int, int], mirror: bool) -> QImage:
    """BGR ``(H, W, 3)`` as an image of ``size`` (width, height), with 32 bits a pixel, which Qt draws as they are."""
    fold = min(image.shape[1] // max(1, size[0]), image.shape[0] // max(1, size[1]))
    if fold > 1:  # whole factors are averaged in no time; any other factor costs 7 ms at 1080p
        half = (image.shape[1] // fold, image.shape[0] // fold)
        image = np.asarray(cv2.resize(image, half, interpolation=cv2.INTER_AREA), np.uint8)
    fitting = cv2.resize(image, size, interpolation=cv2.INTER_LINEAR)
    if mirror:
        fitting = cv2.flip(fitting, 1)
    shown = QImage(size[0], size[1], QImage.Format.Format_RGB32)
    bits = shown.bits()
    assert bits is not None
    memory = np.asarray(bits.asarray(shown.sizeInBytes()), np.uint8)
    pixels = memory.reshape(size[1], size[0], 4)
    cv2.cvtColor(fitting, cv2.COLOR_BGR2BGRA, dst=pixels)  # into the image's own memory: no copy of a large picture
    return shown
