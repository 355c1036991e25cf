"""Curves over the last seconds."""

import numpy as np
from pytestqt.qtbot import QtBot

from app.player.state import AnalysedFrame
from app.ui.presenters.panel_data import Curve, PanelData, PanelPresenter
from app.ui.presenters.preferences import Preferences
from app.ui.views.history import AnglePanel, HistoryPanel
from app.ui.window import MainWindow
from core.angles import ANGLES, joint_angles
from core.types import Frame
from tests.app.fakes import FakeAnalyser, FakePose, FakeRecognizer, card


def test_the_legend_is_sorted_by_score(qtbot: QtBot) -> None:
    panel = HistoryPanel()
    qtbot.addWidget(panel)
    times = np.array([-1.0, 0.0], np.float32)
    curves = tuple(
        Curve(name, slot, np.array([0.9 - now, now], np.float32))
        for slot, (name, now) in enumerate((("walk", 0.1), ("swing baseball", 0.7), ("sit", 0.2)))
    )
    panel.show_data(PanelData(1, times=times, curves=curves))
    assert [label for label, _, _ in panel._legend._entries] == ["swing baseball", "sit", "walk"]
    assert panel.table()[0] == ["time", "walk", "swing baseball", "sit"]
    assert panel.table()[2] == ["0", "0.1", "0.7", "0.2"]


def angle_data() -> PanelData:
    values = np.full((2, len(ANGLES)), np.nan, np.float32)
    values[:, ANGLES.index("l knee")] = 170, 95.5
    return PanelData(1, angle_times=np.array([-0.5, 0.0], np.float32), angles=values)


def test_only_the_chosen_angles_are_shown(qtbot: QtBot) -> None:
    panel, told = AnglePanel(), []
    qtbot.addWidget(panel)
    panel.angles_chosen.connect(told.append)
    panel.show_choice(("l knee", "r knee"))
    panel.show_data(angle_data())
    assert panel.table() == [["time", "r knee", "l knee"], ["-0.5", "nan", "170"], ["0", "nan", "95.5"]]
    menu = panel.choose.menu()
    assert menu is not None
    next(action for action in menu.actions() if action.data() == "r knee").trigger()
    assert told == [("l knee",)]
    assert panel.table()[0] == ["time", "l knee"]


def test_no_more_angles_than_colours(qtbot: QtBot) -> None:
    panel = AnglePanel()
    qtbot.addWidget(panel)
    panel.show_choice(ANGLES)
    assert panel.chosen == ANGLES[:5]
    menu = panel.choose.menu()
    assert menu is not None
    assert [action.isEnabled() for action in menu.actions()] == [True] * 5 + [False] * 4


def test_the_choice_is_remembered(window: MainWindow, preferences: Preferences) -> None:
    (panel,) = [each for each in window._panels() if isinstance(each, AnglePanel)]
    assert panel.chosen == ("r elbow", "l elbow", "r knee", "l knee")
    panel.show_choice(("trunk lean",))
    panel._choose()
    assert preferences.angles == ("trunk lean",)


def test_angles_of_the_followed_person_over_time() -> None:
    analyser = FakeAnalyser(FakePose(), FakeRecognizer(card()), 2)
    presenter = PanelPresenter()
    for index in range(130):
        analysed = AnalysedFrame(analyser(Frame(index, index / 10, np.zeros((48, 64, 3), np.uint8))), card(), "a", 0)
        presenter.update(analysed)
    people = analysed.result.people
    told = presenter.describe(analysed, people.ids[1])
    assert told.angles.shape == (100, 9)  # ten seconds
    assert (told.angle_times[0], told.angle_times[-1]) == (np.float32(-9.9), 0)
    np.testing.assert_allclose(told.angles[-1], joint_angles(people.joints[1]), atol=1e-4)
