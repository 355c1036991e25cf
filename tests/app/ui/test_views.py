"""What views compute for themselves; what they show is tested in the presenters."""

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, QRectF
from PyQt6.QtGui import QColor, QHelpEvent
from pytestqt.qtbot import QtBot

from app.output import colours
from app.ui.presenters.panel_data import Curve, PanelData
from app.ui.presenters.presenter import Picture
from app.ui.presenters.relations import Relation, name_relations
from app.ui.views import images, theme
from app.ui.views.focus_bars import FocusPanel
from app.ui.views.heatmap import Heatmap, Matrix
from app.ui.views.history import values_at
from app.ui.views.matrices import FeaturePanel, GatePanel, RelationsPanel
from app.ui.views.person_label import place_label
from app.ui.views.picture import PictureView

AREA = QRectF(0, 0, 640, 480)
LABEL = QRectF(0, 0, 180, 70)


def test_a_label_lies_above_its_person() -> None:
    box = QRectF(100, 200, 80, 200)
    assert place_label(QRectF(100, 0, 180, 70), box, AREA, [], []) == QRectF(100, 126, 180, 70)


def test_a_label_without_room_above_lies_beside() -> None:
    box = QRectF(100, 10, 80, 300)
    assert place_label(QRectF(100, 0, 180, 70), box, AREA, [], []) == QRectF(184, 10, 180, 70)
    at_the_right = QRectF(500, 10, 120, 300)
    assert place_label(QRectF(500, 0, 180, 70), at_the_right, AREA, [], []) == QRectF(316, 10, 180, 70)


def test_labels_avoid_each_other_and_other_people() -> None:
    box = QRectF(100, 200, 80, 200)
    above = QRectF(100, 126, 180, 70)
    assert place_label(QRectF(100, 0, 180, 70), box, AREA, [above], []) == QRectF(184, 200, 180, 70)
    neighbour = QRectF(190, 100, 100, 300)
    taken = place_label(QRectF(100, 0, 180, 70), box, AREA, [], [neighbour])
    assert taken == QRectF(100, 404, 180, 70)  # below
    feet = place_label(LABEL, QRectF(0, 10, 120, 460), AREA, [], [QRectF(190, 0, 200, 480)])
    assert feet == QRectF(4, 396, 180, 70)  # rather over the person's own feet than over the neighbour's head
    large = QRectF(0, 0, 640, 480)  # fills the picture
    first = place_label(LABEL, large, AREA, [], [])
    second = place_label(LABEL, large, AREA, [first], [])
    assert AREA.contains(first)
    assert AREA.contains(second)
    assert not first.intersects(second)


def test_a_label_over_the_feet_keeps_clear_of_the_legend() -> None:
    legend = QRectF(60, 440, 200, 40)
    feet = place_label(LABEL, QRectF(0, 10, 120, 460), AREA, [legend], [QRectF(190, 0, 200, 480)])
    assert (feet.left(), feet.bottom()) == (4, 436)


def test_the_picture_keeps_its_shape(qtbot: QtBot) -> None:
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show_picture(Picture(np.zeros((100, 100, 3), np.uint8), ()))
    assert view.area() == QRectF(200, 0, 400, 400)


@pytest.mark.parametrize("mirror", [False, True])
def test_mirroring_turns_the_view_only(qtbot: QtBot, mirror: bool) -> None:
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(800, 400)
    image = np.zeros((40, 80, 3), np.uint8)
    image[:, :40] = 255, 0, 0  # blue (BGR) at the left
    view.show_picture(Picture(image, ()))
    view.set_mirror(mirror)
    shown = view.grab().toImage()
    left, right = QColor(shown.pixel(100, 200)), QColor(shown.pixel(700, 200))
    assert (left.blue(), right.blue()) == ((0, 255) if mirror else (255, 0))
    assert left.red() == right.red() == 0
    assert image[0, 0].tolist() == [255, 0, 0]


