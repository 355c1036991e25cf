"""The text of the menu of a person in the picture, in German."""

from __future__ import annotations

PERSON = "Person {person}"
FOLLOW = "In den Tafeln zeigen"
SAME_AS = "Ist dieselbe Person wie"
SWAP_WITH = "Ab hier tauschen mit"
UNDO = "Letzte Korrektur zurücknehmen"
ANALYSE_FIRST = "Um zu korrigieren, wer wer ist, werten Sie die ganze Datei aus"
NOT_LIVE = "Wer wer ist, lässt sich nur in Dateien korrigieren"
