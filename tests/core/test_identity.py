"""Who is who in scenes with known truth: people who cross, hide behind others, leave and come back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.benchmark.identity import Walk, follow, idf1, shoot, switches
from core.pose.clothes import clothes
from core.tracking import Tracker

FPS = 8


def there_between(x: float, *times: tuple[float, float]) -> Callable[[float], float]:
    return lambda time: x if any(start <= time < end for start, end in times) else float("nan")


CROSSING = [Walk(lambda t: 60 + 80 * t, 0), Walk(lambda t: 580 - 80 * t, 1, offset=97)]
HIDDEN = [
    Walk(lambda t: 60 + 40 * t if not 3 <= t < 5.5 else float("nan"), 0),  # 2.5 s behind something
    Walk(there_between(560, (0, 12)), 1, offset=97),
]
RETURNING = [
    Walk(there_between(120, (0, 3), (13, 17)), 0),  # comes back elsewhere and later
    Walk(there_between(320, (0, 17)), 1, offset=97),
    Walk(lambda t: 540 if t < 4 else (500 if t > 9 else float("nan")), 2, offset=194),
]
LOOP = [Walk(lambda t: 100 + 200 * (t % 2), 1)]  # a clip that starts again every two seconds


@pytest.mark.parametrize(
    ("walks", "seconds", "without"),
    [(CROSSING, 6.5, 0), (HIDDEN, 10.0, 1), (RETURNING, 17.0, 2), (LOOP, 10.0, 4)],
    ids=["crossing", "hidden", "returning", "loop"],
)
def test_people_keep_their_numbers_by_their_clothes(walks: list[Walk], seconds: float, without: int) -> None:
    shots = list(shoot(walks, seconds, FPS))
    sightings = follow(shots, len(walks))
    assert (switches(sightings), idf1(sightings)) == (0, 1.0)
    sightings = follow(shots, len(walks), looks=False)
    assert switches(sightings) >= without
    assert without == 0 or idf1(sightings) < 0.95


def numbers(walks: list[Walk], seconds: float) -> list[tuple[int, ...]]:
    return [ids for _, ids, _ in follow(shoot(walks, seconds, FPS), len(walks))]


def test_somebody_else_in_other_clothes_is_somebody_else() -> None:
    walks = [Walk(there_between(120, (0, 3)), 0), Walk(there_between(150, (6, 9)), 1)]
    assert {number for ids in numbers(walks, 9) for number in ids} == {1, 2}


def test_somebody_else_where_somebody_just_was_is_told_by_their_clothes() -> None:
    walks = [Walk(there_between(120, (0, 3)), 0), Walk(there_between(120, (3.5, 5)), 1)]
    assert numbers(walks, 5)[-1] == (2,)
    same = [Walk(there_between(120, (0, 3), (3.5, 5)), 0)]
    assert numbers(same, 5)[-1] == (1,)


def test_of_two_who_look_alike_nobody_is_guessed() -> None:
    walks = [
        Walk(there_between(120, (0, 3)), 0), Walk(there_between(500, (0, 3)), 0), Walk(there_between(300, (6, 8)), 0)
    ]  # fmt: skip
    assert numbers(walks, 8)[-1] == (3,)


def test_looks_are_forgotten_in_the_end() -> None:
    shots = list(shoot([Walk(there_between(120, (0, 1), (8, 9)), 0)], 9, FPS))
    for memory, last in ((10.0, (1,)), (5.0, (2,))):
        tracker = Tracker(1, memory=memory)
        ids = [tracker.update(shot.joints, shot.time, clothes(shot.picture, shot.joints)).ids for shot in shots]
        assert ids[-1] == last
