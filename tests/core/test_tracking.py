import numpy as np
import pytest

from core.skeleton import kinetics18_from_mediapipe
from core.synthetic.motion import load_motions, perform
from core.tracking import Tracker, body_size, main_person, prominence, similarities, sum_prominence
from core.types import People


def person(x: float, y: float = 100, size: float = 80, confidence: float = 0.9, seed: int = 0) -> np.ndarray:
    """An (18, 3) cloud of joints around (x, y), size wide and 2·size high."""
    random = np.random.default_rng(seed)
    points = random.random((18, 2)) * (size, 2 * size) + (x - size / 2, y - size)
    return np.concatenate((points, np.full((18, 1), confidence)), axis=1).astype(np.float32)


def similarity(a: np.ndarray, b: np.ndarray, tolerance: float) -> float:
    """Of two people, joint by joint."""
    both = [joint for joint in range(18) if a[joint, 2] > 0 and b[joint, 2] > 0]
    scale = tolerance * max(body_size(a), body_size(b))
    near = [np.exp(-((a[j, 0] - b[j, 0]) ** 2 + (a[j, 1] - b[j, 1]) ** 2) / (2 * scale**2)) for j in both]
    return float(np.mean(near)) if near else 0.0


def test_size_of_a_body_is_the_root_of_its_box() -> None:
    joints = np.zeros((18, 3), np.float32)
    joints[[2, 10]] = [10, 20, 1], [40, 95, 1]
    assert body_size(joints) == pytest.approx(np.sqrt(30 * 75))
    joints[10] = [10, 95, 1]  # seen edge-on: as wide as a third of its height
    assert body_size(joints) == pytest.approx(np.sqrt(25 * 75))
    assert body_size(np.zeros((18, 3), np.float32)) == 0


def test_similarity_is_a_gaussian_of_the_distance_in_body_sizes() -> None:
    a = person(100)
    b = a + [12, 0, 0]
    ((same, moved),) = similarities(a[None], np.stack((a, b)).astype(np.float32), np.array([0.2]))
    assert same == pytest.approx(1)
    assert moved == pytest.approx(np.exp(-(12**2) / (2 * (0.2 * body_size(a)) ** 2)), rel=1e-4)
    hidden = a.copy()
    hidden[:9] = 0
    other = a.copy()
    other[9:] = 0
    assert similarities(hidden[None], other[None], np.array([0.1])) == 0  # no joint in common


def test_similarities_are_those_of_each_pair() -> None:
    a, b = np.stack([person(100), person(300, seed=1)]), np.stack([person(120), person(310), person(250, seed=2)])
    a[0, 5:9] = b[1, 2] = 0
    tolerance = np.array([0.2, 0.5])
    got = similarities(a, b, tolerance)
    for i in range(2):
        for j in range(3):
            assert got[i, j] == pytest.approx(similarity(a[i], b[j], float(tolerance[i])), rel=1e-5)
    assert similarities(a, np.zeros((1, 18, 3), np.float32), tolerance).tolist() == [[0], [0]]


def test_ids_stay_when_the_order_changes() -> None:
    tracker = Tracker(max_people=2)
    first = tracker.update(np.stack([person(100), person(400, seed=1)]), 0.0)
    assert first.ids == (1, 2)
    second = tracker.update(np.stack([person(405, seed=1), person(103)]), 0.033)
    assert second.ids == (1, 2)
    np.testing.assert_array_equal(second.joints[0], person(103))


def test_ids_stay_with_their_people_as_these_walk_past_each_other() -> None:
    tracker = Tracker(max_people=2)
    for step in range(60):
        left, right = person(100 + 5 * step, seed=1), person(400 - 5 * step, y=130, seed=2)
        people = tracker.update(np.stack([left, right] if step % 2 else [right, left]), step / 30)
    assert people.ids == (1, 2)
    np.testing.assert_array_equal(people.joints[0], left)


def test_a_short_absence_keeps_the_id_and_a_long_one_does_not() -> None:
    tracker = Tracker(max_people=1, max_gap=1.0)
    nobody = np.zeros((0, 18, 3), np.float32)
    assert tracker.update(person(100)[None], 0.0).ids == (1,)
    assert tracker.update(nobody, 0.5).ids == ()
    assert tracker.update(person(110)[None], 0.9).ids == (1,)
    assert tracker.update(person(110)[None], 2.0).ids == (2,)


Scene = list[tuple[list[int], np.ndarray]]


def crowd(people: int, seed: int, frames: int = 240, width: int = 1280) -> Scene:
    """Known truth at 30 pictures a second: drawn people of several sizes walk to and fro, doing something.

    Of each frame: who can be found (whoever is covered by someone nearer is not), and everyone ``(people, 18, 3)``.
    """
    random = np.random.default_rng(seed)
    performance, _ = perform(load_motions(), 30.0)
    torso = random.uniform(60, 90, people)
    start, pace = (
        random.uniform(100, width - 100, people),
        random.choice([-1, 1], people) * random.uniform(40, 220, people),
    )
    offset = random.integers(0, len(performance), people)
    scene: Scene = []
    for frame in range(frames):
        way = (start + pace * frame / 30 - 100) % (2 * (width - 200))
        x = 100 + np.minimum(way, 2 * (width - 200) - way)
        points = np.stack([torso[p] * performance[(offset[p] + frame) % len(performance)] for p in range(people)])
        points += np.stack([x, np.full(people, 650)], axis=1)[:, None].astype(np.float32)
        joints = kinetics18_from_mediapipe(np.concatenate((points, np.ones_like(points)), axis=2), 1, 1, 0.5)
        scene.append(([p for p in range(people) if not covered(p, joints, torso)], joints))
    return scene


