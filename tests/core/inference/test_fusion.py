import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from core.errors import UserError
from core.inference.fusion import agreement, describe, equal_weights, fit_weights, fuse, parse_weights


def drawn(seed: int, clips: int, classes: int, skill: float) -> tuple[np.ndarray, np.ndarray]:
    """Labels of a fixed draw, and probabilities that lean towards them by ``skill``."""
    labels = np.random.default_rng(99).integers(0, classes, clips)
    logits = np.random.default_rng(seed).normal(size=(clips, classes))
    logits[np.arange(clips), labels] += skill
    exp = np.exp(logits)
    return exp / exp.sum(axis=1, keepdims=True), labels


def log_loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    return float(-np.log(probabilities[np.arange(len(labels)), labels]).mean())


def test_fusion_is_the_weighted_mean_whatever_the_weights_sum_to() -> None:
    probabilities = np.array([[[0.8, 0.2]], [[0.1, 0.9]]], np.float32)
    fused = fuse(probabilities, (3, 1))
    np.testing.assert_allclose(fused, [[0.75 * 0.8 + 0.25 * 0.1, 0.75 * 0.2 + 0.25 * 0.9]], rtol=1e-6)
    assert fused.dtype == np.float32
    np.testing.assert_allclose(fuse(probabilities[:, 0], (3, 1)), fused[0])  # of one clip, as live


def test_in_logarithms_a_class_that_one_network_holds_impossible_is_out() -> None:
    probabilities = np.array([[[0.6, 0.4, 0.0]], [[0.1, 0.3, 0.6]]], np.float32)
    fused = fuse(probabilities, (1, 1), logs=True)
    expected = np.sqrt([0.6 * 0.1, 0.4 * 0.3, 1e-6 * 0.6])
    np.testing.assert_allclose(fused[0], expected / expected.sum(), rtol=1e-5)
    sharper = fuse(probabilities, (1, 1), logs=True, temperature=0.5)
    np.testing.assert_allclose(sharper[0], expected**2 / (expected**2).sum(), rtol=1e-5)
    assert fuse(probabilities, (1, 1)).argmax() == 0
    assert fused.argmax() == 1
    assert fused.dtype == np.float32
    np.testing.assert_allclose(fuse(probabilities[:1], (2,), logs=True), probabilities[:1][0], atol=2e-6)


def test_fitted_weights_are_where_the_log_loss_is_smallest() -> None:
    good, labels = drawn(1, 400, 5, 2.0)
    fair, _ = drawn(2, 400, 5, 1.5)
    both = np.stack((good, fair))
    weights = fit_weights(both, labels)
    best = minimize_scalar(lambda w: log_loss(fuse(both, (w, 1 - w)), labels), bounds=(0, 1), method="bounded").x
    assert weights[0] == pytest.approx(best, abs=2e-3)
    assert weights.sum() == pytest.approx(1)
    assert 0.5 < weights[0] < 0.95  # the better network counts for more, the other is not thrown away


def test_a_network_that_only_guesses_gets_no_weight() -> None:
    good, labels = drawn(1, 300, 4, 3.0)
    wrong = np.roll(good, 1, axis=1)
    assert fit_weights(np.stack((wrong, good)), labels)[0] < 0.01


def test_fitting_is_not_disturbed_by_a_class_held_impossible() -> None:
    probabilities = np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5], [0.5, 0.5]]])
    weights = fit_weights(probabilities, np.array([0, 0]))
    assert np.isfinite(weights).all()
    assert weights[1] > 0.9 or log_loss(fuse(probabilities, weights), np.array([0, 0])) < np.log(2)


def test_weights_are_read_and_described() -> None:
    np.testing.assert_allclose(parse_weights("3, 1", 2), (0.75, 0.25))
    np.testing.assert_allclose(equal_weights(4), 0.25)
    assert describe(("a", "b"), (0.75, 0.25)) == "0.75 a + 0.25 b"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("half", "give equal, fit, or one number for each network"),
        ("1,2,3", "holds 3 weights for 2 networks"),
        ("1,-1", "not negative"),
        ("0,0", "more than 0"),
        ("1e308,1e308", "at most 1000000"),
        ("nan,1", "not negative"),
    ],
)
def test_wrong_weights_are_a_plain_error(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        parse_weights(text, 2)


def test_networks_that_say_the_same_agree_and_others_do_not() -> None:
    same, other = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.1, 0.8])
    assert agreement(np.stack((same, same)), (3, 1)) == pytest.approx(0, abs=1e-12)
    halves = np.sqrt(same * other).sum()  # the Bhattacharyya coefficient
    assert agreement(np.stack((same, other)), (1, 1)) == pytest.approx(np.log(halves))
    uneven = (same**0.75 * other**0.25).sum()
    assert agreement(np.stack((same, other))[:, None], (3, 1)).tolist() == pytest.approx([np.log(uneven)])
    assert agreement(np.eye(2), (1, 1)) == pytest.approx(np.log(2) + 0.5 * np.log(1e-6))  # bounded
