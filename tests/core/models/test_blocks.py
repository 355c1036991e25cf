"""The shared pieces against loops: convolutions over joints and frames, folding of people, classifier, batch norms."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core.graph import adjacency
from core.models.blocks import (
    Classifier,
    InputNorm,
    PeopleBatch,
    Residual,
    SpatialConv,
    TemporalConv,
    focus_from_activation,
    fold_batch_norms,
    pointwise,
    subsample,
)
from core.models.mixing import AdditiveMask, Bilinear, EdgeImportance, SymmetricMask
from tests.core.models.references import operator_of
from tests.core.references import (
    STICK,
    array,
    random,
    randomise,
    spatial_convolution,
    temporal_convolution,
)

A = adjacency(STICK)


MIXINGS = {
    "stgcn": lambda: EdgeImportance(A),
    "agcn": lambda: AdditiveMask(A),
    "stfnet": lambda: AdditiveMask(A, start=A),
    "symmetric": lambda: SymmetricMask(A),
    "symmetric, q = 2": lambda: SymmetricMask(A, q=2),
    "stbln, fewer nodes": lambda: Bilinear(5, 2),
    "stbln, one node": lambda: Bilinear(5, 1),
    "stbln, more nodes": lambda: Bilinear(5, 7),
}


@pytest.mark.parametrize("name", MIXINGS)
def test_spatial_convolution_of_every_attention(name: str) -> None:
    layer = randomise(SpatialConv(3, 4, MIXINGS[name]()))
    x = random(2, 3, 3, 5)
    weight = array(layer.conv.weight).reshape(3, 4, 3)
    np.testing.assert_allclose(
        array(layer(x)), spatial_convolution(array(x), operator_of(layer.mixing), weight), atol=1e-12
    )


@pytest.mark.parametrize("name", MIXINGS)
def test_spatial_convolution_has_the_right_gradients(name: str) -> None:
    layer = randomise(SpatialConv(2, 2, MIXINGS[name](), bias_first=True)).train()
    inputs = (random(1, 2, 2, 5).requires_grad_(), *layer.parameters())
    assert torch.autograd.gradcheck(lambda x, *_: layer(x), inputs, fast_mode=True)


def test_bias_first_passes_through_the_graph() -> None:
    layer = randomise(SpatialConv(3, 4, EdgeImportance(A), bias_first=True))
    x = random(2, 3, 3, 5)
    z = layer.conv(x).view(2, 3, 4, 3, 5)  # the public code's own two steps
    expected = torch.einsum("nkctv,kvw->nctw", z, layer.mixing())
    torch.testing.assert_close(layer(x), expected)


def test_starts_of_the_attentions() -> None:
    assert torch.equal(EdgeImportance(A)(), A)
    assert torch.equal(AdditiveMask(A)(), A)
    assert torch.equal(AdditiveMask(A, start=A)(), 2 * A)
    assert 0 < float((SymmetricMask(A)() - A).detach().abs().max()) < 0.5


@given(q=st.integers(1, 5), seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_symmetric_means_symmetric_and_of_rank_q(q: int, seed: int) -> None:
    mixing = randomise(SymmetricMask(A, q), seed)
    mask = mixing() - A
    torch.testing.assert_close(mask, mask.transpose(1, 2), rtol=0, atol=1e-14)
    assert [int(rank) for rank in torch.linalg.matrix_rank(mask, rtol=1e-9)] == [q] * 3
    assert bool((torch.linalg.eigvalsh(mask) > -1e-12).all())  # L L^T, not L L


def test_symmetric_mask_is_computed_once_in_evaluation() -> None:
    mixing = randomise(SymmetricMask(A))
    with torch.no_grad():
        kept = mixing()
        assert mixing() is kept
        mixing.load_state_dict({key: value * 2 for key, value in mixing.state_dict().items()})
        torch.testing.assert_close(mixing() - 2 * A.double(), 4 * (kept - A))
        mixing.train()
        mixing.factor.zero_()
        torch.testing.assert_close(mixing.eval()(), 2 * A.double())
    with pytest.raises(ValueError, match="q must be 1 to 5"):
        SymmetricMask(A, q=6)


@pytest.mark.parametrize("temporal", ["centred", "causal"])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("T", [1, 2, 6, 7])
def test_temporal_convolution(temporal: str, stride: int, T: int) -> None:
    layer = randomise(TemporalConv(4, 8, kernel=5, stride=stride, groups=2, temporal=temporal))
    x = random(2, 4, T, 3)
    expected = temporal_convolution(array(x), array(layer.conv.weight)[..., 0], stride, 2, temporal)
    np.testing.assert_allclose(array(layer(x)), expected, atol=1e-12)


@pytest.mark.parametrize("stride", [1, 2])
@given(T=st.integers(1, 12), later=st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_causal_outputs_see_no_later_frame(stride: int, T: int, later: int) -> None:
    """Outputs of a clip stay as they are when frames follow (as many as keep the stride's phase)."""
    layer = randomise(TemporalConv(2, 2, kernel=5, stride=stride, temporal="causal"))
    x = random(1, 2, T + later * stride, 2)
    whole = layer(x)
    start = layer(x[:, :, :T])
    torch.testing.assert_close(start, whole[:, :, : start.shape[2]])


def test_zeros_before_a_clip_change_nothing_where_the_padding_is_zero() -> None:
    layer = randomise(TemporalConv(2, 2, kernel=5, temporal="causal"))
    x = random(1, 2, 6, 2)
    torch.testing.assert_close(layer(F.pad(x, (0, 0, 3, 0)))[:, :, 3:], layer(x))


def test_subsample_keeps_the_newest_frame_in_causal_mode() -> None:
    x = torch.arange(6.0).view(1, 1, 6, 1)
    assert subsample(x, 2, "centred").flatten().tolist() == [0, 2, 4]
    assert subsample(x, 2, "causal").flatten().tolist() == [1, 3, 5]
    assert subsample(x[:, :, 1:], 2, "causal").flatten().tolist() == [1, 3, 5]


def test_residual_is_the_input_itself_where_it_can_be() -> None:
    x = random(2, 4, 5, 3)
    assert torch.equal(Residual(4, 4, 1, "centred")(x), x)
    layer = randomise(Residual(4, 6, 2, "causal"))
    norm = layer.norm
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    y = torch.einsum("oc,pctv->potv", layer.conv.weight[:, :, 0, 0], x[:, :, 0::2])  # T = 5: frames 0, 2, 4
    expected = (y - norm.running_mean[:, None, None]) * scale[:, None, None] + norm.bias[:, None, None]
    torch.testing.assert_close(layer(x), expected)


def test_wrong_arguments_name_the_allowed_ones() -> None:
    with pytest.raises(ValueError, match="temporal must be one of centred, causal"):
        TemporalConv(1, 1, temporal="backward")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="odd"):
        TemporalConv(1, 1, kernel=4)
    with pytest.raises(ValueError, match="people must be one of present, all"):
        InputNorm(3, 5, "some")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"C \* V = 15"):
        InputNorm(3, 5)(torch.zeros(1, 3, 4, 6, 1))


