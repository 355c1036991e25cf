from dataclasses import replace

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba

from core.evaluation.plots import BLUE, ORANGE
from core.explain.figures import (
    draw_all,
    draw_evidence,
    draw_feature_map,
    draw_focus,
    draw_gate,
    draw_relations,
    moments,
)
from core.explain.view import View
from core.inference.evidence import Evidence
from core.skeleton import KINETICS18


def view(**changes: object) -> View:
    random = np.random.default_rng(2)
    window = np.ones((20, 18, 3), np.float32)
    window[..., :2] = random.normal(size=(20, 18, 2))
    window[:4] = 0  # not there yet
    values: dict[str, object] = {
        "title": "Small: wave 70%",
        "layout": KINETICS18,
        "window": window,
        "rate": 20.0,
        "focus": np.full((5, 18), 0.5, np.float32),
        "attention": False,
        "relations": {
            8: (np.eye(18), np.full((18, 6), 1 / 6)),
            9: (np.full((18, 18), 1 / 18), np.full((18, 6), 1 / 6)),
        },
        "gate": random.uniform(0.4, 0.7, (8, 5)),
        "feature_map": random.random((5, 18)),
        "evidence": Evidence(np.array([1]), np.linspace(-1, 2, 18)[None], np.array([[0.0, -0.5, 0.0, 0.5, 4.0]])),
    }
    return View(**{**values, **changes})  # type: ignore[arg-type]


def edges(axes: Axes, style: str = "-") -> set[tuple[float, float]]:
    """Where the orange lines of this style end in a panel."""
    lines = [line for line in axes.lines if to_rgba(line.get_color()) == to_rgba(ORANGE)]
    lines = [line for line in lines if line.get_linestyle() == style]
    return {(float(line.get_xdata()[1]), float(line.get_ydata()[1])) for line in lines}


def test_evidence_for_is_orange_against_blue_and_both_panels_share_a_scale() -> None:
    left, right = draw_evidence(view()).axes
    np.testing.assert_allclose([bar.get_width() for bar in left.patches], np.linspace(-1, 2, 18))  # type: ignore[attr-defined]
    assert [bar.get_height() for bar in right.patches] == [0.0, -0.5, 0.0, 0.5, 4.0]  # type: ignore[attr-defined]
    assert right.patches[-1].get_x() == pytest.approx(-0.2)  # type: ignore[attr-defined]
    assert left.patches[0].get_facecolor() == to_rgba(BLUE)
    assert left.patches[-1].get_facecolor() == right.patches[-1].get_facecolor() == to_rgba(ORANGE)
    assert left.get_xlim() == right.get_ylim() == pytest.approx((-4.2, 4.2))
    assert left.get_yticklabels()[4].get_text() == "r wrist"
    assert left.yaxis_inverted()


def test_moments_are_those_in_which_the_person_is_there() -> None:
    assert moments(view()).tolist() == [4, 7, 10, 13, 16, 19]
    few = view().window.copy()
    few[:18] = 0
    assert moments(view(window=few)).tolist() == [18, 19]


def test_latent_edges_lead_to_the_joints_above_either_threshold() -> None:
    focus = np.full((5, 18), 0.5, np.float32)
    focus[1, [4, 7, 10, 11]] = (0.81, 0.81, 0.8, 0.72)  # 0.8 is not above it; 0.9 of the largest are 0.729
    focus[2, [3, 5]] = (0.6, 0.55)
    focus[4, 0] = 0.9
    one = view(focus=focus, attention=True)
    figure = draw_focus(one)
    panels = [axes for axes in figure.axes if axes.get_title()]
    assert [panel.get_title() for panel in panels] == ["-0.75 s", "-0.60 s", "-0.45 s", "-0.30 s", "-0.15 s", "0.00 s"]
    places = one.window[..., :2]
    assert edges(panels[0]) == {tuple(map(float, places[4, joint])) for joint in (4, 7)}  # moment 4 is frame 1 of 5
    assert edges(panels[0], "--") == {tuple(map(float, places[4, 10]))}
    assert edges(panels[2]) == set()
    assert edges(panels[2], "--") == {tuple(map(float, places[10, joint])) for joint in (3, 5)}
    assert edges(panels[5]) == {tuple(map(float, places[19, 0]))}
    assert "attention W_f" in figure.axes[-1].get_ylabel()


