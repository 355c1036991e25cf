"""The main window, its notices and what it shows before anything is open."""

from __future__ import annotations

PROGRAM = "skelapp"
TITLE = "{name} — skelapp"
VIEWS = {"picture": "picture", "timeline": "timeline"}
OF_LIST = "{name}  ({place} / {count})"
LIVE_CAPTION = "LIVE  {caption}"
SOURCE_CAPTION = "{name}   {width}×{height}"
LOADING_NETWORK = "Loading the network …"
STARTING = "Starting …"
CRASHED = "The program crashed the last time. What is known of it is in {path}; please send it with a bug report."
FAULT = "The window ran into an unexpected error ({kind}: {error})."
CLOSE = "Close"
CLOSE_NOTICE = "Close this notice"
DROP_HERE = "Drop a video here"
DROP_HINT = "or start with one of these. Everything runs on this computer."
ABOUT = (
    "Recognises human actions from 2D skeletons, live, and shows why.\n"
    "MIT licence; the window uses PyQt6, which is GPL."
)
COPY = "Copy"
COPY_TIP = "Copy this text, for a bug report"
