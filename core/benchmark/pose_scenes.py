"""Scenes for the benchmark of pose estimation: people of known size at known places, and rooms without anybody."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.pose.backend import PoseBackend
from core.skeleton import Joints, kinetics18_from_mediapipe
from core.synthetic.figure import WARDROBE, draw_figure, finish, ground
from core.synthetic.motion import load_motions, perform
from core.types import Frame
from core.video.opencv import cv2
from core.video.video_file import VideoFile

TORSO = 0.288
"""Of a standing person's height: hips at 0.530 of it, shoulders at 0.818 (Drillis and Contini, 1966)."""
_FPS = 30
_WALK = 0.15  # body heights a second by which drawn people move to and fro
_MEANT = 0.6  # of the main person's torso
_COVER = 1.1  # times larger than the picture is a photograph over which the camera wanders
_NOBODY = np.zeros((0, 18, 3), np.float32)

Picture = NDArray[np.uint8]
Shot = tuple[Frame, Joints, Joints]


@dataclass(frozen=True)
class Scene:
    """Pictures and who is in them.

    Attributes:
        name: what is shown: ``figure``, ``empty``, or a video's or a photograph's name.
        share: height of a standing person over that of the picture; 0 where nobody is.
        people: how many are meant to be there.
        shoot: makes the frames anew: each with the true joints ``(M, 18, 3)`` of the people meant, in pixels, and those
            of bystanders, who may be found or not.
    """

    name: str
    share: float
    people: int
    shoot: Callable[[], Iterator[Shot]]


def torso_lengths(people: Joints) -> NDArray[np.float64]:
    """From the neck to between the hips, ``(M,)`` in pixels, of people ``(M, 18, 3)``."""
    return np.linalg.norm(people[:, 1, :2] - (people[:, 8, :2] + people[:, 11, :2]) / 2, axis=-1).astype(np.float64)


