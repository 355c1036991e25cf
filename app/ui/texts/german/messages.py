"""Sentences that are worded below the window, in German."""

from __future__ import annotations

IN_ENGLISH = "Meldung auf Englisch: {text}"

SENTENCES = {
    "missing": "{path} gibt es nicht; geben Sie ein Video, die Nummer einer Kamera (0, 1, ...) oder eine Adresse an",
    "empty": "{path} ist leer; geben Sie ein Video an",
    "damaged": "{path}: kein Bild ist lesbar; die Datei ist wohl beschädigt oder leer",
    "undecodable": "{path}: kein Bild lässt sich dekodieren; wandeln Sie die Datei mit einem anderen Programm in "
    "H.264-mp4 um",
    "no_camera": "Eine Kamera {number} gibt es nicht; sie werden von 0 an gezählt",
    "camera_shut": "Kamera {number} lässt sich nicht öffnen; ist sie angeschlossen, und benutzt sie kein anderes "
    "Programm?",
    "camera_silent": "{name} ist offen, liefert aber kein Bild; benutzt ein anderes Programm die Kamera?",
    "unreachable": "{address} ist nicht zu erreichen oder kein Videostream; prüfen Sie Adresse und Netzwerk",
    "no_weights": "{path}: diese Datei mit Gewichten gibt es nicht; --list-models nennt die mitgelieferten",
    "no_card": "{path} enthält Tensoren, aber keine Karte von skelapp; wandeln Sie sie mit python -m core.convert um",
    "no_folder": "{path} gibt es nicht; legen Sie den Ordner erst an",
    "not_written": "{path} kann nicht geschrieben werden ({reason})",
    "not_read": "{path} kann nicht gelesen werden ({reason})",
    "picture_failed": "Ein Bild konnte nicht ausgewertet werden ({reason}). Es geht mit dem nächsten weiter.",
    "pose_failed": "Die Posenschätzung ist ausgefallen ({reason}). Sie wurde neu gestartet.",
    "recorded": "Die Aufnahme ist vollständig.",
    "pose": "Die Posenschätzung wird vorbereitet …",
    "show_two": "Zeigen Sie mindestens zwei Beispiele verschiedener Handlungen",
    "short": "{length} s lang, die anderen dieser Handlung {usual} s",
    "looks_like": "sieht aus wie {action}",
    "unseen": "in {share} davon ist niemand zu sehen",
    "confused": "{one} und {other} werden verwechselt ({count}-mal): zeigen Sie je 3 weitere, und machen Sie den "
    "Unterschied deutlich",
    "single": "nur ein Beispiel von {actions}: ob es erkannt würde, lässt sich nicht messen; nehmen Sie mindestens "
    "zwei weitere auf",
    "few": "wenige Beispiele von {actions}: mit {enough} oder mehr wird es sicherer",
    "one_person": "alle Beispiele zeigen eine Person oder Aufnahme: andere Leute werden vielleicht nicht erkannt",
    "one_person_shows": "alle Beispiele von {actions} zeigen eine Person oder Aufnahme: lassen Sie es auch andere "
    "vormachen",
    "rare": "{most} hat {many} Beispiele und {least} {few}: nehmen Sie mehr von dem auf, was selten ist",
}