def test_the_value_under_the_mouse(qtbot: QtBot) -> None:
    heatmap = Heatmap("viridis")
    qtbot.addWidget(heatmap)
    heatmap.resize(306, 160)
    heatmap.show_matrix(Matrix(np.array([[0.1, 0.2], [0.3, 0.4]], np.float32), ("nose", "neck"), ("head", "trunk")))
    assert at(heatmap, 0.75, 0.25) == "nose · trunk: 0.200"
    assert at(heatmap, 0.25, 0.75) == "neck · head: 0.300"
    assert heatmap.value_at(2, 2) == ""
    assert heatmap.table() == [["", "head", "trunk"], ["nose", "0.1", "0.2"], ["neck", "0.3", "0.4"]]


def at(heatmap: Heatmap, across: float, down: float) -> str:
    """What is told at a place of the cells, in shares of their width and height."""
    area = heatmap.area()
    return heatmap.value_at(area.left() + across * area.width(), area.top() + down * area.height())


def test_limits_of_the_scale() -> None:
    values = np.array([[0.2, 0.7]], np.float32)
    assert Matrix(values).limits == (pytest.approx(0.2), pytest.approx(0.7))
    assert Matrix(values, low=0.0, high=1.0).limits == (0.0, 1.0)
    low, high = Matrix(np.zeros((2, 2), np.float32)).limits
    assert low < high


def test_colour_maps_are_the_known_ones() -> None:
    assert colours.colour_map("viridis").shape == (256, 3)
    assert theme.colour_at("viridis", 0.0) == QColor(68, 1, 84)
    assert theme.colour_at("cividis", 1.0).red() > 250
    assert theme.colour_at("cividis", 7.0) == theme.colour_at("cividis", 1.0)


def test_images_own_their_pixels() -> None:
    pixels = np.full((2, 3, 3), (7, 8, 9), np.uint8)  # blue first
    pixels[:, 0] = 0
    image = images.scaled(pixels, (3, 2), mirror=False)
    mirrored = images.scaled(pixels, (3, 2), mirror=True)
    pixels[:] = 99
    assert QColor(image.pixel(2, 1)).getRgb() == (9, 8, 7, 255)
    assert QColor(mirrored.pixel(2, 1)).getRgb() == (0, 0, 0, 255)
    rgb = np.zeros((2, 3, 3), np.uint8)
    rgb[1, 2] = 10, 20, 30
    colour = QColor(images.from_rgb(rgb).pixel(2, 1))
    assert (colour.red(), colour.green(), colour.blue()) == (10, 20, 30)


def test_the_mean_of_the_rows_as_a_strip(qtbot: QtBot) -> None:
    heatmap = Heatmap("viridis")
    qtbot.addWidget(heatmap)
    heatmap.resize(306, 160)
    heatmap.show_matrix(Matrix(np.array([[0.1, 0.2], [0.3, 0.6]], np.float32), mean="mean"))
    assert at(heatmap, 0.75, -0.1) == "mean · column 2 of 2: 0.400"
    assert at(heatmap, 0.75, 0.25) == "row 1 · column 2 of 2: 0.200"


def test_focus_names_the_joint_under_the_mouse(qtbot: QtBot) -> None:
    panel = FocusPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 200)
    panel.show_data(PanelData(person=1, focus=np.arange(18, dtype=np.float32) / 20))
    area = panel._area()
    assert panel.value_at(area.left() + 4.5 / 18 * area.width()) == "r wrist: 0.200"
    assert panel.value_at(area.left() - 1) == panel.value_at(area.right() + 1) == ""
    assert panel.table()[:2] == [["", "attention"], ["nose", "0"]]


def test_history_tells_the_values_at_a_moment() -> None:
    curves = (
        Curve("wave", 0, np.array([0.2, 0.8], np.float32)),
        Curve("clap", 1, np.array([0.7, 0.1], np.float32)),
    )
    times = np.array([-2.0, 0.0], np.float32)
    assert values_at(times, curves, -1.9) == "−2.0 s\nclap: 0.700\nwave: 0.200"
    assert values_at(times, curves, -0.4).splitlines()[1] == "wave: 0.800"
    assert values_at(times, curves, -5.0) == values_at(times[:0], (), -1.0) == ""


