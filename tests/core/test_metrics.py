import math

import pytest
import torch

from core.metrics import fit_temperature, score


def test_figures_of_a_case_worked_by_hand() -> None:
    # classes 0 0 0 1 2 2; right: 0, 0, 1, 2
    best = torch.tensor([0, 0, 1, 1, 2, 0])
    labels = torch.tensor([0, 0, 0, 1, 2, 2])
    logits = torch.nn.functional.one_hot(best, 6).float() * 3
    metrics = score(logits, labels)
    assert metrics.clips == 6
    assert metrics.top1 == pytest.approx(4 / 6)
    assert metrics.mean_class == pytest.approx((2 / 3 + 1 + 1 / 2) / 3)
    sure = math.exp(3) / (math.exp(3) + 5)
    assert metrics.ece == pytest.approx(abs(sure - 4 / 6), abs=1e-4)
    assert metrics.loss == pytest.approx((4 * -math.log(sure) + 2 * -math.log(sure / math.exp(3))) / 6, rel=1e-4)


def test_top5_counts_the_five_best() -> None:
    logits = torch.arange(8.0).repeat(8, 1)  # best five are always 7 6 5 4 3
    assert score(logits, torch.arange(8)).top5 == pytest.approx(5 / 8)


@pytest.mark.parametrize("true_temperature", [0.5, 2.0])
def test_temperature_is_recovered_from_labels_drawn_with_it(true_temperature: float) -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(20000, 5, generator=generator) * 2
    labels = torch.multinomial((logits / true_temperature).softmax(1), 1, generator=generator)[:, 0]
    assert fit_temperature(logits, labels) == pytest.approx(true_temperature, rel=0.05)
