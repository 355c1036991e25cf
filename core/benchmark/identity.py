"""``python -m core.benchmark identity``: do people keep their numbers? Drawn scenes whose truth is known.

People cross (and hide behind each other), are hidden for two to three seconds, leave and come back elsewhere, and one
person's clip starts again and again for 54 seconds. Everybody is found where they are, to two pixels, unless somebody
nearer covers them; clothes are looked at in the pictures, under changing light. With ``--pose`` a back end finds them.

IDF1 as by Ristani et al., Performance Measures and a Data Set for Multi-Target, Multi-Camera Tracking (ECCVW 2016);
switches are counted as in CLEAR MOT (Bernardin and Stiefelhagen, 2008). Settings of `core.tracking` may be chosen on
seeds below 100, which are not reported.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from core.benchmark.pose import matches
from core.errors import UserError
from core.pose.backend import BACKENDS, PoseBackend, open_pose
from core.pose.clothes import clothes
from core.skeleton import Joints, kinetics18_from_mediapipe
from core.synthetic.figure import WARDROBE, draw_figure, ground
from core.synthetic.motion import load_motions, perform
from core.tracking import Tracker
from core.types import Frame

FIRST_SEED = 100
_SIZE = (640, 360)
_FLOOR = 345  # pixels from the top
_COVERED = 0.55  # of somebody's box, by somebody nearer: they are not found
_NOWHERE = float("nan")

Place = Callable[[float], float]


@dataclass(frozen=True)
class Walk:
    """One person: x of the middle in pixels at a time in seconds, not a number while they are not to be seen.

    Attributes:
        place: see above.
        clothes: index in `core.synthetic.figure.WARDROBE`.
        torso: length in pixels; the larger is the nearer.
        offset: frames by which their motion is ahead.
        period: seconds after which their motion, too, begins again; 0: never.
    """

    place: Place
    clothes: int
    torso: float = 70.0
    offset: int = 0
    period: float = 0.0


@dataclass(frozen=True)
class Shot:
    """One frame: who is to be found (indices of the walks), their true joints ``(M, 18, 3)``, and the picture."""

    time: float
    who: tuple[int, ...]
    joints: Joints
    picture: NDArray[np.uint8]


@dataclass(frozen=True)
class Row:
    """What became of a kind of scene.

    Attributes:
        scene: its kind.
        scenes, people: how many scenes, and true people in all of them together.
        ids: numbers that were given.
        switches: how often somebody's number was another than the last one.
        idf1, worst: of all scenes together, and of the worst one.
    """

    scene: str
    scenes: int
    people: int
    ids: int
    switches: int
    idf1: float
    worst: float


def crossing(random: np.random.Generator) -> tuple[list[Walk], float]:
    """Two or three people walk through the picture, in both directions."""
    count = int(random.integers(2, 4))
    walks = []
    for person, dress in enumerate(random.permutation(len(WARDROBE))[:count].tolist()):
        pace = float(random.uniform(60, 140)) * (1 if person % 2 else -1)
        middle = float(random.uniform(250, 390))
        walks.append(Walk(_walk(middle - 4 * pace, pace), dress, float(random.uniform(55, 80)), 97 * person))
    return walks, 8.0


def hidden(random: np.random.Generator) -> tuple[list[Walk], float]:
    """One goes on behind something for two to three seconds, while another stands by."""
    start, seconds = float(random.uniform(2, 4)), float(random.uniform(2, 3))
    pace = float(random.uniform(15, 45))
    way = _walk(float(random.uniform(50, 120)), pace)
    walker = Walk(_there(way, (0, start), (start + seconds, 11)), 0, 65)
    return [walker, Walk(_walk(float(random.uniform(520, 590)), 0), 1, 75, 97)], 11.0


def returning(random: np.random.Generator) -> tuple[list[Walk], float]:
    """Three people; two of them leave, one after the other, and come back elsewhere after four to nine seconds."""
    places = random.permutation([110.0, 320.0, 530.0])
    walks = [Walk(_walk(float(places[0]), 0), 0, 70)]
    for person in (1, 2):
        leaves = float(random.uniform(2, 5))
        back = leaves + float(random.uniform(4, 9))
        here, there = float(places[person]), float(places[3 - person]) + float(random.uniform(-30, 30))
        walks.append(Walk(_returns(here, there, leaves, back), person, 70, 97 * person))
    return walks, 18.0


def loop(random: np.random.Generator) -> tuple[list[Walk], float]:
    """A clip of one person, two to five seconds long, that starts again and again for 54 seconds."""
    period, pace = float(random.uniform(2, 5)), float(random.uniform(40, 100))
    way = _walk(100, pace)
    return [Walk(lambda time: way(time % period), int(random.integers(len(WARDROBE))), 70, period=period)], 54.0


def _walk(start: float, pace: float) -> Place:
    """Pixels, and pixels a second; out of the picture nobody is seen."""

    def place(time: float) -> float:
        x = start + pace * time
        return x if 25 <= x <= _SIZE[0] - 25 else _NOWHERE

    return place


def _there(place: Place, *times: tuple[float, float]) -> Place:
    return lambda time: place(time) if any(start <= time < end for start, end in times) else _NOWHERE


def _returns(here: float, there: float, leaves: float, back: float) -> Place:
    return lambda time: here if time < leaves else (there if time >= back else _NOWHERE)


SCENES: dict[str, Callable[[np.random.Generator], tuple[list[Walk], float]]] = {
    "crossing": crossing,
    "hidden": hidden,
    "returning": returning,
    "loop": loop,
}


def shoot(walks: list[Walk], seconds: float, fps: float) -> Iterator[Shot]:
    """The frames of a scene."""
    performance, _ = perform(load_motions(), fps)
    order = sorted(range(len(walks)), key=lambda person: walks[person].torso)  # the nearest is drawn last
    for frame in range(round(seconds * fps)):
        time = frame / fps
        picture = ground(*_SIZE)
        there: list[int] = []
        points: list[NDArray[np.float32]] = []
        for person in order:
            walk = walks[person]
            x = walk.place(time)
            if np.isnan(x):
                continue
            step = frame % round(walk.period * fps) if walk.period else frame
            pose = performance[(step + walk.offset) % len(performance)] * walk.torso + np.array([x, _FLOOR])
            draw_figure(picture, pose.astype(np.float32), walk.torso, WARDROBE[walk.clothes])
            there.append(person)
            points.append(np.concatenate((pose, np.ones((33, 2))), axis=1).astype(np.float32))
        joints = kinetics18_from_mediapipe(np.array(points, np.float32).reshape(-1, 33, 4), 1, 1, 0.5)
        seen = [place for place in range(len(there)) if not _covered(place, joints)]
        bright = 1 + 0.05 * np.sin(time)  # a cloud passes
        light = np.clip(picture * bright, 0, 255).astype(np.uint8)
        yield Shot(time, tuple(there[place] for place in seen), joints[seen], light)


def _covered(place: int, joints: Joints) -> bool:
    """Whether most of somebody's box lies behind one of those after them, who are nearer."""
    low, high = joints[..., :2].min(axis=1), joints[..., :2].max(axis=1)
    overlap = (np.minimum(high, high[place]) - np.maximum(low, low[place])).clip(0).prod(axis=1)
    return bool((overlap[place + 1 :] > _COVERED * (high[place] - low[place]).prod()).any())


