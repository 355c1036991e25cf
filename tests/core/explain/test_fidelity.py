import json
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr

from core.checkpoint import read_info, save_checkpoint
from core.evaluation.measurement import read_measurement
from core.explain import fidelity
from core.explain.__main__ import main
from core.explain.attribution import METHODS
from core.inference.ensemble import Member, Networks, Scored
from tests.core.data.fakes import write_jhmdb
from tests.core.fakes import random_model, small_info

WORTH = np.array([0.02 * joint for joint in range(9)] + [-0.01 * joint for joint in range(9)])  # of each joint


class Adding:
    """Says that the first class is as probable as the worths of the joints that are there add up to, plus 0.37."""

    def classify(self, windows) -> Scored:
        there = (windows[0][..., 2] > 0).any(axis=1)
        first = 0.37 + there @ WORTH
        rest = 1 - first
        return Scored(np.stack([first, 0.5 * rest, 0.5 * rest], axis=1).astype(np.float32))


def judged(count: int = 3) -> fidelity.Judged:
    windows = [np.ones((count, 20, 18, 3), np.float32)]
    return fidelity.judge(Adding(), windows)  # type: ignore[arg-type]


def test_hiding_the_best_joints_costs_what_they_are_worth() -> None:
    order = fidelity.best_first(np.tile(WORTH, (3, 1)))
    plain = 0.37 + WORTH.sum()
    np.testing.assert_allclose(judged().scores, plain, atol=1e-6)
    deletion = fidelity.curve(Adding(), judged(), order)  # type: ignore[arg-type]
    assert deletion[1] == pytest.approx(plain - 0.16, abs=1e-6)
    assert deletion[3] == pytest.approx(plain - 0.16 - 0.14 - 0.12, abs=1e-6)
    assert deletion[9] == pytest.approx(plain - 0.72, abs=1e-6)
    insertion = fidelity.curve(Adding(), judged(), order, insertion=True)  # type: ignore[arg-type]
    assert insertion[3] == pytest.approx(0.37 + 0.16 + 0.14 + 0.12, abs=1e-6)
    assert insertion[9] == pytest.approx(0.37 + 0.72, abs=1e-6)
    worst = fidelity.mark(order[:, ::-1], 3)
    np.testing.assert_array_equal(np.flatnonzero(worst[0]), [15, 16, 17])
    lost = fidelity.score_with(Adding(), judged(), worst)  # type: ignore[arg-type]
    np.testing.assert_allclose(lost, plain + 0.06 + 0.07 + 0.08, atol=1e-6)


def test_the_greedy_search_finds_the_best_joint_at_each_step() -> None:
    order = fidelity.greedy_order(Adding(), judged(), 3)  # type: ignore[arg-type]
    np.testing.assert_array_equal(order, [[8, 7, 6]] * 3)
    shown = fidelity.greedy_curve(Adding(), judged(), 2, insertion=True)  # type: ignore[arg-type]
    assert shown == {1: pytest.approx(0.53, abs=1e-6), 2: pytest.approx(0.67, abs=1e-6)}


def test_rank_correlation_is_spearmans_row_by_row() -> None:
    a, b = np.random.default_rng(0).normal(size=(2, 4, 18)).round(1)  # with ties
    expected = [spearmanr(*rows).statistic for rows in zip(a, b, strict=True)]
    np.testing.assert_allclose(fidelity.rank_correlation(a, b), expected, atol=1e-12)
    assert fidelity.rank_correlation(np.zeros((1, 18)), a[:1]) == [0]


def test_gradient_methods_agree_with_occlusion_on_a_network_that_adds() -> None:
    """Of a linear network, gradient times input is what hiding a joint costs, up to the softmax."""
    info = small_info()

    class Linear(torch.nn.Module):
        def forward(self, x: torch.Tensor, explain: bool = False) -> torch.Tensor:
            first = 1e-3 * (x[..., 0].mean(dim=(1, 2)) * torch.arange(18.0)).sum(1)
            return torch.stack((first, torch.zeros_like(first), torch.zeros_like(first)), dim=1)

    networks = Networks([Member(Linear(), info)], explain=False)
    rows = [np.random.default_rng(0).uniform(0.5, 1, (2, 20, 18, 3)).astype(np.float32)]
    labels = np.array([0, 1])
    exact = METHODS["occlusion"](networks, rows, labels)
    assert np.argsort(exact[0]).tolist()[-1] == 17
    assert exact[1, 17] < 0 < exact[0, 17]
    for method in ("gradient", "integrated"):
        np.testing.assert_allclose(METHODS[method](networks, rows, labels), exact, rtol=0.05, atol=1e-6)


def test_untrained_networks_differ_from_the_ones_measured_and_are_the_same_for_one_seed() -> None:
    member = Member(random_model(small_info()), small_info())
    one, again, other = (fidelity.randomised([member], seed)[0].model.classifier.linear.weight for seed in (0, 0, 1))
    assert torch.equal(one, again)
    assert not torch.equal(one, other)
    assert not torch.equal(one, member.model.classifier.linear.weight)


@pytest.mark.parametrize("method", ["occlusion", "attention"])
def test_the_command_prints_figures_of_each_network(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    info = small_info(labels=("run", "jump", "sit"))
    save_checkpoint(tmp_path / "w.safetensors", random_model(info), info)
    data = write_jhmdb(tmp_path / "data", ("run", "sit"))
    words = ["explain", "fidelity", f"{tmp_path / 'w.safetensors'}", "--data", f"{data}", "--split", "1"]
    monkeypatch.setattr(
        "sys.argv", [*words, "--greedy", "0", "--method", method, "--json", "--record", f"{tmp_path}", "--save"]
    )
    main()
    said = json.loads(capsys.readouterr().out)
    assert (said["network"], said["clips"], said["split"], said["greedy3"]) == ("small", 2, "split 1", None)
    assert {"top3", "random3", "bottom3", "bound3", "steadiness", "sanity"} <= said.keys()
    assert said["rows"][0]["top3"] == said["top3"] == pytest.approx(said["score"] - said["deletion"]["evidence"]["3"])
    if method == "occlusion":
        assert said["top3"] == said["bound3"] > said["bottom3"]
    else:
        assert said["top3"] < said["bound3"]
    told = read_info(tmp_path / "w.safetensors").fidelity
    assert told == {name: pytest.approx(said[name], abs=6e-4) for name in told}
    assert {"top3", "random3", "bottom3"} <= told.keys() <= {"top3", "random3", "bottom3", "steadiness"}
    kept = read_measurement(tmp_path / "small.json")
    assert kept.figures["top3"] == said["top3"]
    assert kept.command.startswith("python -m core.explain fidelity w.safetensors --data data --split 1 --greedy 0")