def drawn(size: tuple[int, int], share: float, people: int, frames: int) -> Scene:
    """Drawn people in a furnished room, spread over it, each doing something and walking a little."""
    width, height = size
    torso = TORSO * share * height
    performance, _ = perform(load_motions(), _FPS)
    random = np.random.default_rng([people, round(1000 * share)])
    columns = (np.arange(people) + random.uniform(0.4, 0.6, people)) / people * width
    columns = np.clip(columns, 1.5 * torso, width - 1.5 * torso)
    floors = random.uniform(max(0.55, 1.15 * share), 0.98, people) * height
    room = furnished(size, people)

    def shoot() -> Iterator[Shot]:
        for index in range(frames):
            picture = room.copy()
            truth = []
            for person in range(people):
                points = performance[(index + person * len(performance) // people) % len(performance)]
                walk = _WALK * share * height * np.sin(index / _FPS + person)
                place = (points * torso + (columns[person] + walk, floors[person])).astype(np.float32)
                draw_figure(picture, place, torso, WARDROBE[person % len(WARDROBE)])
                truth.append(np.concatenate((place, np.ones((33, 2), np.float32)), axis=1))
            joints = kinetics18_from_mediapipe(np.stack(truth), 1, 1, 0.5)
            yield Frame(index, index / _FPS, finish(picture)), joints, _NOBODY

    return Scene("figure", share, people, shoot)


def empty(size: tuple[int, int], seed: int, frames: int) -> Scene:
    """A furnished room; the light changes slowly, and a curtain moves."""
    room = furnished(size, 100 + seed)
    width, height = size

    def shoot() -> Iterator[Shot]:
        for index in range(frames):
            picture = cv2.convertScaleAbs(room, alpha=1 + 0.1 * np.sin(index / 20))
            edge = round(width * (0.1 + 0.02 * np.sin(index / 8)))
            cv2.rectangle(picture, (0, 0), (edge, height // 2), (150, 140, 190), -1)
            yield Frame(index, index / _FPS, finish(np.asarray(picture, np.uint8))), _NOBODY, _NOBODY

    return Scene("empty", 0.0, 0, shoot)


def photograph(path: Path, size: tuple[int, int], frames: int) -> Scene:
    """A photograph without anybody, over which the camera wanders a little while the light changes.

    Raises:
        UserError: it cannot be read.
    """
    width, height = size
    photo = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if photo is None:
        raise UserError(f"{path} is no picture that can be read")
    cover = _COVER * max(width / photo.shape[1], height / photo.shape[0])
    way = cv2.INTER_AREA if cover < 1 else cv2.INTER_CUBIC
    large = cv2.resize(photo, None, fx=cover, fy=cover, interpolation=way)
    room = (large.shape[1] - width, large.shape[0] - height)

    def shoot() -> Iterator[Shot]:
        for index in range(frames):
            x = round(room[0] * (0.5 + 0.5 * np.sin(index / 40)))
            y = round(room[1] * (0.5 + 0.5 * np.sin(index / 55)))
            picture = cv2.convertScaleAbs(large[y : y + height, x : x + width], alpha=1 + 0.1 * np.sin(index / 20))
            yield Frame(index, index / _FPS, finish(np.asarray(picture, np.uint8))), _NOBODY, _NOBODY

    return Scene(f"photo {path.stem}"[:18], 0.0, 0, shoot)


def furnished(size: tuple[int, int], seed: int) -> Picture:
    """A room ``(H, W, 3)`` with things in it: boxes, balls, poles with something on top, in any colour."""
    width, height = size
    random = np.random.default_rng(seed)
    picture = ground(width, height)
    for _ in range(14):
        x, y = int(random.uniform(0, width)), int(random.uniform(0.2, 0.9) * height)
        w, h = (random.uniform(0.02, 0.12, 2) * height).astype(int).tolist()
        colour = [int(c) for c in random.integers(30, 230, 3)]
        kind = random.integers(3)
        if kind == 0:
            cv2.rectangle(picture, (x, y), (x + w, y + h), colour, -1)
        elif kind == 1:
            cv2.circle(picture, (x, y), w // 2 + 2, colour, -1, cv2.LINE_AA)
        else:
            cv2.line(picture, (x, y), (x, y + 2 * h), colour, max(2, w // 6))
            cv2.circle(picture, (x, y), w // 3 + 2, [255 - c for c in colour], -1, cv2.LINE_AA)
    return picture


def shrunk(video: Path, size: tuple[int, int], share: float, people: int, frames: int, pose: PoseBackend) -> Scene:
    """A video made so small that its main person has the wanted height, pasted into a plain picture, ``people`` times.

    Who is in it, and where, is what an estimator finds in the video as it is; smaller people are bystanders.

    Raises:
        UserError: nobody is found in the video.
    """
    pose.reset()
    with closing(VideoFile(video)) as source:
        reference = [pose.detect(frame) for frame in itertools.islice(iter(source.read, None), frames)]
    main = [torso_lengths(joints).max() for joints in reference if len(joints)]
    if not main:
        raise UserError(f"{video} shows nobody; give a video with a person in it")
    scale = TORSO * share * size[1] / float(np.median(main))

    def shoot() -> Iterator[Shot]:
        with closing(VideoFile(video)) as source:
            for frame, joints in zip(iter(source.read, None), reference, strict=False):
                small = cv2.resize(frame.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
                picture = ground(*size)
                truth = [
                    _paste(picture, np.asarray(small, np.uint8), joints, scale, (n + 0.5) / people)
                    for n in range(people)
                ]
                everybody = np.concatenate(truth)
                meant = torso_lengths(everybody) > _MEANT * TORSO * share * size[1]
                yield Frame(frame.index, frame.time, picture), everybody[meant], everybody[~meant]

    return Scene(video.stem, share, people, shoot)


def _paste(picture: Picture, small: Picture, joints: Joints, scale: float, place: float) -> Joints:
    """Puts a small picture into a large one, its middle at ``place`` of the width; returns who is now where."""
    height, width = picture.shape[:2]
    x = round(place * width - small.shape[1] / 2)
    y = max(0, round(0.55 * height - small.shape[0] / 2))
    left, right = max(0, x), min(width, x + small.shape[1])
    bottom = min(height, y + small.shape[0])
    picture[y:bottom, left:right] = small[: bottom - y, left - x : right - x]
    moved = joints.copy()
    moved[..., :2] = np.where(joints[..., 2:] > 0, joints[..., :2] * scale + (x, y), 0)
    return moved
