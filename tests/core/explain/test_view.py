import numpy as np
import pytest
import torch

from core.checkpoint import Checkpoint
from core.data.clips import Clip
from core.data.windows import WindowDataset
from core.errors import UserError
from core.explain.view import by_block, explain_clip
from core.inference.recognizer import Recognizer
from core.streams import prepare
from core.types import People
from tests.core.fakes import random_model, small_info


def clip(people: int = 1) -> Clip:
    random = np.random.default_rng(5)
    joints = np.ones((3, 20, 18, people), np.float32)
    joints[:2] = random.uniform(50, 200, (2, 1, 18, people)) + random.normal(0, 3, (2, 20, 18, people))
    return Clip("c", 1, joints, np.arange(20) / 20, "s")


def test_a_view_is_what_the_network_explains_of_the_clips_window() -> None:
    info = small_info(temperature=2.0)
    checkpoint = Checkpoint(random_model(info), info)
    view = explain_clip(checkpoint, clip())
    x = prepare(WindowDataset([clip()], info)[0][0][None], info)
    with torch.no_grad():
        logits, explanation = checkpoint.model(x, explain=True)
    np.testing.assert_allclose(view.focus, explanation.focus[0, 0], atol=1e-6)
    np.testing.assert_allclose(view.gate, explanation.gate[0, 0], atol=1e-6)
    np.testing.assert_allclose(view.window.transpose(2, 0, 1), x[0, ..., 0], atol=1e-6)
    assert list(view.relations) == [4, 5, 6, 7, 8, 9]
    assert [relation.shape for relation in view.relations[9]] == [(18, 18), (18, 6)]
    np.testing.assert_allclose(view.relations[5][1], explanation.relations[3][0, 0], atol=1e-6)
    best = int(logits.argmax())
    assert view.title.startswith(f"Small: {info.labels[best]} {(logits / 2).softmax(1)[0, best]:.0%}\nc (class: wave)")
    assert not view.attention


def test_evidence_is_what_hiding_parts_of_this_person_does_to_the_odds() -> None:
    info = small_info(people=2, temperature=2.0)
    checkpoint = Checkpoint(random_model(info), info)
    view = explain_clip(checkpoint, clip(people=2), 1)
    windows = WindowDataset([clip(people=2)], info)[0][0].repeat(3, 1, 1, 1, 1)
    windows[1, :, :, 4, 1] = 0  # the second person's right wrist
    windows[2, :, -4:, :, 1] = 0  # and their last fifth
    with torch.no_grad():
        scores = (checkpoint.model(prepare(windows, info)) / 2).softmax(1).double()
    odds = (scores / (1 - scores))[:, scores[0].argmax()].log2()
    assert view.evidence.joints[0, 4] == pytest.approx(float(odds[0] - odds[1]), abs=1e-4)
    assert view.evidence.stretches[0, 4] == pytest.approx(float(odds[0] - odds[2]), abs=1e-4)
    assert abs(view.evidence.joints[0, 4]) > 1e-3


def test_only_bagcns_focus_is_an_attention() -> None:
    info = small_info(model="bagcn", stream="spatial")
    view = explain_clip(Checkpoint(random_model(info), info), clip())
    assert view.attention
    assert view.relations == {}
    assert view.gate is None


def test_the_second_person_has_a_view_of_its_own() -> None:
    info = small_info(people=2)
    checkpoint = Checkpoint(random_model(info), info)
    first, second = (explain_clip(checkpoint, clip(people=2), person) for person in (0, 1))
    assert first.title == second.title
    assert not np.allclose(first.window, second.window)
    with pytest.raises(UserError, match="person 2 is not seen"):
        explain_clip(checkpoint, clip(people=1), 1)
    with pytest.raises(UserError, match="sees 2 of the people in a clip; there is no --person 3"):
        explain_clip(checkpoint, clip(people=2), 2)


def test_a_network_that_takes_shares_of_the_picture_gets_them() -> None:
    info = small_info(coordinates="picture")
    checkpoint = Checkpoint(random_model(info), info)
    one = clip()
    view = explain_clip(checkpoint, one, size=(320, 240))
    joints = one.joints[:, :, :, 0].transpose(1, 2, 0)  # a moment of the window for each frame
    np.testing.assert_allclose(view.window[..., 0], (joints[..., 0] / 320 - 0.5) * 320 / 240, atol=1e-5)
    np.testing.assert_allclose(view.window[..., 1], joints[..., 1] / 240 - 0.5, atol=1e-5)
    recognizer = Recognizer(checkpoint.model, info)
    for time, person in zip(*one.person(), strict=True):
        said = recognizer.push(People(person[None], (1,)), float(time), (320, 240))[0]
    assert f" {said.scores.max():.0%}" in view.title
    np.testing.assert_allclose(view.gate, said.gate, atol=1e-5)
    with pytest.raises(UserError, match="shares of the picture"):
        explain_clip(checkpoint, one)


def test_a_clip_of_another_layout_is_refused() -> None:
    info = small_info(layout="penn13")
    with pytest.raises(UserError, match="wants 2D penn13 skeletons"):
        explain_clip(Checkpoint(random_model(info), info), clip())


def test_relations_are_sorted_by_block() -> None:
    flat = [np.full((3, size), block) for block in range(6) for size in (3, 2)]
    assert [grains[1][0, 0] for grains in by_block(flat).values()] == [0, 1, 2, 3, 4, 5]
    assert by_block([]) == {}