Sightings = list[tuple[tuple[int, ...], tuple[int, ...], list[tuple[int, int]]]]
"""Of each frame: who is there, the numbers that were given, and pairs of both that are the same person."""


def follow(shots: Iterable[Shot], people: int, seed: int = 0, looks: bool = True) -> Sightings:
    """Those who are to be found are, with two pixels of noise and in any order."""
    random = np.random.default_rng(seed)
    tracker = Tracker(people)
    out: Sightings = []
    for shot in shots:
        order = random.permutation(len(shot.who)).astype(int)
        found = shot.joints[order].copy()
        found[..., :2] += random.normal(0, 2, found[..., :2].shape)
        tracked = tracker.update(found, shot.time, clothes(shot.picture, found) if looks else None)
        places = [int(np.flatnonzero((found == row).all(axis=(1, 2)))[0]) for row in tracked.joints]
        pairs = [(shot.who[order[place]], number) for place, number in zip(places, tracked.ids, strict=True)]
        out.append((shot.who, tracked.ids, pairs))
    return out


def follow_found(shots: Iterable[Shot], pose: PoseBackend, people: int) -> Sightings:
    """Whom a pose back end finds; a person found is the true one where `core.benchmark.pose.matches` says so."""
    pose.reset()
    tracker = Tracker(people)
    out: Sightings = []
    for number, shot in enumerate(shots):
        found = pose.detect(Frame(number, shot.time, shot.picture))
        tracked = tracker.update(found, shot.time, clothes(shot.picture, found))
        pairs = [(shot.who[true], tracked.ids[place]) for place, true in matches(tracked.joints, shot.joints)]
        out.append((shot.who, tracked.ids, pairs))
    return out


