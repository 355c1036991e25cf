"""Texts of the page "What it knows", in German."""

from __future__ import annotations

TITLE = "Was es kennt"
SUMMARY = "Es kennt {count} Handlungen und sonst nichts."
ACCURACY = "Von Clips, die es nie gesehen hatte, benennt es {share:.0%} richtig ({where})."
CALIBRATION = "Seine Wahrscheinlichkeiten liegen im Mittel um {error:.0%} daneben."
TRAINED = "Trainiert wurde es mit {data}."
LICENSED = "Trainiert wurde es mit {data} ({license})."
FAITHFUL = (
    "Auch die Belege wurden gemessen: Die drei Gelenke zu verdecken, die sie zuerst nennen, kostet {top:.2f} der "
    "Bewertung, drei zufällige {any:.2f}."
)
UNCERTAIN_HEADING = "Was „unsicher“ heißt"
UNCERTAIN_ENERGY = (
    "Was zu sehen ist, gleicht zu wenig dem, womit das Netz trainiert wurde (seine Energie liegt unter {energy:.1f}). "
    "Es würde die ähnlichste seiner Handlungen nennen und sich oft irren; darum wird kein Name gezeigt."
)
UNCERTAIN_SCORE = "Keine Handlung erreicht eine Wahrscheinlichkeit von {threshold:.0%}; darum wird kein Name gezeigt."
OTHERS_HEADING = "Ihre ist nicht dabei?"
OTHERS = (
    "Eine Handlung, die nicht in dieser Liste steht, wird nie erkannt: Sie heißt unsicher oder wie eine ähnliche. "
    "Zeigen Sie dem Programm zwei bis fünf eigene Beispiele, und es lernt sie in einer Sekunde."
)
TEACH = "Eigene Handlungen beibringen …"
TEACH_BY_COMMAND = (
    "Legen Sie Videos jeder Handlung in einen Ordner ihres Namens, dann: python -m core.teach ORDNER -o meine"
)
ACTIONS_HEADING = "Die Handlungen, die am besten erkannten zuerst"
RECOGNISED = "{share:.0%} erkannt"
OFTEN_MISSED = "{share:.0%}: oft verfehlt"
NOT_MEASURED = "nicht gemessen"
NO_EXAMPLE = "kein Beispiel zu zeichnen"
EXAMPLES_FROM = (
    "Gezeichnete Beispiele: JHMDB (Jhuang u. a., ICCV 2013) aus HMDB51 (Kuehne u. a., ICCV 2011), CC BY 4.0."
)
NO_NETWORK = "Das Netz wird noch geladen."
TAG_TIP = "Klick: Was kennt es sonst noch?"
