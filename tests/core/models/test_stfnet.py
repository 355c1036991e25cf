"""STF-Net: MCF and TDF against loops, every ablation, the parameter count."""

import numpy as np
import pytest
import torch

from core.graph import part_pooling
from core.models import create_model
from core.models.stfnet import MultiGrainFocus, STFNet, TemporalFocus, attended_joints
from tests.core.models.references import operator_of, residual
from tests.core.references import (
    STICK,
    array,
    batch_norm,
    multi_grain_focus,
    random,
    randomise,
    relu,
    spatial_convolution,
    temporal_convolution,
    temporal_focus,
)

GRAINS = [[[joint] for joint in range(5)], *[[list(part) for part in parts] for parts in STICK.parts]]
POOLINGS = [torch.eye(5), *[part_pooling(parts, 5) for parts in STICK.parts]]


def weights_of(mcf: MultiGrainFocus) -> dict[str, np.ndarray]:
    theta, phi, gamma = np.split(array(mcf.embed.weight)[:, :, 0, 0], 3)
    theta_bias, phi_bias, gamma_bias = np.split(array(mcf.embed.bias), 3)
    return {
        "reduce": array(mcf.reduce.weight)[:, :, 0, 0],
        "reduce_bias": array(mcf.reduce.bias),
        "theta": theta,
        "theta_bias": theta_bias,
        "phi": phi,
        "phi_bias": phi_bias,
        "gamma": gamma,
        "gamma_bias": gamma_bias,
        "omega": array(mcf.weight),
        "restore": array(mcf.restore.weight)[:, :, 0, 0],
        "restore_bias": array(mcf.restore.bias),
    }


@pytest.mark.parametrize("grains", [1, 2, 3])
def test_relation_and_fusion_of_mcf(grains: int) -> None:
    mcf = randomise(MultiGrainFocus(4, POOLINGS[:grains]))
    mcf.pooling = torch.cat([pooling.double() for pooling in POOLINGS[:grains]], 1)
    mcf.pooling = mcf.pooling / mcf.pooling.sum(0)  # exact thirds
    x = 2 * random(2, 4, 3, 5)
    y, relations = mcf(x)
    expected, expected_relations = multi_grain_focus(array(x), GRAINS[:grains], weights_of(mcf))
    np.testing.assert_allclose(array(y), expected, atol=1e-11)
    assert len(relations) == grains
    for relation, wanted in zip(relations, expected_relations, strict=True):
        np.testing.assert_allclose(array(relation), wanted, atol=1e-12)
        assert relation.std() > 0.01  # far from uniform, or the softmax would not have been tested


@pytest.mark.parametrize("window", [None, 1, 2, 9])
def test_causal_mcf_relates_the_frames_so_far(window: int | None) -> None:
    """Every frame is the last one of the clip that ends there, or of its newest frames."""
    mcf = randomise(MultiGrainFocus(4, POOLINGS, "causal", window))
    x = 2 * random(2, 4, 5, 5)
    y, relations = mcf(x)
    for t in range(5):
        first = 0 if window is None else max(0, t + 1 - window)
        clip = array(x[:, :, first : t + 1])
        expected, expected_relations = multi_grain_focus(clip, GRAINS, weights_of(mcf))
        np.testing.assert_allclose(array(y[:, :, t]), expected[:, :, -1], atol=1e-6)  # thirds in float32
        for relation, wanted in zip(relations, expected_relations, strict=True):
            np.testing.assert_allclose(array(relation[:, t]), wanted, atol=1e-6)
    centred = randomise(MultiGrainFocus(4, POOLINGS))
    if window in (None, 9):
        torch.testing.assert_close(y[:, :, -1], centred(x)[0][:, :, -1])


def test_gradients_of_causal_mcf() -> None:
    mcf = randomise(MultiGrainFocus(2, [pooling.double() for pooling in POOLINGS], "causal", 2)).train()
    inputs = (random(1, 2, 3, 5).requires_grad_(), *mcf.parameters())
    assert torch.autograd.gradcheck(lambda x, *_: mcf(x)[0], inputs, fast_mode=True)


def test_gradients_of_mcf() -> None:
    mcf = randomise(MultiGrainFocus(2, [pooling.double() for pooling in POOLINGS])).train()
    inputs = (random(1, 2, 2, 5).requires_grad_(), *mcf.parameters())
    assert torch.autograd.gradcheck(lambda x, *_: mcf(x)[0], inputs, fast_mode=True)


def test_mcf_starts_as_the_identity_and_with_equal_grains() -> None:
    mcf = MultiGrainFocus(4, POOLINGS)
    x = random(1, 4, 3, 5).float()
    assert torch.equal(mcf(x)[0], x)
    torch.testing.assert_close(mcf.weight.detach(), torch.full((3,), 1 / 3))


@pytest.mark.parametrize("temporal", ["centred", "causal"])
@pytest.mark.parametrize(("kernel", "motion"), [(5, False), (3, True), (7, False), (1, True)])
def test_gate_of_tdf(kernel: int, motion: bool, temporal: str) -> None:
    tdf = randomise(TemporalFocus(8, kernel, motion, temporal))
    x = random(2, 8, 6, 3)
    y, gate = tdf(x)
    squeeze, excite = array(tdf.squeeze.conv.weight)[..., 0], array(tdf.excite.conv.weight)[..., 0]
    assert squeeze.shape == (2, 4, kernel)  # C / 4 cardinalities
    assert excite.shape == (8, 1, kernel)
    expected, expected_gate = temporal_focus(array(x), squeeze, tdf.norm, excite, motion, temporal)
    np.testing.assert_allclose(array(gate), expected_gate, atol=1e-12)
    np.testing.assert_allclose(array(y), expected, atol=1e-12)


