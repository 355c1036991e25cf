import numpy as np
import pytest
import torch
from scipy.special import logit

from core.errors import NoNumbersError
from core.inference.async_recognizer import AsyncRecognizer
from core.inference.ensemble import Member
from core.inference.recognizer import Recognizer
from core.inference.stream_recognizer import StreamRecognizer, why_not
from core.streams import prepare
from core.types import People
from core.window import network_input
from tests.core.fakes import random_model, small_info
from tests.core.inference.fakes import ARGS, CAUSAL, motion

SIZE = (320, 240)


def step_by_step(name: str) -> StreamRecognizer:
    info = CAUSAL[name]
    return StreamRecognizer(Member(random_model(info), info))


@pytest.mark.parametrize("name", CAUSAL)
def test_steps_say_what_the_network_says_of_the_clip_so_far(name: str) -> None:
    info = CAUSAL[name]
    steps, joints = step_by_step(name), motion(0, 20)
    clip = network_input(joints, SIZE if name == "picture" else None, "running")
    x = torch.from_numpy(clip).permute(2, 0, 1)[None, ..., None]
    for index in range(20):
        said = steps.push(People(joints[index][None], (1,)), index / 20, SIZE)[0].scores
        with torch.no_grad():
            expected = random_model(info)(prepare(x[:, :, : 1 + index], info)).softmax(1)[0].numpy()
        np.testing.assert_allclose(said, expected, atol=1e-5)


@pytest.mark.parametrize("name", CAUSAL)
def test_steps_say_what_the_window_says_once_it_is_full(name: str) -> None:
    info = CAUSAL[name]
    steps, windows = step_by_step(name), Recognizer(random_model(info), info)
    a, b = motion(0, 20), motion(4, 20, seed=3)
    for index in range(20):
        joints, ids = (np.stack([a[index], b[index]]), (1, 2)) if index >= 5 else (a[index][None], (1,))
        people = People(joints, ids)
        stepped = steps.push(people, index / 20, SIZE)
        whole = windows.push(people, index / 20, SIZE)
        assert [prediction.id for prediction in stepped] == list(ids)
        for ours, theirs in zip(stepped, whole, strict=True):
            assert (ours.held, ours.state) == (pytest.approx(theirs.held), theirs.state)
    np.testing.assert_allclose(stepped[0].scores, whole[0].scores, atol=1e-5)


def test_a_slower_or_faster_camera_is_resampled_to_the_networks_rate() -> None:
    """Straight motion seen 12 or 50 times a second gives the same as 20 times a second."""
    start, end = motion(0, 20)[[0, -1]]

    def at(time: float) -> People:
        return People((start + (end - start) * np.float32(time))[None].astype(np.float32), (1,))

    said = []
    for rate in (20, 12, 50):
        steps = step_by_step("stgcn")
        for index in range(round(0.9 * rate) + 1):
            prediction = steps.push(at(index / rate), index / rate)[0]
        said.append(prediction.scores)
        assert prediction.held == pytest.approx(18 / 20, abs=1 / 20)
    moments = step_by_step("stgcn")
    for index in range(18):
        scores = moments.push(at(index / 20), index / 20)[0].scores
    at_085, at_09 = scores, moments.push(at(0.9), 0.9)[0].scores
    np.testing.assert_allclose(said[0], at_09, atol=1e-5)
    np.testing.assert_allclose(said[1], at_09, atol=2e-3)  # up to 11 / 12 s: the last moment is 0.9 s
    np.testing.assert_allclose(said[2], at_09, atol=2e-3)
    assert np.abs(at_085 - at_09).max() < 0.1


def test_between_moments_the_last_prediction_is_repeated() -> None:
    steps = step_by_step("stgcn")
    said = [steps.push(People(p[None], (1,)), i / 60)[0] for i, p in enumerate(motion(frames=7))]
    assert len({id(prediction) for prediction in said}) == 3  # at 0, 1/20 and 2/20 s


def test_asking_once_at_the_end_is_asking_all_the_time() -> None:
    """As long as a window holds what was remembered; nobody begins before they are there."""
    always, once = step_by_step("stfnet"), step_by_step("stfnet")
    a, b = motion(0, 20), motion(4, 20, seed=3)
    for index in range(20):
        joints, ids = (np.stack([a[index], b[index]]), (1, 2)) if index >= 5 else (a[index][None], (1,))
        expected = always.push(People(joints, ids), index / 20)
        if index < 19:
            once.observe(People(joints, ids), index / 20)
    said = once.push(People(joints, ids), 19 / 20)
    for ours, theirs in zip(said, expected, strict=True):
        np.testing.assert_allclose(ours.scores, theirs.scores, atol=1e-6)
        assert (ours.gate.shape, ours.held) == (theirs.gate.shape, pytest.approx(theirs.held))


