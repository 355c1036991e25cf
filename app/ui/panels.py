"""The docks beside the picture, in their usual order."""

from __future__ import annotations

from app.ui.focus_bars import FocusPanel
from app.ui.history import HistoryPanel
from app.ui.matrices import FeaturePanel, GatePanel, RelationsPanel
from app.ui.panel import Panel

PANELS: tuple[type[Panel], ...] = (HistoryPanel, RelationsPanel, GatePanel, FeaturePanel, FocusPanel)
