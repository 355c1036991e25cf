"""The timeline, in German."""

from __future__ import annotations

TIMELINE_TIP = (
    "Die erkannten Handlungen jeder Person, und wie entscheidend jeder Moment für das Netz war (TDF)\n"
    "Mausrad: zoomen. Umschalttaste und Mausrad oder mittlere Taste: verschieben. Gestrichelt: was das vorige Netz sah"
)
TDF_TIP = "{tip}\nTDF von {low:.2f} (dunkel) bis {high:.2f} (hell), um seinen Mittelwert"
SEGMENT_TIP = "{label}, {start:.2f} bis {end:.2f} s, Bewertung {score:.2f}"
