"""The table of segments, in German."""

from __future__ import annotations

TITLE = "Abschnitte"
COLUMNS = ("wer", "was", "von", "bis", "Sekunden", "Bewertung")
FILTER = "Filter: die Nummer einer Person, eine Handlung"
FILTER_TIP = "Zeigt die Abschnitte, in denen jedes Wort vorkommt, etwa „2 walk“"
NONE_YET = (
    "Noch keine Abschnitte. „Abschnitte finden“ (Strg+G) wertet die ganze Datei aus und markiert, wer wann was tut."
)
NO_MATCH = "Kein Abschnitt passt zum Filter."

# Their menu and their notices

LABEL_MENU = "Bezeichnung"
NEW_LABEL = "Eine andere …"
NEW_LABEL_HINT = "Die Handlung in diesem Abschnitt:"
NEW_SEGMENT = "neu"
SEGMENTS_NEED_A_FILE = "Abschnitte lassen sich nur in einer Datei finden, nicht in einer Live-Quelle."
SEGMENTS_FOUND_ANEW = "Die Abschnitte wurden neu gefunden; „Rückgängig“ bringt Ihre bearbeiteten zurück."
CLIPS_NEED_SEGMENTS = (
    "Finden Sie zuerst die Abschnitte (Strg+G): Clips gibt es nur aus einer Datei, die ausgewertet wurde."
)
