"""The network that compares with examples: its formula, people, missing joints, and reasons that are exact."""

import pytest
import torch

from core.models import create_model
from core.models.motion_features import JOINTS, feature_joints, measure
from core.models.taught import Taught
from core.skeleton import KINETICS18, SBU15
from tests.core.models.fakes import people, taught


def test_the_formula_as_a_loop() -> None:
    model, x = taught(), people(2)
    logits = model(x[..., None])
    for row in range(2):
        features, _ = measure(x[row : row + 1])
        z = torch.tanh((features[0] - model.mean) / model.scale)
        group = feature_joints()[1]
        z = z / (torch.bincount(group)[group].double() * 12).sqrt()
        kernel = torch.stack([torch.exp(-(z - example).square().sum() / 2) for example in model.examples])
        actions = kernel @ model.telling + model.bias
        odds = 2 * (kernel @ model.claiming).max() - 0.5
        torch.testing.assert_close(logits[row, :3], actions, rtol=1e-5, atol=1e-6)
        share = logits[row].softmax(0)
        torch.testing.assert_close(share[3], 1 - odds.sigmoid(), rtol=1e-5, atol=1e-6)
        torch.testing.assert_close(share[:3] / share[:3].sum(), actions.softmax(0), rtol=1e-5, atol=1e-6)


def test_without_a_background_there_are_the_actions_alone() -> None:
    assert taught(False)(people(2)[..., None]).shape == (2, 3)


def test_people_are_averaged_and_the_absent_do_not_count() -> None:
    model, x = taught(), people(3)
    each = model(x[..., None])
    together = torch.stack((x[0], x[1], torch.zeros_like(x[0])), -1)[None]
    torch.testing.assert_close(model(together)[0], each[:2].mean(0))
    assert model(torch.zeros(1, 3, 20, 18, 2).double()).abs().max() == 0


def test_explaining_changes_no_logit_even_in_inference_mode() -> None:
    model = taught()
    model.telling.copy_(5 * torch.eye(3).repeat(2, 1))
    x = people(6, seed=9)[:2]  # two of the examples, so that every joint speaks for them
    x = torch.stack((x, torch.zeros_like(x)), -1)
    with torch.inference_mode():
        logits, explanation = model(x, explain=True)
        assert torch.equal(logits, model(x))
    assert explanation.focus.shape == explanation.feature_map.shape == (2, 2, 20, 18)
    assert float(explanation.focus.min()) == 0
    torch.testing.assert_close(explanation.focus.amax((1, 2, 3)), torch.ones(2).double())
    assert float(explanation.focus[:, 1].abs().max()) == 0
    assert float(explanation.feature_map[:, 1].abs().max()) == 0
    assert not explanation.feature_map.requires_grad


def test_focus_is_what_is_lost_with_the_joint() -> None:
    """Of every joint that the centre does not depend on: the fall of the log-probability when it is never seen."""
    model, x = taught(), people(2)
    logits, explanation = model(x[..., None], explain=True)
    best = logits.argmax(1)
    whole = logits.log_softmax(1)[[0, 1], best]
    fall = torch.zeros(2, 18, dtype=torch.float64)
    for name in JOINTS:
        joint = KINETICS18.joints.index(name)
        without = x.clone()
        without[..., joint] = 0
        fall[:, joint] = whole - model(without[..., None]).log_softmax(1)[[0, 1], best]
    limbs = [KINETICS18.joints.index(name) for name in JOINTS if "shoulder" not in name and "hip" not in name]
    focus = explanation.focus[:, 0, -1]
    ratio = focus[:, limbs] / fall[:, limbs].clamp(min=0).clamp(min=1e-12)
    for row in range(2):
        some = fall[row, limbs] > 1e-6
        torch.testing.assert_close(ratio[row, some], ratio[row, some][:1].expand(int(some.sum())), rtol=1e-4, atol=0)
        assert float(focus[row, limbs][~some].max()) < 1e-4 if bool((~some).any()) else True


def test_moments_are_gradient_times_input() -> None:
    model, x = taught(), people(1)
    logits, explanation = model(x[..., None], explain=True)
    best = int(logits.argmax())
    step, joint, frame = 1e-5, KINETICS18.joints.index("l wrist"), 7
    slope = torch.zeros(2, dtype=torch.float64)
    for axis in range(2):
        ends = []
        for sign in (-1, 1):
            moved = x.clone()
            moved[0, axis, frame, joint] += sign * step
            ends.append(model(moved[..., None]).log_softmax(1)[0, best])
        slope[axis] = (ends[1] - ends[0]) / (2 * step)
    away = x[0, :2, frame, joint] - x[0, :2, :, joint].mean(1)
    torch.testing.assert_close(explanation.feature_map[0, 0, frame, joint], (slope * away).sum(), rtol=1e-3, atol=1e-7)


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match="kinetics18"):
        Taught(3, SBU15)
    with pytest.raises(ValueError, match="kinetics18"):
        create_model("taught", num_classes=3, in_channels=6)
    with pytest.raises(ValueError, match="at least one"):
        create_model("taught", num_classes=1)
    with pytest.raises(ValueError, match="taught has no argument dropout"):
        create_model("taught", num_classes=2, dropout=0.1)
