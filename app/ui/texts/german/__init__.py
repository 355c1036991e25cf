"""The window's texts in German, named like the English ones of `app.ui.texts`, one module for each of theirs.

Of a command only its name and its tip are translated, of a setting its name and its explanation; see
`app.ui.texts.languages`.
"""

from __future__ import annotations

COMMANDS = {
    "open": ("Datei öffnen …", "Ein Video oder eine Skelettdatei abspielen"),
    "camera": ("Kamera öffnen", "Die erste Kamera abspielen"),
    "open_folder": (
        "Ordner öffnen …",
        "Alle Videos eines Ordners oder alle Clips eines Datensatzes nacheinander abspielen",
    ),
    "address": ("Adresse öffnen …", "Eine Kamera über ihre Nummer oder einen Stream über seine Adresse abspielen"),
    "demo": ("Demo", "Den mitgelieferten Clip abspielen"),
    "close": ("Quelle schließen", "Die Wiedergabe beenden und zum leeren Fenster zurückkehren"),
    "record": (
        "Aufnehmen …",
        "Ab jetzt aufnehmen: ein Video mit Einblendungen oder die Gelenke und Vorhersagen jedes Bildes",
    ),
    "export_file": (
        "Ganze Datei exportieren …",
        "Jedes Bild der Datei exportieren: als Video mit Einblendungen, als Tabelle (.csv, .jsonl) oder als "
        "Kinetics-Skeleton",
    ),
    "snapshot": ("Standbild …", "Dieses Bild mit allem, was darauf gezeichnet ist, speichern"),
    "copy_figure": ("Abbildung kopieren", "Die zuletzt angeklickte Ansicht mit ihren Werten kopieren"),
    "save_figure": ("Abbildung speichern …", "Die zuletzt angeklickte Ansicht oder ihre Werte speichern"),
    "quit": ("Beenden", "skelapp beenden"),
    "play": ("Abspielen", "Abspielen oder anhalten"),
    "back": ("Bild zurück", "Ein Bild zurückgehen"),
    "forward": ("Bild vor", "Ein Bild weitergehen"),
    "skip_back": ("5 s zurück", "Fünf Sekunden zurückgehen"),
    "skip": ("5 s vor", "Fünf Sekunden weitergehen"),
    "previous": ("Vorige Datei", "Die vorige Datei des Ordners oder der abgelegten Dateien abspielen"),
    "next": ("Nächste Datei", "Die nächste Datei des Ordners oder der abgelegten Dateien abspielen"),
    "analyse": (
        "Ganze Datei auswerten",
        "Jedes Bild im Hintergrund auswerten, damit man sofort zu jedem Moment springen kann",
    ),
    "follow_next": ("Nächster Person folgen", "Die nächste Person in den Tafeln zeigen"),
    "rotate_right": ("Nach rechts drehen", "Das Bild vor der Posenschätzung um 90° im Uhrzeigersinn drehen"),
    "rotate_left": ("Nach links drehen", "Das Bild vor der Posenschätzung um 90° gegen den Uhrzeigersinn drehen"),
    "start": ("Zum Anfang", "Zum ersten Bild gehen"),
    "loop": ("Schleife", "Am Ende von vorn beginnen"),
    "slower": ("Langsamer", "Langsamer abspielen"),
    "faster": ("Schneller", "Schneller abspielen"),
    "weights": ("Gewichte laden …", "Ein selbst trainiertes Netz verwenden"),
    "find_segments": (
        "Abschnitte finden",
        "Die ganze Datei auswerten und markieren, wer wann was tut; ersetzt Ihre Änderungen",
    ),
    "add_segment": ("Neuer Abschnitt hier", "Hier einen Abschnitt von einer Sekunde für die verfolgte Person anlegen"),
    "next_segment": ("Nächster Abschnitt", "Den nächsten Abschnitt auswählen und dorthin gehen"),
    "previous_segment": ("Voriger Abschnitt", "Den vorigen Abschnitt auswählen und dorthin gehen"),
    "segment_from": ("Abschnitt beginnt hier", "Der ausgewählte Abschnitt beginnt in diesem Moment"),
    "segment_to": ("Abschnitt endet hier", "Der ausgewählte Abschnitt endet in diesem Moment"),
    "split_segment": ("Abschnitt hier teilen", "Den ausgewählten Abschnitt in zwei teilen"),
    "remove_segment": ("Abschnitt löschen", "Den ausgewählten Abschnitt löschen"),
    "undo_segment": ("Rückgängig", "Die letzte Änderung an den Abschnitten zurücknehmen"),
    "export_segments": (
        "Abschnitte exportieren …",
        "Die Abschnitte als Tabelle, als JSON oder als Untertitel (.srt) speichern",
    ),
    "load_segments": ("Abschnitte laden …", "Abschnitte laden, die als JSON exportiert wurden"),
    "export_clips": (
        "Trainingsclips exportieren …",
        "Den ausgewählten Abschnitt oder alle als KLASSE/CLIP.jsonl speichern: ein Datensatz für python -m core.train",
    ),
    "timeline_in": ("In die Zeitleiste hineinzoomen", "Eine kürzere Strecke um die Marke zeigen; auch mit dem Mausrad"),
    "timeline_out": ("Aus der Zeitleiste herauszoomen", "Eine längere Strecke der Datei zeigen; auch mit dem Mausrad"),
    "timeline_fit": ("Ganze Datei in der Zeitleiste", "Die ganze Datei in der Zeitleiste zeigen"),
    "timeline_later": ("Später in der Zeitleiste", "Zeigen, was später kommt; auch mit Umschalttaste und Mausrad"),
    "timeline_sooner": ("Früher in der Zeitleiste", "Zeigen, was vorher war; auch mit Umschalttaste und Mausrad"),
    "simple": ("Einfache Ansicht", "Bild, Zeitleiste und einen Satz zum Warum zeigen, oder alle Tafeln"),
    "reasons": (
        "Farben der Gelenke",
        "Zwischen Belegen, Aufmerksamkeit und nichts an den Gelenken wechseln; die Legende sagt, was gilt",
    ),
    "mirror": ("Spiegelansicht", "Das Bild auf dem Bildschirm spiegeln; die Auswertung bleibt gleich"),
    "light": ("Helles Thema", "Zwischen hellen und dunklen Farben wechseln"),
    "fixed_scale": (
        "Feste Farbskalen",
        "Feste Grenzen für die Farben der Tafeln verwenden statt des kleinsten und größten gezeigten Werts",
    ),
    "links": (
        "Latente Verbindungen",
        "Verbindungen zwischen Gelenken zeichnen, die aufeinander achten, ohne einen Knochen zu teilen",
    ),
    "float_picture": (
        "Bild in eigenem Fenster",
        "Das Bild in ein eigenes Fenster verschieben, etwa für einen zweiten Bildschirm, oder zurück",
    ),
    "zoom_in": ("Vergrößern", "Einen Teil des Bildes größer zeigen; auch mit dem Mausrad"),
    "zoom_out": ("Verkleinern", "Mehr vom Bild zeigen; ziehen verschiebt es"),
    "zoom_fit": ("Ganzes Bild", "Das ganze Bild zeigen; auch mit einem Doppelklick"),
    "zoom_follow": ("Person im Bild halten", "Auf die verfolgte Person zoomen und ihr folgen"),
    "magnifier": ("Lupe", "Die verfolgte Person in einer Ecke größer zeigen, wo sie klein ist"),
    "full": ("Vollbild", "Den ganzen Bildschirm benutzen"),
    "reset": ("Anordnung zurücksetzen", "Alle Tafeln an ihren Platz zurückbringen"),
    "settings": ("Einstellungen …", "Die Einstellungen ändern"),
    "knows": ("Was es kennt", "Zeigen, welche Handlungen das Netz kennt und wie gut es jede erkennt"),
    "teach": ("Eigene Handlungen beibringen", "Zeigen Sie Ihre eigenen Handlungen, und es erkennt sie sofort"),
    "record_example": ("Beispiele aufnehmen", "Beispiele der gewählten Handlung aufnehmen, ohne Hände"),
    "teach_segment": (
        "Diesen Abschnitt beibringen",
        "Den ausgewählten Abschnitt als Beispiel der Handlung nehmen, nach der er benannt ist",
    ),
    "guide": ("Anleitung", "Einige Worte mit Bildern und alle Tastenkürzel"),
    "about": ("Über skelapp", "Versionen und Diagnose für einen Fehlerbericht zeigen"),
}
CANCEL_ANALYSIS = "Auswertung abbrechen"
ANALYSE_SHORT = "Auswerten"
ANALYSIS_RUNS = "{share:.0%}  noch {left}"
ANALYSIS_BEGINS = "{share:.0%}"
ANALYSIS_DONE = "Ausgewertet"
ANALYSIS_TIP = "{rate:.0f} Bilder pro Sekunde; ein Klick bricht ab. Bisherige Ergebnisse bleiben."
ANALYSIS_DONE_TIP = "Jedes Bild ist ausgewertet; ein Klick wertet noch einmal aus"
CAMERAS = "Kameras"
CAMERA_TIP = "{name} abspielen"
NO_CAMERAS = "keine Kamera gefunden"
OF_LIST = "{name}  ({place} / {count})"
PAUSE = "Anhalten"
TIP_WITH_SHORTCUT = "{tip}  ({shortcut})"

