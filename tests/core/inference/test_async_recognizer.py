import threading
from dataclasses import replace

import numpy as np
import pytest

from core.inference.async_recognizer import EVIDENCE_HOP, AsyncRecognizer, choose_hop, may_weigh
from core.inference.recognizer import Recognizer
from core.types import People
from tests.core.fakes import random_model, small_info
from tests.core.inference.fakes import motion


@pytest.mark.parametrize(
    ("cost", "natural", "hop"),
    [
        (0.005, 0.08, 0.08),  # no more often than there are new frames
        (0.005, 1 / 300, 0.01),  # half a core
        (0.1, 0.03, 0.15),  # half a core would miss the deadline: hop and cost are 0.25 s together
        (0.2, 0.03, 0.2),  # the deadline cannot be kept: one after the other
    ],
)
def test_the_hop_follows_from_cost_and_deadline(cost: float, natural: float, hop: float) -> None:
    assert choose_hop(cost, natural, deadline=0.25) == pytest.approx(hop)


def test_evidence_takes_a_small_share_of_the_programs_processor_time() -> None:
    assert may_weigh(0.04, EVIDENCE_HOP, spent=0.5)
    assert not may_weigh(0.04, EVIDENCE_HOP, spent=0.49)  # it would be more than 8 %
    assert not may_weigh(0.001, EVIDENCE_HOP - 0.01, spent=9.0)  # more often than the eye follows


def test_looks_for_evidence_wait_until_the_program_has_worked_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that takes 0.04 s, while a frame of the chain, every 0.1 s of a camera, takes 1/16 s of the processor."""
    ours, spent = recognizer(), [0.0]
    monkeypatch.setattr("core.inference.async_recognizer.clock.process_time", lambda: spent[0])
    answer = ours.infer
    ours.infer = lambda request: tuple(  # type: ignore[method-assign]
        replace(each, latency=0.0, evidence_latency=0.04 if each.evidence_latency else 0.0) for each in answer(request)
    )
    beside, fresh = AsyncRecognizer(ours), []
    for index, person in enumerate(motion(frames=22)):
        said = beside.push(People(person[None], (1,)), index * 0.1)[0]
        fresh.append(said.evidence_latency > 0)
        beside.wait()
        spent[0] += 1 / 16
    beside.close()
    assert np.flatnonzero(fresh).tolist() == [1, 9, 17]  # half a second of the processor apart, told one frame later


def recognizer() -> Recognizer:
    return Recognizer(random_model(small_info()), small_info())


def test_pushing_returns_at_once_and_the_answer_comes_with_a_later_push() -> None:
    ours, held = recognizer(), threading.Event()
    answer, asked = ours.infer, []

    def slowly(request):
        assert held.wait(10)
        asked.append(request.time)
        return answer(request)

    ours.infer = slowly  # type: ignore[method-assign]
    beside = AsyncRecognizer(ours)
    joints = motion(frames=12)
    for index in range(5):
        said = beside.push(People(joints[index][None], (1,)), index / 30)[0]
        assert (said.state, said.scores.any()) == ("warming_up", False)
    held.set()
    beside.wait()
    said = beside.push(People(joints[5][None], (1,)), 5 / 30)[0]
    expected = recognizer().push(People(joints[:1], (1,)), 0.0)[0]
    np.testing.assert_allclose(said.scores, expected.scores, atol=1e-6)  # of the first frame, which was asked
    beside.wait()
    beside.close()
    assert asked[0] == 0.0
    assert set(asked) <= {0.0, 5 / 30}  # nothing queued meanwhile


def test_the_hop_is_set_by_what_was_measured() -> None:
    ours = recognizer()
    beside = AsyncRecognizer(ours)
    for index, person in enumerate(motion(frames=3)):
        beside.push(People(person[None], (1,)), float(index))
        beside.wait()
    assert beside.hop >= 1 / 20  # the network's frames
    assert ours.hop == 0  # a file that is judged next is judged as if there had been no camera
    beside.close()


def test_reset_forgets_what_is_still_being_asked() -> None:
    ours = recognizer()
    beside = AsyncRecognizer(ours)
    people = People(motion()[:1], (1,))
    beside.push(people, 5.0)
    beside.reset()
    assert not beside.push(people, 0.0)[0].scores.any()
    beside.close()


def test_an_error_of_the_network_is_raised_by_the_next_push() -> None:
    ours = recognizer()

    def broken(request):
        raise ValueError("broken")

    ours.infer = broken  # type: ignore[method-assign]
    beside = AsyncRecognizer(ours)
    people = People(motion()[:1], (1,))
    beside.push(people, 0.0)
    beside.wait()
    with pytest.raises(ValueError, match="broken"):
        beside.push(people, 1.0)
    beside.close()


def test_evidence_is_found_for_one_person_at_a_time_and_the_recognizer_keeps_its_own_pace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.inference.async_recognizer.may_weigh", lambda cost, waited, spent: waited >= 0.25)
    ours = recognizer()
    ours.followed = 2
    beside = AsyncRecognizer(ours)
    joints = motion(frames=9)
    fresh = []
    for index, person in enumerate(joints):
        said = beside.push(People(np.repeat(person[None], 2, 0), (1, 2)), index * 0.3)
        fresh.append([each.id for each in said if each.evidence_latency])
        beside.wait()
    beside.close()
    assert fresh[1] == [2]
    assert all(len(ids) <= 1 for ids in fresh)
    assert [ids[0] for ids in fresh[1:]] == [2, 1, 2, 2, 2, 1, 2, 2]  # the followed one three times as often
    assert (ours.evidence_hop, ours.evidence_people) == (0.0, None)


def test_an_answer_about_nobody_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was asked about may not be there any more when the networks get to it."""
    ours = recognizer()
    monkeypatch.setattr(ours, "infer", lambda request: ())
    beside = AsyncRecognizer(ours)
    for index, person in enumerate(motion(frames=3)):
        said = beside.push(People(person[None], (1,)), index * 0.3)
        beside.wait()
    beside.close()
    assert [each.state for each in said] == ["warming_up"]


def test_a_network_that_fails_once_is_asked_again() -> None:
    ours = recognizer()
    answer, left = ours.infer, [1]

    def failing(request):
        if left[0]:
            left[0] -= 1
            raise RuntimeError("out of memory")
        return answer(request)

    ours.infer = failing  # type: ignore[method-assign]
    beside = AsyncRecognizer(ours)
    joints = motion(frames=30)
    failures = 0
    for index in range(30):
        try:
            said = beside.push(People(joints[index][None], (1,)), index / 15)[0]
        except RuntimeError:
            failures += 1
        beside.wait()
    assert failures == 1
    assert said.scores.sum() == pytest.approx(1, abs=1e-5)
    beside.close()
