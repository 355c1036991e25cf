"""What a panel says when it is empty."""

from __future__ import annotations

import numpy as np

from app.ui.presenters.panel_data import PanelData
from app.ui.texts import panels as texts
from app.ui.views.panel import missing


def test_a_moment_without_reasons_is_not_blamed_on_the_network() -> None:
    assert missing(PanelData(), texts.RELATIONS) == "no one in view"
    assert missing(PanelData(person=1), texts.RELATIONS) == "nothing to show for this moment"
    explained = PanelData(person=1, focus=np.zeros(18, np.float32))
    assert missing(explained, texts.RELATIONS) == "this network has no MCF relations"