def test_entry_normalises_every_coordinate_of_every_joint() -> None:
    entry = randomise(InputNorm(3, 5))
    x = random(2, 3, 4, 5, 2)
    y, people = entry(x)
    norm = entry.norm
    for n, m, c, v in [(0, 0, 0, 0), (0, 1, 2, 3), (1, 0, 1, 4), (1, 1, 2, 0)]:
        i = v * 3 + c
        deviation = (norm.running_var[i] + norm.eps).sqrt()
        expected = (x[n, c, :, v, m] - norm.running_mean[i]) / deviation * norm.weight[i] + norm.bias[i]
        torch.testing.assert_close(y[n * 2 + m, c, :, v], expected)
    torch.testing.assert_close(people.unfold(y)[1, 0], y[2])


def test_absent_people_leave_the_statistics_alone() -> None:
    x = random(3, 3, 4, 5, 1)
    padded = torch.cat([x, torch.zeros_like(x)], -1)
    alone, together, public = InputNorm(3, 5).double(), InputNorm(3, 5).double(), InputNorm(3, 5, "all").double()
    y, _ = alone(x)
    z, people = together(padded)
    public(padded)
    torch.testing.assert_close(alone.norm.running_mean, together.norm.running_mean)
    torch.testing.assert_close(y, z)
    assert people.unfold(z).shape == (3, 2, 3, 4, 5)
    assert people.unfold(z)[:, 1].abs().sum() == 0
    assert (public.norm.running_mean - alone.norm.running_mean).abs().max() > 1e-3


