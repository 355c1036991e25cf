"""The main views look as they did: compared coarsely, so that fonts and their rendering do not matter.

After a change that is meant, ``SKELAPP_WRITE_REFERENCES=1 pytest tests/app/ui/test_screenshots.py`` writes the
references anew; look at what they were made from with ``python -m app.ui.screenshots``.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.player.state import AnalysedFrame
from app.settings import Settings
from app.ui.presenters.legend import legend
from app.ui.presenters.panel_data import PanelPresenter
from app.ui.presenters.people import PeoplePresenter
from app.ui.presenters.presenter import Picture
from app.ui.presenters.timeline_model import TimelineModel
from app.ui.views.settings_dialog import SettingsDialog
from app.ui.window import MainWindow
from core.types import Frame
from tests.app.fakes import FakeAnalyser, FakePose, FakeRecognizer, card

REFERENCES = Path(__file__).parent / "references"
_SIZE = (48, 30)  # of what is compared: a cell is some 28 pixels wide
_MEAN = 5.0  # of 255, between all cells and colours
_CELL = 70.0  # of 255, in any one cell


def coarse(view: QWidget) -> NDArray[np.uint8]:
    """The view as ``(30, 48, 3)`` RGB: every cell is the mean of what lies there."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    small = image.scaled(*_SIZE, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return pixels(small)


def pixels(image: QImage) -> NDArray[np.uint8]:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    bits = image.constBits()
    assert bits is not None
    rows = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)


def differs(seen: NDArray[np.uint8], reference: NDArray[np.uint8]) -> str:
    """How much two pictures differ, in words; empty where that is little."""
    difference = np.abs(seen.astype(int) - reference).astype(float)
    mean, most = difference.mean(), difference.mean(axis=2).max()
    row, column = np.unravel_index(difference.mean(axis=2).argmax(), difference.shape[:2])
    return f"mean {mean:.1f}, most {most:.1f} in row {row}, column {column}" if mean > _MEAN or most > _CELL else ""


def check(view: QWidget, name: str) -> None:
    seen, path = coarse(view), REFERENCES / f"{name}.png"
    if os.environ.get("SKELAPP_WRITE_REFERENCES"):
        REFERENCES.mkdir(exist_ok=True)
        height, width = seen.shape[:2]
        QImage(seen.tobytes(), width, height, width * 3, QImage.Format.Format_RGB888).save(str(path))
    assert differs(seen, pixels(QImage(str(path)))) == ""


def fill(window: MainWindow) -> None:
    """Six known seconds of two people, without any thread."""
    analyser = FakeAnalyser(FakePose(), FakeRecognizer(card()), 2)
    people, panel_data, timeline_model = PeoplePresenter(), PanelPresenter(), TimelineModel()
    timeline_model.reset(8.0)
    for index in range(60):
        frame = Frame(index, index / 10, np.full((480, 640, 3), 90, np.uint8))
        analysed = AnalysedFrame(analyser(frame), card(), "a.mp4", 0)
        views = people.update(analysed)
        panel_data.update(analysed)
        timeline_model.update(analysed, people.followed)
    window.stage.setCurrentWidget(window.picture)
    window.picture.show_picture(Picture(frame.image, views, legend(views, None, Settings())))
    window._show_data(panel_data.describe(analysed, people.followed))
    window.timeline.show_timeline(timeline_model)


@pytest.fixture(params=["dark", "light"])
def theme(request: pytest.FixtureRequest, window: MainWindow, qtbot: QtBot) -> str:
    """Both themes, in a window of a known size."""
    name = str(request.param)
    window.presenter._timer.stop()  # nothing changes but what the test changes
    window.presenter.change_settings(replace(window.presenter.settings, theme=name))
    window.notice.hide()
    window.resize(1360, 860)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == (1360, 860))
    return name


def test_the_empty_window(window: MainWindow, theme: str) -> None:
    check(window, f"empty_{theme}")


def test_the_window_at_work(window: MainWindow, theme: str) -> None:
    fill(window)
    check(window, f"window_{theme}")


def test_the_settings(window: MainWindow, theme: str) -> None:
    window.commands.settings.trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    dialog.resize(640, 620)
    check(dialog, f"settings_{theme}")


def test_what_is_missing_or_changed_is_seen(window: MainWindow, theme: str) -> None:
    fill(window)
    whole = coarse(window)
    assert differs(whole, whole) == ""
    for dock in (window.docks[0], window.timeline_dock):
        dock.hide()
        window.resize(1361, 860)  # lays out at once
        window.resize(1360, 860)
        assert differs(coarse(window), whole)
        dock.show()
    other = pixels(QImage(str(REFERENCES / f"window_{'light' if theme == 'dark' else 'dark'}.png")))
    assert differs(whole, other)