def test_gradients_of_tdf() -> None:
    tdf = randomise(TemporalFocus(4, 3, True, "centred"))
    inputs = (random(1, 4, 4, 2).requires_grad_(), *tdf.parameters())
    assert torch.autograd.gradcheck(lambda x, *_: tdf(x)[0], inputs, fast_mode=True)


def test_a_block() -> None:
    model = randomise(STFNet(4, STICK, 3, base_channels=4))
    block = model.blocks[4]  # doubles the channels, halves the frames, the first with MCF
    x = random(2, 4, 5, 5)
    y, relations, gate = block(x)

    weight = array(block.spatial.conv.weight).reshape(3, 8, 4)
    z = relu(batch_norm(spatial_convolution(array(x), operator_of(block.spatial.mixing), weight), block.spatial_norm))
    z, expected_relations = multi_grain_focus(z, GRAINS, weights_of(block.mcf))
    squeeze, excite = array(block.tdf.squeeze.conv.weight)[..., 0], array(block.tdf.excite.conv.weight)[..., 0]
    z, expected_gate = temporal_focus(z, squeeze, block.tdf.norm, excite, False, "centred")
    z = temporal_convolution(z, array(block.temporal.conv.weight)[..., 0], 2, 4, "centred")
    z = relu(batch_norm(z, block.temporal_norm) + residual(array(x), block.residual, "centred"))
    np.testing.assert_allclose(array(y), z, atol=1e-6)  # parts of three joints are averaged with thirds in float32
    np.testing.assert_allclose(array(gate), expected_gate, atol=1e-6)
    for relation, wanted in zip(relations, expected_relations, strict=True):
        np.testing.assert_allclose(array(relation), wanted, atol=1e-6)


def count(**model_args) -> int:
    model = create_model("stfnet", "ntu25", num_classes=60, **model_args)
    return sum(parameter.numel() for parameter in model.parameters())


def test_parameters_of_table_1() -> None:
    assert 1.65e6 <= count() <= 1.80e6
    assert count(mcf=False) == count(grains=0)
    assert count(mcf=False) < count()
    assert count() - count(grains=1) == 6 * 2  # one weight a grain and block
    assert count() - count(tdf=False) == sum(C * (5 + 5) + C // 4 * 2 for C in [64] * 3 + [128] * 3 + [256] * 3)


def test_where_mcf_and_tdf_stand() -> None:
    model = create_model("stfnet", "ntu25", num_classes=60)
    assert [block.mcf is not None for block in model.blocks] == [False] * 4 + [True] * 6
    assert [block.tdf is not None for block in model.blocks] == [False] + [True] * 9
    assert model.blocks[0].residual is None
    assert [block.temporal.conv.out_channels for block in model.blocks] == [64] * 4 + [128] * 3 + [256] * 3
    assert [block.temporal.conv.stride[0] for block in model.blocks] == [1, 1, 1, 1, 2, 1, 1, 2, 1, 1]


@pytest.mark.parametrize(
    ("model_args", "relations", "gate"),
    [
        ({}, 12, True),
        ({"grains": 1}, 6, True),
        ({"grains": 0}, 0, True),
        ({"mcf": False, "tdf": False}, 0, False),
        ({"tdf_motion": True}, 12, True),
        ({"tdf_kernel": 9}, 12, True),
    ],
)
def test_ablations_and_what_they_explain(model_args, relations: int, gate: bool) -> None:
    model = create_model("stfnet", num_classes=3, base_channels=8, **model_args).eval()
    logits, explanation = model(torch.rand(2, 3, 9, 18, 2), explain=True)
    assert logits.shape == (2, 3)
    assert len(explanation.relations) == relations
    assert all(relation.shape in ((2, 2, 18, 18), (2, 2, 18, 6)) for relation in explanation.relations)
    for relation in explanation.relations:
        torch.testing.assert_close(relation.sum(-1), torch.ones(2, 2, 18))
    assert (explanation.gate is not None) == gate
    if explanation.gate is not None:
        assert explanation.gate.shape == (2, 2, 32, 3)


def test_kernels_of_tdf() -> None:
    assert STFNet(2, STICK).blocks[1].tdf.squeeze.conv.kernel_size == (5, 1)
    assert STFNet(2, STICK, tdf_motion=True).blocks[1].tdf.squeeze.conv.kernel_size == (3, 1)


def test_attended_joints_share_what_their_part_receives() -> None:
    pooling = torch.cat([torch.eye(3), torch.tensor([[0.5, 0], [0.5, 0], [0, 1]])], 1)
    joints = torch.tensor([[[1.0, 0, 0], [1, 0, 0], [0, 1, 0]]])  # received 2/3, 1/3, 0
    parts = torch.tensor([[[1.0, 0], [0, 1], [0, 1]]])  # received 1/3, 2/3: joints 1/6, 1/6, 2/3
    attended = attended_joints((joints, parts), pooling, torch.tensor([1.0, -2.0]))
    received = torch.tensor([[2 / 3 + 2 / 6, 1 / 3 + 2 / 6, 2 * 2 / 3]])
    torch.testing.assert_close(attended, received / received.max())


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match="grains must be 0 to 2 with layout 'kinetics18'"):
        STFNet(3, grains=3)
    with pytest.raises(ValueError, match="multiple of 4"):
        STFNet(3, base_channels=6)