def test_a_batch_without_anyone_still_runs() -> None:
    y, people = InputNorm(3, 5)(torch.zeros(2, 3, 4, 5, 1))
    assert y.shape == (2, 3, 4, 5)
    assert not people.present.any()


def test_classifier_averages_frames_joints_and_the_people_present() -> None:
    head = randomise(Classifier(4, 3, dropout=0.5))
    y = random(6, 4, 2, 5)
    present = torch.tensor([[True, True], [False, True], [False, False]])
    logits = head(y, PeopleBatch(present, None))
    pooled = y.mean((2, 3))
    weight, bias = head.linear.weight, head.linear.bias
    torch.testing.assert_close(logits[0], weight @ ((pooled[0] + pooled[1]) / 2) + bias)
    torch.testing.assert_close(logits[1], weight @ pooled[3] + bias)
    torch.testing.assert_close(logits[2], bias)


def test_class_activation_adds_up_to_the_logit() -> None:
    head = randomise(Classifier(4, 3, dropout=0.0))
    y = random(2, 4, 2, 5)
    for people in (
        PeopleBatch(torch.tensor([[True, True]]), None),
        PeopleBatch(torch.tensor([[True, False], [False, True]]), torch.tensor([0, 3])),
    ):
        logits = head(y, people)
        classes = torch.arange(len(logits)) + 1
        activation = head.activation(y, people, classes)
        per_person = activation.mean((2, 3)) * people.present
        total = per_person.sum(1) / people.present.sum(1) + head.linear.bias[classes]
        torch.testing.assert_close(total, logits[torch.arange(len(logits)), classes])


def test_focus_is_the_positive_part_with_its_maximum_at_one() -> None:
    activation = torch.tensor([[[[-1.0, 2.0, 4.0]], [[8.0, 8.0, 8.0]]]])
    focus = focus_from_activation(activation, PeopleBatch(torch.tensor([[True, False]]), None))
    assert focus.tolist() == [[[[0, 0.5, 1]], [[0, 0, 0]]]]


def test_folding_leaves_the_original_as_it_was() -> None:
    model = randomise(nn.ModuleList([Residual(3, 4, 1, "centred")]))
    x = random(1, 3, 4, 5)
    before = model[0](x)
    folded = fold_batch_norms(model)
    assert isinstance(folded[0].norm, nn.Identity)
    assert isinstance(model[0].norm, nn.BatchNorm2d)
    torch.testing.assert_close(folded[0](x), before)


@pytest.mark.parametrize(("people", "frames"), [(1, 1), (1, 7), (2, 24), (3, 20), (16, 5), (17, 3)])
def test_one_by_one_convolutions_however_the_frames_are_dealt_out(people: int, frames: int) -> None:
    x, weight, bias = random(people, 4, frames, 5), random(6, 4, 1, 1, seed=2), random(6, seed=3)
    for layout in (x, x.contiguous(memory_format=torch.channels_last)):
        expected = torch.einsum("pctv,dc->pdtv", x, weight[:, :, 0, 0]) + bias[:, None, None]
        torch.testing.assert_close(pointwise(layout, weight, bias), expected)
