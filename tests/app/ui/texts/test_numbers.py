"""Numbers for the eye have the marks of the language; in everything else the point stays."""

import numpy as np
from pytestqt.qtbot import QtBot

from app.ui.presenters.panel_data import PanelData
from app.ui.presenters.people import times
from app.ui.texts import numbers, picture
from app.ui.texts.numbers import Text, number
from app.ui.views.evidence import EvidencePanel
from app.ui.views.transport import clock_text


def test_english_numbers() -> None:
    assert [number(0.718, ".2f"), number(-0.5, "+.1f"), number(3, "g"), number(0.72, ".0%")] == [
        "0.72", "−0.5", "3", "72%",
    ]  # fmt: skip
    assert Text("{a:.1f} of {b}").format(a=1.26, b="x.y") == "1.3 of x.y"


def test_german_numbers(german: None) -> None:
    assert [number(np.float32(0.718), ".2f"), number(-0.5, "+.1f"), number(1.0, "g")] == ["0,72", "−0,5", "1"]
    assert picture.WARMING_UP.format(held=0.5, needed=1.26) == "schaut zu 0,5 / 1,3 s"
    text = Text("{0:.0%} nach {seconds:.1f} s, {name}, {count}, {label:>3}")
    assert text.format(0.72, seconds=np.float64(-1.6), name="a.b", count=3, label="c.") == (
        "72\N{NO-BREAK SPACE}% nach −1,6 s, a.b, 3,  c."
    )
    assert clock_text(67.3) == "01:07,3"
    assert times(1.0) == "2,0"


def test_what_is_copied_from_a_german_panel_keeps_the_point(german: None, qtbot: QtBot) -> None:
    panel = EvidencePanel()
    qtbot.addWidget(panel)
    panel.show_data(PanelData(1, evidence=np.full(18, 0.25, np.float32), evidence_label="wave"))
    assert panel.table()[1] == ["nose", "0.25"]
    assert numbers.MARKS["."] == ","
