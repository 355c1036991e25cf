"""Texts of the panels, in German: name, title, term, tip and explanation of each."""

from __future__ import annotations

PANELS = {
    "evidence": (
        "Warum",
        "Was dafür spricht",
        "Belege durch Verdecken",
        "Um wie viel die Chancen der gezeigten Handlung fielen, wenn man ein Gelenk oder einen Teil des Fensters "
        "nicht sähe",
        "Mehrmals in der Sekunde gemessen: Jedes Gelenk wird dem Netz der Reihe nach verborgen, dann jedes Fünftel des "
        "Fensters. Orange spricht für die Handlung: Ohne dies wäre die Bewertung kleiner. Blau spricht dagegen: Ohne "
        "dies wäre sie größer. Die Einheit ist das Bit: +1 heißt, dass die Chancen der Handlung (ihre Bewertung gegen "
        "die aller anderen) ohne dies halb so groß wären, +2 ein Viertel; −1, dass sie doppelt so groß wären. So sieht "
        "man auch bei einer Bewertung von 99 %, worauf sie beruht. Gelenke, die einander vertreten, können beide "
        "unwichtig aussehen.",
    ),
    "history": (
        "Bewertung",
        "Wie sicher es ist",
        "Klassenwahrscheinlichkeiten",
        "Wahrscheinlichkeit der fünf besten Handlungen in den letzten zehn Sekunden",
        "Die Wahrscheinlichkeiten aller Handlungen ergeben zusammen 1. Eine steigende Kurve zeigt, dass das Netz sich "
        "dieser Handlung sicherer wird; kreuzen sich zwei, hat es seine Meinung geändert. Die Liste ist sortiert: "
        "oben steht, was jetzt am wahrscheinlichsten ist. Eine hohe Wahrscheinlichkeit verspricht nichts: Bei "
        "Handlungen, die es nie gelernt hat, kann das Netz sicher sein und sich irren.",
    ),
    "repetitions": (
        "Wiederholungen",
        "Wie oft",
        "Zyklen",
        "Wie oft sich die Bewegung wiederholt hat; gestrichelte Linien: wo ein Zyklus endete",
        "Die Kurve ist die Lage des Körperteils, das sich wiederholt bewegt, in den letzten Sekunden. Gefunden wird "
        "sie ohne Klassen, gezählt werden also auch Übungen, die das Netz nicht kennt. Gezählt wird ab der zweiten "
        "Wiederholung; nach einer Pause oder bei einer anderen Übung wird neu gezählt.",
    ),
    "angles": (
        "Winkel",
        "Wie gebeugt die Gelenke sind",
        "Gelenkwinkel",
        "Winkel der gewählten Gelenke in den letzten zehn Sekunden, in Grad in der Bildebene",
        "Der Winkel zwischen den beiden Gliedern, die an einem Gelenk zusammentreffen: 180° ist gestreckt, bei der "
        "Schulter ein über den Kopf gehobener Arm. Die Neigung des Rumpfs ist 0°, wenn er senkrecht steht, und positiv "
        "nach rechts. Es sind Winkel des Bildes: Ein Glied, das auf die Kamera zeigt, sieht stärker gebeugt aus, als "
        "es ist.",
    ),
    "relations": (
        "Beziehungen",
        "Was worauf hört",
        "MCF-Beziehungen",
        "Wie sehr jedes Gelenk (Zeile) auf jeden Körperteil und jedes andere Gelenk (Spalte) hört; Zeilen ergeben 1",
        "Bevor es entscheidet, lässt STF-Net jedes Gelenk von anderen Gelenken und von ganzen Körperteilen "
        "Information sammeln. Ein helles Feld heißt, dass das Gelenk der Zeile viel vom Gelenk oder Teil der Spalte "
        "übernimmt. Die Blöcke 4 bis 9 tun dies nacheinander, wie im Aufsatz. Das zeigt, wie das Netz arbeitet, nicht, "
        "warum es so entschieden hat.",
    ),
    "gate": (
        "Momente",
        "Was verstärkt wird",
        "TDF-Gatter",
        "Wie sehr der letzte Block jeden Kanal (Zeile) in jedem Bild des Fensters (Spalte) verstärkt",
        "1 lässt einen Kanal durch, 0 sperrt ihn. Die Kanäle unterscheiden sich meist stärker als die Momente; darum "
        "zeigen die Farben die Abweichung vom Mittel des Kanals über das Fenster. Sie umspannen mindestens ±0,05: Ein "
        "Gatter, das sich kaum ändert, sieht gleichmäßig aus. Mit festen Farbskalen wird das Gatter selbst gezeigt, "
        "von 0 bis 1.",
    ),
    "features": (
        "Aktivität",
        "Wo es anspricht",
        "Merkmalskarte",
        "Stärke der letzten Merkmalskarte für jedes Gelenk (Zeile) in jedem Bild des Fensters (Spalte)",
        "Das Mittel über die Kanäle dessen, was der letzte Block berechnet. Helle Felder sind Gelenke und Momente, auf "
        "die das Netz anspricht, für welche Handlung auch immer; der Grund der Entscheidung muss das nicht sein.",
    ),
    "focus": (
        "Aufmerksamkeit",
        "Wohin es schaut",
        "Aufmerksamkeit",
        "Wie sehr das Netz jetzt auf jedes Gelenk schaut, 0 bis 1, wie es die Aufsätze zeichnen",
        "Das muss nicht der Grund sein: Die Gelenke mit der größten Aufmerksamkeit zu verdecken kostet oft nicht mehr, "
        "als andere zu verdecken. Worauf die Entscheidung ruht, steht in der Tafel mit den Belegen, die durch "
        "Verdecken gemessen sind.",
    ),
}

