"""Streaming gives every frame the logits of the clip that ends there, whatever the network, chunks and people."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from core.models import create_model
from core.models.blocks import Residual, TemporalConv, within
from core.models.stbln import NodeResidual
from core.streaming import Stream, StreamState, check_input
from tests.core.references import STICK, random, randomise

CAUSAL = {
    "stgcn": ("stgcn", {}),
    "stgcn of 6 layers": ("stgcn", {"layers": 6}),
    "biases through the graph": ("stgcn", {"bias_first": True, "people": "all"}),
    "agcn": ("agcn", {}),
    "symmetric": ("symmetric", {"q": 2}),
    "stbln": ("stbln", {}),
    "lambda 6": ("stbln", {"lambda_": 6}),
    "lambda 1": ("stbln", {"lambda_": 1}),
    "nodes": ("stbln", {"layers": 6, "nodes": (7, 7, 3, 1, 1, 4)}),
    "stfnet": ("stfnet", {}),
    "motion": ("stfnet", {"tdf_motion": True}),
    "no mcf": ("stfnet", {"mcf": False}),
    "no tdf": ("stfnet", {"tdf": False, "grains": 1}),
}


def small(case: str, dtype: torch.dtype = torch.float64, temporal: str = "causal", **model_args: object) -> nn.Module:
    """A narrow network on five joints, everything in it random."""
    name, own = CAUSAL[case]
    args = {"base_channels": 8, "temporal": temporal, **own, **model_args}
    model = randomise(create_model(name, STICK, num_classes=4, **args))
    return tame(model).to(dtype)


def tame(model: nn.Module) -> nn.Module:
    """Weights such that features neither grow nor fade from layer to layer: errors then show at their true size."""
    with torch.no_grad():
        for part in model.modules():
            if isinstance(part, (nn.Conv2d, nn.Linear)):
                part.weight.mul_(2 / part.weight[0].numel() ** 0.5)
    return model


def whole(model: nn.Module, x: Tensor, newest: int | None = None) -> Tensor:
    """The logits of the clips that end at each frame of ``(P, C, T, V)``, or at each of the newest, every one anew.

    ``(P, T, classes)``.
    """
    T = x.shape[2]
    with torch.no_grad():
        return torch.stack([model(x[:, :, : t + 1, :, None]) for t in range(0 if newest is None else T - newest, T)], 1)


def play(stream: Stream, x: Tensor) -> Tensor:
    """The logits of every frame of ``(P, C, T, V)``, stepped from the start: ``(P, T, classes)``."""
    return stream.chunk(x, stream.new_state(len(x)))


def tolerance(dtype: torch.dtype) -> float:
    return 1e-9 if dtype == torch.float64 else 1e-4


@pytest.mark.parametrize("window", [None, 9])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("case", CAUSAL)
def test_every_frame_has_the_label_of_the_clip_that_ends_there(
    case: str, dtype: torch.dtype, window: int | None
) -> None:
    """Long enough for every ring buffer to go round: nine taps of one frame in four."""
    model = small(case, dtype, window=window)
    x = random(2, 3, 41, 5).to(dtype)
    x[0, :, :3] = 0  # who is not seen at first
    x[1, :, 7:20] = 0
    x[:, :, :, 2] = 0  # a joint that is never seen
    stream = Stream(model)
    assert stream.delay == 0
    found, expected = play(stream, x), whole(model, x)
    torch.testing.assert_close(found, expected, atol=tolerance(dtype), rtol=0)
    assert float(expected.std(1).mean()) > 0.005  # labels that change, or nothing would have been compared


@pytest.mark.parametrize("case", CAUSAL)
@given(data=st.data())
@settings(max_examples=4, deadline=None)
def test_people_come_and_go_in_chunks_of_any_length(case: str, data: st.DataObject) -> None:
    """Between two chunks somebody leaves, comes, is shuffled, or the state is saved, spoiled and restored."""
    window = data.draw(st.sampled_from([None, 1, 6, 20]), label="window")
    dtype = data.draw(st.sampled_from([torch.float64, torch.float32]), label="dtype")
    model = small(case, dtype, window=window)
    stream = Stream(model)
    clips = random(5, 3, 14, 5, seed=data.draw(st.integers(0, 99), label="seed")).to(dtype)
    ids, came, state, time = [0, 1], {0: 0, 1: 0}, stream.new_state(2), 0
    while time < 14:
        length = data.draw(st.integers(1, 5), label="length")
        chunk = clips[ids, :, time : time + length]
        if data.draw(st.booleans(), label="unseen"):
            chunk[-1:] = clips[ids[-1], :, time : time + length] = 0
        found = stream.chunk(chunk, state)
        for row, person in enumerate(ids):
            expected = whole(model, clips[person : person + 1, :, came[person] : time + length], chunk.shape[2])
            torch.testing.assert_close(found[row], expected[0], atol=tolerance(dtype), rtol=0)
        time += length
        change = data.draw(st.sampled_from(["none", "leave", "come", "shuffle", "restore"]), label="change")
        if change == "restore":
            saved = {name: part.clone() for name, part in state.tensors().items()}
            stream.chunk(clips[ids, :, :3], state)
            state = StreamState.from_tensors(saved)
        if change == "leave" and len(ids) > 1:
            gone = data.draw(st.integers(0, len(ids) - 1), label="who")
            state = state.keep([row for row in range(len(ids)) if row != gone])
            ids.pop(gone)
        if change == "shuffle":
            state, ids = state.keep(list(reversed(range(len(ids))))), ids[::-1]
        if change == "come" and len(came) < 5:
            person = len(came)
            came[person] = time
            ids.append(person)
            state = state.add(1)


def test_a_stream_without_anyone() -> None:
    stream = Stream(small("stfnet"))
    state = stream.new_state(0)
    logits, explanation = stream.step(torch.zeros(0, 3, 5).double(), state, explain=True)
    assert logits.shape == (0, 4)
    assert explanation is None
    x = random(1, 3, 6, 5)
    torch.testing.assert_close(stream.chunk(x, state.add(1)), play(stream, x), atol=1e-12, rtol=0)


def test_a_copy_of_the_state_is_a_place_to_go_back_to() -> None:
    stream, x = Stream(small("stfnet")), random(2, 3, 12, 5)
    state = stream.new_state(2)
    stream.chunk(x[:, :, :7], state)
    before = state.copy()
    first = stream.chunk(x[:, :, 7:], state)
    assert before.clock == 7
    assert state.clock == 12
    assert torch.equal(stream.chunk(x[:, :, 7:], before), first)


@pytest.mark.parametrize("case", ["stgcn", "stbln", "stfnet", "biases through the graph"])
def test_a_state_after_frames_without_anyone(case: str) -> None:
    """As in a window that the clip does not fill: the empty frames before it count."""
    model, x = small(case, window=20), random(1, 3, 10, 5)
    stream = Stream(model)
    expected = whole(model, torch.cat((torch.zeros(1, 3, 5, 5).double(), x), 2))[:, 5:]
    torch.testing.assert_close(stream.chunk(x, stream.new_state(1, empty=5)), expected, atol=1e-9, rtol=0)
    assert not torch.allclose(play(stream, x), expected, atol=1e-3)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("case", CAUSAL)
def test_explanations_are_those_of_the_clips_last_frame(case: str, dtype: torch.dtype) -> None:
    model = small(case, dtype, window=12)
    x = random(2, 3, 15, 5).to(dtype)
    x[1, :, :9] = 0  # nobody yet
    stream = Stream(model)
    state = stream.new_state(2)
    for t in range(15):
        logits, live = stream.step(x[:, :, t], state, explain=True)
        with torch.no_grad():
            expected_logits, clip = model(x[:, :, : t + 1, :, None], explain=True)
        assert live is not None
        torch.testing.assert_close(logits, expected_logits, atol=tolerance(dtype), rtol=0)
        torch.testing.assert_close(live.feature_map, clip.feature_map[:, :, -1:])
        torch.testing.assert_close(live.relations, clip.relations)
        assert (live.gate is None) == (clip.gate is None)
        if live.gate is not None:
            torch.testing.assert_close(live.gate, clip.gate[..., -1:])
        assert (live.focus is None) == (clip.focus is None)
        if live.focus is not None:
            focus = clip.focus[:, :, -1:]
            focus = focus / focus.amax(3, keepdim=True).clamp(min=1e-12)
            torch.testing.assert_close(live.focus, focus)
            assert t >= 9 or case == "biases through the graph" or not live.focus[1].any()


class Cropped(nn.Module):
    """A way around unpadded temporal convolutions of nine frames: the four frames at both ends are left out."""

    def __init__(self, residual: nn.Module) -> None:
        super().__init__()
        self.residual = residual

    def forward(self, x: Tensor) -> Tensor:
        return self.residual(x[:, :, 4:-4])


def unpadded(model: nn.Module) -> nn.Module:
    """The network with temporal convolutions without padding; a changed copy of its own weights."""
    for module in model.modules():
        if isinstance(module, TemporalConv):
            module.conv.padding = (0, 0)
    for block in model.blocks:
        if isinstance(block.residual, (Residual, NodeResidual)):
            block.residual = Cropped(block.residual)
    return model


@pytest.mark.parametrize("window", [None, 10])
@pytest.mark.parametrize(
    "case",
    ["stgcn", "stgcn of 6 layers", "biases through the graph", "agcn", "symmetric", "stbln", "lambda 6", "nodes"],
)
def test_networks_trained_centred_run_unpadded_and_late(case: str, window: int | None) -> None:
    model = small(case, temporal="centred")
    stream = Stream(model, window)
    assert stream.delay == (56 if "6 layers" in case or case == "nodes" else 152)
    x = random(2, 3, stream.delay + 14, 5)
    x[0, :, 60:70] = 0
    found = play(stream, x)
    assert found[:, : stream.delay].isnan().all()
    plain = unpadded(model)
    total = plain.stride
    for t in range(stream.delay, x.shape[2]):
        grid = (t - stream.delay) % total  # the strided network starts so that its last frame is this one
        with torch.no_grad():
            y, fold = plain.entry(x[:, :, grid : t + 1, :, None])
            for block in plain.blocks:
                y = block(y)
            y = y if window is None else y[:, :, -within(window, window, total) :]
            torch.testing.assert_close(found[:, t], plain.classifier(y, fold), atol=1e-9, rtol=0)


@pytest.mark.parametrize("case", ["stgcn", "biases through the graph", "agcn", "lambda 6", "stfnet", "motion"])
def test_onnx_runtime_computes_the_same(case: str) -> None:
    """Turn about with torch on one state, two people, one of them later, to the explanation."""
    model = small(case, torch.float32, window={"stfnet": None, "motion": 1}.get(case, 9))
    x = random(2, 3, 41, 5).float()
    fast, plain = Stream(model, onnx=True), Stream(model)
    state, other = fast.new_state(1), plain.new_state(1)
    for t in range(41):
        if t == 3:
            state, other = state.add(1), other.add(1)
        frame = x[: len(state.frames), :, t]
        logits, explanation = (plain if t % 5 == 0 else fast).step(frame, state, explain=True)
        expected, expected_explanation = plain.step(frame, other, explain=True)
        torch.testing.assert_close(logits, expected, atol=1e-4, rtol=0)
        for name in ("focus", "relations", "gate", "feature_map"):
            found, wanted = getattr(explanation, name), getattr(expected_explanation, name)
            assert (found is None) == (wanted is None)
            if found is not None:
                torch.testing.assert_close(found, wanted, atol=1e-4, rtol=1e-4)


def test_onnx_runtime_with_a_network_trained_centred() -> None:
    model = small("stgcn of 6 layers", torch.float32, temporal="centred")
    x = random(1, 3, 70, 5).float()
    fast, plain = (play(Stream(model, 10, onnx), x) for onnx in (True, False))
    torch.testing.assert_close(fast, plain, atol=1e-4, rtol=0, equal_nan=True)
    assert not plain[:, 56:].isnan().any()


def test_onnx_runtime_where_it_cannot_be() -> None:
    with pytest.raises(ValueError, match="onnx is for float32 on the CPU"):
        Stream(small("stgcn"), onnx=True)


def test_what_cannot_stream_says_why() -> None:
    with pytest.raises(ValueError, match=r"BAGCN cannot run frame by frame.* run it on windows"):
        Stream(create_model("bagcn", STICK, num_classes=2, base_channels=8, temporal="causal"))
    with pytest.raises(ValueError, match=r"STFNet with temporal='centred'.* train it with temporal='causal'"):
        Stream(create_model("stfnet", STICK, num_classes=2, base_channels=8))
    with pytest.raises(ValueError, match="window must be at least 1 frame, not 0"):
        Stream(small("stgcn"), window=0)
    for name in ("joint_motion", "bone_motion", "motion"):
        with pytest.raises(ValueError, match=f"'{name}' is the next frame less this one"):
            check_input(name)
    for name in ("joint", "bone", "spatial"):
        check_input(name)
    stream = Stream(small("stgcn"))
    with pytest.raises(ValueError, match=r"a frame must be \(P, C, V\) = \(2, 3, 5\), not \(1, 3, 5\)"):
        stream.step(random(1, 3, 5), stream.new_state(2))


def test_the_network_itself_stays_as_it_was() -> None:
    model = small("stfnet")
    before = {name: part.clone() for name, part in model.state_dict().items()}
    play(Stream(model), random(1, 3, 6, 5))
    for name, part in model.state_dict().items():
        assert torch.equal(part, before[name])
