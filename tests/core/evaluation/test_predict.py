"""What networks say of whole data sets."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from core.card import CheckpointInfo
from core.data.pack import load_pack
from core.data.windows import WindowDataset
from core.errors import UserError
from core.evaluation.predict import predict, predict_by_steps
from core.streams import prepare
from tests.core.data.fakes import write_jhmdb
from tests.core.fakes import random_model, small_info


def windows(folder: Path, info: CheckpointInfo) -> WindowDataset:
    write_jhmdb(folder, ("clap", "run"), train=2, test=2)
    return WindowDataset(load_pack(folder).part("split 1", "test"), info)


@pytest.mark.parametrize("model", ["stgcn", "stfnet"])
def test_a_causal_network_says_the_same_frame_by_frame(tmp_path: Path, model: str) -> None:
    arguments = {"base_channels": 8, "temporal": "causal", "window": 20}
    info = small_info(model=model, model_args=arguments, coordinates="running")
    dataset, network = windows(tmp_path / "jhmdb", info), random_model(info)
    whole, labels = predict(network, dataset, info)
    steps, same = predict_by_steps(network, dataset, info)
    torch.testing.assert_close(steps, whole, atol=2e-6, rtol=0)
    assert labels.tolist() == same.tolist() == [2, 2, 11, 11]
    assert whole.std(0).min() > 5e-5  # the clips differ


def test_a_centred_network_leaves_out_what_rests_on_padding(tmp_path: Path) -> None:
    info = small_info(model="stgcn", model_args={"base_channels": 8, "layers": 1}, frames=9)
    dataset, network = windows(tmp_path / "jhmdb", info), random_model(info)
    features: list[Tensor] = []
    network.blocks[-1].register_forward_hook(lambda module, args, out: features.append(out))  # type: ignore[index, union-attr]
    whole = network(prepare(dataset.__getitems__([0, 1, 2, 3])[0], info))
    middle = network.classifier.linear(features[0][:, :, 4].mean(-1))  # type: ignore[union-attr, operator]
    steps, _ = predict_by_steps(network, dataset, info)  # a kernel of 9 frames: the middle one needs no padding
    torch.testing.assert_close(steps, middle, atol=1e-4, rtol=1e-4)
    assert (steps - whole).abs().max() > 1e-3


def test_what_cannot_run_frame_by_frame_is_a_plain_error(tmp_path: Path) -> None:
    centred = small_info()
    dataset = windows(tmp_path / "jhmdb", centred)
    with pytest.raises(UserError, match="small: STFNet with temporal='centred' cannot run frame by frame"):
        predict_by_steps(random_model(centred), dataset, centred)
    long = small_info(model="stgcn", model_args={"base_channels": 8})
    with pytest.raises(UserError, match="first label comes after 152 frames; its windows have 20"):
        predict_by_steps(random_model(long), dataset, long)
