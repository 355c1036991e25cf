from pathlib import Path

import numpy as np
import pytest

from core.evaluation.metrics import reliability
from core.evaluation.plots import BLUE, ORANGE, plot_calibration, plot_classes, plot_confusion, save_figure

LABELS = ("clap", "run", "wave", "never")
COUNT = np.array([4, 10, 2, 0])
OURS = np.array([0.5, 0.9, 1.0, np.nan])
THEIRS = np.array([0.75, 0.2, 1.0, np.nan])


def test_classes_are_sorted_by_what_is_compared() -> None:
    alone = plot_classes(LABELS, OURS, COUNT, "ours").axes[0]
    assert [text.get_text() for text in alone.get_yticklabels()] == ["clap (4)", "run (10)", "wave (2)"]
    assert [bar.get_width() for bar in alone.patches] == [50, 90, 100]
    left, right = plot_classes(LABELS, OURS, COUNT, "ours", THEIRS, "theirs").axes
    assert [text.get_text() for text in left.get_yticklabels()] == ["clap (4)", "wave (2)", "run (10)"]
    assert left.lines[0].get_xdata() == pytest.approx([75, 100, 20])
    assert [bar.get_width() for bar in right.patches] == pytest.approx([-25, 0, 70])
    assert "ours less theirs" in right.get_xlabel()


def test_gains_and_losses_have_their_colours() -> None:
    from matplotlib.colors import to_rgba

    right = plot_classes(LABELS, OURS, COUNT, "ours", THEIRS, "theirs").axes[1]
    colours = [bar.get_facecolor() for bar in right.patches]
    assert (colours[0], colours[2]) == (to_rgba(ORANGE), to_rgba(BLUE))


def test_of_many_classes_the_best_and_worst_are_shown() -> None:
    accuracy = np.arange(400) / 400
    figure = plot_classes([str(n) for n in range(400)], accuracy, np.ones(400, int), "ours")
    names = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert len(names) == 80
    assert (names[0], names[39], names[40], names[-1]) == ("0 (1)", "39 (1)", "360 (1)", "399 (1)")


def test_confusion_shows_shares_of_the_row_and_numbers_of_clips() -> None:
    axes = plot_confusion(("a", "b"), np.array([[3, 1], [0, 0]]), "ours").axes[0]
    np.testing.assert_allclose(axes.images[0].get_array(), [[75, 25], [0, 0]])
    assert {(text.get_position(), text.get_text()) for text in axes.texts} == {((0, 0), "3"), ((1, 0), "1")}


def test_calibration_draws_the_share_that_is_right(tmp_path: Path) -> None:
    probabilities = np.array([[0.7, 0.3], [0.7, 0.3], [0.95, 0.05]])
    diagram = reliability(probabilities, np.array([True, False, True]), bins=10)
    figure = plot_calibration(diagram, "ours")
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert heights == pytest.approx([0, 0, 0, 0, 0, 0, 0.5, 0, 0, 1])
    save_figure(figure, tmp_path / "new" / "calibration.png")
    assert (tmp_path / "new" / "calibration.png").read_bytes().startswith(b"\x89PNG")
