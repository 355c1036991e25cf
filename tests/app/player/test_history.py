import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from app.player.corrections import Correction
from app.player.history import NEAR, Library, Results, Run
from core.labels import SteadyLabel
from core.types import Frame, FrameResult, People, Prediction


def result(time: float, people: int = 1, score: float = 0.75) -> FrameResult:
    joints = np.full((people, 18, 3), time, np.float32)
    ids = tuple(range(1, people + 1))
    gate = np.full((4, 6), 0.5, np.float32)
    gate[0] = 0.9
    predictions = tuple(
        Prediction(
            id, "ok", 1.5, 1.0, np.array([score, 1 - score], np.float32), gate=gate, focus=np.ones(18, np.float32)
        )
        for id in ids
    )
    return FrameResult(Frame(0, time, np.zeros((48, 64, 3), np.uint8)), People(joints, ids), predictions)


def filled(results: Results, start: float, end: float, rate: float = 10.0, network: str = "a") -> Run:
    run = results.begin(int(start * 100), network)
    for index in range(round((end - start) * rate) + 1):
        run.add(result(start + index / rate))
    return run


def test_a_moment_is_found_in_the_run_that_covers_it() -> None:
    results = Results()
    first = filled(results, 0.0, 5.0)
    second = filled(results, 60.0, 63.0)
    for time, run, at in ((0.0, first, 0.0), (2.0, first, 2.0), (2.09, first, 2.0), (61.5, second, 61.5)):
        found = results.find(time)
        assert found is not None
        assert found.run is run
        assert found.time == pytest.approx(at)
    assert results.find(5.05) is None  # after the end nobody knows
    assert results.find(59.99) is None
    assert results.find(30.0) is None


def test_a_hole_is_not_covered() -> None:
    results = Results()
    run = results.begin(1, "a")
    for time in (0.0, 1.0, 2.0):
        run.add(result(time))
    assert results.find(1.0 + NEAR - 0.01) is not None
    assert results.find(1.0 + NEAR + 0.01) is None
    assert results.find(1.0 + NEAR + 0.01, near=0.5) is not None


def test_the_nearer_result_counts_and_of_equal_ones_the_newer() -> None:
    results = Results()
    sparse = filled(results, 0.0, 4.0, rate=4.0)
    dense = filled(results, 0.0, 4.0, rate=20.0)
    assert results.find(1.05).run is dense  # type: ignore[union-attr]
    newest = filled(results, 0.0, 4.0, rate=4.0)
    assert results.find(1.05).run is dense  # type: ignore[union-attr]
    assert results.find(1.25).run is newest  # type: ignore[union-attr]
    assert sparse.worth


def test_short_runs_count_only_while_they_last() -> None:
    results = Results()
    short = filled(results, 10.0, 10.5)
    assert results.find(10.2) is None
    assert results.find(10.2, current=short) is not None
    long = filled(results, 20.0, 22.0)
    assert results.find(10.2, current=short) is None  # forgotten
    assert results.find(21.0, current=long) is not None


def test_what_is_kept_is_what_was_found() -> None:
    results = Results()
    run = results.begin(1, "a")
    run.add(result(0.5, people=2, score=0.3))
    frame = Frame(5, 0.5, np.zeros((48, 64, 3), np.uint8))
    kept = run.recall(0, frame)
    assert kept.frame is frame
    np.testing.assert_array_equal(kept.people.joints, np.full((2, 18, 3), 0.5, np.float32))
    assert [prediction.id for prediction in kept.predictions] == [1, 2]
    assert kept.predictions[1].state == "ok"
    assert (kept.predictions[1].held, kept.predictions[1].needed) == (1.5, 1.0)
    np.testing.assert_allclose(kept.predictions[1].scores, [0.3, 0.7], atol=1e-3)
    assert kept.predictions[0].gate is None
    gates = run.recall(0, frame, gates=True).predictions[0].gate
    assert gates is not None
    np.testing.assert_allclose(gates, np.full((1, 6), 0.6), atol=1e-3)  # the mean over channels
    nobody = results.begin(2, "a")
    nobody.add(FrameResult(frame, People(np.zeros((0, 18, 3), np.float32), ()), ()))
    assert nobody.recall(0, frame).predictions == ()


def test_people_move_on_between_two_frames() -> None:
    run = filled(Results(), 0.0, 2.0)
    np.testing.assert_allclose(run.people_at(10, 1.0).joints, np.full((1, 18, 3), 1.0), rtol=1e-6)
    moved = run.people_at(10, 1.025).joints
    np.testing.assert_allclose(moved[..., :2], np.full((1, 18, 2), 1.025), rtol=1e-6)
    np.testing.assert_allclose(moved[..., 2], np.full((1, 18), 1.0))  # confidence is that of the frame that was seen
    np.testing.assert_allclose(run.people_at(20, 2.1).joints[..., 0], np.full((1, 18), 2.0))  # after the last
    run._rows[11].joints[0, 3] = 0
    np.testing.assert_allclose(run.people_at(10, 1.05).joints[0, 3, :2], (1.0, 1.0))  # not towards a missing joint


def test_the_label_that_was_shown_is_kept() -> None:
    run = Results().begin(1, "a")
    made = result(0.5)
    steady = SteadyLabel(1, mean=(0.1, 0.8, 0.1))
    run.add(replace(made, predictions=(replace(made.predictions[0], steady=steady),)))
    assert run.recall(0, made.frame).predictions[0].shown == 1  # although class 0 has the best score


def test_what_covers_a_short_file_is_worth_being_kept() -> None:
    results = Results()
    short = results.begin(1, "a")
    short.add(result(0.0))
    assert not short.worth
    short.complete = True
    results.begin(2, "b")
    assert [run.number for run in results.runs()] == [1, 2]
    assert results.complete_run("a") is short
    assert results.complete_run("b") is None


