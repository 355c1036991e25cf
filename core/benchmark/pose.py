"""``python -m core.benchmark pose``: who is found, how exactly, and in what time, by every pose back end.

Drawn people, and the people of given videos made smaller, stand in a picture of 1280x720 and take 0.5 to 0.07 of its
height; furnished rooms without anybody are looked at too. The back ends take turns on every frame.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.benchmark.pose_scenes import Scene, drawn, empty, photograph, shrunk, torso_lengths
from core.errors import UserError
from core.pose.backend import PoseBackend
from core.pose.blazepose import BlazePose
from core.pose.mediapipe import MediaPipePose
from core.pose.pose_model import find_pose_model
from core.skeleton import Joints
from core.tracking import Tracker

SHARES = (0.5, 0.25, 0.15, 0.10, 0.07)
_FOUND = 0.5  # torso lengths between the centres of a person found and of the one meant


@dataclass(frozen=True)
class Row:
    """What one back end made of one scene.

    Attributes:
        scene, share, people: see `core.benchmark.pose_scenes.Scene`.
        backend: its name and settings.
        frames: how many.
        found: share of the people in all frames that were found; not a number in an empty room.
        first: frames until everybody was found for the first time; -1: never.
        false: share of those reported who are not there; in an empty room, people reported a frame.
        error: median distance of joints from where they are, in torso lengths.
        jitter: median change of that distance's vector from frame to frame, in torso lengths.
        switches: how often a person's number changed, by `core.tracking`.
        ms, cpu_ms: median time of a frame, and mean processor time of all threads, in the second half of the frames:
            by then everything was looked at.
    """

    scene: str
    share: float
    people: int
    backend: str
    frames: int
    found: float
    first: int
    false: float
    error: float
    jitter: float
    switches: int
    ms: float
    cpu_ms: float


@dataclass
class _Tally:
    """What is counted while a back end goes through a scene."""

    tracker: Tracker
    frames: int = 0
    there: int = 0
    seen: int = 0
    reported: int = 0
    wrong: int = 0
    first: int = -1
    switches: int = 0
    errors: list[NDArray[np.float64]] = field(default_factory=list)
    changes: list[NDArray[np.float64]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    offsets: dict[int, NDArray[np.float64]] = field(default_factory=dict)

    def add(self, joints: Joints, truth: Joints, bystanders: Joints, seconds: float) -> None:
        """One frame: the people found, those who are meant, and others who may be found too; each ``(M, 18, 3)``."""
        people = self.tracker.update(joints, seconds)
        pairs = matches(people.joints, truth)
        left = np.delete(people.joints, [found for found, _ in pairs], axis=0)
        self.there += len(truth)
        self.seen += len(pairs)
        self.reported += len(people.ids)
        self.wrong += len(left) - len(matches(left, bystanders))
        if self.first < 0 and len(pairs) == len(truth):
            self.first = self.frames
        self.frames += 1
        lengths = torso_lengths(truth)
        offsets = {}
        for found, person in pairs:
            both = (people.joints[found, :, 2] > 0) & (truth[person, :, 2] > 0)
            offset = (people.joints[found, :, :2] - truth[person, :, :2]).astype(np.float64) / lengths[person]
            offset[~both] = np.nan
            self.errors.append(np.linalg.norm(offset[both], axis=1))
            if person in self.offsets:
                change = np.linalg.norm(offset - self.offsets[person], axis=1)
                self.changes.append(change[~np.isnan(change)])
            offsets[person] = offset
            number = people.ids[found]
            self.switches += self.numbers.get(person, number) != number
            self.numbers[person] = number
        self.offsets = offsets

    def row(self, scene: Scene, backend: str) -> Row:
        """The figures."""
        return Row(
            scene=scene.name,
            share=scene.share,
            people=scene.people,
            backend=backend,
            frames=self.frames,
            found=self.seen / self.there if self.there else float("nan"),
            first=self.first,
            false=self.wrong / max(1, self.reported if self.there else self.frames),
            error=_median(self.errors),
            jitter=_median(self.changes),
            switches=self.switches,
            ms=1000 * float(np.median(self.times[self.frames // 2 :])),
            cpu_ms=1000 * float(np.mean(self.cpu[self.frames // 2 :])),
        )


def _median(values: list[NDArray[np.float64]]) -> float:
    return float(np.median(np.concatenate(values))) if values else float("nan")


def matches(found: Joints, truth: Joints) -> list[tuple[int, int]]:
    """Pairs (found, true) of people ``(A, 18, 3)`` and ``(B, 18, 3)``, nearest first, each in one pair at most.

    Somebody is found whose place is right, to half a torso length, and whose size is, to a factor of 2; left and right
    may be mistaken, which shows in the error.
    """
    both = ((found[:, None, :, 2] > 0) & (truth[None, :, :, 2] > 0))[..., None]
    count = np.maximum(both.sum(axis=2), 1)
    centres = [(people * both).sum(axis=2) / count for people in (found[:, None, :, :2], truth[None, :, :, :2])]
    spreads = [
        np.sqrt((((people - centre[:, :, None]) * both) ** 2).sum(axis=(2, 3)) / count[..., 0])
        for people, centre in zip((found[:, None, :, :2], truth[None, :, :, :2]), centres, strict=True)
    ]
    distances = np.linalg.norm(centres[0] - centres[1], axis=-1) / torso_lengths(truth)[None]
    like = (np.maximum(*spreads) <= 2 * np.minimum(*spreads)) & both.any(axis=(2, 3)) & (distances < _FOUND)
    pairs: list[tuple[int, int]] = []
    for flat in np.argsort(distances, axis=None).tolist():
        a, b = divmod(flat, len(truth))
        if like[a, b] and not any(a == c or b == d for c, d in pairs):
            pairs.append((a, b))
    return pairs


def compare(scene: Scene, backends: dict[str, PoseBackend]) -> list[Row]:
    """Every back end on every frame of a scene, one after the other."""
    tallies = {name: _Tally(Tracker(max(scene.people, 6))) for name in backends}
    for pose in backends.values():
        pose.reset()
    for frame, truth, bystanders in scene.shoot():
        for name, pose in backends.items():
            start, cpu = time.perf_counter(), time.process_time()
            joints = pose.detect(frame)
            tallies[name].times.append(time.perf_counter() - start)
            tallies[name].cpu.append(time.process_time() - cpu)
            tallies[name].add(joints, truth, bystanders, frame.time)
    return [tally.row(scene, name) for name, tally in tallies.items()]


def open_backends(names: list[str], people: int, stack: ExitStack) -> dict[str, PoseBackend]:
    """Back ends by their names: ``blazepose``, ``blazepose-thorough``, ``mediapipe``, ``mediapipe-1`` (room for one),
    and ``blazepose-exact`` and ``mediapipe-exact`` (room for as many as there are).
    """
    model = find_pose_model()
    people = max(1, people)  # an empty room is looked at for one
    backends: dict[str, PoseBackend] = {}
    for name in names:
        if name.startswith("blazepose"):
            room = people if name.endswith("-exact") else max(6, people)
            pose: PoseBackend = BlazePose(model, room, thorough=name.endswith("-thorough"))
        elif name.startswith("mediapipe"):
            room = 1 if name.endswith("-1") else people if name.endswith("-exact") else max(2, people)
            pose = MediaPipePose(model, room)
        else:
            raise UserError(
                f"no pose back end {name!r}; there are blazepose, blazepose-thorough, blazepose-exact, mediapipe, "
                "mediapipe-1, mediapipe-exact"
            )
        backends[name] = stack.enter_context(closing(pose))
    return backends


def scenes(arguments: argparse.Namespace) -> Iterator[Scene]:
    """Everything that is asked for."""
    width, height = (int(part) for part in arguments.size.split("x"))
    size = (width, height)
    for share in arguments.shares:
        for people in arguments.people:
            if "figure" in arguments.scenes:
                yield drawn(size, share, people, arguments.frames)
            with closing(BlazePose(find_pose_model(), thorough=True)) as reference:
                for video in arguments.video if "video" in arguments.scenes else ():
                    yield shrunk(video, size, share, people, arguments.frames, reference)
    if "empty" in arguments.scenes:
        for seed in range(arguments.rooms):
            yield empty(size, seed, arguments.frames)
        for path in arguments.photos:
            yield photograph(path, size, arguments.frames)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--backends", nargs="+", default=["blazepose", "mediapipe"])
    parser.add_argument("--scenes", nargs="+", default=["figure", "video", "empty"])
    parser.add_argument("--video", nargs="*", type=Path, default=[], help="videos with people, made smaller")
    parser.add_argument("--shares", nargs="+", type=float, default=list(SHARES), help="height of a person / picture")
    parser.add_argument("--people", nargs="+", type=int, default=[1, 3, 6])
    parser.add_argument("--rooms", type=int, default=5, help="how many empty rooms (default 5)")
    parser.add_argument("--photos", nargs="*", type=Path, default=[], help="photographs without anybody, like rooms")
    parser.add_argument("--frames", type=int, default=90, help="of each scene (default 90)")
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> None:
    """Measures and prints."""
    rows: list[Row] = []
    if not arguments.json:
        print(f"{'scene':<18}{'height':>7}{'people':>7}  {'back end':<20}{'found':>6}{'first':>6}{'false':>7}", end="")
        print(f"{'error':>7}{'jitter':>8}{'switch':>7}{'ms':>7}{'cpu':>7}")
    for scene in scenes(arguments):
        with ExitStack() as stack:
            for row in compare(scene, open_backends(arguments.backends, scene.people, stack)):
                rows.append(row)
                if not arguments.json:
                    print(_line(row), flush=True)
    if arguments.json:
        print(json.dumps({"rows": [asdict(row) for row in rows]}))


def _line(row: Row) -> str:
    return (
        f"{row.scene:<18}{row.share:>7.2f}{row.people:>7}  {row.backend:<20}{row.found:>6.2f}{row.first:>6}"
        f"{row.false:>7.3f}{row.error:>7.3f}{row.jitter:>8.4f}{row.switches:>7}{row.ms:>7.1f}{row.cpu_ms:>7.1f}"
    )
