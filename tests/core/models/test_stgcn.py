"""ST-GCN, AGCN and symmetric attention: a whole network against loops, the countable figures."""

import numpy as np
import pytest
import torch

from core.models import create_model
from core.models.stgcn import STGCN, Block
from tests.core.models.references import operator_of, residual
from tests.core.references import (
    STICK,
    Array,
    array,
    batch_norm,
    random,
    randomise,
    relu,
    spatial_convolution,
    temporal_convolution,
)


def layer(x: Array, block: Block, temporal: str) -> Array:
    weight = array(block.spatial.conv.weight)
    weight = weight.reshape(3, -1, weight.shape[1])
    y = batch_norm(spatial_convolution(x, operator_of(block.spatial.mixing), weight), block.spatial_norm)
    y = relu(y + residual(x, block.spatial_residual, temporal))
    conv = block.temporal.conv
    y = temporal_convolution(y, array(conv.weight)[..., 0], conv.stride[0], conv.groups, temporal)
    return relu(batch_norm(y, block.temporal_norm) + residual(x, block.residual, temporal))


@pytest.mark.parametrize("temporal", ["centred", "causal"])
@pytest.mark.parametrize("attention", ["importance", "additive", "symmetric"])
def test_whole_network(attention: str, temporal: str) -> None:
    model = randomise(STGCN(4, STICK, 3, attention=attention, layers=5, base_channels=2, temporal=temporal))
    x = random(2, 3, 6, 5, 1)
    y, _ = model.entry(x)
    expected = array(y)
    for block in model.blocks:
        expected = layer(expected, block, temporal)
        y = block(y)
        np.testing.assert_allclose(array(y), expected, atol=1e-11)
    assert y.shape == (2, 4, 3, 5)
    logits = expected.mean((2, 3)) @ array(model.classifier.linear.weight).T + array(model.classifier.linear.bias)
    np.testing.assert_allclose(array(model(x)), logits, atol=1e-11)


def test_parameters_of_the_public_st_gcn() -> None:
    model = create_model("stgcn", "ntu25", num_classes=60)
    assert sum(parameter.numel() for parameter in model.parameters()) == pytest.approx(3.10e6, rel=0.02)


@pytest.mark.parametrize("name", ["stgcn", "agcn", "symmetric"])
def test_widths_strides_and_residuals(name: str) -> None:
    model = create_model(name, num_classes=5).to("meta")
    x, _ = model.eval().entry(torch.empty(1, 3, 13, 18, 1, device="meta"))
    shapes = []
    for block in model.blocks:
        x = block(x)
        shapes.append((x.shape[1], x.shape[2]))
    assert shapes == [(64, 13)] * 4 + [(128, 7)] * 3 + [(256, 4)] * 3
    assert model.blocks[0].residual is None
    assert all(block.residual is not None for block in model.blocks[1:])
    assert all((block.spatial_residual is None) == (name == "stgcn") for block in model.blocks)


@pytest.mark.parametrize("layers", range(1, 11))
def test_number_of_layers_of_table_2(layers: int) -> None:
    model = create_model("symmetric", num_classes=3, layers=layers, base_channels=4)
    assert len(model.blocks) == layers
    assert model(torch.rand(1, 3, 9, 18, 1)).shape == (1, 3)


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match="layers must be 1 to 10"):
        STGCN(3, layers=11)
    with pytest.raises(ValueError, match="attention must be one of importance, additive, symmetric"):
        STGCN(3, attention="learned")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="q belongs to the symmetric attention"):
        STGCN(3, q=2)
