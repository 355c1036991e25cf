"""What the page "Teach" says, in German."""

from __future__ import annotations

TITLE = "Eigene Handlungen beibringen"
BACK = "Fertig"
BACK_TIP = "Diese Seite schließen; alles Gezeigte bleibt erhalten"

SET_TIP = "Die Sammlung der Beispiele; aus jeder wird ein eigenes Netz"
NEW_SET = "Neue Sammlung …"
NEW_SET_HINT = "Ein Name für die neue Sammlung; so heißt auch das Netz:"
FIRST_SET = "my-actions"
WHO = "gezeigt von"
WHO_HINT = "Name"
WHO_TIP = "Wer die Beispiele zeigt: Andere bewegen sich vielleicht anders, und das kann die Seite dann sagen"
MORE = "Mehr"
KEEP_VIDEOS = "Auch die Videos behalten"
KEEP_VIDEOS_TIP = (
    "Schreibt auch die Bilder der Aufnahmen, in den Ordner .videos dieser Sammlung; exportiert werden sie nie"
)
KEPT_VIDEO = "Das Video dieser Aufnahme: {path}"
MORE_TIP = "Importieren, exportieren, Ordner"
ADD_FOLDER = "Ordner hinzufügen …"
ADD_FOLDER_TIP = (
    "Beispiele aus Videos oder Clips nehmen: ein Ordner mit je einem Unterordner für eine Handlung. Man kann ihn auch "
    "hierher ziehen"
)
EXPORT = "Diese Sammlung exportieren …"
EXPORT_TIP = "Alle Beispiele dieser Sammlung in eine Datei schreiben, um sie weiterzugeben"
IMPORT = "Sammlung importieren …"
IMPORT_TIP = "Eine exportierte Sammlung lesen"
SET_KINDS = "Sammlungen von Beispielen (*.zip)"
EXPORTED = "{count} Beispiele wurden nach {path} geschrieben."
IMPORTED = "{count} Beispiele von {actions} Handlungen wurden als „{name}“ importiert."
ADDED = "{count} Beispiele von {actions} Handlungen sind hinzugekommen."
READING_FOLDER = "{name} wird gelesen …"
NOTHING_TO_ADD = (
    "{name}: In Unterordnern wurden keine Clips gefunden; legen Sie die jeder Handlung in einen Ordner ihres Namens."
)
LEFT_OUT = "{count} Clips wurden ausgelassen; der erste: {first}"
UNDO = "Rückgängig"
UNDO_TIP = "Die letzte Änderung zurücknehmen (Strg+Z)"

ACTIONS = "Handlungen"
COLUMNS = ("Handlung", "Gezeigt", "Erkannt")
COLUMN_TIPS = (
    "Wie Sie sie nennen; F2 benennt sie um, Entf löscht sie",
    "Wie viele Beispiele es gibt",
    "Wie viele davon ein Netz erkennt, dem sie nicht gezeigt wurden",
)
OF = "{right} / {asked}"
NEW_ACTION = "Name einer neuen Handlung"
NEW_ACTION_TIP = "Einen Namen eingeben und die Eingabetaste drücken"
ADD = "Hinzufügen"
RENAME = "Umbenennen …"
RENAME_HINT = "Ein anderer Name für „{name}“:"
DELETE_ACTION = "Diese Handlung löschen"
ELSE_TIP = (
    "Was keine Ihrer Handlungen ist: stehen, umhergehen, sich am Kopf kratzen. Ein wenig davon ist ohnehin bekannt"
)

EXAMPLES = "Beispiele von „{action}“"
NO_EXAMPLES = "Noch keine Beispiele. Drücken Sie „Aufnehmen“ und machen Sie es ein paarmal vor."
NO_ELSE = "Nicht nötig, aber nützlich: Nehmen Sie eine Weile auf, was keine Ihrer Handlungen ist."
NO_ACTION = "Benennen Sie Ihre erste Handlung, etwa „winken“, und drücken Sie die Eingabetaste."
TILE = "{seconds:.1f} s"
TILE_TIP = "{who}{when}\n{seconds:.1f} s, aus {source}"
TILE_WHO = "{who}, "
DOUBTFUL = "Noch einmal ansehen: {reason}"
FROM, TO = "von", "bis"
TRIM_TIP = "Auslassen, was davor oder danach kommt; kein Bild geht verloren"
SECONDS = " s"
RELABEL = "Es ist"
RELABEL_TIP = "Die ausgewählten Beispiele einer anderen Handlung zuordnen"
DELETE = "Löschen"
DELETE_TIP = "Die ausgewählten Beispiele löschen (Entf); „Rückgängig“ bringt sie zurück"
DELETED = "{count} Beispiele wurden gelöscht. „Rückgängig“ (Strg+Z) bringt sie zurück."