STOP_RECORDING = "Aufnahme beenden"
MENU_FILE = "&Datei"
MENU_PLAYBACK = "&Wiedergabe"
MENU_MODEL = "&Modell"
MENU_SEGMENTS = "&Abschnitte"
MENU_VIEW = "A&nsicht"
MENU_TIMELINE = "Zeitleiste"
MENU_TEACH = "&Beibringen"
TEACH_SHORT = "Beibringen"
MENU_TOOLS = "&Extras"
MENU_HELP = "&Hilfe"
OPEN_RECENT = "Zuletzt geöffnet"
RECENT_CAMERA = "Kamera {number}"
RECENT_TIP = "{name} abspielen"
CLEAR_RECENT = "Diese Liste leeren"
SHOW_DOCK_TIP = "Nach vorn holen, oder verbergen, wenn es vorn ist: {title}"

MODELS = {
    "stgcn": "ST-GCN",
    "agcn": "AGCN",
    "symmetric": "ST-GCN, symmetrische Maske",
    "stbln": "ST-BLN",
    "bagcn": "BAGCN",
    "stfnet": "STF-Net",
    "taught": "Eigene Handlungen",
}
STREAMS = {
    "joint": "Gelenke",
    "bone": "Knochen",
    "joint_motion": "Gelenkbewegung",
    "bone_motion": "Knochenbewegung",
    "spatial": "räumlich",
    "motion": "Bewegung",
}
FUSIONS = {
    "2s": "Gelenke + Knochen (2 Ströme)",
    "4s": "Gelenke + Knochen, still und in Bewegung (4 Ströme)",
    "spatial+motion": "räumlich + Bewegung (2 Ströme)",
}
FUSION_TIP = "Lässt mehrere Netze laufen und mittelt ihre Bewertungen: {streams}"
ACTIONS_COUNT = "{count} Handlungen"
READING_WEIGHTS = "Liste wird gelesen …"
NO_WEIGHTS = "keine Gewichte gefunden"
DEVICE = "Gerät"
DEVICES = {
    "auto": "Automatisch",
    "cpu": "CPU",
    "cuda": "CUDA (NVIDIA)",
    "mps": "MPS (Apple)",
}
VIEWS = {"picture": "Bild", "timeline": "Zeitleiste"}

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
CLOSE = "Schließen"

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
LABEL_MENU = "Bezeichnung"
NEW_LABEL = "Eine andere …"
NEW_LABEL_HINT = "Die Handlung in diesem Abschnitt:"
NEW_SEGMENT = "neu"
SEGMENTS_NEED_A_FILE = "Abschnitte lassen sich nur in einer Datei finden, nicht in einer Live-Quelle."
SEGMENTS_FOUND_ANEW = "Die Abschnitte wurden neu gefunden; „Rückgängig“ bringt Ihre bearbeiteten zurück."
CLIPS_NEED_SEGMENTS = (
    "Finden Sie zuerst die Abschnitte (Strg+G): Clips gibt es nur aus einer Datei, die ausgewertet wurde."
)
WROTE = "{path} wurde geschrieben."
WROTE_CLIPS = "{count} Clips wurden nach {folder} geschrieben."
SEGMENT_TIP = "{label}, {start:.2f} bis {end:.2f} s, Bewertung {score:.2f}"

