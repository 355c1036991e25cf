"""Who is who in scenes with known truth: people who cross, hide behind others, leave and come back.

IDF1 as by Ristani et al., "Performance Measures and a Data Set for Multi-Target, Multi-Camera Tracking", ECCVW 2016;
the function below gives the same numbers as motmetrics 1.4.0 on these scenes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from core.pose.clothes import clothes
from core.skeleton import Joints, kinetics18_from_mediapipe
from core.synthetic.figure import WARDROBE, draw_figure, ground
from core.synthetic.motion import load_motions, perform
from core.tracking import Tracker

FPS = 8
_PERFORMANCE, _ = perform(load_motions(), FPS)
_GONE = np.nan

Shot = tuple[float, list[int], Joints, np.ndarray]


@dataclass
class Walk:
    """One person: where they are (x of the middle, in pixels) at a time, nan while they are not to be seen."""

    place: Callable[[float], float]
    clothes: int
    torso: float = 70.0


def shoot(walks: list[Walk], seconds: float) -> Iterator[Shot]:
    """Of each frame: its time, who is found, their joints with two pixels of noise, and their looks in the picture."""
    random = np.random.default_rng(0)
    for frame in range(round(seconds * FPS)):
        time = frame / FPS
        picture = ground(640, 360)
        who, joints = [], []
        for person, walk in enumerate(walks):
            x = walk.place(time)
            if np.isnan(x):
                continue
            points = _PERFORMANCE[(frame + 97 * person) % len(_PERFORMANCE)] * walk.torso + np.array(
                [x, 345], np.float32
            )
            draw_figure(picture, points.astype(np.float32), walk.torso, WARDROBE[walk.clothes])
            points = points + random.normal(0, 2, points.shape)
            joints.append(np.concatenate((points, np.ones((33, 2))), axis=1))
            who.append(person)
        found = kinetics18_from_mediapipe(np.array(joints, np.float32).reshape(-1, 33, 4), 1, 1, 0.5)
        order = random.permutation(len(who)).astype(int)
        bright = 1 + 0.05 * np.sin(time)  # a cloud passes
        seen = np.clip(picture * bright, 0, 255).astype(np.uint8)
        yield time, [who[n] for n in order], found[order], clothes(seen, found[order])


def follow(walks: list[Walk], frames: Iterable[Shot], looks: bool) -> tuple[int, float]:
    """Switches of identity, and IDF1."""
    tracker = Tracker(len(walks))
    last: dict[int, int] = {}
    switches = 0
    counts: dict[tuple[int, int], int] = {}
    for time, who, joints, colours in frames:
        people = tracker.update(joints, time, colours if looks else None)
        for number, row in zip(people.ids, people.joints, strict=True):
            person = who[int(np.flatnonzero((joints == row).all(axis=(1, 2)))[0])]
            switches += last.get(person, number) != number
            last[person] = number
            counts[person, number] = counts.get((person, number), 0) + 1
    return switches, idf1(counts)


def idf1(counts: dict[tuple[int, int], int]) -> float:
    """From how often each true person (first) was seen under each number (second); all that is there is found."""
    people, numbers = (sorted({pair[side] for pair in counts}) for side in range(2))
    table = np.array([[counts.get((person, number), 0) for number in numbers] for person in people])
    rows, columns = linear_sum_assignment(-table)
    return float(2 * table[rows, columns].sum() / (2 * table.sum()))


def there_between(x: float, *times: tuple[float, float]) -> Callable[[float], float]:
    return lambda time: x if any(start <= time < end for start, end in times) else _GONE


CROSSING = [Walk(lambda t: 60 + 80 * t, 0), Walk(lambda t: 580 - 80 * t, 1)]
HIDDEN = [
    Walk(lambda t: 60 + 40 * t if not 3 <= t < 5.5 else _GONE, 0),  # 2.5 s behind something
    Walk(there_between(560, (0, 12)), 1),
]
RETURNING = [
    Walk(there_between(120, (0, 3), (13, 17)), 0),  # comes back elsewhere and later
    Walk(there_between(320, (0, 17)), 1),
    Walk(lambda t: 540 if t < 4 else (500 if t > 9 else _GONE), 2),
]
LOOP = [Walk(lambda t: 100 + 200 * (t % 2), 1)]  # a clip that starts again every two seconds


@pytest.mark.parametrize(
    ("walks", "seconds", "without"),
    [(CROSSING, 6.5, 0), (HIDDEN, 10.0, 1), (RETURNING, 17.0, 2), (LOOP, 10.0, 4)],
    ids=["crossing", "hidden", "returning", "loop"],
)
def test_people_keep_their_numbers_by_their_clothes(walks: list[Walk], seconds: float, without: int) -> None:
    frames = list(shoot(walks, seconds))
    switches, share = follow(walks, frames, looks=True)
    assert (switches, share) == (0, 1.0)
    switches, share = follow(walks, frames, looks=False)
    assert switches >= without
    assert without == 0 or share < 0.95


def test_somebody_else_in_other_clothes_is_somebody_else() -> None:
    walks = [Walk(there_between(120, (0, 3)), 0), Walk(there_between(150, (6, 9)), 1)]
    tracker = Tracker(2)
    ids = [tracker.update(joints, time, colours).ids for time, _, joints, colours in shoot(walks, 9)]
    assert {number for found in ids for number in found} == {1, 2}


def test_of_two_who_look_alike_nobody_is_guessed() -> None:
    walks = [
        Walk(there_between(120, (0, 3)), 0), Walk(there_between(500, (0, 3)), 0), Walk(there_between(300, (6, 8)), 0)
    ]  # fmt: skip
    tracker = Tracker(3)
    ids = [tracker.update(joints, time, colours).ids for time, _, joints, colours in shoot(walks, 8)]
    assert ids[-1] == (3,)


def test_looks_are_forgotten_in_the_end() -> None:
    walks = [Walk(there_between(120, (0, 1), (8, 9)), 0)]
    for memory, last in ((10.0, (1,)), (5.0, (2,))):
        tracker = Tracker(1, memory=memory)
        ids = [tracker.update(joints, time, colours).ids for time, _, joints, colours in shoot(walks, 9)]
        assert ids[-1] == last


def test_idf1_counts_each_number_for_one_person() -> None:
    assert idf1({(0, 1): 6, (0, 2): 4, (1, 2): 5}) == pytest.approx(2 * (6 + 5) / 30)
    assert idf1({(0, 1): 6, (0, 2): 4, (1, 2): 3, (1, 1): 2}) == pytest.approx(2 * 9 / 30)
