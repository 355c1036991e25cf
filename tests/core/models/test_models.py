"""What every network promises: the door, explanations that change nothing, people and order, any length, folding."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models import MODELS, create_model, model_arguments
from core.models.blocks import fold_batch_norms
from core.skeleton import LAYOUTS
from tests.core.references import STICK, random, randomise

NAMES = list(MODELS)
CAUSAL = [name for name in NAMES if name not in ("bagcn", "agcn-adaptive", "aagcn")]
WHOLE_CLIP = ("agcn-adaptive", "aagcn")  # whose graph is computed from all frames
TIMES = [
    (name, time) for name in NAMES for time in ("centred", "causal") if time == "centred" or name not in WHOLE_CLIP
]
SMALL = {"base_channels": 8}


def small(name: str, **model_args: object) -> torch.nn.Module:
    """A narrow network on five joints, everything in it random, float64."""
    return randomise(create_model(name, STICK, num_classes=4, **{**SMALL, **model_args}))


@pytest.mark.parametrize(("name", "temporal"), TIMES)
def test_explaining_changes_no_logit_and_has_one_shape(name: str, temporal: str) -> None:
    model = small(name, temporal=temporal)
    x = random(2, 3, 9, 5, 2)
    x[1, ..., 1] = 0
    logits, explanation = model(x, explain=True)
    assert torch.equal(logits, model(x))
    assert explanation.feature_map.shape == (2, 2, 3, 5)
    assert explanation.focus.shape == (2, 2, 3, 5)
    assert float(explanation.focus.min()) >= 0
    assert float(explanation.focus.max()) <= 1
    assert float(explanation.focus[1, 1].abs().max()) == 0  # nobody there
    for tensor in (explanation.focus, explanation.feature_map, *explanation.relations, *explanation.block_focus):
        assert not tensor.requires_grad


@pytest.mark.parametrize("name", NAMES)
def test_explaining_works_in_training_with_absent_people(name: str) -> None:
    model = small(name).train()
    x = random(3, 3, 9, 5, 2)
    x[1:, ..., 1] = 0
    state = {key: value.clone() for key, value in model.state_dict().items()}
    plain = model(x)
    model.load_state_dict(state)
    logits, explanation = model(x, explain=True)
    torch.testing.assert_close(logits, plain)
    assert explanation.feature_map.shape == (3, 2, 3, 5)
    assert float(explanation.feature_map[1:, 1].abs().max()) == 0


@pytest.mark.parametrize("name", CAUSAL)
def test_no_frame_of_a_causal_network_sees_a_later_one(name: str) -> None:
    """Features of a frame are those of the clip that ends there: no block sees a later frame."""
    model = small(name, temporal="causal")
    x = random(1, 3, 13, 5, 1)
    whole = model(x, explain=True)[1].feature_map[0, 0]  # frames 0, 4, 8, 12
    assert whole.shape == (4, 5)
    for end in (0, 4, 8):
        part = model(x[:, :, : end + 1], explain=True)[1].feature_map[0, 0]
        torch.testing.assert_close(part, whole[: end // 4 + 1])


@pytest.mark.parametrize("name", CAUSAL)
@given(T=st.integers(1, 12), seed=st.integers(0, 100))
@settings(max_examples=5, deadline=None)
def test_a_window_changes_no_clip_that_fits_into_it(name: str, T: int, seed: int) -> None:
    model = small(name, temporal="causal")
    cut = small(name, temporal="causal", window=12)
    with torch.no_grad():
        for whole, part in zip(model.parameters(), cut.parameters(), strict=True):
            if whole.ndim == 4:  # the newest taps
                part.copy_(whole[:, :, -part.shape[2] :])
            else:
                part.copy_(whole)
    assert [block.temporal.conv.kernel_size[0] for block in cut.blocks] == [9] * 5 + [6] * 3 + [3] * 2
    x = random(2, 3, T, 5, 1, seed=seed)
    for buffer, other in zip(cut.buffers(), model.buffers(), strict=True):
        buffer.copy_(other)
    torch.testing.assert_close(cut(x), model(x))
    logits, explanation = cut(random(2, 3, 21, 5, 1), explain=True)
    assert explanation.feature_map.shape == (2, 1, 3, 5)
    assert explanation.focus.shape == (2, 1, 3, 5)
    assert explanation.gate is None or explanation.gate.shape[3] == 3
    weight, bias = cut.classifier.linear.weight, cut.classifier.linear.bias
    y, _ = cut.entry(random(2, 3, 21, 5, 1))
    for block in cut.blocks:
        y = block(y)
        y = y[0] if isinstance(y, tuple) else y
    assert y.shape[2] == 6
    torch.testing.assert_close(logits, y[:, :, -3:].mean((2, 3)) @ weight.T + bias)


def test_a_window_is_for_causal_networks() -> None:
    for name in CAUSAL:
        with pytest.raises(ValueError, match="window is for temporal='causal' and at least 1 frame, not 20"):
            create_model(name, num_classes=2, window=20)
        with pytest.raises(ValueError, match="not 0 with 'causal'"):
            create_model(name, num_classes=2, temporal="causal", window=0)


@pytest.mark.parametrize("name", NAMES)
@given(seed=st.integers(0, 100), T=st.integers(1, 12))
@settings(max_examples=5, deadline=None)
def test_clips_do_not_see_each_other(name: str, seed: int, T: int) -> None:
    model = small(name)
    x = random(3, 3, T, 5, 1, seed=seed)
    logits = model(x)
    torch.testing.assert_close(model(x.flip(0)).flip(0), logits)
    torch.testing.assert_close(model(x[1:2]), logits[1:2])
    x[0, :, :, 3] = 0  # a joint goes missing in another clip
    torch.testing.assert_close(model(x)[1:], logits[1:])


@pytest.mark.parametrize("name", NAMES)
def test_absent_people_do_not_count_whatever_their_place(name: str) -> None:
    model = small(name)
    x = random(2, 3, 9, 5, 3)
    alone = model(x[..., :1])
    absent = torch.zeros_like(x)
    absent[..., 2] = x[..., 0]
    torch.testing.assert_close(model(absent), alone)
    torch.testing.assert_close(model(x[..., [2, 0, 1]]), model(x))
    two = x.clone()
    two[..., 2] = 0
    torch.testing.assert_close(model(two), model(x[..., :2]))


@pytest.mark.parametrize("name", NAMES)
def test_absent_people_do_not_count_in_training(name: str) -> None:
    """One step gives the same loss, gradients and running statistics with and without places for people not there."""
    x = random(3, 3, 9, 5, 1)
    results = []
    for clip in (x, torch.cat([torch.zeros_like(x), x], -1)):
        model = small(name).train()
        model(clip).square().sum().backward()
        results.append((model.blocks[0].temporal.conv.weight.grad, model.entry.norm.running_mean))
    torch.testing.assert_close(results[0], results[1])


@pytest.mark.parametrize("name", ["stgcn", "agcn", "symmetric", "agcn-adaptive", "aagcn", "stbln", "bagcn"])
def test_every_person_counts_as_in_the_public_code(name: str) -> None:
    """``people="all"``: the mean runs over everyone, absent or not."""
    model = small(name, people="all")
    x = random(1, 3, 9, 5, 2)
    x[..., 1] = 0
    each = torch.stack([model(x[..., :1]), model(x[..., 1:])])
    torch.testing.assert_close(model(x), each.mean(0))


@pytest.mark.parametrize("name", NAMES)
def test_people_are_averaged_before_the_linear_layer(name: str) -> None:
    model = small(name)
    x = random(1, 3, 9, 5, 2)
    each = torch.stack([model(x[..., :1]), model(x[..., 1:])])
    torch.testing.assert_close(model(x), each.mean(0))


@pytest.mark.parametrize("name", NAMES)
def test_a_clip_without_anyone_gets_the_bias(name: str) -> None:
    model = small(name)
    torch.testing.assert_close(model(torch.zeros(1, 3, 9, 5, 2).double())[0], model.classifier.linear.bias)


@pytest.mark.parametrize("name", ["stgcn", "agcn", "symmetric", "stbln"])
def test_focus_is_the_exact_class_activation(name: str) -> None:
    model = small(name)
    x = random(2, 3, 9, 5, 2)
    logits, explanation = model(x, explain=True)
    y, people = model.entry(x)
    for block in model.blocks:
        y = block(y)
    best = logits.argmax(1)
    activation = people.unfold(
        (y * model.classifier.linear.weight[best].repeat_interleave(2, 0)[..., None, None]).sum(1)
    )
    total = activation.mean((1, 2, 3)) + model.classifier.linear.bias[best]
    torch.testing.assert_close(total, logits.amax(1))
    positive = activation.clamp(min=0)
    expected = positive / positive.amax((1, 2, 3), keepdim=True)
    torch.testing.assert_close(explanation.focus, expected.detach())


@pytest.mark.parametrize(("name", "temporal"), TIMES)
def test_folded_batch_norms_compute_the_same(name: str, temporal: str) -> None:
    model = small(name, temporal=temporal)
    x = random(2, 3, 9, 5, 2)
    folded = fold_batch_norms(model)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in folded.modules())
    torch.testing.assert_close(folded(x), model(x))


def test_folding_with_fewer_nodes_and_with_biases_through_the_graph() -> None:
    x = random(2, 3, 9, 5, 1)
    for model in (small("stbln", lambda_=6), small("stgcn", bias_first=True)):
        torch.testing.assert_close(fold_batch_norms(model)(x), model(x))


@pytest.mark.parametrize("name", NAMES)
def test_dropout_only_in_training(name: str) -> None:
    torch.manual_seed(0)
    model = small(name, dropout=0.9)
    x = random(1, 3, 9, 5, 1)
    assert torch.equal(model(x), model(x))
    assert torch.equal(model(x), small(name)(x))
    model.classifier.train()
    assert not torch.equal(model(x), model(x))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", NAMES)
def test_every_layout(name: str, layout: str) -> None:
    model = create_model(name, layout, num_classes=7, in_channels=2, **SMALL).eval()
    x = torch.rand(1, 2, 5, LAYOUTS[layout].num_joints, 1)
    logits, explanation = model(x, explain=True)
    assert logits.shape == (1, 7)
    assert explanation.focus.shape[3] == LAYOUTS[layout].num_joints


@pytest.mark.parametrize("name", NAMES)
def test_all_parameters_learn(name: str) -> None:
    """No dead branch: every parameter gets a gradient once nothing in the network is zero."""
    model = small(name).train()
    model(random(4, 3, 9, 5, 1)).square().sum().backward()
    dead = [key for key, value in model.named_parameters() if value.grad is None or float(value.grad.abs().max()) == 0]
    assert dead == []


@pytest.mark.parametrize("name", ["stgcn", "aagcn", "stbln"])
def test_places_are_filled_up_with_nobody(name: str) -> None:
    """A clip of one person is that of two, one of them empty; with a norm of each their own statistics count."""
    model = small(name, people="all", places=2, norm_each=True)
    x = random(2, 3, 9, 5, 1)
    torch.testing.assert_close(model(x), model(torch.cat((x, torch.zeros_like(x)), -1)))
    mean = model.entry.norm.running_mean
    assert mean.shape == (2 * 5 * 3,)
    before = model(x)
    mean[15 + 4] += 1  # of the second place: joint 1, channel 1
    assert not torch.allclose(model(x), before)
    shifted = torch.zeros_like(x).repeat(1, 1, 1, 1, 2)
    shifted[..., :1] = x
    shifted[:, 1, :, 1, 1] = 1  # the place that the statistics moved to
    torch.testing.assert_close(model(shifted), before)


def test_places_and_norms_that_cannot_be() -> None:
    for wrong in ({"places": 65}, {"norm_each": True}, {"norm_each": True, "places": 2}):
        with pytest.raises(ValueError, match="places must be 0 to 64; norm_each needs places and people='all'"):
            create_model("stgcn", num_classes=2, **wrong)
    for name in WHOLE_CLIP:
        with pytest.raises(ValueError, match="graph is computed from the whole clip: it cannot be causal"):
            create_model(name, num_classes=2, temporal="causal")


def test_wrong_names_tell_the_right_ones() -> None:
    with pytest.raises(ValueError, match="model must be one of stgcn, agcn, symmetric, agcn-adaptive, aagcn, stbln"):
        create_model("x", num_classes=2)
    with pytest.raises(ValueError, match="layout must be one of kinetics18, ntu25, nwucla20, coco17"):
        create_model("stgcn", "body25", num_classes=2)
    with pytest.raises(ValueError, match="stgcn has no argument q; its arguments are layers, base_channels"):
        create_model("stgcn", num_classes=2, q=3)
    with pytest.raises(ValueError, match="temporal must be one of centred, causal"):
        create_model("stfnet", num_classes=2, temporal="past")


def test_model_arguments_are_those_of_the_ablations() -> None:
    assert set(model_arguments("symmetric")) >= {"q", "layers"}
    assert "stc" in model_arguments("aagcn")
    assert not {"stc", "q"} & set(model_arguments("agcn-adaptive"))
    assert set(model_arguments("stbln")) >= {"layers", "nodes", "lambda_"}
    assert set(model_arguments("bagcn")) >= {"focus", "context"}
    assert set(model_arguments("stfnet")) >= {"mcf", "grains", "tdf", "tdf_kernel", "tdf_motion"}
    assert all({"temporal", "dropout"} <= set(model_arguments(name)) for name in NAMES)
    assert model_arguments("bagcn")["focus"] == "attention"
