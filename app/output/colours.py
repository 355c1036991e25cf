"""Colours that the window and annotated videos share: one for each person, and colour maps for values. No Qt."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.video.opencv import cv2

# RGB. Told apart by people with any colour vision (after Okabe and Ito), bright enough on video.
PERSON_COLOURS: tuple[tuple[int, int, int], ...] = (
    (86, 168, 224),
    (230, 159, 60),
    (63, 191, 151),
    (217, 143, 192),
    (232, 217, 74),
    (224, 112, 74),
)

FOCUS_MAP = "cividis"  # of the joints
EVIDENCE_REACH = 2.0
"""Evidence of so many bits, for or against, has the strongest colour; the scale is the same all the time."""
_AGAINST, _NEITHER, _FOR = (38, 110, 196), (236, 236, 232), (222, 107, 12)  # told apart with any colour vision
_MAPS = {
    "viridis": cv2.COLORMAP_VIRIDIS,
    "cividis": cv2.COLORMAP_CIVIDIS,
    "magma": cv2.COLORMAP_MAGMA,
    "inferno": cv2.COLORMAP_INFERNO,
}
COLOUR_MAPS = tuple(_MAPS)
"""Maps to choose from: even steps of a value look even, in grey and with any colour vision too."""


def person_colour(person: int) -> tuple[int, int, int]:
    """The RGB colour of a track number, from 1."""
    return PERSON_COLOURS[(person - 1) % len(PERSON_COLOURS)]


def evidence_colour(value: float) -> tuple[int, int, int]:
    """The RGB colour of evidence in bits: orange speaks for the action, blue against it, white for neither."""
    share = min(abs(value) / EVIDENCE_REACH, 1.0)
    end = _FOR if value > 0 else _AGAINST
    red, green, blue = (round(start + (stop - start) * share) for start, stop in zip(_NEITHER, end, strict=True))
    return red, green, blue


@cache
def colour_map(name: str) -> NDArray[np.uint8]:
    """One of `COLOUR_MAPS` as ``(256, 3)`` RGB, the lowest value first."""
    ramp = np.arange(256, dtype=np.uint8)[:, None]
    table = np.ascontiguousarray(np.asarray(cv2.applyColorMap(ramp, _MAPS[name]), np.uint8)[:, 0, ::-1])
    table.flags.writeable = False
    return table
