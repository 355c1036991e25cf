"""Two networks as one: the rule of the product, what the trained one sees, and reasons from whoever decided."""

import pytest
import torch

from core.models import create_model
from core.models.beside import Beside
from tests.core.models.fakes import people, taught
from tests.core.references import randomise


def beside(examples: int = 6) -> Beside:
    """Three taught actions beside five, everything random, float64; the trained network sees 8 frames."""
    trained = randomise(create_model("stfnet", num_classes=5, base_channels=8))
    return Beside(trained, taught(examples=examples), frames=8, temperature=1.7).eval()


def test_probabilities_by_the_rule_of_the_product() -> None:
    model, x = beside(), people(3)[..., None]
    model.taught.belief.copy_(torch.tensor([2.0, -5.5]))
    logits = model(x)
    said = (logits / 1.7).softmax(1)
    own = model.taught(x).softmax(1)
    known = (model.trained(model._recent(x)) / 1.7).softmax(1)
    torch.testing.assert_close(said[:, :3], own[:, :3])
    torch.testing.assert_close(said[:, 3:], own[:, 3:] * known)
    assert float(own[:, 3].min()) > 0.01  # neither side has it all
    assert float(own[:, 3].max()) < 0.99
    torch.testing.assert_close(logits[:, 3:], model.trained(model._recent(x)))  # scores and energy stay


def test_the_trained_network_sees_its_own_window() -> None:
    """Every second of the last 16 frames, the last one among them, about the torso of these frames."""
    model, x = beside(), people(2, T=21)[..., None]
    x[:, :, 9] = 0  # a frame without anybody
    seen = model._recent(x)
    assert seen.shape == (2, 3, 8, 18, 1)
    rows = [6, 8, 10, 12, 14, 16, 18, 20]
    torso = [1, 2, 5, 8, 11]
    middle = x[:, :2, rows][:, :, :, torso].mean((2, 3, 4), keepdim=True)
    torch.testing.assert_close(seen[:, :2], x[:, :2, rows] - middle)
    x[:, :, 20] = 0
    assert float(model._recent(x)[:, :, -1].abs().max()) == 0
    x[:, :, :, torso] = 0  # no torso at all: about all joints
    there = x[:, :2, rows[:-1]][:, :, :, [joint for joint in range(18) if joint not in torso]]
    torch.testing.assert_close(
        model._recent(x)[:, :2, :-1][:, :, :, 0],
        (x[:, :2, rows[:-1]] - there.mean((2, 3, 4), keepdim=True))[:, :, :, 0],
    )


def test_nobody_is_claimed_where_nobody_is() -> None:
    said = beside()(torch.zeros(1, 3, 20, 18, 1).double()).softmax(1)
    assert float(said[0, :3].sum().detach()) < 1e-6


def test_reasons_are_those_of_whoever_decided() -> None:
    model, x = beside(), people(2, seed=9)[..., None]
    for claimed in (True, False):
        model.taught.belief.copy_(torch.tensor([0.0, 9.0 if claimed else -9.0]))
        logits, explanation = model(x, explain=True)
        assert torch.equal(logits, model(x))
        assert bool(((logits.argmax(1) < 3) == claimed).all())
        assert explanation.focus is not None
        assert explanation.focus.shape == explanation.feature_map.shape == (2, 1, 20, 18)
        own, trained = model.taught(x, explain=True)[1], model.trained(model._recent(x), explain=True)[1]
        if claimed:
            torch.testing.assert_close(explanation.feature_map, own.feature_map)
            torch.testing.assert_close(explanation.focus, own.focus)
        else:
            torch.testing.assert_close(explanation.focus[:, :, -1], trained.focus[:, :, -1])
            torch.testing.assert_close(explanation.focus[:, :, 4], trained.focus[:, :, 0])
            assert float(explanation.focus[:, :, :4].abs().max()) == 0  # before its window
        assert torch.equal(explanation.gate, trained.gate)


def test_the_door_makes_it_and_refuses_others() -> None:
    model = create_model(
        "beside", num_classes=7, trained="agcn", trained_args=[["base_channels", 8]], known=4, frames=8, examples=2
    )
    assert model(torch.zeros(2, 3, 16, 18, 1)).shape == (2, 7)
    with pytest.raises(ValueError, match="trained must be one of"):
        create_model("beside", num_classes=7, trained="taught", known=4)
