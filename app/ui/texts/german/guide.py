"""The guide inside the program, in German: heading and paragraphs of each section, by its English heading."""

from __future__ import annotations

SECTIONS = {
    "Play something": (
        "Etwas abspielen",
        (
            "Ziehen Sie ein Video auf das Fenster oder drücken Sie {open}. {camera} öffnet die Kamera, {demo} ein "
            "kurzes Beispiel.",
            "{play} spielt ab und hält an, {back} und {forward} gehen Bild für Bild. Ziehen in der Zeitleiste führt "
            "überallhin.",
        ),
    ),
    "What you see": (
        "Was zu sehen ist",
        (
            "Jede Person hat eine Nummer und eine Farbe, dieselbe im Bild, in den Tafeln und in der Zeitleiste. Das "
            "Schild sagt, was sie nach Meinung des Netzes tut, mit den drei wahrscheinlichsten Handlungen.",
            "„Unsicher“: Für keine der Handlungen, die es kennt, spricht genug. „Schaut zu“: Es hat von dieser Person "
            "noch nicht genug gesehen.",
            "Orange Gelenke sprechen für die Handlung, blaue dagegen: Um so viel fiele oder stiege ihre "
            "Wahrscheinlichkeit, wenn man das Gelenk nicht sähe. Ein Klick auf eine Person lässt die Tafeln ihr "
            "folgen; {follow_next} geht zur nächsten.",
        ),
    ),
    "Who does what, and when": (
        "Wer tut was und wann",
        (
            "Die Zeitleiste hat eine Spur für jede Person. {analyse} wertet jedes Bild einer Datei aus, "
            "{find_segments} markiert, wer von wann bis wann was tut.",
            "Ziehen Sie an den Rändern eines Abschnitts, oder lassen Sie ihn mit {segment_from} und {segment_to} an "
            "der Marke beginnen oder enden; ein Rechtsklick ändert seine Bezeichnung. {next_segment} und "
            "{previous_segment} führen von einem zum anderen, {show_segments} zeigt alle in einer Tabelle. "
            "{undo_segment} nimmt zurück.",
            "Das Mausrad zoomt die Zeitleiste, mit der Umschalttaste verschiebt es sie; {timeline_fit} zeigt die ganze "
            "Datei.",
            "{export_segments} speichert sie als Tabelle, als JSON oder als Untertitel neben dem Video; {export_file} "
            "speichert Gelenke und Vorhersagen jedes Bildes oder das Video mit Einblendungen.",
        ),
    ),
    "Teach your own actions": (
        "Eigene Handlungen beibringen",
        (
            "{teach} öffnet die Seite. Benennen Sie eine Handlung, drücken Sie die Eingabetaste, dann „Aufnehmen“: "
            "Machen Sie sie nach dem Herunterzählen ein paarmal vor; jede Wiederholung wird ein Beispiel. Mit einer "
            "zweiten Handlung oder „something else“ beginnt es zu antworten.",
            "Nehmen Sie jede Handlung ein zweites Mal auf, und sehen Sie auf die Angabe, die Ratschläge und die mit "
            "„?“ markierten Beispiele. „Dieses Netz verwenden“ bringt es ins Menü Modell. {teach_segment} nimmt den "
            "ausgewählten Abschnitt einer Datei als Beispiel.",
        ),
    ),
    "What it knows": (
        "Was es kennt",
        (
            "Ein Netz kennt die Handlungen, mit denen es trainiert wurde, und sonst nichts. {knows} zählt sie auf und "
            "sagt, was zu tun ist, wenn Ihre nicht dabei ist.",
        ),
    ),
    "Arrange the window": (
        "Das Fenster einrichten",
        (
            "Jede Ansicht lässt sich verbergen, verschieben oder in ein eigenes Fenster nehmen (Menü Ansicht); {reset} "
            "bringt alle zurück. {settings} öffnet die Einstellungen, in denen sich jedes Tastenkürzel ändern lässt.",
        ),
    ),
}
SHORTCUTS = "Tastenkürzel"
NO_KEYS = "(kein Kürzel)"
EXAMPLE = (("winken", 0.81), ("klatschen", 0.09), ("werfen", 0.03))
