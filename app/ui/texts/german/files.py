"""The dialogs that open and save files, in German."""

from __future__ import annotations

OPEN_TITLE = "Video oder Skelettdatei öffnen"
OPEN_KINDS = (
    "Videos und Skelette (*.mp4 *.avi *.mkv *.mov *.webm *.m4v *.mpg *.mpeg *.wmv "
    "*.json *.jsonl *.npy *.npz *.pkl *.pickle *.skeleton *.mat *.txt);;Alle Dateien (*)"
)
WEIGHTS_TITLE = "Gewichte laden"
WEIGHTS_KINDS = "Gewichte (*.safetensors);;Alle Dateien (*)"
ADDRESS_TITLE = "Adresse öffnen"
ADDRESS_HINT = "Die Nummer einer Kamera (0, 1, …) oder die Adresse eines Streams (rtsp://…, https://…):"
RECORD_TITLE = "Ab jetzt aufnehmen"
RECORD_KINDS = (
    "Video mit Einblendungen (*.mp4);;Alle Ergebnisse, JSON-Zeilen (*.jsonl);;Tabelle (*.csv);;"
    "Kinetics-Skeleton (*.json)"
)
EXPORT_TITLE = "Die ganze Datei exportieren"
EXPORT_KINDS = (
    "Alle Ergebnisse, JSON-Zeilen (*.jsonl);;Tabelle (*.csv);;Kinetics-Skeleton (*.json);;"
    "Video mit Einblendungen (*.mp4)"
)
SNAPSHOT_TITLE = "Dieses Bild speichern"
SNAPSHOT_KINDS = "PNG (*.png);;JPEG (*.jpg)"
FIGURE_TITLE = "Abbildung speichern"
FIGURE_KINDS = "SVG (*.svg);;PNG (*.png);;Werte (*.csv)"
SEGMENTS_TITLE = "Abschnitte exportieren"
SEGMENT_KINDS = "Tabelle (*.csv);;JSON (*.json);;Untertitel (*.srt)"
LOAD_SEGMENTS = "Abschnitte laden"
SEGMENT_JSON = "Abschnitte (*.json)"
CLIPS_FOLDER = "Ordner des Datensatzes wählen"
WROTE = "{path} wurde geschrieben."
WROTE_CLIPS = "{count} Clips wurden nach {folder} geschrieben."