def test_other_networks_have_no_latent_node() -> None:
    panels = draw_focus(view(focus=np.ones((5, 18)))).axes
    assert all(edges(panel) == set() for panel in panels)
    assert "the clip's largest: 1" in panels[-1].get_ylabel()


def test_colour_and_size_of_a_joint_follow_its_focus() -> None:
    focus = np.full((5, 18), 0.2, np.float32)
    focus[:, 3] = 1
    points = next(
        each for each in draw_focus(view(focus=focus)).axes[0].collections if isinstance(each, PathCollection)
    )
    assert np.asarray(points.get_array()).argmax() == 3
    assert points.get_sizes().argmax() == 3
    assert points.get_clim() == (0, 1)


def test_a_joint_that_is_missing_is_not_drawn() -> None:
    window = view().window.copy()
    window[4, 3] = 0
    axes = draw_focus(view(window=window)).axes[0]
    points = next(each for each in axes.collections if isinstance(each, PathCollection))
    assert len(points.get_offsets()) == 17
    assert len(axes.lines) == 17 - 2  # the elbow's two bones


def test_without_joints_in_the_last_layer_it_says_so() -> None:
    figure = draw_focus(view(focus=None))
    assert "no joints are left" in figure.get_supxlabel()


def test_relations_have_a_panel_for_each_block_and_grain_and_one_scale_a_grain() -> None:
    panels = [axes for axes in draw_relations(view()).axes if axes.images and axes.get_yticklabels()[0] is not None]
    panels = [
        axes for axes in panels if len(axes.get_xticks()) in (18, 6) and axes.images[0].get_array().shape[0] == 18
    ]
    assert [axes.images[0].get_array().shape for axes in panels] == [(18, 18), (18, 18), (18, 6), (18, 6)]
    assert panels[0].images[0].get_clim() == panels[1].images[0].get_clim() == (0, 1)
    assert panels[2].images[0].get_clim() == pytest.approx((0, 1 / 6))
    assert [text.get_text() for text in panels[2].get_xticklabels()] == [
        "head", "r arm", "l arm", "r leg", "l leg", "trunk",
    ]  # fmt: skip
    assert panels[0].get_title() == "block 8"


def test_feature_map_has_joints_down_and_time_across() -> None:
    one = view()
    axes = draw_feature_map(one).axes[0]
    np.testing.assert_array_equal(axes.images[0].get_array(), one.feature_map.T)
    assert axes.images[0].get_extent() == [-1.0, 0.0, 17.5, -0.5]
    assert axes.get_yticklabels()[4].get_text() == "r wrist"
    assert axes.lines[0].get_xdata()[0] == pytest.approx(-1 + 4 / 20)  # the first sighting


def test_gate_is_sorted_by_its_mean_and_drawn_about_a_half() -> None:
    one = view()
    upper, lower = draw_gate(one).axes[:2]
    drawn = np.asarray(upper.images[0].get_array())
    assert (np.diff(drawn.mean(axis=1)) >= 0).all()
    low, high = upper.images[0].get_clim()
    assert low + high == pytest.approx(1)
    assert high == pytest.approx(0.5 + np.abs(one.gate - 0.5).max())
    np.testing.assert_allclose(lower.patches[0].get_data().values, one.gate.mean(axis=0))


def test_a_clip_played_at_its_own_speed_has_no_seconds() -> None:
    whole = view(rate=0.0)
    assert draw_focus(whole).axes[0].get_title() == "moment 5 of 20"
    axes = draw_feature_map(whole).axes[0]
    assert axes.get_xlabel().startswith("moment of the clip")
    assert axes.get_xlim() == (0, 20)


def test_figures_a_network_has_nothing_to_say_in_are_left_out() -> None:
    assert set(draw_all(view())) == {"evidence", "latent_edges", "frames_joints", "relations", "gate"}
    assert set(draw_all(replace(view(), relations={}, gate=None))) == {"evidence", "latent_edges", "frames_joints"}
