import numpy as np
import pytest
import torch
from scipy.special import logit

from core.inference.ensemble import Member, Networks
from core.inference.evidence import STRETCHES, occlude, stretch_frames, weigh
from core.streams import prepare
from tests.core.fakes import random_model, small_info


def windows(count: int = 2, frames: int = 20) -> np.ndarray:
    return np.random.default_rng(1).uniform(0.1, 1, (count, frames, 18, 3)).astype(np.float32)


def probabilities(info, model, rows: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        x = torch.from_numpy(rows).permute(0, 3, 1, 2)[..., None]
        return (model(prepare(x, info)) / info.temperature).softmax(1).numpy()


def test_each_copy_of_a_window_hides_one_joint_or_one_fifth_of_its_time() -> None:
    rows = windows()
    out = occlude(rows, rate=20.0, seconds=1.0)
    assert out.shape == (2, 1 + 18 + STRETCHES, 20, 18, 3)
    np.testing.assert_array_equal(out[:, 0], rows)
    for joint in range(18):
        assert not out[:, 1 + joint, :, joint].any()
        np.testing.assert_array_equal(np.delete(out[:, 1 + joint], joint, axis=2), np.delete(rows, joint, axis=2))
    for number in range(STRETCHES):
        hidden = ~out[:, 19 + number].any(axis=(2, 3))
        np.testing.assert_array_equal(hidden, np.repeat([np.arange(20) // 4 == number], 2, axis=0))


@pytest.mark.parametrize(("frames", "rate"), [(20, 12.5), (40, 25.0), (10, 6.25), (7, 12.5)])
def test_a_stretch_is_the_same_time_for_networks_of_any_window(frames: int, rate: float) -> None:
    parts = stretch_frames(frames, rate, 1.6)
    ages = (frames - 0.5 - np.arange(frames)) / rate  # seconds from a frame's middle to the end
    for number, part in enumerate(parts):
        oldest, newest = 1.6 * (STRETCHES - number) / STRETCHES, 1.6 * (STRETCHES - 1 - number) / STRETCHES
        np.testing.assert_array_equal(np.arange(frames)[part], np.flatnonzero((ages <= oldest) & (ages > newest)))
    assert sum(part.stop - part.start for part in parts) == frames


def test_evidence_is_by_how_many_powers_of_two_the_odds_of_the_shown_class_fall() -> None:
    scores = np.empty((2, 1 + 18 + STRETCHES, 3))
    scores[0], scores[1] = (0.1, 0.8, 0.1), (0.3, 0.2, 0.5)  # odds of 4, and of 1
    scores[0, 5] = (0.4, 0.5, 0.1)  # odds of 1 without joint 4
    scores[1, -1] = (0.2, 0.0, 0.8)  # odds of 4 without what was seen last
    evidence = weigh(scores, np.array([1, 2]))
    assert evidence.joints.dtype == np.float32
    assert evidence.joints[0, 4] == pytest.approx(2)
    assert evidence.stretches[1, -1] == pytest.approx(-2)
    assert np.abs(evidence.joints).sum() == pytest.approx(2)
    assert np.abs(evidence.stretches).sum() == pytest.approx(2)


def test_evidence_can_be_read_where_the_score_is_nearly_one() -> None:
    """All probabilities are within 0.001 of each other, and float32 holds 1 - p of the first to one digit only."""
    scores = np.full((1, 1 + 18 + STRETCHES, 3), (1 - 2e-7, 1e-7, 1e-7), np.float32)
    scores[0, 3], scores[0, 9] = (1 - 8e-7, 4e-7, 4e-7), (0.9990, 0.0005, 0.0005)
    joints = weigh(scores, np.array([0])).joints[0]
    assert joints[[0, 2, 8]].tolist() == pytest.approx([0, 2, 12.29], abs=0.01)
    never = np.zeros((1, 1 + 18 + STRETCHES, 2), np.float32)
    never[..., 0] = 1
    assert not weigh(never, np.array([0])).joints.any()  # no infinities


@pytest.mark.parametrize("stream", ["joint", "bone", "motion"])
def test_networks_are_asked_with_the_joint_and_its_bones_hidden(stream: str) -> None:
    info = small_info(stream=stream, temperature=0.7)
    model, rows = random_model(info), windows()
    evidence = Networks([Member(model, info)]).weigh([rows], np.array([0, 2]))
    whole = probabilities(info, model, rows)
    for joint in (0, 4, 13):
        without = rows.copy()
        without[:, :, joint] = 0
        fall = (logit(whole) - logit(probabilities(info, model, without)))[[0, 1], [0, 2]] / np.log(2)
        np.testing.assert_allclose(evidence.joints[:, joint], fall, atol=2e-5)
    assert np.abs(evidence.joints).max() > 1e-3


def test_fused_networks_are_weighed_together() -> None:
    joint, bone = small_info(), small_info(name="bone", stream="bone", frames=10, rate=10.0)
    models, rows = (random_model(joint, 1), random_model(bone, 2)), (windows(), windows(frames=10))
    both = Networks([Member(models[0], joint, 3.0), Member(models[1], bone, 1.0)]).weigh(rows, np.array([1, 1]))
    scores = [
        np.stack([probabilities(info, model, each) for each in occlude(rows_, info.rate, 1.0).swapaxes(0, 1)])
        for info, model, rows_ in zip((joint, bone), models, rows, strict=True)
    ]
    pool = scores[0] ** 0.75 * scores[1] ** 0.25
    pool = (pool / pool.sum(-1, keepdims=True))[:, [0, 1], [1, 1]]  # (1 + V + STRETCHES, N)
    odds = pool / (1 - pool)
    np.testing.assert_allclose(
        np.concatenate((both.joints, both.stretches), 1), np.log2(odds[0] / odds[1:]).T, atol=2e-5
    )


def test_what_is_not_seen_speaks_neither_for_nor_against() -> None:
    info, rows = small_info(), windows(1)
    rows[:, :, 7] = 0
    rows[:, :4] = 0
    evidence = Networks([Member(random_model(info), info)]).weigh([rows], np.array([0]))
    assert abs(evidence.joints[0, 7]) < 1e-5
    assert abs(evidence.stretches[0, 0]) < 1e-5
    assert np.abs(evidence.stretches[0, 1:]).min() > 1e-5