RECORD = "● Aufnehmen"
STOP = "■ Anhalten"
RECORD_TIP = "Ohne Hände: Nach dem Herunterzählen wird jede Wiederholung ein Beispiel; es endet von selbst"
TIMES = "{count}-mal"
TIMES_TIP = "So viele Wiederholungen, dann endet es von selbst"
COUNTDOWN = "in {seconds} s"
COUNTDOWN_TIP = "Zeit, um vom Rechner zurückzutreten"
GO = "Los!"
STEP_INTO_VIEW = "bitte ins Bild treten"
COUNT = "{count} von {wanted}"
WAITING_FOR_CAMERA = "Warten auf die Kamera …"
HOW = "Stillstehen, vormachen, stillstehen; oder immer wieder. Jede Wiederholung wird von selbst herausgeschnitten."
HOW_ELSE = "Tun Sie irgendetwas, das keine Ihrer Handlungen ist: stehen, gehen, nach etwas greifen."
GETTING_READY = "Die Aufnahme von „{action}“ beginnt in {left} s"
NOW = "Aufnahme von „{action}“: {count} von {wanted}. Jetzt vormachen"
CUTTING = "Aufnahme von „{action}“: {count} von {wanted} …"
RECORDED = "{count} Beispiele von „{action}“ wurden aufgenommen."
RECORDED_NONE = "Nichts wurde aufgenommen: Keine Bewegung war von Anfang bis Ende zu sehen."

TRY = "Ausprobieren"
TRY_NEEDS = (
    "Zeigen Sie je zwei Beispiele von zwei Handlungen oder von einer Handlung und „something else“, dann antwortet es."
)
TRY_ONE = "Noch eine Handlung oder „something else“, dann antwortet es."
TRY_NOBODY = "Es ist bereit. Treten Sie vor die Kamera oder spielen Sie ein Video ab, und tun Sie eine der Handlungen."
LEARNING = "lernt …"
SCORE = "{right} von {asked} erkannt ({share:.0%}), wenn ihre Aufnahme ausgelassen wird"
SCORE_TIP = (
    "Jede Aufnahme wird der Reihe nach ausgelassen, und das Netz, dem sie nicht gezeigt wurde, wird nach ihren "
    "Beispielen gefragt. Andere Menschen werden vielleicht schlechter erkannt."
)
SCORE_ALONE = "{right} von {asked} erkannt ({share:.0%}), wenn sie einzeln ausgelassen werden"
SCORE_ALONE_TIP = (
    "Jede Handlung wurde nur einmal aufgenommen, darum werden einzelne Beispiele ausgelassen. Beispiele einer Aufnahme "
    "gleichen einander: Nehmen Sie jede Handlung ein zweites Mal auf, damit die Angabe ehrlich ist."
)
RECORD_AGAIN = "jede Handlung ein zweites Mal aufnehmen: Erst dann ist die Angabe ehrlich"
NO_SCORE = "Noch keine Angabe: Dazu braucht es zwei Beispiele jeder Handlung."
ADVICE = "• {sentence}"
CAN_BE_TRIED = "in {seconds:.1f} s aus {count} Beispielen gelernt"
USE = "Dieses Netz verwenden"
USE_TIP = "Unter dem Namen der Sammlung speichern: Es steht dann im Menü Modell, auch für --model"
USED = "Gespeichert. „{name}“ steht jetzt im Menü Modell und heißt auf der Kommandozeile skelapp --model {name}."
TAKEN = "„{name}“ heißt schon ein mitgeliefertes Netz; geben Sie der Sammlung einen anderen Namen."
FINE_TUNE = "Nachtrainieren"
FINE_TUNE_TIP = (
    "Ein ganzes Netz mit den Beispielen trainieren; es wird nur behalten, wenn es besser ist. Ab 20 von jeder Handlung"
)
FINE_TUNE_NEEDS = "Nachtrainieren braucht mindestens {count} Beispiele jeder Handlung"
FINE_TUNE_MISSING = "Diese Fassung kann nicht nachtrainieren"
FINE_TUNING = "{share:.0%}, noch {left}"
FINE_TUNING_BEGINS = "{share:.0%} …"
HELD_OUT = ", {accuracy:.0%} der zurückgehaltenen"
CANCEL = "Abbrechen"
CANCELLED = "Das Nachtrainieren wurde abgebrochen; nichts hat sich geändert."
ROW = "{score:.0%}"

TEACH_THIS = "Dies beibringen …"
SEGMENT_ADDED = "Diese Stelle ist jetzt ein Beispiel von „{action}“."
SEGMENT_UNKNOWN = (
    "Diese Stelle ist noch nicht ausgewertet; spielen Sie sie einmal ab oder werten Sie die ganze Datei aus (A)."
)
ACTION_IN_SEGMENT = "Welche Handlung zeigt diese Stelle?"
SETTINGS_FOLDER = "Ordner Ihrer Beispiele"