def test_whoever_comes_back_later_starts_anew() -> None:
    steps, fresh = step_by_step("stfnet"), step_by_step("stfnet")
    joints = motion(frames=21)
    for index in range(20):
        steps.push(People(joints[index][None], (1,)), index / 20)
    steps.push(People(np.zeros((0, 18, 3), np.float32), ()), 3.0)
    again = steps.push(People(joints[20:], (1,)), 3.05)[0]
    first = fresh.push(People(joints[20:], (1,)), 0.0)[0]
    np.testing.assert_allclose(again.scores, first.scores, atol=1e-5)
    steps.reset()
    np.testing.assert_allclose(steps.push(People(joints[20:], (1,)), 0.0)[0].scores, first.scores, atol=1e-6)


def test_people_of_two_sources_do_not_meet() -> None:
    one = step_by_step("stgcn")
    other, alone = one.fork(), step_by_step("stgcn")
    for index in range(10):
        one.push(People(motion(0)[index][None], (1,)), index / 20)
        ours = other.push(People(motion(4)[index][None], (1,)), index / 20)[0]
        theirs = alone.push(People(motion(4)[index][None], (1,)), index / 20)[0]
    np.testing.assert_array_equal(ours.scores, theirs.scores)


def test_explanations_reach_over_the_window() -> None:
    steps = step_by_step("stfnet")
    for index, person in enumerate(motion(frames=25)):
        prediction = steps.push(People(person[None], (1,)), index / 20)[0]
        assert prediction.gate is not None
        assert prediction.gate.shape == (32, min(index + 1, 20))
        assert prediction.feature_map is not None
        assert prediction.feature_map.shape == (min(index + 1, 20), 18)
    assert prediction.focus is not None
    assert prediction.focus.max() == pytest.approx(1)
    assert {relation.shape for relation in prediction.relations} == {(18, 18), (18, 6)}


def test_beside_pose_estimation_no_moment_is_left_out() -> None:
    beside, plain = AsyncRecognizer(step_by_step("stgcn")), step_by_step("stgcn")
    for index, person in enumerate(motion(frames=15)):
        people = People(person[None], (1,))
        expected = plain.push(people, index / 20)[0]
        beside.push(people, index / 20)
        if index % 4 == 3:
            beside.wait()
    beside.wait()
    said = beside.push(people, 15 / 20 - 1e-3)[0]
    beside.wait()
    said = beside.push(people, 15 / 20 - 1e-4)[0]
    np.testing.assert_allclose(said.scores, expected.scores, atol=1e-5)
    beside.close()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"model_args": {"base_channels": 8}}, "was not trained causal"),
        ({"coordinates": "body"}, "body units of whole windows"),
        ({"stream": "joint_motion"}, "cannot run frame by frame"),
        ({"model": "bagcn", "model_args": {"temporal": "causal"}}, "looks at a whole window"),
    ],
)
def test_networks_that_cannot(changes: dict, reason: str) -> None:
    values = {"model_args": ARGS, "coordinates": "running", **changes}
    info = small_info(**values)
    assert reason in why_not(random_model(info), info)
    assert why_not(random_model(CAUSAL["stgcn"]), CAUSAL["stgcn"]) == ""


@pytest.mark.parametrize("name", CAUSAL)
def test_evidence_of_steps_is_that_of_what_they_have_seen(name: str) -> None:
    info = CAUSAL[name]
    steps, joints = step_by_step(name), motion(0, 20)
    clip = network_input(joints, SIZE if name == "picture" else None, "running")
    for index in range(20):
        said = steps.push(People(joints[index][None], (1,)), index / 20, SIZE)[0]
        if index in (6, 19):  # before the window is full, and when it just is
            best = int(said.scores.argmax())
            for joint in (4, 10):
                hidden = clip[: 1 + index].copy()
                hidden[:, joint] = 0
                x = torch.from_numpy(hidden).permute(2, 0, 1)[None, ..., None]
                with torch.no_grad():
                    without = random_model(info)(prepare(x, info)).softmax(1)[0, best].item()
                assert said.evidence is not None
                fall = (logit(float(said.scores[best])) - logit(without)) / np.log(2)
                assert said.evidence[joint] == pytest.approx(fall, abs=1e-4)
            assert (said.evidence_label, said.evidence_time) == (best, index / 20)


def test_scores_that_are_no_numbers_are_said_and_forgotten_with_what_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    steps, joints = step_by_step(next(iter(CAUSAL))), motion(0, 3)
    with monkeypatch.context() as patch:
        step = steps._stream.step
        patch.setattr(steps._stream, "step", lambda *given: (step(*given)[0] * torch.nan, step(*given)[1]))
        with pytest.raises(NoNumbersError, match="gives scores that are no numbers; choose another network"):
            steps.push(People(joints[0][None], (1,)), 0.0, SIZE)
    steps.reset()
    assert steps.push(People(joints[1][None], (1,)), 1.0, SIZE)[0].scores.sum() == pytest.approx(1, abs=1e-5)