def covered(one: int, joints: np.ndarray, torso: np.ndarray) -> bool:
    """More than half of the box lies behind somebody larger."""
    low, high = joints[..., :2].min(axis=1), joints[..., :2].max(axis=1)
    overlap = (np.minimum(high, high[one]) - np.maximum(low, low[one])).clip(0).prod(axis=1)
    return bool((overlap[torso > torso[one]] > 0.55 * (high[one] - low[one]).prod()).any())


def switches(tracker: Tracker, scene: Scene, seed: int = 0) -> int:
    """How often somebody is seen under another number than before; found with two pixels of noise, in any order."""
    random = np.random.default_rng(seed)
    last: dict[int, int] = {}
    count = 0
    for frame, (found, joints) in enumerate(scene):
        order = random.permutation(found).astype(int)
        seen = joints[order].copy()
        seen[..., :2] += random.normal(0, 2, seen[..., :2].shape)
        people = tracker.update(seen, frame / 30)
        for number, row in zip(people.ids, people.joints, strict=True):
            who = int(order[np.flatnonzero((seen == row).all(axis=(1, 2)))[0]])
            count += last.get(who, number) != number
            last[who] = number
    return count


def test_ids_stay_through_crossings_and_occlusions() -> None:
    scenes = [crowd(2, seed) for seed in range(4)]
    assert any(len(found) < 2 for scene in scenes for found, _ in scene)  # somebody is covered now and then
    assert [switches(Tracker(2), scene) for scene in scenes] == [0, 0, 0, 0]


def test_foresight_tells_six_people_apart_better() -> None:
    scenes = [crowd(6, seed) for seed in range(4)]
    with_it = sum(switches(Tracker(6), scene) for scene in scenes)
    without = sum(switches(Tracker(6, foresee=False), scene) for scene in scenes)
    assert with_it <= 12  # in 32 s of six people who pass each other all the time
    assert with_it < 0.7 * without


def test_numbers_go_on_from_people_known_already() -> None:
    tracker = Tracker(max_people=3)
    tracker.resume(People(np.stack([person(100), person(400, seed=1)]), (4, 7)), 5.0)
    people = tracker.update(np.stack([person(800, seed=2), person(405, seed=1), person(101)]), 5.033)
    assert people.ids == (4, 7, 8)
    np.testing.assert_array_equal(people.joints[1], person(405, seed=1))


def test_someone_elsewhere_is_someone_else() -> None:
    tracker = Tracker(max_people=2)
    tracker.update(person(100)[None], 0.0)
    assert tracker.update(person(600)[None], 0.033).ids == (2,)


def test_one_person_found_twice_counts_once() -> None:
    sure, unsure = person(100, confidence=0.9), person(102, confidence=0.5)
    people = Tracker(max_people=2).update(np.stack([unsure, sure]), 0.0)
    assert people.ids == (1,)
    np.testing.assert_array_equal(people.joints[0], sure)


def test_only_the_most_prominent_people_are_kept_and_empty_ones_never() -> None:
    crowd = np.stack([person(100, size=40), np.zeros((18, 3), np.float32), person(400, size=90), person(800, size=60)])
    people = Tracker(max_people=2).update(crowd, 0.0)
    assert sorted(people.joints[:, 0, 0].tolist()) == sorted([crowd[2, 0, 0], crowd[3, 0, 0]])


def test_of_too_many_people_the_same_ones_are_kept() -> None:
    tracker = Tracker(max_people=2)
    crowd = [person(100 + 250 * place, size=60, seed=place) for place in range(5)]
    tracker.update(np.stack(crowd[:2]), 0.0)
    for step in range(1, 30):
        sizes = 60 * (1 + 0.2 * np.sin(step + np.arange(5)))  # now one, now another looks larger
        now = [person(100 + 250 * place, size=float(size), seed=place) for place, size in enumerate(sizes)]
        assert tracker.update(np.stack(now), step / 30).ids == (1, 2)
    giant = person(1300, size=300, seed=9)
    assert tracker.update(np.stack([*crowd, giant]), 1.0).ids[-1] == 3  # in front of them all


def test_main_person_has_the_largest_summed_prominence() -> None:
    seen: dict[int, float] = {}
    tracker = Tracker(max_people=2)
    for step in range(4):
        crowd = [person(100, size=50), *([person(500, size=40, seed=1)] if step < 2 else [])]
        sum_prominence(seen, tracker.update(np.stack(crowd), step / 30))
    assert seen[1] == pytest.approx(4 * prominence(person(100, size=50)), rel=1e-5)
    assert seen[2] == pytest.approx(2 * prominence(person(500, size=40, seed=1)), rel=1e-5)
    assert main_person(seen) == 1
    assert main_person({1: 2.0, 2: 3.0}) == 2
    assert main_person({2: 3.0, 1: 3.0}) == 1
    assert main_person({}) is None
