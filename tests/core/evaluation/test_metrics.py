import math

import numpy as np
import pytest
import torch
from torchmetrics.functional.classification import multiclass_accuracy, multiclass_calibration_error

from core.evaluation.metrics import (
    bootstrap_interval,
    class_accuracy,
    compare,
    compare_runs,
    confusion,
    error_of_calibrated,
    fit_temperature,
    ranks,
    reliability,
    score,
)


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


def test_figures_are_those_of_torchmetrics() -> None:
    generator = torch.Generator().manual_seed(1)
    labels = torch.randint(0, 7, (500,), generator=generator)
    logits = torch.randn(500, 7, generator=generator) + torch.nn.functional.one_hot(labels, 7) * 1.5
    metrics = score(logits, labels)
    assert metrics.top1 == pytest.approx(multiclass_accuracy(logits, labels, 7, average="micro").item())
    assert metrics.top5 == pytest.approx(multiclass_accuracy(logits, labels, 7, average="micro", top_k=5).item())
    assert metrics.mean_class == pytest.approx(multiclass_accuracy(logits, labels, 7, average="macro").item())
    reference = multiclass_calibration_error(logits.softmax(1), labels, 7, n_bins=15).item()
    assert metrics.ece == pytest.approx(reference, abs=1e-6)


def test_a_class_without_clips_does_not_lower_the_mean_over_the_classes() -> None:
    logits = torch.eye(4)[[0, 3, 1]] * 5  # the second clip is taken for class 3, of which there is none
    assert score(logits, torch.tensor([0, 0, 1])).mean_class == pytest.approx(0.75)


def test_top5_counts_the_five_best() -> None:
    logits = torch.arange(8.0).repeat(8, 1)  # best five are always 7 6 5 4 3
    assert score(logits, torch.arange(8)).top5 == pytest.approx(5 / 8)


def test_equal_scores_are_never_right() -> None:
    metrics = score(torch.zeros(8, 8), torch.arange(8))
    assert (metrics.top1, metrics.top5) == (0, 0)
    assert ranks(np.array([[0.4, 0.4, 0.2]]), np.array([1])).tolist() == [1]


def test_accuracy_of_each_class() -> None:
    accuracy, count = class_accuracy(np.array([True, False, True]), np.array([0, 0, 2]), 4)
    np.testing.assert_array_equal(accuracy, [0.5, np.nan, 1, np.nan])
    assert count.tolist() == [2, 0, 1, 0]


def test_confusion_has_the_class_in_the_row_and_leaves_out_what_was_not_predicted() -> None:
    table = confusion(np.array([1, 1, 0, -1]), np.array([0, 0, 1, 1]), 3)
    assert table.tolist() == [[0, 2, 0], [1, 0, 0], [0, 0, 0]]


def test_reliability_of_two_bins() -> None:
    probabilities = np.array([[0.6, 0.4], [0.6, 0.4], [0.9, 0.1], [1.0, 0.0]])
    diagram = reliability(probabilities, np.array([True, False, True, True]), bins=5)
    assert diagram.count.tolist() == [0, 0, 2, 0, 2]  # 0.6 is the upper edge of the third bin
    np.testing.assert_allclose(diagram.confidence[[2, 4]], (0.6, 0.95))
    np.testing.assert_allclose(diagram.accuracy[[2, 4]], (0.5, 1.0))
    assert diagram.error == pytest.approx((2 * 0.1 + 2 * 0.05) / 4)


def test_even_exact_confidences_measure_an_error_with_few_clips() -> None:
    halves = np.full((100, 2), 0.5)  # one bin: the mean absolute deviation of a binomial share
    assert error_of_calibrated(halves) == pytest.approx(math.sqrt(2 / math.pi * 0.25 / 100), abs=0.003)
    assert error_of_calibrated(np.array([[1.0, 0.0]])) == 0


def test_bootstrap_interval_is_the_binomial_one() -> None:
    right = np.arange(268) < 152
    low, high = bootstrap_interval(right)
    spread = 1.96 * math.sqrt(right.mean() * (1 - right.mean()) / 268)
    assert low == pytest.approx(right.mean() - spread, abs=0.004)
    assert high == pytest.approx(right.mean() + spread, abs=0.004)
    assert bootstrap_interval(right) == (low, high)
    assert bootstrap_interval(np.ones(5)) == (1, 1)


def test_comparison_counts_the_clips_on_which_two_models_differ() -> None:
    first = np.array([True] * 12 + [False] * 8)
    second = np.array([True] * 2 + [False] * 16 + [True] * 2)
    result = compare(first, second)
    assert (result.only_first, result.only_second) == (10, 2)
    assert result.difference == pytest.approx(8 / 20)
    assert result.p == pytest.approx(2 * sum(math.comb(12, k) for k in range(3)) / 2**12)
    assert 0 < result.low < result.difference < result.high < 0.8
    assert compare(first, first).p == 1


@pytest.mark.parametrize("true_temperature", [0.5, 2.0])
def test_temperature_is_recovered_from_labels_drawn_with_it(true_temperature: float) -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(20000, 5, generator=generator) * 2
    labels = torch.multinomial((logits / true_temperature).softmax(1), 1, generator=generator)[:, 0]
    assert fit_temperature(logits, labels) == pytest.approx(true_temperature, rel=0.05)


def test_runs_are_compared_clip_by_clip() -> None:
    nan = np.nan
    first = np.array([[1, 1, 1, 0, nan, nan], [nan, 1, 1, nan, 1, 0]])
    second = np.array([[0, 1, 0, 0, nan, nan], [nan, 0, 0, nan, 1, 1]])
    compared = compare_runs(first, second)
    # by clip: 1, (0 + 1) / 2, 1, 0, 0, -1; a clip that two runs judged counts once
    assert compared.difference == pytest.approx(1.5 / 6)
    assert (compared.only_first, compared.only_second) == (4, 1)
    assert compared.low < compared.difference < compared.high
    with pytest.raises(ValueError, match="the same clips"):
        compare_runs(first, np.where(np.isnan(second), 0, second))


def test_chance_is_told_from_a_difference() -> None:
    random = np.random.default_rng(0)
    second = random.random((3, 200)) < 0.5
    better = second | (random.random((3, 200)) < 0.2)
    assert compare_runs(better.astype(float), second.astype(float)).p < 0.001
    by_chance = [compare_runs(*(random.random((2, 3, 60)) < 0.5).astype(float)).p for _ in range(60)]
    assert np.mean(by_chance) == pytest.approx(0.5, abs=0.13)  # evenly spread over 0..1: 0.5 +- 0.29 / sqrt(60)
    same = compare_runs(second.astype(float), second.astype(float))
    assert (same.difference, same.p) == (0, 1)
    # all of 10 clips better by one: 2 of 2**10 changes of sign are as extreme
    ten = compare_runs(np.ones((1, 10)), np.zeros((1, 10)))
    assert ten.p == pytest.approx(2 / 2**10, abs=1.5e-3)
