"""ST-BLN: layers with changing numbers of nodes against loops, the paper's operation ratios."""

import numpy as np
import pytest
import torch
from torch import nn

from core.info import count_macs
from core.models import create_model
from core.models.stbln import STBLN, Block, NodeResidual, nodes_per_layer
from tests.core.models.references import operator_of, residual
from tests.core.references import (
    STICK,
    Array,
    array,
    batch_norm,
    pointwise,
    random,
    randomise,
    relu,
    spatial_convolution,
    temporal_convolution,
)


def node_residual(x: Array, module: nn.Module, temporal: str) -> Array | float:
    """C'·V' filters of size C x 1 x V; filter c * V' + v makes node v of channel c."""
    if not isinstance(module, NodeResidual):
        return residual(x, module, temporal)
    T = x.shape[2]
    first = (T - 1) % module.stride if temporal == "causal" else 0
    frames = list(range(first, T, module.stride))
    filters = array(module.conv.weight)[:, :, 0]  # (C'V', C, V)
    out = np.zeros((x.shape[0], len(filters) // module.nodes, len(frames), module.nodes))
    for n in range(x.shape[0]):
        for index, t in enumerate(frames):
            for f, kernel in enumerate(filters):
                out[n, f // module.nodes, index, f % module.nodes] = (kernel * x[n, :, t]).sum()
    return batch_norm(out, module.norm)


def layer(x: Array, block: Block, temporal: str) -> Array:
    if isinstance(block.spatial, nn.Conv2d):
        y = batch_norm(pointwise(x, array(block.spatial.weight)[:, :, 0, 0]), block.spatial_norm)
    else:
        weight = array(block.spatial.conv.weight)
        weight = weight.reshape(3, -1, weight.shape[1])
        y = batch_norm(spatial_convolution(x, operator_of(block.spatial.mixing), weight), block.spatial_norm)
        y = y + node_residual(x, block.spatial_residual, temporal)
    conv = block.temporal.conv
    y = temporal_convolution(relu(y), array(conv.weight)[..., 0], conv.stride[0], 1, temporal)
    return relu(batch_norm(y, block.temporal_norm) + node_residual(x, block.residual, temporal))


@pytest.mark.parametrize("temporal", ["centred", "causal"])
@pytest.mark.parametrize("nodes", [(5, 5, 5, 5, 5), (3, 7, 7, 2, 1), (5, 5, 5, 1, 1)])
def test_whole_network(nodes: tuple[int, ...], temporal: str) -> None:
    model = randomise(STBLN(4, STICK, 3, layers=5, nodes=nodes, base_channels=2, temporal=temporal))
    x = random(2, 3, 6, 5, 1)
    y, _ = model.entry(x)
    expected = array(y)
    for block, count in zip(model.blocks, nodes, strict=True):
        expected = layer(expected, block, temporal)
        y = block(y)
        assert y.shape[3] == count
        np.testing.assert_allclose(array(y), expected, atol=1e-11)
    logits = expected.mean((2, 3)) @ array(model.classifier.linear.weight).T + array(model.classifier.linear.bias)
    np.testing.assert_allclose(array(model(x)), logits, atol=1e-11)


def test_operations_of_figure_5() -> None:
    macs = {
        lambda_: count_macs(create_model("stbln", "ntu25", num_classes=60, lambda_=lambda_).eval(), (1, 3, 300, 25, 1))
        for lambda_ in (6, 7, 10)
    }
    assert macs[10] / macs[6] == pytest.approx(2.78, rel=0.02)
    assert macs[10] / macs[7] == pytest.approx(2.14, rel=0.02)


def test_parameters_with_the_authors_residuals_and_with_the_papers() -> None:
    """5.24 million in the author's code; ours leave out the 8384 biases of convolutions before a norm."""
    author = create_model("stbln", "ntu25", num_classes=60, residuals="author", people="all", places=2, norm_each=True)
    assert sum(parameter.numel() for parameter in author.parameters()) + 8384 == 5_236_198
    paper = create_model("stbln", "ntu25", num_classes=60)
    assert sum(parameter.numel() for parameter in paper.parameters()) == 3_135_184
    assert author.blocks[0].residual is None
    assert all(block.residual.conv.conv.kernel_size == (9, 1) for block in author.blocks[1:])
    with pytest.raises(ValueError, match="residuals='author' goes with as many nodes as joints"):
        create_model("stbln", num_classes=2, residuals="author", lambda_=3)


def test_one_node_on_both_sides_is_linear_without_a_residual() -> None:
    model = STBLN(3, STICK, lambda_=9)
    assert isinstance(model.blocks[8].spatial_residual, NodeResidual)
    assert isinstance(model.blocks[9].spatial, nn.Conv2d)
    assert model.blocks[9].spatial_residual is None


def test_nodes_of_every_layer() -> None:
    assert nodes_per_layer(18, 4, None, None) == (18, 18, 18, 18)
    assert nodes_per_layer(18, 4, None, 1) == (1, 1, 1, 1)
    assert nodes_per_layer(18, 4, None, 3) == (18, 18, 1, 1)
    assert nodes_per_layer(18, 2, [30, 4], None) == (30, 4)
    with pytest.raises(ValueError, match="lambda_ must be 1 to 4"):
        nodes_per_layer(18, 4, None, 5)
    with pytest.raises(ValueError, match="nodes must be 2 numbers of at least 1"):
        nodes_per_layer(18, 2, [3, 0], None)
    with pytest.raises(ValueError, match="exclude each other"):
        nodes_per_layer(18, 2, [3, 1], 2)


def test_there_is_no_focus_without_joints() -> None:
    x = torch.rand(2, 3, 9, 5, 1)
    for nodes, has_focus in (((5, 5), True), ((5, 1), False)):
        model = STBLN(3, STICK, layers=2, nodes=nodes, base_channels=4).eval()
        _, explanation = model(x, explain=True)
        assert (explanation.focus is not None) == has_focus
        assert explanation.feature_map.shape == (2, 1, 9, nodes[-1])
