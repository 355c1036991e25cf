"""NTU RGB+D 60 and 120 (Shahroudy et al., CVPR 2016; Liu et al., TPAMI 2020): Kinect v2, 25 joints in metres."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.clips import Clip
from core.data.dataset import Item, Problems, SkeletonDataset, Splits, camera_view, clean, find, reading, train_test
from core.errors import UserError
from core.guards.limits import PEOPLE, TEXT, check_clip, check_size

CLASSES = (
    "drink water", "eat meal", "brush teeth", "brush hair", "drop", "pick up", "throw", "sit down", "stand up",
    "clap", "read", "write", "tear up paper", "put on jacket", "take off jacket", "put on a shoe", "take off a shoe",
    "put on glasses", "take off glasses", "put on a hat", "take off a hat", "cheer up", "hand waving",
    "kick something", "reach into pocket", "hop", "jump up", "phone call", "play with phone", "type on a keyboard",
    "point to something", "take a selfie", "check time", "rub two hands", "nod head", "shake head", "wipe face",
    "salute", "put palms together", "cross hands in front", "sneeze or cough", "stagger", "fall down", "headache",
    "chest pain", "back pain", "neck pain", "nausea", "fan self", "punch or slap", "kick other", "push other",
    "pat on back", "point finger", "hug", "give object", "touch pocket", "shake hands", "walk towards", "walk apart",
    "put on headphone", "take off headphone", "shoot at basket", "bounce ball", "tennis bat swing",
    "juggle table tennis ball", "hush", "flick hair", "thumb up", "thumb down", "make OK sign", "make victory sign",
    "staple book", "count money", "cut nails", "cut paper", "snap fingers", "open bottle", "sniff", "squat down",
    "toss a coin", "fold paper", "ball up paper", "play magic cube", "apply cream on face", "apply cream on hand",
    "put on bag", "take off bag", "put object into bag", "take object out of bag", "open a box",
    "move heavy objects", "shake fist", "throw up cap", "capitulate", "cross arms", "arm circles", "arm swings",
    "run on the spot", "butt kicks", "cross toe touch", "side kick", "yawn", "stretch oneself", "blow nose",
    "hit with object", "wield knife", "knock over", "grab stuff", "shoot with gun", "step on foot", "high-five",
    "cheers and drink", "carry object", "take a photo", "follow", "whisper", "exchange things", "support somebody",
    "rock-paper-scissors",
)  # fmt: skip

# The authors' training subjects.
_SUBJECTS_60 = frozenset({1, 2, 4, 5, 8, 9, 13, 14, 15, 16, 17, 18, 19, 25, 27, 28, 31, 34, 35, 38})
_SUBJECTS_120 = _SUBJECTS_60 | {
    45, 46, 47, 49, 50, 52, 53, 54, 55, 56, 57, 58, 59, 70, 74, 78, 80, 81, 82, 83, 84, 85, 86, 89, 91, 92, 93, 94, 95,
    97, 98, 100, 103,
}  # fmt: skip
_RATE = 30.0
_PEOPLE = 2
_CONFIDENCE = {0: 0.0, 1: 0.5, 2: 1.0}  # the Kinect's tracking state: not tracked, inferred, tracked

_NAME = re.compile(r"S(\d{3})C(\d{3})P(\d{3})R(\d{3})A(\d{3})")


def parse_name(name: str) -> tuple[int, int, int, int] | None:
    """Setup, camera, subject and action of ``S001C002P003R002A013``; None where the name is of another form."""
    match = _NAME.match(name)
    if match is None:
        return None
    setup, camera, subject, _, action = (int(group) for group in match.groups())
    return setup, camera, subject, action


def official_splits(names: list[str]) -> Splits:
    """X-Sub and X-View over the clips of NTU-60 (setups to 17, actions to 60), X-Sub120 and X-Setup over all."""
    parsed = {name: fields for name in names if (fields := parse_name(name)) is not None}
    sixty = {name: fields for name, fields in parsed.items() if fields[0] <= 17 and fields[3] <= 60}

    def split(clips: dict[str, tuple[int, int, int, int]], training: Callable[[int, int, int], bool]) -> dict:
        return train_test({name: training(setup, camera, who) for name, (setup, camera, who, _) in clips.items()})

    return {
        "xsub": split(sixty, lambda setup, camera, subject: subject in _SUBJECTS_60),
        "xview": split(sixty, lambda setup, camera, subject: camera in (2, 3)),
        "xsub120": split(parsed, lambda setup, camera, subject: subject in _SUBJECTS_120),
        "xsetup120": split(parsed, lambda setup, camera, subject: setup % 2 == 0),
    }


def list_ntu(path: Path) -> SkeletonDataset:
    """``.skeleton`` files anywhere under a folder, or one of them."""
    files = [path] if path.is_file() else find(path, "*.skeleton")
    names = [file.stem for file in files]
    large = any(fields[3] > 60 for name in names if (fields := parse_name(name)) is not None)
    return SkeletonDataset(
        format="NTU RGB+D",
        layout="ntu25",
        labels=CLASSES if large else CLASSES[:60],
        items=tuple(Item(file.stem, partial(_load, file)) for file in files),
        splits=official_splits(names),
        problems=Problems(),
    )


def _load(path: Path, problems: Problems) -> Clip:
    name = path.stem
    fields = parse_name(name)
    if fields is None or not 1 <= fields[3] <= len(CLASSES):
        raise UserError(f"{path} is not named like an NTU clip, S001C002P003R002A013.skeleton")
    _, camera, subject, action = fields
    bodies, frames = _read_bodies(path)
    if not bodies:
        raise UserError(f"{path} shows no body in any frame; such clips belong on the exclusion list")
    joints = np.stack(list(bodies.values()), axis=-1)  # T, V, C, M
    sound = clean(joints.transpose(2, 0, 1, 3), name, problems)
    if sound.shape[3] > _PEOPLE:
        problems.add(f"clip with more than {_PEOPLE} bodies; those that move most are kept", name)
    order = np.argsort([-_motion(sound[..., body]) for body in range(sound.shape[3])], kind="stable")[:_PEOPLE]
    return Clip(
        id=name,
        label=action - 1,
        joints=np.ascontiguousarray(sound[..., order]),
        times=np.arange(frames) / _RATE,
        subject=f"P{subject:03d}",
        camera=camera,
        layout="ntu25",
    )


def _motion(joints: NDArray[np.float32]) -> float:
    """How much a body ``(4, T, V)`` moves: the summed spread of its seen joints over x, y, z."""
    seen = joints[:3, joints[3] > 0]
    return float(seen.std(axis=1).sum()) if seen.size else 0.0


def _read_bodies(path: Path) -> tuple[dict[str, NDArray[np.float64]], int]:
    """Body id -> ``(T, 25, 4)`` x, y, z, confidence, zero where it is not there; and the number of frames T.

    The file: the frame count; per frame the body count; per body a line of 10 fields (the first its id), the joint
    count, and a line of 12 fields a joint: x, y, z, depth and colour pixel (2 each), orientation (4), tracking state.
    """
    bodies: dict[str, NDArray[np.float64]] = {}
    with reading(path, "a text file"):
        check_size(path, TEXT)
        lines = path.read_text(encoding="ascii").splitlines()
    rows = _Rows(path, lines)
    frames = rows.count("the number of frames")
    if not 0 < frames <= len(lines):
        raise UserError(f"{path}, line 1: {frames} frames are announced in a file of {len(lines)} lines")
    for frame in range(frames):
        for _ in range(rows.count("the number of bodies")):
            body = rows.fields(10, "a body's 10 fields")[0]
            joints = rows.count("the number of joints")
            if joints != 25:
                raise UserError(f"{path}, line {rows.line}: {joints} joints, not 25")
            if body not in bodies:
                check_clip(path, frames, PEOPLE.check(len(bodies) + 1, path), 25, 4)
                bodies[body] = np.zeros((frames, 25, 4))
            place = bodies[body]
            for joint in range(25):
                fields = rows.fields(12, "a joint's 12 fields")
                with reading(f"{path}, line {rows.line},", "a joint's 12 numbers"):
                    place[frame, joint, :3] = camera_view(np.array([float(value) for value in fields[:3]]))
                    place[frame, joint, 3] = _CONFIDENCE[int(fields[11])]
    if any(True for _ in rows.rest()):
        raise UserError(f"{path}, line {rows.line}: more than the {frames} frames announced")
    return bodies, frames


class _Rows:
    """The lines of a file one after another, with errors that name the line."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self._path = path
        self._lines = lines
        self.line = 0

    def fields(self, number: int, what: str) -> list[str]:
        if self.line >= len(self._lines):
            raise UserError(f"{self._path} ends after line {self.line}, where {what} should follow; it is cut off")
        fields = self._lines[self.line].split()
        self.line += 1
        if len(fields) != number:
            raise UserError(f"{self._path}, line {self.line}: expected {what}, found {' '.join(fields)[:60]!r}")
        return fields

    def count(self, what: str) -> int:
        (field,) = self.fields(1, what)
        if not (field.isdigit() and len(field) < 10):
            raise UserError(f"{self._path}, line {self.line}: expected {what}, found {field[:60]!r}")
        return int(field)

    def rest(self) -> Iterator[str]:
        """What is left, blank lines apart."""
        while self.line < len(self._lines):
            self.line += 1
            if self._lines[self.line - 1].strip():
                yield self._lines[self.line - 1]
