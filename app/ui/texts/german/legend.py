"""What the colours and lines on the people mean, in German."""

from __future__ import annotations

EVIDENCE = "Belege in Bit: dagegen | dafür"
EVIDENCE_TIP = (
    "Belege: um wie viel die Chancen der Handlung fielen, wenn man das Gelenk nicht sähe; ein Bit heißt auf die "
    "Hälfte, zwei Bit auf ein Viertel. Orange spricht für die Handlung, Blau dagegen; die Skala ist immer dieselbe."
)
EVIDENCE_FAITHFUL = (
    "An diesem Netz gemessen: Die drei Gelenke zu verdecken, die es zuerst nennt, kostet {top:.2f} der Bewertung, drei "
    "zufällige {any:.2f}."
)
EVIDENCE_UNMEASURED = "Wie treu sie sind, wurde an diesem Netz nicht gemessen."
ATTENTION = "Aufmerksamkeit"
ATTENTION_TIP = (
    "Aufmerksamkeit: wie sehr das Netz auf das Gelenk schaut, wie es die Aufsätze zeichnen. Das muss nicht der Grund "
    "sein: Durch Verdecken gemessen ist sie weniger treu als die Belege."
)
LINKS_WEIGHT = "gepunktet: Beziehung ab {threshold:.2f}"
LINKS_RELATIVE = "gepunktet: Aufmerksamkeit ab {share:g} der größten (relativ)"
LINKS_ABSOLUTE = "gepunktet: Aufmerksamkeit über {threshold:g} (wie im Aufsatz)"
LINKS_NONE = "kein Gelenk hat mehr Aufmerksamkeit als {threshold:g} (wie im Aufsatz)"
