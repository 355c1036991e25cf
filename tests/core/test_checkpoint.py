import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from core import checkpoint
from core.card import card_lines
from core.checkpoint import DEFAULT, find_weights, list_weights, load_checkpoint, read_info, save_checkpoint
from core.errors import UserError
from tests.core.fakes import random_model, small_info


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "weights" / "small.safetensors"
    save_checkpoint(path, random_model(small_info()), small_info())
    return path


def test_weights_and_card_come_back_as_they_were(weights: Path) -> None:
    info = small_info()
    loaded = load_checkpoint(weights)
    assert loaded.info == info
    assert not loaded.model.training
    x = torch.randn(2, 3, 20, 18, 1, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        torch.testing.assert_close(loaded.model(x), random_model(info)(x))


def test_half_precision_on_disk_is_float32_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "half.safetensors"
    save_checkpoint(path, random_model(small_info()), small_info(), torch.float16)
    model = load_checkpoint(path).model
    assert {p.dtype for p in model.parameters()} == {torch.float32}
    for ours, theirs in zip(model.parameters(), random_model(small_info()).parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, atol=2e-4, rtol=1e-3)


def test_nothing_but_the_file_is_left_behind(weights: Path) -> None:
    assert [path.name for path in weights.parent.iterdir()] == ["small.safetensors"]


def test_missing_file_and_unknown_name_say_what_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weights: Path
) -> None:
    with pytest.raises(UserError, match=r"nowhere\.safetensors: no such weights file"):
        load_checkpoint(tmp_path / "nowhere.safetensors")
    monkeypatch.setattr(checkpoint, "weights_dir", lambda: weights.parent)
    with pytest.raises(UserError, match=r"no model named 'stgnc'; there are: small"):
        load_checkpoint("stgnc")
    assert find_weights("small") == weights
    assert [card.name for card in list_weights()] == ["small"]


def test_a_stray_file_does_not_hide_the_others(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (weights.parent / "a.safetensors").write_text("not tensors")
    monkeypatch.setattr(checkpoint, "weights_dir", lambda: weights.parent)
    assert [card.name for card in list_weights()] == ["small"]


@pytest.mark.parametrize("content", [b"", b"hello, world, this is text", b"\x00" * 100, b"\xff" * 9])
def test_a_file_that_is_no_checkpoint_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.safetensors"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"odd\.safetensors is not a weights file"):
        load_checkpoint(path)


def test_a_truncated_file_is_named(weights: Path) -> None:
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(UserError, match=r"small\.safetensors is not a weights file"):
        load_checkpoint(weights)


def test_tensors_without_a_card_or_with_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "bare.safetensors"
    save_file({"a": torch.zeros(2)}, path)
    with pytest.raises(UserError, match="no skelapp card"):
        read_info(path)
    save_file({"a": torch.zeros(2)}, path, metadata={"skelapp": "{not json"})
    with pytest.raises(UserError, match="card cannot be read"):
        read_info(path)
    save_file({"a": torch.zeros(2)}, path, metadata={"skelapp": json.dumps({"labels": ["a"]})})
    with pytest.raises(UserError, match="card cannot be read"):
        read_info(path)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"model": "resnet"}, "do not fit the network 'resnet'"),
        ({"model_args": {"base_channels": 16}}, "do not fit the network 'stfnet'"),
        ({"model_args": {"depth": 3}}, "no argument depth"),
        ({"labels": ("one",)}, "do not fit"),
        ({"layout": "cat12"}, "cat12"),
        ({"stream": "smell"}, "unknown stream 'smell'"),
        ({"coordinates": "polar"}, "unknown coordinates 'polar'"),
    ],
)
def test_a_card_that_does_not_fit_the_weights(tmp_path: Path, change: dict[str, object], complaint: str) -> None:
    path = tmp_path / "wrong.safetensors"
    save_checkpoint(path, random_model(small_info()), small_info(**change))
    with pytest.raises(UserError, match=complaint):
        load_checkpoint(path)


def test_the_card_tells_people_what_it_is_worth() -> None:
    info = replace(
        small_info(title="Small"), labels=("run", "wave"), data="clips", license="CC BY 4.0", temperature=1.25,
        threshold=0.45, scores={"test top-1": 0.567, "test ece": 0.0712, "test loss": 1.0}, weak={"wave": 0.125},
    )  # fmt: skip
    assert card_lines(info) == [
        "Small, 2 actions, test top-1 56.7%",
        "knows run, wave",
        "trained on clips (CC BY 4.0)",
        '"uncertain" below 45%, at temperature 1.25; calibration error 0.071',
        "bad at wave (12% recognised)",
    ]
    assert len(card_lines(replace(info, data="", weak={}))) == 3


def test_the_one_that_is_taken_unless_told_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("agcn-joint", DEFAULT, "bagcn"):
        info = small_info(name=name)
        save_checkpoint(tmp_path / f"{name}.safetensors", random_model(info), info)
    monkeypatch.setattr(checkpoint, "weights_dir", lambda: tmp_path)
    assert [card.name for card in list_weights()] == [DEFAULT, "agcn-joint", "bagcn"]