TITLE_REST = "{term} · Person {person}"
EXPLAIN = "Was ist hier zu sehen?"
MORE = "Kopieren, speichern, verschieben"
COPY_PANEL = "Bild und Werte kopieren"
SAVE_PANEL = "Bild oder Werte speichern …"
FLOAT_PANEL = "Eigenes Fenster"
HIDE_PANEL = "Verbergen"

NOBODY = "niemand im Bild"
NETWORK_HAS_NONE = "dieses Netz hat nichts zu zeigen: {what}"
NO_REASONS = "zu diesem Moment gibt es nichts zu zeigen"
RELATIONS = "MCF-Beziehungen"
TEMPORAL_GATE = "zeitliches Gatter"
FEATURE_MAP = "Merkmalskarte"
FOCUS = "Aufmerksamkeit"

ALL_PANELS = "Alle Tafeln"

SECONDS_AGO = "−{seconds} s"
NOW = "jetzt"
PROBABILITY = "Wahrscheinlichkeit"
DEGREES = "Grad"
TIME = "Zeit"
ATTENTION = "Aufmerksamkeit"
CHANNEL = "Kanal {number}"
MEAN = "Mittel"
LISTENS = "Gelenk, das hört"
LISTENED_PARTS = "auf Teil"
LISTENED_JOINTS = "auf Gelenk"
WEIGHT = "Gewicht"
GATE = "Gatter"
GATE_DEVIATION = "Gatter, vom Mittel"
MAGNITUDE = "Stärke"
BLOCK = "Block"
BLOCK_TIP = "Der Block des Netzes, dessen Beziehungen gezeigt werden; der letzte entscheidet"
LAST_BLOCK = "letzter ({number})"
GRAIN = "Gelenke zu"
GRAIN_TIP = "Beziehungen der Gelenke zu Körperteilen, zu Gelenken oder beides nebeneinander"
ALL_GRAINS = "Teilen und Gelenken"
GRAINS = {"joints": "Gelenken", "parts": "Teilen"}
ROW = "Zeile {number}"
COLUMN = "Spalte {number} von {count}"

CHOOSE_ANGLES = "Gelenke …"
CHOOSE_ANGLES_TIP = "Die Winkel wählen, die gezeigt werden, höchstens {most}"
JOINTS = {
    "nose": "Nase",
    "neck": "Hals",
    "r shoulder": "Schulter r",
    "r elbow": "Ellbogen r",
    "r wrist": "Hand r",
    "l shoulder": "Schulter l",
    "l elbow": "Ellbogen l",
    "l wrist": "Hand l",
    "r hip": "Hüfte r",
    "r knee": "Knie r",
    "r ankle": "Knöchel r",
    "l hip": "Hüfte l",
    "l knee": "Knie l",
    "l ankle": "Knöchel l",
    "r eye": "Auge r",
    "l eye": "Auge l",
    "r ear": "Ohr r",
    "l ear": "Ohr l",
}
PARTS = {
    "head": "Kopf",
    "r arm": "Arm r",
    "l arm": "Arm l",
    "r leg": "Bein r",
    "l leg": "Bein l",
    "trunk": "Rumpf",
}

ANGLES = {
    "r elbow": "Ellbogen r",
    "l elbow": "Ellbogen l",
    "r shoulder": "Schulter r",
    "l shoulder": "Schulter l",
    "r hip": "Hüfte r",
    "l hip": "Hüfte l",
    "r knee": "Knie r",
    "l knee": "Knie l",
    "trunk lean": "Rumpfneigung",
}

TALLY = "×{count}"
TALLY_TEMPO = "  {tempo:.0f}/min"
TEMPO = "{tempo:.0f}/min, {period:.1f} s"
PAUSED = "Pause"
OF_TARGET = "{count} / {target}"
TARGET = "Ziel "
NO_TARGET = "kein Ziel"
TARGET_TIP = "Wie viele Wiederholungen diese Person schaffen will"
SOUND = "Ton"
SOUND_TIP = "Ein Ton, wenn das Ziel erreicht ist"
RESET_COUNT = "Auf 0"
RESET_COUNT_TIP = "Die Zählung dieser Person beginnt wieder bei 0"
HEIGHT = "Lage"
