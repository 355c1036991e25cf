"""The table of segments."""

from __future__ import annotations

TITLE = "segments"
COLUMNS = ("who", "what", "from", "to", "seconds", "score")
FILTER = "Filter: a person's number, an action"
FILTER_TIP = "Shows the segments in which every word is found, such as “2 walk”"
NONE_YET = "No segments yet. “Find segments” (Ctrl+G) analyses the whole file and marks who does what, and when."
NO_MATCH = "No segment matches the filter."