def relations(*blocks: int) -> tuple[Relation, ...]:
    values = np.full((18, 18), 0.1, np.float32)
    return name_relations(tuple(values[:, :columns] * block for block in blocks for columns in (18, 6)))


def test_block_and_grain_of_the_relations_are_chosen(qtbot: QtBot) -> None:
    panel = RelationsPanel()
    qtbot.addWidget(panel)
    panel.show_data(PanelData(person=1, relations=relations(1, 2, 3)))
    assert [(item.block, item.grain) for item in panel.shown()] == [(9, "parts"), (9, "joints")]
    assert [panel.block.itemText(i) for i in range(4)] == ["last (9)", "7", "8", "9"]  # as the paper counts
    panel.block.setCurrentIndex(panel.block.findText("8"))
    panel.grain.setCurrentIndex(panel.grain.findText("joints"))
    panel.show_data(PanelData(person=1, relations=relations(4, 5, 6)))  # the choice is kept
    assert [(item.block, item.grain, item.values[0, 0]) for item in panel.shown()] == [
        (8, "joints", pytest.approx(0.5))
    ]
    panel.show_data(PanelData())
    assert panel.shown() == ()
    panel.show_data(PanelData(person=1, relations=relations(1)))  # another network has no eighth block
    assert [item.block for item in panel.shown()] == [9]


def test_scales_are_fixed_or_the_windows_own(qtbot: QtBot) -> None:
    gate = np.array([[0.2, 0.6]], np.float32)
    panel_data = PanelData(
        person=1, gate=gate, feature_map=np.full((18, 2), 3, np.float32), feature_limits=(1.0, 9.0), window=1.6
    )
    gates, maps = GatePanel(), FeaturePanel()
    qtbot.addWidget(gates)
    qtbot.addWidget(maps)
    own, fixed = gates.matrix(panel_data, False), gates.matrix(panel_data, True)
    assert own is not None
    assert fixed is not None
    assert own.limits == (pytest.approx(-0.2), pytest.approx(0.2))  # deviations from the channel's mean
    np.testing.assert_allclose(own.values, [[-0.2, 0.2]], atol=1e-6)
    assert fixed.limits == (0.0, 1.0)
    assert (own.left, own.right) == ("−1.6 s", "now")
    features = maps.matrix(panel_data, True)
    assert features is not None
    assert features.limits == (1.0, 9.0)


def test_general_tips_never_hide_values(qtbot: QtBot) -> None:
    heatmap, bars = Heatmap("viridis"), FocusPanel()
    for view in (heatmap, bars):
        qtbot.addWidget(view)
        view.resize(306, 121)
    heatmap.show_matrix(Matrix(np.eye(2, dtype=np.float32)))
    bars.show_data(PanelData(person=1, focus=np.zeros(18, np.float32)))
    heatmap.resize(306, 121)
    for view in (heatmap, bars):
        over, beside = (QHelpEvent(QEvent.Type.ToolTip, QPoint(x, 50), QPoint(x, 50)) for x in (150, 5))
        assert view.event(over)
        view.event(beside)  # goes on to the panel, which says what it shows


def test_a_gate_that_hardly_changes_looks_even(qtbot: QtBot) -> None:
    """The gate of the bundled network varies by 0.013 over the frames: that must not fill the scale of colours."""
    panel = GatePanel()
    qtbot.addWidget(panel)
    noise = PanelData(person=1, gate=np.array([[0.4, 0.413], [0.9, 0.89]], np.float32), window=1.6)
    matrix = panel.matrix(noise, False)
    assert matrix is not None
    assert matrix.limits == (pytest.approx(-0.05, abs=1e-6), pytest.approx(0.05, abs=1e-6))
    assert np.abs(matrix.values).max() < 0.14 * 0.05
