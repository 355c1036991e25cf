"""The table of segments."""

from __future__ import annotations

TITLE = "segments"
COLUMNS = ("who", "what", "from", "to", "seconds", "score")
FILTER = "Filter: a person's number, an action"
FILTER_TIP = "Shows the segments in which every word is found, such as “2 walk”"
NONE_YET = "No segments yet. “Find segments” (Ctrl+G) analyses the whole file and marks who does what, and when."
NO_MATCH = "No segment matches the filter."

# Their menu and their notices

LABEL_MENU = "Label"
NEW_LABEL = "Another …"
NEW_LABEL_HINT = "The action in this segment:"
NEW_SEGMENT = "new"
SEGMENTS_NEED_A_FILE = "Segments can only be found in a file, not in a live source."
SEGMENTS_FOUND_ANEW = "The segments were found again; Undo brings back the ones you edited."
CLIPS_NEED_SEGMENTS = "Find the segments first (Ctrl+G): clips can only be exported from a file that has been analysed."
