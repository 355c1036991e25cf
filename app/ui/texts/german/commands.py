"""The commands: their names, shortcuts and what they do, in German."""

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
PAUSE = "Anhalten"
STOP_RECORDING = "Aufnahme beenden"
TIP_WITH_SHORTCUT = "{tip}  ({shortcut})"
