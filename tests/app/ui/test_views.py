"""What views compute for themselves; what they show is tested in the presenters."""

import numpy as np
import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app import colours
from app.ui import images, theme
from app.ui.heatmap import Heatmap, Matrix
from app.ui.overlay import place_label
from app.ui.picture import PictureView
from app.ui.presenter import Picture

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
    assert taken == above  # there is no better place: over the neighbour rather than nowhere
    large = QRectF(0, 0, 640, 480)  # fills the picture
    first = place_label(LABEL, large, AREA, [], [])
    second = place_label(LABEL, large, AREA, [first], [])
    assert AREA.contains(first)
    assert AREA.contains(second)
    assert not first.intersects(second)


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
    heatmap.resize(306, 121)  # 200 x 100 for the cells
    heatmap.show_matrix(Matrix(np.array([[0.1, 0.2], [0.3, 0.4]], np.float32), ("nose", "neck"), ("head", "trunk")))
    assert heatmap._value_at(66 + 150, 4 + 25) == "nose · trunk: 0.200"
    assert heatmap._value_at(66 + 50, 4 + 75) == "neck · head: 0.300"
    assert heatmap._value_at(5, 5) == ""


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
    pixels = np.full((2, 3, 4), 7, np.uint8)
    image = images.from_bgra(pixels)
    pixels[:] = 99
    assert QColor(image.pixel(2, 1)).red() == 7
    rgb = np.zeros((2, 3, 3), np.uint8)
    rgb[1, 2] = 10, 20, 30
    colour = QColor(images.from_rgb(rgb).pixel(2, 1))
    assert (colour.red(), colour.green(), colour.blue()) == (10, 20, 30)
