import numpy as np
import pytest

from core.video.tracking import Tracker, body_size, main_person, prominence, similarity, sum_prominence


def person(x: float, y: float = 100, size: float = 80, confidence: float = 0.9, seed: int = 0) -> np.ndarray:
    """An (18, 3) cloud of joints around (x, y), size wide and 2·size high."""
    random = np.random.default_rng(seed)
    points = random.random((18, 2)) * (size, 2 * size) + (x - size / 2, y - size)
    return np.concatenate((points, np.full((18, 1), confidence)), axis=1).astype(np.float32)


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
    assert similarity(a, a, 0.1) == pytest.approx(1)
    assert similarity(a, b.astype(np.float32), 0.2) == pytest.approx(
        np.exp(-(12**2) / (2 * (0.2 * body_size(a)) ** 2)), rel=1e-4
    )
    hidden = a.copy()
    hidden[:9] = 0
    other = a.copy()
    other[9:] = 0
    assert similarity(hidden, other, 0.1) == 0  # no joint in common


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
