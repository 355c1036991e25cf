"""Small skeletons that move while they are selected."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.ui.presenters.teach import Tile
from app.ui.views.teach_tiles import TileView, moment, paint_skeleton
from core.examples.files import Motion
from core.examples.store import Example
from tests.core.examples.motions import motion_of


def tiles(count: int, doubt: str = "") -> list[Tile]:
    return [
        Tile(Example(f"hop/a-{n}", "Ada", "2026-11-24T12:00:00", source="camera 0"), motion_of(), doubt)
        for n in range(count)
    ]


@pytest.fixture
def view(qtbot: QtBot) -> TileView:
    out = TileView()
    out.resize(340, 250)
    qtbot.addWidget(out)
    with qtbot.waitExposed(out):
        out.show()
    return out


def test_a_motion_is_played_round_and_round() -> None:
    motion = motion_of(1.0)
    assert [moment(motion, seconds) for seconds in (0.0, 0.31, 1.0, 1.3, 1.5 + 0.25)] == [0, 3, 10, 10, 2]
    assert moment(motion, None) == 4


def test_the_skeleton_fills_its_place() -> None:
    image = QImage(60, 80, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    times = np.arange(2) / 10
    joints = np.zeros((2, 18, 3), np.float32)
    joints[:, :, 0], joints[:, :, 1] = np.linspace(0, 300, 18), np.linspace(0, 400, 18)
    joints[..., 2] = 1
    paint_skeleton(painter, QRectF(10, 10, 40, 60), Motion(times, joints), 0, QColor("white"))
    painter.end()
    lit = [(x, y) for x in range(60) for y in range(80) if image.pixelColor(x, y).lightness() > 60]
    assert min(x for x, _ in lit) in range(5, 14)
    assert max(x for x, _ in lit) in range(46, 54)
    assert max(y for _, y in lit) - min(y for _, y in lit) in range(48, 60)


def test_selected_tiles_move_and_others_rest(view: TileView) -> None:
    view.show_tiles(tiles(3), (), "")
    assert view.ids() == ()
    assert not view._timer.isActive()
    chosen: list[tuple[str, ...]] = []
    view.chosen.connect(chosen.append)
    view.setCurrentRow(1)
    assert chosen == [("hop/a-1",)]
    assert view._timer.isActive()
    view.clearSelection()
    assert not view._timer.isActive()


def test_the_selection_stays_and_doubts_are_explained(view: TileView) -> None:
    view.show_tiles(tiles(3), ("hop/a-2",), "")
    view.show_tiles(tiles(3, "looks like jump"), ("hop/a-2",), "")
    assert view.ids() == ("hop/a-2",)
    item = view.item(0)
    assert item is not None
    assert item.toolTip() == ("Ada, 2026-11-24 12:00:00\n1.0 s, from camera 0\nLook again: looks like jump")
    view.show_tiles(tiles(1), (), "")
    assert view.count() == 1


def test_an_empty_list_says_what_to_do(view: TileView) -> None:
    view.show_tiles((), (), "Press Record")
    assert view.hint == "Press Record"
    before = view.grab().toImage()
    view.show_tiles((), (), "")
    assert view.grab().toImage() != before
