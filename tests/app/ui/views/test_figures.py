from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from app.ui.presenters.panel_data import PanelData
from app.ui.views import theme
from app.ui.views.figures import Figures
from app.ui.views.focus_bars import FocusPanel
from core.errors import UserError


@pytest.fixture
def panels(qtbot: QtBot) -> list[FocusPanel]:
    panels = [FocusPanel(), FocusPanel()]
    for panel in panels:
        qtbot.addWidget(panel)
        panel.set_theme(theme.LIGHT)
        panel.resize(222, 200)
    panels[1].show_data(PanelData(person=1, focus=np.ones(18, np.float32)))
    return panels


def test_the_view_touched_last_is_saved(qtbot: QtBot, panels: list[FocusPanel], tmp_path: Path) -> None:
    figures = Figures(panels, panels[0])
    assert figures.current is panels[0]
    qtbot.mouseClick(panels[1], Qt.MouseButton.LeftButton)
    assert figures.current is panels[1]
    figures.save(tmp_path / "focus.png")
    image = QImage(str(tmp_path / "focus.png"))
    assert (image.width(), image.height()) == (444, 400)
    assert QColor(image.pixel(2 * 55, 2 * 60)) == theme.colour_at("cividis", 1.0)  # the first bar
    figures.save(tmp_path / "focus.svg")
    drawn = (tmp_path / "focus.svg").read_text()
    assert drawn.lstrip().startswith("<?xml")
    assert "r shoulder" in drawn  # text stays text


def test_clipboard_has_the_picture_and_the_drawing(panels: list[FocusPanel]) -> None:
    figures = Figures(panels, panels[0])
    figures.copy()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    data = clipboard.mimeData()
    assert data is not None
    assert data.hasImage()
    assert b"<svg" in data.data("image/svg+xml").data()
    assert not data.hasText()  # nothing is shown there
    figures.current = panels[1]
    figures.copy()
    assert clipboard.text().splitlines()[:2] == ["\tattention", "nose\t1"]


def test_values_are_saved_for_a_spreadsheet(panels: list[FocusPanel], tmp_path: Path) -> None:
    figures = Figures(panels, panels[0])
    with pytest.raises(UserError, match="no values"):
        figures.save(tmp_path / "focus.csv")
    figures.current = panels[1]
    figures.save(tmp_path / "focus.csv")
    lines = (tmp_path / "focus.csv").read_text().splitlines()
    assert (lines[0], lines[3], len(lines)) == (",attention", "r shoulder,1", 19)


def test_places_that_cannot_be_written(panels: list[FocusPanel], tmp_path: Path) -> None:
    figures = Figures(panels, panels[0])
    with pytest.raises(UserError, match=r"\.png, \.svg, \.csv"):
        figures.save(tmp_path / "focus.jpg")
    with pytest.raises(UserError, match="cannot be written"):
        figures.save(tmp_path / "nowhere" / "focus.png")
