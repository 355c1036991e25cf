"""The linear network on hand-made features: its formula, people, missing joints, and reasons that are exact."""

import pytest
import torch

from core.models import create_model
from core.models.motion_features import JOINTS, feature_joints, measure
from core.models.ridge import MotionRidge
from core.skeleton import KINETICS18, SBU15


def ridge() -> MotionRidge:
    """Three actions, everything random, float64."""
    torch.manual_seed(0)
    model = MotionRidge(3, KINETICS18).double().eval()
    features, _ = measure(people(6, seed=9))
    model.mean.copy_(features.mean(0))
    model.scale.copy_(features.std(0) + 0.01)
    model.weight.normal_()
    model.bias.normal_()
    return model


def people(count: int, T: int = 20, seed: int = 0) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    start, change = torch.randn(2, count, 2, 1, 18, generator=random, dtype=torch.float64)
    place = start + change * torch.linspace(0, 3, T, dtype=torch.float64)[:, None].sin()
    return torch.cat((place, torch.ones(count, 1, T, 18, dtype=torch.float64)), 1)


def test_the_formula_as_a_loop() -> None:
    model, x = ridge(), people(2)
    group = feature_joints()[1]
    size = torch.bincount(group)
    for row, logits in enumerate(model(x[..., None])):
        features, _ = measure(x[row : row + 1])
        expected = model.bias.clone()
        for at, value in enumerate(features[0]):
            z = torch.tanh((value - model.mean[at]) / model.scale[at]) / size[group[at]].double().sqrt()
            expected += z * model.weight[at]
        torch.testing.assert_close(logits, expected)


def test_people_are_averaged_and_the_absent_do_not_count() -> None:
    model, x = ridge(), people(3)
    each = model(x[..., None])
    together = torch.stack((x[0], x[1], torch.zeros_like(x[0])), -1)[None]
    torch.testing.assert_close(model(together)[0], each[:2].mean(0))
    assert model(torch.zeros(1, 3, 20, 18, 2).double()).abs().max() == 0


def test_the_focus_names_the_joint_whose_features_speak_for_the_class() -> None:
    model = ridge()
    wrist = JOINTS.index("l wrist")
    only = feature_joints()[0][:, wrist] & (feature_joints()[0].sum(1) == 1)  # the wrist's own, of no other joint
    model.weight.zero_()
    model.bias.zero_()
    x = people(1)
    features, known = measure(x)
    model.weight[only, 2] = model.standardise(features, known)[0, only].sign()  # all of them speak for class 2
    logits, explanation = model(x[..., None], explain=True)
    assert logits.argmax() == 2
    assert explanation.focus is not None
    assert explanation.focus.shape == (1, 1, 20, 18)
    expected = torch.zeros(18).double()
    expected[KINETICS18.joints.index("l wrist")] = 1
    torch.testing.assert_close(explanation.focus[0, 0, -1], expected)
    hidden = x.clone()
    hidden[..., KINETICS18.joints.index("l wrist")] = 0
    assert model(hidden[..., None])[0, 2].abs() < 1e-9  # a joint that is never seen says nothing


def test_other_skeletons_and_channels_are_refused() -> None:
    assert create_model("ridge", num_classes=4)(torch.zeros(1, 3, 20, 18, 1)).shape == (1, 4)
    with pytest.raises(ValueError, match="kinetics18"):
        MotionRidge(3, SBU15)
    with pytest.raises(ValueError, match="joint stream"):
        MotionRidge(3, KINETICS18, in_channels=6)
