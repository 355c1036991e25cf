"""The settings, with the pages of shortcuts and storage, in German."""

from __future__ import annotations

DEVICES = {
    "auto": "Automatisch",
    "cpu": "CPU",
    "cuda": "CUDA (NVIDIA)",
    "mps": "MPS (Apple)",
}
SETTINGS = {
    "language": ("Sprache", "Gilt ab dem nächsten Start. Meldungen über Dateien und Netze bleiben englisch."),
    "device": (
        "Gerät der Netze",
        "Automatisch nimmt eine NVIDIA-Grafikkarte, wenn es eine gibt. Die Posenschätzung läuft auf der CPU.",
    ),
    "max_people": (
        "Höchstens so viele Personen",
        "Mehr Personen brauchen mehr Zeit. Automatisch: 6, mit MediaPipe 2. Bei 1 glättet MediaPipe die Gelenke.",
    ),
    "pose_backend": (
        "Personen findet",
        "BlazePose findet kleine und mehr Personen und meldet nichts. MediaPipe meldet seine Nutzung an Google.",
    ),
    "pose_confidence": (
        "Sicherheit der Pose",
        "Kleinere Werte finden auch ferne oder halb verdeckte Personen, aber öfter etwas Falsches.",
    ),
    "pose_model": (
        "Datei des Posenmodells",
        "Eine andere .task-Datei von MediaPipe. Leer: das volle Modell, einmal geladen und im Cache aufgehoben.",
    ),
    "pose_source": (
        "Posenmodell von",
        "Woher das volle Modell geladen wird: von Google oder aus dem offiziellen Paket mediapipe.",
    ),
    "threshold": (
        "Unsicher unter",
        "Handlungen mit kleinerer Bewertung heißen unsicher. Voreingestellt ist die Schwelle des Netzes.",
    ),
    "examples_folder": (
        "Ordner Ihrer Beispiele",
        "Wo die Beispiele Ihrer eigenen Handlungen liegen. Leer: in Ihrem Benutzerordner.",
    ),
    "theme": ("Thema", "Farben des Fensters."),
    "text_size": ("Textgröße", "Wie groß die Texte des Fensters sind."),
    "heat_colours": ("Farbskala", "Alle wirken gleichmäßig und sind auch bei Farbenblindheit zu unterscheiden."),
    "fixed_scale": (
        "Feste Farbskalen",
        "An: Eine Farbe bedeutet immer denselben Wert. Aus: Die Farben umspannen die gezeigten Werte, was mehr "
        "Einzelheiten sichtbar macht.",
    ),
    "smooth_joints": (
        "Gelenke glätten",
        "Glättet die Gelenke nur auf dem Bildschirm. Netz und Exporte verwenden die ungeglätteten.",
    ),
    "reasons": (
        "An den Gelenken",
        "Belege: um wie viel die Chancen fielen, wenn man das Gelenk nicht sähe. Aufmerksamkeit: wohin das Netz "
        "schaut; das muss nicht der Grund sein.",
    ),
    "show_links": (
        "Latente Verbindungen",
        "Gepunktete Linien zwischen Gelenken zeichnen, die aufeinander achten, ohne einen Knochen zu teilen (STF-Net).",
    ),
    "latent_links": (
        "Verbindungen von BAGCN ab",
        "Gelenke mit so viel Aufmerksamkeit werden mit dem latenten Knoten verbunden. Keines der mitgelieferten Netze "
        "erreicht 0,8.",
    ),
    "link_threshold": (
        "Verbindungen ab",
        "Verbindungen mit kleinerem Gewicht in der Beziehungsmatrix werden nicht gezeichnet.",
    ),
    "segment_smoothing": ("Glättung", "Länge des mittigen Fensters, über das Bewertungen gemittelt werden."),
    "segment_enter": ("Beginnt bei", "Eine Handlung beginnt, wenn ihre Bewertung diesen Wert erreicht."),
    "segment_leave": (
        "Endet unter",
        "Sie endet, wenn ihre Bewertung darunter fällt. Ein kleinerer Wert als „Beginnt bei“ vermeidet Bruchstücke.",
    ),
    "segment_shortest": ("Kürzester", "Kürzere Abschnitte entfallen."),
    "segment_bridge": (
        "Lücken überbrücken",
        "Abschnitte einer Handlung mit einer kürzeren Lücke dazwischen werden verbunden.",
    ),
}
PAGES = {"analysis": "Auswertung", "view": "Ansicht", "segments": "Abschnitte"}
CHOICES = {
    "language": {"system": "wie das System", "en": "English", "de": "Deutsch"},
    "device": DEVICES,
    "pose_backend": {"auto": "automatisch", "blazepose": "BlazePose", "mediapipe": "MediaPipe"},
    "pose_source": {"auto": "Google, sonst das Paket", "google": "Google", "wheel": "Paket mediapipe"},
    "theme": {"dark": "Dunkel", "light": "Hell"},
    "latent_links": {"relative": "0,9 der größten", "absolute": "0,8 wie im Aufsatz"},
    "reasons": {"evidence": "Belege", "attention": "Aufmerksamkeit", "off": "Nichts"},
    "heat_colours": {name: name.capitalize() for name in ("viridis", "cividis", "magma", "inferno")},
}
SPECIAL_VALUES = {
    "max_people": "automatisch",
    "threshold": "die des Netzes",
    "segment_smoothing": "keine",
    "segment_bridge": "keine",
}
SETTINGS_TITLE = "Einstellungen"
PAGE_SHORTCUTS = "Tastenkürzel"
PAGE_STORAGE = "Speicher"
DEFAULTS = "Voreinstellungen"
DEFAULTS_TIP = "Alle Einstellungen dieser Seite auf ihre Voreinstellung zurücksetzen"
DEFAULT_TIP = "{explanation}\nVoreinstellung: {default}"
ON, OFF, NONE = "an", "aus", "keine"
CHOOSE_FILE = "Auswählen …"
POSE_FILES = "Modelle von MediaPipe (*.task);;Alle Dateien (*)"
SHORTCUTS_HINT = "Klicken Sie ein Kürzel an und drücken Sie die neuen Tasten. Leeren Sie es, um keines zu haben."
COMMAND_COLUMN, SHORTCUT_COLUMN = "Befehl", "Kürzel"
SHORTCUT_TAKEN = "{shortcut} war das Kürzel von „{other}“; dieser Befehl hat jetzt keines."
STORAGE_HINT = (
    "Der Cache enthält das Posenmodell und gelesene Datensätze, damit beides nicht noch einmal geladen oder berechnet "
    "werden muss. Sonst wird nichts gespeichert, außer Sie nehmen auf oder exportieren."
)
STORAGE_FOLDER = "Ordner: {folder}"
STORAGE_SIZE = "Größe: {size:.1f} MB"
CLEAR_CACHE = "Cache leeren"
CLEAR_CACHE_TIP = "Die Dateien im Cache löschen; das Posenmodell wird wieder geladen, wenn es gebraucht wird"
CACHE_CLEARED = "Der Cache ist leer; {size:.1f} MB wurden gelöscht."
CACHE_KEPT = "{count} Dateien im Cache sind in Gebrauch und wurden behalten."
