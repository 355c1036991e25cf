"""The panel of evidence."""

import numpy as np
from PyQt6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.output import colours
from app.ui.presenters.panel_data import PanelData
from app.ui.views import theme
from app.ui.views.evidence import EvidencePanel, joints_shown, reach_of, stretch_names
from core.skeleton import KINETICS18


def evidence() -> np.ndarray:
    values = np.zeros(18, np.float32)
    values[KINETICS18.joints.index("r wrist")] = 1.25
    values[KINETICS18.joints.index("l ankle")] = -1.8
    values[KINETICS18.joints.index("nose")] = 0.5
    return values


def test_the_strongest_of_either_sign_from_for_to_against() -> None:
    assert [KINETICS18.joints[joint] for joint in joints_shown(evidence(), 3)] == ["r wrist", "nose", "l ankle"]


def test_the_scale_is_the_same_until_something_leaves_it() -> None:
    assert reach_of(evidence(), None) == 2
    assert reach_of(evidence(), np.array([0.1, 4.1], np.float32)) == 5
    assert reach_of(np.full(18, -4.0, np.float32), None) == 4


def test_values_for_a_spreadsheet(qtbot: QtBot) -> None:
    panel = EvidencePanel()
    qtbot.addWidget(panel)
    assert panel.table() == []
    stretches = np.array([0.0, -0.1, 0.0, 0.0, 0.2], np.float32)
    panel.show_data(PanelData(1, evidence=evidence(), evidence_stretches=stretches, evidence_label="wave", window=1.5))
    rows = panel.table()
    assert rows[0] == ["", "bits for “wave”"]
    assert rows[5] == ["r wrist", "1.25"]
    assert (rows[20], rows[-1]) == (["1.2 to 0.9 s ago", "-0.1"], ["0.3 to 0.0 s ago", "0.2"])
    assert stretch_names(2, 1.0) == ("1.0 to 0.5 s ago", "0.5 to 0.0 s ago")


def test_orange_speaks_for_and_blue_against(qtbot: QtBot) -> None:
    panel = EvidencePanel()
    qtbot.addWidget(panel)
    panel.set_theme(theme.LIGHT)
    panel.resize(400, 200)
    panel.show_data(PanelData(1, evidence=evidence(), evidence_label="wave", window=1.5, why="Because."))
    shown = panel.grab().toImage()
    colour = {name: QColor(*colours.evidence_colour(value)).rgb() for name, value in (("for", 1.0), ("against", -1.0))}
    rows = {
        name: [y for y in range(shown.height()) if any(shown.pixel(x, y) == rgb for x in range(shown.width()))]
        for name, rgb in colour.items()
    }
    assert rows["for"]
    assert max(rows["for"]) < min(rows["against"])  # what speaks for it stands above