def test_people_between_two_moments() -> None:
    run = filled(Results(), 0.0, 2.0)
    times = [time for time, _ in run.between(0.5, 1.0)]
    assert times == pytest.approx([0.6, 0.7, 0.8, 0.9])


def test_the_past_of_a_moment_is_thinned_out_evenly() -> None:
    run = filled(Results(), 0.0, 20.0)
    past = [result.frame.time for result in run.history(150, 5.0)]
    assert past == pytest.approx([10.0 + index / 10 for index in range(51)])
    thin = [result.frame.time for result in run.history(150, 5.0, most=20)]
    assert thin == pytest.approx([10.2 + 0.3 * index for index in range(17)])
    assert [result.frame.time for result in run.history(0, 5.0)] == [0.0]


def test_ten_minutes_take_little_room() -> None:
    run = Results().begin(1, "a")
    tracemalloc.start()
    for index in range(1800):  # a tenth of it
        run.add(result(index / 30))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used / 1800 < 2000  # bytes a frame: 36 MB for 10 minutes


def test_small_pictures_are_spaced_and_found() -> None:
    results = Results(duration=60.0)
    for index in range(100):
        image = np.full((480, 720, 3), index, np.uint8)
        results.pictures.add(Frame(index, index / 20, image))
    assert len(results.pictures) == 20  # four a second
    frame = results.pictures.preview(2.52, (720, 480))
    assert frame is not None
    assert frame.image.shape == (480, 720, 3)
    assert frame.time == 2.52
    assert abs(float(frame.image.mean()) - 50) < 2
    assert results.pictures.preview(30.0, (720, 480)) is None
    assert Results(duration=3600.0).pictures.spacing == pytest.approx(1.8)


def test_the_library_keeps_the_last_sources_apart() -> None:
    library = Library()
    first = library.results("a.mp4", 0, (2, 0), 10.0)
    assert library.results("a.mp4", 0, (2, 0), 10.0) is first
    assert library.results("a.mp4", 1, (2, 0), 10.0) is not first
    assert library.results("a.mp4", 0, (3, 1), 10.0) is not first
    for name in "bcd":
        library.results(name, 0, (2, 0), 10.0)
    assert library.results("a.mp4", 0, (2, 0), 10.0) is not first  # forgotten by now


def two_people(results: Results, score: float = 0.75) -> Run:
    """Number 1 goes after 1 s, and comes back as 3 at 2 s; number 2 is there all the time."""
    run = results.begin(1, "a")
    for index in range(30):
        made = result(index / 10, 2)
        first, second = made.predictions
        ids = (1, 2) if index < 10 else (2,) if index < 20 else (2, 3)
        named = {1: first, 2: second, 3: first}
        joints = np.stack([np.full((18, 3), 10 + (id == 2), np.float32) for id in ids])
        predictions = tuple(
            replace(named[id], id=id, scores=np.array([score + (id == 2) / 8, 0], np.float32)) for id in ids
        )
        run.add(replace(made, people=People(joints, ids), predictions=predictions))
    run.complete = True
    return run


def test_people_are_merged_and_the_merge_is_taken_back() -> None:
    results = Results()
    run = two_people(results)
    assert run.never_with(1) == (3,)
    assert run.never_with(2) == ()
    assert results.correct(Correction("merge", 1, 3), 7)
    (corrected,) = results.runs()
    assert corrected.number == 7
    assert corrected.complete
    assert [corrected.people(place).ids for place in (0, 15, 25)] == [(1, 2), (2,), (1, 2)]
    later = corrected.recall(25, Frame(0, 2.5, np.zeros((48, 64, 3), np.uint8)))
    assert later.people.joints[:, 0, 0].tolist() == [10, 11]  # the order is that of the numbers, and all go along
    assert [(each.id, float(each.scores[0])) for each in later.predictions] == [(1, 0.75), (2, 0.875)]
    assert results.corrections == 1
    assert results.undo_correction()
    assert results.runs() == (run,)
    assert run.people(25).ids == (2, 3)  # it was not touched
    assert not results.undo_correction()


def test_people_are_swapped_from_a_moment_on() -> None:
    results = Results()
    two_people(results)
    results.correct(Correction("swap", 2, 3, 2.5), 8)
    (corrected,) = results.runs()
    before, after = corrected.people(24), corrected.people(25)
    assert (before.ids, before.joints[:, 0, 0].tolist()) == ((2, 3), [11, 10])
    assert (after.ids, after.joints[:, 0, 0].tolist()) == ((2, 3), [10, 11])


def test_only_a_file_that_was_analysed_as_a_whole_is_corrected() -> None:
    results = Results()
    run = two_people(results)
    run.complete = False
    assert not results.correct(Correction("merge", 1, 3), 7)
    assert results.runs() == (run,)


def test_people_of_exactly_one_frame() -> None:
    run = two_people(Results())
    assert run.find(2.5).ids == (2, 3)
    assert run.find(2.55).ids == ()


def test_analysing_again_and_again_does_not_pile_up_results() -> None:
    results = Results()
    long = filled(results, 0.0, 20.0)
    complete = []
    for number in range(100):
        for network in ("a", "b"):
            run = filled(results, 0.0, 5.0 if number % 2 else 6.0, network=network)
            run.complete = number % 2 == 0
            complete += [run] if run.complete else []
    making = results.begin(1000, "a", closed=True)
    last = results.begin(1001, "a")
    kept = results.runs()
    assert len(kept) == 30 + 2 + 2
    assert {long, making, last, *complete[-2:]} <= set(kept)
    assert results.complete_run("a") is complete[-2]
