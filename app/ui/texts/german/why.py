"""Words for the reasons of a decision, in German."""

from __future__ import annotations

JOINTS = {
    "nose": "die Nase",
    "neck": "der Hals",
    "r shoulder": "die rechte Schulter",
    "r elbow": "der rechte Ellbogen",
    "r wrist": "das rechte Handgelenk",
    "l shoulder": "die linke Schulter",
    "l elbow": "der linke Ellbogen",
    "l wrist": "das linke Handgelenk",
    "r hip": "die rechte Hüfte",
    "r knee": "das rechte Knie",
    "r ankle": "der rechte Knöchel",
    "l hip": "die linke Hüfte",
    "l knee": "das linke Knie",
    "l ankle": "der linke Knöchel",
    "r eye": "das rechte Auge",
    "l eye": "das linke Auge",
    "r ear": "das rechte Ohr",
    "l ear": "das linke Ohr",
}
BOTH = {
    "shoulder": "beide Schultern",
    "elbow": "beide Ellbogen",
    "wrist": "beide Handgelenke",
    "hip": "beide Hüften",
    "knee": "beide Knie",
    "ankle": "beide Knöchel",
    "eye": "beide Augen",
    "ear": "beide Ohren",
}
LIST = "{first}, {rest}"
LAST = "{first} und {last}"
WHY = "{label}, {score:.0%}: vor allem {joints}{moment}{against}."
WHY_POSTURE = "{label}, {score:.0%}: Kein einzelnes Gelenk gibt den Ausschlag, sondern die ganze Haltung."
WHY_UNKNOWN = "{label}, {score:.0%}: Die Gründe werden noch gesucht."
WHY_UNCERTAIN = "Unsicher: am ehesten {label} mit {score:.0%}, aber zu wenig wie das, was das Netz kennt."
WHY_WARMING = "Schaut zu: {held:.1f} von {needed:.1f} Sekunden gesehen."
IN_THE_LAST = ", in den letzten {seconds:.1f} Sekunden"
AT_FIRST = ", am Anfang der letzten {seconds:.1f} Sekunden"
BETWEEN = ", vor {first:.1f} bis {last:.1f} Sekunden"
AGAINST = "; eher dagegen {speaks} {joints}"
SPEAKS = ("spricht", "sprechen")

FOR = "dafür"
AGAINST_SHORT = "dagegen"
UNIT = "Bit"
NO_EVIDENCE = "noch keine Belege"
EVIDENCE_OF = "Bit für „{label}“"
STRETCH = "vor {first:.1f} bis {last:.1f} s"
