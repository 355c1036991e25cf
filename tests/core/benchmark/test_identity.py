import json

import motmetrics  # type: ignore[import-untyped]
import numpy as np
import pytest

from core.benchmark import identity
from core.benchmark.__main__ import parser
from core.benchmark.identity import SCENES, Shot, Sightings, Walk, follow, follow_found, idf1, measure, shoot, switches
from core.types import Frame


def oracle(sightings: Sightings) -> tuple[float, int]:
    """IDF1 and switches by motmetrics."""
    told = motmetrics.MOTAccumulator(auto_id=True)
    for who, ids, pairs in sightings:
        distances = np.full((len(who), len(ids)), np.nan)
        for person, number in pairs:
            distances[who.index(person), ids.index(number)] = 0.0
        told.update(list(who), list(ids), distances)
    row = motmetrics.metrics.create().compute(told, metrics=["idf1", "num_switches"]).iloc[0]
    return float(row["idf1"]), int(row["num_switches"])


def at_random(seed: int) -> Sightings:
    """People who are missed, numbers that are nobody's, and changes of both."""
    random = np.random.default_rng(seed)
    number = list(range(1, 5))
    sightings: Sightings = []
    for _ in range(60):
        if random.random() < 0.2:
            random.shuffle(number)
        who = tuple(person for person in range(3) if random.random() < 0.8)
        found = [person for person in who if random.random() < 0.9]
        nobody = (9,) if random.random() < 0.2 else ()
        ids = tuple(number[person] for person in found) + nobody
        sightings.append((who, ids, [(person, number[person]) for person in found]))
    return sightings


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_those_of_motmetrics(seed: int) -> None:
    sightings = at_random(seed)
    share, changes = oracle(sightings)
    assert 0.3 < share < 0.9
    assert changes > 5
    assert idf1(sightings) == pytest.approx(share, abs=1e-12)
    assert switches(sightings) == changes


def test_figures_of_a_scene_are_those_of_motmetrics() -> None:
    walks, seconds = SCENES["returning"](np.random.default_rng(3))
    sightings = follow(shoot(walks, seconds, 5.0), len(walks), looks=False)
    assert (idf1(sightings), switches(sightings)) == pytest.approx(oracle(sightings), abs=1e-12)
    assert idf1(sightings) < 1


def test_nobody_and_nothing() -> None:
    assert idf1([((), (), [])]) == 1.0
    assert idf1([((0,), (), [])]) == 0.0


@pytest.mark.parametrize("scene", SCENES)
def test_scenes_are_what_they_are_called(scene: str) -> None:
    walks, seconds = SCENES[scene](np.random.default_rng(identity.FIRST_SEED))
    times = np.arange(round(seconds * 15)) / 15
    places = np.array([[walk.place(time) for time in times] for walk in walks])
    gone = np.isnan(places)
    if scene == "crossing":
        assert not gone.all(axis=1).any()
        both = ~gone[:2].any(axis=0)
        assert len(set(np.sign(places[0] - places[1])[both])) > 1  # each comes to be on the other's other side
    elif scene == "hidden":
        assert 2.0 <= gone[0].sum() / 15 <= 3.1
        assert not gone[1].any()
    elif scene == "returning":
        assert [bool(row.any()) for row in gone] == [False, True, True]
        assert all(row[0] == row[-1] == 0 and row.sum() >= 4 * 15 - 1 for row in gone[1:])
    else:
        assert seconds == 54
        assert not gone.any()
        assert 9 <= (np.diff(places[0]) < -50).sum() <= 27  # it starts again


def test_whoever_is_behind_somebody_is_not_to_be_found() -> None:
    shots = list(shoot([Walk(lambda t: 300, 0, 60), Walk(lambda t: 300 if t >= 1 else 500, 1, 80)], 2, 5))
    assert [len(shot.who) for shot in shots] == [2] * 5 + [1] * 5
    assert shots[-1].who == (1,)
    assert shots[0].joints.shape == (2, 18, 3)


class Knowing:
    """A pose back end that finds all of those who are to be found, in another order, and one who is not there."""

    def __init__(self, shots: list[Shot]) -> None:
        self.shots = shots

    def detect(self, frame: Frame) -> np.ndarray:
        joints = self.shots[frame.index].joints
        ghost = joints[:1].copy()
        ghost[..., 0] += 150
        return np.concatenate((joints[::-1], ghost))

    def reset(self) -> None:
        pass


def test_whom_a_back_end_finds_is_compared_with_who_is_there() -> None:
    shots = list(shoot([Walk(lambda t: 150, 0, 60), Walk(lambda t: 400, 1, 70)], 2, 5))
    sightings = follow_found(shots, Knowing(shots), 3)  # type: ignore[arg-type]
    assert switches(sightings) == 0
    assert idf1(sightings) == pytest.approx(2 * 20 / (20 + 30))


def test_a_row_puts_scenes_together(capsys: pytest.CaptureFixture[str]) -> None:
    row = measure("hidden", (100, 101), 6.0)
    assert (row.scenes, row.people, row.ids, row.switches, row.idf1, row.worst) == (2, 4, 4, 0, 1.0, 1.0)
    arguments = parser().parse_args(["identity", "--scenes", "crossing", "--seeds", "1", "--fps", "6", "--json"])
    identity.run(arguments)
    (told,) = json.loads(capsys.readouterr().out)["scenes"]
    assert told["scene"] == "crossing"
    assert told["idf1"] >= 0.95
