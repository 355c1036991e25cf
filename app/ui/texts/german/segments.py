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
