"""The panel of repetitions."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.presenters.panel_data import PanelData
from app.ui.presenters.repetitions import SPAN, RepetitionView
from app.ui.views.repetitions import RepetitionPanel


def view() -> RepetitionView:
    times = np.array([-SPAN, -SPAN / 2, 0], np.float32)
    heights = np.array([0.0, 1.0, 0.0], np.float32)
    return RepetitionView(4, 0, True, 30.0, 0.5, times, heights, (-5.0,))


def test_count_and_curve(qtbot: QtBot) -> None:
    panel = RepetitionPanel()
    qtbot.addWidget(panel)
    panel.resize(400, 160)
    panel.show()
    panel.show_data(PanelData(person=2, repetitions=view()))
    assert (panel.count.text(), panel.tempo.text()) == ("4", "30/min, 2.0 s")
    left, middle, right = panel.curve.points()
    assert (left.x(), right.x()) == (0, panel.curve.width())
    assert abs(middle.x() - panel.curve.width() / 2) < 1
    assert middle.y() < left.y()  # larger is higher
    panel.show_data(PanelData())
    assert panel.curve.points() == []
    assert not panel.reset.isEnabled()


def test_reset_and_target_are_about_the_person_who_is_followed(qtbot: QtBot) -> None:
    panel = RepetitionPanel()
    qtbot.addWidget(panel)
    panel.show_data(PanelData(person=2, repetitions=view()))
    with qtbot.waitSignal(panel.reset_asked) as asked:
        panel.reset.click()
    assert asked.args == [2]
    with qtbot.waitSignal(panel.target_chosen) as chosen:
        panel.target.setValue(12)
    assert chosen.args == [2, 12]
    told: list[int] = []
    panel.target_chosen.connect(lambda *_: told.append(1))
    panel.show_data(PanelData(person=3, repetitions=view()))  # another person's target is not chosen by being shown
    assert (panel.target.value(), told) == (0, [])


def test_a_target_sounds_only_where_it_is_wanted(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    panel, heard = RepetitionPanel(), []
    qtbot.addWidget(panel)
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append(1))
    panel.sound.setChecked(False)
    panel.tell_target(2)
    assert heard == []
    panel.sound.setChecked(True)
    panel.tell_target(2)
    assert heard == [1]
