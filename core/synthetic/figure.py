"""Draws a person: flat, but realistic enough for pose estimators to find. Gives pictures with known joints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.video.opencv import cv2

Points = NDArray[np.float32]
Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

# MediaPipe's landmarks, as far as they are drawn. Left and right are the person's own.
_NOSE, _L_EYE, _R_EYE, _L_EAR, _R_EAR, _L_MOUTH, _R_MOUTH = 0, 2, 5, 7, 8, 9, 10
_L_ARM, _R_ARM = (11, 13, 15), (12, 14, 16)
_L_LEG, _R_LEG = (23, 25, 27), (24, 26, 28)
_L_HAND, _R_HAND = (17, 19, 21), (18, 20, 22)
_L_FOOT, _R_FOOT = (29, 31), (30, 32)

_SHIFT = 3  # drawing in eighths of a pixel keeps slow motion smooth


@dataclass(frozen=True)
class Clothes:
    """Colours of a figure, BGR."""

    skin: Colour = (150, 178, 224)
    hair: Colour = (34, 48, 72)
    shirt: Colour = (70, 60, 190)
    trousers: Colour = (120, 74, 40)
    shoes: Colour = (40, 40, 46)


WARDROBE = (
    Clothes(),
    Clothes((128, 160, 208), (24, 24, 30), (64, 140, 60), (60, 60, 70), (170, 170, 178)),
    Clothes((96, 128, 180), (18, 18, 22), (190, 130, 50), (70, 90, 110), (30, 30, 120)),
)


def ground(width: int, height: int) -> Picture:
    """A plain room ``(height, width, 3)``: wall, floor, a little light."""
    picture = np.empty((height, width, 3), np.float32)
    horizon = round(height * 0.8)
    light = np.linspace(206, 226, horizon, dtype=np.float32)[:, None, None]
    picture[:horizon] = light * np.array([0.97, 1.0, 1.0], np.float32)
    floor = np.linspace(150, 176, height - horizon, dtype=np.float32)[:, None, None]
    picture[horizon:] = floor * np.array([0.86, 0.93, 1.0], np.float32)
    return picture.astype(np.uint8)


def finish(picture: Picture) -> Picture:
    """Slight noise and blur, as a camera gives them. The grain is always the same one, which videos compress well."""
    noisy = cv2.add(picture, _grain(picture.shape), dtype=cv2.CV_8U)
    return np.asarray(cv2.GaussianBlur(noisy, (3, 3), 0.7), np.uint8)


@lru_cache(maxsize=2)
def _grain(shape: tuple[int, ...]) -> NDArray[np.int16]:
    return np.random.default_rng(0).integers(-3, 4, shape, np.int16)


def draw_figure(picture: Picture, points: Points, torso: float, clothes: Clothes = WARDROBE[0]) -> None:
    """Draws a person into a picture.

    Args:
        picture: ``(H, W, 3)`` BGR, drawn upon.
        points: ``(33, 2)`` MediaPipe's landmarks in pixels.
        torso: the length of the person's upright torso in pixels: how thick limbs are, whichever way they point.
        clothes: colours.
    """
    from_behind = points[11, 0] < points[12, 0]
    facing_right = points[_NOSE, 0] > (points[_L_EAR, 0] + points[_R_EAR, 0]) / 2
    # Whoever faces right shows their right side; the other side is farther away and darker.
    left, right = (_L_ARM, _L_LEG, _L_HAND, _L_FOOT), (_R_ARM, _R_LEG, _R_HAND, _R_FOOT)
    far, near = (left, right) if facing_right != from_behind else (right, left)
    _leg(picture, points, far[1], far[3], torso, clothes, 0.86)
    _leg(picture, points, near[1], near[3], torso, clothes, 1.0)
    _arm(picture, points, far[0], far[2], torso, clothes, 0.88)
    if from_behind:
        _arm(picture, points, near[0], near[2], torso, clothes, 1.0)
    _trunk(picture, points, torso, clothes)
    _head(picture, points, torso, clothes, from_behind)
    if not from_behind:
        _arm(picture, points, near[0], near[2], torso, clothes, 1.0)
        if abs(points[11, 0] - points[12, 0]) > 0.35 * torso:  # seen from the front, both arms lie before the trunk
            _arm(picture, points, far[0], far[2], torso, clothes, 0.96)


def _shade(colour: Colour, light: float) -> Colour:
    return (round(colour[0] * light), round(colour[1] * light), round(colour[2] * light))


def _fixed(points: Points) -> NDArray[np.int32]:
    return np.round(points * (1 << _SHIFT)).astype(np.int32)


def _disc(picture: Picture, centre: Points, radius: float, colour: Colour) -> None:
    x, y = _fixed(centre).tolist()
    cv2.circle(picture, (x, y), max(1, round(radius * (1 << _SHIFT))), colour, -1, cv2.LINE_AA, _SHIFT)


def _hull(picture: Picture, centres: Sequence[Points], radii: Sequence[float], colour: Colour) -> None:
    """The convex hull of some discs."""
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    circle = np.stack((np.cos(turn), np.sin(turn)), axis=1)
    rim = np.concatenate([centre + radius * circle for centre, radius in zip(centres, radii, strict=True)])
    outline = cv2.convexHull(_fixed(rim))
    cv2.fillConvexPoly(picture, outline, colour, cv2.LINE_AA, _SHIFT)


def _arm(
    picture: Picture,
    points: Points,
    arm: tuple[int, int, int],
    hand: tuple[int, int, int],
    torso: float,
    clothes: Clothes,
    light: float,
) -> None:
    shoulder, elbow, wrist = points[list(arm)]
    skin, shirt = _shade(clothes.skin, light), _shade(clothes.shirt, light * 0.93)
    _hull(picture, (elbow, wrist), (0.085 * torso, 0.06 * torso), skin)
    fingers = points[list(hand)].mean(axis=0)
    reach = fingers - wrist
    length = max(float(np.hypot(*reach)), 1e-3)
    fingers = wrist + reach / length * max(length, 0.16 * torso)
    _hull(picture, (wrist, fingers), (0.06 * torso, 0.075 * torso), skin)
    # The sleeve ends a little above the elbow.
    _hull(picture, (elbow, elbow + 0.2 * (shoulder - elbow)), (0.085 * torso, 0.09 * torso), skin)
    _hull(picture, (shoulder, shoulder + 0.72 * (elbow - shoulder)), (0.14 * torso, 0.115 * torso), shirt)


def _leg(
    picture: Picture,
    points: Points,
    leg: tuple[int, int, int],
    foot: tuple[int, int],
    torso: float,
    clothes: Clothes,
    light: float,
) -> None:
    hip, knee, ankle = points[list(leg)]
    heel, toe = points[list(foot)]
    cloth = _shade(clothes.trousers, light)
    _hull(picture, (ankle, heel, toe), (0.08 * torso, 0.07 * torso, 0.06 * torso), _shade(clothes.shoes, light))
    _hull(picture, (hip, knee), (0.17 * torso, 0.125 * torso), cloth)
    _hull(picture, (knee, ankle + 0.08 * (knee - ankle)), (0.12 * torso, 0.085 * torso), cloth)


def _trunk(picture: Picture, points: Points, torso: float, clothes: Clothes) -> None:
    l_shoulder, r_shoulder, l_hip, r_hip = points[[11, 12, 23, 24]]
    # Never thinner than a person seen from the side.
    _hull(picture, (l_hip, r_hip), (0.16 * torso, 0.16 * torso), clothes.trousers)
    chest = (l_shoulder, r_shoulder, l_hip + 0.12 * (l_shoulder - l_hip), r_hip + 0.12 * (r_shoulder - r_hip))
    _hull(picture, chest, (0.13 * torso, 0.13 * torso, 0.15 * torso, 0.15 * torso), clothes.shirt)


def _head(picture: Picture, points: Points, torso: float, clothes: Clothes, from_behind: bool) -> None:
    neck = (points[11] + points[12]) / 2
    ears = (points[_L_EAR] + points[_R_EAR]) / 2
    centre = 0.75 * ears + 0.25 * points[_NOSE]
    up = centre - neck
    up = up / max(float(np.hypot(*up)), 1e-3)
    skin = clothes.skin
    _hull(picture, (neck, centre), (0.1 * torso, 0.1 * torso), _shade(skin, 0.86))
    size = 0.2 * torso
    _hull(picture, (centre + 0.55 * size * up, centre - 0.45 * size * up), (size, 0.84 * size), skin)
    if from_behind:
        _hull(picture, (centre + 0.6 * size * up, centre - 0.3 * size * up), (1.06 * size, 0.94 * size), clothes.hair)
        return
    for ear in (_L_EAR, _R_EAR):
        _disc(picture, points[ear], 0.22 * size, _shade(skin, 0.9))
    # Hair on top and at the back of the head, away from where the face points.
    back = ears - points[_NOSE]
    crown = centre + 0.95 * size * up + 0.25 * back
    _hull(picture, (crown, crown + 0.25 * back), (0.8 * size, 0.66 * size), clothes.hair)
    for eye in (_L_EYE, _R_EYE):
        _disc(picture, points[eye], 0.17 * size, (240, 240, 240))
        _disc(picture, points[eye], 0.1 * size, (40, 30, 30))
        brow = points[eye] + 0.28 * size * up
        _disc(picture, brow, 0.08 * size, clothes.hair)
    _disc(picture, points[_NOSE], 0.13 * size, _shade(skin, 0.84))
    lips = _shade((120, 110, 200), 0.95)
    _hull(picture, (points[_L_MOUTH], points[_R_MOUTH]), (0.07 * size, 0.07 * size), lips)