TIMELINE_TIP = (
    "Die erkannten Handlungen jeder Person, und wie entscheidend jeder Moment für das Netz war (TDF)\n"
    "Mausrad: zoomen. Umschalttaste und Mausrad oder mittlere Taste: verschieben. Gestrichelt: was das vorige Netz sah"
)
TDF_TIP = "{tip}\nTDF von {low:.2f} (dunkel) bis {high:.2f} (hell), um seinen Mittelwert"

PROGRAM = "skelapp"
TITLE = "{name} — skelapp"
LIVE_CAPTION = "LIVE  {caption}"
SOURCE_CAPTION = "{name}   {width}×{height}"
LOADING_NETWORK = "Das Netz wird geladen …"
STARTING = "Es geht los …"
CRASHED = (
    "Das Programm ist beim letzten Mal abgestürzt. Was davon bekannt ist, steht in {path}; bitte schicken Sie es mit "
    "einem Fehlerbericht."
)
FAULT = "Im Fenster ist ein unerwarteter Fehler aufgetreten ({kind}: {error})."
CLOSE_NOTICE = "Diesen Hinweis schließen"
DROP_HERE = "Ziehen Sie ein Video hierher"
DROP_HINT = "oder beginnen Sie hiermit. Alles läuft auf diesem Rechner."
ABOUT = (
    "Erkennt menschliche Handlungen aus 2D-Skeletten, live, und zeigt, warum.\n"
    "MIT-Lizenz; das Fenster verwendet PyQt6, das unter der GPL steht."
)
COPY = "Kopieren"
COPY_TIP = "Diesen Text für einen Fehlerbericht kopieren"

WARMING_UP = "schaut zu {held:.1f} / {needed:.1f} s"
UNCERTAIN = "unsicher"
JOINT_TIP = "Person {person}, {joint}: Sicherheit {confidence:.2f}"
JOINT_FOCUS = ", Aufmerksamkeit {focus:.3f}"
JOINT_FOR = "; ohne es wären die Chancen für {label} {times}-mal kleiner ({bits:+.2f} Bit)"
JOINT_AGAINST = "; ohne es wären die Chancen für {label} {times}-mal größer ({bits:+.2f} Bit)"

SLIDER_TIP = "Zu einer anderen Zeit der Datei gehen"
POSITION = "Stelle"
SPEED = "Tempo"
SPEED_TIP = "Tempo der Wiedergabe"
LIVE = "● LIVE"
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
