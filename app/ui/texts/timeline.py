"""The timeline."""

from __future__ import annotations

TIMELINE_TIP = (
    "The recognised actions of each person, and how decisive each moment was for the network (TDF)\n"
    "Wheel: zoom. Shift and wheel, or middle button: move. Dashed: what the network before saw"
)
TDF_TIP = "{tip}\nTDF from {low:.2f} (dark) to {high:.2f} (bright), around its mean"
SEGMENT_TIP = "{label}, {start:.2f} to {end:.2f} s, score {score:.2f}"
