"""The panels beside the picture, in their default order."""

from __future__ import annotations

from app.ui.views.evidence import EvidencePanel
from app.ui.views.focus_bars import FocusPanel
from app.ui.views.history import AnglePanel, HistoryPanel
from app.ui.views.matrices import FeaturePanel, GatePanel, RelationsPanel
from app.ui.views.panel import Panel
from app.ui.views.repetitions import RepetitionPanel

PANELS: tuple[type[Panel], ...] = (
    EvidencePanel,
    HistoryPanel,
    RepetitionPanel,
    AnglePanel,
    RelationsPanel,
    GatePanel,
    FeaturePanel,
    FocusPanel,
)