def idf1(sightings: Sightings) -> float:
    """``2 IDTP / (2 IDTP + IDFP + IDFN)``: each person is one number, so that most sightings are right."""
    from scipy.optimize import linear_sum_assignment

    counts = Counter(pair for _, _, pairs in sightings for pair in pairs)
    true = sum(len(who) for who, _, _ in sightings)
    given = sum(len(ids) for _, ids, _ in sightings)
    if not counts:
        return float(true + given == 0)
    people, numbers = (sorted({pair[side] for pair in counts}) for side in range(2))
    table = np.array([[counts[person, number] for number in numbers] for person in people])
    rows, columns = linear_sum_assignment(-table)
    return float(2 * table[rows, columns].sum() / (true + given))


def switches(sightings: Sightings) -> int:
    """How often somebody is seen under another number than the last time."""
    last: dict[int, int] = {}
    count = 0
    for _, _, pairs in sightings:
        for person, number in pairs:
            count += last.get(person, number) != number
            last[person] = number
    return count


def measure(scene: str, seeds: Iterable[int], fps: float, pose: PoseBackend | None = None) -> Row:
    """A kind of scene, with several seeds."""
    every: Sightings = []
    shares: list[float] = []
    people = ids = changes = 0
    for seed in seeds:
        walks, seconds = SCENES[scene](np.random.default_rng(seed))
        shots = shoot(walks, seconds, fps)
        now = follow(shots, len(walks), seed) if pose is None else follow_found(shots, pose, len(walks))
        shares.append(idf1(now))
        changes += switches(now)
        shift = 1000 * len(shares)  # nobody in one scene is somebody in another
        numbers = {number for _, given, _ in now for number in given}
        people, ids = people + len(walks), ids + len(numbers)
        every += [
            (
                tuple(person + shift for person in who),
                tuple(number + shift for number in given),
                [(person + shift, number + shift) for person, number in pairs],
            )
            for who, given, pairs in now
        ]
    return Row(scene, len(shares), people, ids, changes, round(idf1(every), 4), round(min(shares), 4))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--scenes", nargs="+", choices=tuple(SCENES), default=list(SCENES))
    parser.add_argument("--seeds", type=int, default=10, help="how many scenes of each kind (default 10)")
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED, help=f"(default {FIRST_SEED})")
    parser.add_argument("--fps", type=float, default=15.0, help="frames a second (default 15)")
    parser.add_argument(
        "--pose", choices=BACKENDS, help="have a pose back end find the people (default: found exactly)"
    )
    parser.add_argument("--json", action="store_true")


def run(arguments: argparse.Namespace) -> None:
    """Measures and prints."""
    if arguments.seeds < 1 or not 1 <= arguments.fps <= 120:
        raise UserError("--seeds takes at least 1, --fps 1 to 120")
    seeds = range(arguments.first_seed, arguments.first_seed + arguments.seeds)
    rows = []
    for scene in arguments.scenes:
        if arguments.pose is None:
            rows.append(measure(scene, seeds, arguments.fps))
        else:
            with closing(open_pose(3, backend=arguments.pose, thorough=True)) as pose:
                rows.append(measure(scene, seeds, arguments.fps, pose))
    if arguments.json:
        print(json.dumps({"scenes": [asdict(row) for row in rows]}))
        return
    print(f"{'scene':<12}{'scenes':>7}{'people':>7}{'ids':>5}{'switches':>9}{'IDF1':>8}{'worst':>8}")
    for row in rows:
        print(
            f"{row.scene:<12}{row.scenes:>7}{row.people:>7}{row.ids:>5}{row.switches:>9}{row.idf1:>8.4f}{row.worst:>8.4f}"
        )
