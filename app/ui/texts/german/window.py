"""The main window, its notices and what it shows before anything is open, in German."""

from __future__ import annotations

PROGRAM = "skelapp"
TITLE = "{name} — skelapp"
VIEWS = {"picture": "Bild", "timeline": "Zeitleiste"}
OF_LIST = "{name}  ({place} / {count})"
LIVE_CAPTION = "LIVE  {caption}"
SOURCE_CAPTION = "{name}   {width}×{height}"
LOADING_NETWORK = "Das Netz wird geladen …"
STARTING = "Es geht los …"
CRASHED = (
    "Das Programm ist beim letzten Mal abgestürzt. Was davon bekannt ist, steht in {path}; bitte schicken Sie es mit "
    "einem Fehlerbericht."
)
FAULT = "Im Fenster ist ein unerwarteter Fehler aufgetreten ({kind}: {error})."
CLOSE = "Schließen"
CLOSE_NOTICE = "Diesen Hinweis schließen"
DROP_HERE = "Ziehen Sie ein Video hierher"
DROP_HINT = "oder beginnen Sie hiermit. Alles läuft auf diesem Rechner."
ABOUT = (
    "Erkennt menschliche Handlungen aus 2D-Skeletten, live, und zeigt, warum.\n"
    "MIT-Lizenz; das Fenster verwendet PyQt6, das unter der GPL steht."
)
COPY = "Kopieren"
COPY_TIP = "Diesen Text für einen Fehlerbericht kopieren"
