"""The transport bar."""

from __future__ import annotations

ANALYSE_SHORT = "Analyse"
TEACH_SHORT = "Teach"
ANALYSIS_RUNS = "{share:.0%}  {left} left"
ANALYSIS_BEGINS = "{share:.0%}"
ANALYSIS_DONE = "Analysed"
ANALYSIS_TIP = "{rate:.0f} frames per second; click to stop. Results so far are kept."
ANALYSIS_DONE_TIP = "Every frame has been analysed; click to analyse again"
SLIDER_TIP = "Go to another time of the file"
POSITION = "Position"
SPEED = "Speed"
SPEED_TIP = "Speed of playback"
LIVE = "● LIVE"
