"""The transport bar, in German."""

from __future__ import annotations

ANALYSE_SHORT = "Auswerten"
TEACH_SHORT = "Beibringen"
ANALYSIS_RUNS = "{share:.0%}  noch {left}"
ANALYSIS_BEGINS = "{share:.0%}"
ANALYSIS_DONE = "Ausgewertet"
ANALYSIS_TIP = "{rate:.0f} Bilder pro Sekunde; ein Klick bricht ab. Bisherige Ergebnisse bleiben."
ANALYSIS_DONE_TIP = "Jedes Bild ist ausgewertet; ein Klick wertet noch einmal aus"
SLIDER_TIP = "Zu einer anderen Zeit der Datei gehen"
POSITION = "Stelle"
SPEED = "Tempo"
SPEED_TIP = "Tempo der Wiedergabe"
LIVE = "● LIVE"
