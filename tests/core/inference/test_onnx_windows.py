"""Networks computed by ONNX Runtime."""

from __future__ import annotations

import dataclasses
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from core.checkpoint import build_model
from core.inference import onnx_windows
from core.inference.ensemble import Member, Networks
from core.inference.onnx_windows import quicken
from core.models.beside import Beside
from core.models.blocks import fold_batch_norms
from core.models.taught import Taught
from core.skeleton import KINETICS18
from tests.core.fakes import random_model, small_info

CARDS = {
    "stfnet": small_info(),
    "bone": small_info(model="stbln", model_args={"base_channels": 8}, stream="bone"),
    "bagcn": small_info(model="bagcn", model_args={"base_channels": 8}),
}

SMALL = small_info(model="stgcn", model_args={"base_channels": 4}, frames=8)


@pytest.mark.parametrize("name", CARDS)
def test_answers_and_reasons_are_the_network_s(name: str) -> None:
    info = CARDS[name]
    model = fold_batch_norms(random_model(info))
    quick = quicken(model, info)
    assert quick is not None
    for count in (1, 30):
        x = torch.randn(count, 3, info.frames, 18, 1, generator=torch.Generator().manual_seed(2))
        with torch.inference_mode():
            logits, expected = model(x, explain=True)
            found, explanation = quick(x, explain=True)
            torch.testing.assert_close(found, logits, atol=1e-3, rtol=1e-3)
            torch.testing.assert_close(quick(x), found, atol=0, rtol=0)
        for field in dataclasses.fields(expected):
            ours, theirs = getattr(explanation, field.name), getattr(expected, field.name)
            assert (ours is None) == (theirs is None), field.name
            if theirs is not None:
                torch.testing.assert_close(ours, theirs, atol=1e-3, rtol=1e-3)


def test_what_was_taught_stays_with_torch(graphs: Path) -> None:
    taught = Taught(3, KINETICS18, examples=2).eval()
    assert quicken(Beside(random_model(CARDS["stfnet"]), taught, 20, 1.0).eval(), small_info()) is None
    assert not graphs.exists()


def test_two_threads_may_ask_at_a_time(graphs: Path, caplog: pytest.LogCaptureFixture) -> None:
    """As where the window loads a network while the one before is still being made ready."""
    models = [random_model(SMALL) for _ in range(4)]
    for scale, model in enumerate(models, 1):
        with torch.no_grad():
            next(model.parameters()).mul_(scale)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda model: quicken(model, SMALL), models))
    assert None not in made
    assert not caplog.records


def test_a_graph_is_traced_once(graphs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = SMALL
    first, second = random_model(info), random_model(info)
    with torch.no_grad():
        next(second.parameters()).mul_(1.5)
    traced: list[object] = []
    trace = onnx_windows.trace
    monkeypatch.setattr(onnx_windows, "trace", lambda *given: traced.append(given) or trace(*given))
    for model, known in ((first, 1), (first, 1), (second, 2), (first, 2)):
        assert quicken(model, info) is not None
        assert (len(traced), len(list(graphs.iterdir()))) == (known, known)
    for place in graphs.iterdir():
        place.write_bytes(place.read_bytes()[:1000])
    assert quicken(first, info) is not None  # a damaged one is made anew
    assert len(traced) == 3
    monkeypatch.setattr(onnx_windows, "_KEPT", 1)
    assert quicken(second, info) is not None
    assert len(list(graphs.iterdir())) == 1


def test_a_graph_of_another_network_is_not_used(
    graphs: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    info = SMALL
    model, other = random_model(info), random_model(info)
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.add_(0.1)
    quick = quicken(model, info)
    assert quick is not None
    (place,) = graphs.iterdir()
    right = place.read_bytes()
    place.write_bytes(onnx_windows.trace(other, (3, info.frames, 18, 1)))  # as if the code had changed since
    assert quicken(model, info) is not None
    assert place.read_bytes() == right
    place.unlink()
    trace = onnx_windows.trace
    monkeypatch.setattr(onnx_windows, "trace", lambda model, shape: trace(other, shape))
    with caplog.at_level(logging.WARNING):
        assert quicken(model, info) is None
    assert "torch computes it" in caplog.text
    assert not list(graphs.iterdir())

    def fails(model: object, shape: object) -> bytes:
        raise RuntimeError("an operator is missing")

    monkeypatch.setattr(onnx_windows, "trace", fails)
    assert quicken(model, info) is None
    assert "an operator is missing" in caplog.text


def test_networks_say_the_same_whoever_computes_them() -> None:
    members = [Member(random_model(CARDS[name]), CARDS[name]) for name in ("stfnet", "bone")]
    ridge = small_info(model="ridge", model_args={})
    members.append(Member(build_model(ridge).eval(), ridge))
    plain, quick = Networks(members), Networks(members)
    quick.quicken()
    assert [type(model).__name__ for model in quick._models] == ["OnnxWindows", "OnnxWindows", "MotionRidge"]
    generator = np.random.default_rng(0)
    windows = [generator.normal(0, 0.5, (4, info.frames, 18, 3)).astype(np.float32) for info in quick.cards]
    ours, theirs = quick.classify(windows), plain.classify(windows)
    np.testing.assert_allclose(ours.probabilities, theirs.probabilities, atol=1e-4)
    assert ours.focus is not None
    assert theirs.focus is not None
    np.testing.assert_allclose(ours.focus, theirs.focus, atol=1e-4)
    labels = theirs.probabilities.argmax(1)
    np.testing.assert_allclose(quick.weigh(windows, labels).joints, plain.weigh(windows, labels).joints, atol=1e-3)
    quick.quicken()  # once more changes nothing
    assert [type(model).__name__ for model in quick._models] == ["OnnxWindows", "OnnxWindows", "MotionRidge"]
