"""BAGCN: focus, context and diffusion against loops, every ablation, the graphs' directions."""

import numpy as np
import pytest
import torch
from torch import nn

from core.models import create_model
from core.models.bagcn import BAGCN, CONTEXT, FocusDiffusion
from tests.core.models.references import residual
from tests.core.references import (
    STICK,
    array,
    batch_norm,
    focus_diffusion,
    graph,
    lstm,
    random,
    randomise,
    relu,
    spatial_convolution,
    temporal_convolution,
)

FOCUS = ["max", "avg", "attention"]
CONTEXTS = ["none", "forward", "bidirectional"]


def weights_of(module: FocusDiffusion) -> dict[str, np.ndarray]:
    return {
        "attention": array(module.attention.weight)[:, :, 0, 0],
        "attention_bias": array(module.attention.bias),
        "W1": array(module.embed.weight),
        "W2": array(module.project.weight),
        "W3": array(module.fuse.weight)[:, :, 0, 0],
        "W3_bias": array(module.fuse.bias),
    }


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("focus", FOCUS)
def test_focus_context_and_diffusion(focus: str, context: str) -> None:
    module = randomise(FocusDiffusion(3, focus, context))
    x = random(2, 3, 4, 5)
    y, attention = module(x)
    expected, expected_attention = focus_diffusion(array(x), focus, module.context, weights_of(module))
    np.testing.assert_allclose(array(y), expected, atol=1e-11)
    np.testing.assert_allclose(array(attention), expected_attention, atol=1e-12)


@pytest.mark.parametrize("focus", FOCUS)
def test_gradients(focus: str) -> None:
    module = randomise(FocusDiffusion(2, focus, "none")).train()
    inputs = (random(1, 2, 3, 5).requires_grad_(), *module.parameters())
    assert torch.autograd.gradcheck(lambda x, *_: module(x), inputs, fast_mode=True)


def test_context_is_two_layers_of_128_features() -> None:
    for context, ways in (("forward", 1), ("bidirectional", 2)):
        module = FocusDiffusion(4, "attention", context)
        assert module.context.num_layers == 2
        assert module.context.hidden_size * ways == CONTEXT == 128
    sequence = randomise(nn.LSTM(3, 2, 2, batch_first=True, bidirectional=True))
    x = random(2, 4, 3)
    np.testing.assert_allclose(array(sequence(x)[0]), lstm(array(x), sequence), atol=1e-12)


def test_a_block() -> None:
    model = randomise(BAGCN(4, STICK, 3, base_channels=8))
    block = model.blocks[3]  # doubles the channels and halves the frames
    x = random(2, 8, 5, 5)
    y, attention = block(x)

    A = graph(STICK)  # [p, i, j]: joint i gathers from joint j; 1: j nearer the centre, 2: farther
    outward = np.stack([A[0], A[1]]) * array(block.outward.mixing.mask).transpose(0, 2, 1)
    inward = np.stack([A[0], A[2]]) * array(block.inward.mixing.mask).transpose(0, 2, 1)
    mid = spatial_convolution(array(x), outward, array(block.outward.conv.weight).reshape(2, 4, 8))
    mid = relu(batch_norm(mid, block.outward_norm))
    mid, expected_attention = focus_diffusion(mid, "attention", block.focus.context, weights_of(block.focus))
    out = spatial_convolution(mid, inward, array(block.inward.conv.weight).reshape(2, 16, 4))
    out = relu(batch_norm(out, block.inward_norm))
    out = batch_norm(
        temporal_convolution(out, array(block.temporal.conv.weight)[..., 0], 2, 1, "centred"), block.temporal_norm
    )
    np.testing.assert_allclose(array(y), relu(out + residual(array(x), block.residual, "centred")), atol=1e-10)
    np.testing.assert_allclose(array(attention), expected_attention, atol=1e-11)


def test_focus_graph_runs_outward_and_diffusion_graph_back() -> None:
    block = BAGCN(4, base_channels=4).blocks[0]
    elbow, shoulder, wrist = 3, 2, 4  # kinetics18, the neck is the centre
    outward, inward = block.outward.mixing()[1], block.inward.mixing()[1]
    assert outward[shoulder, elbow] > 0
    assert outward[wrist, elbow] == 0
    assert inward[wrist, elbow] > 0
    assert inward[shoulder, elbow] == 0


def test_widths_and_strides() -> None:
    model = create_model("bagcn", num_classes=5, in_channels=6).to("meta")
    x, _ = model.eval().entry(torch.empty(1, 6, 13, 18, 1, device="meta"))
    shapes = []
    for block in model.blocks:
        x, attention = block(x)
        shapes.append((x.shape[1], x.shape[2], attention.shape[1]))
    assert shapes == [(64, 13, 13)] * 3 + [(128, 7, 13)] + [(128, 7, 7)] * 2 + [(256, 4, 7)] + [(256, 4, 4)] * 2


def test_every_blocks_focus_is_returned_and_the_last_is_the_focus() -> None:
    model = randomise(BAGCN(4, STICK, 3, base_channels=4)).float()
    _, explanation = model(torch.rand(2, 3, 9, 5, 2), explain=True)
    assert [tuple(focus.shape) for focus in explanation.block_focus] == [
        (2, 2, T, 5) for T in [9] * 4 + [5] * 3 + [3] * 2
    ]
    assert explanation.focus is explanation.block_focus[-1]
    assert bool(((explanation.focus > 0) & (explanation.focus < 1)).all())


def test_forward_context_can_run_causally() -> None:
    """With causal convolutions and a forward LSTM, what follows changes nothing that came before."""
    model = randomise(BAGCN(4, STICK, 3, base_channels=4, context="forward", temporal="causal"))
    x = random(1, 3, 16, 5, 1)
    start, _ = model.entry(x[:, :, :8])
    whole, _ = model.entry(x)
    for block in model.blocks:
        start, whole = block(start)[0], block(whole)[0]
    torch.testing.assert_close(start, whole[:, :, : start.shape[2]])


def test_without_focus_it_is_a_bidirectional_st_gcn() -> None:
    model = randomise(BAGCN(4, STICK, focus="none", base_channels=4))
    assert all(block.focus is None for block in model.blocks)
    logits, explanation = model(random(1, 3, 9, 5, 1), explain=True)
    assert logits.max() > model.classifier.linear.bias[logits.argmax()]  # so something speaks for it
    assert explanation.block_focus == ()
    assert explanation.focus.max() == 1


def test_wrong_arguments_name_the_allowed_ones() -> None:
    with pytest.raises(ValueError, match="focus must be one of none, max, avg, attention"):
        create_model("bagcn", num_classes=2, focus="softmax")
    with pytest.raises(ValueError, match="context must be one of none, forward, bidirectional"):
        create_model("bagcn", num_classes=2, context="gru")
    with pytest.raises(ValueError, match="multiple of 4"):
        create_model("bagcn", num_classes=2, base_channels=6)
