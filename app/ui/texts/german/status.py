"""The status bar, in German."""

from __future__ import annotations

CAMERA = "Kamera"
FILE = "Datei"
RATES = "{source} {capture:.1f}   Pose {pose:.1f}   Handlung {action:.1f} /s"
RATES_TIP = "Bilder pro Sekunde beim Einlesen, bei der Posenschätzung und beim Erkennen der Handlung"
LATENCY = "Verzögerung {milliseconds:.0f} ms"
LATENCY_TIP = "Zeit vom Lesen eines Bildes, bis sein Ergebnis gezeigt werden kann"
DROPPED = "{count} ausgelassen"
DROPPED_TIP = "Bilder, die ausgelassen wurden, um Schritt zu halten; gelb, solange das geschieht"
SKIPPED = "{count} übersprungen"
SKIPPED_TIP = (
    "Bilder der Datei, die beim Abspielen nicht ausgewertet wurden; „Ganze Datei auswerten“ (A) wertet jedes aus"
)
UNFOLLOWED = "{count} weitere im Bild"
UNFOLLOWED_TIP = "Personen im Bild über die Höchstzahl hinaus (Einstellungen, Auswertung)"
ACTIVITY_TIP = "Was gerade im Hintergrund läuft"
MODEL_TIP = "Netz, Gerät und Posenschätzer"
LOADING = "{name} wird geladen …"
RECORDING = "● Aufnahme"
EXPORTING = "● Export"
EXPORTING_TIP = "Die ganze Datei wird ausgewertet und geschrieben, neben dem, was gerade abgespielt wird"
RECORDING_TIP = "Ergebnisse werden in eine Datei geschrieben; jedes Bild wird ausgewertet"
