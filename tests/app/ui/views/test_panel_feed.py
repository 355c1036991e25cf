from __future__ import annotations

from PyQt6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.ui.presenters.panel_data import PanelData
from app.ui.views import docks
from app.ui.views.panel_feed import PanelFeed
from app.ui.views.panels import PANELS


def test_panels_follow_a_few_at_a_time_while_playing_and_at_once_otherwise(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    panels = [docks.PanelDock(panel(), window) for panel in PANELS[:6]]
    feed = PanelFeed(panels)
    window.show()
    qtbot.waitExposed(window)
    panels[5].hide()
    told: list[tuple[str, int | None]] = []
    for dock in panels:
        dock.panel.show_data = lambda data, key=dock.panel.key: told.append((key, data.person))  # type: ignore
    keys = [dock.panel.key for dock in panels]

    feed.show_data(PanelData(person=1), playing=True)
    assert told == []
    feed.next_picture()
    assert told == [(keys[0], 1), (keys[1], 1)]  # five are seen: two with each of the next pictures
    feed.show_data(PanelData(person=2), playing=True)  # before all had their turn: those who had none come first
    feed.next_picture()
    assert told[2:] == [(keys[2], 2), (keys[3], 2)]
    feed.next_picture()
    feed.next_picture()
    feed.next_picture()
    assert sorted(key for key, person in told if person == 2) == sorted(keys[:5])

    told.clear()
    feed.show_data(PanelData(person=3), playing=False)
    assert sorted(told) == sorted((key, 3) for key in keys[:5])
    panels[5].show()
    assert told[-1] == (keys[5], 3)  # what it missed
